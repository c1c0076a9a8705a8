"""Pictures and recordings by what is in them, and which item each belongs to."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    info={"topic": Topic.DECISIONS},
)
item_media = Table(  # the newest line of an item's place stands
    "item_media",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sha256", ForeignKey("blob.sha256")),
    Column("fault", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    info={"topic": Topic.DECISIONS},
)
