"""Create and open projects. Grading reaches this module: it may not know decisions."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from reviewer_audit.store import journal, meta, people, policies
from reviewer_audit.store.policies import StoredPolicy
from reviewer_audit.store.project import ProjectStore as Project

__all__ = [
    "Project",
    "create_project",
    "everyone",
    "looking_at",
    "open_project",
    "save_copy",
    "seat",
    "set_role",
    "title",
    "verify",
]


def create_project(path: Path, policy: Policy, *, by: str = "", title: str = "") -> Project:
    """Make a new project file; a file that is there is never touched.

    Args:
        path: where; the usual ending is ``.audit``.
        policy: the first version of the rule book.
        by: name of the lead; the system's user where none is given.
        title: what the audit is called; the file's name where none is given.
    """
    store = Project(path, create=True)
    lead = Person(id=PersonId(str(uuid4())), name=by or system_user(), role=Role.LEAD)
    with store.write("project.create", by=lead, body={"policy": policy.version}) as tx:
        people.add(tx, lead)
        meta.put(tx, "title", title or path.stem)
        policies.add(tx, stored(policy))
    return store


def open_project(path: Path) -> Project:
    """Open a project file; somebody else's is opened for reading only."""
    return Project(path)


@contextmanager
def looking_at(path: Path) -> Iterator[Project]:
    """Give a project to read and nothing else: its folder stays as it is, byte by byte."""
    store = Project(path, look=True)
    try:
        yield store
    finally:
        store.close()


def seat(store: Project, name: str = "", role: Role = Role.LEAD) -> Person:
    """Return who sits here, new to the project where nobody has that name."""
    name = " ".join((name or system_user()).split())
    with store.read() as tx:
        known = people.find(tx, name)
    if known is not None:
        return known
    new = Person(id=PersonId(str(uuid4())), name=name, role=role)
    if store.read_only:
        return new
    with store.write("person.add", by=new, body={"person": new.id}) as tx:
        people.add(tx, new)
    return new


def everyone(store: Project) -> tuple[Person, ...]:
    """Return all people of the project by name."""
    with store.read() as tx:
        return people.everyone(tx)


def set_role(store: Project, who: Person, role: Role, *, by: Person) -> None:
    """Make somebody a lead or an auditor."""
    with store.write("person.role", by=by, body={"person": who.id, "role": role.value}) as tx:
        people.set_role(tx, who.id, role)


def title(store: Project) -> str:
    """Return what the audit is called."""
    with store.read() as tx:
        return meta.get(tx, "title", store.path.stem)


def save_copy(store: Project, target: Path) -> None:
    """Save a whole copy of the project, checked before it gets its name."""
    from reviewer_audit.render.files import replacing

    with replacing(target) as partial:
        store.copy_to(partial)


def verify(store: Project) -> int | None:
    """Return the first journal row that was altered; None where the journal is whole."""
    with store.read() as tx:
        return journal.first_bad(tx)


def journal_head(store: Project) -> str:
    """Return number and seal of the newest journal row."""
    with store.read() as tx:
        seq, seal = journal.head(tx)
    return f"{seq}:{seal[:16]}"


def stored(policy: Policy) -> StoredPolicy:
    """Return a rule book as the project file holds it."""
    return StoredPolicy(
        version=policy.version,
        name=policy.name,
        effective_from=policy.effective_from.isoformat(),
        body=rule_books.encode(policy),
    )


def system_user() -> str:
    """Return the name of the system's user: the default for who sits here."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        message = _("The system does not say who you are.")
        raise AuditError(message, _("Name yourself with --by.")) from error
