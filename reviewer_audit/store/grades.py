"""Grades: added, never changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from reviewer_audit.domain.grading import AssignmentId, Grade
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import AssignmentKind, RoundId, RoundState
from reviewer_audit.errors import ClosedError, NotAssignedError
from reviewer_audit.i18n import _
from reviewer_audit.store.clock import now, stamp
from reviewer_audit.store.tables.grades import draft, grade
from reviewer_audit.store.tables.packs import merge, withdrawal
from reviewer_audit.store.tables.rounds import assignment, round_

WORK_LETTERS = 32  # the source of a merged grade is opening, place in its chain, seal
# Built once: making a statement anew for each grade costs more than running it.
_PLACE = (
    select(
        assignment.c.round_id,
        round_.c.state,
        select(func.coalesce(func.max(grade.c.revision), 0))
        .where(grade.c.assignment_id == assignment.c.id)
        .correlate(assignment)
        .scalar_subquery()
        .label("revision"),
        select(func.count())
        .where(draft.c.assignment_id == assignment.c.id)
        .correlate(assignment)
        .scalar_subquery()
        .label("drafts"),
    )
    .join(round_, round_.c.id == assignment.c.round_id)
    .where(assignment.c.id == bindparam("number"), assignment.c.auditor_id == bindparam("who"))
)
_MARK = (
    update(assignment).where(assignment.c.id == bindparam("number")).values(state=bindparam("now"))
)
_ADD = insert(grade)
_FORGET = delete(draft).where(draft.c.assignment_id == bindparam("number"))


def answer(tx: Connection, given: Grade, auditor: PersonId) -> Grade:
    """Append an answer as its next revision and mark its item; returns it numbered.

    Raises:
        NotAssignedError: the item is not this person's.
        ClosedError: the round is no longer graded.
    """
    number = given.assignment_id
    place = tx.execute(_PLACE, {"number": number, "who": auditor}).first()
    if place is None:
        message = _("This item is on another person's desk.")
        raise NotAssignedError(message, _("Nothing was recorded."))
    if place.state != RoundState.GRADING.value:
        message = _("The round is no longer graded.")
        raise ClosedError(message, _("Nothing was recorded."), code="round.closed")
    tx.execute(_MARK, {"number": number, "now": given.kind.value})
    tx.execute(_ADD, _row(given, place.revision + 1, "desk"))
    if place.drafts:
        tx.execute(_FORGET, {"number": number})
    return replace(given, revision=place.revision + 1)


def add_many(tx: Connection, given: Sequence[Grade], *, source: str) -> None:
    """Append many answers whose revisions are numbered already."""
    if given:
        tx.execute(insert(grade), [_row(one, one.revision, source) for one in given])


def mark_many(tx: Connection, states: Iterable[tuple[AssignmentId | int, str]]) -> None:
    """Note the newest answer on many assignments."""
    by_state: dict[str, list[int]] = {}
    for assignment_id, state in states:
        by_state.setdefault(state, []).append(assignment_id)
    for state, ids in by_state.items():
        for start in range(0, len(ids), 500):
            some = assignment.c.id.in_(ids[start : start + 500])
            tx.execute(update(assignment).where(some).values(state=state))


def merged_source(work: str, place: int, seal: str) -> str:
    """Return where an answer of a return came from, as ``source`` holds it."""
    return f"{work}.{place:08d}.{seal}"


def stands() -> ColumnElement[bool]:
    """Return the condition that a grade was not taken back with the merge that brought it."""
    merged = grade.c.merge_id
    return or_(merged.is_(None), merged.not_in(select(withdrawal.c.merge_id)))


def newest_revisions(
    tx: Connection, round_id: RoundId, *, kind: AssignmentKind | None = AssignmentKind.AUDIT
) -> list[Row[Any]]:
    """Return the last answer before reveal of every assignment that has one.

    Of production items alone unless another ``kind`` is named: gold says nothing of the vendor,
    so no number of a round may count it by oversight. None gives all that lay on a desk.

    Answers given here count in the order of their revisions. Answers that came back in returns
    arrive in any order: of those of one opening of a pack the last in its chain counts, and of
    several openings, since the same answer given here, the one graded last.
    """
    merged = tx.scalar(select(merge.c.id).limit(1)) is not None
    last = (_last_of_any if merged else _last_given_here)(round_id).subquery()
    chosen = (
        select(grade, assignment.c.item_id, assignment.c.auditor_id)
        .join(last, last.c.id == grade.c.id)
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .order_by(grade.c.id)
    )
    if kind is not None:
        chosen = chosen.where(assignment.c.kind == kind)
    return list(tx.execute(chosen))


def every(
    tx: Connection, round_id: RoundId, *, kind: AssignmentKind | None = AssignmentKind.AUDIT
) -> list[Row[Any]]:
    """Return all answers of a round that stand, revisions too; see :func:`newest_revisions`."""
    chosen = (
        select(grade, assignment.c.item_id, assignment.c.auditor_id)
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(assignment.c.round_id == round_id, stands())
        .order_by(grade.c.id)
    )
    if kind is not None:
        chosen = chosen.where(assignment.c.kind == kind)
    return list(tx.execute(chosen))


def answering_days(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return on which day each auditor first answered how many items; no answer is read."""
    first = (
        select(assignment.c.auditor_id, func.min(grade.c.graded_at).label("at"))
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(
            assignment.c.round_id == round_id,
            assignment.c.state.in_(("answer", "cannot_judge")),
            stands(),
        )
        .group_by(grade.c.assignment_id)
        .subquery()
    )
    day = func.substr(first.c.at, 1, 10).label("day")
    return list(
        tx.execute(
            select(
                first.c.auditor_id,
                day,
                func.count().label("items"),
                func.min(first.c.at).label("first"),
            )
            .group_by(first.c.auditor_id, day)
            .order_by(first.c.auditor_id, day)
        )
    )


