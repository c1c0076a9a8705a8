"""Bulletins: added, never changed; and who has read which. Blind: nothing here names a decision."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.domain.desk import Bulletin
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store.clock import now
from reviewer_audit.store.grades import stands
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.desk import bulletin, bulletin_read
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.rounds import assignment


def add(
    tx: Connection, one: Bulletin, round_id: RoundId, *, item_id: int | None, by: str, key: str
) -> int:
    """Append a bulletin; returns its number."""
    row = {
        "uid": one.uid,
        "round_id": round_id,
        "item_id": item_id,
        "about": one.about,
        "labels": json.dumps(one.labels),
        "question": one.question,
        "answer": one.answer,
        "at": one.at,
        "by": by,
        "key": key,
        "signature": one.signature,
    }
    return inserted_id(tx.execute(insert(bulletin).values(row)))


def every(tx: Connection, round_id: RoundId) -> list[tuple[int, int | None, Bulletin]]:
    """Return the bulletins of a round, newest first: number, item, bulletin."""
    rows = tx.execute(
        select(bulletin).where(bulletin.c.round_id == round_id).order_by(bulletin.c.id.desc())
    )
    return [(row.id, row.item_id, _bulletin(row)) for row in rows]


def known(tx: Connection) -> set[str]:
    """Return the names of all bulletins that are here."""
    return set(tx.scalars(select(bulletin.c.uid)))


def unread(tx: Connection, round_id: RoundId, who: PersonId) -> int:
    """Count the bulletins of a round that somebody has still to read."""
    mine = select(bulletin_read.c.bulletin_id).where(bulletin_read.c.person_id == who)
    waiting = (bulletin.c.round_id == round_id) & bulletin.c.id.not_in(mine)
    return tx.scalar(select(func.count()).select_from(bulletin).where(waiting)) or 0


def waiting(tx: Connection, round_id: RoundId) -> int:
    """Count the items about which somebody asks and no later bulletin says anything."""
    later = (
        select(bulletin.c.id)
        .where(
            bulletin.c.round_id == round_id,
            bulletin.c.item_id == assignment.c.item_id,
            bulletin.c.at > grade.c.graded_at,
        )
        .correlate(assignment, grade)
        .exists()
    )
    newer = grade.alias()
    revised = (
        select(newer.c.id)
        .where(newer.c.assignment_id == grade.c.assignment_id, newer.c.revision > grade.c.revision)
        .correlate(grade)
        .exists()
    )
    asked = (
        select(func.count(assignment.c.item_id.distinct()))
        .join(grade, grade.c.assignment_id == assignment.c.id)
        .where(assignment.c.round_id == round_id, grade.c.query != "", stands(), ~later, ~revised)
    )
    return tx.scalar(asked) or 0


def read_by(tx: Connection, numbers: Collection[int]) -> dict[int, set[PersonId]]:
    """Return who has read each of these bulletins."""
    found: dict[int, set[PersonId]] = {number: set() for number in numbers}
    for row in tx.execute(select(bulletin_read)):
        if row.bulletin_id in found:
            found[row.bulletin_id].add(PersonId(row.person_id))
    return found


def mark_read(tx: Connection, numbers: Sequence[int], who: PersonId) -> None:
    """Remember that somebody has read bulletins."""
    known_already = set(
        tx.scalars(select(bulletin_read.c.bulletin_id).where(bulletin_read.c.person_id == who))
    )
    rows = [
        {"bulletin_id": number, "person_id": who, "at": now()}
        for number in numbers
        if number not in known_already
    ]
    if rows:
        tx.execute(insert(bulletin_read), rows)


def _bulletin(row: Row[Any]) -> Bulletin:
    return Bulletin(
        uid=row.uid,
        about=row.about,
        labels=tuple(json.loads(row.labels)),
        question=row.question,
        answer=row.answer,
        at=row.at,
        signature=row.signature,
    )
