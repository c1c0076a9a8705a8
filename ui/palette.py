"""Two overlays: the command palette over all actions, and the keys of the moment."""

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from reviewer_audit.i18n import _
from ui import theme
from ui.actions import Action, matching
from ui.safe import PlainLabel, ordered
from ui.widgets.buttons import SearchField

ACTION = Qt.ItemDataRole.UserRole


class Veil(QWidget):
    """Covers the window while an overlay is up; a click or Esc takes it away."""

    closed = Signal()

    def __init__(self, window: QWidget, name: str, width: int) -> None:
        super().__init__(window)
        self._over = window
        self.setObjectName(name)
        self._before: QWidget | None = None
        self._width = width
        self.card = QFrame(self)
        self.card.setProperty("kind", "card")
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(8)
        window.installEventFilter(self)
        self.hide()

    def rise(self, focus: QWidget) -> None:
        """Come up over the window."""
        self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def sink(self) -> None:
        """Go away, and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()
        self.closed.emit()

    def height_wanted(self) -> int:
        """Return how high the card would like to be."""
        return theme.px(420)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.sink()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.sink()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = QColor("black")
        shade.setAlphaF(0.35)
        QPainter(self).fillRect(self.rect(), shade)

    def _place(self) -> None:
        window = self._over
        self.setGeometry(window.rect())
        wide = min(theme.px(self._width), window.width() - 48)
        high = min(self.height_wanted(), window.height() - 96)
        self.card.setGeometry((window.width() - wide) // 2, 72, wide, high)


class CommandPalette(Veil):
    """Type a few letters of what you want; Enter does it."""

    def __init__(self, window: QWidget, actions: Callable[[], Sequence[Action]]) -> None:
        super().__init__(window, "palette", 560)
        self._actions = actions
        self.field = SearchField("palette:field", _("What do you want to do?"))
        self.list = QListWidget()
        self.list.setObjectName("palette:list")
        self.list.setAccessibleName(_("Actions"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_ActionRow(self.list))
        self.none = PlainLabel("palette:none", _("Nothing fits. Try fewer letters."), role="muted")
        self.body.addWidget(self.field)
        self.body.addWidget(self.list, stretch=1)
        self.body.addWidget(self.none)
        self.field.wanted.connect(self._filter)
        self.field.left.connect(self.sink)
        self.field.returnPressed.connect(self._do)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._do())

    def ask(self) -> None:
        """Come up with all actions."""
        self.field.clear()
        self._filter("")
        self.rise(self.field)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            step = steps.get(Qt.Key(event.key())) if event.type() == QEvent.Type.KeyPress else None
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, wanted: str) -> None:
        self.list.clear()
        for action in matching(wanted, self._actions()):
            item = QListWidgetItem(action.title)
            item.setData(ACTION, action)
            said = f"{action.title}, {action.keys}" if action.keys else action.title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self.none.setVisible(self.list.count() == 0)

    def _do(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        action: Action = item.data(ACTION)
        self.sink()
        action.run()


class KeyOverlay(Veil):
    """The keys that work here and now."""

    def __init__(self, window: QWidget, actions: Callable[[], Sequence[Action]]) -> None:
        super().__init__(window, "keys", 640)
        self._actions = actions
        self._rows = 0
        self.body.addWidget(PlainLabel("keys:title", _("Keys"), role="heading"))
        self._scroll = QScrollArea()
        self._scroll.setObjectName("keys:list")
        self._scroll.setAccessibleName(_("Keys that work here"))
        self._scroll.setWidgetResizable(True)
        self.body.addWidget(self._scroll, stretch=1)
        self.body.addWidget(PlainLabel("keys:hint", _("Esc closes this"), role="small"))

    def ask(self) -> None:
        """Come up with the keys of the moment."""
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        keyed = [one for one in self._actions() if one.keys and one.enabled()]
        row = 0
        for group, members in groupby(keyed, key=lambda one: one.group):
            if row:
                grid.setRowMinimumHeight(row, theme.px(4))  # apart from the group before
                row += 1
            grid.addWidget(PlainLabel(f"keys:{group}", group, role="muted"), row, 0, 1, 2)
            row += 1
            for one in members:
                grid.addWidget(PlainLabel(f"keys:{one.key}:key", one.keys, role="accent"), row, 0)
                grid.addWidget(PlainLabel(f"keys:{one.key}", one.title, wrap=True), row, 1)
                row += 1
        grid.setRowStretch(row, 1)
        self._rows = row
        self._scroll.setWidget(page)
        self.rise(self._scroll)

    def height_wanted(self) -> int:
        return theme.px(96 + 25 * self._rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Question}:
            self.sink()


class _ActionRow(QStyledItemDelegate):
    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.px(200), theme.px(36))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colors = theme.tokens()
        action: Action = index.data(ACTION)
        rect = option.rect.adjusted(2, 1, -2, -1)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft))
            painter.drawRoundedRect(rect, 6, 6)
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colors.accent if on else colors.text))
        painter.setFont(theme.font("body", bold=on))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeading, ordered(action.title))
        painter.setPen(QColor(colors.text if on else colors.muted))
        painter.setFont(theme.font("small"))
        side = " · ".join(part for part in (action.group, action.keys) if part)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignTrailing, ordered(side))
        painter.restore()
