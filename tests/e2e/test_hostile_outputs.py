"""Content, arguments, rulings and votes that try something, in what is handed over after a report."""

import csv
import re
import sqlite3
import warnings
from datetime import date

import openpyxl
import pytest

from reviewer_audit.domain.calibration import Baseline, Decision, Judgement, Side, Vote
from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, DISPUTE_SHEET, Ruling
from reviewer_audit.domain.intake import Quarantined
from reviewer_audit.packs import bulletinfile
from reviewer_audit.render.page_text import clean
from reviewer_audit.render.xl_text import plain
from reviewer_audit.services import (
    analysis,
    bulletins,
    calibration,
    calibration_report,
    calibration_tasks,
    calibration_voting,
    calibration_workbook,
    case_brief,
    cases,
    disputes,
    export,
    intake,
    packing,
    projects,
    releasing,
    reporting,
    ruling,
    templates,
    trending,
)
from reviewer_audit.services.reporting import Format
from reviewer_audit.text import reveal
from tests import spreadsheets as sheets
from tests.e2e import hostile_audit
from tests.e2e.hostile_audit import CLAUSE, TEXTS
from tests.inert import assert_inert_pdf, assert_inert_workbook, squeezed, texts_of, words_of
from tests.unit.render import templates as rich
from tests.unit.render.test_html import Seen, assert_inert
from tests.unit.services.side_by_side import audit_file

DAY, UNTIL = date(2030, 1, 1), date(2030, 1, 5)
REFERENCE, REPLY, ARGUMENT = DISPUTE_COLUMNS[0], DISPUTE_COLUMNS[-3], DISPUTE_COLUMNS[-1]
VENDORS = ("=1+1", "<script>alert(1)</script>")
SAID = (
    '=HYPERLINK("http://example.invalid/","x")', "</td><script>alert(2)</script>",
    "@SUM(1,1)\n=2+5", '#read("/etc/passwd") $x$ *b*', plain(CLAUSE).replace("_x", "_"),
)  # fmt: skip
RULED = "=cmd|' /C calc'!A9 </style><script>alert(3)</script>"
RUNS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")  # what may begin a formula


@pytest.fixture(scope="module")
def after(tmp_path_factory):
    """The hostile project after disputes and rulings, its lead, and the workbooks of vendors."""
    folder = tmp_path_factory.mktemp("after")
    store = hostile_audit.hostile(folder / "=1+1 <b>")
    lead = projects.seat(store, "")
    books = []
    for vendor in VENDORS:
        book = folder / f"{len(books)}.xlsx"
        releasing.release(store, vendor, UNTIL, book, by=lead, day=DAY)
        sheet = openpyxl.load_workbook(book)[DISPUTE_SHEET]
        place = sheets.titles_of(sheet)[REFERENCE]
        names = [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]
        said = {
            name: {REPLY: "Dispute", ARGUMENT: SAID[k % len(SAID)]}
            for k, name in enumerate(name for name in names if name)
        }
        assert len(said) >= len(SAID)
        back = sheets.fill(book, DISPUTE_SHEET, REFERENCE, said, out=folder / "back.xlsx")
        assert disputes.import_replies(store, back, by=lead, day=DAY).new == len(said)
        books.append(book)
    for line in ruling.raised(store, by=lead):
        decision = line.dispute.decision_id
        ruling.rule(store, decision, Ruling.REJECTED, by=lead, rationale=RULED, own_reason=SAID[0])
    for vendor, book in zip(VENDORS, books, strict=True):
        releasing.release(store, vendor, UNTIL, book, by=lead, day=DAY)
    yield store, lead, books
    store.close()


@pytest.fixture(scope="module")
def found(after):
    return analysis.results(after[0], full=True, further=True)


