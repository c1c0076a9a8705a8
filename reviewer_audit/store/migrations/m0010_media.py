"""Pictures and recordings of items. Frozen: nothing of ours but the append-only guard."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations import append_only

STATEMENTS = """
CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, format TEXT NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL, frames INTEGER NOT NULL,
  size INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE item_media (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  place INTEGER NOT NULL, kind TEXT NOT NULL, sha256 TEXT REFERENCES blob (sha256),
  fault TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  CHECK ((sha256 IS NULL) = (fault <> ''))) STRICT;
CREATE INDEX item_media_item ON item_media (item_id);
CREATE INDEX item_media_blob ON item_media (sha256)
"""


def upgrade(conn: Connection) -> None:
    """Create the tables; what an item had goes only with the item itself."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    append_only.guard(conn, ["blob"], key="sha256")
    conn.exec_driver_sql(
        "CREATE TRIGGER item_media_no_update BEFORE UPDATE ON item_media "
        "BEGIN SELECT RAISE(ABORT, 'item_media is append-only'); END"
    )
    conn.exec_driver_sql(
        "CREATE TRIGGER item_media_no_delete BEFORE DELETE ON item_media WHEN EXISTS ("
        "SELECT 1 FROM item WHERE item.id = OLD.item_id) "
        "BEGIN SELECT RAISE(ABORT, 'item_media is append-only'); END"
    )
    conn.exec_driver_sql(
        "CREATE TRIGGER item_media_no_replace BEFORE INSERT ON item_media WHEN EXISTS ("
        "SELECT 1 FROM item_media WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'item_media is append-only'); END"
    )
