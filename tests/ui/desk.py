"""Opens a grading desk over a real project and presses real keys on it."""

import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import text

from reviewer_audit.services import projects
from ui.screens.grading.screen import GradingScreen
from ui.session import Session

KEYS = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Desk:
    """A screen with the session behind it; ``close`` leaves no job and no window."""

    def __init__(self, store, qtbot, name="Ann"):
        self.store = store
        self._qtbot = qtbot
        self.session = Session(projects.seat(store, name))
        self.session._store = store
        store.on_commit.append(self.session._announce)
        self.screen = GradingScreen(self.session)
        self.screen.resize(1072, 760)
        self.screen.show()

    def close(self):
        self.store.on_commit.remove(self.session._announce)
        self.screen.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()
        self.screen.deleteLater()

    def ready(self):
        self.wait(lambda: self.vm.item is not None)
        return self

    @property
    def vm(self):
        return self.screen.vm

    @property
    def answer(self):
        return self.vm.sheet.answer

    @property
    def content(self):
        return self.screen.content.content.toPlainText()

    @property
    def status(self):
        return self.screen.decision.status.full

    def wait(self, rule):
        self._qtbot.waitUntil(rule, timeout=10_000)

    def press(self, key, held=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.screen.focusWidget() or self.screen, key, held)

    def type(self, letters):
        for letter in letters:
            QTest.keyClick(self.screen.focusWidget() or self.screen, letter)

    def grade(self, letters):
        """Press keys, submit, and wait until it is saved."""
        before = len(graded(self.store))
        self.type(letters)
        self.press(KEYS.Key_Return)
        self.wait(lambda: len(graded(self.store)) == before + 1 and self.vm._sent is None)

    def settle(self):
        self.wait(lambda: not (self.vm._start.isActive() or self.session.jobs.is_busy))


def graded(store):
    """Return what has been recorded, oldest first."""
    with store.read() as tx:
        sql = "select a.position, g.* from grade g join assignment a on a.id = g.assignment_id order by g.id"
        return tx.execute(text(sql)).all()


def drafts(store):
    with store.read() as tx:
        return [tuple(row) for row in tx.execute(text("select assignment_id, note from draft"))]


def pause(seconds):
    """Let the clock run on where the rule under test is about time itself."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QTest.qWait(10)
