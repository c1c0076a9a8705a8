"""Precedents as auditors may have them: added, never changed; of an item and origin the newest."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, insert, select

from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.store.clock import now
from reviewer_audit.store.tables.desk import precedent
from reviewer_audit.store.tables.rounds import assignment, round_

Place = tuple[int | None, str]  # item, where it is one of this file's; origin
Saying = tuple[str, str]  # label, text


def standing(tx: Connection) -> dict[Place, Saying]:
    """Return what stands, taken-back ones (without a text) among it."""
    last = select(func.max(precedent.c.id)).group_by(precedent.c.item_id, precedent.c.origin)
    rows = tx.execute(select(precedent).where(precedent.c.id.in_(last)).order_by(precedent.c.id))
    return {(row.item_id, row.origin): (row.label, row.text) for row in rows}


def add(tx: Connection, new: Iterable[tuple[Place, Saying]]) -> int:
    """Append precedents; returns how many."""
    rows = [
        {"item_id": item, "origin": origin, "label": label, "text": text, "at": now()}
        for (item, origin), (label, text) in new
    ]
    if rows:
        tx.execute(insert(precedent), rows)
    return len(rows)


def at_hand(
    tx: Connection, auditor: PersonId, *, but: Collection[int] = ()
) -> dict[str, tuple[str, ...]]:
    """Return precedents by label, newest first, but those on items of the auditor's open work.

    ``but`` are further items to leave out.
    """
    still_open = (RoundState.DRAFT, RoundState.GRADING, RoundState.LOCKED)
    theirs = set(
        tx.scalars(
            select(assignment.c.item_id)
            .join(round_, round_.c.id == assignment.c.round_id)
            .where(assignment.c.auditor_id == auditor, round_.c.state.in_(still_open))
        )
    )
    theirs |= set(but)
    found: dict[str, list[str]] = {}
    for (item, _origin), (label, text) in reversed(standing(tx).items()):
        if text and item not in theirs and text not in found.get(label, ()):
            found.setdefault(label, []).append(text)
    return {label: tuple(texts) for label, texts in found.items()}
