"""Decisions against the truth: precision, recall, F1 of every label, their averages, and MCC.

Every figure is a ratio of weighted counts with the variance of its linear part, so that a sample
drawn by decision or by policy is weighed back to the frame. Undefined is None with its reason:
precision where nothing was called, recall where nothing is true; F1 alone needs only one of both.
"""

from dataclasses import dataclass
from math import atanh, isfinite, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats.estimators import Linearised, korn_graubard, linear, logit_interval, ratio
from reviewer_audit.stats.intervals import describe, describe_name, quantile
from reviewer_audit.stats.measure import Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Decisions with their truth, as codes of declared labels, and how they were drawn.

    ``weight`` is the design weight; without it every decision counts once.

    Raises:
        ValueError: a label that was not declared, a weight that is not a positive number, or
            arrays that do not fit.
    """

    called: Ints
    truth: Ints
    labels: int
    weight: Floats | None = None
    stratum: Ints | None = None
    psu: Ints | None = None
    fraction: Floats | None = None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for codes in (self.called, self.truth):
            if len(codes) and not (int(codes.min()) >= 0 and int(codes.max()) < self.labels):
                message = "a label is in the data but not declared"
                raise ValueError(message)
        for other in (self.truth, self.weight, self.stratum, self.psu):
            if other is not None and len(other) != len(self.called):
                message = f"one value for each of the {len(self.called)} decisions"
                raise ValueError(message)
        w = self.weight
        if w is not None and not bool((np.isfinite(w) & (w > 0)).all()):
            message = "a design weight is a positive number"
            raise ValueError(message)

    @property
    def designed(self) -> bool:
        """Tell whether decisions are weighted, or drawn in strata or clusters."""
        return not (self.weight is None and self.stratum is None and self.psu is None)

    @property
    def weights(self) -> Floats:
        """Return the weight of each decision."""
        return np.ones(len(self.called)) if self.weight is None else self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Precision, recall and F1: of one label, or an average over labels."""

    precision: Estimate
    recall: Estimate
    f1: Estimate
    support: int = 0
    labels: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()


