"""Reports: the tables behind them, in the formats that are ticked, for the readers on show."""

import csv
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_audit.services import projects, rounds, verifying
from tests.ui.small_audit import build
from ui.screens.reports.screen import ReportsScreen
from ui.screens.reports.tables import Tables
from ui.screens.reports.tabling import TableFormat
from ui.session import Session


@pytest.fixture
def reports(store, make, qtbot, idle, tmp_path):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    session = Session(projects.seat(store, "Lea"))
    session.use(store)
    screen = ReportsScreen(session)
    qtbot.addWidget(screen)
    screen.resize(1016, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.shown()

    def settle():
        for _ in range(3):
            QApplication.processEvents()
            idle(session)

    settle()
    screen.folder.setText(str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    yield SimpleNamespace(screen=screen, settle=settle, store=store, out=tmp_path / "out")
    session.jobs.shutdown()
    session.work.shutdown()


def sheet_of(screen):
    screen.tables.click()
    return next(one for one in screen.window().findChildren(Tables) if one.isVisible())


def test_that_tables_are_written_with_their_dictionary_and_listed(reports):
    sheet = sheet_of(reports.screen)
    assert sheet.chosen == ("csv", "parquet", "sqlite")
    for key, box in sheet.boxes.items():
        box.setChecked(key == "csv")
    sheet.use.click()
    reports.settle()
    (folder,) = reports.out.iterdir()
    names = {path.name for path in folder.iterdir()}
    assert {"decisions.csv", "estimates.csv", "dictionary.csv", "DICTIONARY.md"} <= names
    assert {one.path.name for one in reports.screen.hashes.records.rows} == names
    assert not reports.screen.vm.busy
    assert verifying.verify(folder / "grades.csv", against=reports.store).whole


def test_that_the_tables_are_for_the_readers_and_the_vendor_on_show(reports):
    screen = reports.screen
    screen.readers.edition.setCurrentIndex(screen.readers.edition.findData("vendor-safe"))
    reports.settle()
    vendor = screen.vm.vendor
    assert vendor
    sheet = sheet_of(screen)
    assert vendor in sheet.note.text()
    for key, box in sheet.boxes.items():
        box.setChecked(key == "csv")
    sheet.use.click()
    reports.settle()
    (folder,) = reports.out.iterdir()
    assert "vendor-safe" in folder.name
    with (folder / "decisions.csv").open(encoding="utf-8-sig", newline="") as f:
        assert {row["vendor"] for row in csv.DictReader(f)} == {vendor}
    assert not (folder / "items.csv").exists()


def test_that_a_format_without_its_library_is_off_and_says_how_to_get_it(qtbot):
    taken = []
    known = TableFormat(key="csv", title="CSV", note="Safe.", available=True)
    gone = TableFormat(key="hyper", title="Tableau", note="Needs it.", available=False)
    sheet = Tables(None, [known, gone], "", taken.append)
    qtbot.addWidget(sheet)
    assert not sheet.boxes["hyper"].isEnabled()
    assert sheet.boxes["hyper"].accessibleDescription() == "Needs it."
    sheet.boxes["csv"].setChecked(False)
    assert not sheet.use.isEnabled()
    sheet.boxes["csv"].setChecked(True)
    sheet.use.click()
    assert taken == [("csv",)]
