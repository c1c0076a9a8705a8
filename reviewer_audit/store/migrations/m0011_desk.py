"""What the desk gets from the lead, and which items are nearly the same. Frozen."""

from sqlalchemy import Connection

from reviewer_audit.store.migrations.append_only import guard

STATEMENTS = """
CREATE TABLE bulletin (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER REFERENCES item (id), about TEXT NOT NULL, labels TEXT NOT NULL,
  question TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  key TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
CREATE TABLE bulletin_read (
  id INTEGER PRIMARY KEY, bulletin_id INTEGER NOT NULL REFERENCES bulletin (id),
  person_id TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (bulletin_id, person_id)) STRICT;
CREATE TABLE near_item (
  id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id), cluster INTEGER NOT NULL,
  UNIQUE (round_id, item_id)) STRICT;
CREATE INDEX near_item_cluster ON near_item (round_id, cluster);
CREATE TABLE precedent (
  id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES item (id),
  label TEXT NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX precedent_label ON precedent (label);
INSERT INTO precedent (item_id, label, text, origin, at)
  SELECT v.item_id, coalesce(json_extract(v.labels, '$[0]'), ''), v.precedent,
         'round ' || v.round_id, v.decided_at
  FROM verdict v JOIN round r ON r.id = v.round_id
  WHERE r.state = 'closed' AND v.precedent <> '' AND v.id = (
    SELECT max(w.id) FROM verdict w WHERE w.round_id = v.round_id AND w.item_id = v.item_id);
INSERT INTO precedent (item_id, label, text, origin, at)
  SELECT c.item_id, c.clause, c.precedent, 'calibration ' || c.session_id, c.at
  FROM calibration_ruling c WHERE c.precedent <> '' AND c.id = (
    SELECT max(d.id) FROM calibration_ruling d
    WHERE d.session_id = c.session_id AND d.item_id = c.item_id)
"""
APPEND_ONLY = ("bulletin", "bulletin_read", "precedent")


def upgrade(conn: Connection) -> None:
    """Create them; precedents that stand already are taken over."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    guard(conn, APPEND_ONLY)
