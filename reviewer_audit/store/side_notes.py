"""What the plan lets auditors see beside an item, and which originals they opened. Blind."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, func, insert, select

from reviewer_audit.domain.grading import AssignmentId
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store.clock import now
from reviewer_audit.store.tables.desk import original_opened, side_note
from reviewer_audit.store.tables.rounds import assignment

Note = tuple[str, str]  # version, original


def put(tx: Connection, round_id: RoundId, notes: Mapping[int, Note]) -> None:
    """Write down what may be seen beside items; those known keep theirs."""
    known = of_round(tx, round_id)
    rows = [
        {"round_id": round_id, "item_id": item, "version": version, "original": original}
        for item, (version, original) in notes.items()
        if item not in known and (version or original)
    ]
    if rows:
        tx.execute(insert(side_note), rows)


def of_round(tx: Connection, round_id: RoundId) -> dict[int, Note]:
    """Return what may be seen beside the items of a round, by item."""
    rows = tx.execute(select(side_note).where(side_note.c.round_id == round_id))
    return {row.item_id: (row.version, row.original) for row in rows}


def forget(tx: Connection, round_id: RoundId) -> None:
    """Take back what a draw had allowed that is drawn anew."""
    tx.execute(delete(side_note).where(side_note.c.round_id == round_id))


def versions(tx: Connection, round_id: RoundId) -> tuple[str, ...]:
    """Return the versions that items of a round were decided under."""
    chosen = select(side_note.c.version).where(
        side_note.c.round_id == round_id, side_note.c.version != ""
    )
    return tuple(tx.scalars(chosen.distinct().order_by(side_note.c.version)))


def original_of(
    tx: Connection, number: AssignmentId, auditor: PersonId
) -> tuple[RoundId, int, str] | None:
    """Return round, item and address of somebody's own assignment, where it has one."""
    row = tx.execute(
        select(side_note.c.round_id, side_note.c.item_id, side_note.c.original)
        .join(
            assignment,
            (assignment.c.item_id == side_note.c.item_id)
            & (assignment.c.round_id == side_note.c.round_id),
        )
        .where(
            assignment.c.id == number,
            assignment.c.auditor_id == auditor,
            side_note.c.original != "",
        )
    ).first()
    return None if row is None else (RoundId(row.round_id), row.item_id, row.original)


def note_opened(
    tx: Connection, round_id: RoundId, items: Collection[int], auditor: PersonId
) -> None:
    """Remember that somebody opened originals."""
    at = now()
    rows = [
        {"round_id": round_id, "item_id": item, "auditor_id": auditor, "at": at} for item in items
    ]
    if rows:
        tx.execute(insert(original_opened), rows)


def opened(tx: Connection, round_id: RoundId, auditor: PersonId) -> set[int]:
    """Return the items whose original somebody opened."""
    mine = (original_opened.c.round_id == round_id) & (original_opened.c.auditor_id == auditor)
    return set(tx.scalars(select(original_opened.c.item_id).where(mine)))


def count_opened(tx: Connection, round_id: RoundId) -> dict[PersonId, int]:
    """Count the items of a round whose original each auditor opened."""
    rows = tx.execute(
        select(original_opened.c.auditor_id, func.count(original_opened.c.item_id.distinct()))
        .where(original_opened.c.round_id == round_id)
        .group_by(original_opened.c.auditor_id)
    )
    return {PersonId(who): int(many) for who, many in rows}
