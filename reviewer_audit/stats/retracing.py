"""What a weighted share re-traces from: decisions and hits, added up at each weight."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Parts = tuple[tuple[float, float, float], ...]
"""(weight, n, numerator) of each weight: the share is sum(w x) / sum(w n)."""

MOST = 200  # weights: with more of them nobody re-traces a share by eye or in a sheet
CLOSE = 1e-9


def parts_of(
    group: NDArray[np.int64], count: int, weight: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[Parts, ...]:
    """Return the parts of each slice; none of a slice with more than 200 weights.

    Args:
        group: the slice of each decision.
        count: how many slices there are.
        weight: of each decision.
        y: 1 or 0 of each decision, or a credit between them.
    """
    weights, place = np.unique(weight, return_inverse=True)
    size = max(len(weights), 1)
    keys, at = np.unique(group * size + place, return_inverse=True)
    n = np.bincount(at, minlength=len(keys))
    hits = np.bincount(at, y, len(keys))
    rows = list(zip(weights[keys % size].tolist(), n.tolist(), hits.tolist(), strict=True))
    ends = np.searchsorted(keys // size, np.arange(count + 1)).tolist()
    return tuple(tuple(rows[a:b]) if b - a <= MOST else () for a, b in pairwise(ends))


def share_of(parts: Parts) -> float | None:
    """Return the share that parts add up to; None where nothing has weight."""
    total = sum(w * n for w, n, _x in parts)
    return sum(w * x for w, _n, x in parts) / total if total > 0 else None


def summed(parts: Parts) -> Parts:
    """Return the same share as one part of weight 1, which tells of no stratum."""
    return ((1.0, sum(w * n for w, n, _ in parts), sum(w * x for w, _, x in parts)),) * bool(parts)
