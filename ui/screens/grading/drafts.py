"""Keeps a note that is still being typed, so that a crash loses at most two seconds of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reviewer_audit.errors import AuditError
from reviewer_audit.services import grading

if TYPE_CHECKING:
    from reviewer_audit.domain.grading import AssignmentId
    from ui.session import Session

DELAY_MS = 2_000


class DraftKeeper(QObject):
    """Saves the note of one item at a time, two seconds after the typing began."""

    failed = Signal(str)

    def __init__(self, session: "Session", parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pending: tuple[AssignmentId, str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.flush)

    def keep(self, assignment: "AssignmentId", note: str) -> None:
        """Save this note soon."""
        if self._pending is not None and self._pending[0] != assignment:
            self.flush()
        self._pending = (assignment, note)
        if not self._timer.isActive():
            self._timer.start()

    def forget(self, assignment: "AssignmentId") -> None:
        """Drop what is pending: the note has been submitted with its grade."""
        if self._pending is not None and self._pending[0] == assignment:
            self._pending = None
            self._timer.stop()

    def drop(self) -> None:
        """Forget what is pending: its project is no longer open."""
        self._pending = None
        self._timer.stop()

    @Slot()
    def flush(self) -> None:
        """Save now what is pending."""
        self._timer.stop()
        if self._pending is None:
            return
        asked = self._pending
        self._pending = None
        assignment, note = asked

        def report(error: BaseException) -> None:
            if self._pending is None:
                self._pending = asked  # with the next word, or when the item is left
            self._report(error)

        self._session.jobs.start(
            grading.save_draft,
            self._session.store,
            assignment,
            note,
            by=self._session.person,
            failed=report,
        )

    def _report(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.failed.emit(str(error))
