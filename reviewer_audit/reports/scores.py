"""The scores of a round: every slice and measure from a few passes over integer columns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.reports.data import (
    CANNOT_JUDGE,
    PENDING,
    TECHNICAL,
    UNGRADED,
    AuditData,
    Bool,
    Float64,
    Int32,
    Int64,
)
from reviewer_audit.reports.outcomes import OUTCOMES
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.records import Confusion, Scores
from reviewer_audit.reports.targets import attach, declared
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.compare import benjamini_hochberg, slice_against_rest
from reviewer_audit.stats.counting import narrowest
from reviewer_audit.stats.design import Grouping, Shares, tally
from reviewer_audit.stats.interval_choice import with_interval
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.patterns import count_keys

SMALL = 30
_GLANCE = 50_000
LEFT_OUT = {
    "ungraded": UNGRADED,
    "pending": PENDING,
    "cannot_judge": CANNOT_JUDGE,
    "technical": TECHNICAL,
}


def _bounds(ready: Prepared, grouping: Grouping) -> list[tuple[float, float] | None]:
    """Return accuracy with all pending decisions wrong, and all right, where there are any."""
    pending = ready.outcomes.is_(Outcome.PENDING)
    if not pending.any():
        return [None] * grouping.count
    weight, codes, count = ready.with_pending.weight, grouping.codes, grouping.count
    total = tally(codes, count, weight)
    right = tally(codes, count, weight * ready.outcomes.correct)
    open_ = tally(codes, count, weight * pending)
    return [
        (float(r / t), float((r + o) / t)) if o > 0 else None
        for r, o, t in zip(right, open_, total, strict=True)
    ]


def _marks(accuracy: Shares, confidence: float) -> list[str]:
    """Grey what is small; mark what differs from the rest, many looks taken into account."""
    size = np.minimum(accuracy.n_eff, accuracy.n)  # a look for causes, whatever the estimand
    enough = accuracy.n >= SMALL
    hits = np.where(accuracy.n > 0, accuracy.value, 0.0) * size
    p = slice_against_rest(hits, size)
    adjusted = benjamini_hochberg(np.where(enough, p, np.nan))
    return [
        "small" if not big else "different" if q <= 1 - confidence else ""
        for big, q in zip(enough.tolist(), adjusted.tolist(), strict=True)
    ]


def _measure(ready: Prepared, key: str, grouping: Grouping) -> list[Estimate]:
    """Return one measure of every slice of a family."""
    kind, choice = ready.recipes[key].kind, ready.data.interval
    found = estimates(
        ready.shares(key, grouping),
        grouping,
        kind=kind,
        confidence=ready.data.confidence,
        context=ready.context,
    )
    return with_interval(found, choice, ready.sample, kind) if choice else found


def measured(
    ready: Prepared, key: str, by: Sequence[tuple[str, ...]]
) -> dict[str, dict[str, Estimate]]:
    """Return one measure of every slice of every family of roles; keys as in `score_all`."""
    out = {}
    for roles in by:
        codes, names = slices(ready.data, roles)
        grouping = Grouping(ready.sample, codes, len(names))
        out["+".join(roles)] = dict(zip(names, _measure(ready, key, grouping), strict=True))
    return out


def _number(grouping: Grouping, mask: Bool) -> Float64:
    """Return how many decisions of each slice are meant."""
    return np.asarray(grouping.cross(mask.view(np.uint8), 2)[:, 1])


def _family(ready: Prepared, grouping: Grouping) -> list[Scores]:
    """Return the scores of every slice of a family."""
    o, count = ready.outcomes, grouping.count
    columns = {key: _measure(ready, key, grouping) for key in ready.recipes}
    table = grouping.cross(o.code.astype(np.uint8), len(OUTCOMES))
    cells = {
        "true_positive": o.vendor_violating & o.final_violating,
        "false_positive": o.vendor_violating & ~o.final_violating,
        "false_negative": o.counted & ~o.vendor_violating & o.final_violating,
        "true_negative": o.counted & ~o.vendor_violating & ~o.final_violating,
    }
    counts = {name: _number(grouping, mask) for name, mask in cells.items()}
    final = ready.data.final_of_decision
    missing = {name: _number(grouping, final == code) for name, code in LEFT_OUT.items()}
    bounds = _bounds(ready, grouping)
    return [
        Scores(
            estimates={key: column[k] for key, column in columns.items()},
            decisions=int(grouping.drawn[k]),
            counted=int(grouping.counted[k]),
            left_out={name: int(column[k]) for name, column in missing.items()},
            counts={name: int(column[k]) for name, column in counts.items()},
            outcomes={outcome.value: int(table[k, c]) for c, outcome in enumerate(OUTCOMES)},
            bounds=bounds[k],
        )
        for k in range(count)
    ]


def slices(data: AuditData, roles: Sequence[str]) -> tuple[Int32 | Int64, tuple[str, ...]]:
    """Return the slice of every decision and the names of the slices that occur, in order."""
    columns = [data.column(role) for role in roles]
    codes, cells = np.zeros(data.n, np.int32), 1
    for column in columns:
        side = max(len(column.names), 1)
        codes = codes.astype(np.int64) * side + column.codes if cells > 1 else column.codes
        cells *= side
    keys, place = _occurring(codes, cells)
    names = []
    for key in keys.tolist():
        parts, rest = [], key
        for column in reversed(columns):
            rest, code = divmod(rest, max(len(column.names), 1))
            parts.append(column.names[code])
        names.append(" + ".join(reversed(parts)))
    return place, tuple(names)


def _occurring(codes: Int32 | Int64, cells: int) -> tuple[Int64, Int32 | Int64]:
    """Return the codes that occur, in order, and the place of each decision's among them."""
    if cells > max(len(codes), 1):  # more slices are possible than there are decisions
        keys, place = np.unique(codes, return_inverse=True)
        return keys.astype(np.int64), place.astype(np.int64)
    keys = np.arange(cells)
    if np.bincount(codes[:_GLANCE], minlength=cells).all():  # the first show them all
        return keys, codes
    keys = np.flatnonzero(count_keys(narrowest(codes, cells), cells))
    if len(keys) == cells:
        return keys, codes
    lookup = np.zeros(cells, np.int64)
    lookup[keys] = np.arange(len(keys))
    return keys, lookup[codes]


