"""Packs handed out, the keys of who may return them, and the merges that brought returns in."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from reviewer_audit.changes import Topic
from reviewer_audit.domain.packs import WORKBOOK
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store import grades
from reviewer_audit.store.clock import now
from reviewer_audit.store.project import note_topic
from reviewer_audit.store.sqlite import bulk_insert, bulk_rows, inserted_id
from reviewer_audit.store.tables.calibration import guest_key
from reviewer_audit.store.tables.grades import draft, grade
from reviewer_audit.store.tables.packs import (
    merge,
    merge_file,
    pack,
    pack_item,
    person_key,
    secret,
    taken_back,
    withdrawal,
)
from reviewer_audit.store.tables.project import person
from reviewer_audit.store.tables.rounds import assignment
from reviewer_audit.store.tables.samples import draw

_GRADE = (
    "assignment_id", "revision", "kind", "labels", "action", "escalate", "severity", "confidence",
    "reason", "note", "flagged", "query", "graded_at", "duration_ms", "after_reveal", "source",
    "merge_id",
)  # fmt: skip


def secrets(tx: Connection) -> dict[str, str]:
    """Return what only this project knows: its key, and the secret behind item handles."""
    return {row.name: row.value for row in tx.execute(select(secret))}


def put_secrets(tx: Connection, new: dict[str, str]) -> None:
    """Write secrets down, once and for all."""
    tx.execute(insert(secret), [{"name": name, "value": value} for name, value in new.items()])


def keys(tx: Connection) -> dict[PersonId, list[str]]:
    """Return the public keys of everybody who has one, the newest last."""
    found: dict[PersonId, list[str]] = {}
    of_people = select(person_key.c.person_id, person_key.c.public).order_by(person_key.c.id)
    of_guests = select(guest_key.c.guest_id, guest_key.c.public).order_by(guest_key.c.id)
    for owner, public in (*tx.execute(of_people), *tx.execute(of_guests)):
        found.setdefault(PersonId(owner), []).append(public)
    return found


def add_key(tx: Connection, who: PersonId, public: str) -> None:
    """Remember by which key somebody is known from now on."""
    if tx.scalar(select(person.c.id).where(person.c.id == who)) is None:
        tx.execute(insert(guest_key).values(guest_id=who, public=public, at=now()))
    else:
        tx.execute(insert(person_key).values(person_id=who, public=public, at=now()))


def get(tx: Connection, pack_id: str) -> Row[Any] | None:
    """Return a pack."""
    return tx.execute(select(pack).where(pack.c.id == pack_id)).first()


def every(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return the packs of a round, oldest first."""
    chosen = select(pack).where(pack.c.round_id == round_id)
    return list(tx.execute(chosen.order_by(pack.c.at, pack.c.id)))


def next_serial(tx: Connection, round_id: RoundId, auditor: PersonId) -> int:
    """Return the number of an auditor's next pack in a round, from 1."""
    theirs = (pack.c.round_id == round_id) & (pack.c.auditor_id == auditor)
    return (tx.scalar(select(func.max(pack.c.serial)).where(theirs)) or 0) + 1


def add(tx: Connection, items: Sequence[tuple[str, int]], **facts: Any) -> None:
    """Write down a pack and, as (handle, item), what is in it."""
    tx.execute(insert(pack).values(at=now(), **facts))
    rows = [(facts["id"], handle, item_id) for handle, item_id in items]
    bulk_insert(tx, "INSERT INTO pack_item (pack_id, handle, item_id) VALUES (?, ?, ?)", rows)


def handles(tx: Connection, pack_id: str) -> dict[str, int]:
    """Return the item behind every handle of a pack."""
    return dict(bulk_rows(tx, "SELECT handle, item_id FROM pack_item WHERE pack_id = ?", pack_id))


def workbooks_with(tx: Connection, handles: Collection[str]) -> list[Row[Any]]:
    """Return the workbooks handed out that hold any of these references."""
    wanted = sorted(handles)
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(wanted), 500):
        some = pack_item.c.handle.in_(wanted[start : start + 500])
        chosen = (
            select(pack)
            .join(pack_item, pack_item.c.pack_id == pack.c.id)
            .where(pack.c.sealed_to == WORKBOOK, some)
            .distinct()
        )
        found |= {row.id: row for row in tx.execute(chosen)}
    return [found[name] for name in sorted(found)]


def desk(tx: Connection, round_id: RoundId) -> dict[tuple[int, str], int]:
    """Return the assignment of every item and auditor of a round."""
    sql = "SELECT item_id, auditor_id, id FROM assignment WHERE round_id = ?"
    return {(item, auditor): number for item, auditor, number in bulk_rows(tx, sql, round_id)}


def take_back(
    tx: Connection,
    round_id: RoundId,
    items: Sequence[int],
    *,
    of: PersonId,
    given_to: PersonId,
    by: PersonId,
) -> None:
    """Take items off a desk. What was skipped there stays written, and is waited for no more."""
    kept = exists().where(grade.c.assignment_id == assignment.c.id)
    for start in range(0, len(items), 500):
        some = (
            (assignment.c.round_id == round_id)
            & (assignment.c.auditor_id == of)
            & assignment.c.item_id.in_(items[start : start + 500])
            & ~kept
        )
        ids = select(assignment.c.id).where(some)
        tx.execute(delete(draft).where(draft.c.assignment_id.in_(ids)))
        tx.execute(delete(assignment).where(some))
    at = now()
    rows = [
        {
            "round_id": round_id, "item_id": item_id, "auditor_id": of, "given_to": given_to,
            "at": at, "by": by,
        }
        for item_id in items
    ]  # fmt: skip
    tx.execute(insert(taken_back), rows)


