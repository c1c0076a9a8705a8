"""Why kappa is what it is: how rare violations are, and how differently two raters use them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reviewer_audit.stats.agreement import Sample
from reviewer_audit.stats.cohen import cohen_kappa
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.marginal import table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Of a 2 x 2 table: (a - d) / n, (b - c) / n (Byrt, Bishop & Carlin 1993)."""

    prevalence_index: float
    bias_index: float


def balance(table: ArrayLike) -> Balance | None:
    """Return both indices of [[a, b], [c, d]]; None where nothing was counted."""
    (a, b), (c, d) = np.asarray(table, np.float64)
    n = float(a + b + c + d)
    if not n:
        return None
    return Balance(prevalence_index=float(a - d) / n, bias_index=float(b - c) / n)


def expected_agreement(given: Sample) -> float | None:
    """Return the agreement that Cohen's kappa puts down to chance; None without a pair."""
    if given.anonymous or not given.units:
        return None
    patterns = given.named.only(given.named.paired)
    return float(OWN_SHARES.expected(patterns, patterns.mass[None], np.eye(given.q))[0])


def largest_kappa(given: Sample) -> float | None:
    """Return the largest kappa that two raters can reach who use the categories as often as here.

    Cohen (1960): the diagonal holds the smaller of both margins. None where kappa has no value.
    """
    if cohen_kappa(given).value is None:
        return None
    table = table_of(given).astype(np.float64)
    rows, columns = table.sum(axis=1) / table.sum(), table.sum(axis=0) / table.sum()
    chance = float(rows @ columns)
    return (float(np.minimum(rows, columns).sum()) - chance) / (1 - chance)
