"""What the vendor decided. The grading path may not import this.

Text of few different values is stored once, in ``term``, and referred to by number: it
loads faster, and every statistic starts from codes.
"""

from sqlalchemy import Column, Float, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

SLICES = (
    "vendor",
    "site",
    "team",
    "reviewer",
    "language",
    "market",
    "queue",
    "policy_version",
    "source",
    "item_type",
    "tenure",
)
CODED = ("sheet", "labels", "action", "severity", *SLICES)

term = Table(
    "term",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False, unique=True),
    info={"topic": Topic.DECISIONS},
)
batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("skipped_rows", Integer, nullable=False),
    Column("problems", Text, nullable=False),
    info={"topic": Topic.DECISIONS},
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("body", Text, nullable=False),
    info={"topic": Topic.DECISIONS},
)
control_total = Table(
    "control_total",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("role", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("after_batch", Integer, nullable=False),
    info={"topic": Topic.DECISIONS},
)
vendor_decision = Table(
    "vendor_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Text, nullable=False),
    Column("decision_id", Text, nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("batch_id", Integer, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("escalated", Integer),
    Column("decided_at", Text, nullable=False),
    Column("handling_seconds", Float),
    *(Column(name, Integer, nullable=False) for name in CODED),
    Column("reason", Text, nullable=False),
    Column("extra", Text, nullable=False),
    Column("conflict_of", ForeignKey("vendor_decision.id")),
    info={"topic": Topic.DECISIONS},
)
