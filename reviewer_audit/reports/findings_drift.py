"""Decisions that get worse or better in the course of an audit."""

from datetime import date

import numpy as np

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Bool, Float64, Int64
from reviewer_audit.reports.findings_columns import Columns
from reviewer_audit.reports.results import Finding
from reviewer_audit.stats.compare import holm, mover
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.stratified_tests import trend

ROLES = ("vendor", "queue")  # a change of the mix is no drift
_DAYS, _ERRORS = 5, 10  # fewer say nothing of a course
_REST = 0.05


def drift_finding(data: AuditData, columns: Columns, risk: float) -> tuple[Finding, ...]:
    """Name a trend of errors over the days of the decisions, of one vendor or of all.

    Trend test by ranks of days within each cell of the draw, vendor and queue (Mantel 1963),
    two-sided, Holm over the whole and its vendors; decisions on the same item count together. It
    is told by both halves of the time and their difference (MOVER of Wilson intervals), which
    must point the same way.

    Args:
        data: The round.
        columns: Its errors.
        risk: Of naming a trend where there is none.
    """
    days = data.column("day")
    known = np.array([_is_day(name) for name in days.names], np.bool_)
    rows = columns.counted & known[days.codes] if data.n else columns.counted
    vendors = data.column("vendor")
    masks = {"": rows} | {
        name: rows & (vendors.codes == code) for code, name in enumerate(vendors.names) if name
    }
    if len(masks) == 2:  # noqa: PLR2004 - the one vendor is the whole
        masks.pop("")
    stratum = _strata(data)
    found = {name: _z(data, columns, mask, stratum) for name, mask in masks.items()}
    asked = {name: z for name, z in found.items() if z is not None}
    if not asked:
        return ()
    adjusted = dict(zip(asked, holm([_chance(z) for z in asked.values()]).tolist(), strict=True))
    best = min(asked, key=lambda name: (adjusted[name], -abs(asked[name])))
    if adjusted[best] > risk:
        return ()
    if best and len(asked) > 1:  # all of them, where the others drift, too
        others = _z(data, columns, rows & ~masks[best], stratum)
        whole = asked.get("")
        same = whole is not None and adjusted[""] <= risk
        if same and others is not None and _chance(others) < _REST:
            best = ""
    many = ngettext("{n} trend", "{n} trends", len(asked)).format(n=len(asked))
    how = _("corrected over {many} (Holm {adjusted})").format(
        many=many, adjusted=words.p_value(adjusted[best])
    )
    return _told(data, columns, masks[best], best, rising=asked[best] > 0, how=how)


def _is_day(name: str) -> bool:
    try:
        return bool(date.fromisoformat(name))
    except ValueError:
        return False


def _chance(z: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def _strata(data: AuditData) -> Int64:
    """Return a code of what is alike but for the day: cell of the draw, vendor and queue."""
    if not data.n:
        return np.empty(0, np.int64)
    columns = [data.stratum, *(data.column(role).codes for role in ROLES)]
    return np.unique(np.stack(columns), axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def _z(data: AuditData, columns: Columns, mask: Bool, stratum: Int64) -> float | None:
    wrong = columns.hits["wrong"][mask]
    days = data.column("day").codes[mask].astype(np.int64)
    many = len(np.unique(days))
    if many < _DAYS or wrong.sum() < _ERRORS or mask.sum() < 2 * words.SMALL:
        return None
    return trend(wrong, _ranks(days), stratum[mask], data.item[mask])


def _ranks(days: Int64) -> Float64:
    """Return the mean rank of each decision's day, so that one wrong date does not rule."""
    _days, codes, counts = np.unique(days, return_inverse=True, return_counts=True)
    after = np.cumsum(counts)
    ranks: Float64 = (after - (counts - 1) / 2)[codes]
    return ranks


def _told(
    data: AuditData,
    columns: Columns,
    mask: Bool,
    vendor: str,
    *,
    rising: bool,
    how: str,
) -> tuple[Finding, ...]:
    days = data.column("day")
    middle = int(np.sort(days.codes[mask])[(int(mask.sum()) - 1) // 2])
    if middle == days.codes[mask].max():
        middle -= 1
    early, late = mask & (days.codes <= middle), mask & (days.codes > middle)
    first, second = (columns.estimate("wrong", half, data.confidence) for half in (early, late))
    gap = (second.value or 0.0) - (first.value or 0.0)
    if min(first.n, second.n) < words.SMALL or gap == 0 or (gap > 0) != rising:
        return ()
    low, high = mover(_ends(second), _ends(first))
    change = Estimate(value=gap, n=first.n + second.n, low=low, high=high)
    day = days.names[middle]
    whose = _("{vendor}'s decisions").format(vendor=vendor) if vendor else _("Decisions")
    parts = [
        _("until then {first}, after {second}").format(
            first=words.rate(first), second=words.rate(second)
        ),
        _("a change of {change} points").format(change=words.points(change)),
        _("trend over the days within the same vendor and queue, {how}").format(how=how),
    ]
    behind = (late if rising else early) & columns.hits["wrong"]
    return (
        Finding(
            text=(
                _(
                    "{whose} get worse in the course of the audit: {first} are wrong until {day}, "
                    "{second} after."
                )
                if rising
                else _(
                    "{whose} get better in the course of the audit: {first} are wrong until "
                    "{day}, {second} after."
                )
            ).format(
                whose=whose,
                first=words.share(first),
                day=day,
                second=words.share(second),
            ),
            detail=words.DOT.join(parts),
            slice={"vendor": vendor} if vendor else {},
            estimate=second,
            decisions=tuple(data.decision_id[behind].tolist()),
            kind="drift",
            test="trend",
        ),
    )


def _ends(e: Estimate) -> tuple[float, float, float]:
    return e.value or 0.0, e.low or 0.0, 1.0 if e.high is None else e.high
