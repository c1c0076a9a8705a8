"""Rounds: their state, what they were drawn from and who grades what in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.rounds import AssignmentKind, Purpose, Round, RoundId, RoundState
from reviewer_audit.store.clock import now, parse
from reviewer_audit.store.project import note_topic
from reviewer_audit.store.sqlite import bulk_insert, inserted_id
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.project import person
from reviewer_audit.store.tables.rounds import assignment, round_, unblinded

AUDITED: Mapping[Any, AssignmentKind] = {}  # all of it is production


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorProgress:
    """How far one auditor is in one round."""

    person: Person
    assigned: int
    graded: int
    cannot_judge: int
    skipped: int

    @property
    def left(self) -> int:
        """Items still on the desk."""
        return self.assigned - self.graded - self.cannot_judge - self.skipped


def add(
    tx: Connection, *, title: str, policy_version: str, plan: Mapping[str, Any], by: PersonId
) -> RoundId:
    """Begin a round; it is a draft until something is drawn."""
    result = tx.execute(
        insert(round_).values(
            title=title,
            purpose=Purpose.AUDIT.value,
            state=RoundState.DRAFT.value,
            policy_version=policy_version,
            plan=json.dumps(plan),
            frame="{}",
            due="",
            created_by=by,
            created_at=now(),
            revealed_at="",
            accept_partial=0,
        )
    )
    return RoundId(inserted_id(result))


def change(tx: Connection, round_id: RoundId, **values: Any) -> None:
    """Change fields of a round; ``plan`` and ``frame`` are given as mappings."""
    for name in ("plan", "frame"):
        if name in values:
            values[name] = json.dumps(values[name])
    tx.execute(update(round_).where(round_.c.id == round_id).values(**values))


def get(tx: Connection, round_id: RoundId) -> Round | None:
    """Return a round."""
    row = tx.execute(select(round_).where(round_.c.id == round_id)).first()
    return None if row is None else _round(row)


def every(tx: Connection) -> tuple[Round, ...]:
    """Return all rounds, oldest first."""
    return tuple(_round(row) for row in tx.execute(select(round_).order_by(round_.c.id)))


def details(tx: Connection, round_id: RoundId) -> dict[str, Any]:
    """Return plan, frame, due date and the rest that only the lead needs."""
    row = tx.execute(select(round_).where(round_.c.id == round_id)).mappings().one()
    plan, frame = json.loads(row["plan"]), json.loads(row["frame"])
    return dict(row) | {"plan": plan, "frame": frame}


def assign(
    tx: Connection,
    round_id: RoundId,
    auditor: PersonId,
    items: Sequence[int],
    *,
    after: int = 0,
    kinds: Mapping[int, AssignmentKind] = AUDITED,
) -> None:
    """Give items to an auditor, in this order; ``kinds`` names those that are no production."""
    rows = [
        {
            "round_id": round_id,
            "item_id": item_id,
            "auditor_id": auditor,
            "position": position,
            "kind": kinds.get(item_id, AssignmentKind.AUDIT).value,
        }
        for position, item_id in enumerate(items, start=after + 1)
    ]
    if rows:
        tx.execute(insert(assignment), rows)


def add_assignments(
    tx: Connection,
    round_id: RoundId,
    rows: Sequence[tuple[int, int, PersonId, int]],
    *,
    kinds: Mapping[tuple[int, str], AssignmentKind] = AUDITED,
) -> None:
    """Give items to auditors: (assignment, item, auditor, position).

    ``kinds`` names those that are no production, by (item, auditor).
    """
    note_topic(tx, Topic.GRADES)
    bulk_insert(
        tx,
        "INSERT INTO assignment (id, round_id, item_id, auditor_id, kind, position) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (number, round_id, item, who, kinds.get((item, who), AssignmentKind.AUDIT), position)
            for number, item, who, position in rows
        ],
    )


def next_assignment(tx: Connection) -> int:
    """Return the first number that no assignment has."""
    return (tx.scalar(select(func.max(assignment.c.id))) or 0) + 1


def last_position(tx: Connection, round_id: RoundId, auditor: PersonId) -> int:
    """Return how long the auditor's list is."""
    theirs = (assignment.c.round_id == round_id) & (assignment.c.auditor_id == auditor)
    return tx.scalar(select(func.max(assignment.c.position)).where(theirs)) or 0


