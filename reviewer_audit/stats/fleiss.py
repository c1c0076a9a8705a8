"""Fleiss' kappa (1971), any number of ratings per unit: chance by the common shares."""

import numpy as np

from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.chance import BeyondChance, Chance, category_shares, unit_mean
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns


def _expected(patterns: Patterns, masses: Floats, weights: Floats) -> Floats:
    shares = category_shares(patterns, masses)
    return np.asarray(((shares @ weights) * shares).sum(axis=1))


def _slope(patterns: Patterns, weights: Floats) -> Floats:
    shares = category_shares(patterns, patterns.mass[None])[0]
    likely = weights @ shares
    return np.asarray(2 * (unit_mean(patterns, likely) - float(shares @ likely)))


COMMON_SHARES = Chance(expected=_expected, slope=_slope)


def fleiss_kappa(given: Sample) -> Estimate:
    """Return the agreement of interchangeable raters beyond chance."""
    return estimate(given, BeyondChance(chance=COMMON_SHARES, weights=np.eye(given.q)))


MEASURE = Measure(
    key="fleiss_kappa",
    title="Fleiss' kappa",
    unit="coefficient",
    needs="codes",
    compute=over(fleiss_kappa),
)
