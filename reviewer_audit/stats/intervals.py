"""Intervals of a share: how far the sample may be from the truth.

Every function takes a count ``x`` (fractions are legal: weighted or partial credit) out of ``n``,
numbers or arrays, and returns arrays (low, high). No decisions, no interval: NaN there, which
never leaves this room. Ends are exact: nothing found gives low = 0, everything gives high = 1.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats.measure import Estimate

Floats = NDArray[np.float64]
Limits = tuple[Floats, Floats]

MID_P_BELOW = 150  # decisions; from here on Wilson describes well enough
_STEPS = 80


def _pair(x: ArrayLike, n: ArrayLike) -> Limits:
    hits, total = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    if np.any((hits < 0) | (hits > total * (1 + 1e-12))):
        message = "a count lies between 0 and the number it is counted out of"
        raise ValueError(message)
    return np.minimum(hits, total), total


def quantile(confidence: float, *, sides: int = 2) -> float:
    """Return the normal quantile of a two-sided or one-sided statement."""
    from scipy.special import ndtri

    return float(ndtri(1 - (1 - confidence) / sides))


def _ends(low: Floats, high: Floats, x: Floats, n: Floats) -> Limits:
    """Make the ends exact where nothing or everything was found."""
    low = np.where(x == 0, 0.0, low)
    high = np.where(x == n, 1.0, high)
    empty = n <= 0
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def wilson(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Score interval (Wilson 1927): the default description of a share."""
    hits, total = _pair(x, n)
    z = quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = hits / total
        centre = p + z * z / (2 * total)
        half = z * np.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
        scale = 1 + z * z / total
        return _ends((centre - half) / scale, (centre + half) / scale, hits, total)


