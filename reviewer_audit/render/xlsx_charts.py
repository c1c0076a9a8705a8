"""Native Excel charts of ChartSpecs; their figures stand, as numbers, on a sheet of chart data."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, assert_never

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.render import xl_text
from reviewer_audit.render.xlsx_chart_style import (
    COLOURS,
    FAINT,
    FORMS,
    LIMIT,
    TARGET,
    box,
    rich,
    stroke,
    title,
)
from reviewer_audit.render.xlsx_page import Page, end_of_interval
from reviewer_audit.render.xlsx_styles import INK, LINE, MUTED, WHOLE
from reviewer_audit.reports.model import ChartKind, ChartSpec, Curve, Mark, Tone, Unit

_FIGURES = (N_("Label"), N_("Value"), "Low", "High", "n")
_PIECES = (  # a stacked bar: nothing, then both sides of the point
    N_("Base"), N_("To value"), N_("To high"),
)  # fmt: skip
_BELOW = (  # the same to the left of 0
    N_("Base below 0"), N_("To value below 0"), N_("To low"),
)  # fmt: skip
_HEADER = (*_FIGURES, *_PIECES, *_BELOW)
_ALONG = len(_FIGURES) + 1  # where a funnel keeps the places of its points: n, or what they have
_AFTER = len(_HEADER) + 2  # where the figures of curves begin
_NAMELESS = N_("Value")
_KINDS = {  # of points of a funnel that look alike
    "few decisions": N_("few decisions"),
    "good": N_("good"),
    "caution": N_("caution"),
    "bad": N_("bad"),
    "neutral": N_("neutral"),
}
_LEAST = 0.004  # a point without width is still seen
_NEAR = 0.2  # of the width of a funnel: names of points that lie closer would meet


def height_of(spec: ChartSpec) -> float:
    """Return how many centimetres a chart needs."""
    if spec.kind in {ChartKind.LINE, ChartKind.FUNNEL}:
        return 7.5
    return max(4.8, 2.9 + 0.62 * len(spec.marks))


def draw(spec: ChartSpec, data: Page, *, width: float, height: float) -> Any:
    """Return a native chart and write its figures under what the data sheet already holds."""
    if spec.kind is ChartKind.FUNNEL:  # marks that look alike are one series
        spec = replace(spec, marks=tuple(sorted(spec.marks, key=_kind)))
    rows = _write(spec, data)
    match spec.kind:
        case ChartKind.INTERVAL:
            chart = _interval(spec, data, rows)
        case ChartKind.FUNNEL:
            chart = _funnel(spec, data, rows)
        case ChartKind.BARS:
            chart = _bars(spec, data, rows)
        case ChartKind.LINE:
            chart = _line(spec, data, rows)
        case ChartKind.HEAT:
            message = "a heat map is drawn in cells"
            raise ValueError(message)
        case _:
            assert_never(spec.kind)
    chart.width, chart.height = width, height
    chart.legend = None
    chart.title = title(spec.title)
    chart.title.overlay = False
    chart.graphical_properties = box()
    return chart


def label(mark: Mark, kind: ChartKind) -> str:
    """Return what stands beside a mark: name, value and n.

    A name from right to left is held together, or the numbers would go into it.
    """
    turned = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in mark.label)
    parts = [f"\u200e\u2067{mark.label}\u2069\u200e" if turned else mark.label]
    if kind is ChartKind.INTERVAL:
        parts += [mark.text] + ([f"n {mark.n:,}"] if mark.n is not None else [])
    return "\u2003" * mark.indent + "   ".join(part for part in parts if part)


def _write(spec: ChartSpec, data: Page) -> tuple[int, int]:
    form = FORMS[spec.unit]
    data.text(data.row, 1, spec.title, "heading")
    pieces = _signed if _spans_nothing(spec) else _stacked
    header: tuple[str, ...] = _HEADER if pieces is _signed else (*_FIGURES, *_PIECES)
    header = (*_FIGURES, N_("Place")) if spec.kind is ChartKind.FUNNEL else header
    for i, name in enumerate(header, start=1):
        ends = name in {"Low", "High"}
        said = end_of_interval(high=name == "High") if ends else translated(name)
        data.text(data.row + 1, i, said, "column" if i == 1 else "number column")
    first = data.row + 2
    low, high = spec.axis
    least = _LEAST * (high - low)
    for row, mark in enumerate(spec.marks, start=first):
        data.text(row, 1, label(mark, spec.kind), "text")
        for i, value in enumerate((mark.value, mark.low, mark.high), start=2):
            data.number(row, i, value, "number", form)
        data.number(row, 5, mark.n, "number", WHOLE)
        if spec.kind is ChartKind.FUNNEL:
            data.number(row, _ALONG, _place(mark), "number", WHOLE)
            continue
        if mark.value is None or spec.kind is ChartKind.BARS:
            continue
        start = min(mark.value if mark.low is None else mark.low, mark.value - least)
        end = max(mark.value if mark.high is None else mark.high, mark.value + least)
        for i, value in enumerate(pieces(start, mark.value, end), start=6):
            data.number(row, i, value, "bound", form)
    last = first + max(len(spec.marks), 1) - 1
    data.row = (
        max(last, *(_curve(spec, curve, k, data, first) for k, curve in enumerate(spec.curves)), 0)
        + 3
    )
    return first, last


def _spans_nothing(spec: ChartSpec) -> bool:
    """Tell whether intervals may lie on both sides of 0, from which Excel stacks."""
    return spec.kind is ChartKind.INTERVAL and spec.axis[0] < 0


def _stacked(start: float, value: float, end: float) -> tuple[float, ...]:
    """Return the pieces of a bar that lies above 0."""
    return start, value - start, end - value


def _signed(start: float, value: float, end: float) -> tuple[float, ...]:
    """Return the pieces of a bar above 0, then those below it, each from 0 outwards."""
    above = [max(one, 0.0) for one in (start, value, end)]
    below = [min(one, 0.0) for one in (end, value, start)]
    return (*_stacked(*above), *_stacked(*below))


def _curve(spec: ChartSpec, curve: Curve, number: int, data: Page, first: int) -> int:
    """Write the points of a curve into two columns of their own; return the last row."""
    left = _AFTER + 2 * number
    along = "n" if spec.kind is ChartKind.FUNNEL else _("Place")
    data.text(first - 1, left, along, "number column")
    data.text(first - 1, left + 1, curve.name, "number column")
    for row, (place, value) in enumerate(curve.points, start=first):
        data.number(row, left, place, "number", WHOLE)
        data.number(row, left + 1, value, "number", FORMS[spec.unit])
    return first + max(len(curve.points), 1) - 1


def _interval(spec: ChartSpec, data: Page, rows: tuple[int, int]) -> Any:
    from openpyxl.chart import BarChart

    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 160
    both = (*_PIECES, *_BELOW) if _spans_nothing(spec) else _PIECES
    for name in both:
        series = _series(data, rows, _HEADER.index(name) + 1, translated(name))
        if name in {_PIECES[0], _BELOW[0]}:  # it holds the bar at its place
            series.graphicalProperties.noFill = True
            series.graphicalProperties.line.noFill = True
        else:
            _paint(series, spec.marks, edge="FFFFFF")
        chart.series.append(series)
    _names(chart, data, rows)
    _axes(chart, spec, upright=False)
    return chart


def _bars(spec: ChartSpec, data: Page, rows: tuple[int, int]) -> Any:
    from openpyxl.chart import BarChart
    from openpyxl.chart.label import DataLabelList

    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 60
    series = _series(data, rows, 2)
    _paint(series, spec.marks)
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    series.dLbls.txPr = rich(9, INK)
    chart.series.append(series)
    _names(chart, data, rows)
    _axes(chart, spec, upright=False)
    return chart


def _line(spec: ChartSpec, data: Page, rows: tuple[int, int]) -> Any:
    from openpyxl.chart import LineChart
    from openpyxl.chart.data_source import NumDataSource, NumRef
    from openpyxl.chart.error_bar import ErrorBars

    chart = LineChart()
    series = _series(data, rows, 2)
    series.graphicalProperties.line.solidFill = COLOURS[Tone.NEUTRAL]
    series.graphicalProperties.line.width = 19_050
    series.smooth = False
    series.marker.symbol, series.marker.size = "circle", 7
    series.marker.graphicalProperties.solidFill = COLOURS[Tone.NEUTRAL]
    series.marker.graphicalProperties.line.solidFill = "FFFFFF"
    if any(mark.low is not None for mark in spec.marks):
        series.errBars = ErrorBars(
            errDir="y",
            errBarType="both",
            errValType="cust",
            noEndCap=True,
            minus=NumDataSource(numRef=NumRef(f=_range(data, rows, 7))),
            plus=NumDataSource(numRef=NumRef(f=_range(data, rows, 8))),
            spPr=stroke(COLOURS[Tone.NEUTRAL], 15_875),
        )
    chart.series.append(series)
    _curves(chart, spec, data, rows)
    _names(chart, data, rows)
    _axes(chart, spec, upright=True)
    return chart


def _curves(chart: Any, spec: ChartSpec, data: Page, rows: tuple[int, int]) -> None:
    for number, curve in enumerate(spec.curves):  # one point to each mark
        line = _series(data, rows, _AFTER + 2 * number + 1, curve.name)
        _limit(line, curve)
        chart.series.append(line)


def _funnel(spec: ChartSpec, data: Page, rows: tuple[int, int]) -> Any:
    """Return points over their n, or their own places, between limits; the target across."""
    from openpyxl.chart import Reference, ScatterChart, Series

    def made(x: int, y: int, at: tuple[int, int], name: str) -> Any:
        xs = Reference(data.sheet, min_col=x, min_row=at[0], max_row=at[1])
        ys = Reference(data.sheet, min_col=y, min_row=at[0], max_row=at[1])
        return Series(ys, xs, title=xl_text.label(name) or translated(_NAMELESS))

    chart = ScatterChart()
    chart.style, chart.scatterStyle = 13, "lineMarker"
    for number, curve in enumerate(spec.curves):
        left = _AFTER + 2 * number
        line = made(left, left + 1, (rows[0], rows[0] + len(curve.points) - 1), curve.name)
        _limit(line, curve)
        chart.series.append(line)
    sides = _sides(spec)
    for name, marks in _grouped(spec):
        points = made(_ALONG, 2, (rows[0] + marks.start, rows[0] + marks.stop - 1), name)
        side = sides[marks.start] if spec.named else ""
        _dots(points, spec.marks[marks.start], side=side)
        chart.series.append(points)
    _axes(chart, spec, upright=True)
    chart.x_axis.number_format = WHOLE
    if all(mark.x is None for mark in spec.marks):
        chart.x_axis.scaling.min = 0
    chart.x_axis.majorGridlines = None
    return chart


def _place(mark: Mark) -> float:
    return mark.x if mark.x is not None else float(mark.n or 0)


def _kind(mark: Mark) -> str:
    return "few decisions" if mark.muted else str(mark.tone)


def _grouped(spec: ChartSpec) -> Iterable[tuple[str, range]]:
    """Return the series of a funnel: one a name, or one for all marks that look alike."""
    if spec.named:
        return [(mark.label, range(at, at + 1)) for at, mark in enumerate(spec.marks)]
    kinds = [_kind(mark) for mark in spec.marks]
    starts = [at for at, kind in enumerate(kinds) if at == 0 or kind != kinds[at - 1]]
    ends = [*starts[1:], len(kinds)]
    return [(translated(_KINDS[kinds[a]]), range(a, b)) for a, b in zip(starts, ends, strict=True)]


def _sides(spec: ChartSpec) -> list[str]:
    """Return where names stand: right of their points, or apart where these lie close."""
    low, high = spec.axis
    wide = max(map(_place, spec.marks), default=0)
    at = [(_place(mark), low if mark.value is None else mark.value) for mark in spec.marks]
    sides = ["r"] * len(at)
    for i in range(len(at)):
        near = [
            k
            for k in range(len(at))
            if abs(at[k][0] - at[i][0]) <= _NEAR * wide
            and abs(at[k][1] - at[i][1]) <= _NEAR / 2 * (high - low)
        ]
        if len(near) > 1:
            above = sum((at[k][1], -k) > (at[i][1], -i) for k in near)
            sides[i] = ("t", "b", "l", "r")[min(above, 3)]
    return sides


def _dots(points: Any, mark: Mark, *, side: str) -> None:
    from openpyxl.chart.label import DataLabelList

    points.graphicalProperties.line.noFill = True
    points.marker.symbol, points.marker.size = "circle", 7
    look = points.marker.graphicalProperties
    look.solidFill = FAINT if mark.muted else COLOURS[mark.tone]
    look.line.solidFill = "FFFFFF"
    if side:
        points.dLbls = DataLabelList(
            showSerName=True, showVal=False, showCatName=False, showLegendKey=False, dLblPos=side
        )
        points.dLbls.txPr = rich(9, INK)


def _limit(line: Any, curve: Curve) -> None:
    """Draw a curve without points: limits grey, the inner ones dashed, an average in colour."""
    smooth = curve.role in {"smooth", "running"}
    line.graphicalProperties.line.solidFill = COLOURS[Tone.CAUTION] if smooth else LIMIT
    line.graphicalProperties.line.width = 15_875 if smooth else 9_525
    if curve.role in {"inner", "centre"}:
        line.graphicalProperties.line.dashStyle = "dash"
    line.marker.symbol = "none"
    line.smooth = False


def _axes(chart: Any, spec: ChartSpec, *, upright: bool) -> None:
    low, high = spec.axis
    names, values = chart.x_axis, chart.y_axis
    names.delete = values.delete = False
    names.tickLblPos = "low"
    names.majorTickMark = values.majorTickMark = "none"
    names.number_format = "@"
    names.txPr, values.txPr = rich(9, INK), rich(9, MUTED)
    values.number_format = "0%" if spec.unit is Unit.SHARE else FORMS[spec.unit]
    values.scaling.min = low
    if spec.kind is not ChartKind.BARS:
        values.scaling.max = high
    values.majorGridlines.spPr = stroke(LINE, 6_350)
    values.spPr = stroke(LINE, 6_350)
    if not upright:
        names.scaling.orientation = "maxMin"  # the first mark on top
        values.crosses = "max"
    names.spPr = stroke(LINE, 9_525)
    if spec.target is not None:
        names.crosses = None
        names.crossesAt = spec.target  # the line of the names stands at the target
        names.spPr = stroke(TARGET, 15_875, dash="dash")
        values.title = title(
            _("dashed line: {target}").format(target=spec.target_text), size=9, colour=TARGET
        )
        values.title.overlay = False
    else:
        names.crosses = "min"


def _series(data: Page, rows: tuple[int, int], column: int, name: str = "") -> Any:
    from openpyxl.chart import Reference, Series

    area = Reference(data.sheet, min_col=column, min_row=rows[0], max_row=rows[1])
    series = Series(area, title=xl_text.label(name) or translated(_NAMELESS))
    series.graphicalProperties.line.noFill = False
    return series


def _names(chart: Any, data: Page, rows: tuple[int, int]) -> None:
    from openpyxl.chart import Reference

    chart.set_categories(Reference(data.sheet, min_col=1, min_row=rows[0], max_row=rows[1]))


def _paint(series: Any, marks: Iterable[Mark], edge: str = "") -> None:
    from openpyxl.chart.series import DataPoint

    series.invertIfNegative = False
    series.graphicalProperties.solidFill = COLOURS[Tone.NEUTRAL]
    series.graphicalProperties.line.noFill = True
    for i, mark in enumerate(marks):
        point = DataPoint(idx=i, invertIfNegative=False)
        point.graphicalProperties.solidFill = FAINT if mark.muted else COLOURS[mark.tone]
        if edge:
            point.graphicalProperties.line.solidFill = edge
            point.graphicalProperties.line.width = 12_700
        else:
            point.graphicalProperties.line.noFill = True
        series.dPt.append(point)


def _range(data: Page, rows: tuple[int, int], column: int) -> str:
    from openpyxl.utils import get_column_letter, quote_sheetname

    letter = get_column_letter(column)
    return f"{quote_sheetname(data.sheet.title)}!${letter}${rows[0]}:${letter}${rows[1]}"