def score(data: AuditData, mask: Bool | None = None) -> Scores:
    """Return the scores of the whole round, or of the decisions in a mask (without a verdict)."""
    ready = Prepared(data)
    if mask is None:
        return _overall(ready)
    grouping = Grouping(ready.sample, np.where(mask, 0, 1), 2)
    return _family(ready, grouping)[0]


def _overall(ready: Prepared) -> Scores:
    return attach(_family(ready, Grouping(ready.sample, None, 1))[0], declared(ready), ())


def score_all(data: AuditData, by: Sequence[tuple[str, ...]]) -> dict[str, dict[str, Scores]]:
    """Return the scores of every slice of every family of roles.

    A family of several roles crosses them: its key joins the roles by "+", a slice's name joins
    the values by " + ". Vendors carry the verdicts of declared targets; persons never do.
    """
    return score_round(data, by)[1]


def score_round(
    data: AuditData, by: Sequence[tuple[str, ...]], *, drawn: AuditData | None = None
) -> tuple[Scores, dict[str, dict[str, Scores]]]:
    """Return the scores of the whole round and of all families, from one preparation.

    ``drawn`` is the round as it was drawn, where ``data`` is weighed in another way: verdicts
    rest on it.
    """
    ready = Prepared(data)
    verdicts = declared(ready if drawn is None else Prepared(drawn))
    whole = attach(_family(ready, Grouping(ready.sample, None, 1))[0], verdicts, ())
    out: dict[str, dict[str, Scores]] = {}
    for roles in by:
        codes, names = slices(data, roles)
        grouping = Grouping(ready.sample, codes, len(names))
        marks = _marks(ready.shares("accuracy", grouping), data.confidence)
        lines = {}
        for name, line, mark in zip(names, _family(ready, grouping), marks, strict=True):
            marked = replace(line, mark=mark)
            at = ((roles[0], name),) if len(roles) == 1 else None
            lines[name] = marked if at is None else attach(marked, verdicts, at)
        out["+".join(roles)] = lines
    return whole, out


def confusion(data: AuditData, mask: Bool | None = None) -> Confusion:
    """Return vendor answer against final answer by primary label, counted and weighted."""
    ready = Prepared(data)
    titles = {label.key: label.title for label in data.policy.labels}
    primary = [answer.labels[0] if answer.labels else "" for answer in data.answers]
    counted = ready.outcomes.counted if mask is None else ready.outcomes.counted & mask
    vendor, final = data.vendor[counted], data.final_of_decision[counted]
    used = {primary[code] for code in np.union1d(vendor, final).tolist()}
    titles |= {key: key for key in sorted(used - titles.keys())}
    keys = tuple(titles)
    index = {key: place for place, key in enumerate(keys)}
    place = np.array([index.get(key, 0) for key in primary], np.int64)
    size = len(keys)
    cell = place[vendor] * size + place[final] if len(vendor) else np.empty(0, np.int64)
    plain = np.bincount(cell, minlength=size * size).reshape(size, size)
    weighted = np.bincount(cell, ready.sample.weight[counted], size * size).reshape(size, size)
    return Confusion(
        labels=keys,
        titles=tuple(titles.values()),
        matrix=tuple(tuple(row) for row in plain.tolist()),
        weighted_matrix=tuple(tuple(row) for row in weighted.tolist()),
    )
