"""What a table of judgments tells beyond its coefficients: pairs, tests, and the people in it."""

from collections.abc import Sequence
from typing import Any, Unpack

from reviewer_audit.i18n import _
from reviewer_audit.stats import measures
from reviewer_audit.stats.against_chance import one_against_all
from reviewer_audit.stats.agreement import Options, Sample, sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.fleiss import fleiss_kappa
from reviewer_audit.stats.latent import Latent, dawid_skene
from reviewer_audit.stats.mace import competences
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.pairwise import pairwise
from reviewer_audit.stats.panel import KEYS

MOST_RATERS = 40  # beyond, every pair of them is no table that anybody reads
MOST_CATEGORIES = 60


def more(
    codes: Codes, names: Sequence[str], categories: Sequence[Any], **options: Unpack[Options]
) -> dict[str, Any]:
    """Return further measures, of each category, and of each pair of raters and each of them.

    Args:
        codes: the judgments, one row a rater.
        names: of the raters, in the order of the rows; empty where they are anonymous.
        categories: what the codes stand for.
        options: as for the coefficients.
    """
    found: dict[str, Any] = {
        "measures": {
            one.key: one.compute(codes, **options).as_json()
            for one in measures()
            if one.key not in KEYS
        },
        "categories": [
            {"category": name, "fleiss_kappa": _category(codes, k, **options).as_json()}
            for k, name in enumerate(categories[:MOST_CATEGORIES])
        ],
    }
    if names and 2 <= len(names) <= MOST_RATERS:  # noqa: PLR2004 - a pair
        found["pairs"] = _pairs(sample(codes, **options), names)
        found["raters"] = _people(codes, names, options.get("confidence", 0.95))
    return found


def _category(codes: Codes, k: int, **options: Unpack[Options]) -> Estimate:
    """Return Fleiss' kappa of one category against all others (Fleiss 1971)."""
    plain: Options = {
        "anonymous": options.get("anonymous", False),
        "confidence": options.get("confidence", 0.95),
        "interval": options.get("interval", "dirichlet"),
    }
    return fleiss_kappa(sample(one_against_all(codes, k), **plain))


def _pairs(given: Sample, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"raters": [names[first], names[second]], "cohen_kappa": estimate.as_json()}
        for (first, second), estimate in pairwise(given).items()
    ]


def _people(codes: Codes, names: Sequence[str], confidence: float) -> dict[str, dict[str, Any]]:
    """Return what two models of a hidden truth say of each rater; neither knows the truth."""
    fitted = dawid_skene(codes)
    skilled = competences(codes, confidence=confidence)
    return {
        name: {
            "dawid_skene": _accuracy(fitted, k, codes).as_json(),
            "mace": skilled[k].as_json(),
        }
        for k, name in enumerate(names)
    }


def _accuracy(fitted: Latent | Estimate, k: int, codes: Codes) -> Estimate:
    if isinstance(fitted, Estimate):
        return fitted
    given = int((codes.values[k] < codes.q).sum())
    return Estimate(
        value=float(fitted.accuracy[k]),
        n=given,
        method="Dawid-Skene",
        note=_("How often the answer is what the model takes for true; no interval here."),
    )
