"""What the vendor decided. No module of the grading path may import this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from reviewer_audit.domain.items import ItemId, SourceRef

DecisionId = NewType("DecisionId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorDecision:
    """One decision of one reviewer; an item may have several."""

    id: DecisionId
    identity: str  # what makes it the same decision in another export (docs: command line, rule 2)
    item_id: ItemId
    labels: tuple[str, ...]
    action: str = ""
    escalated: bool | None = None
    severity: str = ""
    decided_at: datetime | None = None
    handling_seconds: float | None = None
    slices: Mapping[str, str] = field(default_factory=dict)  # vendor, reviewer, queue, ...
    reason: str = ""
    source: SourceRef | None = None
