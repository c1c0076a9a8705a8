"""Two vendors, periods, rounds: the difference in accuracy, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports.data import AuditData, Bool, Coded, Float64, Int64
from reviewer_audit.reports.periods import first_day, name_of, number_of
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.compare import mover
from reviewer_audit.stats.decompose import Parts, Side, decompose, effects, side
from reviewer_audit.stats.design import OTHER_REVIEWERS, PROCESS, Grouping, Shares, tally
from reviewer_audit.stats.differences import independent, paired
from reviewer_audit.stats.interval_choice import with_interval
from reviewer_audit.stats.measure import Estimate

PERIODS = ("week", "month")  # besides day, made of the days of the decisions
ROUND, AUDIT = "round", "audit"  # of one project, or of several
NO_MIX = N_("No role was named to split the difference over.")


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
    """One slice: weight and accuracy on both sides (None where it does not occur) and its parts.

    ``only`` is "", "one" or "other": the side that alone has the slice.
    """

    name: str
    weight_one: float
    weight_other: float
    first: Estimate | None
    second: Estimate | None
    rate_effect: float
    weight_effect: float
    interaction: float
    only: str

    def as_json(self) -> dict[str, Any]:
        """Return the line."""
        sides = (self.first, self.second)
        return {
            "name": self.name,
            "weight": [self.weight_one, self.weight_other],
            "accuracy": [e.as_json() if e else None for e in sides],
            "rate_effect": self.rate_effect,
            "weight_effect": self.weight_effect,
            "interaction": self.interaction,
            "only": self.only,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MixShift:
    """A difference in accuracy, split over the slices of a role; the parts add up to it exactly.

    Without decisions on a side, or without a role to split over, ``lines`` is empty and
    ``reason`` and ``note`` say why.
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
            **self.groups.as_json(),
            "over": self.over or None,
            "effects": {
                "rate": self.rate.as_json(),
                "weight": self.weight.as_json(),
                "interaction": self.interaction.as_json(),
            },
            "lines": [line.as_json() for line in self.lines],
            "reason": self.reason,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class _Group:
    """One side: a round, and which of its drawn decisions are meant."""

    name: str
    ready: Prepared
    rows: Bool


def mix_shift(
    data: AuditData,
    role: str,
    one: str,
    other: str,
    *,
    over: str = "",
    within: Bool | None = None,
    ready: Prepared | None = None,
) -> MixShift:
    """Compare the accuracy of two groups of one round, other - one, and split the difference.

    Simple draws: Newcombe's hybrid score interval (1998b, 10), else MOVER of both design-based
    limits (Zou & Donner 2008); shared items in pairs as well (Newcombe 1998c). Where groups share
    items and err alike the first is too wide, never too narrow. The split: Kitagawa (1955).

    Args:
        data: a revealed round.
        role: ``vendor``, ``queue`` ..., or ``day``, ``week``, ``month`` of the decision.
        one: the first group, or the earlier period (2026-09-07, 2026-W37, 2026-09): the base.
        other: the second.
        over: the role whose slices make up the mix, such as ``queue``; none: no split.
        within: (n,) the decisions it is about, such as those of one vendor; all by default.
        ready: the round prepared for scoring, where it is at hand.
    """
    if one == other:
        message = "a comparison needs two groups"
        raise ValueError(message)
    if ready is None or data.estimand == OTHER_REVIEWERS:
        ready = Prepared(_of_process(data))
    column = values_of(data, role)
    inside = np.ones(data.n, bool) if within is None else within
    first, second = (
        _Group(name, ready, inside & (column.codes == _code_of(column, name)))
        for name in (one, other)
    )
    return _split(role, first, second, over)


def round_shift(
    one: AuditData,
    other: AuditData,
    names: tuple[str, str],
    *,
    over: str = "",
    rows: tuple[Bool, Bool] | None = None,
) -> MixShift:
    """Compare two rounds, other - one, as :func:`mix_shift` does two groups.

    Each is judged by its own policy and weighted to its own frame. ``rows`` are the decisions
    it is about, such as those of one vendor; all by default.
    """
    whole = np.ones(one.n, bool), np.ones(other.n, bool)
    return prepared_shift(ROUND, _ready(one, other), names, rows or whole, over)


def prepared_shift(
    role: str,
    sides: tuple[Prepared, Prepared],
    names: tuple[str, str],
    rows: tuple[Bool, Bool],
    over: str = "",
) -> MixShift:
    """Compare two samples that are prepared; what is decided in both has the same item id."""
    first, second = map(_Group, names, sides, rows)
    return _split(role, first, second, over)


def slice_difference(
    one: AuditData, other: AuditData, names: tuple[str, str], rows: tuple[Bool, Bool]
) -> GroupDifference:
    """Compare the accuracy of one slice in two rounds, other - one; ``rows`` are its decisions."""
    return _compared(ROUND, *map(_Group, names, _ready(one, other), rows))


def _ready(one: AuditData, other: AuditData) -> tuple[Prepared, Prepared]:
    return Prepared(_of_process(one)), Prepared(_of_process(other))


def values_of(data: AuditData, role: str) -> Coded:
    """Return the values of a role by which groups are told apart; weeks and months are of days."""
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


def _code_of(column: Coded, name: str) -> int:
    return column.names.index(name) if name in column.names else -1


def _of_process(data: AuditData) -> AuditData:
    """Vendors and periods are no sample of reviewers: that estimand has no difference of them."""
    return replace(data, estimand=PROCESS) if data.estimand == OTHER_REVIEWERS else data


