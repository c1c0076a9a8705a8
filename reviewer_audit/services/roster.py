"""The roster: who works on the audit, what each can take on, and when they are away.

It is the lead's. What somebody does not grade is shown to leads alone and only when they ask for
it; the journal says that an entry was changed, not how.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from reviewer_audit.domain.people import Availability, Away, Person, PersonId, Role, tidy
from reviewer_audit.errors import PeopleError
from reviewer_audit.i18n import _
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, packs, people, roster
from reviewer_audit.store.project import Tx

WEEK = 7 * 24  # hours
FIELDS = tuple(one.name for one in fields(Availability))
_COLUMNS: dict[str, tuple[str, ...]] = {  # of a sheet, as people write them
    "name": ("name", "person", "auditor"),
    "role": ("role", "works as"),
    "languages": ("languages", "language"),
    "queues": ("queues", "queue"),
    "hours": ("hours", "hours per week", "hours a week", "capacity"),
    "away": ("away", "away dates", "leave"),
    "not_topics": ("not topics", "not for", "opt-outs", "opt outs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """A person, what they can take on, and the fingerprint of their key ("" where none is known).

    ``known`` is None of whom the roster says nothing: they can take everything.
    """

    person: Person
    known: Availability | None
    fingerprint: str

    def as_json(self, *, private: bool = False) -> dict[str, Any]:
        """Return the object that commands print; what is private only when it is asked for."""
        one = self.known or Availability()
        said: dict[str, Any] = {
            "name": self.person.name,
            "role": self.person.role.value,
            "languages": list(one.languages),
            "queues": list(one.queues),
            "hours": one.hours,
            "away": [[a.first.isoformat(), a.last.isoformat()] for a in one.away],
            "fingerprint": self.fingerprint,
        }
        return said | ({"not_topics": list(one.not_topics)} if private else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be changed of a person: the fields of an Availability that are named."""

    name: str
    role: Role | None = None
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What was changed, and the words that nothing brought in so far has: perhaps misspelt."""

    people: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the object that commands print."""
        return {"people": list(self.people), "unknown": list(self.unknown)}


def lines(store: Project, *, by: Person | None = None) -> tuple[RosterLine, ...]:
    """Return everybody by name; what is private is there where a lead asks."""
    from reviewer_audit.packs import keys

    with store.read() as tx:
        known = roster.every(tx)
        held = packs.keys(tx)
        everyone = people.everyone(tx)
    if by is None or by.role is not Role.LEAD:
        known = {who: replace(one, not_topics=()) for who, one in known.items()}
    return tuple(
        RosterLine(
            person=one,
            known=known.get(one.id),
            fingerprint=keys.public_from(held[one.id][-1]).fingerprint if one.id in held else "",
        )
        for one in everyone
    )


def change(store: Project, entries: Sequence[Entry], *, by: Person) -> Changed:
    """Change what is known of people, all or nobody; who is new to the project joins it.

    Raises:
        PeopleError: not a lead asks, or a value cannot be used. Nothing was changed.
    """
    require_lead(by)
    for entry in entries:
        _require_sound(entry)
    with store.write("roster.set", by=by) as tx:
        known = roster.every(tx)
        done: dict[PersonId, str] = {}
        for entry in entries:
            person = people.find_or_add(tx, entry.name, entry.role or Role.AUDITOR)
            if entry.role is not None and entry.role is not person.role:
                people.set_role(tx, person.id, entry.role)
            if entry.changes:
                before = known.get(person.id, Availability())
                known[person.id] = replace(before, **entry.changes)
                roster.put(tx, person.id, known[person.id])
            done[person.id] = person.name
        tx.info["body"] = {"people": sorted(done)}
        unknown = _unknown(tx, [known[who] for who in done if who in known])
    return Changed(people=tuple(done.values()), unknown=unknown)


def require_lead(who: Person) -> None:
    """Refuse to change the roster, or to tell what is private in it, for anybody else.

    Raises:
        PeopleError: they are no lead.
    """
    if who.role is not Role.LEAD:
        message = _("The roster is the lead's, and {name} is an auditor here.").format(
            name=who.name
        )
        raise PeopleError(message, _("Nothing was changed."), code="people.leads_only")


def values(store: Project, role: str) -> tuple[str, ...]:
    """Return the languages or queues (or topics) that arrived, to choose from."""
    with store.read() as tx:
        return _arrived(tx, role)


def names_of(text: str) -> tuple[str, ...]:
    """Read names with commas or semicolons between them."""
    return tidy(re.split(r"[;,\n]", text))


