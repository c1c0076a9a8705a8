"""Another interval than the usual one, where somebody asks for it and the sample allows it.

The usual one is mid-P below 150 decisions, else Wilson (``intervals.describe``). Those that may
be asked for assume a simple draw from a frame without end; where the sample is another one, the
interval stays what it is and the method says why.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reviewer_audit.stats.accuracy import small_number_flags
from reviewer_audit.stats.design import BATCH, OTHER_REVIEWERS, Sample
from reviewer_audit.stats.intervals import METHODS
from reviewer_audit.stats.measure import Estimate

CHOICES = {  # what is asked for -> what it is called
    "wilson": "Wilson",
    "clopper-pearson": "Clopper-Pearson",
    "agresti-coull": "Agresti-Coull",
    "jeffreys": "Jeffreys",
    "mid-p": "mid-P",
}
_WIDTHS = {"small_n", "wide_interval", "relative_width"}
_KINDS = {
    "exact": "critical errors always have the exact interval",
    "mean": "a weighted mean is no share of decisions",
}


def why_not(sample: Sample) -> str:
    """Return why the design of a sample leaves no choice of interval; empty where it does."""
    if sample.estimand == OTHER_REVIEWERS:
        return "reviewers are the clusters"
    if sample.estimand == BATCH:
        return "exactly the decisions of this batch are in question"
    if not sample.equal:
        return "decisions weigh differently"
    if sample.cluster is not None:
        return "several decisions are about one item, or items nearly the same"
    return ""


def with_interval(
    found: Sequence[Estimate], choice: str, sample: Sample, kind: str = "share"
) -> list[Estimate]:
    """Return estimates with the interval that was asked for, or with the reason why not.

    Args:
        found: one measure of every slice, as ``accuracy.estimates`` made them.
        choice: a key of CHOICES.
        sample: what they come from.
        kind: of the measure: "share", "exact" or "mean".
    """
    name = CHOICES[choice]
    reason = why_not(sample) or _KINDS.get(kind, "")
    if reason:
        return [one if one.value is None else _refused(one, name, reason) for one in found]
    known = [one for one in found if one.value is not None]
    hits = np.array([one.numerator for one in known], np.float64)
    sizes = np.array([one.n for one in known], np.float64)
    confidence = known[0].confidence if known else 0.95
    low, high = METHODS[choice.replace("-", "_")](hits, sizes, confidence)
    ends = iter(zip(low.tolist(), high.tolist(), strict=True))
    return [one if one.value is None else _chosen(one, name, *next(ends)) for one in found]


def _refused(one: Estimate, name: str, reason: str) -> Estimate:
    if one.method.startswith(name):
        return one
    return replace(one, method=f"{one.method}; {name} was asked for and not used: {reason}")


def _chosen(one: Estimate, name: str, low: float, high: float) -> Estimate:
    flags = tuple(flag for flag in one.flags if flag not in _WIDTHS)
    return replace(
        one,
        low=low,
        high=high,
        method="; ".join([name, *one.method.split("; ")[1:]]),
        flags=flags + small_number_flags(one.value or 0.0, low, high, one.n_eff or one.n),
    )
