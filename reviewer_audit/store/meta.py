"""Small facts of the project, and the saved mappings of its vendors."""

from sqlalchemy import Connection, delete, insert, select

from reviewer_audit.store.tables.project import meta, profile


def get(tx: Connection, key: str, default: str = "") -> str:
    """Return a fact."""
    value = tx.scalar(select(meta.c.value).where(meta.c.key == key))
    return default if value is None else str(value)


def put(tx: Connection, key: str, value: str) -> None:
    """Write down a fact, over the one of the same key."""
    tx.execute(delete(meta).where(meta.c.key == key))
    tx.execute(insert(meta).values(key=key, value=value))


def profiles(tx: Connection) -> dict[str, str]:
    """Return the saved mappings by name."""
    return {row.name: row.body for row in tx.execute(select(profile).order_by(profile.c.name))}


def put_profile(tx: Connection, name: str, body: str) -> None:
    """Save a mapping under a name."""
    tx.execute(delete(profile).where(profile.c.name == name))
    tx.execute(insert(profile).values(name=name, body=body))