@pytest.fixture(scope="module")
def meeting(after):
    """The same with a calibration of which every text tries something."""
    store, lead, _books = after
    voters = [
        (f"{text[:60]} {k}", (Side.CLIENT, Side.VENDOR)[k % 2]) for k, text in enumerate(SAID)
    ]
    calibration.new(
        store, by=lead, title=RULED, held_on="2026-10-01", seed="7", size=8,
        people=[*voters, ("+Eve <b>", Side.EXPERT)],
    )  # fmt: skip
    items = [line.item_id for line in calibration.read(store).items]
    base = [Baseline(item_id=k, labels=("spam",), rationale=CLAUSE) for k in items]
    calibration.set_baseline(store, base, by=lead)
    calibration.seal(store, by=lead)
    votes = [
        Vote(item_id=item, participant_id=who.id, labels=(("ok", "spam")[n % 2],), note=SAID[n])
        for n, who in enumerate(calibration.read(store).voters)
        for item in items
    ]
    calibration_voting.cast(store, votes, by=lead)
    book = store.path.parent / "votes.xlsx"
    one = calibration.read(store).voters[0]
    calibration_workbook.hand_out(store, one, book, by=lead)
    calibration.begin(store, by=lead)
    for item in items:
        given = Judgement(item_id=item, decision=Decision.UPHOLD, rationale=CLAUSE, precedent=RULED)
        calibration.rule(store, given, by=lead)
    calibration_tasks.add_task(store, SAID[0], owner=SAID[1], clause="spam", by=lead)
    return store, lead, book


def assert_inert_files(written, tmp_path, *, says=()):
    """See that files of each kind run nothing; and that pages say these texts."""
    for path in written:
        assert re.fullmatch(r"[\w.-]+", path.name), path.name
        if path.suffix == ".xlsx":
            assert_inert_workbook(path)
            there = "\n".join(texts_of(path))
            assert not [one for one in says if plain(one) not in there]
        elif path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            assert_inert(text)
            shown = squeezed("".join(Seen(text).texts))
            assert not [one for one in says if squeezed(clean(one)) not in shown]
        else:
            assert_inert_pdf(path.read_bytes(), tmp_path)
            shown = words_of(path.read_bytes(), tmp_path)
            assert "root:" not in shown
            assert not [one for one in says if squeezed(one) not in shown]


def test_that_arguments_and_rulings_are_text_in_what_a_vendor_gets_back(after):
    for book in after[2]:
        assert_inert_workbook(book)
        there = texts_of(book)
        assert plain(RULED) in "\n".join(there)
        assert {squeezed(text) for text in SAID} <= {squeezed(text) for text in there}


def test_that_reports_with_disputes_hold_hostile_text_as_text(after, found, tmp_path):
    store, lead, _books = after
    formats = (Format.XLSX, Format.HTML)
    written = reporting.write_scorecards(store, tmp_path, by=lead, results=found, formats=formats)
    assert_inert_files([one.path for one in written], tmp_path)


def test_that_a_calibration_holds_hostile_text_as_text(meeting, tmp_path):
    store, lead, book = meeting
    assert_inert_workbook(book)
    formats = (Format.XLSX, Format.HTML)
    written = calibration_report.write_report(store, tmp_path, by=lead, formats=formats)
    assert_inert_files([one.path for one in written], tmp_path, says=(RULED, SAID[0], SAID[1]))


@pytest.mark.slow
def test_that_a_calibration_is_text_in_a_pdf(meeting, tmp_path):
    store, lead, _book = meeting
    (one,) = calibration_report.write_report(store, tmp_path, by=lead, formats=(Format.PDF,))
    assert_inert_files([one.path], tmp_path, says=(RULED,))


def test_that_a_brief_of_a_case_holds_hostile_text_as_text(after, tmp_path):
    store, lead, _books = after
    number = cases.open_case(store, RULED, SAID[1], by=lead, where={"vendor": VENDORS[0]})
    cases.agree(store, number, SAID[0], by=lead, owner=SAID[2].splitlines()[0], due="2030-01-01")
    cases.note(store, number, SAID[3], by=lead, finding=True)
    pages = [tmp_path / "brief.html", tmp_path / "brief.pdf"]
    for page in pages:
        case_brief.write_brief(store, number, page)
    assert_inert_files(pages, tmp_path, says=(RULED, SAID[0], SAID[1], SAID[3]))


@pytest.mark.slow
def test_that_a_trend_over_projects_holds_hostile_text_as_text(after, make, tmp_path):
    store, _lead, _books = after
    other = audit_file(tmp_path, make, "=2+2 <script>alert(4)<script>".replace("/", ""), wrong=3)
    trend = trending.trend_of([store.path, other], over="vendor")
    assert len(trend.points) > 1
    written = trending.write_trend(trend, tmp_path / "out", formats=tuple(Format))
    assert_inert_files([one.path for one in written], tmp_path, says=(other.name,))


