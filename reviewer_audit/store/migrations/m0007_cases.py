"""Cases and what happens to them. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

TABLES = """
CREATE TABLE case_file (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  kind TEXT NOT NULL CHECK (kind IN ('item','pattern','critical')),
  title TEXT NOT NULL, reason TEXT NOT NULL, slice TEXT NOT NULL, origin TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX case_file_origin ON case_file (origin) WHERE origin <> '';
CREATE TABLE case_event (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL, item_id INTEGER REFERENCES item (id),
  text TEXT NOT NULL, value TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX case_event_case ON case_event (case_id)
"""
APPEND_ONLY = ("case_file", "case_event")


def upgrade(conn: Connection) -> None:
    """Create them."""
    for statement in TABLES.split(";"):
        conn.exec_driver_sql(statement)
    guard(conn, APPEND_ONLY)
