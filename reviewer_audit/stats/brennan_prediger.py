"""Brennan & Prediger (1981): chance is one in the declared categories. PABAK where they are two."""

import numpy as np

from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.chance import BeyondChance, Chance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns


def _expected(_: Patterns, masses: Floats, weights: Floats) -> Floats:
    return np.full(len(masses), weights.mean())


def _slope(patterns: Patterns, _: Floats) -> Floats:
    return np.zeros(len(patterns))


EVEN = Chance(expected=_expected, slope=_slope)


def brennan_prediger(given: Sample) -> Estimate:
    """Return the agreement beyond that of raters who draw lots among the declared categories."""
    statistic = BeyondChance(chance=EVEN, weights=np.eye(given.q))
    return estimate(given, statistic, needs_positives=False)


MEASURE = Measure(
    key="brennan_prediger",
    title="Brennan-Prediger coefficient",
    unit="coefficient",
    needs="codes",
    compute=over(brennan_prediger),
)
