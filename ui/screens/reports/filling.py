"""A customer's own workbook to fill: which one, what that would do, what was decided."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from reviewer_audit.i18n import _

if TYPE_CHECKING:
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.services.codes import Codes
    from reviewer_audit.services.projects import Project
    from reviewer_audit.services.templates import Foretold, Source
    from ui.session import Session


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A template, and what filling it does for every file: sentences once, each name once."""

    source: "Source"
    each: "tuple[Foretold, ...]"

    def said(self, what: str) -> tuple[str, ...]:
        """Return the errors, losses or warnings of all files."""
        return tuple(dict.fromkeys(text for one in self.each for text in getattr(one.look, what)))

    @property
    def fits(self) -> bool:
        """Whether nothing forbids filling it."""
        return not self.said("errors")


class Filling(QObject):
    """Reads and looks at a template in the background."""

    looked = Signal(object)  # Foreseen, or None where no template is chosen
    refused = Signal(object)  # AuditError
    wrote = Signal(object)  # Path of a starter

    def __init__(self, session: "Session", parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.path: Path | None = None
        self.seen: Foreseen | None = None
        self.accepted = False
        self._turn = 0

    @property
    def ready(self) -> bool:
        """Whether nothing about a template keeps files from being written."""
        if self.path is None:
            return True
        seen = self.seen
        return seen is not None and seen.fits and (self.accepted or not seen.said("losses"))

    def choose(self, path: Path | None) -> None:
        """Fill this workbook, or none."""
        self.path, self.seen, self.accepted = path, None, False
        self._turn += 1
        if path is None:
            self.looked.emit(None)

    def look(self, results: "AuditResults", codes: "Codes | None", **more: Any) -> None:
        """See what filling it with these numbers would do."""
        if self.path is None:
            return
        self._turn += 1
        self.seen = None
        self._session.jobs.start(
            foreseen,
            self._turn,
            self._session.store,
            self.path,
            results,
            codes=codes,
            title=_("Looking at the template"),
            done=self._take,
            failed=self._fail,
            **more,
        )

    def _take(self, answer: tuple[int, Foreseen]) -> None:
        turn, seen = answer
        if turn == self._turn:
            self.seen = seen
            self.looked.emit(seen)

    def _fail(self, error: BaseException) -> None:
        self.choose(None)
        self.refused.emit(error)

    def write_starter(self, path: Path) -> None:
        """Write a small template to begin from."""
        self._session.jobs.start(
            started,
            path,
            title=_("Writing a template"),
            done=self.wrote.emit,
            failed=self.refused.emit,
        )


def foreseen(
    turn: int, store: "Project", path: Path, results: "AuditResults", **more: Any
) -> tuple[int, Foreseen]:
    """Read a template and look at it for every file that is asked for."""
    from reviewer_audit.services import reporting, templates

    source = templates.open_template(path)
    return turn, Foreseen(source, reporting.foretold(store, results, source, **more))


def started(path: Path) -> Path:
    """Write a starter; return where."""
    from reviewer_audit.services import templates

    templates.write_starter(path)
    return path
