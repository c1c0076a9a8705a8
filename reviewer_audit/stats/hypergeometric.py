"""Right decisions in a simple draw from a finite frame: exact chances, counts and bounds.

X of n decisions drawn from a frame of N, of which K are right, is hypergeometric. Turning its
tails round gives one-sided bounds for K that hold at least as often as they say, the analogue of
Clopper & Pearson's (Buonaccorsi 1987; Wright 1991; of all such bounds the closest, Wang 2015).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.intervals import lower_bound as clopper_pearson_low

Floats = NDArray[np.float64]

TIE = 1e-12  # a chance this near the risk counts as the risk
_REACH, _SPARE = 9, 40  # standard deviations and counts beyond which chances are below 1e-15
_CELLS = 2**20  # chances at a time, so that they take a few MB


def _columns(*given: ArrayLike) -> tuple[tuple[int, ...], list[Floats]]:
    arrays = np.broadcast_arrays(*(np.asarray(one, np.float64) for one in given))
    return arrays[0].shape, [one.ravel() for one in arrays]


def _reach(n: Floats, right: Floats, frame: Floats) -> int:
    share = right / frame
    spread = n * share * (1 - share) * (frame - n) / np.maximum(frame - 1, 1)
    return int(min(_REACH * np.sqrt(spread.max()) + _SPARE, n.max() + 1))


def _around(n: Floats, right: Floats, frame: Floats) -> tuple[Floats, Floats]:
    """Return the first count of each row and the chances of it and those after it.

    They are products of the ratios of neighbours, from the likeliest count outwards, over their
    sum: no logarithm of a factorial, whose rounding would grow with the frame.
    """
    reach = _reach(n, right, frame)
    top = np.floor((n + 1) * (right + 1) / (frame + 2))[:, None]
    n, right, lacking = n[:, None], right[:, None], (n + right - frame)[:, None]
    k = top + np.arange(reach)
    up = np.cumprod((right - k) * (n - k) / ((k + 1) * (k + 1 - lacking)), axis=1)
    k = top - np.arange(reach)
    down = np.cumprod(k * (k - lacking) / ((right - k + 1) * (n - k + 1)), axis=1)
    weights = np.concatenate([down[:, ::-1], np.ones_like(top), up], axis=1)
    return (top - reach)[:, 0], weights / weights.sum(axis=1, keepdims=True)


def _blocks(n: Floats, right: Floats, frame: Floats) -> Iterator[slice]:
    """Cut rows into as many at a time as fit."""
    step = max(1, _CELLS // (2 * _reach(n, right, frame) + 1)) if len(n) else 1
    for start in range(0, len(n), step):
        yield slice(start, start + step)


def at_most(x: ArrayLike, n: ArrayLike, right: ArrayLike, frame: ArrayLike) -> Floats:
    """P(X <= x) in ``n`` decisions of a frame of which so many are right."""
    shape, (hits, size, marked, whole) = _columns(x, n, right, frame)
    out = np.empty(len(hits))
    for rows in _blocks(size, marked, whole):
        first, chance = _around(size[rows], marked[rows], whole[rows])
        counted = np.arange(chance.shape[1]) <= (hits[rows] - first)[:, None]
        out[rows] = np.minimum((chance * counted).sum(axis=1), 1.0)
    return out.reshape(shape)


def at_least(x: ArrayLike, n: ArrayLike, right: ArrayLike, frame: ArrayLike) -> Floats:
    """P(X >= x) in ``n`` decisions of a frame of which so many are right."""
    size = np.asarray(n, np.float64)
    wrong = np.asarray(frame, np.float64) - np.asarray(right, np.float64)
    return at_most(size - np.asarray(x, np.float64), size, wrong, frame)


def fewest(n: ArrayLike, right: ArrayLike, frame: ArrayLike, risk: float) -> Floats:
    """Return the smallest count with P(X >= count) <= ``risk``; n + 1 where none is so rare."""
    shape, (size, marked, whole) = _columns(n, right, frame)
    out = np.empty(len(size))
    for rows in _blocks(size, marked, whole):
        first, chance = _around(size[rows], marked[rows], whole[rows])
        above = np.cumsum(chance[:, ::-1], axis=1)
        rare = (above <= risk + TIE).sum(axis=1)
        out[rows] = np.clip(first + chance.shape[1] - rare, 0, size[rows] + 1)
    return out.reshape(shape)


def most(n: ArrayLike, right: ArrayLike, frame: ArrayLike, risk: float) -> Floats:
    """Return the largest count with P(X <= count) < ``risk``; -1 where none is so rare."""
    size = np.asarray(n, np.float64)
    wrong = np.asarray(frame, np.float64) - np.asarray(right, np.float64)
    return np.asarray(size - fewest(size, wrong, frame, risk - 2 * TIE), np.float64)


def _least(x: ArrayLike, n: ArrayLike, frame: ArrayLike, risk: float) -> Floats:
    """Return the fewest right in the frame that do not make x or more of n too unlikely."""
    shape, (hits, size, whole) = _columns(x, n, frame)
    low, high = hits - 1, whole - (size - hits)  # ruled out; possible
    for guess in (whole * clopper_pearson_low(hits, size, 1 - risk), whole * hits / size):
        tried = np.clip(np.floor(guess), low, high)
        out = at_least(hits, size, np.maximum(tried, 0), whole) <= risk + TIE
        low, high = np.where(out, tried, low), np.where(out, high, tried)
    while (apart := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        out = at_least(hits, size, np.maximum(middle, 0), whole) <= risk + TIE
        low, high = np.where(apart & out, middle, low), np.where(apart & ~out, middle, high)
    return np.asarray(high.reshape(shape), np.float64)


def least_share(
    x: ArrayLike, n: ArrayLike, frame: ArrayLike, risk: float, slack: ArrayLike = 0
) -> Floats:
    """Return the lower bound as a share of the frame, ``slack`` decisions given away."""
    least = _least(x, n, frame, risk) - np.asarray(slack, np.float64)
    return np.asarray(np.maximum(least, 0) / np.asarray(frame, np.float64), np.float64)


def largest_share(
    x: ArrayLike, n: ArrayLike, frame: ArrayLike, risk: float, slack: ArrayLike = 0
) -> Floats:
    """Return the upper bound as a share of the frame, ``slack`` decisions given away."""
    missed = np.asarray(n, np.float64) - np.asarray(x, np.float64)
    return 1 - least_share(missed, n, frame, risk - 2 * TIE, slack)
