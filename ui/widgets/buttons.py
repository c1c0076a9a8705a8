"""Buttons, the row of choices, and the field to search in."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ui import theme
from ui.safe import SILENT, along, caption, tip
from ui.widgets.icons import icon, icon_size, pixmap

ROW = 120  # the least width of a row


class Button(QPushButton):
    """A button of one kind: primary, secondary, danger, quiet, link or row.

    ``key`` is shown behind the text, or with ``key_first`` before it, as the desk's labels have
    it: every action shows its key. A row may bear a long name: it is cut with "…" where there is
    no room, and told whole as its tooltip.
    """

    def __init__(
        self,
        name: str,
        text: str,
        run: Callable[[], object] | None = None,
        *,
        kind: str = "secondary",
        key: str = "",
        picture: str = "",
        hint: str = "",
        key_first: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self._key_first = key_first
        self._text = text
        self._key, self._hint = key, hint
        self._picture = picture
        self.say(text)
        tip(self, hint)
        if kind == "row":
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if run is not None:
            self.clicked.connect(lambda: run())  # noqa: PLW0108 - clicked brings a bool
        self._paint_icon()

    def say(self, text: str) -> None:
        """Put another text on the button."""
        self._text = text
        self._write(text)
        if self.testAttribute(Qt.WidgetAttribute.WA_WState_Created):  # else it has no width yet
            self._cut()
        self.setAccessibleName(f"{text} ({self._key})" if self._key else text)

    def rekey(self, key: str) -> None:
        """Show another key behind the text."""
        if key != self._key:
            self._key = key
            self.say(self._text)

    def dress(self, kind: str) -> None:
        """Make it a button of another kind."""
        theme.restyle(self, kind=kind)
        self._paint_icon()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.EnabledChange}:
            self._paint_icon()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self.property("kind") == "row":
            metrics = self.fontMetrics()
            wider = metrics.horizontalAdvance(self._told(self._text).replace("&&", "&"))
            hint.setWidth(hint.width() + wider - metrics.horizontalAdvance(self._shown()))
        return hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if self.property("kind") == "row":
            hint.setWidth(min(self.sizeHint().width(), theme.px(ROW)))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        """Write as much of the text as there is room for."""
        if self.property("kind") != "row":
            return
        metrics, over = self.fontMetrics(), self.sizeHint().width() - self.width()
        room = metrics.horizontalAdvance(self._text) - over
        cut = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room) if over > 0 else ""
        self._write(cut or self._text)
        tip(self, self._text if cut else self._hint, repeats=bool(cut))

    @property
    def is_cut(self) -> bool:
        """Whether less than the whole text is shown."""
        return self.text() != self._told(self._text)

    def _told(self, text: str) -> str:
        parts = (self._key, text) if self._key_first else (text, self._key)
        return caption("  ".join(filter(None, parts)))

    def _shown(self) -> str:
        return self.text().replace("&&", "&")

    def _write(self, text: str) -> None:
        if self.text() != self._told(text):
            self.setText(self._told(text))

    def _paint_icon(self) -> None:
        if not getattr(self, "_picture", ""):
            return
        tone = {"primary": "on_accent", "danger": "bad", "quiet": "muted", "link": "accent"}
        name = tone.get(str(self.property("kind")), "text") if self.isEnabled() else "muted"
        if self.text():
            self.setIcon(icon(self._picture, name))
            self.setIconSize(icon_size())
        else:
            self.setIcon(pixmap(self._picture, theme.color(name).name(), theme.px(16)))
            self.setIconSize(QSize(theme.px(16), theme.px(16)))


class SegmentedControl(QFrame):
    """A few choices side by side, one of them on; arrow keys move between them."""

    changed = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], *, label: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label or name)
        self.setProperty("kind", "segments")
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(2)
        for key, text in choices:
            self._add(key, text, label)
        if self._keys:
            self.choose(self._keys[0])
        self._group.idClicked.connect(lambda at: self.changed.emit(self._keys[at]))

    @property
    def current(self) -> str:
        """The key of the choice that is on."""
        at = self._group.checkedId()
        return self._keys[at] if at >= 0 else ""

    def choose(self, key: str) -> None:
        """Turn a choice on, silently."""
        button = self._group.button(self._keys.index(key))
        button.setChecked(True)
        for other in self._group.buttons():
            other.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if other is button else Qt.FocusPolicy.ClickFocus
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(along(Qt.Key(event.key())))
        if step is None or not self._keys:
            super().keyPressEvent(event)
            return
        at = (self._group.checkedId() + step) % len(self._keys)
        self.choose(self._keys[at])
        self._group.button(at).setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit(self._keys[at])

    def _add(self, key: str, text: str, label: str) -> None:
        button = _Segment(caption(text), self)
        button.setObjectName(f"{self.objectName()}:{key}")
        button.setAccessibleName(f"{label}: {text}" if label else text)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setProperty("kind", "segment")
        self._group.addButton(button, len(self._keys))
        self._keys.append(key)
        self._row.addWidget(button)


class _Segment(QPushButton):
    def sizeHint(self) -> QSize:
        bold = QFontMetrics(theme.font("body", bold=True))  # the choice that is on is bold
        wide = bold.horizontalAdvance(self.text()) + theme.px(24) + 6
        hint = super().sizeHint()
        return QSize(max(hint.width(), wide), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()  # the control moves, not the button
            return
        super().keyPressEvent(event)


class SearchField(QLineEdit):
    """A field to search in: Esc empties it, then leaves it; Down goes on to the list below."""

    wanted = Signal(str)
    down = Signal()
    left = Signal()

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setAccessibleDescription(SILENT)  # else the placeholder is read once more
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._paint_icon()
        self.textChanged.connect(self.wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.clearFocus()
                self.left.emit()
            return
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_glass"):
            self._paint_icon()
        super().changeEvent(event)

    def _paint_icon(self) -> None:
        self._glass.setIcon(pixmap("search", theme.tokens().muted, theme.px(16)))
