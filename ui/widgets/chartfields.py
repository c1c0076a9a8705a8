"""Charts over a field: a heat map, and a line from left to right."""

from collections.abc import Callable
from math import sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from reviewer_audit.i18n import _
from reviewer_audit.reports.model import ChartSpec, Mark
from ui import theme
from ui.theme import px
from ui.widgets.chartcanvas import FEW, LEFT, MIDDLE, RIGHT, Canvas, point
from ui.widgets.chartmath import strongest, ticks, written


def heat(canvas: Canvas) -> list[QRectF]:
    """Draw a matrix of counts; return the place of each cell."""
    spec, painter, colors, box = canvas.spec, canvas.painter, canvas.colors, canvas.box
    if not spec.rows or not spec.columns:
        return []
    label = min(max(map(canvas.width, spec.rows)), box.width() * 0.28) + px(10)
    wide = min((box.width() - label) / len(spec.columns), px(120))
    names = max(map(canvas.width, spec.columns))
    turned = names > wide - px(4)
    head = min(names * 0.72 + px(16), px(88)) if turned else px(26)
    titles = px(20) if spec.column_title or spec.row_title else 0
    high = min((box.height() - head - titles) / len(spec.rows), px(96))
    top, left = box.top() + titles + head, box.left() + label
    if titles:
        said = " · ".join(
            part
            for part in (
                _("rows: {name}").format(name=spec.row_title) if spec.row_title else "",
                _("columns: {name}").format(name=spec.column_title) if spec.column_title else "",
            )
            if part
        )
        canvas.text(QRectF(box.left(), box.top(), box.width(), px(18)), LEFT, said, colors.muted)
    for at, name in enumerate(spec.columns):
        _column_name(canvas, QRectF(left + at * wide, top - head, wide, head), name, turned=turned)
    for at, name in enumerate(spec.rows):
        canvas.text(
            QRectF(box.left(), top + at * high, label - px(10), high), RIGHT, name, colors.muted
        )
    places = []
    right, wrong = _strengths(spec)
    if min(wide, high) < px(32):
        painter.setFont(theme.font("small", tabular=True))
    for at, mark in enumerate(spec.marks):
        row, column = divmod(at, len(spec.columns))
        cell = QRectF(left + column * wide, top + row * high, wide, high).adjusted(2, 2, -2, -2)
        ground = _cell_color(
            canvas, mark, right if not _off(spec, at) else wrong, off=_off(spec, at)
        )
        painter.setPen(
            QPen(QColor(colors.text), 1.5)
            if at == canvas.hot
            else QPen(QColor(colors.line), 1)
            if colors.name == "contrast"
            else Qt.PenStyle.NoPen
        )
        painter.setBrush(ground)
        painter.drawRoundedRect(cell, min(6, high / 4), min(6, high / 4))
        ink = colors.text
        if theme.contrast(ink, ground.name()) < FEW:
            ink = "#000000" if theme.contrast("#000000", ground.name()) >= FEW else "#FFFFFF"
        if not mark.value and _off(spec, at):
            ink = colors.muted
        words = mark.text or written(mark.value, spec.unit)
        canvas.text(cell.adjusted(-px(5), 0, px(5), 0), MIDDLE, words, ink)
        places.append(cell)
    return places


def _column_name(canvas: Canvas, box: QRectF, name: str, *, turned: bool) -> None:
    if not turned:
        canvas.text(box.adjusted(1, 0, -1, 0), MIDDLE, name, canvas.colors.muted)
        return
    painter = canvas.painter
    painter.save()
    painter.translate(box.center().x() - px(4), box.bottom() - px(4))
    painter.rotate(-45)
    room = QRectF(0, -px(10), (box.height() - px(10)) / 0.72, px(18))
    canvas.text(room, LEFT, name, canvas.colors.muted)
    painter.restore()


def _off(spec: ChartSpec, at: int) -> bool:
    row, column = divmod(at, len(spec.columns))
    return spec.diagonal and spec.rows[row] != spec.columns[column]


