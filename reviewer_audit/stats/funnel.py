"""Many reviewers or vendors beside each other: who differs more than their numbers explain.

A funnel has no ranks: small counts swing widely, and limits say how widely. Spiegelhalter (2005)
and, where all of them differ more than chance allows, Spiegelhalter et al. (2012).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.intervals import quantile
from reviewer_audit.stats.verdict import at_most

Floats = NDArray[np.float64]

LEVELS = (0.95, 0.998)
_TRIM = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdispersion:
    """How much more units differ than chance makes them.

    ``z`` are the scores on the arcsine scale; ``phi`` their mean square, 1 under chance alone;
    ``tau2`` the variance between units on that scale, 0 where chance explains all.
    """

    z: Floats
    phi: float
    tau2: float
    center: float


def normal_limits(
    target: float, n: ArrayLike, confidence: float = 0.95, *, clip: bool = True
) -> tuple[Floats, Floats]:
    """Return the limits target -+ z sqrt(target (1 - target) / n); for n of a hundred and more."""
    size = np.asarray(n, np.float64)
    half = quantile(confidence) * np.sqrt(target * (1 - target) / size)
    low, high = target - half, target + half
    return (np.maximum(low, 0.0), np.minimum(high, 1.0)) if clip else (low, high)


def exact_limit(target: float, n: ArrayLike, p: float) -> Floats:
    """Return the binomial limit at cumulative chance ``p``, interpolated (2005, A.1.1).

    With r the smallest count whose F(r) reaches p it is (r - a) / n,
    a = (F(r) - p) / (F(r) - F(r - 1)); beyond 0 and 1 it is for the display to clip.
    """
    size = np.asarray(n, np.float64)
    low, high = np.full(size.shape, -1.0), np.ceil(size)  # effective sizes are no whole numbers
    while (high - low > 1).any():  # F(low) < p <= F(high)
        middle = np.floor((low + high) / 2)
        reached = at_most(np.maximum(middle, 0), size, target) >= p
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        done = high - low <= 1
        low = np.where(done, high - 1, low)
    at = at_most(high, size, target)
    before = np.where(high > 0, at_most(np.maximum(high - 1, 0), size, target), 0.0)
    step = at - before
    part = np.divide(at - p, step, out=np.zeros(size.shape), where=step > 0)
    return np.asarray((high - part) / size, np.float64)


def exact_limits(target: float, n: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return both exact limits, clipped to what a share can be."""
    tail = (1 - confidence) / 2
    low, high = exact_limit(target, n, tail), exact_limit(target, n, 1 - tail)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def overdispersion(
    x: ArrayLike, n: ArrayLike, *, winsorised: float = _TRIM, target: float | None = None
) -> Overdispersion | None:
    """Return how far units scatter beyond chance, on the arcsine scale (w = 4 n).

    tau^2 = max(0, (I phi - (I - 1)) / (sum w - sum w^2 / sum w)), DerSimonian & Laird (1986).

    Args:
        x: count of each unit.
        n: decisions of each unit; units without any are left out of the figures (z is NaN).
        winsorised: share of z scores pulled in on each side, so that outliers do not hide
            themselves; 0 takes them as they are.
        target: the share to hold against; the pooled one where absent.

    Returns:
        The figures; None with fewer than two units.
    """
    hits, size = np.asarray(x, np.float64), np.asarray(n, np.float64)
    there = size > 0
    if int(there.sum()) < 2:  # noqa: PLR2004
        return None
    center = float(hits[there].sum() / size[there].sum()) if target is None else target
    z = np.full(len(size), np.nan)
    own = np.sqrt(hits[there] / size[there])
    z[there] = (np.arcsin(np.minimum(own, 1.0)) - np.arcsin(np.sqrt(center))) * 2
    z[there] *= np.sqrt(size[there])
    shown = z[there]
    if winsorised > 0:
        shown = np.clip(shown, *np.quantile(shown, [winsorised, 1 - winsorised]))
    count, weight = len(shown), 4 * size[there]
    phi = float((shown**2).mean())
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    tau2 = max(0.0, float((count * phi - (count - 1)) / scale))
    return Overdispersion(z=z, phi=phi, tau2=tau2, center=center)


def additive_limits(
    target: float, n: ArrayLike, tau2: float, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return limits that allow for the variance between units, added on the arcsine scale.

    sin^2 of asin(sqrt(target)) -+ z sqrt(1 / 4n + tau^2).
    """
    size = np.asarray(n, np.float64)
    middle = float(np.arcsin(np.sqrt(target)))
    half = quantile(confidence) * np.sqrt(1 / (4 * size) + tau2)
    low = np.sin(np.maximum(middle - half, 0.0)) ** 2
    high = np.sin(np.minimum(middle + half, np.pi / 2)) ** 2
    return np.asarray(low, np.float64), np.asarray(high, np.float64)


def _listed(values: Floats, there: NDArray[np.bool_]) -> tuple[float | None, ...]:
    return tuple(
        v if kept else None for v, kept in zip(values.tolist(), there.tolist(), strict=True)
    )
