"""The first tables. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE person (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('lead','auditor'))) STRICT;
CREATE TABLE policy (
  id INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  effective_from TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE profile (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE batch (
  id INTEGER PRIMARY KEY, file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL,
  asked TEXT NOT NULL, mapping TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  rows_read INTEGER NOT NULL, accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL,
  skipped_rows INTEGER NOT NULL, problems TEXT NOT NULL) STRICT;
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batch (id),
  sheet TEXT NOT NULL, row_number INTEGER NOT NULL, code TEXT NOT NULL,
  column_name TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE control_total (
  id INTEGER PRIMARY KEY, role TEXT NOT NULL, value TEXT NOT NULL,
  expected INTEGER NOT NULL, after_batch INTEGER NOT NULL) STRICT;
CREATE TABLE item (
  id INTEGER PRIMARY KEY, external_id TEXT NOT NULL UNIQUE, content TEXT NOT NULL,
  content_kind TEXT NOT NULL, language TEXT NOT NULL, context TEXT NOT NULL) STRICT;
CREATE TABLE vendor_decision (
  id INTEGER PRIMARY KEY, identity TEXT NOT NULL, decision_id TEXT NOT NULL,
  item_id INTEGER NOT NULL REFERENCES item (id), batch_id INTEGER NOT NULL,
  sheet INTEGER NOT NULL, row_number INTEGER NOT NULL,
  labels INTEGER NOT NULL, action INTEGER NOT NULL, severity INTEGER NOT NULL,
  escalated INTEGER, decided_at TEXT NOT NULL, handling_seconds REAL,
  vendor INTEGER NOT NULL, site INTEGER NOT NULL, team INTEGER NOT NULL,
  reviewer INTEGER NOT NULL, language INTEGER NOT NULL, market INTEGER NOT NULL,
  queue INTEGER NOT NULL, policy_version INTEGER NOT NULL, source INTEGER NOT NULL,
  item_type INTEGER NOT NULL, tenure INTEGER NOT NULL,
  reason TEXT NOT NULL, extra TEXT NOT NULL,
  conflict_of INTEGER REFERENCES vendor_decision (id)) STRICT;
CREATE INDEX vendor_decision_conflict ON vendor_decision (conflict_of)
  WHERE conflict_of IS NOT NULL;
CREATE TABLE round (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, purpose TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('draft','grading','locked','revealed','released','closed')),
  policy_version TEXT NOT NULL, plan TEXT NOT NULL, frame TEXT NOT NULL,
  due TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
  revealed_at TEXT NOT NULL DEFAULT '', accept_partial INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE draw (
  id INTEGER PRIMARY KEY, round_id INTEGER REFERENCES round (id), at TEXT NOT NULL,
  by TEXT NOT NULL, plan TEXT NOT NULL, population INTEGER NOT NULL,
  sampled INTEGER NOT NULL, frame_sha256 TEXT NOT NULL, kind TEXT NOT NULL CHECK (
    kind IN ('draw','more','replace'))) STRICT;
CREATE TABLE stratum (
  round_id INTEGER NOT NULL REFERENCES round (id), position INTEGER NOT NULL,
  cell TEXT NOT NULL, population INTEGER NOT NULL, sampled INTEGER NOT NULL,
  PRIMARY KEY (round_id, position)) STRICT;
CREATE TABLE sample (
  round_id INTEGER NOT NULL REFERENCES round (id),
  decision_id INTEGER NOT NULL REFERENCES vendor_decision (id),
  draw_id INTEGER NOT NULL REFERENCES draw (id), stratum INTEGER NOT NULL,
  probability REAL NOT NULL,
  PRIMARY KEY (round_id, decision_id)) STRICT;
CREATE TABLE assignment (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), auditor_id TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'audit', position INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (
    state IN ('open','answer','cannot_judge','skipped')),
  UNIQUE (round_id, auditor_id, item_id)) STRICT;
CREATE INDEX assignment_desk ON assignment (round_id, auditor_id, state, position);
CREATE INDEX assignment_walk ON assignment (round_id, auditor_id, position);
CREATE TABLE grade (
  id INTEGER PRIMARY KEY, assignment_id INTEGER NOT NULL REFERENCES assignment (id),
  revision INTEGER NOT NULL, kind TEXT NOT NULL CHECK (
    kind IN ('answer','cannot_judge','skipped')),
  labels TEXT NOT NULL, action TEXT NOT NULL, escalate INTEGER,
  severity TEXT NOT NULL, confidence TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL,
  flagged INTEGER NOT NULL, query TEXT NOT NULL, graded_at TEXT NOT NULL,
  duration_ms INTEGER, after_reveal INTEGER NOT NULL, source TEXT NOT NULL,
  UNIQUE (assignment_id, revision)) STRICT;
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), labels TEXT NOT NULL,
  action TEXT NOT NULL, escalate INTEGER, cause TEXT NOT NULL, rationale TEXT NOT NULL,
  decided_by TEXT NOT NULL, decided_at TEXT NOT NULL) STRICT;
CREATE TABLE draft (
  assignment_id INTEGER PRIMARY KEY REFERENCES assignment (id),
  note TEXT NOT NULL) STRICT;
CREATE TABLE unblinded (
  round_id INTEGER NOT NULL REFERENCES round (id), person_id TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (round_id, person_id)) STRICT;
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
  body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT
"""
APPEND_ONLY = ("journal", "grade", "verdict", "draw")


def upgrade(conn: Connection) -> None:
    """Create them."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    for table in APPEND_ONLY:
        guard(conn, [table], "seq" if table == "journal" else "id")
