"""Efficiency beside quality: handling time, throughput, turnaround, and speed against accuracy.

Times are those of all decisions of the round's frame, not of the sample alone: they need no
grading. They say nothing about how right a decision is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports.data import AuditData, Coded, Float64, Int64
from reviewer_audit.reports.people import accuracy_of
from reviewer_audit.reports.scores import SMALL
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.pace import mean_of, quantile_sorted

ROLES = ("vendor", "reviewer", "queue", "language")
DAY, HOUR = 86_400, 3_600
KEYS = (
    "handling_median",
    "handling_p90",
    "per_day",
    "per_hour",
    "turnaround_median",
    "turnaround_p90",
    "within_deadline",
)
_ABSENT = {
    "handling": N_("No handling time was imported."),
    "turnaround": N_("No time at which an item was queued, or none of the decision, was imported."),
    "deadline": N_("No deadline, or no time of the decision, was imported."),
    "throughput": N_("No reviewer, or no time of the decision, was imported."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """All decisions of a frame (N) with their times; seconds, NaN where one is not known.

    ``decided``, ``enqueued`` and ``due`` count from 1970 in UTC.
    """

    handling: Float64
    decided: Float64
    enqueued: Float64
    due: Float64
    slices: Mapping[str, Coded] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many decisions the frame holds."""
        return len(self.handling)

    @property
    def turnaround(self) -> Float64:
        """Seconds from queue to decision; NaN where unknown, or negative and so impossible."""
        spent = self.decided - self.enqueued
        return np.where(spent >= 0, spent, np.nan)

    @property
    def impossible(self) -> int:
        """How many decisions were made before their item was queued, by their times."""
        return int((self.decided < self.enqueued).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingLine:
    """One slice; ``estimates`` has exactly the keys KEYS.

    Times are in seconds. ``per_day`` and ``per_hour`` are decisions a person makes on a day (in
    an hour) with at least one; ``within_deadline`` is a share.
    """

    name: str
    n: int
    estimates: Mapping[str, Estimate]

    def __getitem__(self, key: str) -> Estimate:
        return self.estimates[key]

    def as_json(self) -> dict[str, Any]:
        """Return the line."""
        return {"n": self.n} | {key: found.as_json() for key, found in self.estimates.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedQuality:
    """One reviewer in the picture of quality against speed; ``small`` is greyed."""

    name: str
    handling_median: Estimate
    accuracy: Estimate
    small: bool

    def as_json(self) -> dict[str, Any]:
        """Return the point."""
        return {
            "name": self.name,
            "handling_median": self.handling_median.as_json(),
            "accuracy": self.accuracy.as_json(),
            "small": self.small,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficiency:
    """Times of a round's frame: overall, by each role, and beside accuracy per reviewer.

    ``absent`` says in words what was not imported; such a measure is undefined, never 0.
    """

    overall: TimingLine
    by: Mapping[str, Mapping[str, TimingLine]]
    speed_quality: tuple[SpeedQuality, ...]
    absent: Mapping[str, str]
    impossible: int
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "overall": self.overall.as_json(),
            "by": {
                role: {name: line.as_json() for name, line in lines.items()}
                for role, lines in self.by.items()
            },
            "speed_quality": [point.as_json() for point in self.speed_quality],
            "absent": dict(self.absent),
            "impossible": self.impossible,
            "note": self.note,
        }


class _Columns:
    """What every slicing needs, computed once: each time sorted with the rows it belongs to."""

    def __init__(self, times: Times, confidence: float) -> None:
        self.times = times
        self.confidence = confidence
        self.spent = {"handling": times.handling, "turnaround": times.turnaround}
        self.handling = _ordered(self.spent["handling"])
        self.turnaround = _ordered(self.spent["turnaround"])
        known = ~np.isnan(times.decided)
        self.dated = np.flatnonzero(known & ~np.isnan(times.due))
        self.in_time = times.decided[self.dated] <= times.due[self.dated]
        reviewer = times.slices.get("reviewer")
        named = np.zeros(times.n, np.bool_)
        if reviewer is not None:
            named = np.array([bool(name) for name in reviewer.names])[reviewer.codes]
        self.worked = np.flatnonzero(known & named)
        self.who = reviewer.codes[self.worked].astype(np.int64) if reviewer else self.worked
        self.absent = {
            name: translated(_ABSENT[name])
            for name, there in (
                ("handling", len(self.handling)),
                ("turnaround", len(self.turnaround)),
                ("deadline", len(self.dated)),
                ("throughput", len(self.worked)),
            )
            if not there
        }

    def missing(self, name: str) -> Estimate:
        """Say why a slice has no such time: none was imported, or none for this slice."""
        if name in self.absent:
            return Estimate.undefined("not_recorded", self.absent[name], confidence=self.confidence)
        note = _("None of these decisions has such a time.")
        return Estimate.undefined("no_data", note, confidence=self.confidence)


def _ordered(values: Float64) -> Int64:
    """Return the rows that have a value, smallest value first."""
    rows = np.flatnonzero(~np.isnan(values))
    return rows[np.argsort(values[rows], kind="stable")].astype(np.int64)


def efficiency(
    times: Times,
    data: AuditData,
    roles: Sequence[str] = ROLES,
    *,
    confidence: float = 0.95,
) -> Efficiency:
    """Return handling time, throughput, turnaround and deadlines, overall and by role.

    Quantiles have distribution-free order-statistic intervals (Hahn & Meeker 1991), means a day
    or an hour Student's over the days or hours of persons, shares the usual one. All answer for
    decisions like these by these people; decisions are taken as independent.

    Args:
        times: all decisions of the round's frame.
        data: the revealed round, for the accuracy of each reviewer.
        roles: to slice by; a role that was not imported is left out.
        confidence: of the intervals.
    """
    columns = _Columns(times, confidence)
    whole = _lines(columns, np.zeros(times.n, np.int64), ("",))
    by = {
        role: _lines(columns, times.slices[role].codes.astype(np.int64), times.slices[role].names)
        for role in roles
        if role in times.slices and times.slices[role].names != ("",)
    }
    return Efficiency(
        overall=whole.get("") or _nothing(columns),
        by=by,
        speed_quality=_speed_quality(data, by.get("reviewer", {})),
        absent=columns.absent,
        impossible=times.impossible,
        note=_note(columns),
    )


def _note(columns: _Columns) -> str:
    notes = []
    if "throughput" not in columns.absent:
        notes.append(
            _(
                "Throughput counts imported decisions: of a partial export it is a "
                "lower bound. Days and hours are those of UTC."
            )
        )
    if columns.times.impossible:
        notes.append(
            ngettext(
                "{n} decision is dated before its item was queued and left out of turnaround.",
                "{n} decisions are dated before their item was queued and left out of turnaround.",
                columns.times.impossible,
            ).format(n=columns.times.impossible)
        )
    return " ".join(notes)


def _nothing(columns: _Columns) -> TimingLine:
    none = Estimate.undefined("no_data", _("There is no decision."), confidence=columns.confidence)
    return TimingLine(name="", n=0, estimates=dict.fromkeys(KEYS, none))


def _lines(columns: _Columns, codes: Int64, names: tuple[str, ...]) -> dict[str, TimingLine]:
    """Return the lines of one role by name, "" the decisions that name nothing."""
    count = len(names)
    level, spent = columns.confidence, columns.spent
    handling = _split(columns.handling, codes, count)
    turnaround = _split(columns.turnaround, codes, count)
    in_time = np.bincount(codes[columns.dated], columns.in_time, count)
    dated = np.bincount(codes[columns.dated], minlength=count)
    days = _worked(columns, codes, count, DAY)
    hours = _worked(columns, codes, count, HOUR)
    drawn = np.bincount(codes, minlength=count)
    out = {}
    for k, name in enumerate(names):
        if not drawn[k]:
            continue
        found: dict[str, Estimate] = {}
        for key, rows, values in (
            ("handling", handling[k], spent["handling"]),
            ("turnaround", turnaround[k], spent["turnaround"]),
        ):
            for tag, q in (("median", 0.5), ("p90", 0.9)):
                found[f"{key}_{tag}"] = (
                    quantile_sorted(values[rows], q, level) if len(rows) else columns.missing(key)
                )
        for key, counts in (("per_day", days[k]), ("per_hour", hours[k])):
            found[key] = mean_of(counts, level) if len(counts) else columns.missing("throughput")
        found["within_deadline"] = (
            proportion(int(in_time[k]), int(dated[k]), level)
            if dated[k]
            else columns.missing("deadline")
        )
        ordered = {key: found[key] for key in KEYS}
        out[name] = TimingLine(name=name, n=int(drawn[k]), estimates=ordered)
    return out


def _split(rows: Int64, codes: Int64, count: int) -> list[Int64]:
    """Return the rows of each slice in the order they come."""
    mine = codes[rows]
    order = np.argsort(mine, kind="stable")
    ends = np.cumsum(np.bincount(mine, minlength=count))
    return np.split(rows[order], ends[:-1]) if count else []


def _worked(columns: _Columns, codes: Int64, count: int, seconds: int) -> list[Int64]:
    """Return, for each slice, how many decisions each person made in each active day or hour."""
    rows = columns.worked
    if not len(rows):
        return [np.empty(0, np.int64)] * count
    when = np.floor(columns.times.decided[rows] / seconds).astype(np.int64)
    when -= when.min()
    people = int(columns.who.max()) + 1
    span = int(when.max()) + 1
    keys = (codes[rows] * people + columns.who) * span + when
    occurring, counts = np.unique(keys, return_counts=True)
    ends = np.cumsum(np.bincount(occurring // (people * span), minlength=count))
    return np.split(counts.astype(np.int64), ends[:-1])


def _speed_quality(data: AuditData, lines: Mapping[str, TimingLine]) -> tuple[SpeedQuality, ...]:
    """Return a point for everybody with a handling time and an accuracy."""
    accuracy = accuracy_of(data, "reviewer")
    return tuple(
        SpeedQuality(
            name=name,
            handling_median=line["handling_median"],
            accuracy=accuracy[name],
            small=accuracy[name].n < SMALL,
        )
        for name, line in lines.items()
        if name in accuracy and line["handling_median"].value is not None
    )
