"""Final answers settled by a person; a new one does not replace, it follows."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.domain.verdicts import Mark, Verdict
from reviewer_audit.store.clock import now, stamp
from reviewer_audit.store.grades import stands
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.rounds import assignment
from reviewer_audit.store.tables.verdicts import review_control, review_draw, review_mark, verdict


def add(tx: Connection, round_id: RoundId, given: Sequence[Verdict]) -> None:
    """Append final answers."""
    rows = [_row(round_id, one) for one in given]
    if rows:
        tx.execute(insert(verdict), rows)


def add_one(tx: Connection, round_id: RoundId, given: Verdict) -> int:
    """Append a final answer; returns its number."""
    return inserted_id(tx.execute(insert(verdict).values(**_row(round_id, given))))


def newest(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return the last verdict of every item that has one."""
    known = verdict.c.round_id == round_id
    last = select(func.max(verdict.c.id)).where(known).group_by(verdict.c.item_id)
    return list(tx.execute(select(verdict).where(verdict.c.id.in_(last))))


def every(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return all verdicts of a round, oldest first."""
    chosen = select(verdict).where(verdict.c.round_id == round_id)
    return list(tx.execute(chosen.order_by(verdict.c.id)))


def last_id(tx: Connection, round_id: RoundId) -> int:
    """Return the number of the newest verdict of a round, 0 where there is none."""
    mine = verdict.c.round_id == round_id
    return tx.scalar(select(func.max(verdict.c.id)).where(mine)) or 0


def of_item(tx: Connection, round_id: RoundId, item_id: int) -> list[Row[Any]]:
    """Return all verdicts on one item, oldest first."""
    mine = (verdict.c.round_id == round_id) & (verdict.c.item_id == item_id)
    return list(tx.execute(select(verdict).where(mine).order_by(verdict.c.id)))


def graders(tx: Connection, round_id: RoundId, item_id: int) -> frozenset[str]:
    """Return whose grades of one item count: before reveal, not skipped, not withdrawn."""
    rows = tx.scalars(
        select(assignment.c.auditor_id)
        .join(grade, grade.c.assignment_id == assignment.c.id)
        .where(
            assignment.c.round_id == round_id,
            assignment.c.item_id == item_id,
            grade.c.after_reveal == 0,
            grade.c.kind != "skipped",
            stands(),
        )
    )
    return frozenset(rows)


def precedents(tx: Connection, labels: Sequence[str]) -> list[Row[Any]]:
    """Return verdicts kept as precedents whose primary label is among these, newest first."""
    rows = tx.execute(
        select(verdict).where(verdict.c.precedent != "").order_by(verdict.c.id.desc())
    )
    return [row for row in rows if set(json.loads(row.labels)[:1]) & set(labels)]


def add_mark(tx: Connection, round_id: RoundId, item_id: int, who: PersonId, given: Mark) -> None:
    """Write down what somebody said before the vendor's answer was shown."""
    tx.execute(
        insert(review_mark).values(
            round_id=round_id,
            item_id=item_id,
            person_id=who,
            policy_gap=int(given.policy_gap),
            invalid=given.invalid,
            at=now(),
        )
    )


def mark(tx: Connection, round_id: RoundId, item_id: int, who: PersonId) -> Mark | None:
    """Return the first thing that somebody said of an item; later ones do not count."""
    mine = review_mark.c
    row = tx.execute(
        select(review_mark)
        .where(mine.round_id == round_id, mine.item_id == item_id, mine.person_id == who)
        .order_by(mine.id)
        .limit(1)
    ).first()
    return None if row is None else Mark(policy_gap=bool(row.policy_gap), invalid=row.invalid)


def control_draw(tx: Connection, round_id: RoundId) -> Row[Any] | None:
    """Return how the control of agreements was drawn; None where it was not yet."""
    return tx.execute(select(review_draw).where(review_draw.c.round_id == round_id)).first()


def controls(tx: Connection, round_id: RoundId) -> set[int]:
    """Return the items of the control of agreements."""
    mine = review_control.c.round_id == round_id
    return set(tx.scalars(select(review_control.c.item_id).where(mine)))


def put_controls(
    tx: Connection,
    round_id: RoundId,
    items: Sequence[int],
    *,
    seed: str,
    population: int,
    share: float,
    minimum: int,
    by: PersonId,
) -> None:
    """Write down the control of agreements, once."""
    tx.execute(
        insert(review_draw).values(
            round_id=round_id,
            seed=seed,
            population=population,
            drawn=len(items),
            share=share,
            minimum=minimum,
            by=by,
            at=now(),
        )
    )
    if items:
        rows = [{"round_id": round_id, "item_id": number} for number in items]
        tx.execute(insert(review_control), rows)


def _row(round_id: RoundId, one: Verdict) -> dict[str, Any]:
    return {
        "round_id": round_id,
        "item_id": one.item_id,
        "labels": json.dumps(one.labels),
        "action": one.action,
        "escalate": None if one.escalate is None else int(one.escalate),
        "cause": one.cause,
        "rationale": one.rationale,
        "clause": one.clause,
        "precedent": one.precedent,
        "policy_gap": None if one.policy_gap is None else int(one.policy_gap),
        "origin": one.origin.value,
        "own_reason": one.own_reason,
        "decided_by": one.decided_by,
        "decided_at": stamp(one.decided_at),
    }
