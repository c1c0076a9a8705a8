"""The PDF report: tagged, numbered, and its content is text and nothing else."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from reviewer_audit.errors import OutputError
from reviewer_audit.render.document import PAGE_BRIEF, PAGE_TURNED, Source, document
from reviewer_audit.render.pdf import NOT_PROMISED, pages, write_pdf
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import Column, DataTable, Report, Section
from tests.inert import squeezed, structure
from tests.unit.render.hostile import PAYLOADS, poisoned, poisoned_source
from tests.unit.reports import made

SOURCE = Source(
    project="Sample", round_title="Week 37", journal_head="ab" * 32, written="2026-09-18",
    program="Reviewer Audit",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    return pages(build(made.results()), SOURCE)


def words_of(body, tmp_path):
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not here")
    path = tmp_path / "read.pdf"
    path.write_bytes(body)
    done = subprocess.run([program, path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def of_one_table(*columns, rows):
    table = DataTable(key="t", columns=columns, rows=rows, title="Table")
    return Report(title="R", subtitle="", sections=(Section(key="s", title="S", blocks=(table,)),))


def test_that_the_file_is_a_tagged_pdf_with_language_and_title(whole):
    assert whole.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en)", b"/DisplayDocTitle true"):
        assert part in whole


def test_that_nothing_in_it_runs_or_leads_outside(whole):
    for part in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/AA"):
        assert not re.search(re.escape(part) + rb"\b", structure(whole)), part


def test_that_pages_are_numbered_and_carry_edition_and_stamp(whole, tmp_path):
    said = words_of(whole, tmp_path)
    n = said.count("\f")
    assert n > 3
    assert f"{n} / {n}" in said
    assert said.count("internal edition") >= n
    assert "ab" * 32 in re.sub(r"\s", "", said)
    assert "Contents" in said


@pytest.mark.parametrize("name", PAYLOADS)
def test_that_hostile_text_is_set_as_text(name, tmp_path):
    payload = PAYLOADS[name]
    made_of = pages(poisoned(payload), poisoned_source(payload))
    assert made_of.startswith(b"%PDF-")
    test_that_nothing_in_it_runs_or_leads_outside(made_of)
    if name == "typst":
        said = words_of(made_of, tmp_path)
        assert '#read("/etc/passwd")' in said
        assert "root:" not in said


def test_that_a_character_no_font_has_stands_as_its_code(tmp_path):
    report = of_one_table(Column(title="T"), rows=(("a\u0378\U000e0041 \u200b b",), ("plain",)))
    assert write_pdf(report, tmp_path / "r.pdf", SOURCE) == ()
    body = (tmp_path / "r.pdf").read_bytes()
    assert b"<pdfuaid:part>1" in body
    assert "a[U+0378][U+E0041]bplain" in squeezed(words_of(body, tmp_path))


def test_that_a_pdf_without_the_promise_says_so(tmp_path, monkeypatch):
    report = of_one_table(Column(title="T"), rows=(("a\u0378",),))
    monkeypatch.setattr("reviewer_audit.render.pdf._TRIES", 1)  # the code is never set
    assert write_pdf(report, tmp_path / "r.pdf", SOURCE) == (NOT_PROMISED,)
    body = (tmp_path / "r.pdf").read_bytes()
    assert b"pdfuaid" not in body
    assert b"/StructTreeRoot" in body


def test_that_a_table_too_wide_for_a_page_is_split_and_names_its_rows_again():
    columns = tuple(Column(title=f"Column{i:02}xxxxxxxx") for i in range(40))
    report = of_one_table(*columns, rows=(tuple("y" * 14 for _ in columns),))
    (section,) = document(report, SOURCE)["sections"]
    (run,) = section["runs"]
    (table,) = run["blocks"]
    assert run["turned"]
    assert len(table["parts"]) > 1
    assert all(part[0] == 0 for part in table["parts"])
    assert sorted({at for part in table["parts"] for at in part}) == list(range(40))
    for part in table["parts"]:
        assert sum(table["widths"][at] for at in part) <= PAGE_TURNED
    assert pages(report, SOURCE).startswith(b"%PDF-")


def test_that_a_brief_report_keeps_its_table_on_its_page():
    columns = tuple(Column(title=f"Column{i}xxxxxxxxx") for i in range(8))
    report = of_one_table(*columns, rows=(tuple("y" * 14 for _ in columns),))
    for brief in (False, True):
        (section,) = document(replace(report, brief=brief), SOURCE)["sections"]
        (run,) = section["runs"]
        assert 134 < sum(run["blocks"][0]["widths"]) <= PAGE_BRIEF
        assert run["turned"] is not brief


def test_that_columns_that_say_nothing_are_left_out_but_open_rows_stay():
    columns = tuple(Column(title=t) for t in ("a", "b", "c"))
    (section,) = document(of_one_table(*columns, rows=(("x", None, "y"),)), SOURCE)["sections"]
    assert [c["title"] for c in section["runs"][0]["blocks"][0]["columns"]] == ["a", "c"]
    (section,) = document(of_one_table(*columns, rows=(("x", "", ""),)), SOURCE)["sections"]
    table = section["runs"][0]["blocks"][0]
    assert len(table["columns"]) == 3
    assert table["rows"][0]["open"]


def test_that_the_code_of_a_person_stands_in_one_piece_in_a_full_table(tmp_path):
    titles = ("Item", "Vendor", "Queue", "Reviewer", "Vendor decision", "Final decision", "Error",
              "Severity", "Finding", "Clause")  # fmt: skip
    row = ("IT-00001", "Vendor A", "long_queue_name", "R-WMGWQM", "not violating", "violating",
           "Missed violation", "S0", "1", "Violating")  # fmt: skip
    report = of_one_table(*(Column(title=title) for title in titles), rows=(row,))
    assert "R-WMGWQM" in words_of(pages(report, SOURCE), tmp_path)


def test_that_a_failed_export_leaves_the_earlier_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"earlier")

    def refused(*_args, **_more):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("os.fsync", refused)
    with pytest.raises(OutputError, match="may be open"):
        write_pdf(of_one_table(Column(title="a"), rows=()), path, SOURCE)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]
