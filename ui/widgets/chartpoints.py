"""Funnels: how many decisions to the right, the rate upwards, and the limits between."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen

from reviewer_audit.i18n import _
from reviewer_audit.reports.model import ChartSpec, Curve, Mark
from ui import theme
from ui.theme import px
from ui.widgets.chartcanvas import LEFT, MIDDLE, RIGHT, Canvas, curve_pen, point
from ui.widgets.chartmath import ticks, written

Scale = Callable[[float], float]
REACH = 9  # how near a click must be
GAP = 14  # between the names of two points


def funnel(canvas: Canvas) -> list[QRectF]:
    """Draw a point per mark between its limits; return where each can be clicked."""
    spec, painter, colors, box = canvas.spec, canvas.painter, canvas.colors, canvas.box
    painter.setFont(theme.font("small", tabular=True))
    low, high = spec.axis
    steps = ticks(low, high, 6)
    names = [written(t, spec.unit, short=True) for t in steps]
    left = max(map(canvas.width, names), default=0) + px(10)
    right = max((canvas.width(c.name) for c in spec.curves), default=0) + px(12)
    plot = QRectF(
        box.left() + left, box.top() + px(10), box.width() - left - right, box.height() - px(54)
    )
    least, most = reach(spec)

    def x(n: float) -> float:
        return plot.left() + (n - least) / (most - least) * plot.width()

    def y(value: float) -> float:
        return plot.bottom() - (value - low) / (high - low) * plot.height()

    for tick, name in zip(steps, names, strict=True):
        painter.setPen(QPen(theme.color("track"), 1))
        painter.drawLine(QPointF(plot.left(), y(tick)), QPointF(plot.right(), y(tick)))
        canvas.text(
            QRectF(box.left(), y(tick) - px(9), left - px(6), px(18)), RIGHT, name, colors.muted
        )
    _across(canvas, plot, x, (least, most))
    painter.save()
    painter.setClipRect(plot.adjusted(-1, -1, 1, 1))
    for curve in spec.curves:
        _curve(canvas, curve, x, y)
    painter.restore()
    _name_curves(canvas, plot, y, most)
    _target(canvas, plot, y)
    places, r = [], px(REACH)
    for mark in spec.marks:
        value = low if mark.value is None else min(max(mark.value, low), high)
        at = QPointF(x(_along(mark)), y(value))
        if mark.value is not None:
            point(canvas, at, mark, canvas.tone(mark))
        places.append(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r))
    _name_points(canvas, plot, places)
    return places


def _along(mark: Mark) -> float:
    return mark.x if mark.x is not None else float(mark.n or 0)


def reach(spec: ChartSpec) -> tuple[float, float]:
    """Return the ends of the axis below: from 0 for decisions, around the points for times."""
    places = [_along(mark) for mark in spec.marks]
    high = max(places, default=0.0) * 1.06 or 1.0
    if not places or all(mark.x is None for mark in spec.marks):
        return 0.0, high
    span = max(places) - min(places) or max(places) or 1.0
    return max(0.0, min(places) - 0.15 * span), max(places) + 0.08 * span


def _across(canvas: Canvas, plot: QRectF, x: Scale, ends: tuple[float, float]) -> None:
    """Write the numbers of decisions below."""
    colors = canvas.colors
    steps = ticks(*ends, 7)
    digits = 0 if all(tick.is_integer() for tick in steps) else 1
    for tick in steps:
        place = QRectF(x(tick) - px(40), plot.bottom() + px(5), px(80), px(18))
        canvas.text(place, MIDDLE, f"{tick:,.{digits}f}", colors.muted)
    below = QRectF(plot.left(), plot.bottom() + px(23), plot.width(), px(18))
    canvas.text(below, MIDDLE, canvas.spec.column_title or _("decisions that count"), colors.muted)


def _curve(canvas: Canvas, curve: Curve, x: Scale, y: Scale) -> None:
    path, pen_up = QPainterPath(), True
    for n, value in curve.points:
        if value is None:
            pen_up = True
            continue
        path.moveTo(x(n), y(value)) if pen_up else path.lineTo(x(n), y(value))
        pen_up = False
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(curve_pen(canvas, curve.role))
    canvas.painter.drawPath(path)


def _name_curves(canvas: Canvas, plot: QRectF, y: Scale, most: float) -> None:
    """Write the level of each limit at its right end."""
    low, high = canvas.spec.axis
    taken: list[float] = []
    for curve in canvas.spec.curves:
        there = [value for n, value in curve.points if value is not None and n <= most * 1.2]
        if not there or not low <= there[-1] <= high or not curve.name:
            continue
        at = y(there[-1])
        if any(abs(at - other) < px(GAP) for other in taken):
            continue
        taken.append(at)
        place = QRectF(plot.right() + px(6), at - px(9), canvas.box.right() - plot.right(), px(18))
        canvas.text(place, LEFT, curve.name, canvas.colors.muted)


def _target(canvas: Canvas, plot: QRectF, y: Scale) -> None:
    spec, colors = canvas.spec, canvas.colors
    if spec.target is None:
        return
    at = y(spec.target)
    canvas.painter.setPen(QPen(theme.color("accent"), 1.4, Qt.PenStyle.DashLine))
    canvas.painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
    words = spec.target_text or written(spec.target, spec.unit, short=True)
    wide = canvas.width(words) + px(8)
    place = QRectF(plot.left() + px(4), at - px(18), wide, px(16))
    canvas.painter.fillRect(place, theme.color("surface"))
    canvas.text(place, MIDDLE, words, colors.accent)


def _name_points(canvas: Canvas, plot: QRectF, places: list[QRectF]) -> None:
    """Write names beside points, never one over another; the one in hand always."""
    spec, colors = canvas.spec, canvas.colors
    first = [at for at in (canvas.hot, canvas.at) if 0 <= at < len(places)]
    rest = [at for at, mark in enumerate(spec.marks) if spec.named or mark.tone != "neutral"]
    taken: list[QRectF] = []
    for at in dict.fromkeys([*first, *rest]):
        mark = spec.marks[at]
        if mark.value is None:
            continue
        wide = canvas.width(mark.label) + px(4)
        spot = places[at].center()
        gap = px(9)
        sides = (
            QRectF(spot.x() + gap, spot.y() - px(9), wide, px(18)),
            QRectF(spot.x() - gap - wide, spot.y() - px(9), wide, px(18)),
            QRectF(spot.x() - wide / 2, spot.y() - gap - px(18), wide, px(18)),
            QRectF(spot.x() - wide / 2, spot.y() + gap, wide, px(18)),
        )
        inside = QRectF(canvas.box.left(), plot.top() - px(8), canvas.box.width(), plot.height())
        free = next(
            (
                side
                for side in sides
                if inside.contains(side) and not any(side.intersects(other) for other in taken)
            ),
            sides[0] if at in first else None,
        )
        if free is None:
            continue
        taken.append(free)
        canvas.painter.fillRect(free.adjusted(0, px(2), 0, -px(2)), theme.color("surface"))
        canvas.text(free, LEFT, mark.label, colors.muted if mark.muted else colors.text)
