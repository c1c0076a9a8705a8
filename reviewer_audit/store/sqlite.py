"""All that is SQLite only: how a project file is opened, and what it refuses."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from reviewer_audit import i18n
from reviewer_audit.errors import StorageError
from reviewer_audit.i18n import N_, _

APPLICATION_ID = 0x52415544  # "RAUD"
MAGIC = b"SQLite format 3\x00"
BUSY_SECONDS = 5.0
_TOGETHER = 16  # rows in one statement: a statement costs more than a row
_GROUPS = 512
PRAGMAS = {
    "journal_mode": "DELETE",  # one file is one project; WAL has lost data and fails on shares
    "synchronous": "EXTRA",
    "fullfsync": "ON",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "trusted_schema": "OFF",
    "cell_size_check": "ON",
    "recursive_triggers": "ON",  # else INSERT OR REPLACE walks past append-only triggers
    "mmap_size": "0",
    "cache_size": "-65536",  # KiB: an import of 100,000 rows fits, and is written once
}
EVERY: frozenset[str] = frozenset()  # all columns
BLIND_READS: Mapping[str, frozenset[str]] = {
    "item": frozenset({"id", "content", "content_kind", "language", "context"}),
    "assignment": frozenset(  # not its kind: gold looks like any other item
        {"id", "round_id", "item_id", "auditor_id", "position", "state"}
    ),
    "grade": EVERY,
    "draft": EVERY,
    "policy": EVERY,
    "person": EVERY,
    "meta": EVERY,
    "round": frozenset({"id", "title", "purpose", "state", "policy_version", "due"}),
    "journal": frozenset({"seq", "hash"}),
    "withdrawal": frozenset({"merge_id"}),
    "bulletin": EVERY,
    "bulletin_read": EVERY,
    "near_item": EVERY,
    "precedent": EVERY,
    "side_note": EVERY,
    "original_opened": EVERY,
    "blob": EVERY,
    "item_media": frozenset(
        {"id", "item_id", "place", "kind", "sha256", "fault", "width", "height"}
    ),
}
BLIND_WRITES = frozenset(
    {
        (sqlite3.SQLITE_INSERT, "grade", None),
        (sqlite3.SQLITE_INSERT, "draft", None),
        (sqlite3.SQLITE_INSERT, "bulletin_read", None),
        (sqlite3.SQLITE_INSERT, "original_opened", None),
        (sqlite3.SQLITE_DELETE, "draft", None),
        (sqlite3.SQLITE_INSERT, "journal", None),
        (sqlite3.SQLITE_UPDATE, "draft", "note"),
        (sqlite3.SQLITE_UPDATE, "assignment", "state"),
    }
)
BLIND_FUNCTIONS = frozenset({"count", "max", "min", "coalesce", "sum", "substr"})
REASONS = {
    sqlite3.SQLITE_BUSY: N_("Another program is writing to the project."),
    sqlite3.SQLITE_LOCKED: N_("Another program is writing to the project."),
    sqlite3.SQLITE_CANTOPEN: N_("There is no project here, or it may not be opened."),
    sqlite3.SQLITE_CORRUPT: N_("The project file is damaged."),
    sqlite3.SQLITE_FULL: N_("The disk is full."),
    sqlite3.SQLITE_IOERR: N_("The disk did not answer."),
    sqlite3.SQLITE_NOTADB: N_("This file is not an audit project."),
    sqlite3.SQLITE_READONLY: N_("The project may only be read."),
}
HINTS = {
    sqlite3.SQLITE_FULL: N_("Nothing was changed. Free some space, then try again."),
    sqlite3.SQLITE_READONLY: N_(
        "Nothing was changed. Close it elsewhere, or copy it to a folder you may write to."
    ),
    sqlite3.SQLITE_CORRUPT: N_(
        "It was left as it is. Open a backup, or send the file to whoever keeps the audit."
    ),
}


def open_engine(
    path: Path, *, create: bool = False, blind: bool = False, read_only: bool = False
) -> Engine:
    """Open a project file; a blind engine may do only what grading needs."""
    mode = "ro" if read_only else "rwc" if create else "rw"
    address = f"{path.resolve().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def _prepare(raw: sqlite3.Connection, _record: Any) -> None:
        for name, value in PRAGMAS.items():
            raw.execute(f"PRAGMA {name} = {value}")
        if blind:
            raw.set_authorizer(_allow_only_grading)

    @event.listens_for(engine, "begin")
    def _begin(tx: Connection) -> None:
        writes = tx.get_execution_options().get("writes", False)
        tx.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """Give a transaction; what the disk refuses becomes a StorageError."""
    try:
        with engine.connect().execution_options(writes=writes) as tx, tx.begin():
            yield tx
    except DBAPIError as error:
        raise translated(error.orig) or error from error
    except sqlite3.Error as error:
        raise translated(error) or error from error


def translated(error: BaseException | None) -> StorageError | None:
    """Say in words what the database refused; None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code not in REASONS:
        return None
    return _refused(code)


