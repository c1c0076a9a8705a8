"""What an audit found, as numbers: the shape that screens, reports and ``stats --json`` share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reviewer_audit.stats.measure import Estimate, TargetVerdict

if TYPE_CHECKING:
    from reviewer_audit.reports.further import Further

__all__ = [
    "LEFT_OUT_KEYS",
    "SCORE_KEYS",
    "Agreement",
    "AuditResults",
    "AuditorLine",
    "Confusion",
    "ErrorLine",
    "Estimate",
    "Finding",
    "Method",
    "Scores",
    "StratumLine",
    "TargetVerdict",
]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Coefficients of one pairing and the sentence that reads them."""

    units: int
    raters: int
    coefficients: Mapping[str, Estimate]
    reading: str

    def as_json(self) -> dict[str, Any]:
        """Return COEFFICIENTS of the command line contract."""
        return {key: e.as_json() for key, e in self.coefficients.items()} | {
            "reading": self.reading
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a good analyst would point out, with its evidence."""

    text: str
    detail: str
    slice: Mapping[str, str]
    estimate: Estimate
    decisions: tuple[int, ...]  # ids of the decisions behind it

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "text": self.text,
            "detail": self.detail,
            "slice": dict(self.slice),
            "estimate": self.estimate.as_json(),
            "items": list(self.decisions),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorLine:
    """How much one auditor did. No accuracy: the reference is their own work."""

    name: str
    assigned: int
    graded: int
    cannot_judge: int
    skipped: int
    flagged: int
    agrees_with_final: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumLine:
    """One cell of the draw."""

    cell: Mapping[str, str]
    population: int
    sampled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How the numbers came about: what every report prints."""

    frame: str
    population: int
    sampled: int
    method: str
    seed: str
    frame_sha256: str
    strata: tuple[StratumLine, ...]
    draws: int  # draws ever made in the project, discarded ones too
    discarded_draws: int
    audited_before: int
    replaced: int
    overlap_items: int
    estimand: str
    weighted: bool
    quarantined: int
    quarantined_share: float | None
    control_gaps: tuple[str, ...]  # sentences
    sources: tuple[tuple[str, str, int], ...]  # file name, sha256, decisions
    policy: str
    journal_head: str
    unblinded: tuple[str, ...]  # people who opened decisions while the round graded


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLine:
    """One confirmed or measured error, for the list of the scorecard."""

    decision: int
    item: str
    decision_id: str
    decided_at: str
    slices: Mapping[str, str]
    vendor_labels: str
    vendor_action: str
    final_labels: str
    final_action: str
    outcome: str
    severity: str
    critical: bool
    cause: str
    charged: bool
    clause: str
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResults:
    """All numbers of one round."""

    project: str
    round_id: int
    round_title: str
    state: str
    provisional: bool
    estimand: str
    confidence: float
    decisions: int
    graded_decisions: int
    left_out: Mapping[str, int]
    overall: Scores
    by: Mapping[str, Mapping[str, Scores]]  # role (or "vendor+queue") -> value -> scores
    confusion: Confusion
    vendor_auditor: Agreement
    auditor_auditor: Agreement
    auditors: tuple[AuditorLine, ...]
    findings: tuple[Finding, ...]
    errors: tuple[ErrorLine, ...]
    method: Method
    skipped_facets: tuple[str, ...] = ()
    further: "Further | None" = None  # where it was asked for
    extra: Mapping[str, Any] = field(default_factory=dict)
