"""From shares of a designed sample to estimates: interval, its name, flags and reasons."""

from math import isfinite, isinf

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.i18n import N_, translated
from reviewer_audit.stats import hypergeometric
from reviewer_audit.stats.design import BATCH, FULL_RESPONSE, OTHER_REVIEWERS, Grouping, Shares
from reviewer_audit.stats.estimators import logit_interval
from reviewer_audit.stats.intervals import MID_P_BELOW, clopper_pearson, describe
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.verdict import Evidence

Floats = NDArray[np.float64]

SMALL, FEW_DEGREES = 30, 8
WIDE, NARROW, RELATIVE = 0.30, 0.05, 1.30
NOTES = {
    "no_data": N_("no decision with a final answer"),
    "zero_denominator": N_("no decision of the kind that this rate is a share of"),
    "stratum_unsampled": N_(
        "a cell of the sample gave no decision: the whole frame has no estimate"
    ),
}
FEW_REVIEWERS = N_("fewer than 8 reviewers: nothing can be said about reviewers not seen")


def _interval(
    shares: Shares, grouping: Grouping, kind: str, confidence: float
) -> tuple[Floats, Floats, list[str]]:
    """Return both ends for every slice and what the interval is called."""
    size = np.where(np.isfinite(shares.n_eff), shares.n_eff, shares.n)
    value = np.where(shares.n > 0, shares.value, 0.0)
    hits = np.clip(value * size, 0, size)
    edge = np.where(np.isfinite(shares.frame), size / np.maximum(shares.n, 1) - 1, 0.0) / 2
    edge = np.maximum(edge, 0)  # what half a decision of a batch counts for beyond half of one
    less, more = np.maximum(hits - edge, 0), np.minimum(hits + edge, size)
    designed = shares.weighted or grouping.sample.estimand == OTHER_REVIEWERS
    if kind == "share" and not designed:
        method = describe
        names = ["mid-P" if n < MID_P_BELOW else "Wilson" for n in size.tolist()]
    else:
        method = clopper_pearson
        plain = "Clopper-Pearson" if not designed or kind == "mean" else "Korn-Graubard"
        names = [plain] * len(size)
    low, high = method(less, size, confidence)
    if edge.any():
        high = method(more, size, confidence)[1]
    low, high = np.array(low), np.array(high)
    if kind == "mean":
        for k in np.flatnonzero((shares.se > 0) & (value > 0) & (value < 1)):
            low[k], high[k] = logit_interval(
                float(value[k]), float(shares.se[k]), max(float(shares.df[k]), 1.0), confidence
            )
            names[k] = "logit"
    if kind == "exact":
        tail = (1 - confidence) / 2
        finite = np.flatnonzero(np.isfinite(shares.frame) & (shares.n > 0))
        frame = (shares.n[finite], shares.frame[finite], tail, _slack(shares, grouping)[finite])
        low[finite] = hypergeometric.least_share(shares.numerator[finite], *frame)
        high[finite] = hypergeometric.largest_share(shares.numerator[finite], *frame)
        for k in finite:
            names[k] = "hypergeometric"
    for k in np.flatnonzero(np.isinf(shares.n_eff)):
        low[k] = high[k] = value[k]
        names[k] = "census"
    return low, high, names


def _slack(shares: Shares, grouping: Grouping) -> NDArray[np.int64]:
    """Return how many decisions a bound gives away for each slice.

    The decisions of the whole frame are known, those of a slice are estimated from what was drawn
    of it: one decision more or less decides whether the frame reaches a target.
    """
    known = np.isinf(shares.n_eff) | (shares.n == grouping.sample.counted.sum())
    return np.where(known, 0, 1)


def small_number_flags(p: float, low: float, high: float, n_eff: float) -> tuple[str, ...]:
    """Return why a share should not be ranked (after Parker et al. 2017)."""
    flags = []
    width, rare = high - low, min(p, 1 - p)
    if n_eff < SMALL:
        flags.append("small_n")
    if width >= WIDE:
        flags.append("wide_interval")
    elif width > NARROW and width > RELATIVE * rare:
        flags.append("relative_width")
    return tuple(flags)