def assignments(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return all assignments of a round."""
    chosen = select(assignment).where(assignment.c.round_id == round_id)
    return list(tx.execute(chosen.order_by(assignment.c.id)))


def shared_items(tx: Connection, round_id: RoundId) -> int:
    """Return how many production items of a round are assigned more than once."""
    mine = select(assignment.c.item_id).where(
        assignment.c.round_id == round_id, assignment.c.kind == AssignmentKind.AUDIT
    )
    shared = mine.group_by(assignment.c.item_id).having(func.count() > 1).subquery()
    return tx.scalar(select(func.count()).select_from(shared)) or 0


def progress(
    tx: Connection, round_id: RoundId, *, kind: AssignmentKind | None = None
) -> tuple[AuditorProgress, ...]:
    """Return how far everybody is, gold and all, or with items of one kind."""
    mine = assignment.c.round_id == round_id
    if kind is not None:
        mine &= assignment.c.kind == kind
    rows = tx.execute(
        select(assignment.c.auditor_id, assignment.c.state, func.count().label("n"))
        .where(mine)
        .group_by(assignment.c.auditor_id, assignment.c.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row.auditor_id, {})[row.state] = int(row.n)
    names = {row.id: row for row in tx.execute(select(person))}
    lines = [
        AuditorProgress(
            person=Person(id=PersonId(who), name=names[who].name, role=Role(names[who].role)),
            assigned=sum(states.values()),
            graded=states.get("answer", 0),
            cannot_judge=states.get("cannot_judge", 0),
            skipped=states.get("skipped", 0),
        )
        for who, states in counts.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.person.name.casefold()))


def note_unblinded(tx: Connection, round_id: RoundId, who: PersonId) -> bool:
    """Remember that somebody saw decisions while the round was blind; True the first time."""
    known = (unblinded.c.round_id == round_id) & (unblinded.c.person_id == who)
    if tx.execute(select(unblinded).where(known)).first() is not None:
        return False
    tx.execute(insert(unblinded).values(round_id=round_id, person_id=who, at=now()))
    return True


def unblinded_names(tx: Connection, round_id: RoundId) -> tuple[str, ...]:
    """Return who saw decisions while the round was blind."""
    return tuple(name for name, _grades in not_blind(tx, round_id))


def not_blind(tx: Connection, round_id: RoundId) -> tuple[tuple[str, int], ...]:
    """Return who saw decisions while the round was blind, and how much they graded after that."""
    later = (
        select(func.count())
        .select_from(grade)
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(
            assignment.c.round_id == round_id,
            assignment.c.auditor_id == unblinded.c.person_id,
            grade.c.graded_at >= unblinded.c.at,
        )
        .correlate(unblinded)
        .scalar_subquery()
    )
    rows = tx.execute(
        select(person.c.name, later.label("grades"))
        .join(unblinded, unblinded.c.person_id == person.c.id)
        .where(unblinded.c.round_id == round_id)
        .order_by(person.c.name)
    )
    return tuple((row.name, int(row.grades)) for row in rows)


def _round(row: Row[Any]) -> Round:
    created = parse(row.created_at)
    if created is None:  # pragma: no cover - the column is never empty
        raise ValueError(row.id)
    return Round(
        id=RoundId(row.id),
        title=row.title,
        purpose=Purpose(row.purpose),
        state=RoundState(row.state),
        policy_version=row.policy_version,
        created_by=PersonId(row.created_by),
        created_at=created,
    )
