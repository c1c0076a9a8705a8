"""Reads for the grading path: no query here names what the vendor or a colleague said."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from reviewer_audit.domain.grading import (
    AssignmentId,
    BlindItem,
    Confidence,
    DeskState,
    Grade,
    GradeKind,
)
from reviewer_audit.domain.media import BlindMedia
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId, RoundState
from reviewer_audit.store import media
from reviewer_audit.store.clock import parse
from reviewer_audit.store.grades import stands
from reviewer_audit.store.tables.desk import side_note
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.rounds import assignment, round_


def open_items(
    tx: Connection, round_id: RoundId, auditor: PersonId, *, limit: int, after: int = 0
) -> tuple[BlindItem, ...]:
    """Return the auditor's next open items, in their own order."""
    total = _total(tx, round_id, auditor)
    rows = tx.execute(
        _items(round_id, auditor)
        .where(assignment.c.state == "open", assignment.c.position > after)
        .order_by(assignment.c.position)
        .limit(limit)
    ).all()
    seen = media.of_items(tx, [row.item_id for row in rows])
    return tuple(_blind(row, total, seen.get(row.item_id, ())) for row in rows)


def item_at(
    tx: Connection, round_id: RoundId, auditor: PersonId, position: int
) -> BlindItem | None:
    """Return one item of the auditor's own list."""
    row = tx.execute(_items(round_id, auditor).where(assignment.c.position == position)).first()
    if row is None:
        return None
    seen = media.of_items(tx, [row.item_id])
    return _blind(row, _total(tx, round_id, auditor), seen.get(row.item_id, ()))


def last_graded(tx: Connection, round_id: RoundId, auditor: PersonId, steps: int) -> int | None:
    """Return the position of the item that the auditor graded so many answers ago."""
    newest = func.max(grade.c.id)
    found = tx.execute(
        select(assignment.c.position, newest)
        .join(grade, grade.c.assignment_id == assignment.c.id)
        .where(assignment.c.round_id == round_id, assignment.c.auditor_id == auditor, stands())
        .group_by(assignment.c.id)
        .order_by(newest.desc())
        .limit(1)
        .offset(steps - 1)
    ).first()
    return None if found is None else int(found.position)


def last_grade(tx: Connection, assignment_id: AssignmentId) -> Grade | None:
    """Return the newest revision of one answer."""
    row = tx.execute(
        select(grade)
        .where(grade.c.assignment_id == assignment_id, stands())
        .order_by(grade.c.revision.desc())
        .limit(1)
    ).first()
    return None if row is None else as_grade(row)


def state(tx: Connection, round_id: RoundId, auditor: PersonId) -> DeskState:
    """Count how far the auditor is."""
    rows = tx.execute(
        select(assignment.c.state, func.count())
        .where(assignment.c.round_id == round_id, assignment.c.auditor_id == auditor)
        .group_by(assignment.c.state)
    ).all()
    counts = {str(name): int(n) for name, n in rows}
    return DeskState(
        total=sum(counts.values()),
        graded=counts.get("answer", 0),
        cannot_judge=counts.get("cannot_judge", 0),
        skipped=counts.get("skipped", 0),
    )


def contents(tx: Connection, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return content, kind, language and context of items by number."""
    columns = (item.c.id, item.c.content, item.c.content_kind, item.c.language, item.c.context)
    return {
        row.id: {
            "content": row.content,
            "content_kind": row.content_kind,
            "language": row.language,
            "context": json.loads(row.context) if row.context else {},
        }
        for row in tx.execute(select(*columns).where(item.c.id.in_(list(ids))))
    }


def to_pack(tx: Connection, round_id: RoundId, auditor: PersonId) -> list[Row[Any]]:
    """Return what the auditor has still to grade, as rows of item id and content."""
    return list(
        tx.execute(
            select(
                assignment.c.item_id,
                item.c.content,
                item.c.content_kind,
                item.c.language,
                item.c.context,
            )
            .join(item, item.c.id == assignment.c.item_id)
            .where(
                assignment.c.round_id == round_id,
                assignment.c.auditor_id == auditor,
                assignment.c.state.in_(("open", "skipped")),
            )
            .order_by(assignment.c.item_id)
        )
    )


def round_with_work(tx: Connection, auditor: PersonId) -> RoundId | None:
    """Return the newest round in which the auditor's grades are asked for."""
    found = tx.scalar(
        select(func.max(round_.c.id))
        .join(assignment, assignment.c.round_id == round_.c.id)
        .where(assignment.c.auditor_id == auditor, round_.c.state == RoundState.GRADING)
    )
    return None if found is None else RoundId(found)


def round_state(tx: Connection, round_id: RoundId) -> tuple[RoundState, str]:
    """Return the state of a round and the version of its rule book."""
    row = tx.execute(
        select(round_.c.state, round_.c.policy_version).where(round_.c.id == round_id)
    ).one()
    return RoundState(row.state), str(row.policy_version)


def as_grade(row: Row[Any]) -> Grade:
    """Make the answer from its row."""
    return Grade(
        assignment_id=AssignmentId(row.assignment_id),
        kind=GradeKind(row.kind),
        labels=tuple(json.loads(row.labels)),
        action=row.action,
        escalate=None if row.escalate is None else bool(row.escalate),
        severity=row.severity,
        confidence=Confidence(row.confidence) if row.confidence else None,
        reason=row.reason,
        note=row.note,
        flagged=bool(row.flagged),
        query=row.query,
        revision=row.revision,
        graded_at=parse(row.graded_at),
        duration_ms=row.duration_ms,
        after_reveal=bool(row.after_reveal),
    )


def _items(round_id: RoundId, auditor: PersonId) -> Select[Any]:
    return (
        select(
            assignment.c.id,
            assignment.c.position,
            assignment.c.item_id,
            item.c.content,
            item.c.content_kind,
            item.c.language,
            item.c.context,
            side_note.c.version,
            side_note.c.original,
        )
        .join(item, item.c.id == assignment.c.item_id)
        .outerjoin(
            side_note,
            (side_note.c.round_id == round_id) & (side_note.c.item_id == assignment.c.item_id),
        )
        .where(assignment.c.round_id == round_id, assignment.c.auditor_id == auditor)
    )


def _total(tx: Connection, round_id: RoundId, auditor: PersonId) -> int:
    highest = select(func.max(assignment.c.position)).where(
        assignment.c.round_id == round_id, assignment.c.auditor_id == auditor
    )
    return tx.scalar(highest) or 0


def _blind(row: Row[Any], total: int, seen: tuple[BlindMedia, ...]) -> BlindItem:
    return BlindItem(
        assignment_id=AssignmentId(row.id),
        position=row.position,
        total=total,
        content=row.content,
        content_kind=row.content_kind,
        language=row.language,
        context=json.loads(row.context) if row.context else {},
        media=seen,
        decided_under=row.version or "",
        original=row.original or "",
    )
