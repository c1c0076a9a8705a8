"""What an auditor sees and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from reviewer_audit.domain.media import BlindMedia
from reviewer_audit.i18n import N_

AssignmentId = NewType("AssignmentId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindItem:
    """An item as an auditor sees it: it has no field for the vendor's answer."""

    assignment_id: AssignmentId
    position: int  # 1-based, in this auditor's own shuffled order
    total: int
    content: str
    content_kind: str = "text"
    language: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    policy_version: str = ""
    media: tuple[BlindMedia, ...] = ()
    decided_under: str = ""  # the version of the rule book then, where the plan lets it be told
    original: str = ""  # the address where it stands, where the plan allows it


class GradeKind(StrEnum):
    """What an auditor can do with an item."""

    ANSWER = "answer"
    CANNOT_JUDGE = "cannot_judge"
    SKIPPED = "skipped"


class Confidence(StrEnum):
    """How sure the auditor is; optional."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


OTHER_REASON = "other"
CANNOT_JUDGE_BECAUSE = {  # the short list of reasons why nobody could judge an item
    "content_missing": N_("The content is missing or damaged"),
    "language": N_("I do not read this language"),
    "context_missing": N_("The context needed is not here"),
    "policy_unclear": N_("The policy does not settle it"),
    OTHER_REASON: N_("Another reason, said in the note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """An auditor's answer; the first label is the primary one.

    ``revision`` is 0 in an answer not yet recorded; the store numbers revisions from 1.
    """

    assignment_id: AssignmentId
    kind: GradeKind = GradeKind.ANSWER
    labels: tuple[str, ...] = ()
    action: str = ""
    escalate: bool | None = False  # None: the sheet does not say
    severity: str = ""
    confidence: Confidence | None = None
    reason: str = ""
    note: str = ""
    flagged: bool = False
    query: str = ""
    revision: int = 0
    graded_at: datetime | None = None
    duration_ms: int | None = None
    after_reveal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskState:
    """How far one auditor is in a round. Nothing in it depends on the vendor's answers."""

    total: int
    graded: int
    cannot_judge: int
    skipped: int

    @property
    def left(self) -> int:
        """Items still without an answer."""
        return self.total - self.graded - self.cannot_judge - self.skipped
