"""Who works on an audit, and what each of them can take on."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)  # a UUID


class Role(StrEnum):
    """What somebody does in the project."""

    LEAD = "lead"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who writes in the project. Only the id is ever written beside what they did."""

    id: PersonId
    name: str
    role: Role = Role.AUDITOR


@dataclass(frozen=True, slots=True, order=True)
class Away:
    """Days on which somebody does not work, the last one included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days in which a round is graded, the last one included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days that are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of an item before anybody grades it: nothing of what was decided on it."""

    language: str = ""
    queues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # declared by the sender, beside the queues


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What somebody can take on. Empty means: everything, at any time.

    ``not_topics`` are queues, item types or declared topics that are never given to this person.
    They are for the planner alone: no report, pack, export or line of the journal holds them, and
    nobody is asked for a reason.
    """

    languages: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    hours: float | None = None  # a week
    away: tuple[Away, ...] = ()
    not_topics: tuple[str, ...] = field(default=(), repr=False)

    @property
    def takes_everything(self) -> bool:
        """Whether no item is kept from this person."""
        return not (self.languages or self.queues or self.not_topics)

    def takes(self, item: Traits) -> bool:
        """Return whether an item may go to this person.

        A language or queue that the sender did not say keeps nobody out. Of an item that came in
        by several queues one is enough to know it, and one is enough to keep it away.
        """
        spoken = {_key(one) for one in self.languages}
        wanted = _key(item.language)
        if spoken and wanted and wanted not in spoken and _main(wanted) not in spoken:
            return False
        known = {_key(one) for one in item.queues} - {""}
        if self.queues and known and not known & {_key(one) for one in self.queues}:
            return False
        told = known | {_key(one) for one in item.topics}
        return not told & {_key(one) for one in self.not_topics}

    def days_in(self, window: Window) -> int:
        """Return on how many days of a window this person is there."""
        gone = {
            day
            for one in self.away
            for day in _days(max(one.first, window.first), min(one.last, window.last))
        }
        return window.days - len(gone)


def tidy(values: Iterable[str]) -> tuple[str, ...]:
    """Return names once each, without blanks, in the order given."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(_key(value), " ".join(value.split()))
    found.pop("", None)
    return tuple(found.values())


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _main(language: str) -> str:
    """Return the language of a tag: ``en`` of ``en-GB``."""
    return language.replace("_", "-").partition("-")[0]


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=k) for k in range((last - first).days + 1))
