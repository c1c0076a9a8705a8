"""A conversation: its messages one below the other, the judged one marked, thousands at no cost.

Only messages near the judged one are in the list; more come as somebody scrolls to either end.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import ordered, shown, turned
from ui.sides import leans_back

if TYPE_CHECKING:
    from reviewer_audit.domain.beside import Message, Thread

NEAR = 30  # messages before and after the judged one that are there from the start
MORE = 40
LONGEST = 2_000  # characters of one message; the judged one stands whole above
HIGH = 100_000
Index = QModelIndex | QPersistentModelIndex


class ThreadModel(QAbstractListModel):
    """The messages of a conversation that are in the list now."""

    def __init__(self) -> None:
        super().__init__()
        self._thread: Thread | None = None
        self.first = self.last = 0
        self._hidden = True
        self._mask: Callable[[str], str] = str
        self._texts: dict[int, str] = {}

    def put(self, thread: "Thread | None") -> None:
        """Show another conversation, from around its judged message."""
        self.beginResetModel()
        self._thread = thread
        self._texts.clear()
        total = self.total
        middle = thread.marked if thread is not None and thread.marked >= 0 else total - 1
        self.first = max(0, min(middle - NEAR, total - 2 * NEAR))
        self.last = min(total, self.first + 2 * NEAR + 1)
        self.endResetModel()

    def show_hidden(self, on: bool) -> None:  # noqa: FBT001 - fits a toggle's signal
        """Name hidden characters, or leave them out."""
        self.beginResetModel()
        self._hidden = on
        self._texts.clear()
        self.endResetModel()

    def mask_words(self, masked: Callable[[str], str]) -> None:
        """Write some words otherwise; ``str`` writes all of them as they are."""
        if masked is not self._mask:
            self.beginResetModel()
            self._mask = masked
            self._texts.clear()
            self.endResetModel()

    @property
    def total(self) -> int:
        """How many messages there are."""
        return len(self._thread.messages) if self._thread is not None else 0

    @property
    def marked_row(self) -> int:
        """The row of the judged message; -1 where none is known."""
        marked = self._thread.marked if self._thread is not None else -1
        return marked - self.first if self.first <= marked < self.last else -1

    def message(self, row: int) -> "Message":
        """Return the message of a row."""
        if self._thread is None:
            raise IndexError(row)
        return self._thread.messages[self.first + row]

    def text(self, row: int) -> str:
        """Return the text of a row as a screen may show it."""
        at = self.first + row
        if at not in self._texts:
            text = self.message(row).text
            cut = self._mask(shown(text[:LONGEST], hidden=self._hidden))
            if len(text) > LONGEST:
                left = f"{len(text) - LONGEST:,}"
                cut += "\n" + _("… {n} more characters").format(n=left)
            self._texts[at] = cut
        return self._texts[at]

    def head(self, row: int) -> str:
        """Return who wrote a row's message, and when."""
        one = self.message(row)
        who = (
            _("Author {n}").format(n=one.author)
            if one.author.isdecimal()
            else shown(one.author[:40])
        )
        parts = [who, shown(self._when(row))]
        if row == self.marked_row:
            parts.insert(0, _("Judged"))
        return " · ".join(filter(None, parts))

    def _when(self, row: int) -> str:
        """Return the time of a row's message, with its day where that is not plain from above."""
        at = self.message(row).at
        when = _moment(at)
        if when is None:
            return at
        before = _moment(self.message(row - 1).at) if row else None
        if before is not None and before.date() == when.date() and row != self.marked_row:
            return f"{when:%H:%M}"
        return f"{when:%Y-%m-%d %H:%M} {when.tzname() or ''}".strip()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.last - self.first

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
        if index.isValid() and role in wanted:
            return f"{self.head(index.row())}\n{self.text(index.row())}"
        return None

    def grow_down(self) -> None:
        """Let later messages come in."""
        to = min(self.total, self.last + MORE)
        if to > self.last:
            self.beginInsertRows(QModelIndex(), self.rowCount(), to - self.first - 1)
            self.last = to
            self.endInsertRows()

    def grow_up(self) -> int:
        """Let earlier messages come in; returns how many."""
        to = max(0, self.first - MORE)
        many = self.first - to
        if many:
            self.beginInsertRows(QModelIndex(), 0, many - 1)
            self.first = to
            self.endInsertRows()
        return many


