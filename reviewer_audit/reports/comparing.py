"""What is compared without being asked for: vendors with each other, and the last two periods."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from reviewer_audit.reports.data import AuditData, Bool, Coded
from reviewer_audit.reports.mixshift import MixShift, mix_shift, values_of
from reviewer_audit.reports.prepared import Prepared

ROLES = (  # persons are not compared: they get neither rank nor verdict
    "vendor", "queue", "language", "market", "site", "team", "item_type", "policy_version",
    "source", "tenure", "month", "week", "day",
)  # fmt: skip
OVER = (
    "queue", "language", "market", "site", "team", "item_type", "policy_version", "source",
    "tenure", "vendor",
)  # fmt: skip
ENOUGH = 30  # decisions of a period
MOST_VENDORS = 5  # every pair of them is ten differences
MOST_VALUES = 400  # of a role, to choose from

Groups = Mapping[str, tuple[str, ...]]


def groups(data: AuditData, ready: Prepared) -> Groups:
    """Return the values that can be compared, by role: those with a decision that counts."""
    found = {role: _names(data, role, ready.outcomes.counted) for role in ROLES}
    return {role: names for role, names in found.items() if 1 < len(names) <= MOST_VALUES}


def _names(data: AuditData, role: str, rows: Bool, least: int = 1) -> tuple[str, ...]:
    column = values_of(data, role)
    there = np.bincount(column.codes[rows], minlength=len(column.names)) >= least
    dated = role in {"month", "week", "day"}
    return tuple(
        name for name, here in zip(column.names, there, strict=True) if here and (name or not dated)
    )


def usual_over(data: AuditData, role: str, rows: Bool) -> str:
    """Return the first role by which the work of two groups can differ; "" where none is."""
    for over in OVER:
        column: Coded = data.column(over)
        if over != role and len(np.unique(column.codes[rows])) > 1:
            return over
    return ""


def vendor_differences(data: AuditData, ready: Prepared) -> tuple[MixShift, ...]:
    """Compare every pair of the vendors with the most decisions, in order of name."""
    column, counted = data.column("vendor"), ready.outcomes.counted
    sizes = np.bincount(column.codes[counted], minlength=len(column.names))
    named = [k for k, name in enumerate(column.names) if name and sizes[k]]
    largest = sorted(sorted(named, key=lambda k: -int(sizes[k]))[:MOST_VENDORS])
    out = []
    for one, other in combinations(largest, 2):
        both = (column.codes == one) | (column.codes == other)
        over = usual_over(data, "vendor", counted & both)
        names = column.names[one], column.names[other]
        out.append(mix_shift(data, "vendor", *names, over=over, ready=ready))
    return tuple(out)


def last_change(
    data: AuditData, unit: str, ready: Prepared, within: Bool | None = None
) -> MixShift | None:
    """Compare the last two periods with enough decisions; None where there are not two at all.

    A period that has only begun says little: those with fewer than 30 decisions are passed over
    as long as two others are left.

    Args:
        data: a revealed round.
        unit: day, week or month.
        ready: the round prepared for scoring.
        within: (n,) the decisions of one vendor; the split is then over its own work alone.
    """
    rows = ready.outcomes.counted if within is None else ready.outcomes.counted & within
    names = _names(data, unit, rows, ENOUGH)
    if len(names) < 2:  # noqa: PLR2004 - a pair
        names = _names(data, unit, rows)
    if len(names) < 2:  # noqa: PLR2004 - nothing to compare with
        return None
    column = values_of(data, unit)
    both = rows & np.isin(column.codes, [column.names.index(name) for name in names[-2:]])
    over = usual_over(data, unit, both)
    return mix_shift(data, unit, *names[-2:], over=over, within=within, ready=ready)
