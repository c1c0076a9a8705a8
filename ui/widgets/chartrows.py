"""Charts of rows: a point with its interval, or a bar, per row."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from reviewer_audit.i18n import _
from reviewer_audit.reports.model import ChartSpec, Mark
from ui import theme
from ui.theme import px
from ui.widgets.chartcanvas import HIGHEST, LEFT, MIDDLE, RIGHT, Canvas, curve_pen, point
from ui.widgets.chartmath import ticks, written


@dataclass(frozen=True, slots=True)
class _Rows:
    plot: QRectF
    label: float
    count: float
    value: float
    row: float


def _frame(canvas: Canvas) -> _Rows:
    spec, box = canvas.spec, canvas.box
    label = max((canvas.width(m.label) + px(12) * m.indent for m in spec.marks), default=0)
    label = min(label, box.width() * 0.34) + px(8)
    count = max((canvas.width(_n(m)) for m in spec.marks), default=0)
    count += px(10) if count else 0
    texts = [m.text or written(m.value, spec.unit) for m in spec.marks]
    value = min(
        max(map(canvas.width, texts), default=0), box.width() * (0.38 if spec.curves else 0.3)
    ) + px(10)
    top = px(24) if spec.target is not None else px(4)
    plot = QRectF(
        box.left() + label + count + px(6),
        box.top() + top,
        max(box.width() - label - count - value - px(16), px(60)),
        box.height() - top - px(26),
    )
    row = min(plot.height() / max(len(spec.marks), 1), px(HIGHEST))
    return _Rows(plot, label, count, value, row)


def _grid(canvas: Canvas, plot: QRectF, x: Callable[[float], float]) -> None:
    spec, painter, colors = canvas.spec, canvas.painter, canvas.colors
    painter.setFont(theme.font("small", tabular=True))
    low, high = spec.axis
    for tick in ticks(low, high):
        painter.setPen(QPen(QColor(colors.track), 1))
        painter.drawLine(QPointF(x(tick), plot.top()), QPointF(x(tick), plot.bottom()))
        words = QRectF(x(tick) - px(40), plot.bottom() + px(4), px(80), px(18))
        canvas.text(words, MIDDLE, written(tick, spec.unit, short=True), colors.muted)
    if spec.target is not None:
        at = x(spec.target)
        painter.setPen(QPen(QColor(colors.accent), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at, plot.top() - px(6)), QPointF(at, plot.bottom()))
        words_of = spec.target_text or _("target {value}").format(
            value=written(spec.target, spec.unit, short=True)
        )
        wide = canvas.width(words_of) + 4
        left = min(max(at - wide / 2, plot.left()), canvas.box.right() - wide)
        canvas.text(QRectF(left, canvas.box.top(), wide, px(18)), MIDDLE, words_of, colors.accent)
    painter.setFont(theme.font("body", tabular=True))


def _scale(spec: ChartSpec, plot: QRectF) -> Callable[[float], float]:
    low, high = spec.axis

    def x(value: float) -> float:
        share = (value - low) / (high - low)
        return plot.left() + min(max(share, 0.0), 1.0) * plot.width()

    return x


def _row_words(canvas: Canvas, rows: _Rows, at: int) -> QRectF:
    """Write label, n and value of a row; return its place."""
    spec, colors, box = canvas.spec, canvas.colors, canvas.box
    mark = spec.marks[at]
    top = rows.plot.top() + rows.row * at
    place = QRectF(box.left(), top, box.width(), rows.row)
    canvas.lit(place, at)
    ink = colors.muted if mark.muted else colors.text
    inset = px(12) * mark.indent
    canvas.text(
        QRectF(box.left() + inset, top, rows.label - inset, rows.row), LEFT, mark.label, ink
    )
    if mark.n is not None:
        canvas.text(
            QRectF(box.left() + rows.label, top, rows.count, rows.row),
            RIGHT,
            _n(mark),
            colors.muted,
        )
    words = mark.text or written(mark.value, spec.unit)
    canvas.text(QRectF(rows.plot.right() + px(10), top, rows.value, rows.row), LEFT, words, ink)
    return place


def intervals(canvas: Canvas) -> list[QRectF]:
    """Draw a point with its interval per row; return the rows."""
    spec, painter = canvas.spec, canvas.painter
    rows = _frame(canvas)
    x = _scale(spec, rows.plot)
    used = QRectF(rows.plot)
    used.setHeight(rows.row * len(spec.marks))
    places = [_row_words(canvas, rows, at) for at in range(len(spec.marks))]
    _grid(canvas, used, x)
    for place, mark in zip(places, spec.marks, strict=True):
        if mark.value is None:
            continue
        y, color = place.center().y(), canvas.tone(mark)
        if mark.low is not None and mark.high is not None:
            painter.setPen(QPen(color, px(3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(x(mark.low), y), QPointF(x(mark.high), y))
        point(canvas, QPointF(x(mark.value), y), mark, color)
    return places


def bars(canvas: Canvas) -> list[QRectF]:
    """Draw a bar per row; return the rows."""
    spec, painter, colors = canvas.spec, canvas.painter, canvas.colors
    rows = _frame(canvas)
    x = _scale(spec, rows.plot)
    used = QRectF(rows.plot)
    used.setHeight(rows.row * len(spec.marks))
    places = [_row_words(canvas, rows, at) for at in range(len(spec.marks))]
    _grid(canvas, used, x)
    zero = x(max(0.0, spec.axis[0]))
    for place, mark in zip(places, spec.marks, strict=True):
        if mark.value is None:
            continue
        high = min(rows.row * 0.62, px(24))
        end = x(mark.value)
        y = place.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.tone(mark))
        painter.drawRoundedRect(
            QRectF(min(zero, end), y - high / 2, max(abs(end - zero), 2), high), 3, 3
        )
        if mark.low is not None and mark.high is not None:
            painter.setPen(QPen(QColor(colors.text), 1.4))
            painter.drawLine(QPointF(x(mark.low), y), QPointF(x(mark.high), y))
            for end in (x(mark.low), x(mark.high)):
                painter.drawLine(QPointF(end, y - px(4)), QPointF(end, y + px(4)))
    _running(canvas, places, x)
    return places


def _running(canvas: Canvas, places: list[QRectF], x: Callable[[float], float]) -> None:
    """Draw running sums over the bars, on the same scale."""
    painter = canvas.painter
    for curve in canvas.spec.curves:
        line = QPolygonF(
            [
                QPointF(x(value), places[int(at)].center().y())
                for at, value in curve.points
                if value is not None and int(at) < len(places)
            ]
        )
        painter.setPen(curve_pen(canvas, curve.role))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
        painter.setBrush(QColor(canvas.colors.surface))
        for at in range(line.size()):
            painter.drawEllipse(line.at(at), px(3.5), px(3.5))


def _n(mark: Mark) -> str:
    return "" if mark.n is None else f"n {mark.n:,}"
