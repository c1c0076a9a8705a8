"""Rounds and who grades what in them."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

round_ = Table(
    "round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("frame", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("revealed_at", Text, nullable=False),
    Column("accept_partial", Integer, nullable=False),
    info={"topic": Topic.ROUNDS},
)
assignment = Table(
    "assignment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("auditor_id", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="audit"),
    Column("position", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    info={"topic": Topic.GRADES},
)
unblinded = Table(
    "unblinded",
    metadata,
    Column("round_id", ForeignKey("round.id"), primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    info={"topic": Topic.ROUNDS},
)
