"""From which row on the journal seals what people judged. Frozen: it imports nothing of ours."""

import json

from sqlalchemy import Connection

TABLES = (
    "verdict",
    "review_mark",
    "vendor_reply",
    "ruling",
    "calibration_vote",
    "calibration_ruling",
)


def upgrade(conn: Connection) -> None:
    """Write down the last rows of older versions, which have no seal."""
    last = {
        table: conn.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar() or 0  # noqa: S608 - our own names
        for table in TABLES
    }
    conn.exec_driver_sql(
        "INSERT INTO meta (key, value) VALUES ('sealed_after', ?)", (json.dumps(last),)
    )
