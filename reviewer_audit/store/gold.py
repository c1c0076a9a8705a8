"""The gold register: written down and added to, never changed; and on whose desk it was put."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, union

from reviewer_audit.domain.gold import (
    Difficulty,
    GoldAnswer,
    GoldEvent,
    GoldId,
    GoldItem,
    GoldPurpose,
)
from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import AssignmentKind, RoundId
from reviewer_audit.store import grades, repeats
from reviewer_audit.store.clock import now, parse
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.calibration import calibration_item
from reviewer_audit.store.tables.decisions import vendor_decision
from reviewer_audit.store.tables.gold import gold, gold_event, gold_seed
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.packs import taken_back
from reviewer_audit.store.tables.repeats import repeat_item
from reviewer_audit.store.tables.rounds import assignment
from reviewer_audit.store.tables.verdicts import review_mark, verdict


@dataclass(frozen=True, slots=True)
class Seed:
    """One gold item on one auditor's desk."""

    item_id: int
    auditor: PersonId
    gold_id: GoldId


def add(
    tx: Connection,
    item_id: int,
    answer: GoldAnswer,
    *,
    reasoning: str,
    clause: str,
    difficulty: Difficulty | None,
    purpose: GoldPurpose,
    policy_version: str,
    source: str,
    author: PersonId,
    by: PersonId,
) -> GoldId:
    """Write a gold item down; returns its number."""
    result = tx.execute(
        insert(gold).values(
            item_id=item_id,
            labels=json.dumps(answer.labels),
            action=answer.action,
            escalate=None if answer.escalate is None else int(answer.escalate),
            severity=answer.severity,
            reasoning=reasoning,
            clause=clause,
            difficulty=difficulty or "",
            purpose=purpose.value,
            policy_version=policy_version,
            source=source,
            author_id=author,
            by=by,
            at=now(),
        )
    )
    return GoldId(inserted_id(result))


def add_event(
    tx: Connection,
    gold_id: GoldId,
    kind: GoldEvent,
    *,
    who: PersonId,
    policy_version: str,
    by: PersonId,
    reason: str = "",
) -> None:
    """Write down what happened to a gold item; ``who`` stands for it, ``by`` wrote it."""
    tx.execute(
        insert(gold_event).values(
            gold_id=gold_id,
            kind=kind.value,
            person_id=who,
            policy_version=policy_version,
            reason=reason,
            by=by,
            at=now(),
        )
    )


def every(tx: Connection) -> tuple[GoldItem, ...]:
    """Return the register, in the order it was written."""
    events: dict[int, list[Row[Any]]] = {}
    for row in tx.execute(select(gold_event).order_by(gold_event.c.id)):
        events.setdefault(row.gold_id, []).append(row)
    used: dict[int, list[bool]] = {}
    for gold_id, graded in tx.execute(_uses()):
        used.setdefault(gold_id, []).append(graded is not None)
    rows = tx.execute(select(gold).order_by(gold.c.id))
    return tuple(_item(row, events.get(row.id, ()), used.get(row.id, ())) for row in rows)


def known_to(tx: Connection, items: Collection[int]) -> set[tuple[int, str]]:
    """Return which of these items were before which people, as (item, person).

    Whoever had it on their desk in any round, whether they answered or not, or settled it.
    """
    pairs = union(
        select(assignment.c.item_id, assignment.c.auditor_id),
        select(gold_seed.c.item_id, gold_seed.c.auditor_id),
        select(taken_back.c.item_id, taken_back.c.auditor_id),
        select(verdict.c.item_id, verdict.c.decided_by),
        select(review_mark.c.item_id, review_mark.c.person_id),
    )
    return {(item, who) for item, who in tx.execute(pairs) if item in items}


def keepers(tx: Connection) -> set[str]:
    """Return who has written in the register, and so knows what is in it."""
    people = union(
        select(gold.c.author_id),
        select(gold.c.by),
        select(gold_event.c.person_id),
        select(gold_event.c.by),
    )
    return set(tx.scalars(people))


