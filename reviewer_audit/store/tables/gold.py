"""Gold items, what happened to them, and on whose desk they were put. Closed to grading."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

gold = Table(
    "gold",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("labels", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("escalate", Integer),
    Column("severity", Text, nullable=False),
    Column("reasoning", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("difficulty", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("author_id", ForeignKey("person.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.GOLD},
)
gold_event = Table(
    "gold_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("gold_id", ForeignKey("gold.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.GOLD},
)
gold_seed = Table(
    "gold_seed",
    metadata,
    Column("round_id", ForeignKey("round.id"), primary_key=True),
    Column("item_id", ForeignKey("item.id"), primary_key=True),
    Column("auditor_id", Text, primary_key=True),
    Column("gold_id", ForeignKey("gold.id"), nullable=False),
    info={"topic": Topic.GOLD},
)
