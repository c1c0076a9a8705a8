"""A whole window with a person before it, for tests that go from screen to screen."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QWidget

from reviewer_audit.settings import AppSettings
from ui.main_window import MainWindow
from ui.safe import PlainLabel
from ui.session import Session


class Place:
    """A window, whoever sits before it, and their hands."""

    def __init__(self, qtbot, looks):
        self._qtbot = qtbot
        self.session = Session(settings=AppSettings())
        self.window = MainWindow(self.session, looks)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def close(self):
        for sheet in self.window.findChildren(QDialog):
            sheet.close()
        self.window.close()
        self.session.close()  # with the project: the window may still have a look at it in mind

    def lead(self, store, person):
        self.session.person = person
        self.session.use(store)
        self.settle()
        self.window.visit("sample")
        self.settle()

    def settle(self):
        """Wait until no job runs and what they told has arrived."""
        for _again in range(4):
            self._qtbot.waitUntil(
                lambda: not (self.session.jobs.is_busy or self.session.work.is_busy),
                timeout=20_000,
            )
            QTest.qWait(5)

    def find(self, name, kind=object):
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def gone(self, name):
        return self.window.findChild(object, name) is None

    def said(self, name):
        return self.find(name, PlainLabel).full

    def click(self, name):
        button = self.find(name, QAbstractButton)
        assert button.isVisible(), name
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, name, text):
        QTest.keyClicks(self.find(name, QLineEdit), text)

    def press(self, widget, key, held=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(widget, key, held)
        self.settle()

    def drop(self, *paths):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        event = QDropEvent(QPointF(QPoint(9, 9)), action, data, button, Qt.KeyboardModifier(0))
        self.window.dropEvent(event)
        self.settle()

    def steps(self):
        rail = self.window.rail.list
        return [rail.item(at).text().partition(" · ")[0] for at in range(rail.count())]

    def everything_said(self):
        seen = [one for one in self.window.findChildren(QWidget) if one.isVisible()]
        labels = [one.full for one in seen if isinstance(one, PlainLabel)]
        spoken = [one.accessibleName() for one in seen]
        return "\n".join([*labels, *spoken, self.window.windowTitle()])
