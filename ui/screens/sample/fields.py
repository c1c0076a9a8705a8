"""The fields that plans are asked for with, each with a name."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from ui import theme
from ui.safe import PlainLabel, tip
from ui.widgets.buttons import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Sequence


def segments(name: str, choices: "Sequence[tuple[str, str, str]]", label: str) -> SegmentedControl:
    """Return a few choices side by side, each with a hint."""
    made = SegmentedControl(name, [(key, text) for key, text, _hint in choices], label=label)
    for key, _text, hint in choices:
        button = made.findChild(QWidget, f"{name}:{key}")
        if isinstance(button, QWidget):
            tip(button, hint)
            button.setAccessibleDescription(hint)
    return made


def line(name: str, label: str) -> QLineEdit:
    """Return a field for a line of text."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(label)
    return made


def box(name: str, text: str) -> QCheckBox:
    """Return a box to tick."""
    made = QCheckBox(text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    return made


def spin(name: str, label: str, low: int, high: int) -> QSpinBox:
    """Return a field for a whole number."""
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(label)
    made.setRange(low, high)
    made.setGroupSeparatorShown(True)
    made.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
    return made


def field(text: str | PlainLabel, *parts: "QWidget | QHBoxLayout | QVBoxLayout") -> QVBoxLayout:
    """Return parts below what they are called."""
    column = QVBoxLayout()
    column.setSpacing(3)
    if isinstance(text, str):
        text = PlainLabel(f"sample:{text}:label", text, role="small")
    column.addWidget(text)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    return column


def beside(*parts: tuple[QVBoxLayout, int]) -> QHBoxLayout:
    """Return columns side by side, with their share of the width."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for part, stretch in parts:
        row.addLayout(part, stretch)
    return row


def group(name: str, *parts: QVBoxLayout | QHBoxLayout) -> QWidget:
    """Return parts that are shown and hidden together."""
    made = QWidget()
    made.setObjectName(name)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for part in parts:
        column.addLayout(part)
    return made
