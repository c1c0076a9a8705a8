"""Is a change in time more than chance: control charts of a share.

The p-chart takes every period as a draw of its own; Laney's p' adds how much periods differ by
nature; the EWMA remembers, and sees a small lasting shift that no single period shows. Periods
without a decision stay in as gaps (None), never as 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _

Floats = NDArray[np.float64]

_D2 = 1.128  # mean range of two normal values
ENOUGH = 20  # periods from which limits are worth their name
OVERDISPERSED = 1.2
_WIDE = 1.0 / _D2


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A share in time with its limits; lists have None where a period holds no decision.

    ``signals`` are the numbers, from 1, of the periods outside the limits.
    """

    center: float | None
    points: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    signals: tuple[int, ...]
    method: str
    sigma_z: float | None = None
    flags: tuple[str, ...] = ()
    reason: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """What all charts rest on: shares, sizes, centre, and which periods set the limits."""

    x: Floats
    n: Floats
    p: Floats
    there: NDArray[np.bool_]
    used: NDArray[np.bool_]
    center: float


def _basis(
    x: ArrayLike, n: ArrayLike, center: float | None, excluded: Sequence[int]
) -> _Basis | None:
    hits, size = np.asarray(x, np.float64), np.asarray(n, np.float64)
    if hits.shape != size.shape or hits.ndim != 1:
        message = "one count and one size for each period"
        raise ValueError(message)
    if not (np.isfinite(hits) & np.isfinite(size)).all() or ((hits < 0) | (hits > size)).any():
        message = "a count lies between 0 and the number it is counted out of"
        raise ValueError(message)
    there = size > 0
    used = there.copy()
    for number in excluded:
        used[number - 1] = False
    if center is None:
        if not used.any():
            return None
        center = float(hits[used].sum() / size[used].sum())
    p = np.divide(hits, size, out=np.zeros(len(hits)), where=there)
    return _Basis(x=hits, n=size, p=p, there=there, used=used, center=center)


def _listed(values: Floats, there: NDArray[np.bool_]) -> tuple[float | None, ...]:
    return tuple(
        v if kept else None for v, kept in zip(values.tolist(), there.tolist(), strict=True)
    )


def _empty(size: int, method: str) -> Chart:
    gap = (None,) * size
    note = _("No period holds a decision.")
    return Chart(
        center=None,
        points=gap,
        lower=gap,
        upper=gap,
        signals=(),
        method=method,
        reason="no_data",
        note=note,
    )


def _drawn(
    basis: _Basis, sigma: Floats, k: float, method: str, sigma_z: float | None = None
) -> Chart:
    """Return the chart with limits k sigma from the centre, clipped to what a share can be."""
    low = np.maximum(basis.center - k * sigma, 0.0)
    high = np.minimum(basis.center + k * sigma, 1.0)
    slack = 1e-12
    outside = basis.there & ((basis.p < low - slack) | (basis.p > high + slack))
    flags = []
    if int(basis.used.sum()) < ENOUGH:
        flags.append("few_periods")
    if sigma_z is not None and sigma_z < 1:
        flags.append("underdispersed")
    if sigma_z is not None and sigma_z > OVERDISPERSED:
        flags.append("overdispersed")
    return Chart(
        center=basis.center,
        points=_listed(basis.p, basis.there),
        lower=_listed(low, basis.there),
        upper=_listed(high, basis.there),
        signals=tuple(int(i) + 1 for i in np.flatnonzero(outside)),
        method=method,
        sigma_z=sigma_z,
        flags=tuple(flags),
    )


def _binomial(basis: _Basis) -> Floats:
    spread = basis.center * (1 - basis.center)
    return np.sqrt(np.divide(spread, basis.n, out=np.zeros(len(basis.n)), where=basis.there))


def p_chart(
    x: ArrayLike,
    n: ArrayLike,
    *,
    k: float = 3.0,
    center: float | None = None,
    excluded: Sequence[int] = (),
) -> Chart:
    """Return the chart of a share: centre sum x / sum n, limits k sqrt(c (1 - c) / n_i) away.

    Shewhart's chart as in Montgomery, Introduction to Statistical Quality Control, 7.2.

    Args:
        x: count of each period, in order of time.
        n: decisions of each period; 0 is a gap.
        k: how many standard errors the limits are away.
        center: the share to hold against; the pooled one where absent.
        excluded: numbers (from 1) of periods with a documented cause, which set no limit.
    """
    method = f"p-chart, {k:g} sigma"
    basis = _basis(x, n, center, excluded)
    if basis is None:
        return _empty(len(np.asarray(n)), method)
    return _drawn(basis, _binomial(basis), k, method)


def laney(
    x: ArrayLike,
    n: ArrayLike,
    *,
    k: float = 3.0,
    center: float | None = None,
    excluded: Sequence[int] = (),
) -> Chart:
    """Return the p' chart of Laney (2002): limits as wide as periods differ by nature.

    Sigma is stretched by the mean moving range of the z scores over 1.128, not by their standard
    deviation, which would swallow the very shift one looks for. For large periods, where the
    p-chart signals all the time; below 1 it is kept and flagged.
    """
    method = f"Laney p', {k:g} sigma"
    basis = _basis(x, n, center, excluded)
    if basis is None:
        return _empty(len(np.asarray(n)), method)
    sigma = _binomial(basis)
    if int(basis.used.sum()) < 2 or not (sigma[basis.used] > 0).all():  # noqa: PLR2004
        return _drawn(basis, sigma, k, method)
    z = (basis.p - basis.center)[basis.used] / sigma[basis.used]
    sigma_z = float(np.abs(np.diff(z)).mean() * _WIDE)
    return _drawn(basis, sigma * sigma_z, k, method, sigma_z)


def ewma(
    x: ArrayLike,
    n: ArrayLike,
    *,
    memory: float = 0.2,
    k: float = 3.0,
    center: float | None = None,
    excluded: Sequence[int] = (),
) -> Chart:
    """Return the moving average e_i = m p_i + (1 - m) e_(i-1), started at the centre.

    Roberts (1959); limits from the exact variance with the size of every period, m^2 s_i^2 +
    (1 - m)^2 v_(i-1), as in Montgomery 9.2. A period without a decision leaves it where it was.

    Args:
        x: count of each period.
        n: decisions of each period.
        memory: weight of the newest period, above 0 and up to 1 (then it is the p-chart).
        k: how many standard errors the limits are away.
        center: the share to hold against.
        excluded: numbers of periods that set no limit.
    """
    if not 0 < memory <= 1:
        message = "the weight of the newest period lies above 0 and not above 1"
        raise ValueError(message)
    method = f"EWMA of {memory:g}, {k:g} sigma"
    basis = _basis(x, n, center, excluded)
    if basis is None:
        return _empty(len(np.asarray(n)), method)
    sigma = _binomial(basis)
    smooth, spread = np.empty(len(sigma)), np.empty(len(sigma))
    last, variance = basis.center, 0.0
    for i, there in enumerate(basis.there.tolist()):
        if there:
            last = memory * float(basis.p[i]) + (1 - memory) * last
            variance = (memory * float(sigma[i])) ** 2 + (1 - memory) ** 2 * variance
        smooth[i], spread[i] = last, variance
    moved = _Basis(
        x=basis.x,
        n=basis.n,
        p=smooth,
        there=basis.there,
        used=basis.used,
        center=basis.center,
    )
    return _drawn(moved, np.sqrt(spread), k, method)
