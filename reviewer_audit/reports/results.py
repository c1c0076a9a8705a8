"""What an audit found, as numbers: the shape that screens, reports and ``stats --json`` share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewer_audit import i18n
from reviewer_audit.reports.actions import ActionLine
from reviewer_audit.reports.classified import LabelScores
from reviewer_audit.reports.course import Course
from reviewer_audit.reports.further import Further
from reviewer_audit.reports.gold import GoldQuality
from reviewer_audit.reports.pooled import Pooled
from reviewer_audit.reports.records import LEFT_OUT_KEYS, SCORE_KEYS, Confusion, Scores
from reviewer_audit.stats.measure import Estimate, TargetVerdict

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
    """One thing a good analyst would point out, with its evidence.

    ``kind`` is slice, target, rule, auditor or drift; ``test`` the key of what explains it.
    ``error`` is the score whose rate ``estimate`` is, where one kind of error alone is more
    frequent; empty where all errors are.
    """

    text: str
    detail: str
    slice: Mapping[str, str]
    estimate: Estimate
    decisions: tuple[int, ...]  # ids of the decisions behind it
    kind: str = "slice"
    test: str = "slice_against_rest"
    items: tuple[str, ...] = ()  # the first of them by name, where they need not be errors
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "text": self.text,
            "detail": self.detail,
            "slice": dict(self.slice),
            "estimate": self.estimate.as_json(),
            "items": list(self.decisions),
            "kind": self.kind,
            "error": self.error or "all",
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
    gold: GoldQuality | None = None  # where gold was seeded; never part of the numbers above
    consistency: Estimate | None = None  # with themselves, where they had items twice


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumLine:
    """One cell of the draw."""

    cell: Mapping[str, str]
    population: int
    sampled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStrata:
    """By what a round was weighed after it was drawn, and what that made of its accuracy."""

    role: str
    cells: tuple[StratumLine, ...]  # ``sampled`` counts the decisions with a final answer
    n_eff: float | None
    deff: float | None
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "by": self.role,
            "cells": [
                {"cell": dict(one.cell), "population": one.population, "graded": one.sampled}
                for one in self.cells
            ],
            "n_eff": self.n_eff,
            "deff": self.deff,
            "note": self.sentence,
        }


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
    audited_before: int | None  # None, here and below: told of the whole round alone
    replaced: int | None
    overlap_items: int | None
    estimand: str
    looks: str = ""  # a sentence where a top-up was planned or drawn
    interval: str = ""  # a sentence where another one than usual was asked for
    weighted: bool
    quarantined: int | None
    quarantined_share: float | None
    control_gaps: tuple[str, ...]  # sentences
    sources: tuple[tuple[str, str, int], ...]  # file name, sha256, decisions
    policy: str
    journal_head: str
    unblinded: tuple[str, ...]  # people who opened decisions while the round graded
    beside: tuple[str, ...] = ()  # what the plan let auditors see beside an item


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
    labels: tuple[LabelScores, ...] = ()  # of one vendor alone; a round has them in further
    poststrata: PostStrata | None = None  # where it was asked for
    further: Further | None = None  # where it was asked for
    course: Course | None = None  # with the further numbers
    contract: Pooled | None = None  # the contract period, where one was asked for
    actions: tuple[ActionLine, ...] | None = None  # corrective ones, with the further numbers
    language: str = field(default_factory=i18n.language)  # that findings and methods are told in
    extra: Mapping[str, Any] = field(default_factory=dict)
