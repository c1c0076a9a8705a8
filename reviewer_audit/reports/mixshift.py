"""Two vendors or two periods: the difference in accuracy, and where it comes from."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from reviewer_audit.reports.data import AuditData, Bool, Coded, Float64, Int64
from reviewer_audit.reports.periods import first_day, name_of, number_of
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.compare import mover
from reviewer_audit.stats.decompose import Parts, Side, decompose, effects, side
from reviewer_audit.stats.design import OTHER_REVIEWERS, PROCESS, Grouping, Shares, tally
from reviewer_audit.stats.differences import independent, paired
from reviewer_audit.stats.measure import Estimate

PERIODS = ("week", "month")  # besides day, made of the days of the decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDifference:
    """Accuracy of two groups and the difference, second - first, with its interval.

    ``shared_items`` is on how many items both decided; ``same_items`` is the paired difference
    on those alone (undefined where there is none).
    """

    role: str
    one: str
    other: str
    first: Estimate
    second: Estimate
    difference: Estimate
    same_items: Estimate
    shared_items: int

    def as_json(self) -> dict[str, Any]:
        """Return the comparison."""
        return {
            "role": self.role,
            "one": self.one,
            "other": self.other,
            "accuracy": [self.first.as_json(), self.second.as_json()],
            "difference": self.difference.as_json(),
            "same_items": self.same_items.as_json(),
            "shared_items": self.shared_items,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    """One slice: weight and rate on both sides (None where it does not occur) and its parts.

    ``only`` is "", "one" or "other": the side that alone has the slice.
    """

    name: str
    weight_one: float
    weight_other: float
    rate_one: float | None
    rate_other: float | None
    n_one: int
    n_other: int
    rate_effect: float
    weight_effect: float
    interaction: float
    only: str

    def as_json(self) -> dict[str, Any]:
        """Return the line."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixShift:
    """A difference in accuracy split over the slices of a role; the parts add up to it exactly.

    Where a side has no decision ``lines`` is empty and ``reason`` and ``note`` say why.
    """

    over: str
    groups: GroupDifference
    rate: Estimate
    weight: Estimate
    interaction: Estimate
    lines: tuple[ShiftLine, ...]
    reason: str | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "over": self.over,
            **self.groups.as_json(),
            "effects": {
                "rate": self.rate.as_json(),
                "weight": self.weight.as_json(),
                "interaction": self.interaction.as_json(),
            },
            "lines": [line.as_json() for line in self.lines],
            "reason": self.reason,
            "note": self.note,
        }


def _column(data: AuditData, role: str) -> Coded:
    """Return the values of a role; weeks and months are made of days."""
    if role not in PERIODS:
        return data.column(role)
    days = data.column("day")
    names = [_period(name, role) for name in days.names]
    kept = sorted(set(names))
    place = np.array([kept.index(name) for name in names], np.int32)
    return Coded(place[days.codes] if data.n else days.codes, tuple(kept))


def _period(day: str, unit: str) -> str:
    try:
        number = number_of(date.fromisoformat(day), unit)
    except ValueError:
        return ""
    return name_of(first_day(number, unit), unit)


def _groups(data: AuditData, role: str, one: str, other: str) -> tuple[AuditData, Int64]:
    """Return the data and 0, 1 or 2 for one, other or neither; groups are no reviewers' sample."""
    if one == other:
        message = "a comparison needs two groups"
        raise ValueError(message)
    column = _column(data, role)
    place = np.array([0 if name == one else 1 if name == other else 2 for name in column.names])
    codes = place[column.codes] if data.n else np.empty(0, np.int64)
    fewer = data.estimand == OTHER_REVIEWERS
    return (replace(data, estimand=PROCESS) if fewer else data), codes.astype(np.int64)


def compare_groups(data: AuditData, role: str, one: str, other: str) -> GroupDifference:
    """Compare the accuracy of two groups: other - one.

    Simple draws: Newcombe's hybrid score interval (1998, method 10); otherwise the same from the
    design-based limits of both sides (MOVER, Zou & Donner 2008). Items that both decided on are
    compared in pairs as well (Newcombe 1998c). Where the groups share items and err alike, the
    first interval is too wide, never too narrow.

    Args:
        data: a revealed round.
        role: ``vendor``, ``queue`` ..., or ``day``, ``week``, ``month`` of the decision.
        one: the first group, or the earlier period (2026-09-07, 2026-W37, 2026-09).
        other: the second.

    Raises:
        ValueError: both are the same group.
    """
    data, codes = _groups(data, role, one, other)
    return _compared(Prepared(data), codes, role, (one, other))


def _compared(ready: Prepared, codes: Int64, role: str, names: tuple[str, str]) -> GroupDifference:
    data = ready.data
    grouping = Grouping(ready.sample, codes, 3)
    shares = ready.shares("accuracy", grouping)
    found = estimates(shares, grouping, confidence=data.confidence, context=ready.context)
    table = _pairs(ready, codes)
    return GroupDifference(
        role=role,
        one=names[0],
        other=names[1],
        first=found[0],
        second=found[1],
        difference=_difference(ready, shares, found[0], found[1]),
        same_items=paired(table.tolist(), data.confidence),
        shared_items=int(table.sum()),
    )


