"""The page of signals: looked for when asked, for a lead alone, and taken into the case list."""

import pytest
from PySide6.QtCore import Qt

from reviewer_audit.domain.people import Role
from reviewer_audit.services import cases, projects, rounds
from tests.unit.services.reviewed import revealed
from tests.unit.services.test_signals import graded
from ui.screens import DESK
from ui.screens.settings import PAGES
from ui.screens.settings.screen import SettingsScreen


@pytest.fixture
def shown(session, store, qtbot, looks, idle):
    kept = []

    def show(lead):
        session.person = lead
        screen = SettingsScreen(session)
        kept.append(screen)
        qtbot.addWidget(screen)
        screen.resize(1000, 800)
        with qtbot.waitExposed(screen):
            screen.show()
        idle(session)
        screen.show_page("signals")
        idle(session)
        return screen.page("signals")

    yield show
    kept.clear()


def test_that_no_desk_has_the_page():
    page = next(one for one in PAGES if one.key == "signals")
    assert DESK not in page.seats


def test_that_copying_is_shown_and_becomes_a_case(shown, session, store, make, idle):
    lead = projects.seat(store, "Lea")
    graded(store, make, lead)
    rounds.reveal(store, by=lead)
    page = shown(lead)
    assert page.found is None
    assert not page.take.isEnabled()
    page.look.click()
    idle(session)
    (line,) = page.table.records.rows
    assert line.people == ("Ann", "Bob")
    assert page.said.full.startswith("1 line is unlikely to be chance.")
    assert page.what.full.startswith("Ann and Bob gave the same wrong answer on ")
    page.take.click()
    idle(session)
    assert page.banner.text.full == "Case 1 is open."
    assert cases.get(store, 1).title.startswith("Ann, Bob")


def test_that_nothing_is_said_where_nothing_stands_out(shown, session, store, make, idle):
    lead, _items = revealed(store, make, {"same": ("spam", "spam"), "wrong": ("spam", "ok")})
    page = shown(lead)
    page.look.click()
    idle(session)
    assert page.said.full.startswith("Nothing stands out that chance does not explain.")
    assert page.table.records.rows == []
    assert not page.take.isEnabled()
    assert page.missing.isVisible()


def test_that_who_leads_nothing_is_told_so(shown, session, store, make, idle):
    revealed(store, make, {"same": ("spam", "spam")})
    page = shown(make.person(store, "Zoe", Role.AUDITOR))
    page.look.click()
    idle(session)
    assert "for the lead alone" in page.banner.text.full
    assert page.found is None


def test_that_a_line_is_reached_by_the_keys(shown, session, store, make, idle, qtbot):
    lead = projects.seat(store, "Lea")
    graded(store, make, lead)
    rounds.reveal(store, by=lead)
    page = shown(lead)
    page.look.setFocus()
    qtbot.keyClick(page.look, Qt.Key.Key_Space)
    idle(session)
    assert page.table.current is not None
