"""What the lead knows of people. Closed to grading; the opt-outs are for the planner alone."""

from sqlalchemy import Column, Float, ForeignKey, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

roster = Table(
    "roster",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("languages", Text, nullable=False),
    Column("queues", Text, nullable=False),
    Column("hours", Float),
    Column("away", Text, nullable=False),
    info={"topic": Topic.PEOPLE},
)
roster_opt_out = Table(
    "roster_opt_out",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
    info={"topic": Topic.PEOPLE},
)
