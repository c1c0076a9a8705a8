"""Write and check the journal."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from reviewer_audit.domain.people import PersonId
from reviewer_audit.store.tables.journal import journal

_NEWEST = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_ADD = insert(journal)
_SHORTEST_SEAL = 16  # letters of a seal that a printed head shows
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


def holds(tx: Connection, head: str) -> bool:
    """Return whether a head that was printed once ("57:0123456789abcdef") is one of the rows."""
    number, _colon, seal = head.partition(":")
    if not number.isdecimal() or len(seal) < _SHORTEST_SEAL:
        return False
    found = tx.scalar(select(journal.c.hash).where(journal.c.seq == int(number)))
    return found is not None and found.startswith(seal)


def telling(tx: Connection, digest: str) -> Row[Any] | None:
    """Return the first row whose body names a SHA-256."""
    named = journal.c.body.contains(f'"{digest}"')
    return tx.execute(select(journal).where(named).order_by(journal.c.seq).limit(1)).first()


def newest(tx: Connection, count: int) -> list[Row[Any]]:
    """Return the last rows, the newest first."""
    return list(tx.execute(select(journal).order_by(journal.c.seq.desc()).limit(count)))


def _seal(row: Mapping[Any, Any]) -> str:
    return sha256(json.dumps([row[name] for name in SEALED]).encode()).hexdigest()
