"""Opens Calibrate over a real project and presses real keys on it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_audit.services import calibration, projects
from tests.unit.services.calibrated import LABELS
from ui.safe import PlainLabel, TextPane
from ui.screens.calibrate.screen import CalibrateScreen
from ui.session import Session

KEY = Qt.Key


class Calibrating:
    """The screen with the session behind it, and a lead's hands on it."""

    def __init__(self, store, qtbot):
        self.store, self._qtbot = store, qtbot
        self.session = Session(projects.seat(store, "Lea"))
        self.session._store = store
        store.on_commit.append(self.session._announce)
        self.screen = CalibrateScreen(self.session)
        self.screen.resize(1016, 700)
        self.screen.show()
        self.screen.shown()
        self.settle()

    def close(self):
        self.store.on_commit.remove(self.session._announce)
        if self.screen.presenter is not None:
            self.screen.presenter.close()
        self.screen.running.stop()
        self.screen.sessions.close()
        self.screen.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()
        self.screen.deleteLater()

    def settle(self):
        for _again in range(4):
            self._qtbot.waitUntil(lambda: not self.session.jobs.is_busy, timeout=60_000)
            QTest.qWait(1)

    def press(self, where, *keys):
        self.in_front(where.window())
        for key in keys:
            QTest.keyClick(where.focusWidget() or where, key)
        self.settle()

    def in_front(self, window):
        """Make a window the active one, as a desktop does when another closes."""
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow, timeout=5_000)

    def sheet(self, name):
        return next(w for w in QApplication.topLevelWidgets() if w.objectName() == name)

    @property
    def voting(self):
        return self.screen._window

    def answer(self, window, labels):
        """Begin, answer every item by its digit, and hand the laptop back."""
        QTest.keyClick(window, KEY.Key_Return)
        for label in labels:
            key = KEY.Key_U if not label else KEY.Key_1 + LABELS.index(label)
            QTest.keyClick(window.focusWidget() or window, key)
            QTest.keyClick(window.focusWidget() or window, KEY.Key_Return)
        assert window.pages.currentWidget() is window.after
        QTest.keyClick(window, KEY.Key_Return)
        self.settle()

    def record(self):
        return calibration.read(self.store)


@pytest.fixture
def sit(qtbot, looks, store):
    made = []

    def build():
        made.append(Calibrating(store, qtbot))
        return made[-1]

    yield build
    for one in made:
        one.close()


def words_of(widget):
    """All text a person or a screen reader finds in a window."""
    labels = [w.full for w in widget.findChildren(PlainLabel)]
    panes = [w.toPlainText() for w in widget.findChildren(TextPane)]
    every = widget.findChildren(QWidget)
    more = [w.accessibleName() for w in every] + [w.toolTip() for w in every]
    return "\n".join([widget.windowTitle(), *labels, *panes, *more])


def hold(window, key, *, down):
    kind = QKeyEvent.Type.KeyPress if down else QKeyEvent.Type.KeyRelease
    QApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