class ThreadView(QListView):
    """Scrolls through a conversation."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("thread")
        self.setProperty("role", "pane")
        self.setProperty("scrolls", True)  # noqa: FBT003 - the keys that move go to it
        self.setAccessibleName(_("Conversation"))
        self.rows = ThreadModel()
        self.setModel(self.rows)
        self.setItemDelegate(_MessageDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._settling = False

    def put(self, thread: "Thread | None") -> None:
        """Show another conversation, its judged message in the middle."""
        self._settling = True
        self.rows.put(thread)
        self._settling = False
        self.settle()

    def show_hidden(self, on: bool) -> None:  # noqa: FBT001 - fits a toggle's signal
        """Name hidden characters, or leave them out."""
        self.rows.show_hidden(on)
        self.settle()

    def settle(self) -> None:
        """Bring the judged message into the middle, or where none is known the last into sight."""
        row = self.rows.marked_row
        if self.rows.rowCount() and self.isVisible():
            self._settling = True
            where = QAbstractItemView.ScrollHint.PositionAtCenter
            last = self.rows.index(self.rows.rowCount() - 1, 0)
            self.scrollTo(self.rows.index(row, 0) if row >= 0 else last, where)
            self._settling = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.doItemsLayout()
            self.settle()

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if self._settling or not self.isVisible():
            return
        self._settling = True
        if value >= bar.maximum():
            self.rows.grow_down()
        elif value <= bar.minimum():
            many = self.rows.grow_up()
            if many:
                top = QAbstractItemView.ScrollHint.PositionAtTop
                self.scrollTo(self.rows.index(many, 0), top)
        self._settling = False


class _MessageDelegate(QStyledItemDelegate):
    """Paints a message: who and when, plain text below, a bar beside the judged one."""

    def __init__(self, view: ThreadView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        width, row = self._view.viewport().width(), index.row()
        font = theme.font("small", bold=row == self._view.rows.marked_row)
        head = self._head_height(QFontMetrics(font), row, width - theme.px(18))
        return QSize(width, 2 * theme.px(6) + head + theme.px(2) + self._height(row, width))

    def _head_height(self, metrics: QFontMetrics, row: int, width: int) -> int:
        """Return the height of who and when: more than a line at large text."""
        words = self._view.rows.head(row)
        if metrics.horizontalAdvance(words) <= width:
            return metrics.height()
        wrap = int(Qt.TextFlag.TextWordWrap)
        return metrics.boundingRect(QRect(0, 0, width, HIGH), wrap, words).height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, row, box = self._view.rows, index.row(), QRect(option.rect)
        painter.save()
        if row == model.marked_row:
            painter.fillRect(box, theme.color("accent_soft"))
            bar = QRect(box.x(), box.y(), theme.px(3), box.height())
            if turned():
                bar.moveRight(box.right())
            painter.fillRect(bar, theme.color("accent"))
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(theme.color("focus"))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        inner = box.adjusted(theme.px(10), theme.px(6), -theme.px(8), -theme.px(6))
        painter.setFont(theme.font("small", bold=row == model.marked_row))
        painter.setPen(theme.color("accent" if row == model.marked_row else "muted"))
        small = self._head_height(painter.fontMetrics(), row, inner.width())
        text = model.text(row)
        backwards = leans_back(text)
        side = Qt.AlignmentFlag.AlignRight if backwards else Qt.AlignmentFlag.AlignLeft
        side |= Qt.AlignmentFlag.AlignAbsolute  # of the message, not of the window
        head = QRect(inner.x(), inner.y(), inner.width(), small)
        painter.drawText(head, side | Qt.TextFlag.TextWordWrap, ordered(model.head(row)))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        way = Qt.LayoutDirection
        painter.setLayoutDirection(way.RightToLeft if backwards else way.LeftToRight)
        body = inner.adjusted(0, small + theme.px(2), 0, 0)
        painter.drawText(body, side | _wrapping(text), text)
        painter.restore()

    def _height(self, row: int, width: int) -> int:
        text = self._view.rows.text(row)
        inner = QRect(0, 0, max(40, width - theme.px(18)), HIGH)
        metrics = QFontMetrics(theme.font("body"))
        return metrics.boundingRect(inner, int(_wrapping(text)), text).height()


def _moment(at: str) -> datetime | None:
    """Read a time as machines write it; None for what says it otherwise."""
    try:
        return datetime.fromisoformat(at) if ":" in at else None
    except ValueError:
        return None


def _wrapping(text: str) -> Qt.TextFlag:
    """Return how lines break: anywhere where a word is longer than a line."""
    longest = max(map(len, text.split()), default=0)
    wrap = Qt.TextFlag.TextWordWrap
    return wrap | Qt.TextFlag.TextWrapAnywhere if longest > 30 else wrap  # noqa: PLR2004 - letters
