"""What is right in the end, and how a decision compares with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.outcomes import Outcome
from reviewer_audit.domain.people import PersonId

__all__ = ["INVALID", "Mark", "Origin", "Outcome", "Reason", "Stage", "Verdict"]

INVALID = frozenset({"O1", "X1"})  # causes that say the item itself could not be judged


class Origin(StrEnum):
    """How a final answer came about."""

    SETTLED = "settled"  # one item, looked at
    BULK = "bulk"  # several at once, where all auditors agree
    SHEET = "sheet"
    RULED = "ruled"  # by the arbitrator of a dispute


class Stage(StrEnum):
    """How far the final answers of a round are taken; each stage is kept."""

    GRADED = "graded"  # by the auditors alone
    ADJUDICATED = "adjudicated"  # before disputes
    FINAL = "final"


class Reason(StrEnum):
    """Why an item is to be looked at again; the first that applies."""

    CRITICAL = "critical"  # a critical error: two looks by two people
    PENDING = "pending"  # the auditors disagree and none has a majority
    DIFFERENCE = "difference"  # vendor and auditors differ
    CONTROL = "control"  # drawn at random from the agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The final answer to one item, settled by a person.

    ``policy_gap`` is what this person marked before the vendor's answer was shown; None where
    nobody asked (sheets). ``own_reason`` says why somebody acted twice on one item.
    """

    item_id: ItemId
    labels: tuple[str, ...]  # empty: cannot judge
    action: str = ""
    escalate: bool | None = None
    cause: str = ""
    rationale: str = ""
    clause: str = ""
    precedent: str = ""
    policy_gap: bool | None = None
    origin: Origin = Origin.SHEET
    own_reason: str = ""
    decided_by: PersonId
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a person said of an item before the vendor's answer was shown to them.

    ``invalid`` is the cause that makes the item technical (content not rendered, or gone).
    """

    policy_gap: bool = False
    invalid: str = ""
