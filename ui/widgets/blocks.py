"""The blocks of a report as widgets: what a file will say, said on the screen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_audit.reports.model import (
    Block,
    DataTable,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Style,
)
from reviewer_audit.reports.words import spoken
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.chart import Chart
from ui.widgets.chartcanvas import wanted_height
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway
from ui.widgets.tilegrid import TileGrid

if TYPE_CHECKING:
    from ui.jobs import JobRunner

ROWS = 12  # rows of a table in sight; more scroll in it
SIDE_BY_SIDE = 3  # tiles


class Blocks(QWidget):
    """Blocks one below the other."""

    opened = Signal(object, str)  # Filter, what it stands for
    saved = Signal(object)  # Path

    def __init__(self, name: str, jobs: "JobRunner", *, rows: int = ROWS) -> None:
        super().__init__()
        self.setObjectName(name)
        self._jobs, self._rows = jobs, rows
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(12)

    def put(self, blocks: Sequence[Block]) -> None:
        """Show these blocks instead of the ones before."""
        while (item := self._body.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, block in enumerate(blocks):
            self._body.addWidget(self._made(f"{self.objectName()}:{at}", block))
        self._body.addStretch(1)

    def _made(self, name: str, block: Block) -> QWidget:
        match block:
            case Paragraph():
                return _paragraph(name, block)
            case KeyFigures():
                return self._tiles(name, block.figures)
            case DataTable():
                return self._table(name, block)
            case Figure():
                return self._chart(name, block)

    def _tiles(self, name: str, figures: tuple[KeyFigure, ...]) -> QWidget:
        tiles = TileGrid(name, SIDE_BY_SIDE)
        tiles.put(figures)
        tiles.opened.connect(lambda where: self.opened.emit(where, ""))
        return tiles

    def _table(self, name: str, block: DataTable) -> QWidget:
        box, body = _stack(name, 6)
        title = block.title or spoken(block.key)
        table = Table(f"{name}:table", (), label=title, empty=block.empty, framed=False)
        table.show_table(block)
        shown = min(max(len(block.rows), 1), self._rows)
        row = table.verticalHeader().defaultSectionSize()
        bar = theme.px(16)
        table.setFixedHeight(row * shown + theme.px(36) + bar)
        table.opened.connect(lambda line: self._open_row(block, line))
        take = TakeAway(f"{name}:take", self._jobs, table=table, sheet=lambda: _sheet(block))
        take.about(title)
        take.saved.connect(self.saved)
        head = _head(name, block.title, take)
        body.addWidget(head)
        if block.note:
            body.addWidget(PlainLabel(f"{name}:note", block.note, role="muted", wrap=True))
        body.addWidget(table)
        return box

    def _chart(self, name: str, block: Figure) -> QWidget:
        box, body = _stack(name, 6)
        chart = Chart(f"{name}:chart")
        chart.put(block.chart)
        chart.setFixedHeight(wanted_height(block.chart)[1])
        chart.opened.connect(self.opened)
        take = TakeAway(f"{name}:take", self._jobs, chart=chart)
        take.about(block.chart.title)
        take.saved.connect(self.saved)
        body.addWidget(_head(name, block.chart.title, take))
        body.addWidget(chart)
        if block.chart.note:
            body.addWidget(PlainLabel(f"{name}:note", block.chart.note, role="small", wrap=True))
        return box

    def _open_row(self, block: DataTable, line: Any) -> None:
        if line.filter:
            said = " · ".join(str(cell) for cell in line.cells[:2] if isinstance(cell, str))
            self.opened.emit(line.filter, said or block.title)


class Page(QScrollArea):
    """Blocks on a sheet that scrolls."""

    def __init__(self, name: str, inside: QWidget, *, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(label)
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of what is inside: it cannot be scrolled to the side."""
        hint, inside = super().minimumSizeHint(), self.widget()
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if inside is None or self.horizontalScrollBarPolicy() != never:
            return hint
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inside.minimumSizeHint().width() + bar, hint.height())


def _paragraph(name: str, block: Paragraph) -> QWidget:
    roles = {Style.LEAD: "heading", Style.NOTE: "muted", Style.WARNING: "caution"}
    return PlainLabel(name, block.text, role=roles.get(block.style, "body"), wrap=True)


def _stack(name: str, spacing: int) -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    box.setObjectName(name)
    body = QVBoxLayout(box)
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(spacing)
    return box, body


def _head(name: str, title: str, take: TakeAway) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(PlainLabel(f"{name}:title", title, role="strong", wrap=True), stretch=1)
    row.addWidget(take)
    return box


def _sheet(block: DataTable) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    from reviewer_audit.services import takeaway

    return takeaway.plain(block)
