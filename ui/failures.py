"""What happens when something breaks that nobody expected.

Hooks write to a crash file first, then one window that is not modal says so. Neither holds
content: no messages of exceptions, no values, only kinds and places.
"""

import faulthandler
import hashlib
import logging
import platform
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import PySide6
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QWidget

from reviewer_audit import __version__
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from reviewer_audit.log import append_private, frames
from ui.safe import Notice, tell_error

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")
QUIET_SECONDS = 10.0
NOISE = ("This plugin does not support",)


class Failures(QObject):
    """Takes what nobody caught, from any thread, and tells it once."""

    _came = Signal(str, object)

    def __init__(
        self,
        folder: Path,
        parent: QObject | None = None,
        window: Callable[[], QWidget | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._file = folder / "crash.log"
        self._native: Any = None
        self._folder = folder
        self._window = window or (lambda: None)
        self._seen: dict[str, float] = {}
        self._count = 0
        self._notice: Notice | None = None
        self._before: tuple[Any, ...] = ()
        self._came.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Put the hooks in place."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._main
        threading.excepthook = lambda args: self.take(args.exc_value)
        sys.unraisablehook = lambda args: self.take(args.exc_value)
        qInstallMessageHandler(_to_log)
        native = self._folder / "crash-native.log"
        append_private(native, "")
        self._native = native.open("a", encoding="utf-8")
        faulthandler.enable(self._native, all_threads=True)

    def remove(self) -> None:
        """Put back what was there before."""
        if self._before:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = ()
            qInstallMessageHandler(None)
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
            self._native = None

    def take(self, error: BaseException | None) -> None:
        """Write a failure down and ask for the notice. Never raises; from any thread."""
        if error is None or isinstance(error, (KeyboardInterrupt, SystemExit)):
            return
        where = frames(error)
        try:
            log.error("unexpected failure %s", type(error).__name__)
            stamp = datetime.now(UTC).isoformat(timespec="seconds")
            append_private(self._file, f"{stamp} {versions()}\n{where}\n\n")
        except OSError:
            pass  # the disk may be what failed
        self._came.emit(where, error if isinstance(error, AuditError) else None)

    def _main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.take(error)

    @Slot(str, object)
    def _show(self, where: str, expected: AuditError | None) -> None:
        digest = hashlib.sha256(where.encode()).hexdigest()
        now = time.monotonic()
        recent = now - self._seen.get(digest, -QUIET_SECONDS) < QUIET_SECONDS
        self._seen[digest] = now
        self._count += 1
        if recent or self._notice is not None:
            return
        if expected is not None:
            tell_error(self._window(), expected)
            return
        notice = Notice(
            self._window(),
            _("Something went wrong inside the program"),
            _(
                "What you did last may not have happened. Everything marked Saved is safe, "
                "and the project stays open."
            ),
            _("Go on, or close and open again. A report of this holds no content: {file}").format(
                file=self._file
            ),
        )
        notice.setModal(False)
        notice.details(f"{versions()}\n{where}")
        notice.button(_("Go on"), kind="primary")
        notice.destroyed.connect(self._forget)
        self._notice = notice
        notice.ready()

    @Slot()
    def _forget(self) -> None:
        self._notice = None


def versions() -> str:
    """Say what runs here, for a bug report."""
    return (
        f"reviewer-audit {__version__}, Python {platform.python_version()}, "
        f"PySide6 {PySide6.__version__}, {platform.system()} {platform.release()}"
    )


def _to_log(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if message.startswith(NOISE):
        return
    bad = kind in {QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}
    qt_log.log(logging.ERROR if bad else logging.WARNING, "%s", message)
