"""The five shapes of a chart, each drawn on a canvas."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from reviewer_audit.i18n import _
from reviewer_audit.render.svg_canvas import (
    BLUE,
    INK,
    LINE,
    MUTED,
    SMALL,
    TARGET,
    TONES,
    WIDTH,
    Canvas,
    colour_of,
    fitted,
    room,
    said,
    tick,
    ticks,
)
from reviewer_audit.render.svg_names import write_names
from reviewer_audit.reports.model import ChartKind, ChartSpec, Curve, Mark, Tone, Unit

ROW = 24.0
INDENT = 16.0
_LABELS = 260.0  # at most
_WORDS = 190.0  # at most, at the end of a row
_DATE = 72.0  # a day takes no more, nor does a week
_TALL, _TALLER = 270.0, 320.0
_BLUES = ("#EEF2FE", "#9DB2F7")
_REDS = ("#FBF4F0", "#E3977C")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Turns values into places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def interval(spec: ChartSpec) -> Canvas:
    """Draw one row per mark: a point with its interval, its value in words, the target."""
    top, bottom = _ends(spec)
    canvas = Canvas(height=bottom + 26)
    has_n = any(mark.n is not None for mark in spec.marks)
    left = _labels(spec, canvas, top) + (58 if has_n else 0)
    texts = [_value(spec, mark) for mark in spec.marks]
    after = min(_WORDS, max((room(text, SMALL) for text in texts), default=0.0))
    scale = _Scale(*spec.axis, left + 10, WIDTH - after - 16)
    _upright_grid(spec, canvas, scale, (top, bottom))
    for row, mark in enumerate(spec.marks):
        y = top + ROW * (row + 0.5)
        if mark.n is not None:
            canvas.text(left - 6, y + 4, f"n\u00a0{mark.n:,}", colour=MUTED, size=SMALL,
                        anchor="end")  # fmt: skip
        canvas.text(WIDTH - after, y + 4, fitted(texts[row], after + 2, SMALL), size=SMALL,
                    colour=MUTED if mark.muted else INK)  # fmt: skip
        if mark.value is None:
            continue
        if mark.low is not None and mark.high is not None:
            ends = (scale(mark.low), y, scale(mark.high), y)
            canvas.line(ends, colour_of(mark), wide=2.4, rounded=True)
        canvas.point(scale(mark.value), y, mark)
    return canvas


def bars(spec: ChartSpec) -> Canvas:
    """Draw one bar per mark, its value at its end."""
    top, bottom = _ends(spec)
    canvas = Canvas(height=bottom + (26 if spec.curves or spec.target is not None else 6))
    left = _labels(spec, canvas, top)
    texts = [_value(spec, mark) for mark in spec.marks]
    after = min(_WORDS, max((room(text, SMALL) for text in texts), default=0.0) + 10)
    low, high = spec.axis
    scale = _Scale(low, high, left + 8, WIDTH - after)
    if spec.curves or spec.target is not None:
        _upright_grid(spec, canvas, scale, (top, bottom))
    for row, mark in enumerate(spec.marks):
        y = top + ROW * row + 5
        end = scale(mark.value or 0.0)
        canvas.box((scale.start, y, max(end - scale.start, 0.8), ROW - 10), colour_of(mark))
        canvas.text(end + 7, y + 11.5, fitted(texts[row], after, SMALL), colour=MUTED, size=SMALL)
    for curve in spec.curves:
        there = [(scale(v), top + ROW * (at + 0.5)) for at, v in curve.points if v is not None]
        canvas.path(there, INK)
        for x, y in there:
            canvas.box((x - 2, y - 2, 4, 4), INK)
    return canvas


def line(spec: ChartSpec) -> Canvas:
    """Draw marks from left to right with their intervals, limits and averages."""
    canvas = Canvas(height=_TALL)
    after = _beside(spec, spec.target_text)
    values = _Scale(*spec.axis, _TALL - 32, 18)
    left = _across(spec, canvas, values, after, named=False)
    n = max(len(spec.marks), 1)
    step = (WIDTH - after - left) / n

    def place(at: float) -> float:
        return left + step * (at + 0.5)

    _curves(spec, canvas, (place, values), stepped=step / 2, target=True)
    shown = [(at, m, m.value) for at, m in enumerate(spec.marks) if m.value is not None]
    canvas.path([(place(at), values(v)) for at, _, v in shown], BLUE, wide=1.6)
    every = _every(spec, step)
    for at, mark in enumerate(spec.marks):
        if at % every == 0:
            label = fitted(mark.label, step * every - 6, SMALL)
            canvas.text(place(at), _TALL - 12, label, colour=MUTED, size=SMALL, anchor="middle")
    for at, mark, value in shown:
        x, y = place(at), values(value)
        if mark.low is not None and mark.high is not None:
            canvas.line((x, values(mark.low), x, values(mark.high)), colour_of(mark), wide=1.8)
            if mark.low < values.low:  # the interval goes on below the axis
                end = values.start
                tip = [(x - 4, end - 5), (x, end), (x + 4, end - 5)]
                canvas.path(tip, colour_of(mark), wide=1.8)
        canvas.point(x, y, mark)
        if every == 1 and mark.text and room(mark.text, SMALL) < step * 0.55:
            canvas.text(x + 8, y - 6, mark.text, size=SMALL, clear=True)
    return canvas


def _every(spec: ChartSpec, step: float) -> int:
    """Return how many marks share one label: dates stand whole, longer names are cut instead."""
    widest = max((room(said(mark.label), SMALL) for mark in spec.marks), default=0.0) + 8
    return max(1, ceil(widest / step) if widest <= _DATE else round(56 / step))


def funnel(spec: ChartSpec) -> Canvas:
    """Draw a point per mark between its limits; names where they were asked for."""
    canvas = Canvas(height=_TALLER)
    after = _beside(spec)
    values = _Scale(*spec.axis, _TALLER - 48, 18)
    left = _across(spec, canvas, values, after)
    least, most = _reach(spec)
    places = _Scale(least, most, left, WIDTH - after)
    for value in ticks(least, most, Unit.COUNT):
        canvas.text(places(value), _TALLER - 30, f"{value:,.0f}", colour=MUTED, size=SMALL,
                    anchor="middle")  # fmt: skip
    title = said(spec.column_title) or _("decisions that count")
    canvas.text(WIDTH - after, _TALLER - 10, title, colour=MUTED, size=SMALL, anchor="end")
    levels = _curves(spec, canvas, (places, values), most=most)
    shown = [
        (mark, places(_along(mark)), values(mark.value))
        for mark in spec.marks
        if mark.value is not None
    ]
    for mark, x, y in shown:
        canvas.point(x, y, mark, hollow=mark.muted)
    names = [
        (fitted(mark.label, 150, SMALL), x, y)
        for mark, x, y in shown
        if spec.named or mark.tone is not Tone.NEUTRAL
    ]
    at = Counter((round(x), round(y)) for mark, x, y in shown)
    names += [(f"\u00d7{n}", float(x), float(y)) for (x, y), n in at.items() if n > 1]
    taken = [(x - 5, y - 5, x + 5, y + 5) for _mark, x, y in shown]
    taken += [(WIDTH - after, y - 5, WIDTH, y + 5) for y in levels]
    if spec.target is not None:
        taken.append((left, values(spec.target) - 1, WIDTH, values(spec.target) + 1))
    write_names(canvas, names, taken)
    return canvas


def _reach(spec: ChartSpec) -> tuple[float, float]:
    """Return the ends of the axis below: from 0 for decisions, around the points for times."""
    places = [_along(mark) for mark in spec.marks]
    high = max(places, default=0.0) * 1.06 or 1.0
    if spec.curves or not places or all(mark.x is None for mark in spec.marks):
        return 0.0, high
    span = max(places) - min(places) or max(places) or 1.0
    return max(0.0, min(places) - 0.15 * span), max(places) + 0.08 * span


def heat(spec: ChartSpec) -> Canvas:
    """Draw a matrix; on the diagonal what is right, in its own colour."""
    rows, columns = len(spec.rows), max(len(spec.columns), 1)
    left = 14 + min(_LABELS * 0.75, max((room(said(r)) for r in spec.rows), default=0.0))
    longest = max((room(said(c), SMALL) for c in spec.columns), default=0.0)
    turned = longest > (WIDTH - left) / columns - 6
    over = min(longest, 130.0) * 0.72 if turned else 0.0
    cell = (WIDTH - left - over * 0.9) / columns
    top = (over if turned else 14.0) + 22.0
    high = min(30.0, max(22.0, cell * 0.6))
    canvas = Canvas(height=top + rows * high + 4)
    if spec.row_title or spec.column_title:
        down, along = f"{spec.row_title} \u2193", f"{spec.column_title} \u2192"
        one = room(f"{down}  {along}", SMALL) <= left
        corner = [f"{down}  {along}"] if one else [down, along]
        for k, part in enumerate(corner):
            canvas.text(0, top - 8 - 13 * k, fitted(part, left, SMALL), colour=MUTED, size=SMALL)
    for j, title in enumerate(spec.columns):
        x = left + cell * (j + 0.5)
        if turned:
            label = fitted(title, 130, SMALL)
            canvas.text(x - 2, top - 8, label, colour=MUTED, size=SMALL, turned=-45)
        else:
            canvas.text(x, top - 8, said(title), colour=MUTED, size=SMALL, anchor="middle")
    for i, title in enumerate(spec.rows):
        canvas.text(left - 10, top + high * (i + 0.5) + 4, fitted(title, left - 12), anchor="end")
    right = [_right(spec, k) for k in range(len(spec.marks))]
    most = {side: _most(spec.marks, right, of=side) for side in (True, False)}
    for k, mark in enumerate(spec.marks):
        i, j = divmod(k, columns)
        value = mark.value or 0.0
        ends = _BLUES if right[k] else _REDS
        colour = _between(*ends, value / most[right[k]]) if value else "#F7F8FA"
        x, y = left + cell * j, top + high * i
        canvas.box((x + 1, y + 1, cell - 2, high - 2), colour)
        shown = fitted(_value(spec, mark), cell, SMALL)
        canvas.text(x + cell / 2, y + high / 2 + 4, shown, size=SMALL, anchor="middle",
                    colour=INK if value else MUTED)  # fmt: skip
    return canvas


def _ends(spec: ChartSpec) -> tuple[float, float]:
    top = 20.0 if spec.target is not None else 4.0
    return top, top + ROW * max(len(spec.marks), 1)


def _value(spec: ChartSpec, mark: Mark) -> str:
    if mark.text:
        return said(mark.text)
    return _("n/a") if mark.value is None else tick(spec.unit, mark.value)


def _labels(spec: ChartSpec, canvas: Canvas, top: float) -> float:
    """Write the names of the rows; return where they end."""
    wide = max((room(said(m.label)) + INDENT * m.indent for m in spec.marks), default=0.0)
    wide = min(_LABELS, wide)
    for row, mark in enumerate(spec.marks):
        start = INDENT * mark.indent
        canvas.text(start, top + ROW * (row + 0.5) + 4, fitted(mark.label, wide - start + 2),
                    colour=MUTED if mark.muted else INK)  # fmt: skip
    return wide + 12


def _upright_grid(
    spec: ChartSpec, canvas: Canvas, scale: _Scale, ends: tuple[float, float]
) -> None:
    top, bottom = ends
    for value in ticks(scale.low, scale.high, spec.unit):
        x = scale(value)
        canvas.line((x, top, x, bottom), LINE)
        canvas.text(x, bottom + 16, tick(spec.unit, value), colour=MUTED, size=SMALL,
                    anchor="middle")  # fmt: skip
    if spec.target is not None:
        x = scale(spec.target)
        canvas.line((x, top - 4, x, bottom), TARGET, wide=1.2, dashed=True)
        near_end = x + room(said(spec.target_text), SMALL) > WIDTH
        canvas.text(x, top - 8, said(spec.target_text), colour=TARGET, size=SMALL,
                    anchor="end" if near_end else "middle")  # fmt: skip


def _across(
    spec: ChartSpec, canvas: Canvas, scale: _Scale, after: float, *, named: bool = True
) -> float:
    """Draw the value axis of a chart that stands upright; return where its body begins."""
    steps = ticks(scale.low, scale.high, spec.unit)
    left = max(room(tick(spec.unit, v), SMALL) for v in steps) + 12 if steps else 20.0
    for value in steps:
        y = scale(value)
        canvas.line((left, y, WIDTH - after, y), LINE)
        canvas.text(left - 8, y + 4, tick(spec.unit, value), colour=MUTED, size=SMALL,
                    anchor="end")  # fmt: skip
    if spec.target is not None:
        y = scale(spec.target)
        canvas.line((left, y, WIDTH - after, y), TARGET, wide=1.2, dashed=True)
        if named:
            canvas.text(left + 4, y - 4, said(spec.target_text), colour=TARGET, size=SMALL)
    return left


def _beside(spec: ChartSpec, *more: str) -> float:
    names = [*(c.name for c in spec.curves), *more]
    return min(150.0, max((room(said(name), SMALL) for name in names), default=0.0) + 10)


_Place = Callable[[float], float]


def _curves(
    spec: ChartSpec, canvas: Canvas, to: tuple[_Place, _Place], *, stepped: float = 0.0,
    most: float | None = None, target: bool = False,
) -> list[float]:  # fmt: skip
    """Draw limits and averages; their names stand at their right ends, apart from each other.

    Returns the heights of the names.
    """
    names: list[tuple[float, str]] = []
    if target and spec.target is not None:
        names.append((to[1](spec.target), said(spec.target_text)))
    for curve in spec.curves:
        colour, wide, dashed = _look(curve)
        last: tuple[float, float] | None = None
        for piece in _pieces(curve, most):
            points: list[tuple[float, float]] = []
            for at, value in piece:
                x, y = to[0](at), to[1](value)
                steps = stepped and curve.role in {"outer", "lower", "inner"}
                points += [(x - stepped, y), (x + stepped, y)] if steps else [(x, y)]
            canvas.path(points, colour, wide=wide, dashed=dashed)
            last = points[-1]
        if last is not None and curve.name:
            names.append((last[1], said(curve.name)))
    after = _beside(spec, spec.target_text if target else "")
    below = -20.0
    written = []
    for y, name in sorted(names):
        below = max(y, below + 13)
        written.append(below)
        canvas.text(WIDTH - after + 6, below + 4, fitted(name, after, SMALL), colour=MUTED,
                    size=SMALL)  # fmt: skip
    return written


def _pieces(curve: Curve, most: float | None) -> list[list[tuple[float, float]]]:
    """Return the stretches of a curve without a gap; the last ends where the picture does."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for at, value in curve.points:
        if value is None:
            pieces.append([])
        elif most is None or at <= most:
            pieces[-1].append((at, value))
        elif pieces[-1]:
            before, level = pieces[-1][-1]
            part = (most - before) / (at - before)
            pieces[-1].append((most, level + part * (value - level)))
            break
    return [piece for piece in pieces if piece]


def _look(curve: Curve) -> tuple[str, float, bool]:
    if curve.role == "smooth":
        return TONES[Tone.BAD], 1.8, False
    return MUTED, 1.0, curve.role in {"inner", "centre"}


def _along(mark: Mark) -> float:
    return mark.x if mark.x is not None else float(mark.n or 0)


def _right(spec: ChartSpec, k: int) -> bool:
    return (
        spec.kind is ChartKind.HEAT
        and spec.diagonal
        and k // len(spec.columns) == k % len(spec.columns)
    )


def _most(marks: Sequence[Mark], right: list[bool], *, of: bool) -> float:
    values = (m.value or 0.0 for m, side in zip(marks, right, strict=True) if side is of)
    return max(values, default=0.0) or 1.0


def _between(low: str, high: str, part: float) -> str:
    pairs = [(int(low[i : i + 2], 16), int(high[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)
