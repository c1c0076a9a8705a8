"""Cohen's kappa (1960) of two named raters, and with weights (1968) on ordered categories."""

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.chance import BeyondChance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.weights import WEIGHTS

_TWO = 2


def cohen_kappa(given: Sample) -> Estimate:
    """Return the agreement of two raters beyond chance; units that both judged."""
    return weighted_kappa(given, np.eye(given.q))


def cohen_kappa_linear(given: Sample) -> Estimate:
    """Return kappa with agreement falling by the distance of the answers."""
    return _on_a_scale(given, "linear")


def cohen_kappa_quadratic(given: Sample) -> Estimate:
    """Return kappa with agreement falling by the squared distance of the answers."""
    return _on_a_scale(given, "quadratic")


def weighted_kappa(given: Sample, weights: Floats, label: str = "") -> Estimate:
    """Return kappa with any q x q table of partial agreement."""
    if given.anonymous:
        return given.not_applicable(_("Cohen's kappa needs to know who gave which answer."))
    if given.raters != _TWO:
        return given.not_applicable(_("Cohen's kappa compares two raters."))
    drawn = given.named_posterior
    return estimate(
        given,
        BeyondChance(chance=OWN_SHARES, weights=weights),
        patterns=given.named.only(given.named.paired),
        drawn=drawn.only(drawn.patterns.paired) if drawn else None,
        freed=0,
        label=label,
    )


def null_se(given: Sample, weights: Floats) -> float:
    """Return the standard error of kappa under chance alone (Fleiss, Cohen & Everitt 1969)."""
    patterns = given.named.only(given.named.paired)
    sums = patterns.rater_sums(patterns.mass[None])[0]
    first, second = sums / sums.sum(axis=1, keepdims=True)
    by_chance = np.outer(first, second)
    expected = float((weights * by_chance).sum())
    slope = (weights @ second)[:, None] + weights.T @ first
    variance = float((by_chance * (weights - slope) ** 2).sum()) - expected**2
    return float(np.sqrt(variance / patterns.n)) / (1 - expected)


def _on_a_scale(given: Sample, kind: str) -> Estimate:
    if not given.ordered:
        return given.not_applicable(_("Weights need categories with an order."))
    spaced = given.level in {"interval", "ratio"}
    scores = given.scores if spaced else np.arange(given.q)
    return weighted_kappa(given, WEIGHTS[kind](scores), f"{kind} weights")


MEASURE = Measure(
    key="cohen_kappa",
    title="Cohen's kappa",
    unit="coefficient",
    needs="codes",
    compute=over(cohen_kappa),
)
LINEAR = Measure(
    key="cohen_kappa_linear",
    title="Cohen's kappa, linear weights",
    unit="coefficient",
    needs="codes",
    compute=over(cohen_kappa_linear),
)
QUADRATIC = Measure(
    key="cohen_kappa_quadratic",
    title="Cohen's kappa, quadratic weights",
    unit="coefficient",
    needs="codes",
    compute=over(cohen_kappa_quadratic),
)
