"""The scorecard: the numbers in its cells are the estimates, and it opens, filters and prints."""

import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, range_boundaries

from reviewer_audit.render.xlsx import write_scorecard
from reviewer_audit.render.xlsx_charts import label
from reviewer_audit.render.xlsx_page import Page
from reviewer_audit.reports import words
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import (
    ChartKind,
    ChartSpec,
    Column,
    DataTable,
    Figure,
    Mark,
    Paragraph,
    Report,
    Section,
    Tone,
    Unit,
)
from reviewer_audit.reports.results import SCORE_KEYS
from reviewer_audit.reports.words import SMALL
from tests.unit.reports import made


def opened(path):
    import openpyxl

    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def results():
    return made.results()


@pytest.fixture(scope="module")
def path(results, tmp_path_factory):
    path = tmp_path_factory.mktemp("scorecard") / "all.xlsx"
    write_scorecard(build(results), path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return opened(path)


def table(sheet, first):
    """Rows of the table whose header starts with ``first``, as dictionaries."""
    rows = list(sheet.iter_rows())
    at = next(i for i, row in enumerate(rows) if row[0].value == first)
    names = [cell.value for cell in rows[at]]
    out = []
    for row in rows[at + 1 :]:
        if all(cell.value is None for cell in row):
            break
        out.append({name: cell for name, cell in zip(names, row, strict=True) if name})
    return out


def test_that_every_section_has_its_sheet(book):
    assert book.sheetnames == [
        "Summary", "KPI detail", "Breakdowns", "Confusion", "Agreement", "Auditors", "Errors", "Method", "This edition", "Data dictionary",
        "Chart data", "Check data",
    ]  # fmt: skip


def test_that_the_figures_of_the_detail_sheet_are_the_estimates(book, results):
    rows = {row["Key"].value: row for row in table(book["KPI detail"], "Key")}
    for key in SCORE_KEYS:
        e, row = results.overall[key], rows[key]
        if e.value is None:
            assert row["Value"].value == "n/a"
            assert e.note in row["Note"].value
            continue
        for name, value in (
            ("Value", e.value),
            ("Low", e.low),
            ("High", e.high),
            ("Numerator", e.numerator),
            ("n", e.n),
        ):
            assert row[name].value == pytest.approx(value, abs=1e-15), (key, name)
            assert row[name].data_type == "n"
        assert row["Value"].number_format == "0.0%"


def test_that_a_check_retraces_numerator_by_n_or_says_why_not(book):
    rows = {row["Key"].value: row for row in table(book["KPI detail"], "Key")}
    accuracy = rows["accuracy"]
    formula = accuracy["Check"].value
    assert formula == f"={accuracy['Numerator'].coordinate}/{accuracy['n'].coordinate}"
    assert rows["severity_weighted_accuracy"]["Check"].value == "from single decisions"
    assert rows["wrong_escalation"]["Check"].value is None


def test_that_a_weighted_figure_retraces_from_the_weights_it_has(tmp_path, results):
    weighed = ((2.0, 60, 57.0), (12.5, 40, 30.0))
    value = (2 * 57 + 12.5 * 30) / (2 * 60 + 12.5 * 40)
    known = results.overall.estimates
    figures = {**known, "accuracy": replace(known["accuracy"], value=value, parts=weighed)}
    path = tmp_path / "w.xlsx"
    write_scorecard(
        build(replace(results, overall=replace(results.overall, estimates=figures))), path
    )
    book = opened(path)
    row = {row["Key"].value: row for row in table(book["KPI detail"], "Key")}["accuracy"]
    formula = row["Check"].value
    assert formula.startswith("='Check data'!C")
    sheet = book["Check data"]
    at = int(formula.rpartition("C")[2])
    assert sheet[f"B{at}"].value == f"='KPI detail'!{row['Value'].coordinate}"
    assert sheet[f"C{at}"].value == (
        f"=SUMPRODUCT(D{at}:D{at + 1},F{at}:F{at + 1})/SUMPRODUCT(D{at}:D{at + 1},E{at}:E{at + 1})"
    )
    held = [tuple(c.value for c in line) for line in sheet[f"D{at}:F{at + 1}"]]
    assert held == [(2, 60, 57), (12.5, 40, 30)]


def test_that_every_brief_figure_has_its_check(book):
    named = [row[0].value for row in book["Check data"].iter_rows(min_row=4)]
    assert any(str(name).startswith("Summary \u00b7 ") for name in named)
    rows = [name for name in named if str(name).startswith("Breakdowns \u00b7 ")]
    assert len({name for name in rows if name.endswith("Over-enforced")}) > 1


def test_that_the_breakdowns_hold_every_slice_with_interval_and_n(book, results):
    rows = {(row["By"].value, row["Value"].value): row for row in table(book["Breakdowns"], "By")}
    few = [scores for scores in results.by["reviewer"].values() if scores.counted < SMALL]
    assert few  # of a person nothing is said then
    assert len(rows) == sum(len(values) for values in results.by.values()) - len(few)
    cell = results.by["vendor+queue"]["Riverline + Marketplace"]
    row = rows["Vendor and queue", "Riverline \u00b7 Marketplace"]
    assert row["Accuracy"].value == pytest.approx(cell["accuracy"].value, rel=1e-14)
    assert row["Accuracy low"].value == pytest.approx(cell["accuracy"].low, rel=1e-14)
    assert row["n"].value == 164
    assert row["Over-enforced"].value == pytest.approx(cell["over_enforcement"].value, rel=1e-14)
    assert row["Over-enforced high"].value == pytest.approx(
        cell["over_enforcement"].high, rel=1e-14
    )
    assert row["Remark"].value == "Lower than the rest"
    assert rows["Language", "(not given)"]["Remark"].value == "Fewer than 30 decisions"


def test_that_no_person_gets_a_verdict_or_a_mark(results, tmp_path):
    by = dict(results.by)
    by["reviewer"] = {"R-1": replace(by["vendor"]["Riverline"], mark="different")}
    path = tmp_path / "a.xlsx"
    write_scorecard(build(replace(results, by=by)), path)
    row = next(r for r in table(opened(path)["Breakdowns"], "By") if r["By"].value == "Reviewer")
    assert row["Remark"].value is None


def test_that_verdicts_stand_in_words_with_their_tone(book):
    texts = {cell.value: cell for row in book["Summary"].iter_rows() for cell in row if cell.value}
    for text in ("Would meet 95\u00a0%", "Not enough evidence so far", "Would be below 95\u00a0%"):
        assert texts[text].fill.start_color.rgb != "00000000"
    assert "Provisional until the round is closed" in texts


def test_that_the_tiles_are_numbers(book, results):
    values = [
        cell.value
        for row in book["Summary"].iter_rows()
        for cell in row
        if cell.number_format == "0.0%"
    ]
    for key in (
        "accuracy",
        "charged_accuracy",
        "over_enforcement",
        "under_enforcement",
        "critical_errors",
    ):
        assert any(v == pytest.approx(results.overall[key].value, rel=1e-14) for v in values)


def test_that_the_confusion_matrix_is_whole_and_coloured_by_rule(book, results):
    sheet = book["Confusion"]
    top = next(row for row in sheet.iter_rows() if row[1].value == "No violation")[0].row
    size = len(results.confusion.labels)
    seen = tuple(
        tuple(sheet.cell(top + 1 + i, 2 + j).value for j in range(size)) for i in range(size)
    )
    assert seen == results.confusion.matrix
    coloured = {
        c.coordinate
        for area in sheet.conditional_formatting
        for r in area.sqref.ranges
        for c in (sheet.cell(*p) for p in r.cells)
    }
    assert len(coloured) == size * size


def test_that_identifiers_stay_text_to_the_last_digit(book):
    row = table(book["Errors"], "Item")[1]
    assert row["Item"].value == "000001"
    assert row["Decision"].value == "1234567890123456001"
    assert row["Decision"].number_format == "@"


def test_that_lists_are_frozen_filtered_and_print_on_landscape_pages(book):
    for name in ("KPI detail", "Breakdowns", "Agreement", "Errors"):
        sheet = book[name]
        assert sheet.freeze_panes, name
        assert sheet.auto_filter.ref, name
        assert sheet.page_setup.orientation == "landscape"
    for sheet in book:
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert str(sheet.page_setup.paperSize) == "9"
        assert "&P" in sheet.oddFooter.right.text
        assert not sheet.sheet_view.showGridLines
    assert book["Errors"].print_title_rows
    assert book["Summary"].page_setup.fitToHeight == 1


def test_that_print_holds_what_people_read_in_letters_they_can_read(book):
    hidden = [sheet.title for sheet in book if sheet.sheet_state == "hidden"]
    assert hidden == ["Chart data", "Check data"]
    assert not [name for name in hidden if book[name].print_area]
    for name in ("KPI detail", "Breakdowns", "Agreement"):
        area = book[name].print_area.split(",")[0].split("!")[-1]
        last = range_boundaries(area)[2]
        widths = [book[name].column_dimensions[get_column_letter(c + 1)].width for c in range(last)]
        assert sum(widths) < 240, name


def test_that_a_printed_page_does_not_end_within_a_block():
    page = Page(Workbook().active, span=10)
    page.row = 90
    page.keep_whole([(1, 30), (31, 50), (51, 60), (61, 80), (81, 140)], upright=False)
    assert [brk.id for brk in page.sheet.row_breaks.brk] == [30, 60]


@pytest.mark.parametrize(("rows", "repeated"), [(3, False), (20, False), (80, True)])
def test_that_titles_do_not_repeat_over_charts_below_a_list(tmp_path, rows, repeated):
    marks = tuple(Mark(label=f"m{i}", value=0.5, low=0.4, high=0.6, n=9) for i in range(12))
    drawn = ChartSpec(key="c", kind=ChartKind.INTERVAL, title="How many?", marks=marks)
    listed = DataTable(key="t", columns=(Column(title="Group"),), rows=(("a",),) * rows)
    sections = (
        Section(key="a", title="First", blocks=()),
        Section(key="b", title="Second", blocks=(listed, *[Figure(chart=drawn)] * 4)),
    )
    write_scorecard(Report(title="T", subtitle="", sections=sections), tmp_path / "a.xlsx")
    assert bool(opened(tmp_path / "a.xlsx")["Second"].print_title_rows) is repeated


def test_that_a_workbook_without_charts_has_no_sheet_for_their_figures(tmp_path):
    lines = Section(key="a", title="Alone", blocks=(Paragraph(text="Nothing."),))
    write_scorecard(Report(title="T", subtitle="", sections=(lines,)), tmp_path / "a.xlsx")
    assert opened(tmp_path / "a.xlsx").sheetnames == ["Alone"]


def test_that_charts_are_native_and_their_figures_are_the_marks(path, book, results):
    with zipfile.ZipFile(path) as z:
        drawn = [
            z.read(n).decode() for n in z.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n)
        ]
        assert not [n for n in z.namelist() if "media" in n]
    report = build(results)
    assert len(drawn) == sum(spec.kind is not ChartKind.HEAT for spec in report.charts())
    rows = {row[0].value: row for row in book["Chart data"].iter_rows()}
    e = results.by["vendor"]["Riverline"]["accuracy"]
    row = rows["Riverline   89.8\u00a0%   n 798"]
    assert [cell.value for cell in row[1:5]] == pytest.approx(
        [e.value, e.low, e.high, 798], rel=1e-14
    )
    assert any("crossesAt" in xml and 'val="0.95"' in xml for xml in drawn)


