"""A lead's window-less Data or Policy screen over a real project, driven by keys."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from reviewer_audit.domain.people import Role
from reviewer_audit.services import projects
from ui.session import Session


class Driver:
    """A screen with the session behind it; ``close`` leaves no job and no window."""

    def __init__(self, store, qtbot, build, name="Lea", role=Role.LEAD):
        self._qtbot = qtbot
        self.store = store
        self.session = Session(projects.seat(store, name, role))
        self.session._store = store
        store.on_commit.append(self.session._announce)
        self.screen = build(self.session)
        self.screen.resize(1016, 700)
        self.screen.show()
        self.settle()

    def settle(self):
        session = self.session
        QApplication.processEvents()  # what was announced becomes jobs
        self._qtbot.waitUntil(
            lambda: not (session.jobs.is_busy or session.work.is_busy), timeout=60_000
        )

    def find(self, name, kind=QWidget):
        found = self.screen.findChild(kind, name)
        assert found is not None, name
        return found

    def press(self, widget, *keys):
        widget.setFocus()
        for key in keys:
            QTest.keyClick(widget, key)
        self.settle()

    def type(self, widget, text):
        widget.setFocus()
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, Qt.Key.Key_Return)
        self.settle()

    def choose(self, name, text):
        """Choose in a list by typing what it says."""
        box = self.find(name, QComboBox)
        assert box.findText(text) >= 0, [box.itemText(n) for n in range(box.count())]
        box.setFocus()
        step = Qt.Key.Key_Down if box.currentIndex() < box.findText(text) else Qt.Key.Key_Up
        while box.currentText() != text:
            QTest.keyClick(box, step)
        self.settle()

    def run(self, key):
        """Do what the header offers under this key."""
        action = next(one for one in self.screen.commands if one.key == key)
        assert action.enabled(), key
        action.run()
        self.settle()

    def offers(self, key):
        return any(one.key == key and one.enabled() for one in self.screen.commands)

    def words(self, name):
        return self.find(name).full

    def close(self):
        self.settle()
        self.store.on_commit.remove(self.session._announce)
        self.screen.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()
        self.screen.deleteLater()