def judged(
    called: ArrayLike,
    truth: ArrayLike,
    labels: int,
    *,
    weight: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    fraction: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Judged:
    """Return decisions and truths with their design; see :func:`estimators.ratio`."""

    def codes(values: ArrayLike | None) -> Ints | None:
        return None if values is None else np.asarray(values, np.int64)

    def floats(values: ArrayLike | None) -> Floats | None:
        return None if values is None else np.asarray(values, np.float64)

    return Judged(
        called=np.asarray(called, np.int64),
        truth=np.asarray(truth, np.int64),
        labels=labels,
        weight=floats(weight),
        stratum=codes(stratum),
        psu=codes(psu),
        fraction=floats(fraction),
        confidence=confidence,
    )


def from_tables(
    tables: ArrayLike, population: ArrayLike | None = None, *, fpc: bool = True
) -> Judged:
    """Spread tables of decision x truth, one for each stratum, into weighted decisions.

    Args:
        tables: strata x labels x labels; decisions in the rows.
        population: decisions of the frame in each stratum; None: one frame without end.
        fpc: whether the frame is finite: what was drawn of it is then no longer unknown.
    """
    counts = np.asarray(tables, np.int64)
    q, cells = counts.shape[1], counts.reshape(len(counts), -1)
    n = cells.sum(axis=1)
    place = np.concatenate([np.repeat(np.arange(q * q), row) for row in cells])
    stratum = np.repeat(np.arange(len(counts)), n)
    called, truth = np.divmod(place, q)
    if population is None:
        return judged(called, truth, q, stratum=stratum if len(counts) > 1 else None)
    big = np.asarray(population, np.float64)
    return judged(
        called,
        truth,
        q,
        weight=(big / np.maximum(n, 1))[stratum],
        stratum=stratum,
        fraction=n / big if fpc else None,
    )


def _ratio(given: Judged, top: Floats, bottom: Floats) -> Linearised:
    return ratio(
        top,
        bottom,
        weight=given.weights,
        stratum=given.stratum,
        psu=given.psu,
        fraction=given.fraction,
    )


def _share(given: Judged, top: Floats, bottom: Floats, note: str) -> Estimate:
    """Return a share of decisions: sum(w top) / sum(w bottom), both 0 or 1."""
    n = int(bottom.sum())
    if n == 0:
        reason = "zero_denominator" if len(top) else "no_data"
        return Estimate.undefined(reason, note, confidence=given.confidence)
    got = _ratio(given, top, bottom)
    if given.designed:
        df = max(got.df, 1)
        low, high = korn_graubard(got.value, got.se, n, df, given.confidence, truncate=True)
        method = "Korn-Graubard"
    else:
        ends = describe(float(top.sum()), n, given.confidence)
        low, high, method = float(ends[0]), float(ends[1]), describe_name(n)
    return Estimate(
        value=got.value,
        numerator=float(top.sum()),
        n=n,
        low=min(low, got.value),
        high=max(high, got.value),
        confidence=given.confidence,
        method=method,
        se=got.se if n > 1 else None,
        df=float(got.df),
    )


def _f1(given: Judged, top: Floats, bottom: Floats) -> Estimate:
    """Return 2 TP / (2 TP + FP + FN) by the share J = TP / (TP + FP + FN): F1 = 2 J / (1 + J)."""
    share = _share(given, top, np.minimum(bottom, 1.0), _("The label was neither called nor true."))
    if share.value is None or share.low is None or share.high is None:
        return share
    got = _ratio(given, 2 * top, bottom)
    low, high = (2 * end / (1 + end) for end in (share.low, share.high))
    return Estimate(
        value=got.value,
        n=share.n,
        low=min(low, got.value),
        high=max(high, got.value),
        confidence=given.confidence,
        method=f"{share.method} of TP / (TP + FP + FN), carried over",
        se=got.se if share.n > 1 else None,
        df=share.df,
    )


def of_label(given: Judged, label: int) -> Scores:
    """Return precision, recall and F1 of one label (van Rijsbergen 1979)."""
    called = (given.called == label).astype(np.float64)
    true = (given.truth == label).astype(np.float64)
    right = called * true
    return Scores(
        precision=_share(given, right, called, _("The label was never called.")),
        recall=_share(given, right, true, _("The label is never true.")),
        f1=_f1(given, right, called + true),
        support=int(true.sum()),
        labels=(label,),
    )


def scores(given: Judged) -> tuple[Scores, ...]:
    """Return the scores of every declared label."""
    return tuple(of_label(given, label) for label in range(given.labels))


def accuracy(given: Judged) -> Estimate:
    """Return the share of decisions whose label is right."""
    same = (given.called == given.truth).astype(np.float64)
    return _share(given, same, np.ones(len(same)), _("There is no decision with a final answer."))


def micro(given: Judged) -> Scores:
    """Return the scores over all labels together: with one label a decision all are accuracy."""
    share = accuracy(given)
    every = tuple(range(given.labels))
    return Scores(precision=share, recall=share, f1=share, support=len(given.truth), labels=every)


def averaged(given: Judged, *, by_support: bool = False) -> Scores:
    """Return the mean scores over labels that are ever true, each label once or by support.

    A score that is undefined for a label (precision of one never called) leaves its mean; labels
    without support are listed as ``excluded``. Intervals: linear part of the mean (after
    Takahashi et al. 2022), t on the logit scale.
    """
    support = np.bincount(given.truth, given.weights, given.labels)
    kept = tuple(int(k) for k in np.flatnonzero(support))
    weights = support if by_support else np.ones(given.labels)
    parts: dict[str, list[tuple[float, Floats, float]]] = {"precision": [], "recall": [], "f1": []}
    for label in kept:
        called = (given.called == label).astype(np.float64)
        true = (given.truth == label).astype(np.float64)
        right = called * true
        for name, top, bottom in (
            ("precision", right, called),
            ("recall", right, true),
            ("f1", 2 * right, called + true),
        ):
            total = float((given.weights * bottom).sum())
            if total > 0:
                value = float((given.weights * top).sum()) / total
                moved = given.weights * (top - value * bottom) / total
                parts[name].append((value, moved, float(weights[label])))
    return Scores(
        precision=_mean(given, parts["precision"]),
        recall=_mean(given, parts["recall"]),
        f1=_mean(given, parts["f1"]),
        support=len(given.truth),
        labels=kept,
        excluded=tuple(k for k in range(given.labels) if k not in kept),
    )


def _mean(given: Judged, parts: list[tuple[float, Floats, float]]) -> Estimate:
    if not parts:
        note = _("No label has anything to divide by.")
        reason = "zero_denominator" if len(given.truth) else "no_data"
        return Estimate.undefined(reason, note, confidence=given.confidence)
    total = sum(weight for _, _, weight in parts)
    value = sum(share * weight for share, _, weight in parts) / total
    moved = sum((part * weight for _, part, weight in parts), np.zeros(len(given.truth))) / total
    got = linear(value, moved, stratum=given.stratum, psu=given.psu, fraction=given.fraction)
    low: float | None = None
    high: float | None = None
    if 0 < value < 1 and got.se > 0 and got.df > 0:
        low, high = logit_interval(value, got.se, got.df, given.confidence)
    return Estimate(
        value=value,
        n=len(given.truth),
        low=low,
        high=high,
        confidence=given.confidence,
        method="" if low is None else "linearised, t on the logit scale",
        note="" if low is not None else _("Every label scores the same 0 or 1: no interval."),
        se=got.se if got.df > 0 else None,
        df=float(got.df),
        flags=() if low is not None else ("degenerate_ci",),
    )


def mcc(given: Judged) -> Estimate:
    """Return Matthews' correlation of decision and truth, for any number of labels.

    Matthews (1975); R_K of Gorodkin (2004). Delta method, interval on Fisher's z scale. The prior
    shares of one label alone leave it undefined.
    """
    n, q, w = len(given.truth), given.labels, given.weights
    if n == 0:
        note = _("There is no decision with a final answer.")
        return Estimate.undefined("no_data", note, confidence=given.confidence)
    table = np.bincount(given.called * q + given.truth, w, q * q).reshape(q, q) / w.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    cover, left, right = (
        float(np.trace(table) - rows @ columns),
        float(1 - rows @ rows),
        float(1 - columns @ columns),
    )
    if min(left, right) <= 1e-12:  # noqa: PLR2004
        note = _("All decisions, or all truths, are of one label.")
        return Estimate.undefined("zero_denominator", note, n=n, confidence=given.confidence)
    scale = sqrt(left * right)
    value = cover / scale
    slope = (np.eye(q) - columns[:, None] - rows) / scale
    slope += value * (rows[:, None] / left + columns / right)
    each = slope[given.called, given.truth] - float((table * slope).sum())
    got = linear(
        value, w * each / w.sum(), stratum=given.stratum, psu=given.psu, fraction=given.fraction
    )
    low: float | None = None
    high: float | None = None
    if abs(value) < 1 - 1e-12 and got.se > 0 and isfinite(got.se):
        half = quantile(given.confidence) * got.se / (1 - value**2)
        low, high = tanh(atanh(value) - half), tanh(atanh(value) + half)
    return Estimate(
        value=value,
        n=n,
        low=low,
        high=high,
        confidence=given.confidence,
        method="" if low is None else "delta method on Fisher's z scale",
        note="" if low is not None else _("Decision and truth fall together: no interval."),
        se=got.se if got.df > 0 else None,
        df=float(got.df),
        flags=() if low is not None else ("degenerate_ci",),
    )
