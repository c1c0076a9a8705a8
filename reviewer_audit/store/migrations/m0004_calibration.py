"""What calibration sessions write. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
CREATE TABLE calibration_session (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, held_on TEXT NOT NULL,
  policy_version TEXT NOT NULL, seed TEXT NOT NULL, built TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE calibration_step (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  state TEXT NOT NULL CHECK (state IN ('voting','meeting','closed')),
  salt TEXT NOT NULL, seal TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE (session_id, state)) STRICT;
CREATE TABLE calibration_item (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  item_id INTEGER NOT NULL REFERENCES item (id), round_id INTEGER NOT NULL REFERENCES round (id),
  purpose TEXT NOT NULL
    CHECK (purpose IN ('critical','disputed','clause','disagreement','control')),
  position INTEGER NOT NULL, UNIQUE (session_id, item_id), UNIQUE (session_id, position)) STRICT;
CREATE TABLE calibration_guest (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE calibration_participant (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  person_id TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('client','vendor','expert')),
  by TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (session_id, person_id)) STRICT;
CREATE TABLE calibration_baseline (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  item_id INTEGER NOT NULL REFERENCES item (id), labels TEXT NOT NULL, rationale TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX calibration_baseline_session ON calibration_baseline (session_id);
CREATE TABLE calibration_vote (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  item_id INTEGER NOT NULL REFERENCES item (id),
  participant_id INTEGER NOT NULL REFERENCES calibration_participant (id),
  turn TEXT NOT NULL CHECK (turn IN ('blind','again')), labels TEXT NOT NULL, note TEXT NOT NULL,
  source TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX calibration_vote_session ON calibration_vote (session_id);
CREATE TABLE calibration_ruling (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  item_id INTEGER NOT NULL REFERENCES item (id),
  decision TEXT NOT NULL CHECK (decision IN ('uphold','change','gap')), labels TEXT NOT NULL,
  cause TEXT NOT NULL, clause TEXT NOT NULL, rationale TEXT NOT NULL, precedent TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX calibration_ruling_session ON calibration_ruling (session_id);
CREATE TABLE calibration_task (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES calibration_session (id),
  item_id INTEGER REFERENCES item (id),
  kind TEXT NOT NULL CHECK (kind IN ('action','clarification')), clause TEXT NOT NULL,
  text TEXT NOT NULL, owner TEXT NOT NULL, due TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE calibration_regrade (
  id INTEGER PRIMARY KEY, task_id INTEGER NOT NULL REFERENCES calibration_task (id),
  round_id INTEGER NOT NULL REFERENCES round (id), item_id INTEGER NOT NULL REFERENCES item (id),
  UNIQUE (task_id, round_id, item_id)) STRICT;
CREATE TABLE calibration_task_state (
  id INTEGER PRIMARY KEY, task_id INTEGER NOT NULL REFERENCES calibration_task (id),
  state TEXT NOT NULL CHECK (state IN ('open','done','dropped')),
  by TEXT NOT NULL, at TEXT NOT NULL) STRICT
"""
FROZEN = """
CREATE TRIGGER calibration_baseline_frozen BEFORE INSERT ON calibration_baseline
WHEN EXISTS (SELECT 1 FROM calibration_step WHERE session_id = NEW.session_id)
BEGIN SELECT RAISE(ABORT, 'the baseline is frozen'); END
"""
UNSEALED = """
CREATE TRIGGER calibration_vote_unsealed BEFORE INSERT ON calibration_vote
WHEN NOT EXISTS (SELECT 1 FROM calibration_step WHERE session_id = NEW.session_id)
BEGIN SELECT RAISE(ABORT, 'no vote before the baseline is frozen'); END
"""
APPEND_ONLY = (
    "calibration_session",
    "calibration_step",
    "calibration_item",
    "calibration_participant",
    "calibration_baseline",
    "calibration_vote",
    "calibration_ruling",
    "calibration_task",
    "calibration_regrade",
    "calibration_task_state",
)


def upgrade(conn: Connection) -> None:
    """Create them; what was written in them is never changed, but for a guest's name."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    for trigger in (FROZEN, UNSEALED):
        conn.exec_driver_sql(trigger)
    guard(conn, APPEND_ONLY)
