"""Projects whose every text tries something, and projects at the edges, in every file handed over."""

import csv
import io
import re
import zipfile

import openpyxl
import pytest

from reviewer_audit.render.page_text import clean
from reviewer_audit.render.xl_text import CUT, LIMIT, plain
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.model import DataTable
from reviewer_audit.services import analysis, evidence, projects, reporting
from reviewer_audit.services.reporting import Format
from tests.e2e import hostile_audit
from tests.inert import assert_inert_pdf, assert_inert_workbook, squeezed, texts_of, words_of
from tests.spreadsheets import by_libreoffice
from tests.unit.render.test_html import Seen, assert_inert

RUNS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")  # what may begin a formula


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """The hostile project, its lead and its numbers."""
    store = hostile_audit.hostile(tmp_path_factory.mktemp("hostile") / "=1+1 <b>")
    yield store, projects.seat(store, ""), analysis.results(store, full=True, further=True)
    store.close()


def write(audit, out, **asked):
    store, lead, found = audit
    written = reporting.write_scorecards(store, out, by=lead, results=found, **asked)
    for one in written:
        assert re.fullmatch(r"[\w.-]+", one.path.name), "a file name is plain"
        assert len(one.path.name.encode()) <= 255
        assert one.path.parent == out
    return written


def names(found):
    """Return what content is called in the report: vendors, queues, languages."""
    return {name for role in ("vendor", "queue", "language", "market") for name in found.by[role]}


def rows_said(found):
    """Return every text of the tables of the report."""
    report = reporting.preview(found)
    tables = (b for s in report.sections for b in s.blocks if isinstance(b, DataTable))
    return {c for table in tables for row in table.rows for c in row if isinstance(c, str)}


def test_that_a_scorecard_and_a_page_hold_hostile_text_as_text(audit, tmp_path):
    card, page = write(audit, tmp_path, formats=(Format.XLSX, Format.HTML), named=True)
    assert_inert_workbook(card.path)
    there = texts_of(card.path)
    said = rows_said(audit[2])
    assert len(said) > 300
    assert not [text for text in said if text and len(text) < LIMIT and plain(text) not in there]
    assert any(text.endswith(CUT) for text in there), "40,000 characters are cut, and it is said"
    text = page.path.read_text(encoding="utf-8")
    assert_inert(text)
    shown = squeezed("".join(Seen(text).texts))
    assert not [one for one in said if squeezed(clean(one)) not in shown]


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_that_every_edition_holds_hostile_text_as_text(audit, tmp_path, edition):
    formats = (Format.XLSX,) if EDITIONS[edition].one_vendor else (Format.XLSX, Format.HTML)
    for one in write(audit, tmp_path, formats=formats, edition=edition):
        if one.kind == Format.XLSX:
            assert_inert_workbook(one.path)
        else:
            assert_inert(one.path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_that_a_pdf_says_what_content_says(audit, tmp_path):
    (one,) = write(audit, tmp_path, formats=(Format.PDF,))
    body = one.path.read_bytes()
    assert_inert_pdf(body, tmp_path)
    shown = words_of(body, tmp_path)
    assert "root:" not in shown, "no file was read"
    plain = [name for name in names(audit[2]) if name.isascii() and name.isprintable()]
    assert len(plain) > 40
    assert not [name for name in plain if squeezed(name)[:40] not in shown]


@pytest.mark.slow
def test_that_feedback_to_every_reviewer_holds_hostile_text_as_text(audit, tmp_path):
    written = write(audit, tmp_path, per=("reviewer",), named=True)
    assert len(written) > 2
    for one in written:
        assert_inert_workbook(one.path)


@pytest.mark.slow
def test_that_a_spreadsheet_program_reads_hostile_text_as_it_was_written(audit, tmp_path):
    (card,) = write(audit, tmp_path)
    saved = by_libreoffice(card.path, tmp_path)
    written, again = openpyxl.load_workbook(card.path), openpyxl.load_workbook(saved)
    compared = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                found = again[sheet.title][cell.coordinate]
                if cell.data_type == "s" and "_x005F_" in cell.value:
                    assert found.data_type == "s"  # LibreOffice saves such marks in its own way
                elif cell.data_type == "s":
                    assert (found.data_type, found.value) == ("s", cell.value), cell
                    compared += 1
                elif cell.data_type == "f":
                    assert found.data_type == "f"
                else:
                    assert found.data_type != "f"
    assert compared > 3_000


@pytest.mark.slow
def test_that_no_cell_of_an_evidence_file_begins_a_formula(audit, tmp_path):
    store, lead, found = audit
    for vendor in ("=1+1", "=cmd|' /C calc'!A0", "<script>alert(1)</script>"):
        assert vendor in found.by["vendor"]
        written = evidence.write_evidence(store, vendor, tmp_path / "e.zip", by=lead)
        with zipfile.ZipFile(written.path) as parts:
            assert all(re.fullmatch(r"\w+\.\w+", name) for name in parts.namelist())
            for name in parts.namelist():
                if name.endswith(".csv"):
                    text = parts.read(name).decode("utf-8-sig")
                    cells = [c for row in csv.reader(io.StringIO(text, newline="")) for c in row]
                    wrong = [c for c in cells if c.startswith(RUNS) and not _is_number(c)]
                    assert not wrong, name


def _is_number(text):
    try:
        return bool(float(text)) or True
    except ValueError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile_audit.EDGES)
def test_that_every_format_comes_out_at_the_edges(tmp_path, name):
    store = hostile_audit.edge(tmp_path / "p", name)
    lead = projects.seat(store, "")
    found = analysis.results(store, full=True, further=True)
    out = tmp_path / "r"
    formats = tuple(Format)
    card, page, pages = reporting.write_scorecards(
        store, out, by=lead, formats=formats, results=found
    )
    store.close()
    assert_inert_workbook(card.path)
    assert_inert(page.path.read_text(encoding="utf-8"))
    assert_inert_pdf(pages.path.read_bytes(), tmp_path)
    saved = openpyxl.load_workbook(by_libreoffice(card.path, tmp_path), data_only=True)
    cells = [c for sheet in saved for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "e"]
    detail = {row[0].value: row for row in saved["KPI detail"].iter_rows()}
    accuracy = found.overall["accuracy"]
    shown = [cell.value for cell in detail["accuracy"]]
    if accuracy.value is None:
        assert "n/a" in shown
        assert name == "none graded"
    else:
        assert accuracy.value in shown
        assert (accuracy.value == 1) is (name == "no errors")
    said = words_of(pages.path.read_bytes(), tmp_path)
    assert squeezed("No errors were found.") in said or found.errors
    assert (squeezed("Nothing can be said yet") in said) is (name == "none graded")
