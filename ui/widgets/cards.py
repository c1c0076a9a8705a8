"""Cards, tiles, banners and what an empty place says."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel, tip
from ui.widgets.badge import ICON, Badge
from ui.widgets.buttons import Button
from ui.widgets.flow import Wrapping
from ui.widgets.icons import Picture

if TYPE_CHECKING:
    from reviewer_audit.reports.model import KeyFigure


class Card(QFrame):
    """A white sheet with a heading; screens put their things into ``body``."""

    def __init__(self, name: str, title: str = "", *, note: str = "", pad: int = 18) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(pad, pad - 4, pad, pad)
        outer.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = PlainLabel(f"{name}:title", title, role="heading", elide=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.head.addWidget(self.title, stretch=1)
        self.note = PlainLabel(f"{name}:note", note, role="muted", wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self._offers: Wrapping | None = None
        outer.addLayout(self.head)
        outer.addWidget(self.note)
        outer.addLayout(self.body, stretch=1)
        self.title.setVisible(bool(title))
        self.note.setVisible(bool(note))

    def say(self, title: str, note: str = "") -> None:
        """Change the heading and the line below it."""
        self.title.put(title)
        self.title.setVisible(bool(title))
        self.note.put(note)
        self.note.setVisible(bool(note))

    def with_buttons(self, *buttons: QWidget) -> None:
        """Put buttons behind the heading, or below the note where they would cut it."""
        self._offers = Wrapping(*buttons)
        self.head.addWidget(self._offers)

    def share_out(self) -> None:
        """Put the buttons where there is room for them."""
        offers, outer = self._offers, self.layout()
        if offers is None or not isinstance(outer, QVBoxLayout):
            return
        room = self.contentsRect().width() - 2 * outer.contentsMargins().left()
        fits = self.title.sizeHint().width() + offers.sizeHint().width() + 8 <= room
        if fits and self.head.indexOf(offers) < 0:
            outer.removeWidget(offers)
            self.head.addWidget(offers)
        elif not fits and outer.indexOf(offers) < 0:
            self.head.removeWidget(offers)
            outer.insertWidget(2, offers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_out()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below the others."""
        self.body.addWidget(widget, stretch)

    def swap(self, old: QWidget, fresh: QWidget) -> None:
        """Put a widget where another one was."""
        self.body.replaceWidget(old, fresh)
        old.hide()
        old.deleteLater()


