"""A sheet that lies over the desk for a while: it comes when asked for, and goes with Esc."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QWidget

from ui import theme
from ui.screens.grading.choices import ChoiceList
from ui.screens.grading.keys import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.keys import Stroke

PAD = 16
ROW_KEYS = 52  # room for the number of an item


def lift(sheet: QFrame) -> None:
    """Let a sheet lie above what is below it, out of sight at first."""
    sheet.setProperty("kind", "card")
    shadow = QGraphicsDropShadowEffect(sheet)
    shadow.setBlurRadius(28)
    shadow.setOffset(0, 6)
    shadow.setColor(theme.color("edge", 0.45))
    sheet.setGraphicsEffect(shadow)
    sheet.hide()


def in_sight(sheet: QFrame) -> QRect:
    """Return what is in sight of the widget below: with large text the desk itself scrolls."""
    below = sheet.parentWidget()
    if below is None:
        return sheet.rect()
    seen = below.visibleRegion().boundingRect()
    return (seen if not seen.isEmpty() else below.rect()).adjusted(PAD, PAD, -PAD, -PAD)


class Overlay(QFrame):
    """Takes the keys it knows while the focus is on it; the rest is typed."""

    wanted = Signal(int)  # go to an item
    closed = Signal()
    wide, high = 720, 560

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        lift(self)
        self.acts: Mapping[Command, Callable[[], object]] = {Command.LEAVE: self.leave}

    def come(self, focus: QWidget) -> None:
        """Come up."""
        self.place()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Lie over the middle of the desk."""
        room = in_sight(self)
        wide, high = min(theme.px(self.wide), room.width()), min(theme.px(self.high), room.height())
        self.setGeometry(room.center().x() - wide // 2, room.top(), wide, high)

    def press(self, stroke: "Stroke") -> bool:
        """Take a key that does something here."""
        act = self.acts.get(stroke.command) if stroke.command is not None else None
        if act is not None:
            act()
        return act is not None

    def leave(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()


class GradesSheet(Overlay):
    """A sheet with rows of one's own grades: arrows move, Enter goes to the item."""

    def __init__(self, parent: QWidget, name: str, label: str) -> None:
        super().__init__(parent, name)
        self.titles: dict[str, str] = {}
        self.rows = ChoiceList(f"{name}:rows", label)
        self.rows.key_room = ROW_KEYS
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.chosen.connect(self.go)
        self.acts = {
            **self.acts,
            Command.UP: lambda: self.rows.move_cursor(-1),
            Command.DOWN: lambda: self.rows.move_cursor(1),
            Command.PAGE_UP: lambda: self.turn(-1),
            Command.PAGE_DOWN: lambda: self.turn(1),
            Command.SUBMIT: lambda: self.go(self.rows.cursor_key()),
        }

    def use(self, policy: "Policy") -> None:
        """Say labels by this rule book."""
        self.titles = {label.key: label.title for label in policy.labels}

    @abstractmethod
    def turn(self, step: int) -> None:
        """Show the next of what there is, or the one before."""

    def go(self, key: str) -> None:
        """Go to the item of a row."""
        if key:
            self.leave()
            self.wanted.emit(int(key))
