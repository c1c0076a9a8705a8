"""Write and check the journal."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from reviewer_audit.domain.people import PersonId
from reviewer_audit.store.tables.journal import journal

_NEWEST = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_ADD = insert(journal)
SEALED = ("seq", "at", "by", "action", "body", "prev")


def add(tx: Connection, action: str, by: PersonId, body: Mapping[str, object]) -> None:
    """Append one row in the caller's transaction."""
    seq, prev = head(tx)
    row = {
        "seq": seq + 1,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "by": by,
        "action": action,
        "body": json.dumps(body, sort_keys=True),
        "prev": prev,
    }
    tx.execute(_ADD, row | {"hash": _seal(row)})


def head(tx: Connection) -> tuple[int, str]:
    """Return number and seal of the newest row: what a report prints as its anchor."""
    row = tx.execute(_NEWEST).first()
    return (row.seq, row.hash) if row is not None else (0, "")


def first_bad(tx: Connection) -> int | None:
    """Return the number of the first row that was changed or taken out; None where none was."""
    prev = ""
    for seq, row in enumerate(tx.execute(select(journal).order_by(journal.c.seq)).mappings(), 1):
        if (row["seq"], row["prev"], row["hash"]) != (seq, prev, _seal(row)):
            return seq
        prev = row["hash"]
    return None


def entries(tx: Connection) -> list[dict[str, Any]]:
    """Return all rows, oldest first."""
    return [dict(row) for row in tx.execute(select(journal).order_by(journal.c.seq)).mappings()]


def _seal(row: Mapping[Any, Any]) -> str:
    return sha256(json.dumps([row[name] for name in SEALED]).encode()).hexdigest()
