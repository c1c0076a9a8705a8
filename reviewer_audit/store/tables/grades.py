"""What auditors answered, and what was settled in the end."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

grade = Table(
    "grade",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assignment_id", ForeignKey("assignment.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("escalate", Integer),
    Column("severity", Text, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("flagged", Integer, nullable=False),
    Column("query", Text, nullable=False),
    Column("graded_at", Text, nullable=False),
    Column("duration_ms", Integer),
    Column("after_reveal", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("merge_id", Integer),
    info={"topic": Topic.GRADES},
)
draft = Table(
    "draft",
    metadata,
    Column("assignment_id", ForeignKey("assignment.id"), primary_key=True),
    Column("note", Text, nullable=False),
    info={"topic": Topic.NOTHING},
)