def _split(role: str, first: _Group, second: _Group, over: str) -> MixShift:
    groups = _compared(role, first, second)
    if not over:
        none = Estimate.undefined("not_applicable", translated(NO_MIX), n=groups.difference.n)
        return _unsplit("", groups, none)
    columns = [values_of(group.ready.data, over) for group in (first, second)]
    names = sorted({name for column in columns for name in column.names})
    codes = [_coded_as(column, names) for column in columns]
    weights = [
        tally(code, len(names), group.ready.sample.weight * group.rows)
        for group, code in zip((first, second), codes, strict=True)
    ]
    if not all(weight.sum() > 0 for weight in weights):
        return _unsplit(over, groups, groups.difference)
    sides, shown = [], []
    for group, code, weight in zip((first, second), codes, weights, strict=True):
        one, found = _side(group, code, weight)
        sides.append(one)
        shown.append(found)
    rate, mix, both = effects(sides[0], sides[1], first.ready.data.confidence)
    return MixShift(
        over=over,
        groups=groups,
        rate=rate,
        weight=mix,
        interaction=both,
        lines=_lines(names, sides, shown, decompose(sides[0], sides[1])),
        note=_("A slice on one side only counts as a change of the mix."),
    )


def _unsplit(over: str, groups: GroupDifference, why: Estimate) -> MixShift:
    return MixShift(
        over=over,
        groups=groups,
        rate=why,
        weight=why,
        interaction=why,
        lines=(),
        reason=why.reason,
        note=why.note,
    )


def _coded_as(column: Coded, names: Sequence[str]) -> Int64:
    """Return the codes of a column by another list of names, which holds all of its own."""
    place = np.array([names.index(name) for name in column.names], np.int64)
    return place[column.codes] if len(column.codes) else np.empty(0, np.int64)


def _compared(role: str, first: _Group, second: _Group) -> GroupDifference:
    (one, of_one), (other, of_other) = _accuracy(first), _accuracy(second)
    table = _pairs(first, second)
    simple = not any(
        shares.weighted or group.ready.sample.cluster is not None
        for group, shares in ((first, of_one), (second, of_other))
    )
    return GroupDifference(
        role=role,
        one=first.name,
        other=second.name,
        first=one,
        second=other,
        difference=_difference(first.ready, one, other, simple=simple),
        same_items=paired(table.tolist(), first.ready.data.confidence),
        shared_items=int(table.sum()),
    )


def _accuracy(group: _Group) -> tuple[Estimate, Shares]:
    ready = group.ready
    grouping = Grouping(ready.sample, np.where(group.rows, 0, 1).astype(np.int64), 2)
    shares = ready.shares("accuracy", grouping)
    return _shown(ready, shares, grouping)[0], shares


def _shown(ready: Prepared, shares: Shares, grouping: Grouping) -> list[Estimate]:
    data = ready.data
    found = estimates(shares, grouping, confidence=data.confidence, context=ready.context)
    return with_interval(found, data.interval, ready.sample) if data.interval else found


def _difference(ready: Prepared, first: Estimate, second: Estimate, *, simple: bool) -> Estimate:
    confidence = ready.data.confidence
    n = first.n + second.n
    if first.value is None or second.value is None:
        note = _("One of the two has no decision with a final answer.")
        return Estimate.undefined("no_data", note, n=n, confidence=confidence)
    hits = second.numerator, first.numerator
    if simple and ready.data.estimand == PROCESS and hits[0] is not None and hits[1] is not None:
        found = independent(hits[0], second.n, hits[1], first.n, confidence)
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


def _pairs(first: _Group, second: _Group) -> Float64:
    """Return [[both right, second alone], [first alone, neither]] over items both decided on.

    An item counts once; with several decisions of a side the first one speaks for it.
    """
    said = []
    for group in (second, first):
        data, right = group.ready.data, group.ready.outcomes.correct
        rows = np.flatnonzero(group.ready.outcomes.counted & group.rows)
        items, at = np.unique(data.item_ids[data.item[rows]], return_index=True)
        said.append((items, right[rows[at]]))
    (items, of_second), (others, of_first) = said
    _, at, where = np.intersect1d(items, others, return_indices=True)
    a, b = of_second[at], of_first[where]
    cells = [[a & b, a & ~b], [~a & b, ~a & ~b]]
    return np.array([[cell.sum() for cell in row] for row in cells], np.float64)


def _side(group: _Group, codes: Int64, weight: Float64) -> tuple[Side, list[Estimate]]:
    ready, size = group.ready, len(weight)
    grouping = Grouping(ready.sample, np.where(group.rows, codes, size), size + 1)
    shares = ready.shares("accuracy", grouping)
    n = shares.n[:size]
    effective = np.where(n > 0, np.minimum(shares.n_eff[:size], n), 0.0)
    rate = np.where(n > 0, shares.value[:size], 0.0)
    return side(weight, rate, effective), _shown(ready, shares, grouping)


def _lines(
    names: Sequence[str],
    sides: Sequence[Side],
    shown: Sequence[Sequence[Estimate]],
    parts: Parts,
) -> tuple[ShiftLine, ...]:
    first, second = sides
    out = []
    for k, name in enumerate(names):
        here = bool(first.weight[k] > 0), bool(second.weight[k] > 0)
        if not any(here):
            continue
        out.append(
            ShiftLine(
                name=name,
                weight_one=float(first.weight[k]),
                weight_other=float(second.weight[k]),
                first=shown[0][k] if here[0] else None,
                second=shown[1][k] if here[1] else None,
                rate_effect=float(parts.rate[k]),
                weight_effect=float(parts.weight[k]),
                interaction=float(parts.interaction[k]),
                only="" if all(here) else "one" if here[0] else "other",
            )
        )
    return tuple(out)
