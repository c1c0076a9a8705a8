"""One open audit project: connections, transactions and change notices."""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Table, event
from sqlalchemy.sql.dml import UpdateBase

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.errors import StorageError
from reviewer_audit.i18n import _
from reviewer_audit.store import appended, journal, sqlite
from reviewer_audit.store.lock import OwnerLock
from reviewer_audit.store.migrations import STEPS, migrate

NOTHING: Mapping[str, object] = {}
Tx = Connection  # what queries take; services name it without knowing SQL


class ProjectStore:
    """An open project. Nothing is written but through :meth:`write` and :meth:`scratch`.

    A second opener of the same file gets ``read_only``; ``owner`` says who has it. Who only
    looks (``look``) takes no lock and leaves no trace beside the file. What an older version made
    and may only be read is read from a copy that is brought up to date.
    """

    def __init__(self, path: Path, *, create: bool = False, look: bool = False) -> None:
        path = Path(os.path.realpath(path))
        if create and path.exists():
            message = _("There is already a file {name}.").format(name=path.name)
            raise StorageError(message, _("It was left as it is. Choose another name."))
        if not create:
            sqlite.require_project_file(path)
        self.path = path
        self.on_commit: list[Callable[[Topic], None]] = []
        self._lock = OwnerLock(path)
        writable = not path.exists() or os.access(path, os.W_OK)
        self.read_only = look or not (writable and self._lock.take())
        self.owner = self._lock.owner() if self.read_only else ""
        self._newer: TemporaryDirectory[str] | None = None
        self._open_engines(path, create=create)
        try:
            with sqlite.transaction(self._engine, writes=not self.read_only) as tx:
                if create:
                    sqlite.mark_as_ours(tx)
                sqlite.require_sound(tx, newest=len(STEPS))
                outdated = sqlite.version(tx) < len(STEPS)
                if not self.read_only:
                    migrate(tx)
            if self.read_only and outdated:
                self._read_a_newer_copy()
        except BaseException:
            self.close()
            if create:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading."""
        with sqlite.transaction(self._engine) as tx:
            yield tx

    @contextmanager
    def read_blind(self) -> Iterator[Connection]:
        """Give a connection to which the database refuses all but what grading needs."""
        with sqlite.transaction(self._blind_engine) as tx:
            yield tx

    @contextmanager
    def write(
        self,
        action: str,
        *,
        by: Person | PersonId,
        body: Mapping[str, object] = NOTHING,
        blind: bool = False,
    ) -> Iterator[Connection]:
        """Give a transaction: all of it is kept, with a journal row, or nothing.

        The body goes into the journal for ever: ids, counts and digests, never content. What
        is only known once the work is done may be added to ``tx.info["body"]``. Rows of tables
        that say so are sealed in it.
        """
        self._require_writable()
        engine = self._blind_engine if blind else self._engine
        with sqlite.transaction(engine, writes=True) as tx:
            tx.info["topics"] = Topic.NOTHING
            tx.info["body"] = dict(body)
            appended.begin(tx)
            yield tx
            topics: Topic = tx.info["topics"]
            person = by.id if isinstance(by, Person) else by
            added = appended.seals(tx)
            journal.add(tx, action, person, tx.info["body"] | ({"sealed": added} if added else {}))
        for listener in self.on_commit:
            listener(topics)

    @contextmanager
    def scratch(self) -> Iterator[Connection]:
        """Give a blind transaction without a journal row: for drafts of notes."""
        self._require_writable()
        with sqlite.transaction(self._blind_engine, writes=True) as tx:
            yield tx

    def copy_to(self, target: Path) -> None:
        """Save a whole copy, opened and counted before it gets its name."""
        partial = target.with_name(target.name + ".part")
        try:
            sqlite.copy_to(self._engine, partial)
            sqlite.require_project_file(partial)
            with self.read() as tx:
                here = journal.head(tx)
            engine = sqlite.open_engine(partial, read_only=True)
            try:
                with sqlite.transaction(engine) as tx:
                    sqlite.require_whole(tx)
                    there = journal.head(tx)
            finally:
                engine.dispose()
            if here != there:
                message = _("The copy is not whole.")
                raise StorageError(message, _("Nothing was replaced. Try another disk."))
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def close(self) -> None:
        """Release the file."""
        self._close_engines()
        if self._newer is not None:
            self._newer.cleanup()
        self._lock.release()

    def _open_engines(self, path: Path, *, create: bool = False) -> None:
        self._engine = sqlite.open_engine(path, create=create, read_only=self.read_only)
        self._blind_engine = sqlite.open_engine(path, blind=True, read_only=self.read_only)
        for engine in (self._engine, self._blind_engine):
            event.listen(engine, "before_execute", _note_topic)

    def _close_engines(self) -> None:
        self._engine.dispose()
        self._blind_engine.dispose()

    def _read_a_newer_copy(self) -> None:
        """Read from a copy from now on: the tables of the file lack what this version asks for."""
        self._newer = TemporaryDirectory(prefix="reviewer-audit-")
        copy = Path(self._newer.name) / self.path.name
        self.copy_to(copy)
        engine = sqlite.open_engine(copy)
        try:
            with sqlite.transaction(engine, writes=True) as tx:
                migrate(tx)
        finally:
            engine.dispose()
        self._close_engines()
        self._open_engines(copy)

    def _require_writable(self) -> None:
        if self.read_only:
            message = _("The project is open elsewhere, or may only be read.")
            if self.owner:
                text = _("The project is open elsewhere ({who}), or may only be read.")
                message = text.format(who=self.owner)
            raise StorageError(message, _("Nothing was changed. Close it there, then try again."))


def note_topic(tx: Connection, topic: Topic) -> None:
    """Tell which part a statement below SQLAlchemy has changed."""
    tx.info["topics"] = tx.info.get("topics", Topic.NOTHING) | topic


def _note_topic(tx: Connection, statement: Any, *_rest: Any) -> None:
    if isinstance(statement, UpdateBase) and isinstance(statement.table, Table):
        note_topic(tx, statement.table.info["topic"])
        appended.note(tx, statement.table)
