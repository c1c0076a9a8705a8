"""Time beside quality: how long decisions take, by whom, and what was not imported."""

from collections.abc import Mapping

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    ChartKind,
    ChartSpec,
    Column,
    DataTable,
    Mark,
    Paragraph,
    Style,
)
from reviewer_audit.reports.timing import Efficiency, TimingLine
from reviewer_audit.stats.measure import Estimate

TITLE = N_("How long does it take?")
MINUTE, HOUR, DAY = 60, 3600, 86_400
TITLES = {
    "handling_median": N_("Median"),
    "handling_p90": "p90",
    "per_day": N_("A day"),
    "per_hour": N_("An hour"),
    "turnaround_median": N_("Turnaround, median"),
    "turnaround_p90": N_("Turnaround, p90"),
    "within_deadline": N_("In time"),
}
ROLES = ("vendor", "queue", "language")  # reviewers stand in the picture of speed


def duration(seconds: float) -> str:
    """Write a time as people say it: 35 s, 2 min 5 s, 3.2 h, 1.5 days."""
    if seconds < MINUTE:
        return f"{seconds:.3g}{words.NBSP}s"
    if seconds < HOUR:
        minutes, rest = divmod(round(seconds), MINUTE)
        return _("{minutes}{nbsp}min").format(minutes=minutes, nbsp=words.NBSP) + (
            f" {rest}{words.NBSP}s" if rest else ""
        )
    if seconds < DAY:
        return f"{seconds / HOUR:.1f}{words.NBSP}h"
    return _("{seconds:.1f} days").format(seconds=seconds / DAY)


def written(key: str, e: Estimate) -> str:
    """Write a figure of time with its interval."""
    if e.value is None:
        return "n/a"
    if key == "within_deadline":
        span = words.interval(e)
        return f"{words.share(e)} ({span})" if span else words.share(e)
    decimals = 2 if e.value < 10 else 1 if e.value < 100 else 0  # noqa: PLR2004 - three digits
    write = duration if not key.startswith("per_") else f"{{:.{decimals}f}}".format
    text = write(e.value)
    if e.low is not None and e.high is not None:
        text += _(" ({low} to {high})").format(low=write(e.low), high=write(e.high))
    return text


def blocks(found: Efficiency) -> list[Block]:
    """Return the times of a round, by vendor, queue, language and reviewer."""
    shown = [key for key in TITLES if found.overall[key].value is not None]
    made: list[Block] = []
    if shown:
        first = found.overall
        said = [f"{translated(TITLES[key])} {written(key, first[key])}" for key in shown[:2]]
        lead = _("{figures} · {n} decisions of the frame").format(
            figures=" · ".join(said), n=words.count(first.n)
        )
        made.append(Paragraph(text=lead, style=Style.LEAD))
        for role in ROLES:
            lines = found.by.get(role, {})
            if len(lines) > 1 or (lines and role == "vendor"):
                made.append(_table(role, lines, shown))
    if found.absent:
        made.append(Paragraph(text=" ".join(found.absent.values()), style=Style.NOTE))
    if found.note:
        made.append(Paragraph(text=found.note, style=Style.NOTE))
    return made


def _table(role: str, lines: Mapping[str, TimingLine], shown: list[str]) -> DataTable:
    names = sorted(lines)
    return DataTable(
        key=f"time_{role}",
        title=_("By {role}").format(role=words.inside(words.role_title(role))),
        columns=(
            Column(title=words.role_title(role), wide=True),
            Column(title="n", kind=CellKind.INTEGER),
            *(Column(title=translated(TITLES[key])) for key in shown),
        ),
        rows=tuple(_row(name, lines[name], shown) for name in names),
        muted=frozenset(k for k, name in enumerate(names) if lines[name].n < words.SMALL),
    )


def _row(name: str, line: TimingLine, shown: list[str]) -> tuple[str | int, ...]:
    return (words.value_title(name), line.n, *(written(key, line[key]) for key in shown))


def speed(found: Efficiency) -> ChartSpec | None:
    """Return accuracy against handling time, a point per reviewer; None without times."""
    points = [
        one
        for one in found.speed_quality
        if one.accuracy.value is not None and one.handling_median.value is not None
    ]
    if not points:
        return None
    longest = max(one.handling_median.value or 0.0 for one in points)
    unit, per = (_("minutes"), MINUTE) if longest >= 5 * MINUTE else (_("seconds"), 1)
    marks = tuple(
        Mark(
            label=words.value_title(one.name),
            value=one.accuracy.value,
            low=one.accuracy.low,
            high=one.accuracy.high,
            n=one.accuracy.n,
            text=words.DOT.join(
                (words.share(one.accuracy), duration(one.handling_median.value or 0.0))
            ),
            muted=one.small,
            filter=(("reviewer", one.name),),
            x=(one.handling_median.value or 0.0) / per,
        )
        for one in sorted(points, key=lambda one: one.handling_median.value or 0.0)
    )
    lowest = min(mark.value or 0.0 for mark in marks)
    return ChartSpec(
        key="speed_quality",
        kind=ChartKind.FUNNEL,
        title=_("Do those who are quicker make more errors?"),
        marks=marks,
        column_title=_("median handling time, {unit}").format(unit=unit),
        low=max(0.0, int((lowest - 0.02) * 20) / 20),
        high=1.0,
        note=_("Hollow: fewer than {small} decisions · persons get no verdict and no rank").format(
            small=words.SMALL
        ),
    )


def speed_table(found: Efficiency) -> DataTable:
    """Return what stands behind the picture of speed and accuracy."""
    points = sorted(found.speed_quality, key=lambda one: one.name)
    return DataTable(
        key="speed_quality",
        columns=(
            Column(title=_("Reviewer"), wide=True),
            Column(title=_("Median handling time")),
            Column(title=_("Accuracy"), kind=CellKind.ESTIMATE),
        ),
        rows=tuple(
            (
                words.value_title(one.name),
                written("handling_median", one.handling_median),
                one.accuracy,
            )
            for one in points
        ),
        filters=tuple((("reviewer", one.name),) for one in points),
        muted=frozenset(k for k, one in enumerate(points) if one.small),
    )
