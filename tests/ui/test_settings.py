"""Settings: how it looks, who works here, whether the journal is whole."""

import sqlite3

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton

from reviewer_audit.domain.people import Role
from reviewer_audit.services import projects
from reviewer_audit.settings import AppSettings
from ui.screens.settings import SettingsScreen
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


def test_that_colours_and_text_size_are_kept_at_once(screen, session):
    screen.look.findChildren(QPushButton)[2].click()
    screen.text_size.activated.emit(TEXT_PERCENTS.index(150))
    assert (session.settings.look, session.settings.text_percent) == (Look.DARK, 150)
    assert screen.text_size.currentText() == "150 %"


@pytest.mark.parametrize(
    ("start", "step", "end"), [(100, 1, 110), (200, 1, 200), (80, -1, 80), (133, 1, 110)]
)
def test_that_text_grows_and_shrinks_by_key(screen, session, start, step, end):
    session.prefer(text_percent=start)
    action = next(a for a in screen.commands if a.key == ("bigger" if step > 0 else "smaller"))
    action.run()
    assert session.settings.text_percent == end


def test_that_people_are_listed_added_and_seated(screen, session, store, idle, qtbot):
    assert [one.name for one in screen.table.records.rows] == ["Ann", "Lea"]
    screen.findChild(QLineEdit, "settings:newname").setText("  Bob  ")
    screen.add_auditor.click()
    idle(session)
    idle(session)
    bob = next(one for one in projects.everyone(store) if one.name == "Bob")
    assert bob.role is Role.AUDITOR
    row = [one.name for one in screen.table.records.rows].index("Bob")
    screen.table.selectRow(row)
    with qtbot.waitSignal(session.seat_changed):
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert session.person == bob


def test_that_a_name_must_be_given(screen, session, store, idle):
    screen.add_lead.click()
    idle(session)
    assert len(projects.everyone(store)) == 2


def test_that_a_whole_journal_is_said_to_be_whole(screen, session, idle):
    screen.check.click()
    idle(session)
    assert screen.whole.text == "Whole"
    assert projects.journal_head(session.store) in screen.head.full


def test_that_an_altered_journal_is_named_by_its_line(screen, session, store, idle):
    other = sqlite3.connect(store.path)
    for (name,) in other.execute(
        "select name from sqlite_master where type = 'trigger'"
    ).fetchall():
        other.execute(f'drop trigger "{name}"')
    other.execute("update journal set action = 'nothing.happened' where seq = 1")
    other.commit()
    other.close()
    screen.check.click()
    idle(session)
    assert screen.whole.text == "Altered"
    assert screen.head.full.startswith("Line 1 ")


def test_that_the_licence_of_qt_is_told(screen):
    text = screen.findChild(QPlainTextEdit, "settings:licences").toPlainText()
    assert "Lesser General Public License" in text
    assert "replace it" in text


def test_that_without_an_audit_people_and_journal_wait(qtbot, looks):
    session = Session(settings=AppSettings())
    screen = SettingsScreen(session)
    qtbot.addWidget(screen)
    assert not screen.check.isEnabled()
    assert not screen.add_lead.isEnabled()
    session.close()
