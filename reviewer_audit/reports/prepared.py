"""A round prepared for scoring: outcomes, weights, and what every measure counts."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.reports.data import AuditData, Bool, Float64
from reviewer_audit.reports.outcomes import Outcomes, outcomes
from reviewer_audit.stats.design import (
    OTHER_REVIEWERS,
    Grouping,
    Sample,
    Shares,
    prepare,
    shares,
)
from reviewer_audit.stats.plain import plain_shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a measure counts, out of what."""

    hit: Bool | Float64
    domain: Bool
    kind: str = "share"  # share | exact | mean
    scale: Float64 | None = None


class Prepared:
    """A round prepared for scoring: outcomes, weights, and the recipe of every measure."""

    def __init__(self, data: AuditData) -> None:
        self.data = data
        self.outcomes: Outcomes = outcomes(data)
        self.sample: Sample = self._sample(self.outcomes.counted)
        self.recipes: dict[str, Recipe] = recipes(self.outcomes)

    def _sample(self, counted: Bool) -> Sample:
        data = self.data
        reviewers = data.estimand == OTHER_REVIEWERS
        sample = prepare(
            stratum=data.stratum,
            population=data.stratum_population,
            probability=data.probability,
            counted=counted,
            cluster=data.column("reviewer").codes if reviewers else data.cluster,
            estimand=data.estimand,
        )
        if data.poststratified:  # shares of the frame say nothing of a cell without an answer
            return replace(sample, drawn=sample.taken)
        return sample

    @cached_property
    def with_pending(self) -> Sample:
        """The sample as if every pending item had its answer."""
        pending = self.outcomes.is_(Outcome.PENDING)
        return self._sample(self.outcomes.counted | pending)

    @cached_property
    def context(self) -> str:
        """What every method says after the name of its interval."""
        facets = self.outcomes.skipped_facets
        without = f"; without {', '.join(facets)}" if facets else ""
        weighed = f"; post-stratified by {role}" if (role := self.data.poststratified) else ""
        alike = "; near-duplicates are one cluster" if len(self.data.near) else ""
        return f"{self.data.estimand}; match {self.data.match.value}{without}{weighed}{alike}"

    @cached_property
    def _plain(self) -> bool:
        return self.sample.equal and self.sample.cluster is None

    def shares(self, key: str, grouping: Grouping) -> Shares:
        """Compute one measure for all slices of a family."""
        recipe = self.recipes[key]
        if recipe.scale is None and recipe.hit.dtype == np.bool_ and self._plain:
            return plain_shares(grouping, recipe.hit.astype(np.bool_, copy=False), recipe.domain)
        return shares(
            grouping,
            recipe.hit,
            recipe.domain,
            scale=recipe.scale,
            confidence=self.data.confidence,
        )


def recipes(o: Outcomes) -> dict[str, Recipe]:
    """Say of every measure what it counts out of what."""
    vendor, final, all_ = o.vendor_violating, o.final_violating, o.counted
    benign = all_ & ~final

    def error(outcome: Outcome) -> Recipe:
        return Recipe(hit=o.is_(outcome), domain=all_)

    return {
        "accuracy": Recipe(hit=o.correct, domain=all_),
        "label_accuracy": Recipe(hit=o.labels_match, domain=all_),
        "over_enforcement": error(Outcome.OVER_ENFORCED),
        "under_enforcement": error(Outcome.UNDER_ENFORCED),
        "wrong_policy": error(Outcome.WRONG_POLICY),
        "wrong_action": error(Outcome.WRONG_ACTION),
        "wrong_escalation": error(Outcome.WRONG_ESCALATION),
        "false_positive_rate": Recipe(hit=vendor & benign, domain=benign),
        "false_negative_rate": Recipe(hit=final & ~vendor, domain=final),
        "precision": Recipe(hit=vendor & final, domain=vendor),
        "recall": Recipe(hit=vendor & final, domain=final),
        "severity_weighted_accuracy": Recipe(
            hit=1 - o.penalty, domain=all_ & (o.weight > 0), kind="mean", scale=o.weight
        ),
        "critical_errors": Recipe(hit=o.critical, domain=all_, kind="exact"),
        "charged_accuracy": Recipe(hit=all_ & ~o.charged, domain=all_),
    }
