"""How often intervals of agreement hold the coefficient of the population.

Two raters use *violating* equally often and agree beyond chance as far as kappa says. What a
coefficient is in the population comes from the same functions, given every pattern of answers
with its chance as weight. Audits that show the same table are computed once.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.panel import panel

KEYS = (
    "percent_agreement",
    "cohen_kappa",
    "scott_pi",
    "fleiss_kappa",
    "conger_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
    "brennan_prediger",
)
KAPPAS = (0.45, 0.65, 0.85)
PREVALENCES = (0.01, 0.02, 0.03, 0.05)
UNITS = (50, 100, 200, 500)
EXPECTED = 2  # violating items a cell must lead one to expect
COMMON = (0.95, 0.02, 0.015, 0.01, 0.005)  # shares of five categories; all but the first violate
ERROR = 0.02  # how often each of three raters gives another answer than the true one
_COPIES = 40_000


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What came of all audits of one kind, for one coefficient."""

    key: str
    table: str
    kappa: float
    prevalence: float
    n: int
    audits: int
    given: int
    covered: float
    width: float
    low_information: float  # share of the intervals with the flag
    unflagged: float  # coverage of those without; NaN where there are none
    many: int  # intervals with the policy known: five flagged items or more
    covered_many: float
    low_many: float  # share of these with low_information


def two_raters(kappa, prevalence):
    """Return all patterns of answers (raters x patterns) and the chance of each."""
    both = kappa * prevalence * (1 - prevalence) + prevalence**2
    chance = np.array([1 - 2 * prevalence + both, prevalence - both, prevalence - both, both])
    return np.array([[0, 0, 1, 1], [0, 1, 0, 1]], np.uint8), chance, 2


def three_raters(_kappa=None, _prevalence=None):
    """Return the same of three raters and five categories."""
    q = len(COMMON)
    patterns = np.array(list(product(range(q), repeat=3)), np.uint8).T
    answer = np.where(np.eye(q, dtype=bool), 1 - ERROR, ERROR / (q - 1))  # truth x answer
    chance = np.einsum("t,tp->p", COMMON, answer[:, patterns].prod(axis=1))
    return patterns, chance / chance.sum(), q


def in_population(patterns, chance, q):
    """Return every coefficient of the population."""
    times = max(1, _COPIES // len(chance))
    weights = np.repeat(np.maximum(chance, 1e-300), times)
    found = panel(Codes(np.repeat(patterns, times, axis=1), q), weights=weights, draws=2)
    return {key: found[key].value for key in KEYS}


def cells(made, kappa, prevalence, n, *, audits=2000, seed=20, table="2 x 2", **options):
    """Draw audits of one kind and see what the product makes of them."""
    patterns, chance, q = made(kappa, prevalence)
    truth = in_population(patterns, chance, q)
    rng = np.random.default_rng([seed, n, round(1000 * kappa), round(1000 * prevalence)])
    drawn = rng.multinomial(n, chance, audits)
    tables, times = np.unique(drawn, axis=0, return_counts=True)
    rows = {key: [] for key in KEYS}
    violating = (patterns > 0).any(axis=0)
    for counts, often in zip(tables, times.tolist(), strict=True):
        found = panel(Codes(np.repeat(patterns, counts, axis=1), q), **options)
        many = counts[violating].sum() >= 5
        for key in KEYS:
            one = found[key]
            if one.low is None:
                continue
            held = one.low - 1e-12 <= truth[key] <= one.high + 1e-12
            flagged = "low_information" in one.flags
            rows[key].append((often, held, one.high - one.low, flagged, many))
    return [
        _summary(
            np.array(rows[key], float),
            key=key,
            table=table,
            kappa=kappa,
            prevalence=prevalence,
            n=n,
            audits=audits,
        )
        for key in KEYS
        if rows[key]
    ]


def _summary(rows, **where):
    often, held, width, flagged, many = rows.T

    def mean(values, weights):
        total = weights.sum()
        return float(values @ weights / total) if total else float("nan")

    return Cell(
        **where,
        given=int(often.sum()),
        covered=mean(held, often),
        width=mean(width, often),
        low_information=mean(flagged, often),
        unflagged=mean(held, often * (1 - flagged)),
        many=int((often * many).sum()),
        covered_many=mean(held, often * many),
        low_many=mean(flagged, often * many),
    )
