"""Opens Results as the lead sees it, once for many tests or anew for one."""

from PySide6.QtWidgets import QApplication, QWidget

from reviewer_audit.services import projects, rounds
from tests import conftest as builders
from tests.ui.small_audit import build
from ui.screens.results.screen import ResultsScreen
from ui.session import Session


def settle(idle, session):
    """Let jobs end, and what they tell arrive."""
    for _ in range(3):
        QApplication.processEvents()
        idle(session)


def screen_on(store, person=""):
    """Return a screen of its own session on an open project."""
    session = Session(projects.seat(store, person))
    session.use(store)
    screen = ResultsScreen(session)
    screen.session, screen.store = session, store
    screen.resize(1016, 700)
    return screen


def shut(screen):
    """Leave no job behind; the project stays open."""
    screen.session.jobs.shutdown()
    screen.session.work.shutdown()


def opening(store, qtbot, idle):
    """Yield what opens a screen and waits until it is done."""
    opened = []

    def open_one(*, wait=True):
        screen = screen_on(store, "Lea")
        opened.append(screen)
        qtbot.addWidget(screen)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.shown()
        if wait:
            settle(idle, screen.session)
        return screen

    yield open_one
    for screen in opened:
        shut(screen)


def keeping(folder):
    """Yield one screen on one revealed audit, for all tests that only look and click."""
    store = projects.create_project(folder / "p.audit", builders.POLICY, by="Lea")
    audit = build(store, builders)
    rounds.reveal(store, by=audit.lead)
    screen = screen_on(store, "Lea")
    yield screen
    screen.close()
    shut(screen)
    screen.deleteLater()
    store.close()


def lending(kept, qtbot, idle):
    """Yield the kept screen as it was in the beginning."""
    with qtbot.waitExposed(kept):
        kept.show()
    kept.shown()
    settle(idle, kept.session)
    yield kept
    kept.leave()
    kept.behind.names.setChecked(False)
    kept.banner.hide()
    kept.show_section("overview")
    if (focus := kept.focusWidget()) is not None:
        focus.clearFocus()  # what is explained is what the focus is on
    kept.hide()


def in_front(screen, qtbot):
    """Make the screen the active window, again where it was hidden in between."""
    other = QWidget()
    other.show()
    other.activateWindow()
    QApplication.processEvents()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    other.close()
    other.deleteLater()


def opened_items(screen):
    """Return the items of the decisions on show."""
    return sorted(line.item for line in screen.behind.lines)