def estimates(
    shares: Shares,
    grouping: Grouping,
    *,
    kind: str = "share",
    confidence: float = 0.95,
    context: str = "",
) -> list[Estimate]:
    """Return one estimate per slice.

    Args:
        shares: the measure over all slices.
        grouping: the slices it was computed for.
        kind: "share", "exact" (Clopper-Pearson; of a batch hypergeometric) or "mean"
            (credits between 0 and 1).
        confidence: of the two-sided interval.
        context: appended to the method: estimand, match rule, facets left aside.
    """
    sample = grouping.sample
    low, high, names = _interval(shares, grouping, kind, confidence)
    common: tuple[str, ...] = ()
    if sample.unanswered and len(sample.population) > 1:
        common += ("stratum_unanswered",)
    if sample.unsampled and not grouping.whole:
        common += ("stratum_unsampled",)
    response = grouping.counted / np.maximum(grouping.drawn, 1)
    undefined = "stratum_unsampled" if sample.unsampled and grouping.whole else ""
    tail = f"; {context}" if context else ""
    out = []
    for k in range(grouping.count):
        n = int(shares.n[k])
        if undefined or n == 0:
            reason = undefined or ("zero_denominator" if grouping.counted[k] else "no_data")
            out.append(
                Estimate.undefined(reason, translated(NOTES[reason]), n=n, confidence=confidence)
            )
            continue
        ends = float(low[k]), float(high[k])
        size = float(shares.n_eff[k])
        few = bool(shares.few_clusters[k])
        flags = common if response[k] >= FULL_RESPONSE else (*common, "partial_audit")
        if few:
            flags += ("few_clusters",)
        elif not isinf(size):
            flags += small_number_flags(float(shares.value[k]), *ends, size)
            if shares.df[k] < min(FEW_DEGREES, n - 1):
                flags += ("few_degrees",)
        se = float(shares.se[k])
        out.append(
            Estimate(
                value=float(shares.value[k]),
                numerator=_count(float(shares.numerator[k])),
                n=n,
                low=None if few else ends[0],
                high=None if few else ends[1],
                confidence=confidence,
                method=names[k] + tail,
                note=translated(FEW_REVIEWERS) if few else "",
                se=se if isfinite(se) and n > 1 and not few else None,
                n_eff=size if isfinite(size) and not few else None,
                deff=n / size if isfinite(size) and size > 0 and not few else None,
                df=float(shares.df[k]),
                flags=flags,
                parts=shares.parts[k] if shares.parts else (),
            )
        )
    return out


def _count(x: float) -> float:
    return int(x) if x == int(x) else x


def evidence(shares: Shares, grouping: Grouping, k: int = 0) -> Evidence:
    """Return what a slice says about its share, for a verdict."""
    sample = grouping.sample
    n = int(shares.n[k])
    reason = None
    if sample.unsampled and grouping.whole:
        reason = "stratum_unsampled"
    elif shares.few_clusters[k]:
        reason = "few_clusters"
    size, frame = float(shares.n_eff[k]), float(shares.frame[k])
    if sample.estimand == BATCH and isinf(size):
        method = "census"
    elif isfinite(frame):
        method = "one-sided hypergeometric"
    elif shares.weighted or sample.estimand == OTHER_REVIEWERS:
        method = "one-sided Korn-Graubard"
    else:
        method = "one-sided Clopper-Pearson"
    return Evidence(
        share=float(shares.value[k]) if n else None,
        n=n,
        n_eff=size,
        frame=int(frame) if isfinite(frame) else None,
        slack=int(_slack(shares, grouping)[k]),
        shift=float(shares.shift[k]),
        left=max(0, round(float(grouping.frame[k] - grouping.drawn[k]))),
        response=float(grouping.counted[k] / max(grouping.drawn[k], 1)),
        method=method,
        reason=reason,
    )


def severity_weighted(
    severity: NDArray[np.float64], credit: NDArray[np.float64]
) -> tuple[float, float] | None:
    """Return the weighted share of credit and its standard error; None without any weight."""
    total = float(severity.sum())
    if not total > 0:
        return None
    n, value = len(severity), float((severity * credit).sum()) / total
    residual = severity * (credit - value) / total
    return value, float(np.sqrt((residual**2).sum() * n / max(n - 1, 1)))


def true_rate(observed: float, sensitivity: float, specificity: float) -> float | None:
    """Return the rate behind imperfect auditors (Rogan & Gladen 1978); None: not identifiable."""
    gain = sensitivity + specificity - 1
    return (observed + specificity - 1) / gain if gain > 0 else None
