"""Take back what somebody has not graded, and give it to others; or give out what nobody has.

Grades stay where they are. What is graded after it was taken back counts, too, once its return
comes in: then two people graded the item.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.errors import PeopleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.sharing import share
from reviewer_audit.services import assigning
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.assigning import Uncovered
from reviewer_audit.services.projects import Project
from reviewer_audit.store import items, packs, people, roster, rounds, samples
from reviewer_audit.store.project import Tx

_UNGRADED = ("open", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Which items go to whom.

    ``dropped`` leave the desk and go to nobody: who could take them has them already, or they
    are gold, which was chosen for one person. ``kept`` stay where they are: nobody named can
    take them.
    """

    given: Mapping[str, Sequence[int]]
    dropped: Sequence[int]
    kept: tuple[Uncovered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned:
    """What went from whom to whom."""

    round_id: int
    source: str  # "" for items that nobody had
    given: Mapping[str, int]
    dropped: int
    kept: tuple[Uncovered, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object that commands print."""
        return {
            "round": self.round_id,
            "from": self.source,
            "given": dict(self.given),
            "taken_back": sum(self.given.values()) + self.dropped if self.source else 0,
            "dropped": self.dropped,
            "kept": [one.as_json() for one in self.kept],
        }


def reassign(
    store: Project,
    to: Sequence[str],
    *,
    by: Person,
    source: str = "",
    round_id: int | None = None,
) -> Reassigned:
    """Give the ungraded items of one auditor, or those that nobody has, to others.

    They are dealt so that what everybody has left fits their time, and only to people who can
    take them. What was skipped is given on, too; an answer, even one withdrawn, stays.

    Raises:
        PeopleError: there is nothing to give, or nobody to give it to. Nothing was changed.
        ClosedError: the round is no longer graded.
    """
    names = tuple(dict.fromkeys(" ".join(name.split()) for name in to if name.strip()))
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_grading(one)
    with store.read() as tx:
        owner = people.find(tx, source) if source else None
    if not names or (owner is not None and any(_same(owner, name) for name in names)):
        message = _("Name somebody else to give the items to.")
        raise PeopleError(message, _("Nothing was changed."), code="people.nobody")
    if source and owner is None:
        message = _("Nobody here is called {source}.").format(source=source)
        raise PeopleError(message, _("Nothing was changed."), code="people.unknown")
    with store.read() as tx:
        moves = plan(tx, one, names, source=owner)
    if not any(moves.given.values()) and not moves.dropped:
        raise _nothing(one, source, moves)
    with store.write("round.reassign", by=by) as tx:
        who = {name: people.find_or_add(tx, name, Role.AUDITOR) for name in names}
        if owner is not None:
            gone = [(who[name].id, pile) for name, pile in moves.given.items()]
            for new, pile in [*gone, (PersonId(""), moves.dropped)]:
                if pile:
                    packs.take_back(tx, one.id, pile, of=owner.id, given_to=new, by=by.id)
        for name, pile in moves.given.items():
            after = rounds.last_position(tx, one.id, who[name].id)
            rounds.assign(tx, one.id, who[name].id, pile, after=after)
        tx.info["body"] = {
            "round": one.id,
            "from": owner.id if owner else "",
            "to": {who[name].id: len(pile) for name, pile in moves.given.items()},
            "dropped": len(moves.dropped),
        }
    return Reassigned(
        round_id=one.id,
        source=owner.name if owner else "",
        given={who[name].name: len(pile) for name, pile in moves.given.items()},
        dropped=len(moves.dropped),
        kept=moves.kept,
    )


def plan(tx: Tx, one: Round, to: Sequence[str], *, source: Person | None) -> Moves:
    """Say which items of ``source``, or that nobody has, would go to whom."""
    desk = rounds.assignments(tx, one.id)
    wanted, extra = _waiting(tx, one, desk, source)
    away = packs.given_away(tx, one.id)
    held = [_held(tx, desk, away, name) for name in to]
    crew = assigning.crew(tx, to, due=rounds.details(tx, one.id)["due"])
    traits = roster.traits(tx, wanted)
    names = items.names_of(tx, wanted)
    numbers = {name: number for number, name in names.items()}
    can = {
        number: tuple(k for k in crew.able(traits[number]) if number not in held[k].given_up)
        for number in wanted
    }
    able = {
        names[number]: tuple(k for k in places if number not in held[k].items)
        for number, places in can.items()
    }
    stored = rounds.details(tx, one.id)["plan"]
    found = share(
        sorted(numbers),
        to,
        0.0,
        str(stored.get("seed", "")),
        able=able,
        capacity=[crew.capacity[name] for name in to],
        loads={name: held[k].left for k, name in enumerate(to)},
    )
    left = [numbers[name] for name in found.uncovered]
    return Moves(
        given={name: [numbers[item] for item in found.piles[name]] for name in to},
        dropped=[*extra, *(number for number in left if can[number])],
        kept=assigning.counted(traits[number] for number in left if not can[number]),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    items: frozenset[int]
    given_up: frozenset[int]  # skipped, and given to others since
    left: int


def _held(tx: Tx, desk: Sequence[Any], away: Collection[tuple[int, str]], name: str) -> _Held:
    person = people.find(tx, name)
    mine = [row for row in desk if person is not None and row.auditor_id == person.id]
    gone = frozenset(row.item_id for row in mine if (row.item_id, row.auditor_id) in away)
    left = sum(row.state in _UNGRADED and row.item_id not in gone for row in mine)
    return _Held(frozenset(row.item_id for row in mine), gone, left)


def _waiting(
    tx: Tx, one: Round, desk: Sequence[Any], source: Person | None
) -> tuple[list[int], list[int]]:
    """Return the items to give, and those that only leave the desk: gold."""
    if source is None:
        return samples.on_no_desk(tx, one.id), []
    answered = packs.ever_answered(tx, one.id, source.id)
    away = packs.given_away(tx, one.id)
    mine = [
        row
        for row in desk
        if row.auditor_id == source.id
        and row.state in _UNGRADED
        and (row.item_id not in answered or row.state == "skipped")
        and (row.item_id, row.auditor_id) not in away
    ]
    audited = [row.item_id for row in mine if row.kind == AssignmentKind.AUDIT]
    return audited, [row.item_id for row in mine if row.kind != AssignmentKind.AUDIT]


def _same(person: Person, name: str) -> bool:
    return people.name_key(person.name) == people.name_key(name)


def _nothing(one: Round, source: str, moves: Moves) -> PeopleError:
    if moves.kept:
        count = sum(cell.items for cell in moves.kept)
        message = _("Nobody named can take any of the {count:,} items.").format(count=count)
        hint = _("Nothing was changed. See the roster: people list.")
        return PeopleError(message, hint, code="people.cannot_take")
    if source:
        message = _("{name} has nothing in {title} that could be given on.").format(
            name=source, title=one.title
        )
    else:
        message = _("There is nothing in {title} that could be given on.").format(title=one.title)
    return PeopleError(message, _("Nothing was changed."), code="people.nothing")
