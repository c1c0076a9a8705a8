"""Krippendorff's alpha: any raters, gaps, any level of measurement. 1 - Do / De."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns


class _Slopes(NamedTuple):
    """What one more rating of each category adds to the observed and the expected."""

    observed: Floats
    expected: Floats


@dataclass(frozen=True, slots=True)
class Fixed:
    """Alpha where the squared distance of two categories is given: a q x q table."""

    distance: Floats

    def parts(self, patterns: Patterns, masses: Floats, found: Floats) -> tuple[Floats, Floats]:
        """Return the observed and the expected sum of distances in each histogram."""
        observed = masses @ (patterns.pairs(self.distance) / (patterns.ratings - 1))
        return np.asarray(observed), np.asarray(((found @ self.distance) * found).sum(axis=1))

    def disagreement(self, patterns: Patterns, _: Floats) -> Floats:
        """Return the observed sum of distances of one unit of each pattern."""
        return np.asarray(patterns.pairs(self.distance) / (patterns.ratings - 1))

    def slopes(self, _: Patterns, found: Floats) -> _Slopes:
        """Return how both sums move with the number of ratings in each category."""
        return _Slopes(np.zeros(len(found)), 2 * (self.distance @ found))


class Ordinal:
    """Alpha where the distance is the number of ratings that lie between two categories.

    With ``rank`` the middle rank of a category this is the difference of two ranks.
    """

    def parts(self, patterns: Patterns, masses: Floats, found: Floats) -> tuple[Floats, Floats]:
        """Return the observed and the expected sum of distances in each histogram."""
        rank = _ranks(found)
        total = found.sum(axis=1)
        expected = 2 * (total * (found * rank**2).sum(axis=1) - (found * rank).sum(axis=1) ** 2)
        m, counts = patterns.ratings[:, None], patterns.counts
        observed = np.empty(len(masses))
        for start in range(0, len(masses), 256):  # the table of units x draws is never whole
            block = slice(start, start + 256)
            squares = m * (counts @ (rank[block] ** 2).T) - (counts @ rank[block].T) ** 2
            observed[block] = (masses[block].T * 2 * squares / (m - 1)).sum(axis=0)
        return observed, np.asarray(expected)

    def disagreement(self, patterns: Patterns, found: Floats) -> Floats:
        """Return the observed sum of distances of one unit of each pattern."""
        rank = _ranks(found[None])[0]
        squares = patterns.ratings * patterns.per_rating(rank**2) - patterns.per_rating(rank) ** 2
        return np.asarray(2 * squares / (patterns.ratings - 1))

    def slopes(self, patterns: Patterns, found: Floats) -> _Slopes:
        """Return how both sums move with the number of ratings in each category."""
        rank, q = _ranks(found[None])[0], len(found)
        below = np.tri(q, k=-1) + np.eye(q) / 2  # how the rank (row) moves with a count (column)
        centred = found.sum() * rank - float(found @ rank)
        together = (patterns.counts.T * (patterns.mass / (patterns.ratings - 1))) @ patterns.counts
        gaps = rank[:, None] - rank
        squares = gaps**2
        return _Slopes(
            below.T @ (4 * (together * gaps).sum(axis=1)) / found.sum(),
            2 * (squares @ found) + below.T @ (4 * found * centred) / found.sum(),
        )


@dataclass(frozen=True, slots=True)
class Alpha:
    """The coefficient over units with two ratings or more."""

    metric: Fixed | Ordinal

    def fraction(self, patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
        """Return expected minus observed, and expected: distances per pair of ratings."""
        found = patterns.category_sums(masses, np.ones(len(patterns)))
        total = found.sum(axis=1)
        observed, expected = self.metric.parts(patterns, masses, found)
        return (expected - (total - 1) * observed) / total**2, expected / total**2

    def influence(self, patterns: Patterns) -> Floats:
        """Return the influence of a unit of each pattern, as published: of 1 - Do / De at large."""
        found = patterns.category_sums(patterns.mass[None], np.ones(len(patterns)))[0]
        total = float(found.sum())
        each = self.metric.disagreement(patterns, found)
        expected = float(self.metric.parts(patterns, patterns.mass[None], found[None])[1][0])
        error = total * float(patterns.mass @ each) / expected
        slopes = self.metric.slopes(patterns, found)
        more = each + patterns.per_rating(slopes.observed)
        less = patterns.ratings / total - patterns.per_rating(slopes.expected) / expected
        return np.asarray(-patterns.n * (total * more / expected + error * less))


def _ranks(found: Floats) -> Floats:
    """Return the middle rank of each category, as a share of all ratings about the middle."""
    ranks = np.cumsum(found, axis=1) - found / 2
    return np.asarray(ranks / found.sum(axis=1, keepdims=True) - 0.5)


def metric_of(level: str, scores: Floats) -> Fixed | Ordinal:
    """Return the distance that goes with a level of measurement."""
    if level == "ordinal":
        return Ordinal()
    if level == "nominal":
        return Fixed(1 - np.eye(len(scores)))
    gaps = np.abs(scores[:, None] - scores)
    if level == "ratio":
        total = np.abs(scores[:, None] + scores)
        gaps = np.divide(gaps, total, out=np.zeros_like(gaps), where=total > 0)
    return Fixed(gaps**2)


def alpha(given: Sample, metric: Fixed | Ordinal, label: str) -> Estimate:
    """Return alpha with any distance."""
    patterns, drawn = given.patterns, given.posterior
    return estimate(
        given,
        Alpha(metric),
        patterns=patterns.only(patterns.paired),
        drawn=drawn.only(drawn.patterns.paired) if drawn else None,
        label=label,
    )


def krippendorff_alpha(given: Sample) -> Estimate:
    """Return alpha on the level of measurement."""
    return alpha(given, metric_of(given.level, given.scores), given.level)


MEASURE = Measure(
    key="krippendorff_alpha",
    title="Krippendorff's alpha",
    unit="coefficient",
    needs="codes",
    compute=over(krippendorff_alpha),
)
