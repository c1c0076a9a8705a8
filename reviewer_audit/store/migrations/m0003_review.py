"""What adjudication, release to vendors and disputes write. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
ALTER TABLE verdict ADD COLUMN clause TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict ADD COLUMN precedent TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict ADD COLUMN policy_gap INTEGER;
ALTER TABLE verdict ADD COLUMN origin TEXT NOT NULL DEFAULT 'sheet'
  CHECK (origin IN ('settled','bulk','sheet','ruled'));
ALTER TABLE verdict ADD COLUMN own_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX verdict_item ON verdict (round_id, item_id);
CREATE TABLE review_mark (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), person_id TEXT NOT NULL,
  policy_gap INTEGER NOT NULL, invalid TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX review_mark_item ON review_mark (round_id, item_id);
CREATE TABLE review_draw (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL UNIQUE REFERENCES round (id),
  seed TEXT NOT NULL, population INTEGER NOT NULL, drawn INTEGER NOT NULL,
  share REAL NOT NULL, minimum INTEGER NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE review_control (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), UNIQUE (round_id, item_id)) STRICT;
CREATE TABLE vendor_release (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  vendor TEXT NOT NULL, until TEXT NOT NULL, key TEXT NOT NULL, last_verdict INTEGER NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE released_decision (
  id INTEGER PRIMARY KEY, release_id INTEGER NOT NULL REFERENCES vendor_release (id),
  decision_id INTEGER NOT NULL REFERENCES vendor_decision (id), outcome TEXT NOT NULL,
  UNIQUE (release_id, decision_id)) STRICT;
CREATE TABLE window_end (
  id INTEGER PRIMARY KEY, release_id INTEGER NOT NULL REFERENCES vendor_release (id),
  reason TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE vendor_reply (
  id INTEGER PRIMARY KEY, release_id INTEGER NOT NULL REFERENCES vendor_release (id),
  decision_id INTEGER NOT NULL REFERENCES vendor_decision (id),
  reply TEXT NOT NULL CHECK (reply IN ('agree','dispute')), clause TEXT NOT NULL,
  argument TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE ruling (
  id INTEGER PRIMARY KEY, reply_id INTEGER NOT NULL UNIQUE REFERENCES vendor_reply (id),
  ruling TEXT NOT NULL CHECK (ruling IN ('accepted','partial','rejected')),
  rationale TEXT NOT NULL, own_reason TEXT NOT NULL, verdict_id INTEGER REFERENCES verdict (id),
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT
"""
APPEND_ONLY = (
    "review_mark",
    "review_draw",
    "review_control",
    "vendor_release",
    "released_decision",
    "window_end",
    "vendor_reply",
    "ruling",
)


def upgrade(conn: Connection) -> None:
    """Create them; what was written in them is never changed."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    guard(conn, APPEND_ONLY)
