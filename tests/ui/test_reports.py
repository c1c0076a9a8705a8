"""Reports: the preview is the document, and what is written is what was previewed."""

import hashlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.services import analysis, reporting, rounds
from tests.ui.reporting import opening, settle
from tests.ui.small_audit import build
from ui.safe import PlainLabel
from ui.widgets.cards import Tile
from ui.widgets.chart import Chart
from ui.widgets.table import Table


@pytest.fixture
def open_reports(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


@pytest.fixture
def revealed(store, make):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    return audit


def turn_to(screen, key):
    keys = [section.key for section in screen.vm.report.sections]
    screen.document.tabs.setCurrentIndex(keys.index(key))


def test_that_a_blind_round_has_no_document_and_leads_to_results(store, make, open_reports):
    build(store, make, leave=3)
    screen = open_reports()
    wanted = []
    screen.session.wanted.connect(lambda key, _what: wanted.append(key))
    assert screen.vm.results is None
    assert screen.commands == ()
    screen.empty.button.click()
    assert wanted == ["results"]


def test_that_the_preview_is_the_document_that_is_written(store, revealed, open_reports):
    screen = open_reports()
    report = reporting.preview(analysis.results(store, full=True, further=True))
    tabs = screen.document.tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == [s.title for s in report.sections]
    figures = next(b for b in report.section("summary").blocks if hasattr(b, "figures")).figures
    tiles = screen.document.findChildren(Tile)
    assert [tile.value.full for tile in tiles if not tile.isHidden()] == [f.text for f in figures]
    assert screen.document.stamp.text == report.stamp == "Provisional until the round is closed"
    charts = [
        block.chart.title for block in report.section("summary").blocks if hasattr(block, "chart")
    ]
    assert [chart.spec.title for chart in screen.document.findChildren(Chart)] == charts


def test_that_each_sheet_shows_its_own_tables_row_by_row(revealed, open_reports):
    screen = open_reports()
    turn_to(screen, "errors")
    QApplication.processEvents()
    block = next(b for b in screen.vm.report.section("errors").blocks if hasattr(b, "rows"))
    tables = [t for t in screen.document.findChildren(Table) if t.isVisible()]
    assert len(tables) == 1
    assert [row.cells for row in tables[0].records.rows] == list(block.rows)


def test_that_choosing_a_vendor_shows_its_own_document_and_no_other_vendor(
    revealed, open_reports, idle
):
    screen = open_reports()
    assert [one.vendor for one in screen.vm.files] == ["", "North", "South"]
    screen.files.selectRow(2)
    settle(idle, screen.session)
    assert screen.document.title.full == "South"
    assert "South" in screen.state_line()
    for section in screen.vm.report.sections:
        turn_to(screen, section.key)
        settle(idle, screen.session)
        said = [label.full for label in screen.document.findChildren(PlainLabel)]
        assert not [text for text in said if "North" in text]


def test_that_writing_leaves_the_listed_files_with_their_hashes(
    revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    out = tmp_path / "handed over"
    screen.folder.setText(str(out))
    screen.write()
    assert not screen.vm.may_write, "one at a time"
    settle(idle, screen.session)
    assert sorted(path.name for path in out.iterdir()) == sorted(
        one.name for one in screen.vm.files
    )
    rows = screen.hashes.records.rows
    assert len(rows) == 3
    for one in rows:
        assert one.sha256 == hashlib.sha256(one.path.read_bytes()).hexdigest()
    assert screen.result.place.full == str(out)
    assert {one.written is not None for one in screen.vm.files} == {True}
    screen.findChild(QAbstractButton, "reports:copy").click()
    copied = QGuiApplication.clipboard().text()
    assert all(one.sha256 in copied and str(one.path) in copied for one in rows)


def test_that_one_file_alone_is_written_where_vendors_are_not_wanted(
    revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    screen.files.selectRow(1)
    settle(idle, screen.session)
    screen.each.setChecked(False)
    settle(idle, screen.session)
    assert screen.vm.vendor == "", "the preview follows"
    screen.folder.setText(str(tmp_path / "one"))
    screen.write()
    settle(idle, screen.session)
    assert len(list((tmp_path / "one").iterdir())) == 1


def test_that_a_file_that_would_be_replaced_is_named_before(revealed, open_reports, idle, tmp_path):
    screen = open_reports()
    name = screen.vm.files[1].name
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_bytes(b"old")
    screen.folder.setText(str(tmp_path / "out"))
    screen.folder.editingFinished.emit()
    settle(idle, screen.session)
    assert [one.name for one in screen.vm.files if one.exists] == [name]
    states = [row.split("\t")[2] for row in screen.files.records.as_tsv(range(3)).splitlines()[1:]]
    assert states == ["new", "replaces one", "new"]


def test_that_a_folder_that_cannot_be_made_is_said_and_nothing_is_lost(
    revealed, open_reports, idle, tmp_path
):
    (tmp_path / "file").write_text("in the way")
    screen = open_reports()
    screen.folder.setText(str(tmp_path / "file" / "below"))
    screen.write()
    settle(idle, screen.session)
    assert "cannot be made" in screen.banner.text.full
    assert "Nothing was written" in screen.banner.hint.full
    assert screen.vm.may_write


def test_that_a_row_leads_to_its_decisions_on_results(revealed, open_reports):
    screen = open_reports()
    wanted = []
    screen.session.wanted.connect(lambda key, what: wanted.append((key, what)))
    turn_to(screen, "confusion")
    chart = screen.document.findChildren(Chart)[-1]
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert wanted == [("results", chart.spec.marks[0].filter)]


def test_that_all_files_are_reached_by_keys(revealed, open_reports, idle):
    screen = open_reports()
    screen.files.setFocus()
    QTest.keyClick(screen.files, Qt.Key.Key_Down)
    settle(idle, screen.session)
    assert screen.document.title.full == "North"
    assert screen.files.hasFocus()


def test_that_chosen_formats_are_listed_and_written(revealed, open_reports, idle, tmp_path):
    screen = open_reports()
    screen.each.setChecked(False)
    screen.kinds["html"].setChecked(True)
    settle(idle, screen.session)
    assert [one.kind for one in screen.vm.files] == ["xlsx", "html"]
    screen.kinds["xlsx"].setChecked(False)
    settle(idle, screen.session)
    screen.folder.setText(str(tmp_path / "pages"))
    screen.write()
    settle(idle, screen.session)
    (written,) = (tmp_path / "pages").iterdir()
    assert written.suffix == ".html"
    assert [one.written is not None for one in screen.vm.files] == [True]


def test_that_nothing_is_written_without_a_format(revealed, open_reports, idle):
    screen = open_reports()
    screen.kinds["xlsx"].setChecked(False)
    settle(idle, screen.session)
    assert screen.vm.files == ()
    assert not screen.vm.may_write
    assert not screen.commands[0].enabled()


def test_that_another_edition_is_previewed_said_and_written(
    store, revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    out = tmp_path / "out"
    screen.folder.setText(str(out))
    settle(idle, screen.session)
    vendor = next(one.vendor for one in screen.vm.files if one.vendor)
    screen.readers.edition.setCurrentIndex(screen.readers.edition.findData("regulator"))
    screen.vm.choose(vendor)  # of the list that is still there
    settle(idle, screen.session)
    report = screen.vm.report
    assert (screen.vm.vendor, report.edition) == ("", "regulator")
    assert report.sections[0].key == "indicators"
    said = screen.readers.leaves_out.full
    assert all(text in said for text in EDITIONS["regulator"].leaves_out())
    assert screen.readers.names.isHidden()
    assert "regulator" in screen.state_line()
    screen.write()
    settle(idle, screen.session)
    (one,) = out.iterdir()
    assert "regulator" in one.name
    assert [one.name] == [file.name for file in screen.vm.files]


def test_that_the_vendor_safe_edition_has_no_document_of_the_whole_audit(
    store, revealed, open_reports, idle
):
    screen = open_reports()
    screen.readers.edition.setCurrentIndex(screen.readers.edition.findData("vendor-safe"))
    settle(idle, screen.session)
    assert screen.vm.report.vendor == screen.vm.vendor != ""
    assert all(one.vendor for one in screen.vm.files)
    assert screen.each.isHidden()


def test_that_decisions_behind_a_code_are_those_of_the_reviewer(
    store, revealed, open_reports, idle
):
    screen = open_reports()
    wanted = []
    screen.session.wanted.connect(lambda _key, what: wanted.append(what))
    name = next(iter(screen.vm.results.by["reviewer"]))
    code = screen.vm._codes("reviewer", name)
    screen.document.opened.emit((("reviewer", code),), "")
    assert wanted == [(("reviewer", name),)]


def test_that_the_evidence_of_the_vendor_on_show_is_written(
    store, revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    assert screen.evidence.isHidden()
    screen.folder.setText(str(tmp_path / "out"))
    vendor = next(file.vendor for file in screen.vm.files if file.vendor)
    screen.vm.choose(vendor)
    settle(idle, screen.session)
    screen.evidence.click()
    settle(idle, screen.session)
    (one,) = (tmp_path / "out").iterdir()
    assert one.suffix == ".zip"
    assert one.name in [row.path.name for row in screen.hashes.records.rows]


def test_that_feedback_for_each_reviewer_is_listed_under_codes_and_previewed(
    store, revealed, open_reports, idle
):
    screen = open_reports()
    screen.people.setChecked(True)
    settle(idle, screen.session)
    one = next(file for file in screen.vm.files if file.reviewer)
    assert one.reviewer not in one.name
    assert one.called in one.name
    screen.vm.choose(one.vendor, one.reviewer)
    settle(idle, screen.session)
    assert screen.vm.report.title == one.called
    screen.people.setChecked(False)
    settle(idle, screen.session)
    assert screen.vm.report.title != one.called
    assert not [file for file in screen.vm.files if file.reviewer]
