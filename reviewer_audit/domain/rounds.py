"""Rounds of an audit and who grades what in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from reviewer_audit.domain.people import PersonId

RoundId = NewType("RoundId", int)


class RoundState(StrEnum):
    """How far a round is."""

    DRAFT = "draft"
    GRADING = "grading"
    LOCKED = "locked"
    REVEALED = "revealed"
    RELEASED = "released"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether the vendor's decisions are still hidden."""
        return self in {RoundState.DRAFT, RoundState.GRADING, RoundState.LOCKED}


class AssignmentKind(StrEnum):
    """Why an item lies on a desk. Whoever grades cannot tell the kinds apart."""

    AUDIT = "audit"
    GOLD = "gold"  # its right answer is known: it measures the auditor, never the vendor
    REPEAT = "repeat"  # the auditor has it a second time: does the answer stay the same?


class Purpose(StrEnum):
    """What a round is for."""

    AUDIT = "audit"
    CALIBRATION = "calibration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One week of an audit programme."""

    id: RoundId
    title: str
    purpose: Purpose
    state: RoundState
    policy_version: str
    created_by: PersonId
    created_at: datetime
