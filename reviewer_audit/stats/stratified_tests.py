"""Is one group worse, or does a share change along an order, by more than chance: within strata.

Both tests compare like with like: what differs between strata, such as harder queues, is no
evidence. They hold the margins of every stratum fixed, so they need no model of the shares.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def excess_chance(hits: ArrayLike, mine: ArrayLike, stratum: ArrayLike) -> float:
    """Return the chance that a group has at least as many hits, were it like the others.

    Exact, given the margins of each stratum: the sum of hypergeometric counts (Cox 1970, The
    Analysis of Binary Data, 5.2; computed by convolution as in Mehta, Patel & Gray 1985). A
    stratum in which the group or the others are missing says nothing and adds nothing.

    Args:
        hits: (n,) whether it happened.
        mine: (n,) whether it belongs to the group.
        stratum: (n,) code of the stratum.
    """
    hit, own = np.asarray(hits, np.bool_), np.asarray(mine, np.bool_)
    codes = np.asarray(stratum, np.int64)
    chances = np.ones(1)
    for code in np.unique(codes).tolist():
        here = codes == code
        table = int(here.sum()), int((here & own).sum()), int((here & hit).sum())
        chances = np.convolve(chances, _hypergeometric(*table))
    return min(1.0, float(chances[int((hit & own).sum()) :].sum()))


def _hypergeometric(n: int, mine: int, hits: int) -> Floats:
    """Return the chance of 0 to min(mine, hits) hits among ``mine`` of n, ``hits`` of which hit."""
    from scipy.special import gammaln

    k = np.arange(min(mine, hits) + 1)
    out = np.zeros(len(k))
    may = k >= mine + hits - n
    fact = gammaln(np.arange(n + 2) + 1.0)
    k = k[may]
    ways = fact[mine] - fact[k] - fact[mine - k] + fact[n - mine]
    ways = ways - fact[hits - k] - fact[n - mine - hits + k]
    out[may] = np.exp(ways - fact[n] + fact[hits] + fact[n - hits])
    return out


def trend(
    hits: ArrayLike, order: ArrayLike, stratum: ArrayLike, cluster: ArrayLike | None = None
) -> float | None:
    """Return the z of a trend of hits along an order, above 0 where they become more frequent.

    Mantel's (1963) extension of the Mantel-Haenszel test: within each stratum the covariance of
    hits and scores, over the root of its permutation variance; with one stratum it is the test of
    Cochran (1954) and Armitage (1955) with n - 1 in place of n. None where nothing varies.

    Args:
        hits: (n,) whether it happened.
        order: (n,) score of each, such as the rank of its day.
        stratum: (n,) code of the stratum.
        cluster: (n,) code of what hangs together; where residuals within it add up to more than
            apart, the variance is raised by as much.
    """
    y, x = np.asarray(hits, np.float64), np.asarray(order, np.float64)
    codes = np.unique(np.asarray(stratum, np.int64), return_inverse=True)[1]
    n = np.bincount(codes)
    dy, dx = y - _means(y, codes, n), x - _means(x, codes, n)
    many = n > 1
    variance = (np.bincount(codes, dy**2) * np.bincount(codes, dx**2))[many] / (n[many] - 1)
    total = float(variance.sum())
    if total <= 0:
        return None
    return float((dy * dx).sum() / np.sqrt(total * _together(dy * dx, cluster)))


def _means(values: Floats, codes: Ints, n: Ints) -> Floats:
    means: Floats = (np.bincount(codes, values) / np.maximum(n, 1))[codes]
    return means


def _together(parts: Floats, cluster: ArrayLike | None) -> float:
    """Return by how much parts of one cluster spread more than parts that are apart."""
    apart = float((parts**2).sum())
    if cluster is None or apart <= 0:
        return 1.0
    codes = np.unique(np.asarray(cluster), return_inverse=True)[1]
    return max(1.0, float((np.bincount(codes, parts) ** 2).sum()) / apart)
