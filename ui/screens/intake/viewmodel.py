"""The file being brought in: what was said about it, and what the core makes of that.

Every change asks the core again in the background; only the newest answer counts.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from reviewer_audit.domain.intake import ColumnRole
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from reviewer_audit.services.intake import Asked

if TYPE_CHECKING:
    from reviewer_audit.services.intake import ImportSummary
    from reviewer_audit.services.intake_review import Review
    from ui.jobs import Job
    from ui.session import Session


class Bringing(QObject):
    """One file on its way in."""

    changed = Signal()  # review, busy or trouble are others now
    imported = Signal(object)  # ImportSummary
    saved = Signal(str)  # the name of a saved mapping

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._turn = 0
        self.path: Path | None = None
        self.folder: Path | None = None  # of the pictures that a column names; beside the file
        self.review: Review | None = None
        self.asked = Asked()
        self.trouble: AuditError | None = None
        self.busy = False
        self.importing = False
        self.profiles: tuple[str, ...] = ()
        self.grading: tuple[str, ...] = ()  # rounds in which the importer has items
        self._stepping: tuple[str, Review] | None = None  # a column being changed, and from what

    @property
    def can_import(self) -> bool:
        """Whether an import would do something."""
        seen = self.review
        ready = (
            seen is not None
            and seen.checked is not None
            and (seen.accepted > 0 or self.may_lack_pictures)
        )
        return ready and not self.busy and not self.importing and self.trouble is None

    @property
    def may_lack_pictures(self) -> bool:
        """Whether the file was in before and names pictures, which can be looked for again."""
        seen = self.review
        return (
            seen is not None
            and seen.already_imported
            and any(one.role is ColumnRole.MEDIA for one in seen.columns)
        )

    def begin(self, path: Path) -> None:
        """Look at a file nobody has said anything about."""
        self.path, self.review, self.asked = path, None, Asked()
        self.folder = None
        self.trouble = self._stepping = None
        self._session.jobs.start(
            _around, self._session.store, self._session.person, done=self._know_around
        )
        self._look()

    def drop(self) -> None:
        """Forget the file; nothing was written."""
        self._turn += 1
        if self._job is not None:
            self._job.cancel()
        self._job, self.path, self.review = None, None, None
        self.busy = self.importing = False
        self.trouble = None
        self.changed.emit()

    def say(self, **fields: Any) -> None:
        """Change how the file is read or mapped, and look again."""
        self._stepping = None
        asked = replace(self.asked, **fields)
        if asked != self.asked:
            self.asked = asked
            self._look()

    def set_sheet(self, name: str) -> None:
        """Read one sheet, or with no name those that belong together."""
        self.say(sheets=(name,) if name else (), header_row=None, maps=())

    def set_header_row(self, row: int) -> None:
        """Take another row for the header; 0 says there is none."""
        self.say(header_row=row, maps=())

    def set_role(self, column: str, role: str) -> None:
        """Say what a column means.

        Who steps through the roles with the arrow keys takes no role from another column in
        passing: as long as one column is being changed, each change starts from before it.
        """
        from reviewer_audit.services.intake_review import maps_with

        if self.review is not None:
            same = self._stepping is not None and self._stepping[0] == column
            start = self._stepping if same and self._stepping else (column, self.review)
            self.say(maps=maps_with(start[1], column, ColumnRole(role)))
            self._stepping = start

    def map_value(self, kind: str, value: str, key: str) -> None:
        """Say which key of the policy a value means; no key takes that back."""
        given = getattr(self.asked, kind)
        kept = tuple(one for one in given if one.rpartition("=")[0] != value)
        self.say(**{kind: (*kept, f"{value}={key}") if key else kept})

    def use_profile(self, name: str) -> None:
        """Map as a saved mapping does, or with no name by guessing."""
        self.say(profile=name, maps=(), labels=(), actions=(), vendor="", date_order="")

    def save_profile(self, name: str) -> None:
        """Keep this mapping for the vendor's next file."""
        from reviewer_audit.services import intake

        if self.review is not None and name.strip():
            session = self._session
            session.jobs.start(
                intake.save_profile,
                session.store,
                name.strip(),
                self.review.prepared.mapping,
                by=session.person,
                done=partial(self._profile_saved, name.strip()),
                failed=self._failed,
            )

    def load(self) -> None:
        """Import: one transaction, all that can be used or nothing."""
        from reviewer_audit.services import bringing

        if not self.can_import or self.review is None:
            return
        session = self._session
        self.importing = True
        self._job = session.jobs.start(
            bringing.commit,
            session.store,
            self.review.prepared,
            by=session.person,
            path=self.review.path,
            folder=self.folder,
            checked=self.review.checked,
            title=_("Importing {file}").format(file=self.review.table.file_name),
            done=self._loaded,
            failed=self._failed,
            cancelled=self._stopped,
        )
        self.changed.emit()

    def look_in(self, folder: Path) -> None:
        """Say where the pictures are that a column names."""
        self.folder = folder
        self.changed.emit()

    def again(self) -> None:
        """Look anew: the policy is another now."""
        if self.review is not None and not self.importing:
            self._look()

    # -- what the core answers ----------------------------------------------------------------

    def _look(self) -> None:
        from reviewer_audit.services import intake_review

        if self.path is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._turn += 1
        turn = self._turn
        self.busy = True
        title = _("Reading {file}") if self._reads_anew() else _("Checking {file}")
        self._job = self._session.jobs.start(
            intake_review.look,
            self._session.store,
            self.path,
            self.asked,
            before=self.review,
            title=title.format(file=self.path.name),
            done=partial(self._looked, turn),
            failed=partial(self._not_looked, turn),
            cancelled=partial(self._given_up, turn),
        )
        self.changed.emit()

    def _reads_anew(self) -> bool:
        seen = self.review
        return seen is None or any(
            getattr(seen.asked, name) != getattr(self.asked, name)
            for name in ("sheets", "encoding", "header_row", "separator", "password")
        )

    def _looked(self, turn: int, review: "Review") -> None:
        if self._is_newest(turn):
            self.review, self.asked = review, review.asked
            self.busy, self.trouble, self._job = False, None, None
            self.changed.emit()

    def _not_looked(self, turn: int, error: BaseException) -> None:
        if self._is_newest(turn):
            self._failed(error)

    def _given_up(self, turn: int) -> None:
        """Go back to what was there: without a file, to nothing."""
        if self._is_newest(turn):
            if self.review is None:
                self.drop()
                return
            self.asked = self.review.asked
            self._stopped()

    def _is_newest(self, turn: int) -> bool:
        return shiboken6.isValid(self) and turn == self._turn

    def _stopped(self) -> None:
        self.busy = self.importing = False
        self._job = None
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.trouble = error
        self._stopped()

    def _loaded(self, summary: "ImportSummary") -> None:
        self._stopped()
        self.imported.emit(summary)

    def _profile_saved(self, name: str, _nothing: object) -> None:
        if not shiboken6.isValid(self):
            return
        self.profiles = tuple(dict.fromkeys((*self.profiles, name)))
        self.saved.emit(name)
        self.changed.emit()

    def _know_around(self, known: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        self.profiles, self.grading = known
        self.changed.emit()


def _around(store: Any, person: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the saved mappings, and the rounds in which this person has items."""
    from reviewer_audit.services import batches, intake

    titles = tuple(one.title for one in batches.grading_in(store, person))
    return intake.profile_names(store), titles
