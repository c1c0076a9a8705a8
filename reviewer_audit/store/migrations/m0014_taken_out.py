"""Participants who were taken out of a calibration session, and brought back. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard


def upgrade(conn: Connection) -> None:
    """Create it; nobody could be taken out before."""
    conn.exec_driver_sql("""
CREATE TABLE calibration_taken_out (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  participant_id INTEGER NOT NULL REFERENCES calibration_participant (id),
  out INTEGER NOT NULL CHECK (out IN (0, 1)), reason TEXT NOT NULL CHECK (reason <> ''),
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT
""")
    guard(conn, ("calibration_taken_out",))
