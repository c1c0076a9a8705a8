"""Textbook estimators of survey sampling: ratio, strata, clusters, post-strata, finite frames."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linearised:
    """A ratio with the variance of its linear part."""

    value: float
    se: float
    df: int
    psus: int
    lonely: bool = False  # a stratum with one unit stood in with its distance from the mean

    @property
    def error(self) -> float | None:
        """Return the standard error; None where one unit or cluster leaves no degree of freedom."""
        return self.se if self.df > 0 else None


def ratio(
    y: ArrayLike,
    d: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    fraction: ArrayLike | None = None,
) -> Linearised:
    """Return sum(w y) / sum(w d) by ultimate clusters within strata.

    Units outside a domain stay in with y = d = 0: that is what makes the variance right.

    Args:
        y: numerator of each unit.
        d: denominator of each unit.
        weight: design weight, 1 where absent.
        stratum: code of each unit's stratum.
        psu: code of each unit's cluster; every unit its own where absent.
        fraction: sampled share of the clusters of each stratum; 0 leaves the frame without end.
    """
    top, bottom = np.asarray(y, np.float64), np.asarray(d, np.float64)
    n = len(top)
    w = np.ones(n) if weight is None else np.asarray(weight, np.float64)
    if not (np.isfinite(w).all() and (w > 0).all()):
        message = "a design weight is a positive number"
        raise ValueError(message)
    h = np.zeros(n, np.int64) if stratum is None else np.asarray(stratum, np.int64)
    c = None if psu is None else np.asarray(psu, np.int64)
    total = float((w * bottom).sum())
    value = float((w * top).sum()) / total
    return _linearised(value, w * (top - value * bottom) / total, h, c, fraction)


def linear(
    value: float,
    influence: ArrayLike,
    *,
    stratum: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    fraction: ArrayLike | None = None,
) -> Linearised:
    """Return a smooth function of totals with the variance of its linear part.

    Args:
        value: the estimate.
        influence: how far each unit moves it (weighted; they sum to 0).
        stratum: as in :func:`ratio`.
        psu: as in :func:`ratio`.
        fraction: as in :func:`ratio`.
    """
    moved = np.asarray(influence, np.float64)
    n = len(moved)
    h = np.zeros(n, np.int64) if stratum is None else np.asarray(stratum, np.int64)
    c = None if psu is None else np.asarray(psu, np.int64)
    return _linearised(value, moved, h, c, fraction)


def _linearised(
    value: float,
    moved: Floats,
    h: NDArray[np.int64],
    c: NDArray[np.int64] | None,
    fraction: ArrayLike | None,
) -> Linearised:
    """Return the variance by ultimate clusters within strata."""
    home, sums = h, moved
    if c is not None:
        wide = int(c.max(initial=0)) + 1
        keys, place = np.unique(h * wide + c, return_inverse=True)
        home, sums = keys // wide, np.asarray(np.bincount(place, moved), np.float64)
    units = np.bincount(home)
    strata = np.flatnonzero(units)
    count = units[strata]
    mean = np.bincount(home, sums) / np.maximum(units, 1)
    apart = (sums - np.where(units > 1, mean, 0.0)[home]) ** 2
    spread = np.bincount(home, apart)[strata]
    f = np.zeros(len(strata)) if fraction is None else np.asarray(fraction, np.float64)[strata]
    variance = ((1 - f) * count / np.maximum(count - 1, 1) * spread).sum()
    return Linearised(
        value=value,
        se=float(np.sqrt(variance)),
        df=len(sums) - len(strata),
        psus=len(sums),
        lonely=bool(((count == 1) & (f < 1)).any()),
    )


def stratified_mean(
    population: ArrayLike,
    size: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    fpc: bool = True,
) -> tuple[float, float]:
    """Return the mean of a stratified sample and its standard error, from stratum summaries."""
    big, n = np.asarray(population, np.float64), np.asarray(size, np.float64)
    share = big / big.sum()
    keep = 1 - n / big if fpc else np.ones(len(big))
    square = (share**2 * keep * np.asarray(variance, np.float64) / n).sum()
    return float((share * np.asarray(mean, np.float64)).sum()), float(np.sqrt(square))


def stratified_total(
    population: ArrayLike,
    size: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    fpc: bool = True,
) -> tuple[float, float]:
    """Return the total over the frame and its standard error: N times the stratified mean."""
    whole = float(np.asarray(population, np.float64).sum())
    value, se = stratified_mean(population, size, mean, variance, fpc=fpc)
    return whole * value, whole * se


def stratified_share(
    population: ArrayLike, size: ArrayLike, hits: ArrayLike, *, fpc: bool = True
) -> Linearised:
    """Return a share from stratum counts: sum W_h p_h with n - H degrees of freedom.

    Cochran (1977), 5.4; a stratum with one unit stands in with its distance from the mean.
    """
    big = np.asarray(population, np.float64)
    n, x = np.asarray(size, np.int64), np.asarray(hits, np.int64)
    stratum = np.repeat(np.arange(len(n)), n)
    y = np.concatenate([np.repeat([1, 0], [a, b - a]) for a, b in zip(x, n, strict=True)])
    return ratio(
        y,
        np.ones(len(y)),
        weight=(big / np.maximum(n, 1))[stratum],
        stratum=stratum,
        fraction=n / big if fpc else None,
    )


def finite_population_se(x: float, n: int, population: int) -> float:
    """Return the standard error of a share in a simple draw from a finite frame."""
    p = x / n
    return float(np.sqrt((1 - n / population) * p * (1 - p) / (n - 1)))


def poststratified(population: ArrayLike, size: ArrayLike, hits: ArrayLike) -> tuple[float, float]:
    """Return a share weighted to known stratum sizes after a simple draw, and its error."""
    big, n = np.asarray(population, np.float64), np.asarray(size, np.float64)
    p = np.asarray(hits, np.float64) / n
    share, total = big / big.sum(), n.sum()
    residual = (big / n / big.sum()) ** 2 * n * p * (1 - p)
    variance = (1 - total / big.sum()) * total / (total - 1) * residual.sum()
    return float((share * p).sum()), float(np.sqrt(variance))


def t_ratio(n: ArrayLike, df: ArrayLike, confidence: float) -> Floats:
    """Return (t at n - 1 / t at df) squared: what few degrees of freedom cost in size."""
    from scipy.special import stdtrit

    level = 1 - (1 - confidence) / 2
    size = np.maximum(np.asarray(n, np.float64) - 1, 1)
    degrees = np.maximum(np.asarray(df, np.float64), 1)
    return np.asarray((stdtrit(size, level) / stdtrit(degrees, level)) ** 2, np.float64)


def korn_graubard(
    p: float, se: float, n: int, df: int, confidence: float = 0.95, *, truncate: bool = False
) -> tuple[float, float]:
    """Return the plain interval of Korn & Graubard (1998); without variance it takes n as it is."""
    from reviewer_audit.stats.intervals import clopper_pearson

    effective = p * (1 - p) / se**2 if se > 0 else float(n)
    effective = float(effective * t_ratio(n, df, confidence))
    if truncate:
        effective = min(effective, float(n))
    low, high = clopper_pearson(p * effective, effective, confidence)
    return float(low), float(high)


def logit_interval(p: float, se: float, df: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the t interval on the logit scale."""
    from scipy.special import expit, logit, stdtrit

    half = float(stdtrit(df, 1 - (1 - confidence) / 2)) * se / (p * (1 - p))
    return float(expit(logit(p) - half)), float(expit(logit(p) + half))


def t_interval(p: float, se: float, df: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the plain t interval, for comparison alone: it covers too little above .9."""
    from scipy.special import stdtrit

    half = float(stdtrit(df, 1 - (1 - confidence) / 2)) * se
    return p - half, p + half


def intervals_of(
    got: Linearised, n: int, confidence: float = 0.95
) -> dict[str, tuple[float, float] | None]:
    """Return the intervals of a design-weighted share by name, as survey packages print them.

    None where a scale has no interval: the logit of 0 or 1, or no degree of freedom.
    """
    inside = 0 < got.value < 1 and got.df > 0
    return {
        "beta": korn_graubard(got.value, got.se, n, got.df, confidence) if got.df > 0 else None,
        "logit": logit_interval(got.value, got.se, got.df, confidence) if inside else None,
        "t": t_interval(got.value, got.se, got.df, confidence) if got.df > 0 else None,
    }


def cluster_share(hits: ArrayLike, sizes: ArrayLike, clusters: int | None = None) -> Linearised:
    """Return the share over whole clusters; ``clusters`` is how many the frame holds."""
    y, m = np.asarray(hits, np.float64), np.asarray(sizes, np.float64)
    return ratio(y, m, fraction=None if clusters is None else [len(m) / clusters])
