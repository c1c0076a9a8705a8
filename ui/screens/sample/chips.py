"""Choices of which any number may be on, in as many lines as they need."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.safe import tip
from ui.widgets.buttons import Button
from ui.widgets.flow import Flow


class Chip(Button):
    """One choice that is on or off; a tick says so beside the colour."""

    def __init__(self, name: str, text: str, *, on: bool = False, hint: str = "") -> None:
        super().__init__(name, text, kind="chip", picture="check" if on else "plus", hint=hint)
        self.setCheckable(True)
        self.setChecked(on)
        self.toggled.connect(self._tick)

    def _tick(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        self._picture = "check" if on else "plus"
        self._paint_icon()


class Chips(QWidget):
    """Chips with a key each."""

    changed = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._label = label
        self._flow = Flow(self)
        self._chips: dict[str, Chip] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in order."""
        return tuple(self._chips)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys that are on, in order."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the lines; Qt's own way counts one chip a line for the least height."""
        self.setFixedHeight(self._flow.height(self.width()))

    def put(self, choices: Sequence[tuple[str, str, str]], on: Sequence[str]) -> None:
        """Offer these (key, text, hint); those in ``on`` are chosen. Nothing is told."""
        if [key for key, _text, _hint in choices] != list(self._chips):
            self._empty()
            for key, text, hint in choices:
                self._add(key, text, hint)
        for (key, text, hint), chip in zip(choices, self._chips.values(), strict=True):
            chip.say(text)
            tip(chip, hint)
            chip.setAccessibleName(f"{self._label}: {text}")
            chip.blockSignals(True)  # noqa: FBT003 - Qt's
            chip.setChecked(key in on)
            chip.blockSignals(False)  # noqa: FBT003 - Qt's
            chip._tick(key in on)  # noqa: SLF001 - of this module
        self._fit()

    def add(self, key: str, text: str) -> None:
        """Add a choice that is on."""
        if key not in self._chips:
            self._add(key, text, "")
        self._chips[key].setChecked(True)
        self._fit()
        self.changed.emit()

    def _add(self, key: str, text: str, hint: str) -> None:
        chip = Chip(f"{self.objectName()}:{key}", text, hint=hint)
        chip.setAccessibleName(f"{self._label}: {text}")
        chip.toggled.connect(lambda _on: self.changed.emit())
        self._chips[key] = chip
        self._flow.addWidget(chip)

    def _empty(self) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
