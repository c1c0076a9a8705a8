"""What was released to vendors, what they replied, how it was ruled. Closed to grading."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

vendor_release = Table(
    "vendor_release",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("vendor", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("last_verdict", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.VERDICTS},
)
released_decision = Table(
    "released_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release_id", ForeignKey("vendor_release.id"), nullable=False),
    Column("decision_id", ForeignKey("vendor_decision.id"), nullable=False),
    Column("outcome", Text, nullable=False),
    info={"topic": Topic.VERDICTS},
)
window_end = Table(
    "window_end",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release_id", ForeignKey("vendor_release.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.VERDICTS},
)
vendor_reply = Table(
    "vendor_reply",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release_id", ForeignKey("vendor_release.id"), nullable=False),
    Column("decision_id", ForeignKey("vendor_decision.id"), nullable=False),
    Column("reply", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("argument", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.VERDICTS, "sealed": True},
)
ruling = Table(
    "ruling",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reply_id", ForeignKey("vendor_reply.id"), nullable=False, unique=True),
    Column("ruling", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("own_reason", Text, nullable=False),
    Column("verdict_id", ForeignKey("verdict.id")),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.VERDICTS, "sealed": True},
)
