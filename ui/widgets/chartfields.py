"""Charts over a field: a heat map, and a line from left to right."""

from collections.abc import Callable
from math import ceil, sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen

from reviewer_audit.i18n import _
from reviewer_audit.reports.model import ChartSpec, Mark, Unit
from ui import theme
from ui.theme import px
from ui.widgets.chartcanvas import FEW, LEFT, MANY, MIDDLE, RIGHT, Canvas, curve_pen, point
from ui.widgets.chartmath import strongest, ticks, written

STEPPED = {"outer", "lower", "inner"}
LEAST = 8  # pixels of the smallest figure in a cell


def heat(canvas: Canvas) -> list[QRectF]:
    """Draw a matrix of counts; return the place of each cell."""
    spec, painter, colors, box = canvas.spec, canvas.painter, canvas.colors, canvas.box
    if not spec.rows or not spec.columns:
        return []
    many = len(spec.columns) > MANY
    if many:
        painter.setFont(theme.font("small", tabular=True))
    label = min(max(map(canvas.width, spec.rows)), box.width() * 0.36) + px(10)
    wide = min((box.width() - label) / len(spec.columns), px(150))
    names = max(map(canvas.width, spec.columns))
    turned = names > wide - px(4)
    head = min(names + px(10), px(150), box.height() * 0.4) if turned else px(26)
    titles = px(20) if spec.column_title or spec.row_title else 0
    high = min((box.height() - head - titles) / len(spec.rows), px(104))
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
    if min(wide, high) < px(32):
        painter.setFont(theme.font("small", tabular=True))
    return _cells(canvas, QRectF(left, top, wide, high), blank=many)


def _cells(canvas: Canvas, first: QRectF, *, blank: bool) -> list[QRectF]:
    """Draw the cells, the first at the place given; with ``blank`` a wrong nought says nothing."""
    spec, painter, colors = canvas.spec, canvas.painter, canvas.colors
    places = []
    right, wrong = _strengths(spec)
    for at, mark in enumerate(spec.marks):
        row, column = divmod(at, len(spec.columns))
        cell = first.translated(column * first.width(), row * first.height())
        cell = cell.adjusted(2, 2, -2, -2)
        off = _off(spec, at)
        ground = _cell_color(canvas, mark, wrong if off else right, off=off)
        lit = at in {canvas.hot, canvas.at}
        edge = QPen(QColor(colors.line), 1) if colors.name == "contrast" else Qt.PenStyle.NoPen
        painter.setPen(QPen(QColor(colors.text), 1.5) if lit else edge)
        painter.setBrush(ground)
        round_ = min(6, first.height() / 4)
        painter.drawRoundedRect(cell, round_, round_)
        if blank and off and not mark.value:  # noughts would drown the rest
            places.append(cell)
            continue
        ink = colors.muted if off and not mark.value else _ink(canvas, ground)
        _cell_words(canvas, cell, mark, ink)
        places.append(cell)
    return places


def _cell_words(canvas: Canvas, cell: QRectF, mark: Mark, ink: str) -> None:
    """Write the value; below it n, where it is a rate and there is room."""
    words = mark.text or written(mark.value, canvas.spec.unit)
    if mark.value is None and not mark.text:
        return
    wide = cell.adjusted(-px(5), 0, px(5), 0)
    if canvas.spec.unit is Unit.COUNT or mark.n is None or cell.height() < px(40):
        _fitting(canvas, cell, wide, words, ink)
        return
    half = cell.height() / 2
    canvas.text(wide.adjusted(0, half - px(18), 0, -half), MIDDLE, words, ink)
    canvas.text(wide.adjusted(0, half, 0, -half + px(18)), MIDDLE, f"n {mark.n:,}", ink)


def _fitting(canvas: Canvas, cell: QRectF, box: QRectF, words: str, ink: str) -> None:
    """Write a value smaller where it would reach out of its cell."""
    painter, kept = canvas.painter, canvas.painter.font()
    wide, room = canvas.width(words), cell.width() - 2
    if wide > room:
        font = QFont(kept)
        font.setPixelSize(max(px(LEAST), int(kept.pixelSize() * room / wide)))
        painter.setFont(font)
    canvas.text(box, MIDDLE, words, ink)
    painter.setFont(kept)


def _ink(canvas: Canvas, ground: QColor) -> str:
    """Return a colour for words that can be read on a ground."""
    ink = canvas.colors.text
    if theme.contrast(ink, ground.name()) >= FEW:
        return ink
    return "#000000" if theme.contrast("#000000", ground.name()) >= FEW else "#FFFFFF"


def _column_name(canvas: Canvas, box: QRectF, name: str, *, turned: bool) -> None:
    if not turned:
        canvas.text(box.adjusted(1, 0, -1, 0), MIDDLE, name, canvas.colors.muted)
        return
    painter = canvas.painter
    painter.save()
    painter.translate(box.center().x(), box.bottom() - px(5))
    painter.rotate(-90)
    canvas.text(QRectF(0, -px(9), box.height() - px(6), px(18)), LEFT, name, canvas.colors.muted)
    painter.restore()


