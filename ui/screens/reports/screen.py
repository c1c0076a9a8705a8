"""Reports: look at the very document, then write it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports.editions import EDITIONS
from ui import theme
from ui.actions import Action
from ui.following import Stage
from ui.models.records import Column
from ui.roundscreen import RoundScreen
from ui.safe import PlainLabel
from ui.screens.reports.document import Document
from ui.screens.reports.readers import Readers
from ui.screens.reports.viewmodel import PlannedFile, ReportsViewModel
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.icons import Picture
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.errors import AuditError
    from reviewer_audit.reports.model import Filter, Report
    from ui.session import Session


MOST_ROWS = 6  # in sight; more scroll


class ReportsScreen(RoundScreen):
    """On the left what will be written and where, on the right what it says."""

    title = _("Reports")
    vm: ReportsViewModel

    def __init__(self, session: "Session") -> None:
        super().__init__("reports", session, picture="file")
        self.vm = ReportsViewModel(session, self)
        self.document = Document(session.jobs)
        self.main = QWidget()
        self._lay_out()
        self._say(_("One moment"), _("The documents are being made."))
        self._connect()

    # -- what the window asks

    def state_line(self) -> str:
        """Say which document is on show."""
        report, stage = self.vm.report, self.vm.stage
        if report is None or stage is None or stage.line is None:
            return ""
        which = report.vendor or _("whole audit")
        parts = [stage.line.round.title, which, _("{edition} edition"), report.stamp.lower()]
        return " · ".join(part for part in parts if part).format(edition=report.edition)

    @property
    def commands(self) -> tuple[Action, ...]:
        """What the screen offers now."""
        if self.vm.results is None:
            return ()
        return (
            Action(
                key="write",
                title=_("Write reports"),
                group=self.title,
                run=self.write,
                place="primary",
                enabled=lambda: self.vm.may_write,
            ),
            Action(
                key="reports:evidence",
                title=_("Write the evidence file of the vendor on show"),
                group=self.title,
                run=self._write_evidence,
                enabled=lambda: self.vm.may_write_evidence,
            ),
            Action(
                key="reports:folder",
                title=_("Choose the folder for reports"),
                group=self.title,
                run=self._choose_folder,
            ),
        )

    def write(self) -> None:
        """Write what is listed into the folder."""
        self._take_folder()
        self.vm.write()
        self.headline.emit()

    def _write_evidence(self) -> None:
        self._take_folder()
        self.vm.write_evidence()
        self.headline.emit()

    # -- building

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.main)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        column = QWidget()
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(16)
        self.readers = Readers()
        for card in (
            self._files_card(),
            self.readers,
            self._where_card(),
            self._written_card(),
        ):
            left.addWidget(card)
        left.addStretch(1)
        row.addWidget(Page("reports:left", column, label=_("Files and folder")), stretch=5)
        row.addWidget(self.document, stretch=9)
        self.pages.addWidget(self.main)

    def _files_card(self) -> Card:
        card = Card("reports:files", _("What is written"), note=_("Choose one to look at it."))
        self.files = Table(
            "reports:filetable",
            [
                Column(_("For"), _vendor_of, bold=True, width=18),
                Column(_("File"), lambda one: one.name, stretch=True),
                Column(_("State"), _state_of, tone=_tone_of, width=10),
            ],
            label=_("Files to be written"),
            framed=False,
        )
        self.files.chosen.connect(self._choose)
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.each = QCheckBox(_("One for each vendor, too"))
        self.each.setObjectName("reports:each")
        self.each.setChecked(True)
        self.people = QCheckBox(_("Feedback for each reviewer, too"))
        self.people.setObjectName("reports:people")
        self.people.setAccessibleDescription(_("Their own decisions alone, with clause and why."))
        card.add(self.files)
        card.body.addLayout(self._formats())
        card.add(self.each)
        card.add(self.people)
        self.evidence = Button(
            "reports:evidence", _("Write the evidence file"), self._write_evidence, picture="file"
        )
        self.evidence.setAccessibleDescription(_("All that a third party needs to recompute."))
        row = QHBoxLayout()
        row.addWidget(self.evidence)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _formats(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.kinds: dict[str, QCheckBox] = {}
        for kind, title in (
            ("xlsx", _("Workbook")),
            ("html", _("Web page")),
            ("pdf", _("PDF")),
        ):
            box = self.kinds[kind] = QCheckBox(title)
            box.setObjectName(f"reports:kind:{kind}")
            box.setAccessibleDescription(_("Write the report in this format."))
            box.setChecked(kind in self.vm.kinds)
            box.toggled.connect(partial(self._take_kind, kind))
            row.addWidget(box)
        row.addStretch(1)
        return row

    def _where_card(self) -> Card:
        card = Card("reports:where", _("Folder"))
        self.folder = QLineEdit()
        self.folder.setObjectName("reports:folder")
        self.folder.setAccessibleName(_("Folder for the files"))
        self.choose = Button("reports:choose", _("Choose…"), self._choose_folder, picture="folder")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, stretch=1)
        row.addWidget(self.choose)
        card.body.addLayout(row)
        card.add(
            PlainLabel(
                "reports:promise",
                _("A file that is there is replaced only once the new one is whole."),
                role="small",
                wrap=True,
            )
        )
        return card

    def _written_card(self) -> Card:
        card = self.result = Card("reports:written")
        card.head.insertWidget(0, Picture("check", "good", 18))
        self.hashes = Table(
            "reports:hashes",
            [
                Column(_("File"), lambda one: one.path.name, stretch=True),
                Column("SHA-256", lambda one: one.sha256, width=16),
            ],
            label=_("Files written"),
            framed=False,
        )
        self.hashes.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.place = PlainLabel("reports:place", role="small", wrap=True)
        card.add(self.place)
        card.add(self.hashes)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(
            Button("reports:openfolder", _("Open folder"), self._open_folder, picture="folder")
        )
        row.addWidget(Button("reports:copy", _("Copy list"), self._copy, picture="copy"))
        row.addStretch(1)
        card.body.addLayout(row)
        card.hide()
        return card

    def _connect(self) -> None:
        vm = self.vm
        vm.staged.connect(self._stage)
        vm.ready.connect(self._ready)
        vm.listed.connect(self._list)
        vm.previewed.connect(self._preview)
        vm.written.connect(self._tell_written)
        vm.failed.connect(self._fail)
        self.each.toggled.connect(vm.for_each_vendor)
        self.people.toggled.connect(vm.for_each_reviewer)
        self.readers.chosen.connect(self._take_edition)
        self.readers.named.connect(vm.by_name)
        self.folder.editingFinished.connect(self._take_folder)
        self.document.opened.connect(self._open_items)
        self.document.saved.connect(self._tell_saved)

    # -- what the view-model tells

    @Slot(object)
    def _stage(self, stage: Stage) -> None:
        self._list_rounds(stage)
        if stage.line is None:
            self._say(
                _("Nothing to report yet"),
                _("A scorecard says what a revealed round has found."),
                _("Draw a sample"),
                partial(self._session.go, "sample"),
            )
        elif stage.is_blind:
            self._say(
                _("{title} is still graded blind").format(title=stage.line.round.title),
                _("Scorecards can be written once the round is revealed."),
                _("See who still has items"),
                partial(self._session.go, "results"),
            )
        elif self.vm.results is None:
            self._say(_("One moment"), _("The documents are being made."))
        self.headline.emit()

    @Slot(object)
    def _ready(self, results: Any) -> None:
        vendors = [vendor for vendor in results.by.get("vendor", {}) if vendor]
        self._offer_each(bool(vendors))
        self.folder.setText(str(self.vm.folder))
        self.pages.setCurrentWidget(self.main)
        self.headline.emit()

    @Slot(object)
    def _list(self, files: tuple[PlannedFile, ...]) -> None:
        self.files.chosen.disconnect(self._choose)
        self.files.put(files)
        _as_high_as_its_rows(self.files)
        about = self.vm.vendor, self.vm.reviewer
        at = next((k for k, one in enumerate(files) if (one.vendor, one.reviewer) == about), 0)
        if files:
            self.files.selectRow(at)
        self.files.chosen.connect(self._choose)
        self.headline.emit()

    @Slot(object)
    def _preview(self, report: "Report") -> None:
        self.document.put(report)
        self.evidence.setVisible(bool(self.vm.vendor))
        self.headline.emit()

    @Slot(object)
    def _tell_written(self, written: tuple[Any, ...]) -> None:
        if not written:
            self.banner.show_text(
                _("Stopped."), _("Files that were whole by then stay; no other has changed.")
            )
        else:
            many = ngettext("{n} file written", "{n} files written", len(written))
            self.result.say(many.format(n=len(written)))
            self.place.put(str(written[0].path.parent))
            self.hashes.put(written)
            _as_high_as_its_rows(self.hashes)
            self.result.show()
            self.banner.hide()
        self.headline.emit()

    def _stand_in(self, error: "AuditError") -> None:
        if self.vm.results is None:
            self._say(error.message, error.hint, _("Try again"), self.vm.load)

    # -- what a person does

    def _choose(self, one: PlannedFile | None) -> None:
        if one is not None:
            self.vm.choose(one.vendor, one.reviewer)

    @Slot(str)
    def _take_edition(self, key: str) -> None:
        self.vm.for_readers(key)
        found = self.vm.results
        self._offer_each(found is not None and any(found.by.get("vendor", {})))

    def _offer_each(self, several: bool) -> None:  # noqa: FBT001 - one answer
        edition = EDITIONS[self.vm.edition]
        self.each.setVisible(several and edition.identified and not edition.one_vendor)
        self.people.setVisible(edition.identified)

    @Slot()
    def _take_folder(self) -> None:
        text = self.folder.text().strip()
        if text:
            self.vm.go_to(Path(text).expanduser())

    def _take_kind(self, kind: str, on: bool) -> None:  # noqa: FBT001 - Qt's
        self.vm.in_format(kind, on)
        self.headline.emit()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, _("Folder for the reports"), str(self.vm.folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._use_folder)
        dialog.open()

    @Slot(str)
    def _use_folder(self, name: str) -> None:
        self.folder.setText(name)
        self._take_folder()

    def _open_items(self, where: "Filter", _said: str) -> None:
        self._session.go("results", self.vm.behind(where))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.vm.folder)))

    def _copy(self) -> None:
        lines = [f"{one.path}\t{one.sha256}" for one in self.hashes.records.rows]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")


def _as_high_as_its_rows(table: Table) -> None:
    shown = min(table.records.rowCount(), MOST_ROWS)
    row = table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(row * max(shown, 1) + theme.px(42))


def _vendor_of(one: PlannedFile) -> str:
    return one.called or one.vendor or _("Whole audit")


def _state_of(one: PlannedFile) -> str:
    if one.written is not None:
        return _("written")
    return _("replaces one") if one.exists else _("new")


def _tone_of(one: PlannedFile) -> str:
    return "good" if one.written is not None else "muted"
