"""Final answers settled by a person, and how they came about. Closed to the grading path."""

from sqlalchemy import Column, Float, ForeignKey, Integer, Table, Text

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
    Column("clause", Text, nullable=False, server_default=""),
    Column("precedent", Text, nullable=False, server_default=""),
    Column("policy_gap", Integer),
    Column("origin", Text, nullable=False, server_default="sheet"),
    Column("own_reason", Text, nullable=False, server_default=""),
    info={"topic": Topic.VERDICTS, "sealed": True},
)
review_mark = Table(
    "review_mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("policy_gap", Integer, nullable=False),
    Column("invalid", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.VERDICTS, "sealed": True},
)
review_draw = Table(
    "review_draw",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False, unique=True),
    Column("seed", Text, nullable=False),
    Column("population", Integer, nullable=False),
    Column("drawn", Integer, nullable=False),
    Column("share", Float, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.VERDICTS},
)
review_control = Table(
    "review_control",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    info={"topic": Topic.VERDICTS},
)
