"""Comparing shares, and what looking at many of them costs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.intervals import wilson

Floats = NDArray[np.float64]


def _ordered(p: ArrayLike) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return the p-values, and where the defined ones stand in order."""
    values = np.asarray(p, np.float64)
    defined = np.flatnonzero(~np.isnan(values))
    return values, defined, defined[np.argsort(values[defined], kind="stable")]


def holm(p: ArrayLike) -> Floats:
    """Adjust p-values for the chance of any false claim; undefined ones stay undefined."""
    values, _, order = _ordered(p)
    m, out = len(order), np.full(len(values), np.nan)
    steps = values[order] * (m - np.arange(m))
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if m else steps
    return out


def _step_up(p: ArrayLike, factor: float) -> Floats:
    values, _, order = _ordered(p)
    m, out = len(order), np.full(len(values), np.nan)
    steps = values[order] * m * factor / np.arange(1, m + 1)
    out[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0) if m else steps
    return out


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Adjust p-values for the share of false claims among those made."""
    return _step_up(p, 1.0)


def benjamini_yekutieli(p: ArrayLike) -> Floats:
    """Adjust likewise, whatever hangs together with whatever."""
    m = int(np.sum(~np.isnan(np.asarray(p, np.float64))))
    return _step_up(p, float(np.sum(1 / np.arange(1, m + 1))) if m else 1.0)


def hochberg(p: ArrayLike) -> Floats:
    """Adjust by Holm's factors from the largest p-value down, for independent tests."""
    values, _, order = _ordered(p)
    m, out = len(order), np.full(len(values), np.nan)
    steps = values[order] * (m - np.arange(m))
    out[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0) if m else steps
    return out


def bonferroni(p: ArrayLike) -> Floats:
    """Adjust p-values by their number; undefined ones do not count and stay undefined."""
    values, _, order = _ordered(p)
    out = np.full(len(values), np.nan)
    out[order] = np.minimum(values[order] * len(order), 1.0)
    return out


ADJUSTMENTS = {
    "bonferroni": bonferroni,
    "holm": holm,
    "hochberg": hochberg,
    "bh": benjamini_hochberg,
    "by": benjamini_yekutieli,
}


def adjusted(p: ArrayLike, method: str = "holm") -> list[float | None]:
    """Return adjusted p-values by the name of the method; undefined ones are None."""
    found = ADJUSTMENTS[method](p).tolist()
    return [None if np.isnan(value) else value for value in found]


def rejected(p: ArrayLike, risk: float = 0.05, method: str = "holm") -> int:
    """Return how many of a family are claimed at a risk after adjustment."""
    return sum(value is not None and value <= risk for value in adjusted(p, method))


def mover(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the interval of a difference from (value, low, high) of two independent shares."""
    (p1, low1, high1), (p2, low2, high2) = first, second
    gap = p1 - p2
    below = np.hypot(p1 - low1, high2 - p2)
    above = np.hypot(high1 - p1, p2 - low2)
    return max(-1.0, float(gap - below)), min(1.0, float(gap + above))


def difference(
    x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Return the hybrid score interval of x1/n1 - x2/n2 (Newcombe 1998); None without data."""
    if n1 <= 0 or n2 <= 0:
        return None
    low, high = wilson([x1, x2], [n1, n2], confidence)
    return mover((x1 / n1, float(low[0]), float(high[0])), (x2 / n2, float(low[1]), float(high[1])))


def paired_difference(
    table: Sequence[Sequence[float]], confidence: float = 0.95
) -> tuple[float, float] | None:
    """Return the interval of the difference of two shares on the same items (Newcombe, no. 10)."""
    (a, b), (c, d) = table
    n = a + b + c + d
    if n <= 0:
        return None
    p1, p2 = (a + b) / n, (a + c) / n
    low, high = wilson([a + b, a + c], [n, n], confidence)
    product = (a + b) * (c + d) * (a + c) * (b + d)
    cross = a * d - b * c
    if cross > 0:
        cross = max(cross - n / 2, 0)
    phi = cross / np.sqrt(product) if product > 0 else 0.0
    down1, up1 = p1 - float(low[0]), float(high[0]) - p1
    down2, up2 = p2 - float(low[1]), float(high[1]) - p2
    below = np.sqrt(max(0.0, down1**2 - 2 * phi * down1 * up2 + up2**2))
    above = np.sqrt(max(0.0, up1**2 - 2 * phi * up1 * down2 + down2**2))
    return float(p1 - p2 - below), float(p1 - p2 + above)


def mcnemar(b: int, c: int) -> dict[str, float | None]:
    """Compare two judgments of the same items by the pairs that differ.

    The mid-P value is the default; without any differing pair p is 1 and z undefined.
    """
    from scipy.special import bdtr, ndtr

    n = b + c
    if n == 0:
        return {"z": None, "p": 1.0, "p_cc": 1.0, "p_exact": 1.0, "p_mid": 1.0}
    z = abs(b - c) / np.sqrt(n)
    corrected = max(abs(b - c) - 1, 0) / np.sqrt(n)
    tail = float(bdtr(min(b, c), n, 0.5))
    point = tail - (float(bdtr(min(b, c) - 1, n, 0.5)) if min(b, c) else 0.0)
    return {
        "z": float(z),
        "p": float(2 * ndtr(-z)),
        "p_cc": float(2 * ndtr(-corrected)),
        "p_exact": min(1.0, 2 * tail),
        "p_mid": min(1.0, 2 * tail - point),
    }


def slice_against_rest(x: ArrayLike, n: ArrayLike) -> Floats:
    """Return, for each slice of a family, the p-value of its share against all other slices.

    Exact with half of the observed point (two-sided, doubled); undefined where there is no rest
    or nothing to tell apart.
    """
    from scipy.special import gammaln

    size = np.rint(np.asarray(n, np.float64)).astype(np.int64)
    hits = np.minimum(np.rint(np.asarray(x, np.float64)).astype(np.int64), size)
    all_hits, everything = int(hits.sum()), int(size.sum())
    out = np.full(len(size), np.nan)
    if everything == 0 or all_hits in {0, everything}:
        return out
    fact = gammaln(np.arange(everything + 2) + 1.0)

    def choose(top: int, bottom: NDArray[np.int64]) -> Floats:
        return np.asarray(fact[top] - fact[bottom] - fact[top - bottom], np.float64)

    for g in np.flatnonzero((size > 0) & (size < everything)):
        mine, rest = int(size[g]), everything - int(size[g])
        k = np.arange(max(0, all_hits - rest), min(mine, all_hits) + 1)
        chance = np.exp(
            choose(mine, k) + choose(rest, all_hits - k) - choose(everything, np.array(all_hits))
        )
        at = int(hits[g] - k[0])
        below, point = float(chance[:at].sum()), float(chance[at])
        above = float(chance[at + 1 :].sum())
        out[g] = min(1.0, 2 * (min(below, above) + point / 2))
    return out
