"""Light's kappa (1971): the mean of Cohen's kappa over all pairs of raters."""

import numpy as np

from reviewer_audit.stats.agreement import Sample, nothing_to_compare, over
from reviewer_audit.stats.chance import BeyondChance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns

_LEAST = 2  # units two raters share


def _pair(patterns: Patterns, first: int, second: int) -> tuple[float, Floats] | None:
    """Return kappa of two raters and the influence of every pattern on it; None without one."""
    values = patterns.values[:, [first, second]]
    kept = (values < patterns.q).all(axis=1)
    if int(patterns.units[kept].sum()) < _LEAST:
        return None
    both = Patterns(
        values=values[kept],
        q=patterns.q,
        units=patterns.units[kept],
        mass=patterns.mass[kept],
        moment=patterns.moment[kept],
    )
    statistic = BeyondChance(chance=OWN_SHARES, weights=np.eye(patterns.q))
    top, bottom = statistic.fraction(both, both.mass[None])
    if bottom[0] <= 1e-12:  # noqa: PLR2004
        return None
    moved = np.zeros(len(patterns))
    moved[kept] = statistic.influence(both) * float(patterns.mass.sum() / both.mass.sum())
    return float(top[0] / bottom[0]), moved


def light_kappa(given: Sample) -> Estimate:
    """Return the mean pairwise kappa; pairs that share fewer than two units are left out, noted.

    The standard error is that of the mean (delta method), the interval normal.
    """
    from reviewer_audit.stats.intervals import quantile

    if given.anonymous:
        return given.not_applicable("Light's kappa needs to know who gave which answer.")
    if (missing := nothing_to_compare(given)) is not None:
        return missing
    patterns = given.named
    pairs = [(i, j) for i in range(given.raters) for j in range(i + 1, given.raters)]
    found = [one for i, j in pairs if (one := _pair(patterns, i, j)) is not None]
    if not found:
        return given.undefined("no_variation", "No pair of raters has a kappa.")
    value = float(np.mean([kappa for kappa, _ in found]))
    moved = np.sum([part for _, part in found], axis=0) / len(found)
    se = patterns.standard_error(moved) if given.units > 1 else None
    left = len(pairs) - len(found)
    half = None if not se else quantile(given.confidence) * se
    return Estimate(
        value=value,
        n=given.units,
        low=None if half is None else max(-1.0, value - half),
        high=None if half is None else min(1.0, value + half),
        confidence=given.confidence,
        method=f"mean of {len(found)} pairs" + ("" if half is None else ", delta method"),
        note=f"Pairs of raters without a kappa of their own, left out: {left}." if left else "",
        se=se,
        flags=("pairs_left_out",) if left else (),
    )


MEASURE = Measure(
    key="light_kappa",
    title="Light's kappa",
    unit="coefficient",
    needs="pairs",
    compute=over(light_kappa),
)
