"""Opens the Reports screen of a project."""

from PySide6.QtWidgets import QApplication

from reviewer_audit.services import projects
from ui.screens.reports.screen import ReportsScreen
from ui.session import Session


def settle(idle, session):
    for _ in range(3):
        QApplication.processEvents()
        idle(session)


def opening(store, qtbot, idle):
    """Yield what opens Reports; every session ends afterwards."""
    opened = []

    def build_screen():
        session = Session(projects.seat(store, "Lea"))
        session.use(store)
        screen = ReportsScreen(session)
        screen.session = session
        opened.append(session)
        qtbot.addWidget(screen)
        screen.resize(1016, 700)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.shown()
        settle(idle, session)
        return screen

    yield build_screen
    for session in opened:
        session.jobs.shutdown()
        session.work.shutdown()
