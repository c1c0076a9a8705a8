"""What is written: one row a file, in which formats, for whom besides, and with which sections."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from reviewer_audit.i18n import _
from ui.models.records import Column
from ui.screens.reports.making import PlannedFile
from ui.screens.reports.written import as_high_as_its_rows
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table


class FilesCard(Card):
    """The table of files, and the boxes that decide how many there are."""

    chosen = Signal(object)  # PlannedFile
    kind = Signal(str, bool)

    def __init__(self, kinds: Iterable[str]) -> None:
        super().__init__("reports:files", _("What is written"), note=_("Choose one to look at it."))
        self.files = Table(
            "reports:filetable",
            [
                Column(_("For"), _vendor_of, bold=True, width=15),
                Column(_("File"), lambda one: one.name, stretch=True),
                Column(_("State"), _state_of, tone=_tone_of, width=13),
            ],
            label=_("Files to be written"),
            framed=False,
        )
        self.files.chosen.connect(self.chosen)
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.each = QCheckBox(_("One for each vendor, too"))
        self.each.setObjectName("reports:each")
        self.each.setChecked(True)
        self.people = QCheckBox(_("Feedback for each reviewer, too"))
        self.people.setObjectName("reports:people")
        self.people.setAccessibleDescription(_("Their own decisions alone, with clause and why."))
        self.sections = Button("reports:sections", _("Sections and period…"))
        self.sections.setAccessibleDescription(
            _("Choose which sections reports hold, and a contract period.")
        )
        self.evidence = Button("reports:evidence", _("Write the evidence file"), picture="file")
        self.evidence.setAccessibleDescription(_("All that a third party needs to recompute."))
        self.add(self.files)
        self.body.addLayout(self._formats(set(kinds)))
        self.add(self.each)
        self.add(self.people)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sections)
        row.addWidget(self.evidence)
        row.addStretch(1)
        self.body.addLayout(row)

    def _formats(self, on: set[str]) -> QHBoxLayout:
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
            box.setChecked(kind in on)
            box.toggled.connect(lambda now, kind=kind: self.kind.emit(kind, now))
            row.addWidget(box)
        row.addStretch(1)
        return row

    def put(self, files: tuple[PlannedFile, ...], about: tuple[str, str]) -> None:
        """List files; the one about this vendor and reviewer stays chosen."""
        self.files.blockSignals(True)  # noqa: FBT003 - Qt's
        self.files.put(files)
        as_high_as_its_rows(self.files)
        at = next((k for k, one in enumerate(files) if (one.vendor, one.reviewer) == about), 0)
        if files:
            self.files.selectRow(at)
        self.files.blockSignals(False)  # noqa: FBT003 - Qt's

    def say_sections(self, kept: int, every: int) -> None:
        """Say how many of the sections reports hold."""
        some = _("{kept} of {n} sections…").format(kept=kept, n=every)
        self.sections.say(some if kept < every else _("Sections and period…"))


def _vendor_of(one: PlannedFile) -> str:
    return one.called or one.vendor or _("Whole audit")


def _state_of(one: PlannedFile) -> str:
    if one.written is not None:
        return _("written")
    return _("replaces one") if one.exists else _("new")


def _tone_of(one: PlannedFile) -> str:
    return "good" if one.written is not None else "muted"
