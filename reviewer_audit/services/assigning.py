"""Who can take which items: what the roster says, applied before anybody grades.

Languages, queues and declared topics of an item are what its sender said when it came in. Nothing
of what the vendor decided on it is read here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from reviewer_audit.domain.people import Availability, Traits, Window
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.sampling.assign import assign
from reviewer_audit.sampling.sharing import Shared, pairs_are_even, share
from reviewer_audit.store import people, roster
from reviewer_audit.store.project import Tx

BETWEEN = " + "  # queues of one item


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Uncovered:
    """So many items of a language and queue that none of the people named can take."""

    language: str
    queue: str
    items: int

    @property
    def sentence(self) -> str:
        """How many, of what, in words."""
        many = ngettext("{n} item", "{n} items", self.items)
        said = [many.format(n=f"{self.items:,}")]
        if self.language:
            said.append(_("language {name}").format(name=self.language))
        if self.queue:
            said.append(_("queue {name}").format(name=self.queue))
        return ", ".join(said)

    def as_json(self) -> dict[str, Any]:
        """Return the object that commands print."""
        return {"language": self.language, "queue": self.queue, "items": self.items}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """Names of items by auditor, and what could not be dealt as asked.

    ``single`` is how many items should have gone to two people and went to one.
    """

    piles: Mapping[str, Sequence[str]]
    uncovered: tuple[Uncovered, ...] = ()
    single: int = 0


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of a round, in the order they were named, and what each can take on.

    ``capacity`` is by name: minutes a week times days that somebody is there; 0 is never there.
    """

    names: tuple[str, ...]
    known: Mapping[str, Availability] = field(repr=False)
    capacity: Mapping[str, int]

    @property
    def is_alike(self) -> bool:
        """Whether everybody can take everything and works as long as the others."""
        sizes = set(self.capacity.values())
        return sizes != {0} and len(sizes) <= 1 and all(
            self.known[name].takes_everything for name in self.names
        )  # fmt: skip

    def able(self, item: Traits) -> tuple[int, ...]:
        """Return the places of those who can take an item."""
        return tuple(
            place
            for place, name in enumerate(self.names)
            if self.capacity[name] and self.known[name].takes(item)
        )


def crew(tx: Tx, names: Iterable[str], *, due: str, today: date | None = None) -> Crew:
    """Return what the roster says of people; of whom it says nothing, they can take everything.

    Away days count where the round has a due date: from today to that day. Who does not say how
    many hours they work is taken to work as long as the others do on average.
    """
    named = tuple(names)
    entries = roster.every(tx)
    known = {}
    for name in named:
        person = people.find(tx, name)
        entry = entries.get(person.id) if person else None
        known[name] = entry or Availability()
    window = _window(due, today or datetime.now(UTC).date())
    said = [one.hours for one in known.values() if one.hours]
    usual = sum(said) / len(said) if said else 1.0
    capacity = {
        name: round((one.hours or usual) * 60) * (one.days_in(window) if window else 1)
        for name, one in known.items()
    }
    return Crew(named, known, capacity)


def deal(
    tx: Tx,
    who: Crew,
    numbers: Mapping[str, int],
    *,
    overlap: float,
    seed: str,
    loads: Mapping[str, int],
) -> Dealt:
    """Share items, given as name -> number, among the people who can take them.

    Where all are alike the items are dealt as they always were, so that a seed gives what it gave
    before; only where that would let some pairs meet often and others hardly ever (from six
    auditors on it may) they are dealt anew, with even pairs.
    """
    traits: Mapping[int, Traits] = {}
    if who.is_alike:
        piles = assign(sorted(numbers), who.names, overlap, seed, loads=loads)
        if pairs_are_even(piles):
            return Dealt(piles=piles)
        able = dict.fromkeys(numbers, tuple(range(len(who.names))))
    else:
        traits = roster.traits(tx, set(numbers.values()))
        kinds = {one: who.able(one) for one in set(traits.values())}
        able = {name: kinds[traits[number]] for name, number in numbers.items()}
    found: Shared = share(
        sorted(numbers),
        who.names,
        overlap,
        seed,
        able=able,
        capacity=[who.capacity[name] for name in who.names],
        loads=loads,
    )
    return Dealt(
        piles=found.piles,
        uncovered=counted(traits[numbers[name]] for name in found.uncovered),
        single=found.single,
    )


def counted(items: Iterable[Traits]) -> tuple[Uncovered, ...]:
    """Count items by language and queue."""
    return summed((one, 1) for one in items)


def summed(items: Iterable[tuple[Traits, int]]) -> tuple[Uncovered, ...]:
    """Sum numbers of items by language and queue."""
    cells = Counter[tuple[str, str]]()
    for one, n in items:
        cells[one.language, BETWEEN.join(one.queues)] += n
    return tuple(
        sorted(
            Uncovered(language=language, queue=queue, items=n)
            for (language, queue), n in cells.items()
        )
    )


def day_of(text: str) -> date | None:
    """Return the day that a due date names; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _window(due: str, today: date) -> Window | None:
    last = day_of(due)
    return Window(first=today, last=last) if last is not None and last >= today else None
