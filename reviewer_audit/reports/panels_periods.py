"""Accuracy over time as chart data: points with intervals, limits, and the moving average."""

from datetime import date, timedelta
from math import ceil, floor

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.model import (
    CellKind,
    ChartKind,
    ChartSpec,
    Column,
    Curve,
    DataTable,
    Filter,
    Mark,
    Tone,
)
from reviewer_audit.reports.panels import outside
from reviewer_audit.reports.periods import UNITS, Control, Period, Periods

_ROOM = 0.01
UNIT_TITLES = {"day": N_("day"), "week": N_("week"), "month": N_("month")}


def control(periods: Periods, which: str = "") -> ChartSpec | None:
    """Return a control chart of accuracy; None where there are not two periods.

    Args:
        periods: of a round.
        which: p_chart, laney or ewma; the recommended one where none is named.
    """
    which = which or periods.recommended
    chart: Control | None = getattr(periods, which, None)
    if chart is None:
        return None
    turned = chart.quantity == "error_rate"
    lower = _ends(chart.upper if turned else chart.lower, turned=turned)
    upper = _ends(chart.lower if turned else chart.upper, turned=turned)
    curves = [
        Curve(name=_("upper limit"), points=tuple(enumerate(upper)), role="outer"),
        Curve(name=_("lower limit"), points=tuple(enumerate(lower)), role="lower"),
    ]
    if turned:
        smooth = tuple(enumerate(_ends(chart.points, turned=True)))
        curves.append(Curve(name=_("moving average"), points=smooth, role="smooth"))
    center = chart.center if chart.center is None or not turned else 1 - chart.center
    marks = tuple(
        _mark(line, at + 1 in chart.signals and not turned, center, periods.unit)
        for at, line in enumerate(periods.lines)
    )
    low, high = _axis(marks, curves)
    return ChartSpec(
        key=f"periods_{which}",
        kind=ChartKind.LINE,
        title=_title(periods, chart, turned=turned),
        marks=marks,
        target=center,
        target_text=""
        if center is None
        else _("all together {center}").format(center=words.percent(center)),
        curves=tuple(curves),
        low=low,
        high=high,
        note=words.DOT.join(
            part
            for part in (method_text(chart.method), periods.advice, periods.note, chart.note)
            if part
        ),
    )


def _ends(values: tuple[float | None, ...], *, turned: bool) -> list[float | None]:
    return [None if v is None else 1 - v if turned else v for v in values]


def _mark(line: Period, out: bool, center: float | None, unit: str) -> Mark:  # noqa: FBT001
    e = line.accuracy
    tone = Tone.NEUTRAL
    if out and e.value is not None and center is not None:
        tone = Tone.BAD if e.value < center else Tone.GOOD
    return Mark(
        label=line.name,
        value=e.value,
        low=e.low,
        high=e.high,
        n=line.n,
        text=words.share(e),
        tone=tone,
        muted=line.n < words.SMALL and tone is Tone.NEUTRAL,
        filter=days_of(line.start, unit) if line.n and unit in UNITS else (),
    )


def days_of(first: str, unit: str) -> Filter:
    """Return the filter of a period by its first day: each of its days."""
    start = date.fromisoformat(first)
    if unit == "month":
        after = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        length = (after - start).days
    else:
        length = 7 if unit == "week" else 1
    return tuple(("day", (start + timedelta(days=k)).isoformat()) for k in range(length))


def _axis(marks: tuple[Mark, ...], curves: list[Curve]) -> tuple[float, float]:
    values = [v for mark in marks for v in (mark.value,) if v is not None]
    values += [v for curve in curves for _at, v in curve.points if v is not None]
    low = max(0.0, min(values, default=0.0) - _ROOM)
    high = min(1.0, max(values, default=1.0) + _ROOM)
    return floor(low * 20) / 20, min(1.0, ceil(high * 20) / 20)


def _title(periods: Periods, chart: Control, *, turned: bool) -> str:
    known = translated(UNIT_TITLES.get(periods.unit, ""))
    unit = known or words.inside(words.spoken(periods.unit))  # of a trend: audit, period
    out = [periods.lines[at - 1].name for at in chart.signals if at <= len(periods.lines)]
    if not out:
        return _("No {unit} differs from the others by more than chance").format(unit=unit)
    if turned:
        return _("Accuracy has shifted for good by {out}").format(out=out[0])
    return ngettext(
        "{out} differs from the rest by more than chance",
        "{out} differ from the rest by more than chance",
        len(out),
    ).format(out=words.first_of(out))


def periods_table(periods: Periods, which: str = "") -> DataTable:
    """Return every period with its limits."""
    spec = control(periods, which)
    along = [dict(curve.points) for curve in spec.curves] if spec else []
    names = [curve.name[:1].upper() + curve.name[1:] for curve in spec.curves] if spec else []
    marks = spec.marks if spec else ()
    return DataTable(
        key="periods",
        columns=(
            Column(title=words.spoken(periods.unit), wide=True),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("Accuracy"), kind=CellKind.ESTIMATE, brief=True),
            *(Column(title=name, kind=CellKind.SHARE) for name in names),
            Column(title=_("Outside")),
        ),
        rows=tuple(
            (
                line.name,
                line.n,
                line.accuracy,
                *(values.get(at) for values in along),
                outside({Tone.BAD: "below", Tone.GOOD: "above"}.get(marks[at].tone, "")),
            )
            for at, line in enumerate(periods.lines)
        ),
        filters=tuple(mark.filter for mark in marks),
        muted=frozenset(at for at, mark in enumerate(marks) if mark.muted),
        empty=periods.note,
    )
