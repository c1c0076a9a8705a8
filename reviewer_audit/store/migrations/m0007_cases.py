"""Cases and what happens to them. Frozen: it imports nothing of ours."""

from sqlalchemy import Connection

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
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            conn.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        conn.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