def test_that_every_native_chart_tells_those_who_cannot_see_it(path, results):
    with zipfile.ZipFile(path) as z:
        drawings = [z.read(n) for n in z.namelist() if n.startswith("xl/drawings/drawing")]
    tag = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
    told = [one.get("descr", "") for body in drawings for one in ET.fromstring(body).iter(tag)]
    titles = [s.title for s in build(results).charts() if s.kind is not ChartKind.HEAT]
    assert len(told) == len(titles)
    for title in titles:
        assert [text for text in told if text.startswith(title) and len(text) > len(title) + 10]


def test_that_method_and_dictionary_say_how_the_numbers_came_about(book, results):
    facts = {row["What"].value: row["Value"].value for row in table(book["Method"], "What")}
    assert facts["Seed"] == "20260914"
    assert facts["Frame hash (SHA-256)"] == results.method.frame_sha256
    assert facts["Draws made"] == "2, of which 1 discarded"
    assert facts["Left out: not settled"] == "18"
    assert facts["Rows that could not be used"].startswith("14 (0.1")
    assert "409 arrived" in facts["Control totals"]
    assert facts["Opened decisions while grading"] == "nobody"
    strata = table(book["Method"], "Vendor")
    assert sum(row["In the frame (N)"].value for row in strata) == sum(
        s.population for s in results.method.strata
    )
    keys = {row["Key"].value for row in table(book["Data dictionary"], "Key")}
    assert set(SCORE_KEYS) <= keys