class Pressable(QFrame):
    """A frame that can be pressed by mouse and keyboard once ``set_pressable`` says so."""

    pressed = Signal()

    def set_pressable(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Let it be focused and pressed, or not."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if inside and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 9, 9)


class Tile(Pressable):
    """A key figure: what, how much, how sure, the verdict, and a sentence.

    Pressed (where there are items behind it) it emits ``opened`` with their filter.
    """

    opened = Signal(object)

    def __init__(self, name: str, label: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._filter: object = ()
        body = QVBoxLayout(self)
        body.setContentsMargins(18, 14, 18, 14)
        body.setSpacing(4)
        self.label = PlainLabel(f"{name}:label", label, role="muted", elide=True)
        self.value = PlainLabel(f"{name}:value", role="value")
        self.range = PlainLabel(f"{name}:range", role="muted", wrap=True)
        self.note = PlainLabel(f"{name}:note", role="muted", wrap=True)
        self.badge = Badge(f"{name}:badge")
        self.value.setFont(theme.font("value", tabular=True))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.value)
        row.addStretch(1)
        row.addWidget(self.badge)
        body.addWidget(self.label)
        body.addLayout(row)
        body.addWidget(self.range)
        body.addWidget(self.note)
        body.addStretch(1)
        self.pressed.connect(lambda: self.opened.emit(self._filter))

    def put(
        self,
        value: str,
        *,
        interval: str = "",
        note: str = "",
        badge: str = "",
        tone: str = "neutral",
        shape: str = "",
        behind: object = (),
    ) -> None:
        """Show a figure."""
        self.value.put(value)
        self.range.put(interval)
        self.note.put(note)
        self.note.setVisible(bool(note))
        self.badge.put(badge, tone, shape)
        self._filter = behind
        self.set_pressable(bool(behind))
        parts = (self.label.full, value, badge, interval, note)
        self.setAccessibleName(". ".join(part for part in parts if part))
        tip(self, _("Open the decisions behind this figure") if behind else "")

    def show_figure(self, figure: "KeyFigure") -> None:
        """Show a key figure of a report."""
        self.label.put(figure.title)
        word = figure.verdict
        self.put(
            figure.text,
            interval=figure.range,
            note=figure.note,
            badge=word.text if word else "",
            tone=word.tone.value if word else "neutral",
            behind=figure.filter,
        )


class EmptyState(QWidget):
    """What to do where nothing is yet: a sentence and one button."""

    def __init__(
        self,
        name: str,
        title: str,
        text: str = "",
        action: str = "",
        run: Callable[[], object] | None = None,
        *,
        picture: str = "info",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        middle = QVBoxLayout(self)
        middle.setSpacing(8)
        middle.addStretch(2)
        self._picture = Picture(picture, "muted", 32)
        middle.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = PlainLabel(f"{name}:title", title, role="heading", wrap=True)
        self.text = PlainLabel(f"{name}:text", text, role="muted", wrap=True)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 4)
            row.addStretch(1)
            middle.addLayout(row)
        self._balance()
        self.text.setVisible(bool(text))
        self.button = Button(f"{name}:button", action, run, kind="primary")
        middle.addSpacing(8)
        middle.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.setVisible(bool(action))  # shown before it has a place, it is a window
        middle.addStretch(3)

    def say(self, title: str, text: str = "") -> None:
        """Say something else."""
        self.title.put(title)
        self.text.put(text)
        self.text.setVisible(bool(text))
        self._balance()

    def minimumSizeHint(self) -> QSize:
        """Ask for the lines there are, not for those of the narrowest column."""
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is None or self.width() < hint.width():
            return hint
        return QSize(hint.width(), min(hint.height(), layout.totalHeightForWidth(self.width())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        fonts = {QEvent.Type.FontChange, QEvent.Type.StyleChange}
        if event.type() in fonts and hasattr(self, "text"):
            self._balance()

    def _balance(self) -> None:
        """Make the lines of each text about as long as each other: no word stands alone."""
        most = theme.px(460)
        for label in (self.title, self.text):
            label.ensurePolished()
            metrics = label.fontMetrics()
            longest = max(map(metrics.horizontalAdvance, label.full.split("\n")))
            lines = int(longest / (0.9 * most)) + 1  # lines end before they are full
            share = longest // lines + (metrics.averageCharWidth() * 8 if lines > 1 else 8)
            label.setMaximumWidth(min(share, most))


class Banner(QFrame):
    """A line across the screen that stays until it is closed or no longer true."""

    closed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(10)
        self._picture = Picture("info", "accent", 18)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.text = PlainLabel(f"{name}:text", role="strong", wrap=True)
        self.hint = PlainLabel(f"{name}:hint", wrap=True)
        words.addWidget(self.text)
        words.addWidget(self.hint)
        self.action = Button(f"{name}:action", "")
        self._run: Callable[[], object] | None = None
        self.action.clicked.connect(self._act)
        self.close_button = Button(f"{name}:close", "", self.dismiss, kind="quiet", picture="cross")
        self.close_button.setAccessibleName(_("Close this message"))
        row.addWidget(self._picture)
        row.addLayout(words, stretch=1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        self.hide()

    def show_text(
        self,
        text: str,
        hint: str = "",
        *,
        tone: str = "accent",
        action: str = "",
        run: Callable[[], object] | None = None,
        closable: bool = True,
    ) -> None:
        """Say something in a tone, with one thing to do about it where there is one."""
        self.text.put(text)
        self.hint.put(hint)
        self.hint.setVisible(bool(hint))
        self._run = run
        self.action.say(action)
        self.action.setVisible(bool(action))
        self.close_button.setVisible(closable)
        self._picture.put("warning" if tone in {"bad", "caution"} else ICON[tone], tone)
        self.setAccessibleName(f"{text} {hint}".strip())
        theme.restyle(self, tone=tone)
        self.show()

    def dismiss(self) -> None:
        """Take the message away."""
        self.hide()
        self.closed.emit()

    def _act(self) -> None:
        if self._run is not None:
            self._run()


class Columns(QWidget):
    """Two columns that stand one above the other where the window is too narrow for both.

    The first one comes on top, or with ``turned_over`` the last one.
    """

    def __init__(self, name: str, threshold: int = 760, *, turned_over: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        way = QBoxLayout.Direction
        self._threshold = threshold
        self._above = way.BottomToTop if turned_over else way.TopToBottom
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(16)

    def add(self, layout: QLayout, stretch: int = 1) -> None:
        """Add a column."""
        self._box.addLayout(layout, stretch)

    def give(self, at: int, stretch: int) -> None:
        """Give a column another share of the width; 0 where there is nothing in it."""
        self._box.setStretch(at, stretch)

    @property
    def is_narrow(self) -> bool:
        """Whether the columns stand one above the other."""
        return self._box.direction() == self._above

    def minimumSizeHint(self) -> QSize:
        high = super().minimumSizeHint()
        items = (self._box.itemAt(at) for at in range(self._box.count()))
        widths = [item.minimumSize().width() for item in items if item is not None]
        return QSize(max(widths, default=0), high.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < theme.px(self._threshold)
        self._box.setDirection(self._above if narrow else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)


def rule() -> QFrame:
    """Return a thin line between two parts."""
    line = QFrame()
    line.setProperty("kind", "rule")
    return line
