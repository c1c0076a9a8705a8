"""Why a rate changed: rates within slices, or the mix of slices.

Kitagawa (1955), Components of a difference between two rates, JASA 50; the three-part form with
the first side as base. Blinder (1973) and Oaxaca (1973) split the same sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.intervals import quantile
from reviewer_audit.stats.measure import Estimate

Floats = NDArray[np.float64]

_STEP = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The three parts of a difference, slice by slice; all of them add up to it exactly.

    ``rate``: first weights, changed rates. ``weight``: changed weights, first rates less the
    first total. ``interaction``: both changed.
    """

    difference: float
    rate: Floats
    weight: Floats
    interaction: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: weight and rate of each slice, and decisions behind them.

    ``weight`` adds up to 1; ``n`` is the effective number of decisions of each slice. A slice
    without weight has no rate: what stands there is not read.
    """

    weight: Floats
    rate: Floats
    n: Floats


def side(weight: ArrayLike, rate: ArrayLike, n: ArrayLike) -> Side:
    """Return a side with weights scaled to 1.

    Raises:
        ValueError: no weight at all, a negative one, or lengths that differ.
    """
    w, r, size = (np.asarray(column, np.float64) for column in (weight, rate, n))
    if not w.shape == r.shape == size.shape or not w.sum() > 0 or (w < 0).any():
        message = "every slice has a weight, a rate and a number; some weight is above 0"
        raise ValueError(message)
    return Side(weight=w / w.sum(), rate=np.where(w > 0, r, 0.0), n=size)


def _filled(w0: Floats, r0: Floats, w1: Floats, r1: Floats) -> tuple[Floats, Floats]:
    """Give a slice that one side lacks the rate of the other: all it does is change the mix."""
    return np.where(w0 > 0, r0, r1), np.where(w1 > 0, r1, r0)


def decompose(first: Side, second: Side) -> Parts:
    """Split the difference second - first of two rates over the same slices.

    rate_j = w0_j (r1_j - r0_j), weight_j = (w1_j - w0_j)(r0_j - r0), interaction_j = (w1_j -
    w0_j)(r1_j - r0_j), with r0 = sum w0 r0. A slice that only one side has changes the mix
    alone: its rate on the other side is not known and taken as the same.
    """
    r0, r1 = _filled(first.weight, first.rate, second.weight, second.rate)
    w0, w1 = first.weight, second.weight
    base = float(w0 @ r0)
    return Parts(
        difference=float(w1 @ r1) - base,
        rate=w0 * (r1 - r0),
        weight=(w1 - w0) * (r0 - base),
        interaction=(w1 - w0) * (r1 - r0),
    )


def _totals(w0: Floats, r0: Floats, w1: Floats, r1: Floats, held: Sequence[Floats]) -> Floats:
    """Return the sums of the three parts for many sides at once (rows)."""
    a, b = np.where(held[0] > 0, r0, r1), np.where(held[1] > 0, r1, r0)
    base = (w0 * a).sum(axis=-1, keepdims=True)
    parts = (w0 * (b - a), (w1 - w0) * (a - base), (w1 - w0) * (b - a))
    return np.stack([part.sum(axis=-1) for part in parts])


def standard_errors(first: Side, second: Side) -> Floats:
    """Return the standard errors of the sums of rate, weight and interaction (delta method).

    Rates vary as binomial shares with one hit and one miss added, so that a slice without errors
    is not taken as certain; weights as those of a simple draw. Where the draw fixed the mix this
    is too wide, never too narrow.
    """
    at = np.concatenate([first.weight, first.rate, second.weight, second.rate])
    size, held = len(first.weight), (first.weight, second.weight)
    moved = at + _STEP * np.vstack([np.eye(len(at)), -np.eye(len(at))])
    w0, r0, w1, r1 = (moved[:, k * size : (k + 1) * size] for k in range(4))
    totals = _totals(w0, r0, w1, r1, held)
    slope = (totals[:, : len(at)] - totals[:, len(at) :]) / (2 * _STEP)
    variance = np.zeros(3)
    for k, one in enumerate((first, second)):
        by_weight, by_rate = np.split(slope[:, 2 * k * size : (2 * k + 2) * size], 2, axis=1)
        total = max(float(one.n.sum()), 1.0)
        mean = by_weight @ one.weight
        variance += ((by_weight**2) @ one.weight - mean**2) / total
        smooth = (one.rate * one.n + 1) / (one.n + 2)
        own = np.where(one.n > 0, smooth * (1 - smooth) / np.maximum(one.n, 1e-9), 0.0)
        variance += (by_rate**2) @ own
    return np.sqrt(np.maximum(variance, 0))


def effects(first: Side, second: Side, confidence: float = 0.95) -> tuple[Estimate, ...]:
    """Return the sums of rate, weight and interaction with their intervals.

    ``n`` is the effective number of decisions on both sides together.
    """
    parts = decompose(first, second)
    sums = [float(part.sum()) for part in (parts.rate, parts.weight, parts.interaction)]
    z, n = quantile(confidence), round(float(first.n.sum() + second.n.sum()))
    return tuple(
        Estimate(
            value=value,
            n=n,
            low=max(-1.0, value - z * se),
            high=min(1.0, value + z * se),
            confidence=confidence,
            method="Kitagawa, delta method",
            se=se,
        )
        for value, se in zip(sums, standard_errors(first, second).tolist(), strict=True)
    )
