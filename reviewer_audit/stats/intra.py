"""Does an auditor give the same answer again: repeats of the same items, not recognised as such.

Computed within each auditor and then averaged by their repeats: one table over all auditors would
take their differences for agreement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from reviewer_audit.i18n import _
from reviewer_audit.stats import compare
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.cohen import cohen_kappa
from reviewer_audit.stats.intervals import quantile
from reviewer_audit.stats.marginal import table_of
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.percent import percent_agreement

LEAST = 30  # repeats from which kappa is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """First answers against second ones: agreement, kappa, and whether they drift one way."""

    agreement: Estimate
    kappa: Estimate
    drift_p: float | None = None


def consistency(
    codes: Codes, *, violating: Sequence[bool] | None = None, confidence: float = 0.95
) -> Consistency:
    """Return how consistent one auditor is.

    Args:
        codes: two rows, the first and the second answer to each repeated item.
        violating: which categories are violations; drift is McNemar's mid-P on these.
        confidence: of the intervals.
    """
    given = sample(codes, confidence=confidence, violating=violating)
    kappa = cohen_kappa(given)
    if kappa.value is not None and kappa.n < LEAST:
        kappa = Estimate.undefined(
            "too_few_units",
            _("Kappa of one auditor needs {least} repeats.").format(least=LEAST),
            n=kappa.n,
            confidence=confidence,
        )
    drift = None
    if violating is not None and given.units:
        side = [bool(v) for v in violating]
        table = table_of(given)
        up = sum(
            int(table[i, j]) for i in range(codes.q) for j in range(codes.q) if side[j] > side[i]
        )
        down = sum(
            int(table[i, j]) for i in range(codes.q) for j in range(codes.q) if side[i] > side[j]
        )
        drift = compare.mcnemar(up, down)["p_mid"]
    return Consistency(agreement=percent_agreement(given), kappa=kappa, drift_p=drift)


def pooled(each: Sequence[Estimate], confidence: float = 0.95) -> Estimate:
    """Return the mean of the auditors' figures, weighted by their repeats (strata, not one table).

    Auditors without a figure are left out and counted in the note.
    """
    there = [(one.value, one.n, one.se) for one in each if one.value is not None]
    n = sum(size for _, size, _ in there)
    if not n:
        note = _("No auditor has repeats enough.")
        return Estimate.undefined("no_data", note, confidence=confidence)
    value = sum(share * size for share, size, _ in there) / n
    half: float | None = None
    se: float | None = None
    errors = [(size, error) for _, size, error in there if error is not None]
    if len(errors) == len(there):
        se = sqrt(sum((size * error) ** 2 for size, error in errors)) / n
        half = quantile(confidence) * se if se > 0 else None
    left = len(each) - len(there)
    return Estimate(
        value=value,
        n=n,
        low=None if half is None else max(-1.0, value - half),
        high=None if half is None else min(1.0, value + half),
        confidence=confidence,
        method="mean over auditors by repeats",
        note=_("Auditors without a figure, left out: {left}.").format(left=left) if left else "",
        se=se,
    )
