"""Hostile text on every way out: it stays text, and nothing else comes of it."""

import csv
import json
import re
import zipfile
from dataclasses import replace

import pytest

from reviewer_audit.render.tabular import csv_text, write_csv, write_jsonl, write_parquet
from reviewer_audit.render.xl_text import CUT, plain
from reviewer_audit.render.xlsx import write_scorecard
from reviewer_audit.render.xlsx_lists import write_tables
from reviewer_audit.reports.build import build
from tests.unit.reports import made

PAYLOADS = {
    "command": "=cmd|' /C calc'!A0",
    "equals": "=1+1",
    "array": "{=1+1}",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "nul": "\x00=1",
    "full_width": "\uff1d1+1",
    "link": '=HYPERLINK("http://example.invalid","x")',
    "address": "http://example.invalid/",
    "internal": "internal:Sheet1!A1",
    "error": "#N/A",
    "surrogate": "half \ud800 a character",
    "escape": "_x000D_",
    "long": "x" * 40_000,
    "leading_zeros": "000123",
    "digits": "12345678901234567890",
    "exponent": "1E5",
    "true": "TRUE",
    "date": "1/2/2026",
    "rtl": "\u202egnp.exe",
    "markup": "<f>1+1</f>&amp;<img src=x>",
}  # fmt: skip


AT, SPAN = r"[A-Z]{1,2}\d+", r"[D-F]\d+:[D-F]\d+"
SUM = rf"SUMPRODUCT\({SPAN},{SPAN}\)"
OURS = re.compile(rf"<f>(?:{AT}/{AT}|'[A-Za-z ]+'!{AT}|{SUM}/{SUM})</f>")


def load_workbook(path):
    import openpyxl

    return openpyxl.load_workbook(path)


def rows_of(path, sheet):
    from python_calamine import CalamineWorkbook

    return (
        CalamineWorkbook.from_path(str(path))
        .get_sheet_by_name(sheet)
        .to_python(skip_empty_area=False)
    )


def parts(path):
    with zipfile.ZipFile(path) as z:
        return {name: z.read(name).decode("utf-8") for name in z.namelist()}


def formulas(path):
    return [
        f
        for name, xml in parts(path).items()
        if "worksheets/" in name
        for f in re.findall(r"<f[ >].*?</f>|<f/>", xml)
    ]


def assert_inert(path, *, ours=False):
    """No link, no external part, no formula but our own re-tracing ones."""
    for name, xml in parts(path).items():
        assert "<hyperlink" not in xml, name
        assert "externalLink" not in name
        assert "<definedName" not in xml or "_xlnm" in xml
        assert 'TargetMode="External"' not in xml, name
    assert all(ours and OURS.fullmatch(f) for f in formulas(path))


def expected(text):
    whole = plain(text)
    return whole if len(whole) <= 32_767 else None


