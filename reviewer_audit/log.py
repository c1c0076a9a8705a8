"""The log of the application: ids and counts, never content, decisions, names or notes."""

import logging
import os
import re
import traceback
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from reviewer_audit.errors import AuditError
from reviewer_audit.settings import APP

SIZE, KEPT = 500_000, 2
_ID = re.compile(r"[\w.:-]{1,48}")
_Caught = tuple[type[BaseException], BaseException, TracebackType | None]


def state_folder() -> Path:
    """Return the folder for logs and crash files of this user, made private."""
    from platformdirs import user_state_path

    folder = user_state_path(APP, appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def start(folder: Path | None = None, level: int = logging.INFO) -> Path:
    """Write the log into ``app.log`` of the folder, and return that file."""
    path = (folder or state_folder()) / "app.log"
    handler = _PrivateFile(path, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_without_content)
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _PrivateFile)]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(level)
    return path


def stop() -> None:
    """Close the log file."""
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _PrivateFile)]:
        root.removeHandler(old)
        old.close()


def frames(error: BaseException) -> str:
    """Say where an error came from, without its message: that may hold content."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        parts.append(_one(seen))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\nwhile handling\n".join(parts)


def append_private(path: Path, text: str) -> None:
    """Append to a file that only this user may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(text)


def _one(error: BaseException) -> str:
    lines = [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    code = f" [{error.code}]" if isinstance(error, AuditError) else ""
    return "\n".join([*lines, f"{type(error).__module__}.{type(error).__qualname__}{code}"])


def _without_content(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(_harmless(one) for one in record.args)
    elif isinstance(record.args, dict):
        record.args = {k: _harmless(v) for k, v in record.args.items()}
    return True


def _harmless(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float, Enum)):
        return value
    if isinstance(value, BaseException):
        return type(value).__name__
    text = str(value)
    return text if _ID.fullmatch(text) else f"<{len(text)} characters>"


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        kept, record.exc_text = record.exc_text, None  # another handler's words, with content
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        error = ei[1] if isinstance(ei, tuple) else None
        return frames(error) if isinstance(error, BaseException) else ""


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> object:  # type: ignore[override]
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding)
