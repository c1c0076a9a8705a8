"""Is agreement more than chance: tests of kappa = 0, with the standard error chance itself has.

A small p says that raters do not answer at random; how well they agree is what kappa says.
"""

from dataclasses import dataclass

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, sample
from reviewer_audit.stats.chance import category_shares
from reviewer_audit.stats.coding import Codes, Floats, code_type
from reviewer_audit.stats.cohen import null_se, weighted_kappa
from reviewer_audit.stats.fleiss import fleiss_kappa


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstChance:
    """Kappa over its standard error under chance, and the two-sided p-value."""

    kappa: float | None
    se0: float | None = None
    z: float | None = None
    p: float | None = None
    note: str = ""


def _tested(kappa: float | None, se0: float, note: str = "") -> AgainstChance:
    from scipy.special import ndtr

    if kappa is None or not se0 > 0:
        return AgainstChance(kappa=kappa, note=note or _("Chance has no spread here."))
    z = kappa / se0
    return AgainstChance(kappa=kappa, se0=se0, z=z, p=float(2 * ndtr(-abs(z))))


def cohen_test(given: Sample, weights: Floats | None = None) -> AgainstChance:
    """Test Cohen's kappa of two raters (Fleiss, Cohen & Everitt 1969)."""
    table = np.eye(given.q) if weights is None else weights
    found = weighted_kappa(given, table)
    if found.value is None:
        return AgainstChance(kappa=None, note=found.note)
    return _tested(found.value, null_se(given, table))


def fleiss_test(given: Sample) -> AgainstChance:
    """Test Fleiss' kappa (Fleiss, Nee & Landis 1979).

    Var0 = 2 ((sum p q)^2 - sum p q (q - p)) / (n m (m - 1) (sum p q)^2) with m ratings a unit;
    where m differs, n m (m - 1) is the number of pairs of ratings.
    """
    found = fleiss_kappa(given)
    if found.value is None:
        return AgainstChance(kappa=None, note=found.note)
    patterns = given.patterns
    p = category_shares(patterns, patterns.mass[None])[0]
    spread, skew = p * (1 - p), 1 - 2 * p
    whole = float(spread.sum())
    pairs = float(patterns.mass @ (patterns.ratings * (patterns.ratings - 1)))
    variance = 2 * (whole**2 - float(spread @ skew)) / (pairs * whole**2)
    return _tested(found.value, float(np.sqrt(max(variance, 0.0))))


def per_category(codes: Codes, *, anonymous: bool = False) -> tuple[AgainstChance, ...]:
    """Return Fleiss' kappa of each category against all others, with its test (Fleiss 1971)."""
    return tuple(
        fleiss_test(sample(one_against_all(codes, k), anonymous=anonymous)) for k in range(codes.q)
    )


def one_against_all(codes: Codes, category: int) -> Codes:
    """Return the judgments with two categories left: another one (0), and this one (1)."""
    map_to = np.zeros(codes.q + 1, code_type(2))
    map_to[category], map_to[codes.q] = 1, 2
    return Codes(map_to[codes.values], 2)
