"""What becomes of a file that is opened, dropped, or named when the program starts."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer_audit.domain.desk import BULLETIN_SUFFIX
from reviewer_audit.domain.packs import PACK_SUFFIX, RETURN_SUFFIX
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, ngettext

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.overview import Overview
    from reviewer_audit.services.projects import Project
    from ui.holding import DropTarget
    from ui.session import Session

PROJECT, KEY = ".audit", ".auditkey"
FILLED_IN = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}  # workbooks that auditors grade in
WORKBOOKS = {*FILLED_IN, ".csv", ".tsv", ".txt", ".parquet"}


class Seen(NamedTuple):
    """What the window must know of a project before it shows a step of it."""

    overview: "Overview"
    is_work: bool  # made from a pack: nothing but the desk


def see(store: "Project", person: "Person") -> Seen:
    """Look at a project, in the worker."""
    from reviewer_audit.services.overview import overview, with_questions, with_review
    from reviewer_audit.services.packdesk import is_work

    seen = with_questions(store, overview(store, person))
    return Seen(with_review(store, seen), is_work(store))


def take(
    window: "DropTarget",
    session: "Session",
    paths: Sequence[Path],
    *,
    offers: Callable[[str], bool],
    front: str = "",
) -> None:
    """Open a project or a pack, bring a workbook in, or all returns together.

    A workbook dropped on the step that hands items out is a return of one; returns dropped on
    Calibrate are votes.

    Args:
        window: what a form lies over.
        session: where a project is opened.
        paths: at least one file.
        offers: whether a step can be gone to now.
        front: the step in front.

    Raises:
        AuditError: nothing here opens such a file.
    """
    kinds = {path.suffix.lower() for path in paths}
    if RETURN_SUFFIX in kinds or (front == "sample" and kinds <= FILLED_IN):
        returns = [path for path in paths if path.suffix.lower() in {RETURN_SUFFIX, *FILLED_IN}]
        if front == "calibrate":
            session.go(front, tuple(returns))
        else:
            _bring_in(session, returns, offers=offers)
        return
    path = paths[0]
    kind = path.suffix.lower()
    if kind == PROJECT:
        session.open(path)
    elif kind == PACK_SUFFIX:
        from ui.screens.home.packopen import OpenPack

        OpenPack(window, session, path).open()
    elif kind == BULLETIN_SUFFIX:
        _take_answers(window, session, path)
    elif kind in WORKBOOKS:
        at_data = session.has_project and offers("data")
        session.go("data" if at_data else "home", path)
    elif kind == KEY:
        raise AuditError(
            _("{file} is an auditor's public key.").format(file=path.name),
            _("Nothing was changed. It is chosen in Sample, where a pack is sealed to it."),
        )
    else:
        raise AuditError(
            _("Files of the kind {kind} cannot be opened here.").format(kind=kind or "?"),
            _(
                "Nothing was changed. Audits end in .audit, packs in .auditpack; decisions come "
                "as a workbook."
            ),
        )


def choose(window: "DropTarget") -> None:
    """Ask for an audit or a pack to open."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(window, _("Open an audit or a pack"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    ours = _("Audits, packs, answers of the lead (*.audit *.auditpack *.auditbulletin)")
    dialog.setNameFilters([ours, _("All files (*)")])
    dialog.fileSelected.connect(partial(_chosen, window))
    dialog.open()


def _chosen(window: "DropTarget", name: str) -> None:
    window.take(Path(name))


def _take_answers(window: "DropTarget", session: "Session", path: Path) -> None:
    """Take what the lead answered into the pack that is graded here."""
    from reviewer_audit.services import bulletin_desk
    from ui.safe import tell

    if not session.has_project:
        raise AuditError(
            _("{file} holds answers of the lead.").format(file=path.name),
            _("Nothing was changed. Open what you grade first, then this file again."),
        )

    def told(done: bulletin_desk.Taken) -> None:
        many = ngettext("{n} new answer of the lead", "{n} new answers of the lead", done.new)
        text = many.format(n=done.new) if done.new else _("There is nothing new in this file.")
        hint = _("The desk shows what is to be read.")
        if done.letter:
            hint = _("Precedents came with it, and what was ruled on your grades: My feedback.")
        tell(window, path.name, text, hint)

    session.jobs.start(bulletin_desk.take, session.store, path, by=session.person, done=told)


def _bring_in(
    session: "Session", returns: Sequence[Path], *, offers: Callable[[str], bool]
) -> None:
    if not (session.has_project and offers("sample")):
        raise AuditError(
            _("Returns are brought into the audit that handed out their packs."),
            _("Nothing was changed. Open that audit as its lead, then drop the returns on it."),
        )
    session.go("sample", tuple(returns))
