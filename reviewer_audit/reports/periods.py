"""Accuracy over time: an estimate for every period, and whether a change is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports.data import AuditData, Float64, Int64
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats import charts
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.design import Grouping, Shares
from reviewer_audit.stats.measure import Estimate

UNITS = ("day", "week", "month")
ENOUGH = 30  # decisions of the middle period, for the finest unit that is chosen by itself
MOST = 1000  # periods; more come from a wrong date
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control chart; lists have None where a period holds no decision.

    ``quantity`` is ``accuracy`` or ``error_rate``; ``signals`` are numbers of periods, from 1.
    """

    quantity: str
    center: float | None
    points: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    signals: tuple[int, ...]
    method: str
    sigma_z: float | None = None
    flags: tuple[str, ...] = ()
    reason: str | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the chart as lists."""
        names = ("points", "lower", "upper", "signals", "flags")
        out = {name: getattr(self, name) for name in self.__slots__}
        return out | {name: list(out[name]) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One day, ISO week or month: its name and the accuracy of the decisions made in it."""

    name: str
    start: str
    n: int
    accuracy: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return the period."""
        return {
            "period": self.name,
            "start": self.start,
            "n": self.n,
            "accuracy": self.accuracy.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Accuracy in time. ``recommended`` names the chart to read: ``p_chart`` or ``laney``.

    With fewer than two periods the charts are None and ``reason`` and ``note`` say why.
    """

    unit: str
    lines: tuple[Period, ...]
    p_chart: Control | None
    laney: Control | None
    ewma: Control | None
    recommended: str
    advice: str
    undated: int
    weighted: bool
    reason: str | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        drawn = {"p_chart": self.p_chart, "laney": self.laney, "ewma": self.ewma}
        return {
            "unit": self.unit,
            "periods": [line.as_json() for line in self.lines],
            **{name: chart.as_json() if chart else None for name, chart in drawn.items()},
            "recommended": self.recommended,
            "advice": self.advice,
            "undated": self.undated,
            "weighted": self.weighted,
            "reason": self.reason,
            "note": self.note,
        }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def number_of(day: date, unit: str) -> int:
    """Return the running number of the day, week (from Monday) or month that a day is in."""
    if unit == "month":
        return day.year * _MONTHS + day.month - 1
    return day.toordinal() if unit == "day" else (day.toordinal() - 1) // 7


