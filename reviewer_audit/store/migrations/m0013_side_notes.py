"""What a plan lets auditors see beside an item, and the originals they opened. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
CREATE TABLE side_note (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), version TEXT NOT NULL, original TEXT NOT NULL,
  UNIQUE (round_id, item_id)) STRICT;
CREATE TABLE original_opened (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL, auditor_id TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX original_opened_item ON original_opened (round_id, item_id)
"""


def upgrade(conn: Connection) -> None:
    """Create them; no earlier plan allowed either."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    guard(conn, ("original_opened",))
