"""Fields of the intake that a turning wheel does not change behind one's back."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from ui import theme
from ui.safe import PlainLabel, tells_whole, tip


class Choice(QComboBox):
    """A choice among keys; the wheel scrolls the page unless the list has the focus."""

    picked = Signal(str)  # by the user alone

    def __init__(self, name: str, label: str, *, editable: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setEditable(editable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(18)
        tells_whole(self)
        self._shown: tuple[tuple[str, str], ...] | None = None
        if editable:
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line = self.lineEdit()
            if line is not None:
                line.setAccessibleName(label)
                line.editingFinished.connect(self._typed)
        self.activated.connect(lambda at: self.picked.emit(str(self.itemData(at))))
        self.activated.connect(self._from_its_beginning)

    def offer(self, choices: Sequence[tuple[str, str]], current: str) -> None:
        """Show choices as (key, text), and which is on; nothing is emitted."""
        wanted = tuple(choices)
        with QSignalBlocker(self):
            if wanted != self._shown:
                self._shown = wanted
                self.clear()
                for key, text in wanted:
                    self.addItem(text, key)
            at = self.findData(current)
            self.setCurrentIndex(at)
            if at < 0 and self.isEditable():
                self.setEditText(current)
        tip(self, self.currentText(), repeats=True)  # no signal told the new text
        self._from_its_beginning()

    def _from_its_beginning(self) -> None:
        """Show how a long choice begins, not how it ends."""
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _typed(self) -> None:
        text = self.currentText().strip()
        at = self.findText(text)
        self.picked.emit(str(self.itemData(at)) if at >= 0 else text)


class Number(QSpinBox):
    """A number that the wheel does not change unless it has the focus."""

    def __init__(self, name: str, label: str, low: int, high: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
        self.setFixedHeight(theme.px(36))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def put(self, value: int) -> None:
        """Show a number; nothing is emitted."""
        with QSignalBlocker(self):
            self.setValue(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def labelled(text: str, field: QWidget, width: int = 0) -> QWidget:
    """Return a field under its name."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    name = PlainLabel(f"{field.objectName()}:label", text, role="small")
    name.setBuddy(field)
    column.addWidget(name)
    column.addWidget(field)
    if width:
        box.setFixedWidth(theme.px(width))
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return box


def line(*widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Return widgets side by side."""
    row = QHBoxLayout()
    row.setSpacing(10)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
    if stretch:
        row.addStretch(1)
    return row
