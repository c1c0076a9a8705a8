"""Gold items: content whose right answer experts wrote down, by which auditors are measured."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import PersonId

GoldId = NewType("GoldId", int)


class GoldPurpose(StrEnum):
    """What a gold item is for."""

    CERTIFY = "certify"  # shown to those who want to become auditors
    MONITOR = "monitor"  # seeded silently into rounds
    CALIBRATE = "calibrate"  # discussed in sessions and trainings


class Difficulty(StrEnum):
    """How hard the experts found an item."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class GoldEvent(StrEnum):
    """What happens to a gold item after it was written down; nothing of it is changed."""

    SIGNED = "signed"  # a second expert holds the answer for right under a policy version
    RETIRED = "retired"  # no longer used; what was measured with it stands
    WITHDRAWN = "withdrawn"  # the answer was wrong; what was measured with it counts no more


class GoldState(StrEnum):
    """Whether a gold item may be used."""

    UNSIGNED = "unsigned"  # waits for the second expert
    READY = "ready"
    REVALIDATE = "revalidate"  # a clause it rests on has changed since it was signed
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


class NotSeeded(StrEnum):
    """Why a gold item cannot go to an auditor, the first reason that applies."""

    UNSIGNED = "unsigned"
    REVALIDATE = "revalidate"
    OTHER_PURPOSE = "other_purpose"  # auditors meet it in trainings or tests
    IN_FRAME = "in_frame"  # the round draws from its decisions
    STANDS_OUT = "stands_out"  # no item of the round is like it
    SEEN = "seen"  # the auditor knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAnswer:
    """The right answer in all facets; what is empty was not settled and is not compared."""

    labels: tuple[str, ...]
    action: str = ""
    escalate: bool | None = None
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldItem:
    """One gold item as it was written down, and what has happened to it since.

    ``seeded`` counts how often it went onto an auditor's desk, ``graded`` how often it was
    answered there.
    """

    id: GoldId
    item_id: ItemId
    answer: GoldAnswer
    reasoning: str
    clause: str = ""
    difficulty: Difficulty | None = None
    purpose: GoldPurpose = GoldPurpose.MONITOR
    policy_version: str
    source: str = ""
    author: PersonId
    added_by: PersonId
    created_at: datetime
    signed_by: PersonId | None = None
    signed_version: str = ""
    ended: GoldEvent | None = None
    ended_at: datetime | None = None
    ended_reason: str = ""
    seeded: int = 0
    graded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow:
    """A row of a sheet that can become a gold item."""

    row_number: int
    sheet: str
    external_id: str
    answer: GoldAnswer
    reasoning: str
    clause: str
    difficulty: Difficulty | None
    purpose: GoldPurpose
    author: str  # a name; empty: who brings the sheet
    signed_by: str
    content: str
    content_kind: str
    language: str
    context: dict[str, str]
