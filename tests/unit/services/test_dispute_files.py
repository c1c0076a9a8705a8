"""Dispute workbooks come back from people and programs: read right, or refused row by row."""

from datetime import date

import pytest

from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, DISPUTE_SHEET
from reviewer_audit.errors import IntakeError
from reviewer_audit.services import disputes, releasing, ruling
from tests import spreadsheets as sheets
from tests.unit.services.reviewed import revealed

DAY, UNTIL = date(2030, 1, 1), date(2030, 1, 5)
GIVEN = {f"n{k}" if k % 2 == 0 else f"s{k}": ("spam", "ok") for k in range(12)}
ITEM, CONTENT = "Item", "Content"
REPLY, CLAUSE, ARGUMENT = DISPUTE_COLUMNS[-3:]
SAID = {
    "n0": {REPLY: "Dispute", CLAUSE: "Spam & scam", ARGUMENT: "=1+1 < 3 & it sells"},
    "n2": {REPLY: "Agree"},
    "n4": {
        REPLY: "Dispute",
        ARGUMENT: "\u05e9\u05dc\u05d5\u05dd\n\u05e9\u05ea\u05d9 \u05e9\u05d5\u05e8\u05d5\u05ea",
    },
}


@pytest.fixture
def north(store, make, tmp_path):
    """Give the store, its lead, and a workbook in which everything may be disputed."""
    contents = [f"content of {k}: 000{k}, _x000D_, \u202e" for k in range(len(GIVEN))]
    lead, _items = revealed(store, make, GIVEN, contents=contents)
    path = tmp_path / "north.xlsx"
    releasing.release(store, "North", UNTIL, path, by=lead, day=DAY)
    return store, lead, path


def fill(path, answers=SAID, **asked):
    return sheets.fill(path, DISPUTE_SHEET, ITEM, answers, **asked)


def bring(store, lead, path):
    done = disputes.import_replies(store, path, by=lead, day=DAY)
    return {problem["code"]: problem["count"] for problem in done.problems}, done


def assert_read_right(store, lead, path):
    codes, done = bring(store, lead, path)
    assert codes == {}
    assert (done.counts.raised, done.counts.agreed, done.counts.waiting) == (2, 1, 3)
    told = {line.item: line.dispute for line in ruling.raised(store, by=lead)}
    assert (told["n0"].clause, told["n0"].argument) == ("spam", "=1+1 < 3 & it sells")
    assert told["n4"].argument.split() == [
        "\u05e9\u05dc\u05d5\u05dd",
        "\u05e9\u05ea\u05d9",
        "\u05e9\u05d5\u05e8\u05d5\u05ea",
    ]


@pytest.mark.parametrize("done", sheets.HARMLESS)
def test_that_what_people_may_do_to_a_sheet_changes_no_reply(north, done):
    store, lead, path = north
    fill(path, change=sheets.HARMLESS[done])
    assert_read_right(store, lead, path)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("cached", [(), (REPLY, ARGUMENT)], ids=["typed", "formulas"])
def test_that_a_file_as_excel_writes_it_is_read_right(north, tmp_path, seed, cached):
    store, lead, path = north
    out = sheets.by_excel(fill(path), tmp_path / "excel.xlsx", seed=seed, cached=cached)
    assert_read_right(store, lead, out)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_that_a_workbook_saved_by_libreoffice_is_read_right(north, tmp_path, kind):
    store, lead, path = north
    assert_read_right(store, lead, sheets.by_libreoffice(fill(path), tmp_path, kind))


def test_that_rows_may_be_deleted(north):
    store, lead, path = north
    fill(path, change=lambda _book, sheet: sheet.delete_rows(5, 3))
    codes, done = bring(store, lead, path)
    assert codes == {}
    assert done.counts.raised + done.counts.agreed == 3


@pytest.mark.parametrize("kept", [1, 2], ids=["hidden column", "frozen columns"])
def test_that_a_sort_that_left_columns_behind_is_noticed(north, kept):
    store, lead, path = north

    def sort(_book, sheet):
        rows = sheets.rows_of(sheet)
        moved = [a[:kept] + b[kept:] for a, b in zip(rows, rows[::-1], strict=True)]
        sheets.put_rows(sheet, moved)

    codes, done = bring(store, lead, fill(path, change=sort))
    assert codes == {"moved_row": 3}
    assert done.counts.raised == 0


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({REPLY: date(2026, 3, 4)}, "unknown_answer"),
        ({REPLY: "Disputte", ARGUMENT: "why"}, "unknown_answer"),
        ({REPLY: "Dispute"}, "argument_missing"),
        ({REPLY: "Dispute", ARGUMENT: "why", CLAUSE: date(2026, 1, 1)}, "unknown_clause"),
        ({REPLY: "Agree", ITEM: date(2026, 1, 2)}, "moved_row"),
        ({REPLY: "Agree", CONTENT: "what I think it says"}, "moved_row"),
        ({REPLY: "Agree", DISPUTE_COLUMNS[0]: "a" * 20}, "unknown_handle"),
        ({REPLY: "Agree", DISPUTE_COLUMNS[0]: None}, "unknown_handle"),
    ],
)
def test_that_a_row_that_cannot_be_read_is_refused_and_the_others_are_not(north, cells, code):
    store, lead, path = north
    codes, done = bring(store, lead, fill(path, {"n0": cells, "n2": {REPLY: "agree"}}))
    assert codes == {code: 1}
    assert done.counts.agreed == 1


def test_that_dates_of_locked_columns_may_be_mangled(north):
    store, lead, path = north

    def mangle(_book, sheet):
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, sheets.titles_of(sheet)["Decided at"]).value = date(2026, 1, row)

    fill(path, change=mangle)
    assert_read_right(store, lead, path)


def test_that_a_column_of_replies_that_stands_twice_is_refused(north):
    store, lead, path = north

    def twice(_book, sheet):
        sheet.cell(1, sheet.max_column + 1).value = REPLY
        sheet.cell(2, sheet.max_column).value = "Agree"

    with pytest.raises(IntakeError) as caught:
        bring(store, lead, fill(path, change=twice))
    assert caught.value.code == "dispute.column_twice"
