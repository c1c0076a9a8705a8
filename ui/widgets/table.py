"""The one table: sorted by its header, copied as text, opened by Enter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import ROW, Column, RecordsModel

if TYPE_CHECKING:
    from reviewer_audit.reports.model import DataTable

LOOK_AT = 60  # rows from which column widths are taken
WIDEST = 46  # characters


class Table(QTableView):
    """Shows records; a row opens by Enter, a double click or a click on a link.

    Keys: arrows, Enter opens, Ctrl+C copies the marked rows, Ctrl+A marks all.
    """

    opened = Signal(object)  # the record
    chosen = Signal(object)  # the record under the cursor, None where there is none

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        *,
        label: str = "",
        empty: str = "",
        framed: bool = True,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label or name)
        self._empty = empty
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self._fitted: list[int] = []  # what each column needs
        self.records: RecordsModel[Any] = RecordsModel(columns, self)
        self.setModel(self.records)
        if not framed:
            self.setProperty("frame", "none")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(36))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.sectionClicked.connect(self.sort_by)
        header.setSectionsClickable(True)
        self.doubleClicked.connect(self._open_index)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self._measure()
        self._fit()  # headings are to be read before there are rows

    def put(self, rows: Sequence[Any], muted: Sequence[Any] = ()) -> None:
        """Show rows, in the order the user last asked for."""
        self.records.show(rows, muted)
        column, order = self._sorted
        if column >= 0:
            self.records.sort(column, order)
        self._fit()

    def show_table(self, table: "DataTable") -> None:
        """Show a table of a report; ``opened`` then brings rows that have a ``filter``."""
        from ui.models.datatable import columns_of, rows_of

        self._empty = table.empty or self._empty
        self.columns_are(columns_of(table))
        self.put(*rows_of(table))

    def empty_is(self, text: str) -> None:
        """Say something else where there is no row."""
        self._empty = text
        self.viewport().update()

    def columns_are(self, columns: Sequence[Column[Any]]) -> None:
        """Show other columns; rows come anew."""
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self.records.restyle(columns)

    def sort_by(self, column: int, order: Qt.SortOrder | None = None) -> None:
        """Sort by a column; asked again, the other way round."""
        if order is None:
            again = self._sorted == (column, Qt.SortOrder.AscendingOrder)
            order = Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder
        self._sorted = (column, order)
        self.records.sort(column, order)

    @property
    def current(self) -> Any | None:
        """The record under the cursor."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def copy(self, *, everything: bool = False) -> None:
        """Put the marked rows, or all, on the clipboard."""
        marked = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = list(range(self.records.rowCount())) if everything or not marked else marked
        QGuiApplication.clipboard().setText(self.records.as_tsv(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open_index(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: Any) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, run in (
            (_("Open"), lambda: self._open_index(self.currentIndex())),
            (_("Copy rows\tCtrl+C"), self.copy),
            (_("Copy the whole table"), lambda: self.copy(everything=True)),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _on=False, run=run: run())
            menu.addAction(action)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(
            self, "records"
        ):
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and self.records.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.color("muted"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.viewport().rect().adjusted(16, 8, -16, -8), flags, self._empty)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(34))

    def _fit(self) -> None:
        """Give each column the width its first rows need."""
        metrics = QFontMetrics(theme.font("body", bold=True))
        em = metrics.averageCharWidth()
        model, room = self.records, theme.px(26)
        for at, column in enumerate(model.columns):
            title = wide = metrics.horizontalAdvance(f"{column.title} ↓")
            for row in range(min(model.rowCount(), LOOK_AT)):
                wide = max(wide, metrics.horizontalAdvance(model.index(row, at).data()))
            limit = max((column.width or WIDEST) * em, title)  # a heading is never cut
            self.setColumnWidth(at, min(wide, limit) + room)
        self._fitted = [self.columnWidth(at) for at in range(len(model.columns))]
        self._stretch()

    def _stretch(self) -> None:
        """Let the column that may stretch take what is left, if that is not too little."""
        columns = self.records.columns
        flexible = next((i for i, column in enumerate(columns) if column.stretch), None)
        if flexible is None or len(self._fitted) != len(columns):
            return
        others = sum(self.columnWidth(i) for i in range(len(columns)) if i != flexible)
        least = min(self._fitted[flexible], theme.px(112))  # holds "0.92 bis 0.95"
        self.setColumnWidth(flexible, max(self.viewport().width() - others, least))

    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.data(ROW))

    def _tell_chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(index.data(ROW) if index.isValid() else None)
