"""Gwet's AC1 (2008) and, with partial agreement, AC2: little moved by rare categories."""

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.chance import BeyondChance, Chance, category_shares, unit_mean
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns
from reviewer_audit.stats.weights import WEIGHTS


def _scale(weights: Floats) -> float:
    q = len(weights)
    return float(weights.sum() / (q * (q - 1))) if q > 1 else 0.0


def _expected(patterns: Patterns, masses: Floats, weights: Floats) -> Floats:
    if len(weights) == 1:
        return np.ones(len(masses))
    shares = category_shares(patterns, masses)
    return np.asarray(_scale(weights) * (shares * (1 - shares)).sum(axis=1))


def _slope(patterns: Patterns, weights: Floats) -> Floats:
    shares = category_shares(patterns, patterns.mass[None])[0]
    slope = _scale(weights) * (1 - 2 * shares)
    return np.asarray(unit_mean(patterns, slope) - float(shares @ slope))


GUESSING = Chance(expected=_expected, slope=_slope)
_BY_LEVEL = {"nominal": "ordinal", "ordinal": "ordinal", "interval": "quadratic", "ratio": "ratio"}


def gwet_ac1(given: Sample) -> Estimate:
    """Return the agreement beyond what raters guessing now and then would reach."""
    statistic = BeyondChance(chance=GUESSING, weights=np.eye(given.q))
    return estimate(given, statistic, needs_positives=False)


def gwet_ac2(given: Sample) -> Estimate:
    """Return AC1 with partial agreement, by the weights that go with the level of measurement."""
    if not given.ordered:
        return given.not_applicable(_("AC2 needs categories with an order."))
    kind = _BY_LEVEL[given.level]
    statistic = BeyondChance(chance=GUESSING, weights=WEIGHTS[kind](given.scores))
    return estimate(given, statistic, label=f"{kind} weights", needs_positives=False)


MEASURE = Measure(
    key="gwet_ac1",
    title="Gwet's AC1",
    unit="coefficient",
    needs="codes",
    compute=over(gwet_ac1),
)
AC2 = Measure(
    key="gwet_ac2",
    title="Gwet's AC2",
    unit="coefficient",
    needs="codes",
    compute=over(gwet_ac2),
)