def hours_of(text: str) -> float | None:
    """Read hours a week; "" is none.

    Raises:
        PeopleError: it is no number of hours.
    """
    if not text.strip():
        return None
    try:
        return float(text.strip().removesuffix("h").strip().replace(",", "."))
    except ValueError as error:
        message = _("{text!r} is no number of hours a week.").format(text=text)
        raise PeopleError(message, _("Nothing was changed."), code="people.hours") from error


def away_of(text: str) -> tuple[Away, ...]:
    """Read days such as 2026-12-24..2027-01-03, or single ones, with commas between them.

    Raises:
        PeopleError: a day cannot be read, or the last one is before the first.
    """
    found = []
    for part in names_of(text):
        first, _dots, last = (piece.strip() for piece in part.partition(".."))
        try:
            days = Away(date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError as error:
            message = _("{part!r} names no days.").format(part=part)
            hint = _("Nothing was changed. Write 2026-12-24 or 2026-12-24..2027-01-03.")
            raise PeopleError(message, hint, code="people.away") from error
        if days.last < days.first:
            message = _("{part} ends before it begins.").format(part=part)
            raise PeopleError(message, _("Nothing was changed."), code="people.away")
        found.append(days)
    return tuple(sorted(found))


def away_text(days: Sequence[Away]) -> str:
    """Write days as ``away_of`` reads them."""
    return ", ".join(
        one.first.isoformat() if one.first == one.last else f"{one.first}..{one.last}"
        for one in days
    )


def from_sheet(path: Path) -> tuple[Entry, ...]:
    """Read a sheet with a column of names and any of role, languages, queues, hours, away.

    A column that is there is taken over, its blanks too; one that is not changes nothing.

    Raises:
        IntakeError: the file cannot be read.
        PeopleError: it has no column of names, or a cell cannot be used.
    """
    from reviewer_audit import intake

    table = intake.read(path)
    header = {" ".join(name.split()).casefold(): name for name in table.header}
    columns = {
        key: table.column(header[name])
        for key, spellings in _COLUMNS.items()
        for name in spellings[::-1]
        if name in header
    }
    if "name" not in columns:
        message = _("{name} has no column of names.").format(name=path.name)
        raise PeopleError(message, _("Nothing was changed. Head it: name."), code="people.sheet")
    return tuple(
        _entry({key: cells[k] or "" for key, cells in columns.items()}, table.row_numbers[k])
        for k in range(len(table))
        if columns["name"][k]
    )


def _entry(cells: Mapping[str, str], row: int) -> Entry:
    readers = {"hours": hours_of, "away": away_of}
    try:
        role = Role(cells["role"].strip().casefold()) if cells.get("role") else None
        changes = {key: readers.get(key, names_of)(cells[key]) for key in FIELDS if key in cells}
        entry = Entry(name=" ".join(cells["name"].split()), role=role, changes=changes)
        _require_sound(entry)
    except ValueError as error:
        message = _("Row {row}: {cells!r} is neither lead nor auditor.").format(
            row=row, cells=cells["role"]
        )
        raise PeopleError(message, _("Nothing was changed."), code="people.role") from error
    except PeopleError as error:
        message = _("Row {row}: {message}").format(row=row, message=error.message)
        raise PeopleError(message, error.hint, code=error.code) from error
    return entry


def _require_sound(entry: Entry) -> None:
    if not entry.name.strip():
        message = _("A person needs a name.")
        raise PeopleError(message, _("Nothing was changed."), code="people.name")
    hours = entry.changes.get("hours")
    if hours is not None and not 0 < hours <= WEEK:
        message = _("{hours:g} hours a week cannot be worked.").format(hours=hours)
        hint = _(
            "Nothing was changed. Say more than 0 and at most {week}; who is away has days away."
        ).format(week=WEEK)
        raise PeopleError(message, hint, code="people.hours")


def _unknown(tx: Tx, known: Sequence[Availability]) -> tuple[str, ...]:
    """Return the words of people that nothing that was brought in has."""
    if not decisions.newest_id(tx):
        return ()
    arrived = Availability(queues=_arrived(tx, "queue"), languages=_arrived(tx, "language"))
    topics = (*arrived.queues, *_arrived(tx, "item_type"), *roster.declared_topics(tx))
    found: list[str] = []
    for one in known:
        found += _not_in(one.languages, (*arrived.languages, *map(_main, arrived.languages)))
        found += _not_in(one.queues, arrived.queues)
        found += _not_in(one.not_topics, topics)
    return tidy(found)


def _arrived(tx: Tx, role: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, decisions.value_counts(tx, role))))


def _main(language: str) -> str:
    return language.replace("_", "-").partition("-")[0]


def _not_in(words: Sequence[str], arrived: Sequence[str]) -> list[str]:
    there = {people.name_key(word) for word in arrived}
    return [word for word in words if people.name_key(word) not in there]
