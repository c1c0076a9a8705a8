"""A list of places to go: each with its title, and its state in a quieter colour at the end."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import theme
from ui.safe import plain_tip

KEY = Qt.ItemDataRole.UserRole
STATE = Qt.ItemDataRole.UserRole + 1
PICTURE = Qt.ItemDataRole.UserRole + 2


class StepList(QListWidget):
    """The places, by key; one of them is on. Folded, each is a picture named by its tooltip."""

    def __init__(self, name: str, *, label: str) -> None:
        super().__init__()
        self.folded = False
        self.setObjectName(name)
        self.setProperty("kind", "steps")
        self.setAccessibleName(label)
        self.setItemDelegate(_Row(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # rows stand closer where they would not all be in sight

    @property
    def row_height(self) -> int:
        """The height at which all rows are in sight, between comfortable and just readable."""
        least = QFontMetrics(theme.font("body")).height() + theme.px(6)
        share = self.viewport().height() // max(1, self.count())
        return max(least, min(theme.px(38), share))

    @property
    def keys(self) -> list[str]:
        """The keys of the places, from top to bottom."""
        return [str(self.item(at).data(KEY)) for at in range(self.count())]

    @property
    def current(self) -> str:
        """The key of the place that is on."""
        item = self.currentItem()
        return str(item.data(KEY)) if item is not None else ""

    def add(self, key: str, title: str, picture: str = "") -> None:
        """Add a place below the others."""
        item = QListWidgetItem(title)
        item.setToolTip(plain_tip(title))
        item.setData(PICTURE, picture)
        item.setData(KEY, key)
        item.setData(STATE, "")
        self.addItem(item)

    def step(self, key: str) -> QListWidgetItem | None:
        """Return the place with a key, where it is in the list."""
        return next(
            (self.item(at) for at in range(self.count()) if self.item(at).data(KEY) == key), None
        )

    def mark(self, key: str) -> None:
        """Turn a place on, silently."""
        item = self.step(key)
        was = self.blockSignals(True)  # noqa: FBT003 - Qt's
        if item is not None:
            self.setCurrentItem(item)
        else:
            self.setCurrentRow(-1)
        self.blockSignals(was)


class _Row(QStyledItemDelegate):
    """Paints a place: its title, and its state in a quieter colour at the end."""

    def __init__(self, parent: StepList) -> None:
        super().__init__(parent)
        self.parent_list = parent

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        steps = self.parent_list
        return QSize(theme.px(32 if steps.folded else 120), steps.row_height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colors = theme.tokens()
        rect: QRect = option.rect.adjusted(0, 2, 0, -2)
        steps = self.parent_list
        on = index.row() == steps.currentRow()
        lit = on and steps.hasFocus()
        # option.state would say so too, but costs the first window all enums of QStyle
        over = steps.underMouse() and rect.contains(steps.viewport().mapFromGlobal(QCursor.pos()))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft if on else colors.sunken))
            painter.drawRoundedRect(rect, 8, 8)
        if lit or (on and colors.name == "contrast"):
            painter.setPen(QPen(QColor(colors.focus), 2 if lit else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
        if steps.folded:
            self._picture(painter, rect, str(index.data(PICTURE)), on=on)
        else:
            self._words(painter, rect, index, on=on)
        painter.restore()

    def _picture(self, painter: QPainter, rect: QRect, name: str, *, on: bool) -> None:
        from ui.widgets.icons import pixmap  # the first window does without

        side = min(theme.px(20), rect.height() - 4)
        drawn = pixmap(name, theme.color("accent" if on else "text").name(), side)
        at = QRect(0, 0, side, side)
        at.moveCenter(rect.center())
        painter.drawPixmap(at, drawn)

    def _words(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        *,
        on: bool,
    ) -> None:
        colors = theme.tokens()
        title = str(index.data()).partition(" · ")[0]
        note = str(index.data(STATE) or "")
        inner = rect.adjusted(theme.px(14), 0, -theme.px(12), 0)
        painter.setFont(theme.font("body", bold=on))
        painter.setPen(QColor(colors.accent if on else colors.text))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        used = QFontMetrics(painter.font()).horizontalAdvance(title) + theme.px(10)
        painter.drawText(inner, side, title)
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(QColor(colors.accent if on else colors.muted))
        room = inner.width() - used
        cut = QFontMetrics(painter.font()).elidedText(note, Qt.TextElideMode.ElideRight, room)
        far = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing
        painter.drawText(inner, far, cut)
