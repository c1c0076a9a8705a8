"""Where the table of a sheet is, and what its cells say."""

from datetime import date, datetime, time, timedelta

import pytest

from reviewer_audit.errors import IntakeError

HEADER = ["item_id", "content", "label"]
ROWS = [["A1", "one", "spam"], ["A2", "two", "ok"]]


def codes(table):
    return {problem.code for problem in table.problems}


def test_that_title_rows_and_footers_are_no_data(book, read):
    table = read(
        book(
            {
                "S": [
                    ["Weekly decisions", None, None],
                    ["Vendor: Riverline", None, None],
                    [None, None, None],
                    HEADER,
                    *ROWS,
                    [None, None, None],
                    ["End of report", None, None],
                ]
            }
        )
    )
    assert table.header == ("item_id", "content", "label")
    assert list(table.row_numbers) == [5, 6]
    assert table.skipped_rows == 5
    assert table.sheets[0].header_row == 4
    assert "footer_skipped" in codes(table)


def test_that_a_total_under_the_table_is_a_footer_and_a_half_filled_row_is_not(book, read):
    table = read(book({"S": [HEADER, *ROWS, ["A3", None, None], ["Total", None, 3]]}))
    assert table.column("item_id") == ["A1", "A2", "A3"]
    assert table.skipped_rows == 1


def test_that_a_row_whose_content_begins_like_a_total_stays(book, read):
    rows = [["Total", "a content", "spam"], *ROWS]
    assert len(read(book({"S": [HEADER, *rows]}))) == 3


def test_that_blank_rows_between_keep_the_source_row_numbers(book, read):
    table = read(book({"S": [HEADER, ROWS[0], [None] * 3, ["  ", None, None], ROWS[1]]}))
    assert list(table.row_numbers) == [2, 5]
    assert table.skipped_rows == 2


def test_that_a_header_repeated_among_the_rows_is_skipped_and_told(book, read):
    table = read(book({"S": [HEADER, ROWS[0], HEADER, ROWS[1]]}))
    assert len(table) == 2
    assert "repeated_header" in codes(table)


def test_that_the_header_row_can_be_chosen(book, read):
    path = book({"S": [["a", "b"], ["c", "d"], ["1", "2"]]})
    assert read(path, header_row=2).header == ("c", "d")
    bare = read(path, header_row=0)
    assert bare.header == ("Column A", "Column B")
    assert len(bare) == 3
    with pytest.raises(IntakeError, match="no row 9"):
        read(path, header_row=9)


def test_that_repeated_and_missing_column_names_are_made_up_visibly(book, read):
    table = read(book({"S": [["a", "a", None, "a", None], [1, 2, 3, 4, None]]}))
    assert table.header == ("a", "a (2)", "Column C", "a (3)")
    assert {"repeated_name", "unnamed_column"} <= codes(table)


def test_that_visible_sheets_with_one_header_are_one_table(book, read):
    other = [["label", "item_id", "content"], ["ok", "B1", "three"]]
    table = read(book({"North": [HEADER, *ROWS], "South": other, "Notes": [["x"], ["y"]]}))
    assert table.sheet_names == ("North", "South")
    assert table.column("item_id") == ["A1", "A2", "B1"]
    assert [table.sheet_names[at] for at in table.sheet_of_row] == ["North", "North", "South"]
    assert list(table.row_numbers) == [2, 3, 2]
    assert [p.sheet for p in table.problems if p.code == "sheet_not_read"] == ["Notes"]


def test_that_a_hidden_sheet_is_named_and_read_only_when_asked_for(book, read):
    def hide(work):
        work["Gold"].sheet_state = "hidden"

    path = book({"S": [HEADER, *ROWS], "Gold": [HEADER, ["Z", "secret", "ok"]]}, touch=hide)
    table = read(path)
    assert len(table) == 2
    assert [p.sheet for p in table.problems if p.code == "hidden_sheet"] == ["Gold"]
    assert read(path, sheets=["Gold"]).column("content") == ["secret"]
    assert [(s.rows, s.columns) for s in table.sheets] == [(2, 3), (0, 0)]
    counted = read(path, measure_hidden=True)
    assert [(s.rows, s.columns) for s in counted.sheets] == [(2, 3), (1, 3)]
    assert "secret" not in repr(counted.columns)


def test_that_sheets_asked_for_must_exist_and_fit_together(book, read):
    path = book({"S": [HEADER, *ROWS], "T": [["x", "y"], [1, 2]]})
    with pytest.raises(IntakeError, match="no sheet “U”"):
        read(path, sheets=["U"])
    with pytest.raises(IntakeError, match="different columns"):
        read(path, sheets=["S", "T"])


def test_that_cells_arrive_as_text_whole_numbers_without_point_dates_as_iso(book, read):
    values = [
        (12, "12"),
        (0.5, "0.5"),
        (-3, "-3"),
        (True, "TRUE"),
        (datetime.fromisoformat("2024-01-02T03:04:05"), "2024-01-02T03:04:05"),
        (date(2024, 1, 2), "2024-01-02"),
        (time(3, 4), "03:04:00"),
        (timedelta(hours=30), "30:00:00"),
        ("  verbatim\ttext \n", "  verbatim\ttext \n"),
        ("=1+1", None),  # a formula without a cached value is blank, not its source
        (None, None),
    ]
    table = read(book({"S": [["id", "v"], *([f"r{n}", v] for n, (v, _) in enumerate(values))]}))
    assert table.column("v") == [text for _, text in values]


def test_that_numbers_beyond_what_excel_keeps_show_their_exponent(book, read):
    table = read(book({"S": [["id", "n"], ["a", 1234567890123456789], ["b", 123456789012345]]}))
    assert table.column("n") == ["1.234567890123457E+18", "123456789012345"]


def test_that_leading_zeros_of_a_number_format_stay(book, read):
    def pad(work):
        for row in range(2, 4):
            work["S"].cell(row, 1).number_format = "00000"
            work["S"].cell(row, 2).number_format = '"C-"000-000'

    table = read(book({"S": [["id", "code", "n"], [123, 4567, 5], [99999, 12, 6]]}, touch=pad))
    assert table.column("id") == ["00123", "99999"]
    assert table.column("code") == ["C-004-567", "C-000-012"]
    assert table.column("n") == ["5", "6"]


def test_that_leading_zeros_are_found_where_the_table_does_not_begin_in_the_first_column(
    book, read
):
    def pad(work):
        work["S"].cell(3, 3).number_format = "0000"

    table = read(book({"S": [[], [None, None, "id", "x"], [None, None, 7, "y"]]}, touch=pad))
    assert table.column("id") == ["0007"]


def test_that_merged_cells_of_the_table_are_filled_and_told(book, read):
    def merge(work):
        work["S"].merge_cells("A2:A3")

    table = read(book({"S": [HEADER, ["A1", "one", "spam"], [None, "one", "ok"]]}, touch=merge))
    assert table.column("item_id") == ["A1", "A1"]
    assert "merged_cells" in codes(table)


def test_that_the_ending_of_a_name_does_not_decide_what_a_file_is(book, read):
    path = book({"S": [HEADER, *ROWS]})
    path = path.rename(path.with_suffix(".csv"))
    assert len(read(path)) == 2


def test_that_reading_can_be_cancelled(book, read):
    from reviewer_audit.progress import Cancelled

    class Stop:
        def step(self, *_):
            raise Cancelled

    path = book({"S": [HEADER, *([f"A{n}", "text", "ok"] for n in range(5000))]})
    with pytest.raises(Cancelled):
        read(path, progress=Stop())
    assert len(read(path)) == 5000
