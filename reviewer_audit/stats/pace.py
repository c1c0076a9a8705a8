"""How long decisions take, and whether anybody is faster than reading allows.

Nothing here proves anything about a person: each figure comes with how often it would be seen
with nothing amiss.
"""

from math import floor, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.measure import Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORDS_PER_MINUTE = 300.0  # the fast end of silent reading (Brysbaert 2019: 175 to 300)
CHARACTERS_PER_WORD = 6.0  # 4.6 letters of English prose, a space, punctuation
SECONDS_PER_CHARACTER = 60 / (WORDS_PER_MINUTE * CHARACTERS_PER_WORD)
SHUFFLES, SEED = 999, 20
_SCALE = 1.4826  # from the median deviation to the standard deviation of a normal value
_CELLS = 4_000_000


def order_limits(n: int, q: float, confidence: float = 0.95) -> tuple[int | None, int | None]:
    """Return which order statistics, from 1, hold a quantile between them; None: none does.

    Distribution-free: P(X(l) <= x_q <= X(u)) = P(l <= B < u) for B binomial(n, q). Hahn & Meeker
    (1991), Statistical Intervals, 5.2; Conover (1999), 3.2. Each tail keeps its own half.
    """
    from scipy.special import bdtr

    tail = (1 - confidence) / 2
    reach = int(8 * sqrt(n * q * (1 - q))) + 12
    first = max(0, floor(n * q) - reach)
    k = np.arange(first, min(n, floor(n * q) + reach) + 1)
    below = np.asarray(bdtr(k.astype(np.float64), n, q), np.float64)  # P(B <= k)
    inside = np.flatnonzero(below <= tail)
    low = int(k[inside[-1]]) + 1 if len(inside) else None
    high = int(k[np.flatnonzero(below >= 1 - tail)[0]]) + 1
    return low, high if high <= n else None


def quantile_of(values: ArrayLike, q: float, confidence: float = 0.95) -> Estimate:
    """Return a quantile with a distribution-free interval.

    The value interpolates between order statistics (Hyndman & Fan 1996, type 7). An end that no
    order statistic reaches is None, and a note says so.

    Args:
        values: seconds, or any other unit; finite.
        q: between 0 and 1; .5 is the median.
        confidence: of the two-sided interval.
    """
    ordered = np.sort(np.asarray(values, np.float64))
    return quantile_sorted(ordered, q, confidence)


def quantile_sorted(ordered: Floats, q: float, confidence: float = 0.95) -> Estimate:
    """Return a quantile of values that are in order already."""
    n = len(ordered)
    if not n:
        return Estimate.undefined("no_data", "Nothing was timed.", confidence=confidence)
    low, high = order_limits(n, q, confidence)
    at = q * (n - 1)
    left = floor(at)
    right = min(left + 1, n - 1)
    value = float(ordered[left] + (at - left) * (ordered[right] - ordered[left]))
    missing = [word for word, end in (("lower", low), ("upper", high)) if end is None]
    return Estimate(
        value=value,
        n=n,
        low=None if low is None else float(ordered[low - 1]),
        high=None if high is None else float(ordered[high - 1]),
        confidence=confidence,
        method="order statistics, binomial",
        note=f"Too few values for the {' and the '.join(missing)} limit." if missing else "",
        flags=tuple(f"no_{word}_limit" for word in missing),
    )


def mean_of(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return a mean with Student's interval, cut at 0: for counts a day or an hour."""
    from scipy.special import stdtrit

    given = np.asarray(values, np.float64)
    n = len(given)
    if not n:
        return Estimate.undefined("no_data", "Nothing was counted.", confidence=confidence)
    value = float(given.mean())
    if n == 1:
        note = "One value alone: no interval."
        flags: tuple[str, ...] = ("single_unit",)
        return Estimate(
            value=value, n=1, confidence=confidence, method="mean", note=note, flags=flags
        )
    se = float(given.std(ddof=1)) / sqrt(n)
    half = float(stdtrit(n - 1, 1 - (1 - confidence) / 2)) * se
    return Estimate(
        value=value,
        n=n,
        low=max(0.0, value - half),
        high=value + half,
        confidence=confidence,
        method="Student's t",
        se=se,
    )
