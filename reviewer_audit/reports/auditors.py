"""Who audits the auditors: what can be said of each without taking their own work for the truth.

Persons never get a verdict and no rank; below 30 units a line is marked "small".
"""

from dataclasses import dataclass
from typing import Any

from reviewer_audit.stats.measure import Estimate

KEYS = (
    "agreement",
    "specific_agreement",
    "kappa",
    "strictness",
    "anchoring",
    "latent_accuracy",
    "consistency",
    "repeat_kappa",
    "gold_accuracy",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorQuality:
    """One auditor.

    ``agreement`` with partners on items that others graded too; ``specific_agreement`` on
    violations alone; ``strictness`` above 0: flags more often than the final answers of
    double-graded items; ``anchoring``: of the answers that differed from the vendor's at reveal,
    how many were revised toward it afterwards; ``latent_accuracy`` by Dawid & Skene;
    ``consistency`` with oneself on repeats.
    """

    name: str
    graded: int
    double_graded: int
    agreement: Estimate
    specific_agreement: Estimate
    kappa: Estimate
    strictness: Estimate
    anchoring: Estimate
    latent_accuracy: Estimate
    consistency: Estimate
    repeat_kappa: Estimate
    gold_accuracy: Estimate
    mark: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        counts = {
            "name": self.name,
            "graded": self.graded,
            "double_graded": self.double_graded,
            "mark": self.mark,
        }
        return counts | {key: getattr(self, key).as_json() for key in KEYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorsQuality:
    """All auditors of a round; ``consistency`` is pooled over them."""

    lines: tuple[AuditorQuality, ...]
    double_graded: int
    repeats: int
    consistency: Estimate
    flags: tuple[str, ...]  # of the latent model
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "auditors": [line.as_json() for line in self.lines],
            "double_graded": self.double_graded,
            "repeats": self.repeats,
            "consistency": self.consistency.as_json(),
            "flags": list(self.flags),
            "sentence": self.sentence,
        }
