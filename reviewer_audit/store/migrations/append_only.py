"""Tables that only grow. Frozen, as the steps are that use it."""

from collections.abc import Iterable

from sqlalchemy import Connection


def guard(conn: Connection, tables: Iterable[str], key: str = "id") -> None:
    """Refuse to update, delete and replace rows of these tables, told apart by ``key``."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            conn.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        conn.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
