"""The real program, grading by key events that it is sent: a process of its own, to be watched or killed.

Usage: python -m tests.faults.window_process [kill | watch] PROJECT [SENTINEL]

``kill`` grades without end, and prints the number of each assignment once it shows "Saved".
``watch`` grades five items in all the ways there are, breaks something, ends as its owner would
end it, and prints what texts it met with the sentinel in them.
"""

import json
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from tests.ui.test_grading_failures import every_word
from ui import app
from ui.main_window import MainWindow
from ui.screens.grading import keyboard

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
KEYS = Qt.Key
LIMIT = 120.0


def post(key, held=NONE, to=None):
    """Send a key press to whatever has the focus."""
    target = to or QApplication.focusWidget() or window()
    text = chr(key).lower() if key < KEYS.Key_Escape and held == NONE else ""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.postEvent(target, QKeyEvent(kind, key, held, text))


def window():
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    return found


def until(rule):
    """Let the program work until something holds."""
    end = time.monotonic() + LIMIT
    while not rule():
        if time.monotonic() > end:
            sys.exit("waited in vain")
        QCoreApplication.processEvents()
        time.sleep(0.001)


def desk():
    """Return the grading screen, once it has an item."""
    until(lambda: window().front == "grade")
    screen = window().stack.currentWidget().widget()
    until(lambda: screen.vm.item is not None)
    return screen


def kill_me():
    """Grade and grade; say what is saved."""
    vm, sent = desk().vm, []
    vm.saving.connect(lambda: sent.append(vm._sent.grade.assignment_id))
    vm.saved.connect(lambda: print(sent[-1], flush=True))

    def press():
        if vm.item is not None and not vm.sheet.locked:
            post(KEYS.Key_1)
            post(KEYS.Key_Return)

    timer = QTimer(window())
    timer.timeout.connect(press)
    print("ready", flush=True)
    timer.start(1)
    return QCoreApplication.exec()


class Watch:
    """Looks at every word on every window, again and again."""

    def __init__(self, sentinel):
        self.sentinel, self.met, self.words = sentinel, [], 0

    def look(self):
        QCoreApplication.processEvents()
        for top in QApplication.topLevelWidgets():
            for word in every_word(top):
                self.words += 1
                if self.sentinel in word:
                    self.met.append(word)

    def press(self, *keys, held=NONE):
        for key in keys:
            post(key, held)
            QCoreApplication.processEvents()
        self.look()


def watch_me(sentinel):
    """Grade five items with all that a grader may do, and end with a fault and a close."""
    screen, watch = desk(), Watch(sentinel)
    vm, graded = screen.vm, []
    vm.saved.connect(lambda: graded.append(1))
    ways = (
        (KEYS.Key_2,),
        (KEYS.Key_2, KEYS.Key_A, KEYS.Key_Escape, KEYS.Key_S, KEYS.Key_Escape, KEYS.Key_C),
        (KEYS.Key_N, KEYS.Key_W, KEYS.Key_H, KEYS.Key_Y, KEYS.Key_Escape, KEYS.Key_3, KEYS.Key_F),
        (KEYS.Key_Slash, KEYS.Key_S, KEYS.Key_P, KEYS.Key_Escape, KEYS.Key_Escape, KEYS.Key_1),
        (KEYS.Key_U, KEYS.Key_2),
    )
    for at, way in enumerate(ways, start=1):
        until(lambda at=at: vm.item is not None and vm.item.position == at)
        watch.look()
        for key in way:
            watch.press(key)
        watch.press(KEYS.Key_Return)
        until(lambda at=at: len(graded) == at)
    watch.press(KEYS.Key_Z, held=CTRL)
    until(lambda: vm.recorded is not None)
    watch.look()
    for overlay in (window().find_action, window().show_keys):
        overlay()
        watch.press(KEYS.Key_Escape)
    window().visit("policy")
    watch.look()
    window().visit("grade")
    QTimer.singleShot(0, lambda: {}[vm.item])  # an unforeseen failure with the item in its words
    until(lambda: any(top.objectName() == "notice" for top in QApplication.topLevelWidgets()))
    watch.look()
    for top in QApplication.topLevelWidgets():
        if top.objectName() == "notice":
            top.findChildren(QPushButton)[-1].click()
    window().close()
    print(json.dumps({"graded": len(graded), "words": watch.words, "met": watch.met}), flush=True)
    QCoreApplication.processEvents()
    return 0


def main(what, project, sentinel=""):
    keyboard.GUARD_MS = keyboard.SURPRISE_MS = 0
    QApplication.exec = staticmethod(kill_me if what == "kill" else lambda: watch_me(sentinel))
    return app.main(["reviewer-audit-gui", project])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
