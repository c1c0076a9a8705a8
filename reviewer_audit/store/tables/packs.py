"""Packs handed out, who may return them, and the merges that brought returns in.

The names of a project's secrets are closed to the grading path like what the vendor decided.
"""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    info={"topic": Topic.NOTHING},
)
person_key = Table(
    "person_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("public", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.PEOPLE},
)
pack = Table(
    "pack",
    metadata,
    Column("id", Text, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("auditor_id", ForeignKey("person.id"), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("sealed_to", Text, nullable=False),
    Column("due", Text, nullable=False, server_default=""),
    info={"topic": Topic.ROUNDS},
)
pack_item = Table(
    "pack_item",
    metadata,
    Column("pack_id", ForeignKey("pack.id"), primary_key=True),
    Column("handle", Text, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    info={"topic": Topic.ROUNDS},
)
taken_back = Table(
    "taken_back",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("auditor_id", Text, nullable=False),
    Column("given_to", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    info={"topic": Topic.ROUNDS},
)
merge = Table(
    "merge",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    info={"topic": Topic.GRADES},
)
merge_file = Table(
    "merge_file",
    metadata,
    Column("merge_id", ForeignKey("merge.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("pack_id", ForeignKey("pack.id"), nullable=False),
    Column("work", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    info={"topic": Topic.GRADES},
)
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("merge_id", ForeignKey("merge.id"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    info={"topic": Topic.GRADES},
)
