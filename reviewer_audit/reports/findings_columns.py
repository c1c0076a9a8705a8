"""The errors of a round as columns, and what every finding asks of any part of it."""

import numpy as np

from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Bool, Float64
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.stats.compare import slice_against_rest
from reviewer_audit.stats.intervals import wilson
from reviewer_audit.stats.measure import Estimate


class Columns:
    """The errors of a round as columns, and tests on any part of it."""

    def __init__(self, data: AuditData) -> None:
        found = outcomes(data)
        self.counted = found.counted
        self.weight: Float64 = 1 / data.probability
        self.hits: dict[str, Bool] = {
            "wrong": found.wrong,
            "over": found.is_(Outcome.OVER_ENFORCED),
            "under": found.is_(Outcome.UNDER_ENFORCED),
        }

    def share(self, kind: str, mask: Bool) -> float:
        """Return the weighted share of a kind of error."""
        total = float(self.weight[mask].sum())
        return float(self.weight[mask & self.hits[kind]].sum()) / total if total else 0.0

    def size(self, mask: Bool, deff: float) -> float:
        """Return how many decisions of a simple draw say as much (Kish; design effect)."""
        w = self.weight[mask]
        kish = float(w.sum() ** 2 / (w**2).sum()) if len(w) else 0.0
        return min(kish, int(mask.sum()) / max(deff, 1.0))

    def estimate(self, kind: str, mask: Bool, confidence: float) -> Estimate:
        """Return a share with its interval, to stand beside a finding."""
        value, size = self.share(kind, mask), self.size(mask, 1.0)
        low, high = wilson(value * size, size, confidence)
        return Estimate(
            value=value, n=int(mask.sum()), low=float(low), high=float(high), confidence=confidence
        )

    def worse(self, kind: str, mask: Bool, rest: Bool, deff: float) -> float:
        """Return the p of the share in ``mask`` against ``rest``; 1 where it is not higher."""
        sizes = np.array([self.size(mask, deff), self.size(rest, 1.0)])
        mine, others = self.share(kind, mask), self.share(kind, rest)
        if sizes.min() < words.SMALL or mine <= others:
            return 1.0
        p = float(slice_against_rest(np.array([mine, others]) * sizes, sizes)[0])
        return 1.0 if np.isnan(p) else p
