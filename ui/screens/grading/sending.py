"""The desk of a pack: the answers given so far go back to the lead as one signed file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.domain.packs import RETURN_SUFFIX
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, ngettext
from ui.actions import Action
from ui.screens.grading.surround import SEND_KEY, DeskHeader, empty_words
from ui.widgets.cards import Banner

if TYPE_CHECKING:
    from reviewer_audit.domain.grading import DeskState
    from reviewer_audit.services.projects import Project
    from reviewer_audit.services.returning import MadeReturn, Work
    from ui.screens.grading.states import Empty, Sitting
    from ui.session import Session


NOTHING = "pack.nothing_graded"


class Sending(QObject):
    """Knows whether this desk is a pack's, and writes the return file."""

    found = Signal()  # whether it is a pack's desk is known

    def __init__(self, session: "Session", desk: QWidget, header: DeskHeader) -> None:
        super().__init__(desk)
        self._session, self._desk, self._header = session, desk, header
        self.work: Work | None = None
        self.busy = False
        self.sent = False  # every answer is in a return file, and none was looked at since
        self.banner = Banner("desk:return")
        header.send.clicked.connect(lambda: self.ask())  # noqa: PLW0108 - clicked brings a bool
        session.changed.connect(self._follow)
        self.look()

    @property
    def is_pack(self) -> bool:
        """Whether this project was made from a pack."""
        return self.work is not None

    def look(self) -> None:
        """Ask the project whose it is."""
        if self._session.has_project:
            self._session.jobs.start(_work, self._session.store, done=self._take)

    def words(
        self, why: "Empty", state: "DeskState | None", sitting: "Sitting"
    ) -> tuple[str, str, str]:
        """Return title, text and button of an empty desk."""
        return empty_words(why, state, sitting, pack=self.is_pack and not self.sent)

    def offers(self) -> tuple[Action, ...]:
        """Return what this desk offers beside grading."""
        if not self.is_pack:
            return ()
        title = _("Write the return file")
        group = _("Grade")
        return (Action(key="return", title=title, group=group, run=self.ask, shortcut=SEND_KEY),)

    def ask(self) -> None:
        """Ask where the return file goes."""
        if self.work is None or self.busy:
            return
        folder = self._session.store.path.parent
        dialog = QFileDialog(self._desk.window(), _("Write the return file"), str(folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(RETURN_SUFFIX.lstrip("."))
        dialog.setNameFilters([_("Returns (*{suffix})").format(suffix=RETURN_SUFFIX)])
        dialog.selectFile(f"{self._session.store.path.stem}{RETURN_SUFFIX}")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the answers given so far; it may be done again later."""
        self.busy = True
        self._session.jobs.start(
            _write,
            self._session.store,
            Path(name),
            title=_("Writing {file}").format(file=Path(name).name),
            done=self._written,
            failed=self._fail,
            cancelled=self._stopped,
        )

    @Slot(object)
    def _follow(self, topics: Topic) -> None:
        if topics & Topic.PROJECT:
            self.work, self.sent = None, False
            self.banner.hide()
            self.look()

    def _take(self, work: "Work | None") -> None:
        self.work = work
        self._header.show_kind(pack=work is not None, due=work.due if work else "")
        self.found.emit()

    def _written(self, made: "MadeReturn") -> None:
        self.busy = False
        many = ngettext("{n} item is in {file}.", "{n} items are in {file}.", made.graded)
        parts = [_("Send this file to the lead.")]
        if made.left:
            left = ngettext("{n} item is left", "{n} items are left", made.left)
            parts.append(
                _("{left}: write the file again later, and the lead takes in what is new.").format(
                    left=left.format(n=f"{made.left:,}")
                )
            )
        parts.append(
            _("The lead may ask for your key's letters: {letters}").format(
                letters=made.own_fingerprint
            )
        )
        self.banner.show_text(
            many.format(n=f"{made.graded:,}", file=made.file.name), " ".join(parts), tone="good"
        )
        self.sent = not made.left
        self.found.emit()

    def _fail(self, error: BaseException) -> None:
        self.busy = False
        if not isinstance(error, AuditError):
            raise error
        early = error.code == NOTHING
        safe = "" if early else _("Every grade is safe in this file.")
        self.banner.show_text(
            error.message, f"{error.hint} {safe}".strip(), tone="caution" if early else "bad"
        )

    def _stopped(self) -> None:
        self.busy = False


def _work(store: "Project") -> "Work | None":
    """Return the pack a project was made from; what loads a cipher only where there is one."""
    from reviewer_audit.services import packdesk

    if not packdesk.is_work(store):
        return None
    from reviewer_audit.services import returning

    return returning.work_of(store)


def _write(store: "Project", path: Path) -> Any:
    from reviewer_audit.services import returning

    return returning.make_return(store, path)
