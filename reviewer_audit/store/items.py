"""What was decided on."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from reviewer_audit.changes import Topic
from reviewer_audit.store.project import note_topic
from reviewer_audit.store.sqlite import bulk_insert
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.repeats import repeat_item


def known(tx: Connection) -> dict[str, tuple[int, str]]:
    """Return number and content of every item by the name its sender gave it."""
    rows = tx.execute(select(item.c.external_id, item.c.id, item.c.content))
    return {row.external_id: (row.id, row.content) for row in rows}


def ids_by_name(tx: Connection) -> dict[str, int]:
    """Return the number of every item by the name its sender gave it."""
    return {row.external_id: row.id for row in tx.execute(select(item.c.external_id, item.c.id))}


def names_of(tx: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the sender's name of items."""
    every = tx.execute(select(item.c.id, item.c.external_id))
    return {row.id: row.external_id for row in every if row.id in ids}


def add(tx: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add items: (id, external id, content, kind, language, context as JSON)."""
    note_topic(tx, Topic.DECISIONS)
    bulk_insert(
        tx,
        "INSERT INTO item (id, external_id, content, content_kind, language, context) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )


def next_id(tx: Connection) -> int:
    """Return the first number that no item has."""
    return (tx.scalar(select(func.max(item.c.id))) or 0) + 1


def count(tx: Connection) -> int:
    """Return how many items the project holds; one that lies on a desk twice is one."""
    once = item.c.id.not_in(select(repeat_item.c.item_id))
    return tx.scalar(select(func.count()).select_from(item).where(once)) or 0


def table(tx: Connection, ids: Sequence[int] | None = None) -> dict[int, dict[str, Any]]:
    """Return items by number."""
    chosen = select(item).order_by(item.c.id)
    parts: list[Any] = [chosen]
    if ids is not None:
        wanted = list(ids)
        parts = [
            chosen.where(item.c.id.in_(wanted[i : i + 500])) for i in range(0, len(wanted), 500)
        ]
    return {
        row["id"]: dict(row) | {"context": json.loads(row["context"]) if row["context"] else {}}
        for part in parts
        for row in tx.execute(part).mappings()
    }
