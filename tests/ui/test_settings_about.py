"""The page that says what this program is: opening by double click is turned on and off there."""

import sys

import pytest

from reviewer_audit.services import associating
from reviewer_audit.settings import AppSettings
from ui.screens.settings.about import AboutPage
from ui.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="desktops of other systems")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A user without files, and the window's program beside a Python of its own."""
    program = tmp_path / "reviewer-audit-gui"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    return program


@pytest.fixture
def page(program, qtbot, looks, idle):
    sessions = []

    def build():
        session = Session(settings=AppSettings())
        sessions.append(session)
        page = AboutPage(session)
        qtbot.addWidget(page)
        page.resize(800, 700)
        page.show()
        idle(session)
        return page

    yield build
    for session in sessions:
        session.jobs.shutdown()
        session.work.shutdown()


def test_that_double_click_is_turned_on_and_off_again(page, program, idle):
    program.write_text("")
    page = page()
    assert page.double.text() == "Let them open"
    page.double.click()
    idle(page._session)
    assert associating.is_associated()
    assert page.double.text() == "Take it back"
    page.double.click()
    idle(page._session)
    assert not associating.is_associated()
    assert page.double.text() == "Let them open"


def test_that_it_is_not_offered_where_the_program_is_not_installed(page):
    assert not page().double.isVisible()


def test_that_a_refusal_is_said_there(page, program, idle):
    program.write_text("")
    page = page()
    program.unlink()
    page.double.click()
    idle(page._session)
    assert page._card.title.full.startswith("The window's program is not there")
    assert page.double.isEnabled()
