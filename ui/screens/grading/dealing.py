"""What goes between desk and project, bundled so that one trip to the worker is enough."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_audit.domain.beside import thread_of
from reviewer_audit.domain.grading import AssignmentId, BlindItem, DeskState, Grade
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.services import grading
from ui.screens.grading.answer import Answer

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.projects import Project

AHEAD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """The next open items, and the notes begun on them."""

    items: tuple[BlindItem, ...]
    notes: Mapping[AssignmentId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A round to grade, with its rule book, how far the person is, and the first items."""

    round_id: RoundId
    policy: "Policy"
    state: DeskState
    deal: Deal


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An item gone back to or jumped to, with what was said about it."""

    item: BlindItem
    grade: Grade | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was said about an item that another one covers now."""

    answer: Answer
    worked_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An answer on its way into the project."""

    item: BlindItem
    grade: Grade
    recorded: Grade | None  # what it revises


def open_desk(store: "Project", person: "Person") -> Opening | None:
    """Return the round in which this person has work, or None."""
    round_id = grading.current_round(store, person)
    if round_id is None:
        return None
    return Opening(
        round_id=round_id,
        policy=grading.policy(store, round_id),
        state=grading.state(store, person, round_id=round_id),
        deal=deal(store, person, round_id=round_id),
    )


def deal(
    store: "Project",
    person: "Person",
    *,
    round_id: RoundId,
    after: int = 0,
    known: Collection[AssignmentId] = (),
) -> Deal:
    """Return the next open items after a place, then those left before it.

    Args:
        store: the project.
        person: whose desk it is.
        round_id: the round.
        after: the position somebody jumped to; 0 from the start.
        known: items whose draft notes are on the desk already.
    """
    limit = AHEAD + 1
    items = grading.desk(store, person, round_id=round_id, limit=limit, after_position=after)
    if after and len(items) < limit:
        early = grading.desk(store, person, round_id=round_id, limit=limit)
        items = (*items, *(item for item in early if item.position <= after))[:limit]
    for text in (text for item in items for text in item.context.values()):
        thread_of(text)  # it is read here, so that the desk need not
    return Deal(
        items=items,
        notes={
            item.assignment_id: grading.draft(store, item.assignment_id, by=person)
            for item in items
            if item.assignment_id not in known
        },
    )


def look_up(
    store: "Project", person: "Person", *, round_id: RoundId, position: int
) -> Visit | None:
    """Return any item of this person's own order; None beyond its ends."""
    found = grading.item_at(store, person, round_id=round_id, position=position)
    if found is None:
        return None
    item, grade = found
    note = grading.draft(store, item.assignment_id, by=person)
    return Visit(item=item, grade=grade, note=note)


def answered_before(
    store: "Project", person: "Person", *, round_id: RoundId, steps: int
) -> Visit | None:
    """Return the item answered so many answers ago, to be revised; None where there is none."""
    found = grading.undo(store, round_id=round_id, by=person, steps=steps)
    if found is None:
        return None
    item, grade = found
    note = grading.draft(store, item.assignment_id, by=person)
    return Visit(item=item, grade=grade, note=note)
