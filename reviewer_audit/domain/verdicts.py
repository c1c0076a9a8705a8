"""What is right in the end, and how a decision compares with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import PersonId


class Outcome(StrEnum):
    """How one decision compares with the final answer; the first that applies."""

    UNGRADABLE = "ungradable"
    TECHNICAL = "technical"
    OVER_ENFORCED = "over_enforced"
    UNDER_ENFORCED = "under_enforced"
    WRONG_POLICY = "wrong_policy"
    WRONG_ACTION = "wrong_action"
    WRONG_ESCALATION = "wrong_escalation"
    CORRECT = "correct"
    PENDING = "pending"  # no final answer yet
    UNGRADED = "ungraded"  # nobody has graded the item


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The final answer to one item, settled by a person."""

    item_id: ItemId
    labels: tuple[str, ...]  # empty: cannot judge
    action: str = ""
    escalate: bool | None = None
    cause: str = ""
    rationale: str = ""
    decided_by: PersonId
    decided_at: datetime
