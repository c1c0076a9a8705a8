"""What an auditor may have beside the items: answers of the lead, precedents, what is alike.

Nothing in these tables says what a vendor decided: the blind connection reads them.
"""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

bulletin = Table(
    "bulletin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id")),  # of the question, where it is one of this file's
    Column("about", Text, nullable=False),  # the handle of that item in packs
    Column("labels", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("signature", Text, nullable=False),
    info={"topic": Topic.POLICY},
)
bulletin_read = Table(
    "bulletin_read",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bulletin_id", ForeignKey("bulletin.id"), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.POLICY},
)
near_item = Table(
    "near_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("cluster", Integer, nullable=False),  # the number of its first item
    info={"topic": Topic.GRADES},
)
precedent = Table(
    "precedent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("item.id")),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),  # empty: no longer to be followed
    Column("origin", Text, nullable=False),  # one of an item and origin stands: the newest
    Column("at", Text, nullable=False),
    info={"topic": Topic.POLICY},
)
side_note = Table(
    "side_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("version", Text, nullable=False),  # of the rule book, when it was decided on
    Column("original", Text, nullable=False),  # the address where it stands
    info={"topic": Topic.GRADES},
)
original_opened = Table(
    "original_opened",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", Integer, nullable=False),  # no key: a copy that is drawn anew may go
    Column("auditor_id", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.GRADES, "sealed": True},
)
