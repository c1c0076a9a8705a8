"""Agreement beyond chance: (observed - expected) / (1 - expected), for every idea of chance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """One idea of chance agreement.

    ``expected(patterns, masses, weights)`` is the agreement expected by chance in each histogram,
    ``slope(patterns, weights)`` the influence of a unit of each pattern on it.
    """

    expected: Callable[[Patterns, Floats, Floats], Floats]
    slope: Callable[[Patterns, Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondChance:
    """A chance-corrected coefficient; ``weights`` is the q x q table of partial agreement."""

    chance: Chance
    weights: Floats

    def fraction(self, patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
        """Return observed minus expected, and one minus expected."""
        paired = patterns.paired
        share = masses @ paired.astype(np.float64)
        observed = (masses @ patterns.agreement(self.weights)) / np.where(share > 0, share, 1.0)
        expected = self.chance.expected(patterns, masses, self.weights)
        return observed - expected, 1 - expected

    def influence(self, patterns: Patterns, *, published: bool = False) -> Floats:
        """Return the influence of a unit of each pattern.

        Args:
            patterns: The judgments.
            published: As in Gwet (2014), whose standard error is too large where some units have
                one rating; for comparison alone.
        """
        top, bottom = self.fraction(patterns, patterns.mass[None])
        value, rest = float(top[0] / bottom[0]), float(bottom[0])
        agreement, paired = patterns.agreement(self.weights), patterns.paired
        share = float(patterns.mass[paired].sum() / patterns.mass.sum())
        if published:
            moved = paired * (agreement - (1 - rest)) / share - value * rest
        else:
            moved = paired * (agreement - (1 - rest) - value * rest) / share
        return np.asarray((moved - (1 - value) * self.chance.slope(patterns, self.weights)) / rest)


def category_shares(patterns: Patterns, masses: Floats) -> Floats:
    """Return the share of each category, every unit counting the same: histograms x categories."""
    sums = patterns.category_sums(masses, 1 / patterns.ratings)
    return np.asarray(sums / masses.sum(axis=1, keepdims=True))


def unit_mean(patterns: Patterns, scores: Floats) -> Floats:
    """Return the mean score of the ratings of each pattern."""
    return patterns.per_rating(scores) / patterns.ratings