def wilson_corrected(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Score interval with continuity correction, for comparison."""
    hits, total = _pair(x, n)
    z = quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = hits / total
        below = z * np.sqrt(np.maximum(z * z - 2 - 1 / total + 4 * p * (total * (1 - p) + 1), 0))
        above = z * np.sqrt(np.maximum(z * z + 2 - 1 / total + 4 * p * (total * (1 - p) - 1), 0))
        scale = 2 * (total + z * z)
        low = (2 * total * p + z * z - 1 - below) / scale
        high = (2 * total * p + z * z + 1 + above) / scale
        return _ends(np.maximum(low, 0), np.minimum(high, 1), hits, total)


def lower_bound(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Floats:
    """One-sided exact lower bound (Clopper & Pearson 1934)."""
    from scipy.special import betaincinv

    hits, total = _pair(x, n)
    inside = (hits > 0) & (total > 0)
    a = np.where(inside, hits, 1.0)
    b = np.where(inside, total - hits + 1, 1.0)
    low: Floats = np.where(inside, betaincinv(a, b, 1 - confidence), 0.0)
    return np.where(total > 0, low, np.nan)


def upper_bound(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Floats:
    """One-sided exact upper bound (Clopper & Pearson 1934)."""
    hits, total = _pair(x, n)
    return np.asarray(1 - lower_bound(total - hits, total, confidence), np.float64)


def upper_percent(x: float, n: float, confidence: float = 0.95, digits: int = 1) -> float | None:
    """Return the one-sided exact upper bound in percent, rounded up so that it never flatters."""
    if n <= 0:
        return None
    scale = 10.0**digits
    bound = float(upper_bound(x, n, confidence))
    return float(np.ceil(100 * scale * bound - 1e-9)) / scale


def clopper_pearson(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Exact interval: covers at least as often as it says."""
    each = 1 - (1 - confidence) / 2
    return lower_bound(x, n, each), upper_bound(x, n, each)


def jeffreys(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Equal-tailed interval under the Jeffreys prior, ends as Brown, Cai & DasGupta (2001)."""
    from scipy.special import betaincinv

    hits, total = _pair(x, n)
    tail = (1 - confidence) / 2
    low = betaincinv(hits + 0.5, total - hits + 0.5, tail)
    high = betaincinv(hits + 0.5, total - hits + 0.5, 1 - tail)
    return _ends(np.asarray(low, np.float64), np.asarray(high, np.float64), hits, total)


def _mid_p_low(x: Floats, n: Floats, tail: float) -> Floats:
    """Lower mid-P limit: P(X > x) + P(X = x) / 2 = tail, by the beta integral."""
    from scipy.special import betainc

    def excess(p: Floats) -> Floats:
        more = np.where(x < n, betainc(x + 1, np.maximum(n - x, 1e-300), p), 0.0)
        return np.asarray(0.5 * (betainc(x, n - x + 1, p) + more) - tail, np.float64)

    low, high = np.zeros_like(x), x / n
    at_low, at_high = np.full_like(x, -tail), excess(high)
    for _turn in range(_STEPS):  # false position, the stale end halved (Illinois)
        with np.errstate(divide="ignore", invalid="ignore"):
            guess = (low * at_high - high * at_low) / (at_high - at_low)
        guess = np.where(np.isfinite(guess), guess, (low + high) / 2)
        value = excess(guess)
        left = value < 0
        at_high = np.where(left, at_high / 2, value)
        at_low = np.where(left, value, at_low / 2)
        low, high = np.where(left, guess, low), np.where(left, high, guess)
        if np.max(np.minimum(high - low, np.abs(value)), initial=0.0) < 1e-14:  # noqa: PLR2004
            break
    return np.asarray(guess, np.float64)


def _one_sided_mid_p(x: Floats, n: Floats, tail: float) -> Floats:
    inside = (x > 0) & (n > 0)
    low = np.zeros(x.shape)
    if inside.any():
        low[inside] = _mid_p_low(x[inside], n[inside], tail)
    return low


def mid_p(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Exact interval with half of the observed point counted (Berry & Armitage 1995)."""
    hits, total = _pair(x, n)
    shape, tail = hits.shape, (1 - confidence) / 2
    flat, size = np.atleast_1d(hits).astype(float), np.atleast_1d(total).astype(float)
    low = _one_sided_mid_p(flat, size, tail).reshape(shape)
    high = 1 - _one_sided_mid_p(size - flat, size, tail).reshape(shape)
    return _ends(low, high, hits, total)


def agresti_coull(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Adjusted Wald interval, for comparison; it can leave [0, 1]."""
    hits, total = _pair(x, n)
    z = quantile(confidence)
    size = np.where(total > 0, total + z * z, np.nan)  # of nothing there is no interval
    p = (hits + z * z / 2) / size
    half = z * np.sqrt(p * (1 - p) / size)
    return p - half, p + half


def wald(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """The textbook interval, for comparison alone: it covers far less than it says above .9."""
    hits, total = _pair(x, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = hits / total
        half = quantile(confidence) * np.sqrt(p * (1 - p) / total)
    return p - half, p + half


def describe(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Return the interval shown beside a share: mid-P below 150 decisions, else Wilson."""
    hits, total = _pair(x, n)
    low, high = wilson(hits, total, confidence)
    small = np.asarray((total < MID_P_BELOW) & (total > 0))
    if small.any():
        low, high = np.array(low), np.array(high)
        low[small], high[small] = mid_p(hits[small], total[small], confidence)
    return low, high


def describe_name(n: float) -> str:
    """Name the interval that :func:`describe` uses for ``n`` decisions."""
    return "mid-P" if n < MID_P_BELOW else "Wilson"


METHODS: dict[str, Callable[[ArrayLike, ArrayLike, float], Limits]] = {
    "wilson": wilson,
    "wilson_cc": wilson_corrected,
    "clopper_pearson": clopper_pearson,
    "jeffreys": jeffreys,
    "mid_p": mid_p,
    "agresti_coull": agresti_coull,
    "wald": wald,
}


def proportion(
    x: float, n: float, confidence: float = 0.95, *, method: str | None = None
) -> Estimate:
    """Return x out of n as an estimate, with the default interval or the named one."""
    if n <= 0:
        return Estimate.undefined("no_data", _("nothing to count"), confidence=confidence)
    low, high = METHODS[method](x, n, confidence) if method else describe(x, n, confidence)
    p = x / n
    return Estimate(
        value=p,
        numerator=x,
        n=round(n),
        low=float(low),
        high=float(high),
        confidence=confidence,
        method=method or describe_name(n),
        se=float(np.sqrt(p * (1 - p) / n)),
        n_eff=float(n),
    )