def _off(spec: ChartSpec, at: int) -> bool:
    row, column = divmod(at, len(spec.columns))
    return spec.diagonal and spec.rows[row] != spec.columns[column]


def _strengths(spec: ChartSpec) -> tuple[float, float]:
    on = tuple(m for at, m in enumerate(spec.marks) if not _off(spec, at))
    off = tuple(m for at, m in enumerate(spec.marks) if _off(spec, at))
    return strongest(on), strongest(off)


def _cell_color(canvas: Canvas, mark: Mark, most: float, *, off: bool) -> QColor:
    colors, spec = canvas.colors, canvas.spec
    if mark.value is None:
        return QColor(colors.sunken)
    if spec.low is not None:  # a scale of its own, such as agreement from .5 to 1
        low, high = spec.axis
        part = min(max((abs(mark.value) - low) / (high - low), 0.0), 1.0)
        ground = colors.muted if mark.muted else colors.accent
        return theme.mix(colors.surface, ground, 0.08 + 0.54 * part)
    share = sqrt(max(mark.value, 0.0) / most)
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
    beside = [curve.name for curve in spec.curves]
    beside += [_target_words(spec)] if beside and spec.target is not None else []
    right = max(map(canvas.width, beside), default=0) + px(16)
    plot = QRectF(
        box.left() + left, box.top() + px(16), box.width() - left - right, box.height() - px(42)
    )

    def y(value: float) -> float:
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return plot.bottom() - share * plot.height()

    for tick, name in zip(steps, names, strict=True):
        painter.setPen(QPen(QColor(colors.track), 1))
        painter.drawLine(QPointF(plot.left(), y(tick)), QPointF(plot.right(), y(tick)))
        canvas.text(
            QRectF(box.left(), y(tick) - px(9), left - px(6), px(18)), RIGHT, name, colors.muted
        )
    step = plot.width() / max(len(spec.marks), 1)
    centres = [plot.left() + step * (at + 0.5) for at in range(len(spec.marks))]
    _limits(canvas, plot, step, y)
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
    widest = max((canvas.width(mark.label) for mark in spec.marks), default=0) + px(10)
    every = max(1, ceil(min(widest, px(160)) / max(step, 1)))
    for at, (x, mark) in enumerate(zip(centres, spec.marks, strict=True)):
        if mark.value is not None:
            point(canvas, QPointF(x, y(mark.value)), mark, canvas.tone(mark))
        if at % every == 0:
            words = QRectF(x - step * every / 2, plot.bottom() + px(6), step * every, px(18))
            canvas.text(
                words, MIDDLE, mark.label, colors.text if at == canvas.hot else colors.muted
            )
    return [QRectF(x - step / 2, plot.top(), step, plot.height()) for x in centres]


def _limits(canvas: Canvas, plot: QRectF, step: float, y: Callable[[float], float]) -> None:
    """Draw limits as steps, one as wide as its mark, and averages as lines."""
    for curve in canvas.spec.curves:
        path, pen_up = QPainterPath(), True
        for place, value in curve.points:
            if value is None:
                pen_up = True
                continue
            left = plot.left() + step * place
            ends = (left, left + step) if curve.role in STEPPED else (left + step / 2,)
            for x in ends:
                path.moveTo(x, y(value)) if pen_up else path.lineTo(x, y(value))
                pen_up = False
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.setPen(curve_pen(canvas, curve.role))
        canvas.painter.drawPath(path)
    _name_limits(canvas, plot, y)


def _name_limits(canvas: Canvas, plot: QRectF, y: Callable[[float], float]) -> None:
    """Write the names of curves and target beside their right ends, one below the other."""
    spec, colors = canvas.spec, canvas.colors
    ends = [
        (y(last), curve.name, colors.muted)
        for curve in spec.curves
        if (last := next((v for _x, v in reversed(curve.points) if v is not None), None))
        is not None
    ]
    if ends and spec.target is not None:
        ends.append((y(spec.target), _target_words(spec), colors.accent))
    below = -1e9
    for at, name, color in sorted(ends):
        below = max(at, below + px(15))
        room = canvas.box.right() - plot.right() - px(8)
        canvas.text(QRectF(plot.right() + px(8), below - px(8), room, px(16)), LEFT, name, color)


def _target_words(spec: ChartSpec) -> str:
    if spec.target is None:
        return ""
    value = written(spec.target, spec.unit, short=True)
    return spec.target_text or _("target {value}").format(value=value)


def _target_across(canvas: Canvas, plot: QRectF, y: Callable[[float], float]) -> None:
    spec, colors = canvas.spec, canvas.colors
    if spec.target is None:
        return
    canvas.painter.setPen(QPen(QColor(colors.accent), 1.4, Qt.PenStyle.DashLine))
    at = y(spec.target)
    canvas.painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
    if spec.curves:
        return  # named at the right, among the limits
    words = _target_words(spec)
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
