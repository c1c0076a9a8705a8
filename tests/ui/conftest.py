"""What every test of the window gets."""

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.gc_guard import GarbageCollector
from ui.session import Session
from ui.theme import Look, Theme


@pytest.fixture(autouse=True, scope="session")
def _garbage_in_the_gui_thread_only(qapp):
    GarbageCollector(qapp)


@pytest.fixture(scope="session")
def looks(qapp):
    """The theme of the application, light."""
    dressed = Theme(qapp)
    dressed.wear(Look.LIGHT)
    return dressed


@pytest.fixture(autouse=True)
def _light(looks):
    yield
    if (theme.tokens().name, looks.percent) != ("light", 100):
        looks.wear(Look.LIGHT)


@pytest.fixture(autouse=True)
def _nothing_left_open(qapp):
    """A window that a test opened and left is a fault of the test, or of the window."""
    yield
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"left open: {[w.objectName() for w in left]}"


@pytest.fixture
def session(store, make, qtbot):
    """A session in which Ann, an auditor, has the tiny project open."""
    session = Session(make.person(store, "Ann"))
    session.use(store)
    yield session
    session.jobs.shutdown()
    session.work.shutdown()


@pytest.fixture
def idle(qtbot):
    """Wait until a session has nothing left to do."""

    def wait(session):
        qtbot.waitUntil(lambda: not (session.jobs.is_busy or session.work.is_busy), timeout=10_000)

    return wait
