"""Grades that were recorded in a spreadsheet: choose the file, see what became of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout

from reviewer_audit.i18n import _, ngettext, translated
from reviewer_audit.services.reasons import in_words
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.services.recording import Recorded, Tally

KINDS = "*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.parquet"


class SheetCard(Card):
    """Brings grades in; the tally of the last sheet stays in sight."""

    asked = Signal(object, str)  # Path, whose grades where the sheet does not say
    export_asked = Signal(object, object, str)  # Path, rows not used, name of the sheet

    def __init__(self) -> None:
        super().__init__(
            "sample:sheet",
            _("Grades recorded in a sheet"),
            note=_(
                "Item id and label, and where it has them auditor, note and time of each grade."
            ),
        )
        self._recorded: Recorded | None = None
        self._file = ""
        self.auditor = QComboBox()
        self.auditor.setObjectName("sample:sheet:auditor")
        self.auditor.setAccessibleName(_("Whose grades these are"))
        self.auditor.setEditable(True)
        self.auditor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field = self.auditor.lineEdit()
        if field is not None:
            field.setObjectName("sample:sheet:auditor:name")
            field.setAccessibleName(_("Whose grades these are"))
            field.setPlaceholderText(_("as the sheet says"))
        self.choose = Button("sample:sheet:choose", _("Choose a sheet…"), self._choose)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel("sample:sheet:whose", _("Whose"), role="muted"))
        row.addWidget(self.auditor, stretch=1)
        row.addWidget(self.choose)
        self.body.addLayout(row)
        self.said = PlainLabel("sample:sheet:said", role="strong", wrap=True)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(14)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(1, 1)
        self.export = Button("sample:sheet:export", _("Save the rows not used…"), self._export)
        self.add(self.said)
        self.said.hide()
        self.body.addLayout(self._lines)
        self.body.addWidget(self.export, 0, Qt.AlignmentFlag.AlignLeft)
        self.export.hide()

    def people(self, names: Sequence[str]) -> None:
        """Offer these auditors; the first choice is what the sheet says."""
        known = [self.auditor.itemText(at) for at in range(self.auditor.count())]
        if known != ["", *names]:
            typed = self.auditor.currentText()
            self.auditor.clear()
            self.auditor.addItems(["", *names])
            self.auditor.setCurrentText(typed)

    def bring(self, path: Path) -> None:
        """Ask for the grades of a file."""
        self._file = path.name
        self.asked.emit(path, " ".join(self.auditor.currentText().split()))

    def forget(self) -> None:
        """Take the tally away: another round is on show."""
        self._recorded = None
        self._clear()
        self.said.hide()
        self.export.hide()

    def show_tally(self, recorded: "Recorded") -> None:
        """Show what became of a sheet, auditor by auditor."""
        self._recorded = recorded
        tallies = list(recorded.auditors.items())
        new = sum(tally.recorded + tally.revised for _name, tally in tallies)
        many = ngettext("{n} grade is in", "{n} grades are in", new).format(n=f"{new:,}")
        if not new:
            many = _("No grade is new")
        self.said.put(_("{many}, from {file}").format(many=many, file=self._file))
        self.said.show()
        self._clear()
        for at, (name, tally) in enumerate(tallies):
            self._line(f"tally{at}", name, tally_words(tally), "strong")
        for at, problem in enumerate(recorded.problems):
            rows = ngettext("{n} row", "{n} rows", problem["count"])
            said = translated(in_words(str(problem["code"])))
            self._line(f"problem{at}", rows.format(n=f"{problem['count']:,}"), said, "caution")
        self.export.setVisible(bool(recorded.rejected))

    def _line(self, key: str, head: str, text: str, role: str) -> None:
        at = self._lines.rowCount()
        name = f"sample:sheet:{key}"
        top = Qt.AlignmentFlag.AlignTop
        self._lines.addWidget(PlainLabel(name, head, role=role), at, 0, top)
        self._lines.addWidget(PlainLabel(f"{name}:said", text, wrap=True), at, 1)

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), _("Grades recorded in a sheet"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{_('Sheets')} ({KINDS})", _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.bring(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export(self) -> None:
        dialog = QFileDialog(self.window(), _("Save the rows not used"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilters([_("Workbooks (*.xlsx)")])
        dialog.selectFile(f"not used - {Path(self._file).stem}.xlsx")
        dialog.fileSelected.connect(self._save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, name: str) -> None:
        if self._recorded is not None:
            self.export_asked.emit(Path(name), self._recorded.rejected, self._file)


def tally_words(tally: "Tally") -> str:
    """Say what became of one auditor's rows."""
    parts = [
        (tally.recorded, _("{n} new")),
        (tally.revised, _("{n} revised")),
        (tally.unchanged, _("{n} there already")),
        (tally.cannot_judge, _("{n} of them cannot judge")),
        (tally.quarantined, _("{n} not used")),
    ]
    said = [text.format(n=f"{n:,}") for n, text in parts if n]
    return _(", ").join(said) or _("nothing new")
