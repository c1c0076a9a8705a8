"""Packs of calibration sessions, and the keys of guests who return them. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
CREATE TABLE calibration_pack (
  id TEXT PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  participant_id INTEGER NOT NULL REFERENCES calibration_participant (id),
  turn TEXT NOT NULL CHECK (turn IN ('blind','again')), serial INTEGER NOT NULL,
  manifest_sha256 TEXT NOT NULL, sealed_to TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE (session_id, participant_id, turn, serial)) STRICT;
CREATE TABLE guest_key (
  id INTEGER PRIMARY KEY, guest_id TEXT NOT NULL REFERENCES calibration_guest (id),
  public TEXT NOT NULL, at TEXT NOT NULL) STRICT
"""


def upgrade(conn: Connection) -> None:
    """Create them; earlier votes came in the room or in workbooks."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    guard(conn, ("calibration_pack", "guest_key"))
