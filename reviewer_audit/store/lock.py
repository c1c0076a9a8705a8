"""One program at a time writes to a project; a second one is told who has it."""

import contextlib
import getpass
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout


class OwnerLock:
    """A lock beside the project file, with a note of who holds it.

    The operating system releases the lock when the process dies, whatever killed it; the
    note is for people and decides nothing.
    """

    def __init__(self, project: Path) -> None:
        # taken in the worker, given back by whoever closes
        self._lock = FileLock(project.with_name(project.name + ".lock"), thread_local=False)
        self._note = project.with_name(project.name + ".owner")

    def take(self) -> bool:
        """Try to become the owner; False where somebody else is, or the folder is read-only."""
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        note = {
            "user": getpass.getuser(),
            "host": socket.gethostname(),
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with contextlib.suppress(OSError):
            self._note.write_text(json.dumps(note), encoding="utf-8")
        return True

    def owner(self) -> str:
        """Return who holds the project, in words; empty where nobody says so."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"{note['user']} on {note['host']} since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def release(self) -> None:
        """Give the project free."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()
            with contextlib.suppress(OSError):
                Path(self._lock.lock_file).unlink(missing_ok=True)
