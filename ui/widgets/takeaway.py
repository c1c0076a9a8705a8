"""The small menu on every chart and table: copy it, or save it as a file of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import caption
from ui.widgets.buttons import Button
from ui.widgets.chartmath import rows_to_copy

if TYPE_CHECKING:
    from reviewer_audit.reports.model import ChartSpec
    from ui.jobs import JobRunner
    from ui.widgets.chart import Chart
    from ui.widgets.table import Table

    Sheet = tuple[Sequence[str], Sequence[Sequence[Any]]]


class TakeAway(Button):
    """Copies figures and pictures, and saves them; writing happens off the GUI thread."""

    saved = Signal(object)  # Path

    def __init__(
        self,
        name: str,
        jobs: "JobRunner",
        *,
        chart: "Chart | None" = None,
        table: "Table | None" = None,
        sheet: "Callable[[], Sheet] | None" = None,
    ) -> None:
        super().__init__(name, "", self._open, kind="quiet", picture="download")
        self._jobs, self._chart, self._table, self._sheet = jobs, chart, table, sheet
        theme.restyle(self, compact="true")
        self.setFixedWidth(theme.px(34))
        self.about("")

    def about(self, title: str) -> None:
        """Say what is taken away."""
        self._title = title
        words = _("Copy or save: {title}").format(title=title) if title else _("Copy or save")
        self.setAccessibleName(words)
        self.setToolTip(caption(_("Copy or save")))

    def offers(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what can be done, in words."""
        made: list[tuple[str, Callable[[], object]]] = []
        if self._chart is not None:
            made += [
                (_("Copy the figures"), self._chart.copy),
                (_("Copy the picture"), self._chart.copy_picture),
            ]
        if self._table is not None:
            table = self._table
            made.append((_("Copy the whole table"), lambda: table.copy(everything=True)))
        made.append((_("Save as CSV…"), lambda: self._ask(".csv", _("Tables (*.csv)"))))
        if self._chart is not None:
            made.append((_("Save the picture…"), lambda: self._ask(".png", _("Pictures (*.png)"))))
        return made

    def save(self, path: Path) -> None:
        """Save the table (.csv) or the picture (.png)."""
        from reviewer_audit.services import takeaway

        spec = self._chart.spec if self._chart is not None else None
        if path.suffix == ".png" and spec is not None:
            self._jobs.start(takeaway.write_chart, path, spec, title=path.name, done=self._tell)
            return
        header, rows = self._figures(spec)
        self._jobs.start(takeaway.write_table, path, header, rows, title=path.name, done=self._tell)

    def _tell(self, path: Path) -> None:
        self.saved.emit(path)

    def _figures(self, spec: "ChartSpec | None") -> "Sheet":
        if self._sheet is not None:
            return self._sheet()
        if spec is not None:
            header, *rows = rows_to_copy(spec)
            return [str(one) for one in header], rows
        if self._table is None:
            return (), ()
        columns = self._table.records.columns
        return [column.title for column in columns], [
            [_plain(column.value(row), column.text) for column in columns]
            for row in self._table.records.rows
        ]

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}:menu")
        for text, run in self.offers():
            action = QAction(caption(text), menu)
            action.triggered.connect(lambda _on=False, run=run: run())
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _ask(self, ending: str, kinds: str) -> None:
        dialog = QFileDialog(self.window(), _("Save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.lstrip("."))
        dialog.setNameFilters([kinds])
        dialog.selectFile(_file_name(self._title) + ending)
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _plain(value: Any, text: Callable[[Any], str]) -> Any:
    if value is None or type(value) in {int, float, bool}:
        return value
    return text(value)


def _file_name(title: str) -> str:
    kept = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
    return " ".join(kept.split())[:60] or "figures"