def calibrated(tx: Connection) -> set[int]:
    """Return the items of calibration sessions: they were talked about."""
    return set(tx.scalars(select(calibration_item.c.item_id)))


def besides(tx: Connection) -> set[int]:
    """Return the items no decision was made on: gold from elsewhere, and second copies."""
    held = union(select(gold.c.item_id), select(repeat_item.c.item_id)).subquery()
    decided = select(vendor_decision.c.item_id)
    return set(tx.scalars(select(held.c.item_id).where(held.c.item_id.not_in(decided))))


def add_seeds(tx: Connection, round_id: RoundId, seeds: Sequence[Seed]) -> None:
    """Write down which gold item goes onto whose desk; the assignments are made apart."""
    rows = [
        {
            "round_id": round_id,
            "item_id": one.item_id,
            "auditor_id": one.auditor,
            "gold_id": one.gold_id,
        }
        for one in seeds
    ]
    if rows:
        tx.execute(insert(gold_seed), rows)


def forget_seeds(tx: Connection, round_id: RoundId) -> None:
    """Take back what a draw had seeded before anybody graded."""
    tx.execute(delete(gold_seed).where(gold_seed.c.round_id == round_id))


def seeds(tx: Connection, round_id: RoundId) -> tuple[Seed, ...]:
    """Return what was seeded into a round."""
    mine = gold_seed.c
    rows = tx.execute(
        select(gold_seed).where(mine.round_id == round_id).order_by(mine.auditor_id, mine.item_id)
    )
    return tuple(Seed(row.item_id, PersonId(row.auditor_id), GoldId(row.gold_id)) for row in rows)


def kinds(tx: Connection, round_id: RoundId) -> dict[tuple[int, str], AssignmentKind]:
    """Return what lies on the desks of a round beside production, by (item, auditor)."""
    gold_ = {(one.item_id, str(one.auditor)): AssignmentKind.GOLD for one in seeds(tx, round_id)}
    copies = repeats.of_round(tx, round_id).items()
    return gold_ | {(copy, str(who)): AssignmentKind.REPEAT for copy, (_of, who) in copies}


def _uses() -> Any:
    """Return every seed of every round, with a grade of it that stands, or none."""
    answered = select(grade.c.assignment_id).where(grades.stands()).distinct().subquery("answered")
    here = (
        (assignment.c.round_id == gold_seed.c.round_id)
        & (assignment.c.item_id == gold_seed.c.item_id)
        & (assignment.c.auditor_id == gold_seed.c.auditor_id)
    )
    return (
        select(gold_seed.c.gold_id, answered.c.assignment_id)
        .outerjoin(assignment, here)
        .outerjoin(answered, answered.c.assignment_id == assignment.c.id)
    )


def _item(row: Row[Any], events: Sequence[Row[Any]], used: Sequence[bool]) -> GoldItem:
    signed = [one for one in events if one.kind == GoldEvent.SIGNED]
    ended = [one for one in events if one.kind != GoldEvent.SIGNED]
    created = parse(row.at)
    if created is None:  # pragma: no cover - the column is never empty
        raise ValueError(row.id)
    return GoldItem(
        id=GoldId(row.id),
        item_id=ItemId(row.item_id),
        answer=GoldAnswer(
            labels=tuple(json.loads(row.labels)),
            action=row.action,
            escalate=None if row.escalate is None else bool(row.escalate),
            severity=row.severity,
        ),
        reasoning=row.reasoning,
        clause=row.clause,
        difficulty=Difficulty(row.difficulty) if row.difficulty else None,
        purpose=GoldPurpose(row.purpose),
        policy_version=row.policy_version,
        source=row.source,
        author=PersonId(row.author_id),
        added_by=PersonId(row.by),
        created_at=created,
        signed_by=PersonId(signed[-1].person_id) if signed else None,
        signed_version=signed[-1].policy_version if signed else "",
        ended=GoldEvent(ended[-1].kind) if ended else None,
        ended_at=parse(ended[-1].at) if ended else None,
        ended_reason=ended[-1].reason if ended else "",
        seeded=len(used),
        graded=sum(used),
    )
