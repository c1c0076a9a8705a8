"""Intervals of agreement that stay honest where agreement is near perfect.

Histograms are drawn from the Dirichlet posterior of the patterns. The prior weighs as much as one
unit and knows nothing: every pattern of answers is as likely as any other (two raters and two
categories: 1/4 a cell). Where ratings are missing that one unit is shared out over the sets of
raters who judged a unit together, as often as they did, and in each set over all its patterns.
Where these patterns are more than 1,024, 256 of them, drawn once, stand for all. Clusters are
drawn as wholes, and the prior weighs as much as one of average size.

The bootstrap (Efron 1979) is there for comparison: units, or clusters, drawn anew with
replacement, which is a multinomial draw of the patterns. It has no prior, so that where no
disagreement was seen its interval is a point.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.stats.coding import Array, Floats, Integers
from reviewer_audit.stats.patterns import Patterns, distinct, sums

MOST_PATTERNS = 4096  # beyond, there are thousands of units and the delta method serves
_ENUMERATED, _ATOMS = 1024, 256
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Plausible histograms: one row of ``masses`` is one of them over ``patterns``."""

    patterns: Patterns
    masses: Floats
    method: str

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """Return the same histograms over the patterns that are kept."""
        if kept.all():
            return self
        return type(self)(
            patterns=self.patterns.only(kept), masses=self.masses[:, kept], method=self.method
        )


def posterior(
    patterns: Patterns, *, draws: int, seed: int, bootstrap: bool = False
) -> Posterior | None:
    """Draw histograms; None where no unit has two ratings or the patterns are too many."""
    if not patterns.paired.any() or len(patterns) > MOST_PATTERNS:
        return None
    rng = np.random.Generator(np.random.PCG64(seed))
    if bootstrap:
        shown, masses = patterns, _resampled(patterns, rng, draws)
        what, prior = "percentile bootstrap", ""
    else:
        shown, masses = _dirichlet(patterns, rng, draws)
        what, prior = "Dirichlet", ", prior of one unit"
    if masses is None:
        return None
    masses *= patterns.n / masses.sum(axis=1, keepdims=True)
    over = " over clusters" if patterns.cells else ""
    method = f"{what}{over}, {draws} draws, PCG64 seed {seed}{prior}"
    return Posterior(patterns=replace(shown, cells=None), masses=masses, method=method)


def _dirichlet(
    patterns: Patterns, rng: np.random.Generator, draws: int
) -> tuple[Patterns, Floats | None]:
    """Return the patterns seen or possible, and their drawn weights."""
    atoms, prior = _prior(patterns, rng)
    values, _, place = distinct(np.vstack([patterns.values, atoms]).T, patterns.q)
    size = len(values)
    seen, vague = place[: len(patterns)], place[len(patterns) :]
    prior = sums(vague, prior, size)
    extended = replace(
        patterns,
        values=values,
        units=np.bincount(seen, patterns.units, size).astype(np.int64),
        mass=sums(seen, patterns.mass, size),
        moment=sums(seen, patterns.moment, size),
    )
    if not patterns.cells:
        counts = extended.mass * (patterns.n / float(patterns.moment.sum()))  # fewer by weighting
        return extended, rng.standard_gamma(counts + prior, (draws, size))
    shown = _drawn_clusters(patterns, rng, draws)
    if shown is None:
        return extended, None
    masses = np.zeros((draws, size))
    masses[:, seen] = shown
    possible = prior > 0
    drawn = rng.standard_gamma(prior[possible], (draws, int(possible.sum())))
    masses[:, possible] += drawn * (patterns.n / patterns.cells.clusters)
    return extended, masses


def _resampled(patterns: Patterns, rng: np.random.Generator, draws: int) -> Floats | None:
    """Draw units, or clusters, anew with replacement."""
    if patterns.cells:
        return _drawn_clusters(patterns, rng, draws, bootstrap=True)
    mass = patterns.mass
    effective = max(round(patterns.n**2 / float(patterns.moment.sum())), 1)  # fewer by weighting
    return rng.multinomial(effective, mass / mass.sum(), draws).astype(np.float64)


def _prior(patterns: Patterns, rng: np.random.Generator) -> tuple[Array, Floats]:
    """Return the patterns the prior deems possible and the share of one unit each gets."""
    q, kind = patterns.q, patterns.values.dtype
    paired = patterns.paired
    present, which = np.unique(patterns.values[paired] < q, axis=0, return_inverse=True)
    share = np.bincount(which.ravel(), patterns.mass[paired], len(present))
    share = share / share.sum()
    ratings = present.sum(axis=1)
    if sum(q ** int(m) for m in ratings) > _ENUMERATED:
        design = np.searchsorted(np.cumsum(share)[:-1], rng.random(_ATOMS), side="right")
        codes = rng.integers(0, q, (_ATOMS, present.shape[1]))
        return np.where(present[design], codes, q).astype(kind), np.full(_ATOMS, 1 / _ATOMS)
    rows, weights = [], []
    for places, part, m in zip(present, share, ratings.tolist(), strict=True):
        answers = np.stack(np.unravel_index(np.arange(q**m), (q,) * m), axis=1)
        row = np.full((q**m, len(places)), q, kind)
        row[:, places] = answers
        rows.append(row)
        weights.append(np.full(q**m, part / q**m))
    return np.vstack(rows), np.concatenate(weights)


def _drawn_clusters(
    patterns: Patterns, rng: np.random.Generator, draws: int, *, bootstrap: bool = False
) -> Floats | None:
    """Draw the weight of every kind of cluster; None where there are too many kinds."""
    cells = patterns.cells
    if cells is None:
        return None
    kinds, number, first = _kinds(cells.cluster, cells.pattern, cells.weight, cells.clusters)
    if len(number) > MOST_PATTERNS or len(number) * len(patterns) > _MOST_CELLS:
        return None
    shows = np.zeros((len(number), len(patterns)))
    chosen = first[kinds[cells.cluster]] == cells.cluster
    shows[kinds[cells.cluster[chosen]], cells.pattern[chosen]] = cells.weight[chosen]
    if bootstrap:
        chosen_kinds = rng.multinomial(cells.clusters, number / number.sum(), draws)
        return np.asarray(chosen_kinds @ shows, np.float64)
    return np.asarray(rng.standard_gamma(number, (draws, len(number))) @ shows, np.float64)


def _kinds(
    cluster: Integers, pattern: Integers, weight: Floats, clusters: int
) -> tuple[Integers, Floats, Integers]:
    """Number the clusters that are made alike: kind of each, how many, and the first of each."""
    salt = np.random.Generator(np.random.PCG64(1)).random(int(pattern.max()) + 1)
    marks = np.bincount(cluster, weight * salt[pattern], clusters)
    _, first, kinds, number = np.unique(
        marks, return_index=True, return_inverse=True, return_counts=True
    )
    return kinds, number.astype(np.float64), first
