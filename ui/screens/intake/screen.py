"""Data: what is in, and the file that is being brought in."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.services import inspecting
from ui.actions import Action
from ui.screens.intake.held import HeldView
from ui.screens.intake.viewmodel import Bringing
from ui.screens.intake.wizard import Wizard
from ui.screens.intake.words import decisions, rows
from ui.widgets.cards import EmptyState
from ui.widgets.stack import filling

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.batches import Held
    from ui.session import Session

KINDS = "*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.parquet"


class IntakeScreen(QWidget):
    """Shows the files in, or the wizard while one is on its way."""

    title = _("Data")
    headline = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("data")
        self._session = session
        self._held: Held | None = None
        self.commands: tuple[Action, ...] = ()
        self.bringing = Bringing(session, self)
        self.wizard = Wizard(session, self.bringing)
        self.view = HeldView(session)
        self.nothing = EmptyState(
            "data:empty",
            _("No decisions yet"),
            _(
                "Drop the vendor's spreadsheet here, or choose it. You see its rows, what each "
                "column means and what an import would do, before anything is written."
            ),
            _("Bring in a file"),
            self.choose,
            picture="table",
        )
        self._blank = EmptyState(
            "data:loading",
            _("One moment"),
            _("The decisions are being counted."),
            picture="table",
        )
        self._pages = filling(self)
        for page in (self._blank, self.nothing, self.view, self.wizard):
            self._pages.addWidget(page)
        self.bringing.changed.connect(self._follow)
        self.bringing.imported.connect(self._imported)
        self.wizard.other_file.connect(self.choose)
        session.changed.connect(self._refresh)
        self._offer()
        self._refresh(~Topic.NOTHING)

    # -- what the window asks -----------------------------------------------------------------

    def state_line(self) -> str:
        """Say what is in, or which file is on its way."""
        state = self.bringing
        if state.path is not None:
            seen = state.review
            if seen is None:
                return state.path.name
            used = [one for one in seen.table.sheets if one.used]
            sheets = (
                used[0].name
                if len(used) == 1
                else ngettext("{n} sheet", "{n} sheets", len(used)).format(n=f"{len(used):,}")
            )
            parts = [state.path.name, "" if seen.table.encoding else sheets, rows(len(seen.table))]
            return " · ".join(part for part in parts if part)
        held = self._held
        if held is None:  # not known yet
            return ""
        if not held.batches:
            return _("Nothing brought in yet")
        return " · ".join(
            (
                decisions(held.decisions),
                ngettext("{n} item", "{n} items", held.items).format(n=f"{held.items:,}"),
                ngettext("{n} file", "{n} files", len(held.batches)).format(
                    n=f"{len(held.batches):,}"
                ),
                _("{rows} not used").format(rows=rows(held.not_used)),
            )
        )

    def arrive(self, what: object) -> None:
        """Look at a file that was dropped on the window."""
        if isinstance(what, Path):
            self.bring(what)

    # -- what a person does -------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file."""
        inspecting.make_ready()  # it starts while the file is chosen
        dialog = QFileDialog(self, _("Bring in a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Workbooks ({kinds})").format(kinds=KINDS), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.bring(Path(name)))
        dialog.open()

    def bring(self, path: Path) -> None:
        """Look at a file; nothing is written yet."""
        self.view.banner.hide()
        self._pages.setCurrentWidget(self.wizard)
        self.wizard.area.verticalScrollBar().setValue(0)
        self.bringing.begin(path)

    # -- following ----------------------------------------------------------------------------

    def _offer(self) -> None:
        state = self.bringing
        if state.path is None:
            self.commands = (
                Action(
                    key="bring",
                    title=_("Bring in a file"),
                    group=self.title,
                    shortcut="Ctrl+I",
                    run=self.choose,
                    place="primary",
                    enabled=self._may_write,
                ),
            )
        else:
            many = state.review.accepted if state.review is not None else 0
            words = (
                _("Import {decisions}").format(decisions=decisions(many)) if many else _("Import")
            )
            if state.may_lack_pictures:
                words = _("Look for pictures again")
            self.commands = (
                Action(
                    key="leave",
                    title=_("Close this file"),
                    group=self.title,
                    run=state.drop,
                    place="secondary",
                    enabled=lambda: not state.importing,
                ),
                Action(
                    key="import",
                    title=words,
                    group=self.title,
                    shortcut="Ctrl+Return",
                    shown_key="Ctrl+⏎",
                    run=state.load,
                    place="primary",
                    enabled=lambda: state.can_import and self._may_write(),
                ),
            )
        self.headline.emit()

    def _may_write(self) -> bool:
        return self._session.has_project and not self._session.store.read_only

    @Slot()
    def _follow(self) -> None:
        if self.bringing.path is None:
            self._show_page()
        self._offer()

    def _imported(self, summary: Any) -> None:
        name = self.bringing.path.name if self.bringing.path else ""
        self.view.tell_done(summary, name)
        self.bringing.drop()

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if not self._session.has_project:
            return
        wanted = Topic.DECISIONS | Topic.POLICY | Topic.ROUNDS | Topic.PEOPLE
        if topics & wanted:
            self._session.jobs.start(
                _state, self._session.store, self._session.person, done=self._show
            )
        if topics != ~Topic.NOTHING and topics & Topic.POLICY:
            self.bringing.again()

    def _show(self, known: "tuple[Held, Policy]") -> None:
        self._held, policy = known
        self.view.show_held(self._held)
        self.wizard.use_policy(policy)
        self._show_page()
        self.headline.emit()

    def _show_page(self) -> None:
        if self.bringing.path is not None:
            self._pages.setCurrentWidget(self.wizard)
        elif self._held is None:
            self._pages.setCurrentWidget(self._blank)
        else:
            self._pages.setCurrentWidget(self.view if self._held.batches else self.nothing)


def _state(store: Any, person: Any) -> "tuple[Held, Policy]":
    from reviewer_audit.services import batches, policies

    return batches.held(store, person), policies.newest(store)
