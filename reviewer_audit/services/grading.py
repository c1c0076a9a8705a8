"""The auditor's verbs: see what lies on the desk, answer, go back.

Everything here runs on the blind connection: the database itself refuses to say what the
vendor decided.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256

from reviewer_audit.domain.desk import Mate
from reviewer_audit.domain.grading import AssignmentId, BlindItem, DeskState, Grade, GradeKind
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.errors import GradeError
from reviewer_audit.i18n import _
from reviewer_audit.services import policies
from reviewer_audit.services.projects import Project
from reviewer_audit.store import blind, grades, precedents, side_notes
from reviewer_audit.store import near as near_items


def current_round(store: Project, auditor: Person) -> RoundId | None:
    """Return the newest grading round in which this person has items."""
    with store.read_blind() as tx:
        return blind.round_with_work(tx, auditor.id)


def policy(store: Project, round_id: RoundId) -> Policy:
    """Return the rule book to grade by."""
    with store.read_blind() as tx:
        _state, version = blind.round_state(tx, round_id)
    return policies.of_version(store, version)


def desk(
    store: Project, auditor: Person, *, round_id: RoundId, limit: int, after_position: int = 0
) -> tuple[BlindItem, ...]:
    """Return the auditor's next open items, in their own order."""
    with store.read_blind() as tx:
        return blind.open_items(tx, round_id, auditor.id, limit=limit, after=after_position)


def item_at(
    store: Project, auditor: Person, *, round_id: RoundId, position: int
) -> tuple[BlindItem, Grade | None] | None:
    """Return one item of the auditor's list with its last answer; None beyond its ends."""
    with store.read_blind() as tx:
        item = blind.item_at(tx, round_id, auditor.id, position)
        return None if item is None else (item, blind.last_grade(tx, item.assignment_id))


def state(store: Project, auditor: Person, *, round_id: RoundId) -> DeskState:
    """Count how far the auditor is."""
    with store.read_blind() as tx:
        return blind.state(tx, round_id, auditor.id)


def answer(store: Project, given: Grade, *, by: Person) -> Grade:
    """Record one answer; it is durable when this returns.

    Raises:
        GradeError: the answer is incomplete.
        NotAssignedError: the item is not this person's.
        ClosedError: the round is no longer graded.
        StorageError: the disk refused; nothing was recorded.
    """
    _require_complete(given)
    at = (given.graded_at or datetime.now(UTC)).astimezone(UTC)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)  # as it is kept, so as it is sealed
    given = replace(given, graded_at=at)
    body = {"assignment": given.assignment_id, "seal": digest(given)}
    with store.write("grade.answer", by=by, body=body, blind=True) as tx:
        return grades.answer(tx, given, by.id)


def undo(
    store: Project, *, round_id: RoundId, by: Person, steps: int = 1
) -> tuple[BlindItem, Grade] | None:
    """Return the item answered so many answers ago, to be revised; nothing is deleted."""
    with store.read_blind() as tx:
        position = blind.last_graded(tx, round_id, by.id, steps)
        item = None if position is None else blind.item_at(tx, round_id, by.id, position)
        given = None if item is None else blind.last_grade(tx, item.assignment_id)
    return None if item is None or given is None else (item, given)


def other_versions(store: Project, round_id: RoundId) -> Mapping[str, Policy]:
    """Return the rule books that items of a round were decided under, but the round's own."""
    with store.read_blind() as tx:
        named = side_notes.versions(tx, round_id)
        if not named:  # as in a round that is not of this project any more
            return {}
        _state, own = blind.round_state(tx, round_id)
    return {name: policies.of_version(store, name) for name in named if name != own}


def open_original(store: Project, assignment: AssignmentId, *, by: Person) -> str:
    """Write down that somebody is about to open an item's original; returns its address.

    Raises:
        GradeError: the plan allows no original, or the item brought none.
        StorageError: it cannot be written down, so it is not to be opened.
    """
    with store.read_blind() as tx:
        found = side_notes.original_of(tx, assignment, by.id)
    if found is None:
        message = _("This item has no original to open in this round.")
        raise GradeError(message, _("Nothing was opened."))
    round_id, item, address = found
    body = {"assignment": assignment}
    with store.write("grade.original", by=by, body=body, blind=True) as tx:
        side_notes.note_opened(tx, round_id, [item], by.id)
    return address


def has_near(store: Project, auditor: Person, *, round_id: RoundId) -> bool:
    """Tell whether any items of a round are nearly the same."""
    del auditor  # it is so for everybody
    with store.read_blind() as tx:
        return near_items.has_any(tx, round_id)


def near(
    store: Project, auditor: Person, *, round_id: RoundId, assignment: AssignmentId
) -> tuple[Mate, ...]:
    """Return the auditor's other items that are nearly the same, with their own answers."""
    with store.read_blind() as tx:
        return tuple(
            Mate(position=position, grade=blind.last_grade(tx, other))
            for position, other in near_items.mates(tx, round_id, auditor.id, assignment)
        )


def precedents_for(store: Project, auditor: Person) -> Mapping[str, Sequence[str]]:
    """Return adjudicated precedents by label; none is about an item of their open work."""
    with store.read_blind() as tx:
        return precedents.at_hand(tx, auditor.id)


def save_draft(store: Project, assignment_id: AssignmentId, note: str, *, by: Person) -> None:
    """Keep an unfinished note, so that a crash costs no words."""
    del by  # drafts stay out of the journal
    with store.scratch() as tx:
        grades.put_draft(tx, assignment_id, note)


def draft(store: Project, assignment_id: AssignmentId, *, by: Person) -> str:
    """Return the unfinished note of an item."""
    del by
    with store.read_blind() as tx:
        return grades.get_draft(tx, assignment_id)


def digest(given: Grade) -> str:
    """Return the seal of an answer, which the journal keeps in its place."""
    content = {k: str(v) for k, v in asdict(given).items() if k != "revision"}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _require_complete(given: Grade) -> None:
    if given.kind is GradeKind.ANSWER and not given.labels:
        message = _("No label was chosen.")
        raise GradeError(message, _("Choose one, or say that you cannot judge."))
