"""The versions of the rule book, as the text that reviewer_audit.policies writes and reads."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from reviewer_audit.store.tables.project import policy


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPolicy:
    """One version; ``body`` is its encoded text."""

    version: str
    name: str
    effective_from: str
    body: str


def add(tx: Connection, new: StoredPolicy) -> None:
    """Store a version."""
    tx.execute(
        insert(policy).values(
            version=new.version, name=new.name, effective_from=new.effective_from, body=new.body
        )
    )


def versions(tx: Connection) -> tuple[StoredPolicy, ...]:
    """Return all versions, the one in force last."""
    rows = tx.execute(select(policy).order_by(policy.c.effective_from, policy.c.id))
    return tuple(_stored(row) for row in rows)


def newest(tx: Connection) -> StoredPolicy | None:
    """Return the version in force."""
    order = (policy.c.effective_from.desc(), policy.c.id.desc())
    row = tx.execute(select(policy).order_by(*order).limit(1)).first()
    return None if row is None else _stored(row)


def of_version(tx: Connection, version: str) -> StoredPolicy:
    """Return the version of that name; LookupError where there is none."""
    row = tx.execute(select(policy).where(policy.c.version == version)).first()
    if row is None:
        raise LookupError(version)
    return _stored(row)


def _stored(row: object) -> StoredPolicy:
    names = ("version", "name", "effective_from", "body")
    return StoredPolicy(**{name: getattr(row, name) for name in names})
