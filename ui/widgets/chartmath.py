"""Arithmetic of charts: ticks, how values are written, what a chart says in words."""

from math import ceil, floor, log10

from reviewer_audit.i18n import _
from reviewer_audit.reports.model import ChartKind, ChartSpec, Mark, Unit
from reviewer_audit.text import reveal

NBSP = "\u00a0"
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round values between two ends, at most so many."""
    span = high - low
    if span <= 0:
        return [low]
    rough = span / max(most - 1, 1)
    scale = 10.0 ** floor(log10(rough))
    step = next(s * scale for s in STEPS if s * scale >= rough * (1 - 1e-9))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def written(value: float | None, unit: Unit, *, short: bool = False) -> str:
    """Write a value as its unit wants it."""
    if value is None:
        return "–"  # noqa: RUF001 - a dash for what is not there
    match unit:
        case Unit.SHARE:
            per_cent = value * 100
            whole = short and abs(per_cent - round(per_cent)) < 1e-9  # noqa: PLR2004
            return f"{per_cent:.0f}{NBSP}%" if whole else f"{per_cent:.1f}{NBSP}%"
        case Unit.COUNT:
            return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
        case Unit.COEFFICIENT:
            tenth = short and abs(10 * value - round(10 * value)) < 1e-9  # noqa: PLR2004
            return f"{value:.1f}" if tenth else f"{value:.2f}"
        case Unit.POINTS:
            return f"{value:+g}" if short and value else f"{value:+.1f}" if value else "0"


def place(spec: ChartSpec, at: int) -> str:
    """Name the place of a mark: its label, or row and column of a cell."""
    if spec.kind is ChartKind.HEAT:
        row, column = divmod(at, len(spec.columns))
        return f"{spec.rows[row]} → {spec.columns[column]}"
    return spec.marks[at].label


def in_words(spec: ChartSpec, at: int) -> str:
    """Say a mark as a screen reader or tooltip does."""
    mark = spec.marks[at]
    parts = [f"{place(spec, at)}: {mark.text or written(mark.value, spec.unit)}"]
    if mark.low is not None and mark.high is not None:
        low, high = written(mark.low, spec.unit), written(mark.high, spec.unit)
        parts.append(_("{low} to {high}").format(low=low, high=high))
    if mark.n is not None:
        parts.append(f"n {mark.n:,}")
    return reveal(", ".join(parts))


def description(spec: ChartSpec, most: int = 40) -> str:
    """Say a whole chart for those who do not see it."""
    said = [in_words(spec, at) for at in range(min(len(spec.marks), most))]
    if len(spec.marks) > most:
        said.append("…")
    target = spec.target_text or (
        _("target {target}").format(target=written(spec.target, spec.unit))
        if spec.target is not None
        else ""
    )
    return ". ".join(part for part in (target, *said, spec.note) if part)


def rows_to_copy(spec: ChartSpec) -> list[list[str | float | int | None]]:
    """Return the figures of a chart as a table with a header."""
    if spec.kind is ChartKind.HEAT:
        width = len(spec.columns)
        table: list[list[str | float | int | None]] = [["", *spec.columns]]
        for at, name in enumerate(spec.rows):
            table.append([name, *(m.value for m in spec.marks[at * width : (at + 1) * width])])
        return table
    curves = () if spec.kind is ChartKind.FUNNEL else spec.curves
    along = [dict(curve.points) for curve in curves]
    names = [curve.name for curve in curves]
    lines: list[list[str | float | int | None]] = [["", "value", "low", "high", "n", *names]]
    lines += [
        [m.label, m.value, m.low, m.high, m.n, *(values.get(at) for values in along)]
        for at, m in enumerate(spec.marks)
    ]
    return lines


def strongest(marks: tuple[Mark, ...]) -> float:
    """Return the largest value, at least a little above nothing."""
    return max((m.value for m in marks if m.value is not None), default=0.0) or 1.0
