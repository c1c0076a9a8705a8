"""Reports: which sections, which period, a workbook of one's own, and whether a file is whole."""

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from reviewer_audit import i18n
from reviewer_audit.services import rounds, templates
from tests.ui.reporting import opening, settle
from tests.ui.small_audit import build
from ui.screens.reports.parts import Parts


@pytest.fixture
def open_reports(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


@pytest.fixture
def revealed(store, make):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    return audit


def test_that_chosen_sections_are_shown_and_written_and_method_stays(
    revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    screen.card.sections.click()
    sheet = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Parts))
    assert not sheet.boxes["method"].isEnabled()
    for key, box in sheet.boxes.items():
        box.setChecked(key == "errors" or not box.isEnabled())
    sheet.use.click()
    settle(idle, screen.session)
    keys = [section.key for section in screen.vm.report.sections]
    assert keys == ["errors", "method", "edition", "dictionary"]
    assert "4 of" in screen.card.sections.text()
    screen.folder.setText(str(tmp_path / "out"))
    screen.write()
    settle(idle, screen.session)
    assert {one.path.name for one in screen.hashes.records.rows} == {
        path.name for path in (tmp_path / "out").iterdir()
    }
    assert all("extract" in path.name for path in (tmp_path / "out").iterdir())


def test_that_a_template_is_looked_at_before_it_is_filled_and_the_loss_is_decided(
    revealed, open_reports, idle, tmp_path
):
    ours = tmp_path / "ours.xlsx"
    templates.write_starter(ours)
    book = openpyxl.load_workbook(ours)
    del book.defined_names["ra_stamp"]
    book.save(ours)
    screen = open_reports()
    screen._take_template(str(ours))
    assert not screen.vm.may_write, "it has not been looked at yet"
    settle(idle, screen.session)
    assert "2 tables" in screen.template.summary.full
    assert "ra_stamp" in screen.template.losses.full
    assert not screen.vm.may_write
    screen.template.accept.click()
    assert screen.vm.may_write
    screen.folder.setText(str(tmp_path / "out"))
    screen.write()
    settle(idle, screen.session)
    names = [one.path for one in screen.hashes.records.rows]
    assert len(names) == 3
    assert all("ra_errors" in openpyxl.load_workbook(path)["Errors"].tables for path in names)
    screen.template.drop.click()
    settle(idle, screen.session)
    assert screen.template.choose.isVisible()
    assert screen.vm.filling.ready


def test_that_a_template_with_a_wrong_name_cannot_be_filled_and_says_which(
    revealed, open_reports, idle, tmp_path
):
    ours = tmp_path / "ours.xlsx"
    templates.write_starter(ours)
    book = openpyxl.load_workbook(ours)
    book.defined_names["ra_wrong"] = DefinedName("ra_wrong", attr_text="Scorecard!$H$1")
    book.save(ours)
    screen = open_reports()
    screen._take_template(str(ours))
    settle(idle, screen.session)
    assert "ra_wrong" in screen.template.errors.full
    assert not screen.template.accept.isVisible()
    assert not screen.vm.may_write
    (tmp_path / "no.xlsx").write_bytes(b"nothing of the kind")
    screen._take_template(str(tmp_path / "no.xlsx"))
    settle(idle, screen.session)
    assert "no.xlsx" in screen.banner.text.full
    assert screen.vm.may_write, "the scorecard of the house is written again"


def test_that_a_written_file_is_verified_and_a_changed_one_is_named(
    revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    screen.folder.setText(str(tmp_path))
    screen.write()
    settle(idle, screen.session)
    screen.result.verify.emit()
    settle(idle, screen.session)
    assert "as this project wrote" in screen.banner.text.full
    path = screen.hashes.records.rows[0].path
    path.write_bytes(path.read_bytes() + b"x")
    screen._verify(str(path))
    settle(idle, screen.session)
    assert path.name in screen.banner.text.full
    assert "Not as this project wrote it" in screen.banner.text.full


def test_that_a_contract_period_is_judged_in_a_section_of_its_own(revealed, open_reports, idle):
    screen = open_reports()

    def ask(since, until):
        screen._choose_sections()
        sheets = (one for one in QApplication.topLevelWidgets() if isinstance(one, Parts))
        sheet = next(one for one in sheets if one.isVisible())
        sheet.days[0].setText(since)
        sheet.days[1].setText(until)
        sheet.use.click()
        settle(idle, screen.session)
        return sheet

    wrong = ask("July", "")
    assert "not a day" in wrong.banner.text.full
    wrong.close()
    QApplication.processEvents()
    ask("", "2099-12-31")
    period = screen.vm.results.contract
    assert [row.title for row in period.rounds]
    titles = [section.title for section in screen.vm.report.sections]
    assert "Contract period" in titles
    ask("2001-01-01", "2001-12-31")
    assert "No revealed round" in screen.banner.text.full
    assert screen.vm.results.contract is None
    assert "contract" not in [section.key for section in screen.vm.report.sections]


def test_that_reports_are_made_and_written_in_the_language_that_is_chosen(
    revealed, open_reports, idle, tmp_path
):
    screen = open_reports()
    assert screen.readers.language.currentData() == i18n.language() == "en"
    english = [section.title for section in screen.vm.report.sections]
    screen.readers.language.setCurrentIndex(screen.readers.language.findData("de"))
    settle(idle, screen.session)
    assert screen.vm.results.language == screen.vm.report.language == "de"
    told = [section.title for section in screen.vm.report.sections]
    assert len(told) == len(english)
    assert "Zusammenfassung" in told
    tabs = screen.document.tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == told
    screen.folder.setText(str(tmp_path / "out"))
    screen.write()
    settle(idle, screen.session)
    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert {one.name for one in screen.vm.files} == there
    assert all(one.name.endswith("-de.xlsx") for one in screen.vm.files)
    assert i18n.language() == "en", "the window speaks on as it did"
    screen.readers.language.setCurrentIndex(screen.readers.language.findData("ar"))
    settle(idle, screen.session)
    assert screen.document.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_that_tables_beside_german_reports_stay_english(revealed, open_reports, idle, tmp_path):
    screen = open_reports()
    screen.readers.language.setCurrentIndex(screen.readers.language.findData("de"))
    settle(idle, screen.session)
    screen.folder.setText(str(tmp_path / "out"))
    screen._take_folder()
    screen.vm.write_tables(("csv",))
    settle(idle, screen.session)
    (folder,) = (tmp_path / "out").iterdir()
    assert not folder.name.endswith("-de")
    (estimates,) = folder.glob("estimates*.csv")
    said = estimates.read_text(encoding="utf-8")
    assert "no decision" in said or "decisions" in said
    assert "Entscheidung" not in said
