"""Shares of people with few decisions: each drawn towards all, as far as chance explains it.

A beta distribution of true shares is fitted to everyone (empirical Bayes); each person's share is
then the mean of what it and the own count say. For whom to look at first, never for passing or
failing anyone: the raw share stands beside it always.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats.measure import Estimate

Floats = NDArray[np.float64]

FEWEST = 5  # people; below, nothing is drawn towards anything
RANKED = 30  # decisions from which a person has a place in an order
_POOLED = 1e7  # a + b from which all true shares are the same
_STEPS, _DRAWS, _SEED = 200, 4000, 20
_CELLS = 2_000_000  # numbers held at once; so many people need fewer draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Beta:
    """Where true shares lie: Beta(alpha, beta); both infinite where all are the same.

    ``covariance`` is that of (log alpha, log beta), None where it was not estimated.
    """

    alpha: float
    beta: float
    mean: float
    method: str
    covariance: Floats | None = None
    flags: tuple[str, ...] = ()

    @property
    def pooled(self) -> bool:
        """Tell whether chance alone explains all differences."""
        return not np.isfinite(self.alpha + self.beta)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunken:
    """One person: the raw share, the shrunken one, and what it says about a target and a place."""

    raw: Estimate
    shrunken: Estimate
    below_target: float | None = None
    rank: float | None = None


def _counts(y: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    hits, size = np.asarray(y, np.float64), np.asarray(n, np.float64)
    if hits.shape != size.shape or ((hits < 0) | (hits > size)).any():
        message = "a count lies between 0 and the number it is counted out of"
        raise ValueError(message)
    return hits, size


def matched(y: ArrayLike, n: ArrayLike) -> tuple[Beta, float] | None:
    """Return the beta with mean and deviation of the raw shares, and that deviation.

    Gelman et al., Bayesian Data Analysis, 5.1: a first guess, too wide by the chance in each
    share. None with fewer than two people or without a difference.
    """
    hits, size = _counts(y, n)
    shares = hits[size > 0] / size[size > 0]
    if len(shares) < 2:  # noqa: PLR2004
        return None
    mean, sd = float(shares.mean()), float(shares.std(ddof=1))
    if not 0 < sd**2 < mean * (1 - mean):
        return None
    total = mean * (1 - mean) / sd**2 - 1
    found = Beta(alpha=mean * total, beta=(1 - mean) * total, mean=mean, method="raw moments")
    return found, sd


def moments(y: ArrayLike, n: ArrayLike) -> Beta | None:
    """Return the beta by moments weighted with n, chance taken off (Kleinman 1973).

    Where people differ no more than chance allows, all share one rate (flag ``pooled``).
    """
    hits, size = _counts(y, n)
    hits, size = hits[size > 0], size[size > 0]
    if len(size) < 2:  # noqa: PLR2004
        return None
    total = float(size.sum())
    mean = float(hits.sum()) / total
    scatter = float((size * (hits / size - mean) ** 2).sum())
    chance, spread = len(size) - 1, total - float((size**2).sum()) / total
    binomial = mean * (1 - mean)
    own = scatter - binomial * chance
    if own <= 0 or spread <= chance:
        return _one_rate(mean, "moments (Kleinman)")
    alike = min(own / (binomial * (spread - chance)), 1 - 1e-9)
    both = 1 / alike - 1
    return Beta(alpha=mean * both, beta=(1 - mean) * both, mean=mean, method="moments (Kleinman)")


def _one_rate(mean: float, method: str) -> Beta:
    return Beta(alpha=np.inf, beta=np.inf, mean=mean, method=method, flags=("pooled",))


def likeliest(y: ArrayLike, n: ArrayLike) -> Beta | None:
    """Return the beta under which all counts together are likeliest (beta-binomial).

    Newton's method on (log a, log b) of sum betaln(a + y, b + n - y) - betaln(a, b). None with
    fewer than two people.
    """
    hits, size = _counts(y, n)
    hits, size = hits[size > 0], size[size > 0]
    start = moments(hits, size)
    if start is None:
        return None
    method = "marginal likelihood"
    both = 1e3 if start.pooled else start.alpha + start.beta
    if not 0 < start.mean < 1:
        return _one_rate(start.mean, method)
    at = np.log([max(start.mean * both, 1e-3), max((1 - start.mean) * both, 1e-3)])
    value, slope, curve = _likelihood(at, hits, size)
    for _turn in range(_STEPS):
        if np.exp(at).sum() > _POOLED:
            return _one_rate(start.mean, method)
        if float(np.linalg.eigvalsh(curve).max()) < 0:
            step = -np.linalg.solve(curve, slope)
        else:  # not yet near the top: climb
            step = slope / max(float(np.abs(slope).max()), 1e-300)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        while True:
            new = at + step
            found = _likelihood(new, hits, size)
            if found[0] >= value or float(np.abs(step).max()) < 1e-12:  # noqa: PLR2004
                break
            step /= 2
        at, (value, slope, curve) = new, found
        if float(np.abs(step).max()) < 1e-10:  # noqa: PLR2004
            break
    alpha, beta = np.exp(at).tolist()
    sure = float(np.linalg.eigvalsh(curve).max()) < 0
    return Beta(
        alpha=alpha,
        beta=beta,
        mean=alpha / (alpha + beta),
        method=method,
        covariance=np.asarray(np.linalg.inv(-curve), np.float64) if sure else None,
    )


def _likelihood(at: Floats, hits: Floats, size: Floats) -> tuple[float, Floats, Floats]:
    """Return the log likelihood at (log a, log b), its slope and its curvature."""
    from scipy.special import betaln, polygamma

    a, b = np.exp(at)
    value = float((betaln(a + hits, b + size - hits) - betaln(a, b)).sum())

    def gathered(order: int) -> tuple[float, float, float]:
        def each(x: Floats | float) -> Floats:
            return np.asarray(polygamma(order, x), np.float64)

        first = float((each(a + hits) - each(a)).sum())
        second = float((each(b + size - hits) - each(b)).sum())
        shared = float((each(a + b) - each(a + b + size)).sum())
        return first, second, shared

    (da, db, ds), (aa, bb, ss) = gathered(0), gathered(1)
    slope = np.array([a * (da + ds), b * (db + ds)])
    curve = np.array([[a * a * (aa + ss), a * b * ss], [a * b * ss, b * b * (bb + ss)]])
    return value, slope, curve + np.diag(slope)


def posterior(prior: Beta, y: float, n: float) -> tuple[float, float]:
    """Return mean and standard deviation of a true share given y of n: Beta(a + y, b + n - y)."""
    if prior.pooled:
        return prior.mean, 0.0
    a, b = prior.alpha + y, prior.beta + n - y
    mean = a / (a + b)
    return mean, float(np.sqrt(mean * (1 - mean) / (a + b + 1)))


def fit(y: ArrayLike, n: ArrayLike) -> Beta | Estimate:
    """Return the prior for shrinking: likelihood, or one rate where chance explains all.

    Fewer than five people with decisions give an undefined estimate instead.
    """
    hits, size = _counts(y, n)
    people = int((size > 0).sum())
    if people < FEWEST:
        note = _("Fewer than {n} people have decisions: nothing is drawn towards anything.").format(
            n=FEWEST
        )
        reason = "too_few_units" if people else "no_data"
        return Estimate.undefined(reason, note, n=people)
    start = moments(hits, size)
    if start is not None and start.pooled:
        return start
    found = likeliest(hits, size) or start
    if found is None:
        return Estimate.undefined("no_variation", _("No share can be fitted."), n=people)
    return found


def shrunken(
    y: ArrayLike,
    n: ArrayLike,
    *,
    target: float | None = None,
    confidence: float = 0.95,
    prior: Beta | None = None,
) -> tuple[Shrunken, ...]:
    """Return everyone's raw and shrunken share.

    The interval is that of a beta with the posterior mean and a variance that adds what is
    unknown of the prior (delta method, after Morris 1983), extended to hold the mean where people
    are all or nothing. ``rank`` is the expected place among
    those with 30 decisions and more, 1 the lowest share; without a prior all estimates are
    undefined with its reason.

    Args:
        y: count of each person.
        n: decisions of each person.
        target: the share to be held; ``below_target`` is the chance that the true share is below.
        confidence: of the intervals.
        prior: where shares lie; fitted where absent.
    """
    hits, size = _counts(y, n)
    found = fit(hits, size) if prior is None else prior
    raw = _raw(hits, size, confidence)
    if isinstance(found, Estimate):
        return tuple(Shrunken(raw=each, shrunken=found) for each in raw)
    ranks = _ranks(found, hits, size)
    out = []
    for k, each in enumerate(raw):
        estimate, below = _one(found, float(hits[k]), float(size[k]), target, confidence)
        out.append(Shrunken(raw=each, shrunken=estimate, below_target=below, rank=ranks[k]))
    return tuple(out)


def _raw(hits: Floats, size: Floats, confidence: float) -> list[Estimate]:
    """Return everyone's raw share; the intervals come all at once."""
    from reviewer_audit.stats.intervals import describe, describe_name, proportion

    low, high = describe(hits, size, confidence)
    return [
        Estimate(
            value=x / n,
            numerator=x,
            n=round(n),
            low=bottom,
            high=top,
            confidence=confidence,
            method=describe_name(n),
            se=float(np.sqrt(x / n * (1 - x / n) / n)),
            n_eff=n,
        )
        if n > 0
        else proportion(x, n, confidence)
        for x, n, bottom, top in zip(
            hits.tolist(), size.tolist(), low.tolist(), high.tolist(), strict=True
        )
    ]


