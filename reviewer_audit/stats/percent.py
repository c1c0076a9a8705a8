"""Plain agreement: how often raters give the same answer, and how often on violations alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, estimate, information, over
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.intervals import wilson
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns


class Same:
    """The mean share of pairs of raters who agree, over units with two ratings or more."""

    def fraction(self, patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
        """Return agreement and the number of units."""
        agreement = patterns.agreement(np.eye(patterns.q))
        return masses @ agreement, masses @ patterns.paired.astype(np.float64)

    def influence(self, patterns: Patterns) -> Floats:
        """Return the influence of a unit of each pattern."""
        agreement, paired = patterns.agreement(np.eye(patterns.q)), patterns.paired
        total = float(patterns.mass[paired].sum())
        mean = float(patterns.mass @ agreement) / total
        return np.asarray(paired * (agreement - mean) * (patterns.n / total))


@dataclass(frozen=True, slots=True)
class SameOn:
    """Of the ratings in the chosen categories, the share that another rater joins (p_pos)."""

    chosen: tuple[bool, ...]

    def _joined(self, patterns: Patterns) -> tuple[Floats, Floats]:
        ratings = patterns.per_rating(np.array(self.chosen, np.float64)) * patterns.paired
        return ratings * (ratings - 1) / np.maximum(patterns.ratings - 1, 1.0), ratings

    def fraction(self, patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
        """Return joined ratings and ratings, per unit."""
        joined, ratings = self._joined(patterns)
        n = masses.sum(axis=1)
        return masses @ joined / n, masses @ ratings / n

    def influence(self, patterns: Patterns) -> Floats:
        """Return the influence of a unit of each pattern."""
        joined, ratings = self._joined(patterns)
        total = float(patterns.mass @ ratings)
        value = float(patterns.mass @ joined) / total
        return np.asarray((joined - value * ratings) * (patterns.n / total))


def percent_agreement(given: Sample) -> Estimate:
    """Return the share of units on which raters agree; of pairs, where they are more than two."""
    found = estimate(given, Same(), needs_positives=False)
    if found.value is None or given.patterns.ratings.max() > 2:  # noqa: PLR2004
        return found
    if found.se is None:
        return replace(found, numerator=found.value * found.n)
    n = float(found.n)
    if given.patterns.cells or not np.array_equal(given.patterns.mass, given.patterns.units):
        n = _effective(given.patterns, found.value, found.se)
    low, high = (float(end) for end in wilson(found.value * n, n, found.confidence))
    low, high = min(low, found.value), max(high, found.value)
    return replace(
        found,
        numerator=found.value * found.n,
        low=low,
        high=high,
        method="Wilson" if n == found.n else f"Wilson on {n:.1f} effective units",
        n_eff=n,
        flags=information(given, low, high),
    )


def specific_agreement(given: Sample) -> Estimate:
    """Return how often a violation found by one rater is found by another too (p_pos)."""
    if given.violating is None:
        return given.not_applicable(_("It is not said which categories are violations."))
    if given.flagged == 0:
        return given.undefined("zero_denominator", _("No unit was found violating by anyone."))
    return estimate(given, SameOn(given.violating), needs_positives=False)


def all_agree(given: Sample) -> float | None:
    """Return the share of units on which all raters agree; None where none has two ratings."""
    if not given.units:
        return None
    patterns = given.patterns
    same = patterns.agreement(np.eye(given.q)) == 1
    return float(patterns.mass[same].sum() / patterns.mass[patterns.paired].sum())


def share_of(given: Sample, chosen: Sequence[bool]) -> float | None:
    """Return the share of the chosen categories among the ratings of units judged twice."""
    patterns = given.patterns
    if not given.units:
        return None
    kept = patterns.mass * patterns.paired
    some = float(kept @ patterns.per_rating(np.array(chosen, np.float64)))
    return some / float(kept @ patterns.ratings)


def _effective(patterns: Patterns, value: float, se: float) -> float:
    """Return the number of independent units that would be as uncertain."""
    paired = patterns.only(patterns.paired)
    limit = paired.n**2 / float(paired.moment.sum())
    if paired.cells:
        limit = min(limit, float(paired.n))
    if se > 0:
        return min(value * (1 - value) / se**2, limit)
    return float(paired.cells.clusters) if paired.cells else limit


MEASURE = Measure(
    key="percent_agreement",
    title="Percent agreement",
    unit="share",
    needs="codes",
    compute=over(percent_agreement),
)
