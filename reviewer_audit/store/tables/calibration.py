"""Calibration sessions: what was chosen, said, ruled and taken up. Closed to grading."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from reviewer_audit.changes import Topic
from reviewer_audit.store.tables.base import metadata

calibration_session = Table(
    "calibration_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("held_on", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("built", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_step = Table(
    "calibration_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_item = Table(
    "calibration_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("position", Integer, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_guest = Table(  # names of those who are not people of the project; may be erased
    "calibration_guest",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    info={"topic": Topic.CALIBRATION},
)
calibration_participant = Table(
    "calibration_participant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_taken_out = Table(
    "calibration_taken_out",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("participant_id", ForeignKey("calibration_participant.id"), nullable=False),
    Column("out", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION, "sealed": True},
)
calibration_pack = Table(
    "calibration_pack",
    metadata,
    Column("id", Text, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("participant_id", ForeignKey("calibration_participant.id"), nullable=False),
    Column("turn", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("sealed_to", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
guest_key = Table(
    "guest_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("guest_id", ForeignKey("calibration_guest.id"), nullable=False),
    Column("public", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_baseline = Table(
    "calibration_baseline",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("labels", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_vote = Table(
    "calibration_vote",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("participant_id", ForeignKey("calibration_participant.id"), nullable=False),
    Column("turn", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION, "sealed": True},
)
calibration_ruling = Table(
    "calibration_ruling",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("decision", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("precedent", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION, "sealed": True},
)
calibration_task = Table(
    "calibration_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("calibration_session.id"), nullable=False),
    Column("item_id", ForeignKey("item.id")),
    Column("kind", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_regrade = Table(
    "calibration_regrade",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("calibration_task.id"), nullable=False),
    Column("round_id", ForeignKey("round.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    info={"topic": Topic.CALIBRATION},
)
calibration_task_state = Table(
    "calibration_task_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("calibration_task.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    info={"topic": Topic.CALIBRATION},
)
