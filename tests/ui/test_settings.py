"""Settings: how it looks, who works here, whether the journal is whole."""

import sqlite3

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from reviewer_audit.domain.people import Role
from reviewer_audit.services import projects
from reviewer_audit.settings import AppSettings
from tests.apart import Apart
from ui.screens import DESK, LEAD, PACK
from ui.screens.settings import PAGES, SettingsPage
from ui.screens.settings.screen import SettingsScreen
from ui.session import Session
from ui.theme import TEXT_PERCENTS, Look


@pytest.fixture
def screen(session, qtbot, looks, idle):
    screen = SettingsScreen(session)
    qtbot.addWidget(screen)
    screen.resize(1000, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    idle(session)
    return screen


@pytest.fixture
def visit(screen, session, idle):
    """Show a page of the settings and return it."""

    def show(key):
        screen.show_page(key)
        idle(session)
        return screen.page(key)

    return show


# -- the list of pages ------------------------------------------------------------------------


def test_that_every_page_opens_by_the_arrow_keys(screen, qtbot):
    screen.list.setFocus()
    for page in PAGES[1:]:
        qtbot.keyClick(screen.list, Qt.Key.Key_Down)
        assert screen.list.current == page.key
        assert screen.stack.currentWidget().widget() is screen.page(page.key)
        assert screen.stack.currentWidget().accessibleName() == page.title
    assert screen.list.accessibleName() == "Pages of the settings"


def test_that_only_the_lead_is_offered_a_page_of_the_lead(screen, monkeypatch):
    gold = SettingsPage("gold", "Gold", "ui.screens.settings.journal:JournalPage")
    monkeypatch.setattr("ui.screens.settings.screen.PAGES", (*PAGES, gold))
    screen.seated(DESK)
    screen.seated(LEAD)
    assert "gold" in screen.list.keys
    screen.arrive("gold")
    assert screen.list.current == "gold"
    screen.seated(DESK)
    assert "gold" not in screen.list.keys
    assert screen.list.current == "appearance"
    assert "gold" not in screen._built
    screen.arrive("gold")
    assert screen.list.current == "appearance"


def test_that_a_pack_shows_nobody_elses_pages(screen):
    screen.arrive("people")
    assert screen.list.current == "people"
    screen.seated(PACK)
    assert screen.list.keys == [
        "appearance", "keys", "care", "key", "feedback", "journal", "about"
    ]  # fmt: skip
    assert screen.list.current == "appearance"


# -- the pages --------------------------------------------------------------------------------


def test_that_colours_and_text_size_are_kept_at_once(visit, session):
    page = visit("appearance")
    page.look.findChildren(QPushButton)[2].click()
    page.text_size.activated.emit(TEXT_PERCENTS.index(150))
    assert (session.settings.look, session.settings.text_percent) == (Look.DARK, 150)
    assert page.text_size.currentText() == "150 %"


@pytest.mark.parametrize(
    ("start", "step", "end"), [(100, 1, 110), (200, 1, 200), (80, -1, 80), (133, 1, 110)]
)
def test_that_text_grows_and_shrinks_by_key(screen, session, start, step, end):
    session.prefer(text_percent=start)
    action = next(a for a in screen.commands if a.key == ("bigger" if step > 0 else "smaller"))
    action.run()
    assert session.settings.text_percent == end


def test_that_people_are_listed_added_and_seated(visit, session, store, idle, qtbot):
    page = visit("people")
    assert [one.person.name for one in page.table.records.rows] == ["Ann", "Lea"]
    page.findChild(QLineEdit, "settings:newname").setText("  Bob  ")
    page.add_auditor.click()
    idle(session)
    idle(session)
    bob = next(one for one in projects.everyone(store) if one.name == "Bob")
    assert bob.role is Role.AUDITOR
    row = [one.person.name for one in page.table.records.rows].index("Bob")
    page.table.selectRow(row)
    with qtbot.waitSignal(session.seat_changed):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert session.person == bob


def test_that_a_name_must_be_given(visit, session, store, idle):
    visit("people").add_lead.click()
    idle(session)
    assert len(projects.everyone(store)) == 2


def test_that_a_whole_journal_is_said_to_be_whole(visit, session, idle):
    page = visit("journal")
    page.check.click()
    idle(session)
    assert page.whole.text == "Whole"
    assert projects.journal_head(session.store) in page.head.full


def test_that_an_altered_journal_is_named_by_its_line(visit, session, store, idle):
    other = sqlite3.connect(store.path)
    for (name,) in other.execute(
        "select name from sqlite_master where type = 'trigger'"
    ).fetchall():
        other.execute(f'drop trigger "{name}"')
    other.execute("update journal set action = 'nothing.happened' where seq = 1")
    other.commit()
    other.close()
    page = visit("journal")
    page.check.click()
    idle(session)
    assert page.whole.text == "Altered"
    assert page.head.full.startswith("Line 1 ")


def test_that_the_newest_lines_are_sentences_and_follow_what_is_done(visit, store, qtbot):
    page = visit("journal")
    first = page.table.records.rows[0]
    assert f"{first.number}:{first.seal}" == projects.journal_head(store)
    projects.seat(store, "Nora")
    qtbot.waitUntil(lambda: page.table.records.rows[0].who == "Nora")
    assert page.table.records.rows[0].what == "joined the audit"


def test_that_a_file_is_checked_against_the_open_audit(visit, session, store, make, idle, tmp_path):
    make.fill(store, 3)
    apart = Apart(store, tmp_path)
    pack = apart.pack("Ann").file
    page = visit("journal")
    with apart.at("Ann"):
        page.look_at(pack)
        idle(session)
    assert page.file_whole.text == "Whole"
    assert projects.title(store) in page.file_told.full
    raw = bytearray(pack.read_bytes())
    raw[-1] ^= 1
    pack.write_bytes(raw)
    with apart.at("Ann"):
        page.look_at(pack)
        idle(session)
    assert page.file_whole.text == "Refused"
    assert "altered or cut short" in page.file_told.full
    page.look_at(tmp_path / "none.auditreturn")
    idle(session)
    assert page.file_whole.text == "Cannot be told"


def test_that_the_journal_is_exported_whole(visit, session, store, idle, tmp_path):
    page, out = visit("journal"), tmp_path / "journal.csv"
    page.export.click()
    dialog = page.window().findChild(QFileDialog)
    dialog.fileSelected.emit(str(out))
    dialog.close()
    idle(session)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + int(projects.journal_head(store).partition(":")[0])


def test_that_the_licence_of_qt_is_told(visit):
    text = visit("about").findChild(QPlainTextEdit, "settings:licences").toPlainText()
    assert "Lesser General Public License" in text
    assert "replace it" in text


def test_that_without_an_audit_there_are_the_pages_of_this_machine_alone(qtbot, looks):
    session = Session(settings=AppSettings())
    screen = SettingsScreen(session)
    qtbot.addWidget(screen)
    assert screen.list.keys == ["appearance", "keys", "care", "key", "about"]
    session.close()
