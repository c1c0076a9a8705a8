"""All coefficients of agreement in one pass over the judgments."""

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from reviewer_audit.stats import (
    brennan_prediger,
    cohen,
    conger,
    fleiss,
    gwet,
    krippendorff,
    percent,
    scott,
)
from reviewer_audit.stats.agreement import Options, Sample, sample
from reviewer_audit.stats.coding import Codes, code_type, from_long
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.reading import reading

__all__ = ["KEYS", "coefficients", "described", "from_long", "pairs", "panel"]

_PANEL = {
    "percent_agreement": percent.percent_agreement,
    "cohen_kappa": cohen.cohen_kappa,
    "cohen_kappa_linear": cohen.cohen_kappa_linear,
    "cohen_kappa_quadratic": cohen.cohen_kappa_quadratic,
    "scott_pi": scott.scott_pi,
    "fleiss_kappa": fleiss.fleiss_kappa,
    "conger_kappa": conger.conger_kappa,
    "krippendorff_alpha": krippendorff.krippendorff_alpha,
    "gwet_ac1": gwet.gwet_ac1,
    "gwet_ac2": gwet.gwet_ac2,
    "brennan_prediger": brennan_prediger.brennan_prediger,
}
KEYS = tuple(_PANEL)


def panel(codes: Codes, **options: Unpack[Options]) -> dict[str, Estimate]:
    """Return every coefficient; what the design does not allow is null with its reason.

    Args:
        codes: Judgments, one row per rater (or place, where raters are anonymous).
        options: See :class:`~reviewer_audit.stats.agreement.Options`.
    """
    return coefficients(sample(codes, **options))


def described(codes: Codes, **options: Unpack[Options]) -> tuple[dict[str, Estimate], str]:
    """Return every coefficient and one plain sentence that reads them."""
    given = sample(codes, **options)
    found = coefficients(given)
    return found, _reading(given, found)


def pairs(first: ArrayLike, second: ArrayLike, q: int) -> Codes:
    """Return two answers to each unit as codes."""
    return Codes(np.stack([np.asarray(first), np.asarray(second)]).astype(code_type(q)), q)


def coefficients(given: Sample) -> dict[str, Estimate]:
    """Return every coefficient of judgments that are counted already."""
    return {key: measure(given) for key, measure in _PANEL.items()}


def _reading(given: Sample, found: dict[str, Estimate]) -> str:
    patterns = given.patterns
    counts = patterns.category_sums((patterns.mass * patterns.paired)[None], np.ones(len(patterns)))
    most = float(counts.max(initial=0.0) / counts.sum()) if counts.sum() else None
    if given.violating is None:
        return reading(found, commonest=most)
    return reading(
        found,
        percent.share_of(given, given.violating),
        commonest=most,
        positive=percent.specific_agreement(given),
    )
