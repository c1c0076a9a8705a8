"""Final answers settled by a person. Closed to the grading path."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

verdict = Table(
    "verdict",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("labels", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("escalate", Integer),
    Column("cause", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    info={"topic": Topic.VERDICTS},
)
