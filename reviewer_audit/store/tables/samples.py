"""What was drawn, from which strata, with which chance. Closed to the grading path."""

from sqlalchemy import Column, Float, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

draw = Table(
    "draw",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id")),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("population", Integer, nullable=False),
    Column("sampled", Integer, nullable=False),
    Column("frame_sha256", Text, nullable=False),
    Column("kind", Text, nullable=False),
    info={"topic": Topic.ROUNDS},
)
stratum = Table(
    "stratum",
    metadata,
    Column("round_id", ForeignKey("round.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("cell", Text, nullable=False),
    Column("population", Integer, nullable=False),
    Column("sampled", Integer, nullable=False),
    info={"topic": Topic.ROUNDS},
)
sample = Table(
    "sample",
    metadata,
    Column("round_id", ForeignKey("round.id"), primary_key=True),
    Column("decision_id", ForeignKey("vendor_decision.id"), primary_key=True),
    Column("draw_id", ForeignKey("draw.id"), nullable=False),
    Column("stratum", Integer, nullable=False),
    Column("probability", Float, nullable=False),
    info={"topic": Topic.ROUNDS},
)
