"""What a coefficient is made of: observed and expected agreement, and both standard errors.

For those who ask how a number came about, and for holding it against other programs.
"""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from reviewer_audit.stats.agreement import Sample
from reviewer_audit.stats.brennan_prediger import EVEN
from reviewer_audit.stats.chance import BeyondChance, Chance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.fleiss import COMMON_SHARES
from reviewer_audit.stats.gwet import GUESSING
from reviewer_audit.stats.krippendorff import Alpha, Fixed
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.patterns import Patterns

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A coefficient taken apart.

    ``se`` is that of the delta method, which the product shows; ``se_published`` follows Gwet
    (2014) and is too large where some units have one rating. ``value`` is None where chance
    explains all agreement; all are None without a pair.
    """

    value: float | None
    observed: float | None
    expected: float | None
    se: float | None
    se_published: float | None


NOTHING = Parts(value=None, observed=None, expected=None, se=None, se_published=None)


def _taken_apart(
    statistic: BeyondChance | Alpha, patterns: Patterns, freed: int, *, published: bool
) -> Parts:
    top, bottom = statistic.fraction(patterns, patterns.mass[None])
    expected = float(1 - bottom[0])
    observed = float(top[0]) + expected
    if bottom[0] <= _NOTHING:
        return Parts(value=None, observed=observed, expected=expected, se=None, se_published=None)
    se = patterns.standard_error(statistic.influence(patterns), freed=freed)
    gwet = se
    if published and isinstance(statistic, BeyondChance):
        moved = statistic.influence(patterns, published=True)
        gwet = patterns.standard_error(moved, freed=freed)
    return Parts(
        value=float(top[0] / bottom[0]),
        observed=observed,
        expected=expected,
        se=se if se is None or isfinite(se) else None,
        se_published=gwet,
    )


def parts(given: Sample, weights: Floats | None = None, *, freed: int = 1) -> dict[str, Parts]:
    """Return percent agreement and every chance-corrected coefficient, taken apart.

    Args:
        given: The judgments.
        weights: q x q table of partial agreement; same or not where absent.
        freed: 1 where the variance is divided by n - 1, 0 where by n (tables of two raters).

    Returns:
        ``percent``, ``gwet``, ``fleiss`` (Scott where two), ``brennan_prediger``,
        ``krippendorff`` and, where raters have names, ``conger`` (Cohen where two).
    """
    table = np.eye(given.q) if weights is None else np.asarray(weights, np.float64)
    chances: dict[str, Chance] = {
        "gwet": GUESSING,
        "fleiss": COMMON_SHARES,
        "brennan_prediger": EVEN,
    }
    named = {} if given.anonymous else {"conger": OWN_SHARES}
    keys = ("percent", *chances, *named, "krippendorff")
    if not given.units:
        return dict.fromkeys(keys, NOTHING)
    out = {"percent": _plain(given.patterns, table, freed)}
    for own, patterns in ((chances, given.patterns), (named, given.named)):
        for key, chance in own.items():
            statistic = BeyondChance(chance=chance, weights=table)
            out[key] = _taken_apart(statistic, patterns, freed, published=True)
    paired = given.patterns.only(given.patterns.paired)
    alpha = Alpha(Fixed(1 - table))
    out["krippendorff"] = _taken_apart(alpha, paired, freed, published=False)
    return out


def variance(found: Estimate) -> float | None:
    """Return the squared standard error, as older papers print it."""
    return None if found.se is None else found.se**2


def normal_interval(
    value: float | None, se: float | None, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Return value -+ z se, as most programs print it: for comparison, it is too short near 1."""
    from reviewer_audit.stats.intervals import quantile

    if value is None or se is None:
        return None
    half = quantile(confidence) * se
    return value - half, value + half


def _plain(patterns: Patterns, table: Floats, freed: int) -> Parts:
    """Return (weighted) percent agreement, a coefficient that expects nothing."""
    agreement, paired = patterns.agreement(table), patterns.paired
    share = float(patterns.mass[paired].sum() / patterns.mass.sum())
    mean = float(patterns.mass @ agreement / patterns.mass.sum()) / share
    return Parts(
        value=mean,
        observed=mean,
        expected=0.0,
        se=patterns.standard_error(paired * (agreement - mean) / share, freed=freed),
        se_published=patterns.standard_error(agreement / share - mean, freed=freed),
    )
