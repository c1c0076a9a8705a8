"""Items that auditors get a second time. Frozen: it imports nothing of ours."""

from sqlalchemy import Connection

STATEMENTS = """
CREATE TABLE repeat_item (
  item_id INTEGER PRIMARY KEY REFERENCES item (id),
  of_item INTEGER NOT NULL REFERENCES item (id),
  round_id INTEGER NOT NULL REFERENCES round (id), auditor_id TEXT NOT NULL,
  UNIQUE (round_id, auditor_id, of_item)) STRICT
"""


def upgrade(conn: Connection) -> None:
    """Create the table; what was repeated may be taken back until it is graded."""
    for statement in STATEMENTS.split(";"):
        conn.exec_driver_sql(statement)
    conn.exec_driver_sql(
        "CREATE TRIGGER repeat_item_no_update BEFORE UPDATE ON repeat_item "
        "BEGIN SELECT RAISE(ABORT, 'repeat_item is not changed'); END"
    )
    conn.exec_driver_sql(
        "CREATE TRIGGER repeat_item_no_delete BEFORE DELETE ON repeat_item WHEN EXISTS ("
        "SELECT 1 FROM grade JOIN assignment ON assignment.id = grade.assignment_id "
        "WHERE assignment.item_id = OLD.item_id) "
        "BEGIN SELECT RAISE(ABORT, 'repeat_item was graded'); END"
    )