def first_day(number: int, unit: str) -> date:
    """Return the day with which a period begins."""
    if unit == "month":
        return date(number // _MONTHS, number % _MONTHS + 1, 1)
    return date.fromordinal(number if unit == "day" else number * 7 + 1)


def name_of(start: date, unit: str) -> str:
    """Return what a period is called: 2026-09-07, 2026-W37 or 2026-09."""
    if unit == "month":
        return start.isoformat()[:7]
    if unit == "day":
        return start.isoformat()
    year, week, _weekday = (start + timedelta(days=3)).isocalendar()
    return f"{year}-W{week:02}"


def _fitting(days: Sequence[date]) -> str:
    """Return the finest unit whose middle period has enough decisions, else the coarsest."""
    chosen = "day"
    for unit in UNITS:
        _, sizes = np.unique([number_of(day, unit) for day in days], return_counts=True)
        if len(sizes) < 2 and unit != "day":  # noqa: PLR2004
            break
        chosen = unit
        if np.median(sizes) >= ENOUGH:
            break
    return chosen


def periods(data: AuditData, decided_at: Sequence[str], unit: str = "auto") -> Periods:
    """Follow accuracy over the time of the decisions.

    Points of the charts are the estimates of the periods and limits rest on their effective
    size, so that a weighted draw is not read as a simple one. Days are those of UTC, weeks begin
    on Monday. p-chart: Montgomery 7.2; p': Laney (2002); EWMA of the error rate: Roberts (1959).

    Args:
        data: a revealed round.
        decided_at: ISO time of each decision, "" where it is not known; as long as the data.
        unit: ``day``, ``week``, ``month``, or ``auto`` for the finest with enough decisions.

    Raises:
        ValueError: another unit, or another number of times than of decisions.
    """
    if unit not in {"auto", *UNITS} or len(decided_at) != data.n:
        message = "a unit is auto, day, week or month; every decision has a time or none"
        raise ValueError(message)
    days = [_day(text) for text in decided_at]
    known = [day for day in days if day is not None]
    undated = data.n - len(known)
    if not known:
        note = _("No decision tells when it was made.")
        return _nothing("day" if unit == "auto" else unit, undated, "no_dates", note)
    unit = _fitting(known) if unit == "auto" else unit
    numbers = [number_of(day, unit) for day in known]
    first, count = min(numbers), max(numbers) - min(numbers) + 1
    if count > MOST:
        note = _("The dates span {count} periods; some of them must be wrong.").format(count=count)
        return _nothing(unit, undated, "too_many_periods", note)
    codes = np.array(
        [count if day is None else number_of(day, unit) - first for day in days], np.int64
    )
    return _followed(data, codes, [first_day(first + k, unit) for k in range(count)], unit, undated)


def _nothing(unit: str, undated: int, reason: str, note: str) -> Periods:
    return Periods(
        unit=unit,
        lines=(),
        p_chart=None,
        laney=None,
        ewma=None,
        recommended="",
        advice="",
        undated=undated,
        weighted=False,
        reason=reason,
        note=note,
    )


def _followed(
    data: AuditData, codes: Int64, starts: Sequence[date], unit: str, undated: int
) -> Periods:
    ready = Prepared(data)
    count = len(starts)
    grouping = Grouping(ready.sample, codes, count + 1)  # the last one: decisions without a date
    shares = ready.shares("accuracy", grouping)
    shown = estimates(shares, grouping, confidence=data.confidence, context=ready.context)
    lines = tuple(
        Period(
            name=name_of(start, unit),
            start=start.isoformat(),
            n=shown[k].n,
            accuracy=shown[k],
        )
        for k, start in enumerate(starts)
    )
    weighted = bool(shares.weighted) or ready.sample.cluster is not None
    x, n = _counted(shares, count)
    return followed(lines, x, n, unit, weighted=weighted, undated=undated)


def followed(
    lines: tuple[Period, ...], x: Float64, n: Float64, unit: str, *, weighted: bool, undated: int
) -> Periods:
    """Draw the charts of estimates in order of time.

    Args:
        lines: the periods.
        x: right decisions of the simple draw that says as much, for each.
        n: its decisions.
        unit: what the periods are.
        weighted: some draw was not a simple one.
        undated: decisions without a date.
    """
    held = sum(line.n > 0 for line in lines)
    if held < 2:  # noqa: PLR2004
        one = _("All decisions fall into one period: there is nothing to follow.")
        none = _("No decision with a date has a final answer.")
        reason, note = ("single_period", one) if held else ("no_data", none)
        empty = _nothing(unit, undated, reason, note)
        return replace(empty, lines=lines, weighted=weighted) if held else empty
    center = float(x.sum() / n.sum())
    plain = charts.p_chart(x, n, center=center)
    wide = charts.laney(x, n, center=center)
    smooth = charts.ewma(n - x, n, center=1 - center)
    recommended, advice = _advice(wide)
    return Periods(
        unit=unit,
        lines=lines,
        p_chart=_control(plain, "accuracy"),
        laney=_control(wide, "accuracy"),
        ewma=_control(smooth, "error_rate"),
        recommended=recommended,
        advice=advice,
        undated=undated,
        weighted=weighted,
        note=_note(weighted=weighted, undated=undated),
    )


def _counted(shares: Shares, count: int) -> tuple[Float64, Float64]:
    """Return right decisions and decisions of the simple draws that say as much."""
    there = shares.n[:count] > 0
    size = np.where(there, np.minimum(shares.n_eff[:count], shares.n[:count]), 0.0)
    hits = np.where(there, shares.value[:count], 0.0) * size
    return np.minimum(hits, size), size


def _advice(wide: charts.Chart) -> tuple[str, str]:
    """Say which chart to read, and why."""
    points = sum(point is not None for point in wide.points)
    if wide.sigma_z is None:
        return "p_chart", _("All periods are alike: the p-chart is enough.")
    times = f"{wide.sigma_z:.2f}"
    if wide.sigma_z <= charts.OVERDISPERSED:
        return "p_chart", _(
            "Periods differ {times} times as much as chance alone makes them: the p-chart is right."
        ).format(times=times)
    if points < charts.ENOUGH:
        return "p_chart", (
            _(
                "Periods differ {times} times as much as chance alone makes them, but {points} "
                "periods are too few to be sure (20 are needed). Where both charts signal, look "
                "for the cause; where the p-chart alone does, wait."
            ).format(times=times, points=points)
        )
    return "laney", _(
        "Periods differ {times} times as much as chance alone makes them: read Laney's chart, the "
        "p-chart signals too often."
    ).format(times=times)


def _note(*, weighted: bool, undated: int) -> str:
    notes = []
    if weighted:
        notes.append(
            _(
                "Not a simple draw: points are the weighted estimates, and limits "
                "rest on the effective number of decisions as if they were a "
                "simple draw of that size."
            )
        )
    if undated:
        notes.append(
            ngettext(
                "{n} decision without a date is left out.",
                "{n} decisions without a date are left out.",
                undated,
            ).format(n=undated)
        )
    return " ".join(notes)


def _control(chart: charts.Chart, quantity: str) -> Control:
    return Control(
        quantity=quantity,
        center=chart.center,
        points=chart.points,
        lower=chart.lower,
        upper=chart.upper,
        signals=chart.signals,
        method=chart.method,
        sigma_z=chart.sigma_z,
        flags=chart.flags,
        reason=chart.reason,
        note=chart.note,
    )