@pytest.mark.parametrize("name", PAYLOADS)
def test_that_a_table_of_cells_keeps_hostile_text_as_text(tmp_path, name):
    text = PAYLOADS[name]
    path = tmp_path / "quarantine.xlsx"
    write_tables(path, [(text, ["reason", text], [["why", text], [text, 7]])])
    assert_inert(path)
    sheet = load_workbook(path).worksheets[0]
    cell = sheet["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert sheet["B3"].value == 7
    seen = rows_of(path, sheet.title)[1][1]
    if expected(text) is None:
        assert seen.endswith(CUT)
    else:
        assert isinstance(seen, str)
        assert seen == expected(text)


def poisoned(text):
    """Results in which every string that comes from outside is the payload."""
    r = made.results()
    slices = {"vendor": text, "queue": text, "language": text, "market": text, "reviewer": text}
    errors = tuple(
        replace(e, item=text, decision_id=text, decided_at=text, slices=slices, vendor_labels=text,
                vendor_action=text, final_labels=text, final_action=text, outcome="over_enforced",
                severity=text, cause=text, clause=text, rationale=text)
        for e in r.errors[:2]
    )  # fmt: skip
    finding = replace(made.finding(), text=text, detail=text, slice={"vendor": text, "queue": text})
    scores = r.by["vendor"]["Riverline"]
    return replace(
        r, project=text, round_title=text, errors=errors, findings=(finding,),
        by={"vendor": {text: scores}, "queue": {text: scores}, "vendor+queue": {f"{text} + {text}": scores}, "reviewer": {text: scores}},
        confusion=replace(r.confusion, titles=(text, "b", "c", "d")),
        auditors=tuple(replace(a, name=text) for a in r.auditors),
        method=replace(r.method, frame=text, method=text, policy=text, control_gaps=(text,), unblinded=(text,), sources=((text, text, 3),),
                       strata=tuple(replace(s, cell={"vendor": text, "queue": text}) for s in r.method.strata)),
        auditor_auditor=replace(r.auditor_auditor, reading=text),
    )  # fmt: skip


def test_that_the_errors_of_a_scorecard_keep_hostile_text_as_text(tmp_path):
    template = made.errors(1)[0]
    errors = tuple(
        replace(template, item=text, rationale=text, clause=text) for text in PAYLOADS.values()
    )
    path = tmp_path / "scorecard.xlsx"
    write_scorecard(build(replace(made.results(), errors=errors)), path)
    assert_inert(path, ours=True)
    sheet = load_workbook(path)["Errors"]
    first = next(r for r in sheet.iter_rows() if r[0].value == "Item")[0].row + 1
    seen = rows_of(path, "Errors")
    for row, text in enumerate(PAYLOADS.values(), start=first):
        assert sheet.cell(row, 1).data_type == "s"
        assert sheet.cell(row, 1).quotePrefix
        assert seen[row - 1][0] == expected(text) or seen[row - 1][0].endswith(CUT)


@pytest.mark.parametrize("name", ["command", "surrogate", "escape", "long", "error", "markup"])
def test_that_hostile_names_everywhere_leave_a_scorecard_inert(tmp_path, name):
    text = PAYLOADS[name]
    for vendor in ("", text):
        path = tmp_path / "scorecard.xlsx"
        write_scorecard(build(poisoned(text), vendor=vendor), path)
        assert_inert(path, ours=True)
        book = load_workbook(path)
        assert book.properties.creator == "Reviewer Audit"
        assert book.properties.title == "Scorecard"
        assert rows_of(path, "Summary")


@pytest.mark.parametrize("name", PAYLOADS)
def test_that_csv_is_quoted_and_never_starts_a_formula(tmp_path, name):
    path = tmp_path / "out.csv"
    write_csv(path, ["id", PAYLOADS[name]], [[PAYLOADS[name], 0.1], [None, -5]])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f))
    assert rows[2] == ["", "-5"]
    assert rows[1][1] == "0.1"
    first = rows[1][0]
    assert first[:1] not in set("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
    assert first.removeprefix("'") == PAYLOADS[name].replace(
        "\ud800", "\ufffd"
    ) or first == csv_text(PAYLOADS[name])


@pytest.mark.parametrize("name", PAYLOADS)
def test_that_json_lines_and_parquet_carry_the_text_verbatim(tmp_path, name):
    from pyarrow import parquet

    text = PAYLOADS[name]
    whole = text.replace("\ud800", "\ufffd")
    lines, columns = tmp_path / "out.jsonl", tmp_path / "out.parquet"
    rows = [[text, 1, 0.5, True, [text]], [None, None, None, None, None]]
    header = ["text", "n", "share", "flag", "labels"]
    write_jsonl(lines, header, rows)
    write_parquet(columns, header, rows)
    first, second = (json.loads(line) for line in lines.read_text("utf-8").split("\n")[:2])
    assert first == {"text": whole, "n": 1, "share": 0.5, "flag": True, "labels": [whole]}
    assert set(second.values()) == {None}
    read = parquet.read_table(columns).to_pylist()
    assert read[0]["text"] == whole
    assert read[0]["n"] == 1
    assert read[1]["text"] is None


def test_that_an_empty_table_can_be_written_every_way(tmp_path):
    for write, name in (
        (write_csv, "a.csv"),
        (write_jsonl, "a.jsonl"),
        (write_parquet, "a.parquet"),
    ):
        write(tmp_path / name, ["a", "b"], [])
        assert (tmp_path / name).exists()
    write_tables(tmp_path / "a.xlsx", [("Rows", ["a", "b"], [])])
    assert load_workbook(tmp_path / "a.xlsx").active.max_row == 1
