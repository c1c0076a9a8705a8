"""Small sheets that come up over the desk for one choice or one number, and go again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.screens.grading.choices import Choice, ChoiceList
from ui.screens.grading.keys import Command, Stroke
from ui.screens.grading.overlay import PAD, Overlay, in_sight, lift


class Picker(QFrame):
    """One choice among a few, by digit, by arrows and Enter, or by the mouse."""

    closed = Signal()
    top = 52  # of the sheet below, left free

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("picker")
        lift(self)
        self._take: Callable[[str], object] | None = None
        self.title = PlainLabel("picker:title", role="heading", wrap=True)
        self.hint = PlainLabel(
            "picker:hint", _("Digit chooses · Esc leaves it as it is"), role="small", wrap=True
        )
        self.choices = ChoiceList("picker:choices", _("Choices"))
        self.choices.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choices.chosen.connect(self._chosen)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(PAD, PAD - 2, PAD, PAD)
        rows.setSpacing(theme.px(10))
        rows.addWidget(self.title)
        rows.addWidget(self.choices)
        rows.addWidget(self.hint)

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for a choice."""
        return self._take is not None

    def ask(
        self, title: str, rows: Sequence[Choice], current: str, take: Callable[[str], object]
    ) -> None:
        """Come up and ask."""
        self._take = take
        self.title.put(title)
        self.setAccessibleName(title)
        self.choices.show_choices(rows)
        self.choices.choose((current,) if current else ())
        self.choices.set_cursor(current)
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Lie over the upper part of the sheet below."""
        below = self.parentWidget()
        if below is None:
            return
        self.choices.limit(max(below.height() - theme.px(self.top + 138), 60))
        self.choices.setMinimumHeight(self.choices.sizeHint().height())
        self.setFixedWidth(max(below.width() - 2 * PAD, 120))
        self.adjustSize()
        self.move((below.width() - self.width()) // 2, theme.px(self.top))

    def press(self, stroke: Stroke) -> None:
        """Take a key press; what is no choice changes nothing."""
        match stroke.command:
            case Command.LEAVE:
                self.leave()
            case Command.UP:
                self.choices.move_cursor(-1)
            case Command.DOWN:
                self.choices.move_cursor(1)
            case Command.SUBMIT:
                self._chosen(self.choices.cursor_key())
            case None:
                rows = self.choices.rows_model.rows()
                keys = {row.hotkey: row.key for row in rows}
                if stroke.slot in keys:
                    self._chosen(keys[stroke.slot])

    def leave(self) -> None:
        """Go away without a choice."""
        self._take = None
        self.hide()
        self.closed.emit()

    def _chosen(self, key: str) -> None:
        take = self._take
        if key and take is not None:
            self.leave()
            take(key)


class GoTo(Overlay):
    """Asks for the number of an item."""

    wide = 280

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "goTo")
        self.title = PlainLabel("goTo:title", role="heading")
        self.field = QLineEdit()
        self.field.setObjectName("goTo:number")
        self.field.setMaxLength(9)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(PAD, PAD - 2, PAD, PAD)
        rows.setSpacing(theme.px(10))
        rows.addWidget(self.title)
        rows.addWidget(self.field)
        rows.addWidget(
            PlainLabel("goTo:hint", _("Enter goes there · Esc stays here"), role="small")
        )
        self.acts = {**self.acts, Command.SUBMIT: self._go, Command.SUBMIT_ANYWHERE: self._go}

    def ask(self, here: int, total: int) -> None:
        """Come up with the number of the item on top."""
        words = _("Go to item, 1 to {total}").format(total=total)
        self.title.put(words)
        self.field.setAccessibleName(words)
        self.field.setText(str(here) if here else "")
        self.field.selectAll()
        self.come(self.field)

    def place(self) -> None:
        """Lie over the upper part of the desk, no higher than it needs."""
        room = in_sight(self)
        self.setFixedWidth(min(theme.px(self.wide), room.width()))
        self.adjustSize()
        self.move(room.center().x() - self.width() // 2, room.top() + theme.px(80))

    def _go(self) -> None:
        typed = self.field.text().strip()
        self.leave()
        if typed.isdecimal():
            self.wanted.emit(int(typed))
