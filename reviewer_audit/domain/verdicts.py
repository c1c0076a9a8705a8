"""What is right in the end, and how a decision compares with it."""

from dataclasses import dataclass
from datetime import datetime

from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.outcomes import Outcome
from reviewer_audit.domain.people import PersonId

__all__ = ["Outcome", "Verdict"]


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
