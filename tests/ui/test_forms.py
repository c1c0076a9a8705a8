"""What lies over the window, and its screens, when another seat is taken or the window goes."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Role
from reviewer_audit.settings import AppSettings
from ui.main_window import MainWindow
from ui.safe import tell
from ui.session import Session
from ui.widgets.sheet import Sheet


@pytest.fixture
def opened(qtbot, looks, idle, store, make):
    session = Session(settings=AppSettings())
    window = MainWindow(session, looks)
    qtbot.addWidget(window)
    window.show()
    session.person = make.person(store, "Lea")
    session.use(store)
    idle(session)
    yield window, session
    session.jobs.shutdown()
    session.work.shutdown()


def over(window):
    return [one.objectName() for one in window.findChildren(QDialog) if one.isVisible()]


def test_that_a_form_goes_when_somebody_else_sits_down_and_a_notice_stays(
    opened, store, make, idle
):
    window, session = opened
    Sheet(window, "policy:version", "Name and day of the draft").open()
    tell(window, "That did not work", "It says so.")
    session.sit(make.person(store, "Lou", Role.LEAD))
    idle(session)
    assert over(window) == ["notice"]


def test_that_a_form_goes_with_the_window(opened):
    window, _session = opened
    Sheet(window, "policy:version", "Name and day of the draft").open()
    window.close()
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def test_that_a_screen_may_go_elsewhere_when_it_hears_of_another_seat(opened, idle):
    window, session = opened
    window.visit("settings")
    window._visited["settings"].seated = lambda _seat: window.visit("data")
    session.changed.emit(Topic.PEOPLE)
    idle(session)
    assert window.front == "data"