def _one(
    prior: Beta, y: float, n: float, target: float | None, confidence: float
) -> tuple[Estimate, float | None]:
    from scipy.special import betainc, betaincinv

    mean, sd = posterior(prior, y, n)
    method = f"empirical Bayes, {prior.method}"
    if prior.pooled:
        note = _("People differ no more than chance allows: all share one rate.")
        below = None if target is None else float(mean < target)
        return Estimate(value=mean, n=round(n), method=method, note=note, flags=prior.flags), below
    variance = sd**2
    if prior.covariance is not None:
        total = prior.alpha + prior.beta + n
        slope = np.array([prior.alpha * (1 - mean), -prior.beta * mean]) / total
        variance += float(slope @ prior.covariance @ slope)
    size = max(mean * (1 - mean) / variance - 1, 1e-6)
    a, b = mean * size, (1 - mean) * size
    tail = (1 - confidence) / 2
    found = Estimate(
        value=mean,
        n=round(n),
        low=min(float(betaincinv(a, b, tail)), mean),
        high=max(float(betaincinv(a, b, 1 - tail)), mean),
        confidence=confidence,
        method=method,
        se=float(np.sqrt(variance)),
    )
    return found, None if target is None else float(betainc(a, b, target))


def _ranks(prior: Beta, hits: Floats, size: Floats) -> list[float | None]:
    """Return the expected place of everyone with enough decisions, by seeded draws."""
    out: list[float | None] = [None] * len(hits)
    there = np.flatnonzero(size >= RANKED)
    if prior.pooled or len(there) < 2:  # noqa: PLR2004
        return out
    rng = np.random.Generator(np.random.PCG64(_SEED))
    a, b = prior.alpha + hits[there], prior.beta + (size - hits)[there]
    drawn = rng.beta(a, b, (max(200, min(_DRAWS, _CELLS // len(there))), len(there)))
    places = drawn.argsort(axis=1).argsort(axis=1).mean(axis=0) + 1
    for k, place in zip(there.tolist(), places.tolist(), strict=True):
        out[k] = place
    return out
