"""Packs, their returns and the merges that brought these in. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE person_key (
  id INTEGER PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id),
  public TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE pack (
  id TEXT PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  auditor_id TEXT NOT NULL REFERENCES person (id), serial INTEGER NOT NULL,
  at TEXT NOT NULL, by TEXT NOT NULL, manifest_sha256 TEXT NOT NULL,
  sealed_to TEXT NOT NULL, UNIQUE (round_id, auditor_id, serial)) STRICT;
CREATE TABLE pack_item (
  pack_id TEXT NOT NULL REFERENCES pack (id), handle TEXT NOT NULL,
  item_id INTEGER NOT NULL REFERENCES item (id),
  PRIMARY KEY (pack_id, handle)) STRICT;
CREATE TABLE taken_back (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), auditor_id TEXT NOT NULL,
  given_to TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL) STRICT;
CREATE TABLE merge (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL) STRICT;
CREATE TABLE merge_file (
  merge_id INTEGER NOT NULL REFERENCES merge (id), sha256 TEXT NOT NULL,
  pack_id TEXT NOT NULL REFERENCES pack (id), work TEXT NOT NULL, entries INTEGER NOT NULL,
  head TEXT NOT NULL, fresh INTEGER NOT NULL, known INTEGER NOT NULL,
  revised INTEGER NOT NULL, late INTEGER NOT NULL,
  PRIMARY KEY (merge_id, sha256)) STRICT;
CREATE TABLE withdrawal (
  merge_id INTEGER PRIMARY KEY REFERENCES merge (id), at TEXT NOT NULL,
  by TEXT NOT NULL) STRICT;
ALTER TABLE grade ADD COLUMN merge_id INTEGER
"""
APPEND_ONLY = {
    "person_key": "id",
    "pack": "id",
    "taken_back": "id",
    "merge": "id",
    "withdrawal": "merge_id",
}


def upgrade(conn: Connection) -> None:
    """Create them; what was graded so far came by no merge."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    for table, key in APPEND_ONLY.items():
        guard(conn, [table], key)