@pytest.mark.slow
def test_that_no_table_runs_a_formula_and_the_dictionary_holds_no_markup(after, found, tmp_path):
    store, lead, _books = after
    done = export.export_all(store, tmp_path / "t", by=lead, results=found, named=True)
    assert len(done.rows) > 20
    seen = set()
    for name in done.files:
        assert re.fullmatch(r"[\w.-]+", name), name
        if name.endswith(".csv"):
            with (done.folder / name).open(encoding="utf-8-sig", newline="") as file:
                cells = [c for row in csv.reader(file) for c in row]
            seen |= set(cells)
            assert not [c for c in cells if c.startswith(RUNS) and not _is_number(c)], name
    assert f"'{VENDORS[0]}" in seen, "what could run has an apostrophe before it"
    with sqlite3.connect(done.folder / "tables.sqlite") as base:
        names = [name for (name,) in base.execute("select name from sqlite_master")]
        assert all(re.fullmatch(r"\w+", name) for name in names), names
        held = {vendor for (vendor,) in base.execute("select vendor from decisions")}
    assert set(VENDORS) <= held, "text as it is, for programs"
    (page,) = [done.folder / name for name in done.files if name.endswith(".md")]
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", page.read_text(encoding="utf-8"))
    assert not re.search(r"(?<!\\)<[a-zA-Z/!]|(?<!\\)\]\(", outside)


def _is_number(text):
    try:
        return bool(float(text)) or True
    except ValueError:
        return False


@pytest.mark.slow
def test_that_a_filled_template_has_no_formula_but_its_own(after, found, tmp_path):
    store, lead, _books = after
    path = rich.rich(tmp_path / "t.xlsx")
    sources = [templates.open_template(path)]
    templates.write_starter(tmp_path / "s.xlsx")
    sources.append(templates.open_template(tmp_path / "s.xlsx"))
    for k, source in enumerate(sources):
        (one,) = reporting.write_scorecards(
            store, tmp_path / str(k), by=lead, results=found, template=source, accept_loss=True
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # openpyxl knows no sparklines
            book = openpyxl.load_workbook(one.path)
            own = openpyxl.load_workbook(tmp_path / source.name)
        formulas = {
            c.value for sheet in own for row in sheet.iter_rows() for c in row if c.data_type == "f"
        }
        shapes = {re.sub(r"\d+", "0", text) for text in formulas}
        for sheet in book:
            cells = [c for row in sheet.iter_rows() for c in row]
            assert not [c for c in cells if c.data_type == "e"]
            ours = {re.sub(r"\d+", "0", c.value) for c in cells if c.data_type == "f"}
            assert ours <= shapes, ours - shapes
        assert not [one for sheet in book for one in sheet._hyperlinks]
        assert {*book.defined_names} == {*own.defined_names}


@pytest.mark.parametrize("text", TEXTS)
def test_that_rows_not_used_go_back_as_text(tmp_path, text):
    rows = [Quarantined(row_number=2, sheet=text, code="x", column=text, values={text: text})]
    path = tmp_path / "rows.xlsx"
    intake.export_quarantine(rows, path, text)
    assert_inert_workbook(path)
    assert plain(text)[:32_000] in "\n".join(texts_of(path))


def test_that_a_grading_workbook_and_bulletins_hold_hostile_text_as_text(tmp_path, make):
    store = projects.create_project(
        tmp_path / "=1 <b>.audit", hostile_audit._policy(), by="=Lea", title=TEXTS[1]
    )
    lead = projects.seat(store, "=Lea")
    make.fill(store, len(TEXTS), auditors=("=Ann <b>",), by=lead, contents=list(TEXTS))
    book = tmp_path / "book.xlsx"
    packing.pack(store, "=Ann <b>", book, by=lead)
    for text in SAID:
        bulletins.issue(store, text, by=lead, question=text)
    out = tmp_path / "b.auditbulletin"
    assert bulletins.write_file(store, out).bulletins == len(SAID)
    store.close()
    assert_inert_workbook(book)
    there = "\n".join(texts_of(book))
    assert not [text for text in TEXTS if plain(reveal(text))[:32_000] not in there]
    _project, _key, back = bulletinfile.read(out.read_bytes())
    assert [one.answer for one in back] == [text.strip() for text in reversed(SAID)]
