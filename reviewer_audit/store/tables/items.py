"""What was decided on."""

from sqlalchemy import Column, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("external_id", Text, nullable=False, unique=True),
    Column("content", Text, nullable=False),
    Column("content_kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("context", Text, nullable=False),
    info={"topic": Topic.DECISIONS},
)
