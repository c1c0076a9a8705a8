"""From which row on the journal seals who opened an original. Frozen: imports nothing of ours."""

import json

from sqlalchemy import Connection


def upgrade(conn: Connection) -> None:
    """Write down the last row of older versions, which has no seal."""
    said = conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'sealed_after'").scalar()
    last = conn.exec_driver_sql("SELECT max(id) FROM original_opened").scalar() or 0
    told = json.loads(said or "{}") | {"original_opened": last}
    conn.exec_driver_sql(
        "UPDATE meta SET value = ? WHERE key = 'sealed_after'", (json.dumps(told),)
    )
