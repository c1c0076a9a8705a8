"""Cases: an escalated item, a pattern or a critical error, followed until what was done has worked.

A case is its opening and the events after it. Nothing of either is ever changed: owner, due date,
cause and state are those of the last event that says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import PersonId

CaseId = NewType("CaseId", int)


class CaseKind(StrEnum):
    """What a case is about."""

    ITEM = "item"  # one or more items that somebody escalated
    PATTERN = "pattern"  # decisions of a slice
    CRITICAL = "critical"  # a confirmed critical error; opened by itself


class CaseState(StrEnum):
    """How far a case is; it follows from its events."""

    OPEN = "open"  # nobody owns it yet
    INVESTIGATING = "investigating"
    ACTING = "acting"  # a corrective action is agreed and not done
    CHECKING = "checking"  # all is done; no later sample has shown yet whether it worked
    CHECKED = "checked"  # a later sample was looked at
    CLOSED = "closed"


class CaseEvent(StrEnum):
    """What can happen to a case. ``value`` of an event holds what is named here, ``text`` words."""

    ITEM = "item"  # an item belongs to it, too
    NOTE = "note"
    FINDING = "finding"
    OWNER = "owner"  # a person's id
    DUE = "due"  # a day
    CAUSE = "cause"  # the key of a root cause
    ACTION = "action"  # what is to be done; value: owner and day
    DONE = "done"  # the number of an action, from 1
    CHECK = "check"  # what a later sample showed
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event, as it was written down."""

    kind: CaseEvent
    text: str
    value: Mapping[str, object]
    by: PersonId
    at: datetime
    item_id: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A corrective action; ``number`` counts those of its case."""

    number: int
    text: str
    owner: str
    due: str
    done_at: datetime | None = None
    done_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case and all that has happened to it, oldest first."""

    id: CaseId
    round_id: int
    kind: CaseKind
    title: str
    reason: str
    where: Mapping[str, str]  # role -> value: the slice it is about
    by: PersonId
    at: datetime
    events: Sequence[Happened] = field(default_factory=tuple)

    @property
    def items(self) -> tuple[ItemId, ...]:
        """The items that belong to it."""
        found = [one.item_id for one in self.events if one.kind is CaseEvent.ITEM]
        return tuple(dict.fromkeys(item for item in found if item is not None))

    @property
    def owner(self) -> str:
        """The id of the person who owns it; empty where nobody does."""
        return str(self._last(CaseEvent.OWNER).get("person", ""))

    @property
    def due(self) -> str:
        """The day it is due; empty where none was said."""
        return str(self._last(CaseEvent.DUE).get("day", ""))

    @property
    def cause(self) -> str:
        """The key of its root cause; empty where none was found."""
        return str(self._last(CaseEvent.CAUSE).get("cause", ""))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The corrective actions, in the order they were agreed."""
        return actions_of(self.events)

    @property
    def checks(self) -> tuple[Happened, ...]:
        """What later samples showed, oldest first."""
        return tuple(one for one in self.events if one.kind is CaseEvent.CHECK)

    @property
    def state(self) -> CaseState:
        """How far it is."""
        return state_after(self.events)

    @property
    def history(self) -> tuple[tuple[datetime, CaseState], ...]:
        """When it came into which state."""
        found = [(self.at, CaseState.OPEN)]
        for k, one in enumerate(self.events, start=1):
            state = state_after(self.events[:k])
            if state is not found[-1][1]:
                found.append((one.at, state))
        return tuple(found)

    def _last(self, kind: CaseEvent) -> Mapping[str, object]:
        return next((one.value for one in reversed(self.events) if one.kind is kind), {})


def actions_of(events: Iterable[Happened]) -> tuple[Action, ...]:
    """Return the corrective actions among events, and which of them are done."""
    found: list[Action] = []
    done: dict[int, Happened] = {}
    for one in events:
        if one.kind is CaseEvent.ACTION:
            owner, due = str(one.value.get("owner", "")), str(one.value.get("due", ""))
            found.append(Action(number=len(found) + 1, text=one.text, owner=owner, due=due))
        elif one.kind is CaseEvent.DONE:
            done.setdefault(int(str(one.value.get("number", 0))), one)
    return tuple(
        Action(
            number=one.number,
            text=one.text,
            owner=one.owner,
            due=one.due,
            done_at=done[one.number].at if one.number in done else None,
            done_text=done[one.number].text if one.number in done else "",
        )
        for one in found
    )


def state_after(events: Sequence[Happened]) -> CaseState:
    """Return the state that a case is in after these events."""
    kinds = [one.kind for one in events]
    ends = [kind for kind in kinds if kind in {CaseEvent.CLOSED, CaseEvent.REOPENED}]
    if ends and ends[-1] is CaseEvent.CLOSED:
        return CaseState.CLOSED
    actions = actions_of(events)
    if any(one.done_at is None for one in actions):
        return CaseState.ACTING
    if actions:
        last = max(k for k, kind in enumerate(kinds) if kind is CaseEvent.DONE)
        looked = CaseEvent.CHECK in kinds[last:]
        return CaseState.CHECKED if looked else CaseState.CHECKING
    begun = {CaseEvent.OWNER, CaseEvent.FINDING, CaseEvent.CAUSE} & set(kinds)
    return CaseState.INVESTIGATING if begun else CaseState.OPEN
