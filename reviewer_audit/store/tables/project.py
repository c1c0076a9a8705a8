"""What belongs to the project as a whole: people, rule books, saved mappings."""

from sqlalchemy import Column, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    info={"topic": Topic.PROJECT},
)
person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    info={"topic": Topic.PEOPLE},
)
policy = Table(
    "policy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("effective_from", Text, nullable=False),
    Column("body", Text, nullable=False),
    info={"topic": Topic.POLICY},
)
profile = Table(
    "profile",
    metadata,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
    info={"topic": Topic.PROJECT},
)
