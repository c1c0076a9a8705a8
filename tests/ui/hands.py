"""Hands that do anything anywhere in the windows of an application, from a seed."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

KEYS = Qt.Key
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
MOVES = (
    KEYS.Key_Tab, KEYS.Key_Up, KEYS.Key_Down, KEYS.Key_Left, KEYS.Key_Right, KEYS.Key_PageDown,
    KEYS.Key_Home, KEYS.Key_End, KEYS.Key_Return, KEYS.Key_Escape, KEYS.Key_Space, KEYS.Key_F1,
    KEYS.Key_F9, KEYS.Key_Backspace, KEYS.Key_Delete,
)  # fmt: skip
CANCELS = 0.2  # of the file dialogs
MENU = 0.5  # that somebody with a menu before them uses it, rather than press and click on
FINISHES = {"primary", "danger"}
TEXTS = ("<img src=x>", "%s{0}%1", "\u202eabc", "7", "0.95", "2026-12-31", "-1", "x" * 40)


class FileHands:
    """Answers every file dialog: saves into a folder, opens a file of the kind asked for, or not.

    Nothing else is ever named, so whatever opens another file did it by itself.
    """

    def __init__(self, folder, files, rng) -> None:
        self._folder, self._files, self._rng = folder, tuple(files), rng
        self.saved = self.chosen = 0

    def answer(self, dialog: QFileDialog) -> None:
        """Stand in for ``open``: the answer comes once the caller is done."""
        QTimer.singleShot(0, dialog, lambda: self._answer(dialog))

    def _answer(self, dialog: QFileDialog) -> None:
        path = self._path(dialog)
        if path is None or self._rng.random() < CANCELS:
            dialog.reject()
            return
        dialog.fileSelected.emit(str(path))
        dialog.filesSelected.emit([str(path)])
        dialog.done(1)  # accepting would ask, in words of its own, whether the file is there

    def _path(self, dialog: QFileDialog):
        if dialog.fileMode() == QFileDialog.FileMode.Directory:
            return self._folder
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            self.saved += 1
            suffix = dialog.defaultSuffix() or "out"
            return self._folder / f"saved {self.saved}.{suffix}"
        kinds = " ".join(dialog.nameFilters())
        fitting = [one for one in self._files if f"*{one.suffix}" in kinds] or None
        self.chosen += fitting is not None
        return self._rng.choice(fitting) if fitting else None


class Hands:
    """Does one thing after another; counts what it did."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.done = 0

    def do(self, rng) -> None:
        """Do something that a person could do now."""
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu) and rng.random() < MENU:
            self._pick(menu, rng)
            return
        act = rng.choice(
            (self._key, self._key, self._letter, self._click, self._click, self._type, self._point,
             self._choose, self._go, self._turn, self._finish)
        )  # fmt: skip
        if act(rng):
            self.done += 1

    def _pick(self, menu, rng) -> None:
        """Choose something of a menu, and it goes."""
        offered = [one for one in menu.actions() if one.isEnabled() and not one.isSeparator()]
        menu.close()
        if offered and rng.random() < MENU:
            rng.choice(offered).trigger()
            self.done += 1

    def _shown(self, kind):
        active = QApplication.activePopupWidget()
        tops = [active] if active else [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        return [
            one
            for top in tops
            for one in (top, *top.findChildren(QWidget))
            if isinstance(one, kind) and one.isVisible() and one.isEnabled()
        ]

    def _target(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._window

    def _key(self, rng) -> bool:
        QTest.keyClick(
            self._target(), rng.choice(MOVES), rng.choice((NONE, NONE, NONE, CTRL, SHIFT))
        )
        return True

    def _letter(self, rng) -> bool:
        held = rng.choice((NONE, NONE, NONE, NONE, CTRL, SHIFT))
        key = rng.choice("ABCDEFGHIJKLMNOPRSTUVWXYZ0123456789/?.+")  # Ctrl+Q would end the visit
        QTest.keyClick(self._target(), Qt.Key(ord(key)), held)
        return True

    def _click(self, rng) -> bool:
        buttons = self._shown(QAbstractButton)
        if not buttons:
            return False
        QTest.mouseClick(rng.choice(buttons), Qt.MouseButton.LeftButton)
        return True

    def _finish(self, rng) -> bool:
        """Press what completes something: the button that a sheet, a notice or a screen is about."""
        ready = [one for one in self._shown(QAbstractButton) if one.property("kind") in FINISHES]
        if not ready:
            return False
        QTest.mouseClick(rng.choice(ready), Qt.MouseButton.LeftButton)
        return True

    def _type(self, rng) -> bool:
        fields = [f for f in self._shown((QLineEdit, QPlainTextEdit)) if not f.isReadOnly()]
        if not fields:
            return False
        field, text = rng.choice(fields), rng.choice(TEXTS)
        field.insert(text) if isinstance(field, QLineEdit) else field.insertPlainText(
            text
        )  # pasted
        return True

    def _point(self, rng) -> bool:
        spots = self._shown(QWidget)
        if not spots:
            return False
        spot = rng.choice(spots)
        where = QPoint(rng.randrange(max(1, spot.width())), rng.randrange(max(1, spot.height())))
        how = rng.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        how(spot, Qt.MouseButton.LeftButton, NONE, where)
        return True

    def _choose(self, rng) -> bool:
        boxes = [box for box in self._shown(QComboBox) if box.count()]
        if not boxes:
            return False
        box = rng.choice(boxes)
        at = rng.randrange(box.count())
        box.setCurrentIndex(at)
        box.activated.emit(at)  # as a person's choice is told
        return True

    def _go(self, rng) -> bool:
        self._window.visit(rng.choice(self._window.rail.list.keys))
        return True

    def _turn(self, rng) -> bool:
        views = [view for view in self._shown(QAbstractItemView) if view.model()]
        if not views:
            return False
        view = rng.choice(views)
        if isinstance(view.window(), QMenu) or not view.model().rowCount():
            return False
        view.setCurrentIndex(view.model().index(rng.randrange(view.model().rowCount()), 0))
        return True
