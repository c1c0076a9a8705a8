"""Who works on the audit. Names live here alone; everything else writes ids."""

import unicodedata
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.store.tables.project import person


def name_key(name: str) -> str:
    """Return what makes two spellings the same name."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def find(tx: Connection, name: str) -> Person | None:
    """Return the person of this name."""
    row = tx.execute(select(person).where(person.c.name_key == name_key(name))).first()
    return None if row is None else _person(row)


def find_or_add(tx: Connection, name: str, role: Role = Role.AUDITOR) -> Person:
    """Return the person of this name, who is new to the project where nobody has it."""
    known = find(tx, name)
    if known is not None:
        return known
    new = Person(id=PersonId(str(uuid4())), name=" ".join(name.split()), role=role)
    add(tx, new)
    return new


def add(tx: Connection, new: Person) -> None:
    """Store somebody whose id is known already; a known id keeps its row."""
    if tx.execute(select(person.c.id).where(person.c.id == new.id)).first() is None:
        row = {"id": new.id, "name": new.name, "name_key": name_key(new.name), "role": new.role}
        tx.execute(insert(person).values(row))


def set_role(tx: Connection, who: PersonId, role: Role) -> None:
    """Change what somebody does in the project."""
    tx.execute(update(person).where(person.c.id == who).values(role=role))


def everyone(tx: Connection) -> tuple[Person, ...]:
    """Return all people by name."""
    return tuple(_person(row) for row in tx.execute(select(person).order_by(person.c.name_key)))


def _person(row: object) -> Person:
    return Person(id=row.id, name=row.name, role=Role(row.role))  # type: ignore[attr-defined]