def _strengths(spec: ChartSpec) -> tuple[float, float]:
    on = tuple(m for at, m in enumerate(spec.marks) if not _off(spec, at))
    off = tuple(m for at, m in enumerate(spec.marks) if _off(spec, at))
    return strongest(on), strongest(off)


def _cell_color(canvas: Canvas, mark: Mark, most: float, *, off: bool) -> QColor:
    colors = canvas.colors
    share = sqrt(max(mark.value or 0.0, 0.0) / most)
    if off:
        return theme.mix(colors.surface, colors.bad, 0.03 + 0.52 * share)
    return theme.mix(colors.surface, colors.accent, 0.06 + 0.56 * share)


def line(canvas: Canvas) -> list[QRectF]:
    """Draw marks from left to right; return the column of each."""
    spec, painter, colors, box = canvas.spec, canvas.painter, canvas.colors, canvas.box
    painter.setFont(theme.font("small", tabular=True))
    low, high = spec.axis
    steps = ticks(low, high, 5)
    names = [written(t, spec.unit, short=True) for t in steps]
    left = max(map(canvas.width, names), default=0) + px(10)
    plot = QRectF(
        box.left() + left, box.top() + px(16), box.width() - left - px(16), box.height() - px(42)
    )

    def y(value: float) -> float:
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return plot.bottom() - share * plot.height()

    for tick, name in zip(steps, names, strict=True):
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.drawLine(QPointF(plot.left(), y(tick)), QPointF(plot.right(), y(tick)))
        canvas.text(
            QRectF(box.left(), y(tick) - px(9), left - px(6), px(18)), RIGHT, name, colors.muted
        )
    step = plot.width() / max(len(spec.marks), 1)
    centres = [plot.left() + step * (at + 0.5) for at in range(len(spec.marks))]
    _target_across(canvas, plot, y)
    _band(canvas, centres, y)
    path, pen_up = QPainterPath(), True
    for x, mark in zip(centres, spec.marks, strict=True):
        if mark.value is None:
            pen_up = True
            continue
        path.moveTo(x, y(mark.value)) if pen_up else path.lineTo(x, y(mark.value))
        pen_up = False
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colors.series[0]), 2))
    painter.drawPath(path)
    every = max(1, round(px(64) / max(step, 1)))
    for at, (x, mark) in enumerate(zip(centres, spec.marks, strict=True)):
        if mark.value is not None:
            point(canvas, QPointF(x, y(mark.value)), mark, canvas.tone(mark))
        if at % every == 0:
            words = QRectF(x - step * every / 2, plot.bottom() + px(6), step * every, px(18))
            canvas.text(
                words, MIDDLE, mark.label, colors.text if at == canvas.hot else colors.muted
            )
    return [QRectF(x - step / 2, plot.top(), step, plot.height()) for x in centres]


def _target_across(canvas: Canvas, plot: QRectF, y: Callable[[float], float]) -> None:
    spec, colors = canvas.spec, canvas.colors
    if spec.target is None:
        return
    canvas.painter.setPen(QPen(QColor(colors.accent), 1.4, Qt.PenStyle.DashLine))
    at = y(spec.target)
    canvas.painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
    words = spec.target_text or _("target {value}").format(
        value=written(spec.target, spec.unit, short=True)
    )
    place = QRectF(plot.left() + px(4), at - px(17), canvas.width(words) + px(6), px(15))
    canvas.painter.fillRect(place, QColor(colors.surface))
    canvas.text(place, MIDDLE, words, colors.accent)


def _band(canvas: Canvas, centres: list[float], y: Callable[[float], float]) -> None:
    color = QColor(canvas.colors.series[0])
    for x, mark in zip(centres, canvas.spec.marks, strict=True):
        if mark.low is not None and mark.high is not None:
            color.setAlphaF(0.55)
            canvas.painter.setPen(
                QPen(color, px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            canvas.painter.drawLine(QPointF(x, y(mark.low)), QPointF(x, y(mark.high)))