def _refused(code: int) -> StorageError:
    hint = HINTS.get(code, N_("Nothing was changed."))
    return StorageError(i18n.translated(REASONS[code]), i18n.translated(hint))


def require_project_file(path: Path) -> None:
    """Refuse what is no project before SQLite touches it."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        message = _("{name} cannot be opened: {why}.").format(name=path.name, why=error.strerror)
        raise StorageError(message, _("Check the name and the folder.")) from error
    if not head:
        message = _("{name} is empty.").format(name=path.name)
        raise StorageError(message, _("It was left as it is. Open a backup of the project."))
    if head[:16] != MAGIC or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        message = _("{name} is not an audit project.").format(name=path.name)
        raise StorageError(message, _("It was left as it is. Projects end in .audit."))


def mark_as_ours(tx: Connection) -> None:
    """Write into the file what kind of file it is."""
    tx.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def require_sound(tx: Connection, newest: int) -> None:
    """Refuse a damaged file, or one of a newer version of this program."""
    if version(tx) > newest:
        message = _("A newer version of Reviewer Audit made this project.")
        raise StorageError(message, _("It was left as it is. Install that version to open it."))
    require_whole(tx)
    if tx.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise _refused(sqlite3.SQLITE_CORRUPT)


def version(tx: Connection) -> int:
    """Return the number of the last migration that a file has seen."""
    return int(tx.exec_driver_sql("PRAGMA user_version").scalar_one())


def require_whole(tx: Connection) -> None:
    """Refuse a file with a damaged page: all that copying can go wrong with."""
    if tx.exec_driver_sql("PRAGMA quick_check").scalar_one() != "ok":
        raise _refused(sqlite3.SQLITE_CORRUPT)


def inserted_id(result: CursorResult[Any]) -> int:
    """Return the number that the database gave to a new row."""
    key = result.inserted_primary_key
    if key is None:  # pragma: no cover - every insert of one row has a key
        raise LookupError
    return int(key[0])


def bulk_insert(tx: Connection, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert many rows below SQLAlchemy, in the same transaction: four times as fast.

    ``sql`` is ``INSERT INTO ... VALUES (...)`` of one row, with question marks. A row that the
    database refuses ends the whole transaction, which spares it a journal of each statement.
    """
    raw = tx.connection.driver_connection
    if raw is None:  # pragma: no cover - the pool always has one while a transaction lives
        message = "no connection"
        raise RuntimeError(message)
    sql = sql.replace("INSERT", "INSERT OR ROLLBACK", 1)
    head, _values, one = sql.partition(" VALUES ")
    several = f"{head} VALUES {', '.join([one] * _TOGETHER)}"
    width = one.count("?") * _TOGETHER
    every = iter(rows)
    while some := list(islice(every, _TOGETHER * _GROUPS)):
        whole = len(some) // _TOGETHER * _TOGETHER
        flat = chain.from_iterable(some[:whole])
        raw.executemany(several, zip(*[flat] * width, strict=True))
        raw.executemany(sql, some[whole:])


def bulk_rows(tx: Connection, sql: str, *given: Any) -> list[Any]:
    """Read many rows as plain tuples, below SQLAlchemy, in the same transaction."""
    raw = tx.connection.driver_connection
    if raw is None:  # pragma: no cover - the pool always has one while a transaction lives
        message = "no connection"
        raise RuntimeError(message)
    return list(raw.execute(sql, given).fetchall())


def copy_to(engine: Engine, target: Path) -> None:
    """Copy the whole database into a new file, page by page, safe while others read."""
    copy = sqlite3.connect(target)
    try:
        with engine.connect() as tx:
            raw = tx.connection.driver_connection
            if raw is not None:
                raw.backup(copy)
    except sqlite3.Error as error:
        raise translated(error) or error from error
    finally:
        copy.close()


def _allow_only_grading(
    action: int, table: str | None, column: str | None, _schema: str | None, inside: str | None
) -> int:
    if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION}:
        allowed = True
    elif action == sqlite3.SQLITE_READ:
        columns = BLIND_READS.get(table or "")
        listed = columns is not None and (not columns or column in columns)
        allowed = listed or (table == "journal" and inside == "journal_no_replace")
    elif action == sqlite3.SQLITE_FUNCTION:
        allowed = column in BLIND_FUNCTIONS
    else:
        allowed = (action, table, column) in BLIND_WRITES
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
