"""Somebody with a keyboard before the real window: every step is a key event, or none.

With WINDOW_PICTURES set to a folder, ``picture`` leaves what was seen there.
"""

import os
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QWidget

from reviewer_audit import settings
from ui.gc_guard import GarbageCollector
from ui.main_window import MainWindow
from ui.screens import SCREENS
from ui.session import Session
from ui.theme import Look, Theme

KEYS = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE = 30.0
PAUSE_MS = 5
MOST_TABS = 150
_DRESSED = []


def dressed():
    """Return the theme of the application; there is one for all windows."""
    if not _DRESSED:
        app = QApplication.instance()
        _DRESSED.append(Theme(app))
        _DRESSED.append(GarbageCollector(app))
        _DRESSED[0].wear(Look.LIGHT)
    return _DRESSED[0]


def pause(ms=PAUSE_MS):
    """Let the window work for a moment, and its workers, too: QTest.qWait keeps Python to itself."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Strays(QObject):
    """Notes each window that flashes up beside the main one: it would take the keyboard away."""

    def __init__(self):
        super().__init__()
        self.found = set()
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            popup = watched.windowType() in {Qt.WindowType.Popup, Qt.WindowType.ToolTip}
            if watched.isWindow() and not (popup or isinstance(watched, MainWindow | QDialog)):
                self.found.add(f"{type(watched).__name__} {watched.objectName()}")
        return False


class Keyboard:
    """One run of the window, with the preferences of the runs before."""

    def __init__(self, folder):
        self.strays = Strays()
        path = folder / "settings.json"
        self.session = Session(settings=settings.load(path), settings_path=path)
        self.window = MainWindow(self.session, dressed())
        self.window.show()
        self.window.resize(1280, 800)  # the screen of the offscreen platform is smaller
        self.come_back()
        self.settle()

    # -- keys

    def press(self, key, held=NONE):
        """Press a key wherever the keyboard goes now."""
        QTest.keyClick(QGuiApplication.focusWindow(), key, held)

    def type(self, text):
        """Type letters one by one."""
        for letter in text:
            self.press(letter)

    def tab_to(self, name):
        """Press Tab until this widget has the focus: it must be within reach of the keys."""
        seen = []
        while self.focus.objectName() != name:
            seen.append(self.focus.objectName())
            assert len(seen) < MOST_TABS, f"Tab never comes to {name}: {list(dict.fromkeys(seen))}"
            self.press(KEYS.Key_Tab)
        return self.focus

    def find_action(self, words):
        """Do something by the command palette."""
        self.press(KEYS.Key_K, CTRL)
        self.wait(lambda: self.window.palette_overlay.isVisible())
        self.type(words)
        self.press(KEYS.Key_Return)
        self.settle()

    def fill(self, name, text):
        """Go to a field, and type over what stands in it."""
        self.tab_to(name)
        self.press(KEYS.Key_A, CTRL)
        self.type(text)

    def pick(self, name, text):
        """Go to a list, and type what is wanted from it."""
        box = self.tab_to(name)
        assert isinstance(box, QComboBox)
        assert box.findText(text) >= 0, [box.itemText(at) for at in range(box.count())]
        pause(QApplication.keyboardInputInterval() + 1)  # or it goes on with what was typed before
        self.type(text)
        assert box.currentText() == text
        self.settle()

    def give_file(self, path):
        """Type a path into the dialog that asks for one."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        dialog = QApplication.activeModalWidget()
        self.wait(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
        self.type(str(path))
        self.press(KEYS.Key_Return)
        self.wait(lambda: QApplication.activeModalWidget() is None)
        self.come_back()
        self.settle()

    def come_back(self):
        """Give the keyboard to the window, as a window manager does when a dialog has gone."""
        self.window.activateWindow()
        self.wait(lambda: QGuiApplication.focusWindow() is self.window.windowHandle())

    # -- what is seen

    @property
    def focus(self):
        """The widget that has the focus."""
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard goes nowhere"
        return widget

    def find(self, name, kind=QWidget):
        """Return a widget on show."""
        found = [one for one in self.window.findChildren(kind, name) if one.isVisible()]
        assert len(found) == 1, f"{len(found)} of {name} on show"
        return found[0]

    def words(self, name):
        """Return the whole text of a label."""
        return self.find(name).full

    @property
    def page(self):
        """The screen in front."""
        return self.window._visited[self.window.front]

    @property
    def steps(self):
        """What the rail says."""
        rail = self.window.rail.list
        return [rail.item(at).text() for at in range(rail.count())]

    @property
    def desk(self):
        """What the grading desk knows."""
        assert self.window.front == "grade", self.window.front
        return self.page.vm

    @property
    def done(self):
        """How many items have an answer."""
        return self.desk.state.total - self.desk.state.left

    def picture(self, name):
        """Keep what is seen, where somebody wants to look at it."""
        folder = os.environ.get("WINDOW_PICTURES")
        if folder:
            self.settle()
            self.window.grab().save(str(Path(folder) / f"{name}.png"))

    # -- what is done in several steps

    def visit(self, screen):
        """Go to a screen by its number on the rail."""
        at = [one.key for one in SCREENS].index(screen) + 1
        self.press(KEYS(KEYS.Key_0.value + at), CTRL)
        self.wait(lambda: self.window.front == screen, screen)
        self.settle()

    def sit(self, name):
        """Let somebody else sit here, by the menu of the seat."""
        self.tab_to("rail:seat")
        self.press(KEYS.Key_Space)
        self.wait(lambda: QApplication.activePopupWidget() is not None)
        names = [action.text() for action in self.window.rail.menu.actions()]
        for _step in range(names.index(name) + 1):
            self.press(KEYS.Key_Down)
        self.press(KEYS.Key_Return)
        self.wait(lambda: self.session.person.name == name)
        self.come_back()
        self.settle()

    def ready(self):
        """Wait until the desk takes an answer: a moment after the item has changed."""
        self.wait(lambda: self.desk.item is not None and not self.page._keys._holds())

    def grade(self, keys):
        """Press keys on the item in front, submit, and see that it is saved."""
        self.ready()
        before = self.done
        self.type(keys)
        self.press(KEYS.Key_Return)
        self.wait(lambda: self.desk._sent is None and self.done == before + 1, keys)

    # -- time

    def wait(self, rule, what=""):
        """Let the window work until a rule holds."""
        end = time.monotonic() + PATIENCE
        while not rule():
            assert time.monotonic() < end, f"waited in vain: {what or rule}"
            pause()

    def settle(self):
        """Let all jobs end, and what they set off."""
        session, quiet = self.session, 0
        end = time.monotonic() + PATIENCE
        while quiet < 3:
            assert time.monotonic() < end, "a job never ends"
            pause()
            quiet = 0 if session.jobs.is_busy or session.work.is_busy else quiet + 1

    def close(self):
        """Close the window as its owner does, and end the run."""
        QApplication.instance().removeEventFilter(self.strays)
        self.window.close()
        self.session.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
