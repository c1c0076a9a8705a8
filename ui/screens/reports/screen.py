"""Reports: look at the very document, then write it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.editions import EDITIONS, called
from reviewer_audit.reports.model import PROVISIONAL
from ui import outside
from ui.actions import Action
from ui.following import Stage
from ui.roundscreen import RoundScreen
from ui.safe import PlainLabel
from ui.screens.reports.asking import choose_folder, open_file, save_workbook
from ui.screens.reports.files import FilesCard
from ui.screens.reports.making import PlannedFile
from ui.screens.reports.parts import Parts
from ui.screens.reports.readers import Readers
from ui.screens.reports.tables import Tables
from ui.screens.reports.tabling import formats
from ui.screens.reports.template import TemplateCard
from ui.screens.reports.viewmodel import ReportsViewModel
from ui.screens.reports.written import WrittenCard
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.document import Document
from ui.widgets.folding import Folding

if TYPE_CHECKING:
    from reviewer_audit.errors import AuditError
    from reviewer_audit.reports.model import Filter, Report
    from reviewer_audit.services.verifying import Verified
    from ui.screens.reports.filling import Foreseen
    from ui.session import Session


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
        edition = _("{edition} edition").format(edition=called(report.edition))
        stamp = words.inside(translated(PROVISIONAL)) if report.stamp else ""
        return " · ".join(filter(None, (stage.line.round.title, which, edition, stamp)))

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
                key="reports:tables",
                title=_("Write tables for analysis"),
                group=self.title,
                run=self._choose_tables,
            ),
            Action(
                key="reports:sections",
                title=_("Choose the sections and the period of reports"),
                group=self.title,
                run=self._choose_sections,
            ),
            Action(
                key="reports:template",
                title=_("Fill a workbook of your own"),
                group=self.title,
                run=self._choose_template,
            ),
            Action(
                key="reports:verify",
                title=_("Verify a report"),
                group=self.title,
                run=self._choose_to_verify,
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
        body = QVBoxLayout(self.main)
        body.setContentsMargins(0, 0, 0, 0)
        column = QWidget()
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(16)
        self.readers = Readers()
        self.template = TemplateCard()
        self.result = WrittenCard()
        self.hashes = self.result.hashes
        self.card = FilesCard(self.vm.kinds)
        self.files, self.kinds = self.card.files, self.card.kinds
        self.each, self.people, self.evidence = self.card.each, self.card.people, self.card.evidence
        for card in (self.card, self.readers, self.template, self._where_card(), self.result):
            left.addWidget(card)
        left.addStretch(1)
        sheet = Page("reports:left", column, label=_("Files and folder"))
        body.addWidget(Folding("reports:columns", sheet, self.document, threshold=680))
        self.pages.addWidget(self.main)

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
        self.verify = Button(
            "reports:verify", _("Verify a file…"), self._choose_to_verify, picture="check"
        )
        self.verify.setAccessibleDescription(_("Whether a file is as this project wrote it."))
        card.add(
            PlainLabel(
                "reports:promise",
                _("A file that is there is replaced only once the new one is whole."),
                role="small",
                wrap=True,
            )
        )
        below = QHBoxLayout()
        below.addWidget(self.verify)
        self.tables = Button("reports:alltables", _("Tables for analysis…"), self._choose_tables)
        below.addWidget(self.tables)
        below.addStretch(1)
        card.body.addLayout(below)
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
        self.readers.spoken.connect(vm.in_language)
        self.folder.editingFinished.connect(self._take_folder)
        self.card.chosen.connect(self._choose)
        self.card.kind.connect(self._take_kind)
        self.card.sections.clicked.connect(self._choose_sections)
        self.evidence.clicked.connect(self._write_evidence)
        vm.verified.connect(self._tell_verified)
        vm.filling.looked.connect(self._tell_template)
        vm.filling.refused.connect(self._fail)
        vm.filling.wrote.connect(self._tell_starter)
        self.template.choose.clicked.connect(self._choose_template)
        self.template.starter.clicked.connect(self._choose_starter)
        self.template.drop.clicked.connect(partial(self._take_template, ""))
        self.template.accepted.connect(self._accept)
        self.result.opened.connect(self._open_folder)
        self.result.verify.connect(self._verify_written)
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
        self.card.put(files, (self.vm.vendor, self.vm.reviewer))
        self.headline.emit()

    @Slot(object)
    def _preview(self, report: "Report") -> None:
        self.document.put(report)
        every = len(self.vm.available)
        self.card.say_sections(len(report.sections) if self.vm.sections else every, every)
        self.card.sections.setEnabled(not self.vm.reviewer)
        self.evidence.setVisible(bool(self.vm.vendor))
        self.headline.emit()

    @Slot(object)
    def _tell_written(self, written: tuple[Any, ...]) -> None:
        if not written:
            self.banner.show_text(
                _("Stopped."), _("Files that were whole by then stay; no other has changed.")
            )
        else:
            self.result.put(written)
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

    @Slot(str, bool)
    def _take_kind(self, kind: str, on: bool) -> None:  # noqa: FBT001 - Qt's
        self.vm.in_format(kind, on)
        self.headline.emit()

    def _choose_sections(self) -> None:
        if self.vm.available:
            vm = self.vm
            Parts(self.window(), vm.available, vm.sections, vm.period, vm.hold).open()

    def _choose_tables(self) -> None:
        self._take_folder()
        Tables(self.window(), formats(), self.vm.vendor, self.vm.write_tables).open()

    def _choose_template(self) -> None:
        names = _("Workbooks") + " (*.xlsx *.xlsm *.xltx *.xltm)"
        open_file(self, _("A workbook to fill"), self.vm.folder, self._take_template, names)

    @Slot(str)
    def _take_template(self, name: str, *_clicked: object) -> None:
        self.banner.hide()
        self.template.put(Path(name).name, None)
        self.vm.fill(Path(name) if name else None)
        self.headline.emit()

    @Slot(object)
    def _tell_template(self, seen: "Foreseen | None") -> None:
        self.template.put(seen.source.name if seen else "", seen)
        self.headline.emit()

    @Slot(bool)
    def _accept(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        self.vm.filling.accepted = on
        self.headline.emit()

    def _choose_starter(self) -> None:
        start = self.vm.folder / "template.xlsx"
        save_workbook(self, _("A new template"), start, self._write_starter)

    def _write_starter(self, name: str) -> None:
        self.vm.filling.write_starter(Path(name))

    @Slot(object)
    def _tell_starter(self, path: Path) -> None:
        self.banner.show_text(
            _("{name} is written.").format(name=path.name),
            _("Change it in a spreadsheet program, keep the names, then choose it here."),
            tone="good",
        )

    def _choose_to_verify(self) -> None:
        open_file(self, _("A file to verify"), self.vm.folder, self._verify)

    def _verify(self, name: str) -> None:
        self.vm.verify([Path(name)])

    def _verify_written(self) -> None:
        self.vm.verify([one.path for one in self.hashes.records.rows])

    @Slot(object)
    def _tell_verified(self, found: "tuple[Verified, ...]") -> None:
        bad = [one for one in found if not one.whole]
        if not bad:
            many = ngettext(
                "{n} file is as this project wrote it.",
                "{n} files are as this project wrote them.",
                len(found),
            )
            about = " ".join(found[0].notes) if len(found) == 1 else ""
            self.banner.show_text(many.format(n=len(found)), about, tone="good")
            return
        names = ", ".join(Path(one.file).name for one in bad)
        self.banner.show_text(
            _("Not as this project wrote it: {names}.").format(names=names),
            " ".join(dict.fromkeys(note for one in bad for note in one.notes)),
            tone="bad",
        )

    def _choose_folder(self) -> None:
        choose_folder(self, _("Folder for the reports"), self.vm.folder, self._use_folder)

    @Slot(str)
    def _use_folder(self, name: str) -> None:
        self.folder.setText(name)
        self._take_folder()

    def _open_items(self, where: "Filter", _said: str) -> None:
        self._session.go("results", self.vm.behind(where))

    def _open_folder(self) -> None:
        outside.open_folder(self.vm.folder)
