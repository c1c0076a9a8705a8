"""What the lead knows of people, and when a pack is due. Frozen: it imports nothing of ours.

Nothing here is append-only: what a person no longer wants known is to be gone.
"""

from sqlalchemy import Connection

STATEMENTS = """
CREATE TABLE roster (
  person_id TEXT PRIMARY KEY REFERENCES person (id), languages TEXT NOT NULL,
  queues TEXT NOT NULL, hours REAL, away TEXT NOT NULL) STRICT;
CREATE TABLE roster_opt_out (
  person_id TEXT NOT NULL REFERENCES person (id), topic TEXT NOT NULL,
  PRIMARY KEY (person_id, topic)) STRICT;
ALTER TABLE pack ADD COLUMN due TEXT NOT NULL DEFAULT ''
"""


def upgrade(conn: Connection) -> None:
    """Create them; packs handed out before have no due date of their own."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