EVERY_KIND = [
    ChartSpec(
        key=kind.value, kind=kind, title=f"A {kind} chart?", target=0.9, target_text="target 90 %",
        marks=tuple(
            Mark(label=f"m{i}", value=v, low=None if v is None else v - 0.1, high=None if v is None else v + 0.1, n=10 * i, text="t", tone=tone, muted=i == 3)
            for i, (v, tone) in enumerate(zip((0.5, 0.6, None, 0.8), Tone, strict=True))
        ),
        rows=("a", "b") if kind is ChartKind.HEAT else (), columns=("a", "b") if kind is ChartKind.HEAT else (), diagonal=True,
    )
    for kind in ChartKind
]  # fmt: skip


@pytest.mark.parametrize("spec", EVERY_KIND, ids=lambda spec: spec.key)
@pytest.mark.parametrize("first", [True, False])
def test_that_every_kind_of_chart_is_drawn(tmp_path, spec, first):
    empty = Section(key="first", title="First", blocks=())
    section = Section(key="s", title="Chart", blocks=(Figure(chart=spec),))
    sections = (section,) if first else (empty, section)
    path = tmp_path / "chart.xlsx"
    write_scorecard(Report(title="T", subtitle="S", sections=sections), path)
    with zipfile.ZipFile(path) as z:
        charts = [n for n in z.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == (0 if spec.kind is ChartKind.HEAT else 1)
    opened(path)


def test_that_intervals_on_both_sides_of_nothing_stack_from_it(tmp_path):
    ends = {"left": (-6.0, -4.0, -1.0), "across": (-3.0, 1.0, 5.0), "right": (2.0, 3.0, 9.0)}
    spec = ChartSpec(
        key="d", kind=ChartKind.INTERVAL, title="How far apart?", unit=Unit.POINTS, target=0.0,
        target_text="no difference", low=-10.0, high=10.0,
        marks=tuple(
            Mark(label=name, value=v, low=low, high=high) for name, (low, v, high) in ends.items()
        ),
    )  # fmt: skip
    section = Section(key="s", title="Chart", blocks=(Figure(chart=spec),))
    path = tmp_path / "chart.xlsx"
    write_scorecard(Report(title="T", subtitle="S", sections=(section,)), path)
    rows = {row[0].value: row for row in opened(path)["Chart data"].iter_rows()}
    for name, (low, value, high) in ends.items():
        base, to_value, to_high, base_below, to_value_below, to_low = (
            cell.value for cell in rows[name][5:11]
        )
        assert min(base, to_value, to_high) >= 0 >= max(base_below, to_value_below, to_low)
        assert base + to_value + to_high == pytest.approx(max(high, 0))
        assert base_below + to_value_below + to_low == pytest.approx(min(low, 0))
        inner = base + to_value if value > 0 else base_below + to_value_below
        assert inner == pytest.approx(value)
    with zipfile.ZipFile(path) as z:
        drawn = z.read("xl/charts/chart1.xml").decode()
    assert drawn.count("<ser>") == 6


def test_that_an_audit_without_anything_still_makes_a_workbook(tmp_path):
    r = made.results()
    nothing = made.scores(0, 0, 0, 0)
    r = replace(
        r, overall=nothing, by={}, errors=(), findings=(), auditors=(), decisions=0, graded_decisions=0,
        confusion=replace(r.confusion, labels=(), titles=(), matrix=(), weighted_matrix=()),
        vendor_auditor=replace(r.vendor_auditor, coefficients={}), auditor_auditor=replace(r.auditor_auditor, coefficients={}),
        method=replace(r.method, strata=(), sources=(), population=0, sampled=0, quarantined_share=None),
    )  # fmt: skip
    path = tmp_path / "empty.xlsx"
    write_scorecard(build(r), path)
    texts = {cell.value for sheet in opened(path) for row in sheet.iter_rows() for cell in row}
    assert "No errors were found." in texts
    assert words.left_out_sentence({}) == "Every sampled decision has a final answer that counts."


def test_that_numbers_stay_behind_a_name_from_right_to_left():
    marks = [Mark(label=name, value=0.9, text="90.0 %", n=40) for name in ("North", "\u05e7\u05d5")]
    assert label(marks[0], ChartKind.INTERVAL) == "North   90.0 %   n 40"
    assert (
        label(marks[1], ChartKind.INTERVAL)
        == "\u200e\u2067\u05e7\u05d5\u2069\u200e   90.0 %   n 40"
    )
