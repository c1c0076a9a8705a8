"""Items that lie on a desk a second time, under a number of their own. Closed to grading."""

from sqlalchemy import Column, ForeignKey, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

repeat_item = Table(
    "repeat_item",
    metadata,
    Column("item_id", ForeignKey("item.id"), primary_key=True),  # the copy
    Column("of_item", ForeignKey("item.id"), nullable=False),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("auditor_id", Text, nullable=False),
    info={"topic": Topic.GRADES},
)