def _difference(ready: Prepared, shares: Shares, first: Estimate, second: Estimate) -> Estimate:
    confidence = ready.data.confidence
    n = first.n + second.n
    if first.value is None or second.value is None:
        note = "One of the two has no decision with a final answer."
        return Estimate.undefined("no_data", note, n=n, confidence=confidence)
    simple = not shares.weighted and ready.sample.cluster is None
    if simple and ready.data.estimand == PROCESS:
        x, size = shares.numerator, shares.n
        found = independent(float(x[1]), float(size[1]), float(x[0]), float(size[0]), confidence)
        return replace(found, method=f"{found.method}; {ready.context}")
    low, high = mover(_ends(second), _ends(first))
    return Estimate(
        value=second.value - first.value,
        n=n,
        low=low,
        high=high,
        confidence=confidence,
        method=f"MOVER of both intervals; {ready.context}",
        flags=tuple(sorted({*first.flags, *second.flags})),
    )


def _ends(one: Estimate) -> tuple[float, float, float]:
    value = one.value or 0.0
    low = 0.0 if one.low is None else one.low
    return value, low, 1.0 if one.high is None else one.high


def _pairs(ready: Prepared, codes: Int64) -> Float64:
    """Return [[both right, second alone], [first alone, neither]] over items both decided on.

    An item counts once; with several decisions of a side the first one speaks for it.
    """
    counted, right = ready.outcomes.counted, ready.outcomes.correct
    said = []
    for group in (1, 0):
        rows = np.flatnonzero(counted & (codes == group))
        items, first = np.unique(ready.data.item[rows], return_index=True)
        said.append((items, right[rows[first]]))
    (items, second), (others, first_right) = said
    _, at, where = np.intersect1d(items, others, return_indices=True)
    a, b = second[at], first_right[where]
    cells = [[a & b, a & ~b], [~a & b, ~a & ~b]]
    return np.array([[cell.sum() for cell in row] for row in cells], np.float64)


def mix_shift(data: AuditData, role: str, one: str, other: str, *, over: str) -> MixShift:
    """Split a difference in accuracy into rates, mix and both (Kitagawa 1955).

    Args:
        data: a revealed round.
        role: what tells the groups apart: ``vendor``, or ``day``, ``week``, ``month``.
        one: the first group, or the earlier period: the base.
        other: the second.
        over: the role whose slices make up the mix, such as ``queue``.

    Raises:
        ValueError: both are the same group.
    """
    data, codes = _groups(data, role, one, other)
    ready = Prepared(data)
    groups = _compared(ready, codes, role, (one, other))
    column = _column(data, over)
    weights = [_weights(ready, codes == group, column) for group in (0, 1)]
    if not all(weight.sum() > 0 for weight in weights):
        none = groups.difference
        return MixShift(
            over=over,
            groups=groups,
            rate=none,
            weight=none,
            interaction=none,
            lines=(),
            reason=none.reason,
            note=none.note,
        )
    (first, n_first), (second, n_second) = (
        _side(ready, codes, group, column, weights[group]) for group in (0, 1)
    )
    rate, weight, interaction = effects(first, second, data.confidence)
    lines = _lines(column, (first, second), (n_first, n_second), decompose(first, second))
    return MixShift(
        over=over,
        groups=groups,
        rate=rate,
        weight=weight,
        interaction=interaction,
        lines=lines,
        note="A slice on one side only counts as a change of the mix.",
    )


def _weights(ready: Prepared, group: Bool, column: Coded) -> Float64:
    weight = ready.sample.weight * group
    return tally(column.codes.astype(np.int64), len(column.names), weight)


def _side(
    ready: Prepared, codes: Int64, group: int, column: Coded, weight: Float64
) -> tuple[Side, Int64]:
    size = len(column.names)
    inner = np.where(codes == group, column.codes, size)
    shares = ready.shares("accuracy", Grouping(ready.sample, inner, size + 1))
    n = shares.n[:size]
    effective = np.where(n > 0, np.minimum(shares.n_eff[:size], n), 0.0)
    rate = np.where(n > 0, shares.value[:size], 0.0)
    return side(weight, rate, effective), n.astype(np.int64)


def _lines(
    column: Coded, sides: tuple[Side, ...], counts: tuple[Int64, ...], parts: Parts
) -> tuple[ShiftLine, ...]:
    first, second = sides
    out = []
    for k, name in enumerate(column.names):
        here = bool(first.weight[k] > 0), bool(second.weight[k] > 0)
        if not any(here):
            continue
        out.append(
            ShiftLine(
                name=name,
                weight_one=float(first.weight[k]),
                weight_other=float(second.weight[k]),
                rate_one=float(first.rate[k]) if here[0] else None,
                rate_other=float(second.rate[k]) if here[1] else None,
                n_one=int(counts[0][k]),
                n_other=int(counts[1][k]),
                rate_effect=float(parts.rate[k]),
                weight_effect=float(parts.weight[k]),
                interaction=float(parts.interaction[k]),
                only="" if all(here) else "one" if here[0] else "other",
            )
        )
    return tuple(out)
