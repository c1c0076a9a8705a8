"""A list of choices with their keys: labels by family, actions, severities, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import ClassVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reviewer_audit.i18n import _
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import held

Index = QModelIndex | QPersistentModelIndex
HEADING = 26  # height of a heading
MANY = 40  # rows from which all are taken to be as high as the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One row: what it chooses, the key that does, its words; a heading chooses nothing."""

    key: str
    title: str
    hotkey: str = ""
    aside: str = ""
    heading: bool = False


@lru_cache(maxsize=4_096)
def _plain(row: Choice) -> Choice:
    """Return a row whose words show in one line and hide nothing."""
    return replace(row, title=reveal(row.title).replace("\n", " "))


class Density(IntEnum):
    """Height of a row and the gap below it, so that many labels still fit."""

    ROOMY = 0
    CLOSE = 1
    DENSE = 2

    @property
    def row(self) -> int:
        """Height of a row."""
        return (36, 32, 28)[self]

    @property
    def gap(self) -> int:
        """Space between two rows."""
        return (12, 6, 2)[self]


class ChoiceModel(QAbstractListModel):
    """The rows, and which of them are chosen, the primary one first."""

    ChoiceRole: ClassVar = Qt.ItemDataRole.UserRole
    RankRole: ClassVar = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[Choice, ...] = ()
        self._chosen: tuple[str, ...] = ()

    def show(self, rows: Sequence[Choice]) -> None:
        """Show these rows."""
        if tuple(rows) != self._rows:
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()

    def choose(self, chosen: Sequence[str]) -> None:
        """Mark rows as chosen."""
        before, self._chosen = self._chosen, tuple(chosen)
        if before == self._chosen:
            return
        touched = {*before, *self._chosen}
        for at, row in enumerate(self._rows):
            if row.key in touched:
                self.dataChanged.emit(self.index(at), self.index(at))

    def rank_of(self, key: str) -> int:
        """Return 1 for the primary choice, more for further ones, 0 for a row not chosen."""
        return self._chosen.index(key) + 1 if key in self._chosen else 0

    def rows(self) -> tuple[Choice, ...]:
        """Return the rows shown."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        choice = self._rows[index.row()]
        rank = self.rank_of(choice.key)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return choice.title
            case Qt.ItemDataRole.AccessibleTextRole:
                said = (_("chosen"), _("further label"))[min(rank, 2) - 1] if rank else ""
                return ", ".join(part for part in (choice.hotkey, choice.title, said) if part)
            case self.ChoiceRole:
                return choice
            case self.RankRole:
                return rank
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """Paints a row as a box with its key, its words and, when chosen, a mark."""

    def __init__(self, view: "ChoiceList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        height = self._view.height_of(index.data(ChoiceModel.ChoiceRole))
        last = index.row() == index.model().rowCount() - 1
        return QSize(80, height - theme.px(self._view.density.gap) * last)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice: Choice = index.data(ChoiceModel.ChoiceRole)
        rank: int = index.data(ChoiceModel.RankRole)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if choice.heading:
            self._heading(painter, rect, choice)
        else:
            state: QStyle.StateFlag = option.state
            hover = bool(state & QStyle.StateFlag.State_MouseOver)
            cursor = index == self._view.currentIndex() and self._view.shows_cursor()
            height = theme.px(self._view.density.row) - 2
            box = QRect(rect.left() + 1, rect.top() + 1, rect.width() - 2, height)
            self._box(painter, QRectF(box), chosen=rank > 0, cursor=cursor, hover=hover)
            self._words(painter, box, choice, rank)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, choice: Choice) -> None:
        painter.setFont(theme.font("small", bold=True))
        painter.setPen(theme.color("muted"))
        inside = QRect(rect.left() + 2, rect.top(), rect.width() - 4, theme.px(HEADING - 4))
        painter.drawText(
            inside,
            Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading,
            painter.fontMetrics().elidedText(
                choice.title, Qt.TextElideMode.ElideRight, inside.width()
            ),
        )

    def _box(
        self, painter: QPainter, box: QRectF, *, chosen: bool, cursor: bool, hover: bool
    ) -> None:
        outline = "accent" if chosen else "focus" if cursor else "edge" if hover else "line"
        width = 2.0 if chosen or cursor else 1.0
        painter.setPen(QPen(theme.color(outline), width))
        painter.setBrush(theme.color("accent_soft" if chosen else "surface"))
        inset = width / 2
        painter.drawRoundedRect(
            box.adjusted(inset, inset, -inset, -inset), theme.RADIUS, theme.RADIUS
        )
        if chosen and cursor:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(4.5, 4.5, -4.5, -4.5), 5, 5)

    def _words(self, painter: QPainter, box: QRect, choice: Choice, rank: int) -> None:
        backwards = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inside = box.adjusted(theme.px(12), 0, -theme.px(12), 0)
        key_width = theme.px(self._view.key_room) if self._view.has_keys else 0
        aside = choice.aside
        if rank:
            aside = _("also") if rank > 1 else "✓"
        painter.setFont(theme.font("small"))
        aside_width = painter.fontMetrics().horizontalAdvance(aside) + theme.px(8) if aside else 0
        start, end = (aside_width, key_width) if backwards else (key_width, aside_width)
        middle = Qt.AlignmentFlag.AlignVCenter
        if aside:
            painter.setPen(theme.color("accent" if rank else "muted"))
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignTrailing, aside)
        painter.setFont(theme.font("body", tabular=True))
        if choice.hotkey:
            painter.setPen(theme.color("text" if rank else "muted"))
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeading, held(choice.hotkey))
        painter.setPen(theme.color("text"))
        words = inside.adjusted(start, 0, -end, 0)
        title = painter.fontMetrics().elidedText(
            held(choice.title), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeading, title)


class ChoiceList(QListView):
    """Shows choices. It takes no keys: the desk moves its cursor and chooses.

    One list is one stop for Tab; its rows are none.
    """

    chosen = Signal(str)
    added = Signal(str)
    moved = Signal(str)

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setStyleSheet("QListView { border: 0; margin: 0; background: transparent; }")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.density = Density.ROOMY
        self.has_keys = True
        self.key_room = 26  # for the key before the words
        self._limit = 0
        self._height = 90
        self._headings = 0
        self.setBatchSize(2 * MANY)
        self.rows_model = ChoiceModel(self)
        self.setModel(self.rows_model)
        self.setItemDelegate(ChoiceDelegate(self))

    def show_choices(self, rows: Sequence[Choice]) -> None:
        """Show these rows, closer together when there are many."""
        plain = [_plain(row) for row in rows]
        self.has_keys = any(row.hotkey for row in plain)
        self._headings = sum(row.heading for row in plain)
        self.setUniformItemSizes(len(plain) > MANY and not self._headings)
        batched = len(plain) > 2 * MANY  # what is in sight is laid out at once, the rest behind it
        self.setLayoutMode(self.LayoutMode.Batched if batched else self.LayoutMode.SinglePass)
        self.rows_model.show(plain)
        self._fit()

    def choose(self, keys: Sequence[str]) -> None:
        """Mark rows as chosen, and bring the first into sight; without any, the top."""
        self.rows_model.choose(keys)
        if not keys:
            self.verticalScrollBar().setValue(0)
        self._show_chosen()

    def limit(self, height: int) -> None:
        """Take at most this height."""
        if height != self._limit:
            self._limit = height
            self._fit()

    def height_of(self, choice: Choice) -> int:
        """Return the height of a row with the gap below it."""
        if choice.heading:
            return theme.px(HEADING)
        return theme.px(self.density.row) + theme.px(self.density.gap)

    def cursor_key(self) -> str:
        """Return what the cursor stands on."""
        index = self.currentIndex()
        return str(self.rows_model.rows()[index.row()].key) if index.isValid() else ""

    def move_cursor(self, step: int) -> None:
        """Move the cursor over the rows, headings left out."""
        rows = self.rows_model.rows()
        steps = [at for at, row in enumerate(rows) if not row.heading]
        if not steps:
            return
        here = self.currentIndex().row()
        if here in steps:
            at = min(max(steps.index(here) + step, 0), len(steps) - 1)
        else:
            at = 0 if step > 0 else len(steps) - 1
        self._reach(steps[at])
        self.setCurrentIndex(self.rows_model.index(steps[at]))
        self.scrollTo(self.currentIndex())
        self.moved.emit(self.cursor_key())

    def show_cursor(self) -> None:
        """Show where the cursor is, or put it on the chosen row, else on the first."""
        if not self.currentIndex().isValid():
            rows = self.rows_model.rows()
            on = [at for at, row in enumerate(rows) if self.rows_model.rank_of(row.key)]
            self.set_cursor(rows[on[0]].key) if on else self.move_cursor(1)

    def set_cursor(self, key: str) -> None:
        """Put the cursor on a row; on none for an empty key."""
        at = self._row_of(key) if key else -1
        before = self.currentIndex()
        if before.isValid() or at >= 0:
            self.setCurrentIndex(self.rows_model.index(at) if at >= 0 else QModelIndex())
            self.update(before)

    def shows_cursor(self) -> bool:
        """Tell whether the cursor is worth showing."""
        return self.currentIndex().isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            row = self.rows_model.rows()[index.row()]
            if not row.heading:
                held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                (self.added if held else self.chosen).emit(row.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a click chooses when the button is let go; it moves no cursor

    def focusInEvent(self, event: QFocusEvent) -> None:
        nowhere = not self.currentIndex().isValid()
        super().focusInEvent(event)
        if nowhere:
            self.set_cursor("")  # Qt would put it on the first row, and Enter would choose it

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self._show_chosen()

    def natural_height(self, density: Density) -> int:
        """Return the height of all rows at a density."""
        gap = theme.px(density.gap)
        choices = self.rows_model.rowCount() - self._headings
        height = self._headings * theme.px(HEADING) + choices * (theme.px(density.row) + gap)
        return max(height - gap, 0) if choices else height  # a heading has no gap below it

    def sizeHint(self) -> QSize:
        return QSize(200, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, min(self._height, 90))

    def _fit(self) -> None:
        fits = (d for d in Density if self.natural_height(d) <= self._limit)
        self.density = next(fits, Density.DENSE) if self._limit else Density.ROOMY
        natural = self.natural_height(self.density)
        self._height = min(natural, self._limit) if self._limit else natural
        self.setMaximumHeight(self._height)
        self.updateGeometry()
        self.scheduleDelayedItemsLayout()

    def _show_chosen(self) -> None:
        for at, row in enumerate(self.rows_model.rows()):
            if self.rows_model.rank_of(row.key) == 1:
                if self.height() >= self._height:
                    self.verticalScrollBar().setValue(0)  # from the top, if that shows it too
                self._reach(at)
                self.scrollTo(self.rows_model.index(at))

    def _reach(self, at: int) -> None:
        """Lay out all rows where one is wanted that may not have its place yet."""
        if at >= self.batchSize() and self.layoutMode() != self.LayoutMode.SinglePass:
            self.setLayoutMode(self.LayoutMode.SinglePass)
            self.doItemsLayout()

    def _row_of(self, key: str) -> int:
        rows = self.rows_model.rows()
        return next((at for at, row in enumerate(rows) if row.key == key and not row.heading), -1)
