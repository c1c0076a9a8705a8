"""A chart one can read, walk through with the keys, open and copy."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports.model import ChartKind, ChartSpec
from ui import theme
from ui.models.records import cell_for_clipboard
from ui.safe import PlainLabel, plain_tip
from ui.widgets import chartfields, chartpoints, chartrows
from ui.widgets.cards import Card
from ui.widgets.chartcanvas import Canvas, tallest, wanted_height
from ui.widgets.chartmath import description, in_words, rows_to_copy

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

PAINTERS = {
    ChartKind.INTERVAL: chartrows.intervals,
    ChartKind.BARS: chartrows.bars,
    ChartKind.HEAT: chartfields.heat,
    ChartKind.LINE: chartfields.line,
    ChartKind.FUNNEL: chartpoints.funnel,
}
KEYS = {
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
}


class Chart(QWidget):
    """Paints a ChartSpec.

    A click, or Enter on the mark that the arrow keys have reached, emits ``opened`` with the
    filter of the decisions behind it and what the mark says. Ctrl+C copies the figures.
    """

    opened = Signal(object, str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # axes run so everywhere
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._spec: ChartSpec | None = None
        self._places: list[QRectF] = []
        self._at = -1
        self._hot = -1

    @property
    def spec(self) -> ChartSpec | None:
        """What is on show."""
        return self._spec

    @property
    def current(self) -> int:
        """The mark that the keys have reached, -1: none."""
        return self._at

    def put(self, spec: ChartSpec) -> None:
        """Show a chart."""
        self._spec, self._at, self._hot, self._places = spec, -1, -1, []
        self.setAccessibleName(spec.title)
        self.setAccessibleDescription(description(spec))
        self.setMinimumHeight(wanted_height(spec)[0])
        self.updateGeometry()
        self.update()

    def place_of(self, at: int) -> QRectF:
        """Return where a mark is painted."""
        if len(self._places) <= at:
            self.grab()
        return self._places[at]

    def copy(self) -> None:
        """Put the figures on the clipboard as a table."""
        if self._spec is not None:
            lines = ["\t".join(map(cell_for_clipboard, row)) for row in rows_to_copy(self._spec)]
            QGuiApplication.clipboard().setText("\n".join([self._spec.title, *lines]) + "\n")

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.grab())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), wanted_height(self._spec)[1] if self._spec else theme.px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._spec is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(5, 3, -5, -3)
        painter.setFont(theme.font("body", tabular=True))
        self._places = PAINTERS[self._spec.kind](
            Canvas(painter, self._spec, box, self._hot, self._at)
        )
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            if 0 <= self._at < len(self._places):
                ring = self._places[self._at].adjusted(-3, 0, 3, 0).intersected(ring)
            painter.drawRoundedRect(ring, 6, 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = KEYS.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self._at)
        elif way is not None and self._spec is not None and self._spec.marks:
            self._go(way)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hot = self._under(event.position())
        if hot != self._hot:
            self._hot = hot
            opens = hot >= 0 and self._spec is not None and bool(self._spec.marks[hot].filter)
            shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hot = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._at = self._under(event.position())
            self.update()
            self._open(self._at)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._under(event.pos().toPointF())
            told = in_words(self._spec, at) if self._spec is not None and at >= 0 else ""
            self.setToolTip(plain_tip(told))  # what is described stays the whole chart
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, run in (
            (_("Copy the figures\tCtrl+C"), self.copy),
            (_("Copy the picture"), self.copy_picture),
        ):
            action = QAction(text, menu)
            action.triggered.connect(run)
            menu.addAction(action)
        menu.popup(event.globalPos())

    def _go(self, way: str) -> None:
        spec = self._spec
        if spec is None:
            return
        last = len(spec.marks) - 1
        wide = len(spec.columns) if spec.kind is ChartKind.HEAT else 1
        step = {"down": wide, "up": -wide, "right": 1, "left": -1}.get(way, 0)
        if way in {"first", "last"}:
            self._at = 0 if way == "first" else last
        elif self._at < 0:
            self._at = 0
        elif 0 <= self._at + step <= last:
            self._at += step
        said = in_words(spec, self._at)
        self.setAccessibleDescription(said)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()

    def _open(self, at: int) -> None:
        if self._spec is not None and 0 <= at < len(self._spec.marks):
            mark = self._spec.marks[at]
            if mark.filter:
                self.opened.emit(mark.filter, in_words(self._spec, at))

    def _under(self, point: "QPointF") -> int:
        return next((at for at, place in enumerate(self._places) if place.contains(point)), -1)


class _Title(PlainLabel):
    """A title that wraps, and asks for one line at least: its height follows its width."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(48), self.fontMetrics().height())


class ChartCard(Card):
    """A chart under the question it answers; a long one scrolls."""

    opened = Signal(object, str)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._let_title_wrap()
        self.chart = Chart(f"{name}:chart")
        self.chart.opened.connect(self.opened)
        self._scroll = QScrollArea()
        self._scroll.setObjectName(f"{name}:scroll")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.chart)
        self.add(self._scroll, stretch=1)
        self.hint = PlainLabel(f"{name}:hint", role="small", wrap=True)
        self.add(self.hint)
        self.body.addStretch(0)  # where the rows are few, the hint stays below them

    def _let_title_wrap(self) -> None:
        """The title is the answer: none of it is cut."""
        whole = _Title(f"{self.objectName()}:title", role="heading", wrap=True)
        whole.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.head.replaceWidget(self.title, whole)
        self.head.setStretchFactor(whole, 1)
        self.title.deleteLater()
        self.title = whole

    def put(self, spec: ChartSpec) -> None:
        """Show a chart with its title, and what can be done with it."""
        self.say(spec.title)
        self.chart.put(spec)
        self._scroll.setMaximumHeight(tallest(spec))
        opens = any(mark.filter for mark in spec.marks)
        what = _("Click a cell for its decisions") if spec.kind is ChartKind.HEAT else ""
        what = what or (
            _("Click a point for its decisions")
            if spec.kind in {ChartKind.LINE, ChartKind.FUNNEL}
            else _("Click a row for its decisions")
        )
        self.hint.put(" · ".join(part for part in (spec.note, what if opens else "") if part))
        self.hint.setVisible(bool(self.hint.full))
