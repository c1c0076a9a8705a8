"""The gold register and what of it was seeded into rounds. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

TABLES = """
CREATE TABLE gold (
  id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES item (id),
  labels TEXT NOT NULL, action TEXT NOT NULL, escalate INTEGER, severity TEXT NOT NULL,
  reasoning TEXT NOT NULL, clause TEXT NOT NULL,
  difficulty TEXT NOT NULL CHECK (difficulty IN ('','easy','medium','hard')),
  purpose TEXT NOT NULL CHECK (purpose IN ('certify','monitor','calibrate')),
  policy_version TEXT NOT NULL, source TEXT NOT NULL,
  author_id TEXT NOT NULL REFERENCES person (id), by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX gold_item ON gold (item_id);
CREATE TABLE gold_event (
  id INTEGER PRIMARY KEY, gold_id INTEGER NOT NULL REFERENCES gold (id),
  kind TEXT NOT NULL CHECK (kind IN ('signed','retired','withdrawn')),
  person_id TEXT NOT NULL, policy_version TEXT NOT NULL, reason TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE gold_seed (
  round_id INTEGER NOT NULL REFERENCES round (id), item_id INTEGER NOT NULL REFERENCES item (id),
  auditor_id TEXT NOT NULL, gold_id INTEGER NOT NULL REFERENCES gold (id),
  PRIMARY KEY (round_id, item_id, auditor_id)) STRICT
"""
APPEND_ONLY = ("gold", "gold_event")


def upgrade(conn: Connection) -> None:
    """Create them; what was seeded may be taken back until it is graded."""
    for statement in TABLES.split(";"):
        conn.exec_driver_sql(statement)
    guard(conn, APPEND_ONLY)
    conn.exec_driver_sql(
        "CREATE TRIGGER gold_seed_no_update BEFORE UPDATE ON gold_seed "
        "BEGIN SELECT RAISE(ABORT, 'gold_seed is not changed'); END"
    )
    conn.exec_driver_sql(
        "CREATE TRIGGER gold_seed_no_delete BEFORE DELETE ON gold_seed WHEN EXISTS ("
        "SELECT 1 FROM grade JOIN assignment ON assignment.id = grade.assignment_id "
        "WHERE assignment.round_id = OLD.round_id AND assignment.item_id = OLD.item_id "
        "AND assignment.auditor_id = OLD.auditor_id) "
        "BEGIN SELECT RAISE(ABORT, 'gold_seed was graded'); END"
    )