def revised_after_reveal(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return the answers changed at the desk after reveal, oldest first; no late return."""
    return list(
        tx.execute(
            select(grade)
            .join(assignment, assignment.c.id == grade.c.assignment_id)
            .where(
                assignment.c.round_id == round_id,
                grade.c.after_reveal == 1,
                grade.c.merge_id.is_(None),
            )
            .order_by(grade.c.assignment_id, grade.c.revision)
        )
    )


def sources(tx: Connection, round_id: RoundId) -> set[str]:
    """Return where the grades of a round came from: ``desk`` or the digest of a file."""
    rows = tx.scalars(
        select(grade.c.source)
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(assignment.c.round_id == round_id)
        .distinct()
    )
    return set(rows)


def put_draft(tx: Connection, assignment_id: AssignmentId, note: str) -> None:
    """Keep an unfinished note; an empty one is forgotten."""
    tx.execute(delete(draft).where(draft.c.assignment_id == assignment_id))
    if note:
        tx.execute(insert(draft).values(assignment_id=assignment_id, note=note))


def get_draft(tx: Connection, assignment_id: AssignmentId) -> str:
    """Return the unfinished note of an item."""
    return tx.scalar(select(draft.c.note).where(draft.c.assignment_id == assignment_id)) or ""


def _last_given_here(round_id: RoundId) -> Select[Any]:
    """Return ids of last answers where nothing was ever merged: half the time of the other."""
    newest = (
        select(grade.c.assignment_id, func.max(grade.c.revision).label("revision"))
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(assignment.c.round_id == round_id, grade.c.after_reveal == 0)
        .group_by(grade.c.assignment_id)
        .subquery()
    )
    same = grade.c.assignment_id == newest.c.assignment_id
    return select(grade.c.id).join(newest, same & (grade.c.revision == newest.c.revision))


def _last_of_any(round_id: RoundId) -> Select[Any]:
    """Return ids of the answers that count, in whatever order returns were merged."""
    here = case((grade.c.merge_id.is_(None), 1), else_=0)
    so_far = func.sum(here).over(partition_by=grade.c.assignment_id, order_by=grade.c.revision)
    given = (
        select(
            grade.c.id,
            grade.c.assignment_id,
            grade.c.graded_at,
            grade.c.source,
            here.label("here"),
            so_far.label("after"),
        )
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(assignment.c.round_id == round_id, grade.c.after_reveal == 0, stands())
        .subquery()
    )
    opening = func.substr(given.c.source, 1, WORK_LETTERS)
    one_chain = (given.c.assignment_id, given.c.after, given.c.here, opening)
    last = func.max(given.c.source).over(partition_by=one_chain).label("last")
    c = select(given, last).subquery().c
    order = (c.last == c.source).desc(), c.after.desc(), c.here, c.graded_at.desc(), c.source.desc()
    place = func.row_number().over(partition_by=c.assignment_id, order_by=order).label("place")
    ranked = select(c.id, place).subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


def _row(given: Grade, revision: int, source: str) -> dict[str, Any]:
    return {
        "assignment_id": given.assignment_id,
        "revision": revision,
        "kind": given.kind.value,
        "labels": json.dumps(given.labels),
        "action": given.action,
        "escalate": None if given.escalate is None else int(given.escalate),
        "severity": given.severity,
        "confidence": given.confidence.value if given.confidence else "",
        "reason": given.reason,
        "note": given.note,
        "flagged": int(given.flagged),
        "query": given.query,
        "graded_at": stamp(given.graded_at) if given.graded_at else now(),
        "duration_ms": given.duration_ms,
        "after_reveal": int(given.after_reveal),
        "source": source,
    }
