"""Calibration sessions: several people answer the same items alone, then align.

Nothing of a session counts in the score of a reviewer, an auditor or a round. The voting pane
may import this module: nothing here knows a vendor's decision.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from reviewer_audit.domain.media import BlindMedia

SessionId = NewType("SessionId", int)
MINUTES = 5  # for one item, as sessions usually allow
AIM = (0.40, 0.60)  # share of violating items that makes coefficients readable


class Purpose(StrEnum):
    """Why an item is in a session."""

    CRITICAL = "critical"  # a critical error, or a label marked critical
    DISPUTED = "disputed"  # the vendor disputed it
    CLAUSE = "clause"  # under a new or changed clause
    DISAGREEMENT = "disagreement"  # auditors, or vendor and auditors, differ
    CONTROL = "control"  # clear: everybody agreed


class Side(StrEnum):
    """For whom a participant speaks; the expert gives the baseline and does not vote."""

    CLIENT = "client"
    VENDOR = "vendor"
    EXPERT = "expert"


class Turn(StrEnum):
    """When a vote was given."""

    BLIND = "blind"  # alone, before the session
    AGAIN = "again"  # alone, after the rulings


class SessionState(StrEnum):
    """How far a session is."""

    SETUP = "setup"  # the baseline is not frozen
    VOTING = "voting"  # blind votes
    MEETING = "meeting"  # blind votes are closed; rulings and votes again
    CLOSED = "closed"


class Decision(StrEnum):
    """What the decision owner makes of an item."""

    UPHOLD = "uphold"  # the baseline stands
    CHANGE = "change"  # another answer is right
    GAP = "gap"  # the policy does not settle it: no answer is right


class TaskKind(StrEnum):
    """What is to be done after a session."""

    ACTION = "action"
    CLARIFICATION = "clarification"  # of a clause; names the audited items to grade again


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One calibration session. ``seal`` is the digest of the baseline, "" before it is frozen."""

    id: SessionId
    title: str
    held_on: str  # the day, as 2026-09-18
    policy_version: str
    seed: str
    state: SessionState
    built: Mapping[str, object]  # how the set came about, as counts
    created_by: str
    created_at: datetime
    salt: str = ""
    seal: str = ""
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An item of a session; its purpose is shown to nobody who still votes."""

    item_id: int
    round_id: int
    purpose: Purpose
    position: int  # 1-based; shuffled, so that it does not tell the purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who votes, or the expert; ``is_out``: what they said counts no more."""

    id: int
    person_id: str
    name: str
    side: Side
    is_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """An item as somebody who votes sees it: it has no field for any answer of others."""

    item_id: int
    position: int
    total: int
    content: str
    content_kind: str = "text"
    language: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    media: tuple[BlindMedia, ...] = ()
    own: tuple[str, ...] | None = None  # what this person said; () is cannot judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one participant says of one item; the first label is the primary one."""

    item_id: int
    participant_id: int
    turn: Turn = Turn.BLIND
    labels: tuple[str, ...] = ()  # empty: cannot judge
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The expert's answer to one item."""

    item_id: int
    labels: tuple[str, ...]
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The ruling on one item."""

    item_id: int
    decision: Decision
    labels: tuple[str, ...] = ()  # what is right now; empty after a policy gap
    cause: str = ""
    clause: str = ""
    rationale: str = ""
    precedent: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An action or a clarification, with who does it until when."""

    id: int
    session_id: SessionId
    kind: TaskKind
    text: str
    owner: str
    due: str  # the day, "" where none was named
    item_id: int | None = None
    clause: str = ""
    state: TaskState = TaskState.OPEN
    opened_at: datetime
    ended_at: datetime | None = None
    again: tuple[tuple[int, int], ...] = ()  # (round, item) to grade again


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that is known of a session."""

    session: Session
    items: tuple[Chosen, ...]  # by position
    participants: tuple[Participant, ...]
    baseline: Mapping[int, Baseline]
    # (participant, item) -> newest vote, of those who were not taken out
    votes: Mapping[Turn, Mapping[tuple[int, int], Vote]]
    rulings: Mapping[int, Judgement]
    tasks: tuple[Task, ...]

    @property
    def voters(self) -> tuple[Participant, ...]:
        """Everybody but the expert and who was taken out."""
        return tuple(
            one for one in self.participants if one.side is not Side.EXPERT and not one.is_out
        )

    @property
    def experts(self) -> tuple[Participant, ...]:
        """Who gives the baseline."""
        return tuple(one for one in self.participants if one.side is Side.EXPERT)

    def given(self, turn: Turn, participant: int) -> int:
        """Return how many items somebody has answered in a turn."""
        return sum(who == participant for who, _item in self.votes[turn])

    def standard(self, item_id: int) -> tuple[str, ...] | None:
        """Return what is right: the ruling, else the baseline; None after a policy gap."""
        ruled = self.rulings.get(item_id)
        if ruled is not None:
            return None if ruled.decision is Decision.GAP else ruled.labels
        base = self.baseline.get(item_id)
        return base.labels if base is not None else None


def seal_of(session_id: int, salt: str, baseline: Iterable[Baseline]) -> str:
    """Return the digest of a baseline. The salt keeps a short list of answers from being tried."""
    answers: Sequence[object] = sorted(
        [one.item_id, list(one.labels), one.rationale] for one in baseline
    )
    text = json.dumps([session_id, salt, answers], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