def given_away(tx: Connection, round_id: RoundId) -> set[tuple[int, str]]:
    """Return whose items were taken back and not given back since, as (item, auditor).

    What was taken back of a draw that was discarded is of no account.
    """
    drawn = tx.scalar(
        select(func.max(draw.c.at)).where(draw.c.round_id == round_id, draw.c.kind == "draw")
    )
    rows = (
        select(taken_back.c.item_id, taken_back.c.auditor_id, taken_back.c.given_to)
        .where(taken_back.c.round_id == round_id, taken_back.c.at >= (drawn or ""))
        .order_by(taken_back.c.id)
    )
    away: set[tuple[int, str]] = set()
    for item, auditor, given_to in tx.execute(rows):
        away.add((item, auditor))
        away.discard((item, given_to))
    return away


def count_awaited(tx: Connection, round_id: RoundId) -> int:
    """Return how many assignments have no answer, those left out whose items went to others."""
    still = (assignment.c.round_id == round_id) & assignment.c.state.in_(("open", "skipped"))
    waiting = tx.execute(select(assignment.c.item_id, assignment.c.auditor_id).where(still))
    return len({(item, auditor) for item, auditor in waiting} - given_away(tx, round_id))


def ever_answered(tx: Connection, round_id: RoundId, auditor: PersonId) -> set[int]:
    """Return the items of which an auditor's assignment has an answer, counting or not."""
    chosen = (
        select(assignment.c.item_id)
        .join(grade, grade.c.assignment_id == assignment.c.id)
        .where(assignment.c.round_id == round_id, assignment.c.auditor_id == auditor)
    )
    return set(tx.scalars(chosen.distinct()))


def add_merge(tx: Connection, by: PersonId) -> int:
    """Begin a merge; returns its number."""
    return inserted_id(tx.execute(insert(merge).values(at=now(), by=by)))


def next_merge(tx: Connection) -> int:
    """Return the number that the next merge will have."""
    return (tx.scalar(select(func.max(merge.c.id))) or 0) + 1


def add_files(tx: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write down what a merge took from which file."""
    tx.execute(insert(merge_file), rows)


def files(tx: Connection) -> list[dict[str, Any]]:
    """Return every file that was ever merged, and whether its merge stands."""
    gone = merge_file.c.merge_id.in_(select(withdrawal.c.merge_id)).label("withdrawn")
    chosen = (
        select(merge_file, merge.c.at, merge.c.by, pack.c.round_id, pack.c.auditor_id, gone)
        .join(merge, merge.c.id == merge_file.c.merge_id)
        .join(pack, pack.c.id == merge_file.c.pack_id)
        .order_by(merge_file.c.merge_id, merge_file.c.sha256)
    )
    return [dict(row) for row in tx.execute(chosen).mappings()]


def seals(tx: Connection, round_id: RoundId) -> tuple[set[str], set[str]]:
    """Return the seals of all merged answers of a round: those that stand, and those withdrawn."""
    gone = grade.c.merge_id.in_(select(withdrawal.c.merge_id)).label("gone")
    rows = tx.execute(
        select(grade.c.source, gone)
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(assignment.c.round_id == round_id, grade.c.merge_id.is_not(None))
    )
    found: tuple[set[str], set[str]] = (set(), set())
    for seal, withdrawn in rows:
        found[bool(withdrawn)].add(seal.rpartition(".")[2])
    return found


def revisions(tx: Connection, round_id: RoundId) -> dict[int, int]:
    """Return the last revision's number of every assignment that has an answer."""
    rows = tx.execute(
        select(grade.c.assignment_id, func.max(grade.c.revision).label("last"))
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(assignment.c.round_id == round_id)
        .group_by(grade.c.assignment_id)
    )
    return {row.assignment_id: row.last for row in rows}


def add_grades(tx: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Append merged answers: the columns of ``grade`` but its id, in their order."""
    note_topic(tx, Topic.GRADES)
    marks = ", ".join("?" * len(_GRADE))
    bulk_insert(tx, f"INSERT INTO grade ({', '.join(_GRADE)}) VALUES ({marks})", rows)  # noqa: S608


def withdraw(tx: Connection, merge_id: int, by: PersonId) -> None:
    """Mark a merge as withdrawn: its answers stay written and count no more."""
    tx.execute(insert(withdrawal).values(merge_id=merge_id, at=now(), by=by))


def of_merge(tx: Connection, merge_id: int) -> set[int]:
    """Return the assignments that a merge brought answers for."""
    chosen = select(grade.c.assignment_id).where(grade.c.merge_id == merge_id)
    return set(tx.scalars(chosen))


def mark_first(tx: Connection, merge_id: int, kinds: Iterable[str]) -> None:
    """Set the state of assignments by the kind of the answers that a merge brought for them."""
    for kind in sorted(kinds):
        brought = (grade.c.merge_id == merge_id) & (grade.c.kind == kind)
        some = assignment.c.id.in_(select(grade.c.assignment_id).where(brought))
        tx.execute(update(assignment).where(some).values(state=kind))


def refresh_states(tx: Connection, round_id: RoundId, touched: Iterable[int]) -> None:
    """Set the state of assignments to that of the answer that now counts, or to open."""
    counting = {
        row.assignment_id: row.kind for row in grades.newest_revisions(tx, round_id, kind=None)
    }
    grades.mark_many(tx, ((number, counting.get(number, "open")) for number in touched))
