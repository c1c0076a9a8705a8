"""The scores of a slice and the confusion matrix: what tables and charts are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewer_audit.stats.measure import Estimate, TargetVerdict

SCORE_KEYS = (
    "accuracy",
    "label_accuracy",
    "over_enforcement",
    "under_enforcement",
    "wrong_policy",
    "wrong_action",
    "wrong_escalation",
    "false_positive_rate",
    "false_negative_rate",
    "precision",
    "recall",
    "severity_weighted_accuracy",
    "critical_errors",
    "charged_accuracy",
)
LEFT_OUT_KEYS = ("ungraded", "pending", "cannot_judge", "technical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The estimates of one slice; ``estimates`` has exactly the keys SCORE_KEYS."""

    estimates: Mapping[str, Estimate]
    decisions: int  # sampled decisions in the slice
    counted: int  # of them, with a final answer that counts
    left_out: Mapping[str, int]
    counts: Mapping[str, int]  # true_positive, false_positive, false_negative, true_negative
    outcomes: Mapping[str, int]  # Outcome value -> decisions
    bounds: tuple[float, float] | None = None  # accuracy with all pending wrong | all right
    verdict: TargetVerdict | None = None  # of the target on accuracy, or else of the first
    verdicts: Mapping[str, TargetVerdict] = field(default_factory=dict)  # metric -> its verdict
    mark: str = ""  # "different": stands out after Benjamini-Hochberg; "small": n below 30

    def __getitem__(self, key: str) -> Estimate:
        return self.estimates[key]

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        out: dict[str, Any] = {key: e.as_json() for key, e in self.estimates.items()}
        out["verdict"] = self.verdict.as_json() if self.verdict else None
        if len(self.verdicts) > 1:
            out["verdicts"] = {key: verdict.as_json() for key, verdict in self.verdicts.items()}
        out["bounds"] = {"low": self.bounds[0], "high": self.bounds[1]} if self.bounds else None
        out["counts"] = dict(self.counts)
        out["decisions"] = self.decisions
        out["graded_decisions"] = self.counted
        out["left_out"] = dict(self.left_out)
        out["outcomes"] = dict(self.outcomes)
        out["mark"] = self.mark
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Vendor answer (rows) against final answer (columns), primary labels in policy order."""

    labels: tuple[str, ...]  # label keys
    titles: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    weighted_matrix: tuple[tuple[float, ...], ...]
