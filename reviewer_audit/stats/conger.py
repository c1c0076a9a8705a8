"""Conger's kappa (1980): named raters, chance by the shares of each. Cohen's where they are two."""

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.chance import BeyondChance, Chance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns


def _shares(patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
    """Return the shares each rater gives the categories, and the weight of what each rated."""
    sums = patterns.rater_sums(masses)
    totals = sums.sum(axis=2)
    return sums / np.where(totals > 0, totals, 1.0)[:, :, None], totals


def _expected(patterns: Patterns, masses: Floats, weights: Floats) -> Floats:
    """Return the mean, over all pairs of raters, of the agreement their shares would give."""
    shares, totals = _shares(patterns, masses)
    raters = (totals > 0).sum(axis=1)
    total = shares.sum(axis=1)
    every = ((total @ weights) * total).sum(axis=1)
    same = ((shares @ weights) * shares).sum(axis=(1, 2))
    return np.asarray((every - same) / np.maximum(raters * (raters - 1), 1))


def _slope(patterns: Patterns, weights: Floats) -> Floats:
    shares, totals = _shares(patterns, patterns.mass[None])
    rated = np.flatnonzero(totals[0] > 0)
    total = shares[0].sum(axis=0)
    pairs = max(len(rated) * (len(rated) - 1), 1)
    whole = float(patterns.mass.sum())
    moved = np.zeros(len(patterns))
    for rater in rated:
        own = shares[0, rater]
        slope = 2 * (weights @ (total - own)) / pairs
        each = np.append(slope - own @ slope, 0.0)  # 0 where this rater gave no answer
        moved += each[patterns.values[:, rater]] * (whole / totals[0, rater])
    return moved


OWN_SHARES = Chance(expected=_expected, slope=_slope)


def conger_kappa(given: Sample) -> Estimate:
    """Return the agreement of two or more named raters beyond chance."""
    if given.anonymous:
        return given.not_applicable(_("Conger's kappa needs to know who gave which answer."))
    statistic = BeyondChance(chance=OWN_SHARES, weights=np.eye(given.q))
    return estimate(given, statistic, patterns=given.named, drawn=given.named_posterior)


MEASURE = Measure(
    key="conger_kappa",
    title="Conger's kappa",
    unit="coefficient",
    needs="codes",
    compute=over(conger_kappa),
)
