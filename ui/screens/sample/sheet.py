"""Grades that were recorded in a spreadsheet: choose the file, see what became of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.services.reasons import in_words
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.recording import Recorded

KINDS = "*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.parquet"
ROWS = 6


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
            field.setPlaceholderText(_("as the sheet says"))
        self.choose = Button("sample:sheet:choose", _("Choose a sheet…"), self._choose)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel("sample:sheet:whose", _("Whose"), role="muted"))
        row.addWidget(self.auditor, stretch=1)
        row.addWidget(self.choose)
        self.body.addLayout(row)
        self.said = PlainLabel("sample:sheet:said", role="strong", wrap=True)
        self.tally = Table(
            "sample:sheet:tally",
            _tally_columns(),
            label=_("What became of the grades"),
            framed=False,
        )
        self.problems = Table(
            "sample:sheet:problems", _problem_columns(), label=_("Problems"), framed=False
        )
        self.export = Button("sample:sheet:export", _("Save the rows not used…"), self._export)
        for part in (self.said, self.tally, self.problems):
            self.add(part)
            part.hide()
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
        for part in (self.said, self.tally, self.problems, self.export):
            part.hide()

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
        self._fill(self.tally, tallies)
        self._fill(self.problems, list(recorded.problems))
        self.export.setVisible(bool(recorded.rejected))

    def _fill(self, table: Table, rows: list[Any]) -> None:
        table.put(rows)
        high = table.verticalHeader().defaultSectionSize()
        table.setFixedHeight(high * min(max(len(rows), 1), ROWS) + theme.px(48))
        table.setVisible(bool(rows))

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


def _tally_columns() -> list[Column[Any]]:
    return [
        Column(_("Auditor"), lambda row: row[0], stretch=True),
        number(_("New"), lambda row: row[1].recorded),
        number(_("Revised"), lambda row: row[1].revised),
        number(_("Cannot judge"), lambda row: row[1].cannot_judge),
        number(_("Unchanged"), lambda row: row[1].unchanged),
        number(
            _("Not used"),
            lambda row: row[1].quarantined,
            tone=lambda row: "caution" if row[1].quarantined else "",
        ),
    ]


def _problem_columns() -> list[Column[Any]]:
    return [
        Column(_("Problem"), lambda row: _(in_words(str(row["code"]))), stretch=True),
        Column(_("Column"), lambda row: str(row.get("column") or "")),
        number(_("Rows"), lambda row: row.get("count", 1)),
    ]
