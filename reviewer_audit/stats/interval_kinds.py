"""The intervals of agreement that are offered for comparison beside the Dirichlet default.

Analytic (delta method, t) and percentile bootstrap cover too little where agreement is near
perfect (they collapse where no disagreement was seen); they are what other packages print.
"""

from dataclasses import fields
from functools import cached_property

import numpy as np

from reviewer_audit.stats.agreement import Sample
from reviewer_audit.stats.agreement_intervals import MOST_PATTERNS, Posterior

KINDS = ("dirichlet", "analytic", "bootstrap")


class Analytic(Sample):
    """Judgments whose measures take the delta method with t."""

    @cached_property
    def posterior(self) -> Posterior | None:
        """Draw nothing."""
        return None


class Resampled(Sample):
    """Judgments whose measures take the percentiles of resampled units.

    Units of a histogram are drawn as counts (Efron 1979; resampling units is multinomial over the
    distinct patterns). Where units hang together in clusters the delta method stands in.
    """

    @cached_property
    def posterior(self) -> Posterior | None:
        """Draw histograms with replacement."""
        patterns = self.patterns
        if patterns.cells or len(patterns) > MOST_PATTERNS or not patterns.paired.any():
            return None
        rng = np.random.Generator(np.random.PCG64(self.seed))
        chance = patterns.mass / patterns.mass.sum()
        masses = rng.multinomial(patterns.n, chance, self.draws).astype(np.float64)
        method = f"percentile bootstrap, {self.draws} draws, PCG64 seed {self.seed}"
        return Posterior(patterns=patterns, masses=masses, method=method)


_CLASSES: dict[str, type[Sample]] = {
    "dirichlet": Sample,
    "analytic": Analytic,
    "bootstrap": Resampled,
}


def with_interval(given: Sample, kind: str) -> Sample:
    """Return the same judgments with another kind of interval.

    Raises:
        ValueError: the kind is none of :data:`KINDS`.
    """
    if kind not in _CLASSES:
        message = f"the interval is one of {', '.join(KINDS)}"
        raise ValueError(message)
    return _CLASSES[kind](**{one.name: getattr(given, one.name) for one in fields(given)})
