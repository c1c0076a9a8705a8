"""Key figures side by side while they fit, else in two rows or one column."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.badge import VERDICTS, verdict_word
from ui.widgets.cards import Tile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.reports.model import KeyFigure

GAP = 12
LEAST = 180  # room for a title and an interval


class TileGrid(QWidget):
    """Tiles in rows that are all filled; no row holds a tile alone where two would fit."""

    opened = Signal(object)  # Filter

    def __init__(self, name: str, most: int = 4) -> None:
        super().__init__()
        self.setObjectName(name)
        self._most = most
        self._rows: tuple[int, ...] = ()
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(GAP)
        self.tiles: list[Tile] = []
        self._shown = 0

    def put(self, figures: "Sequence[KeyFigure]") -> None:
        """Show these figures."""
        while len(self.tiles) < len(figures):
            tile = Tile(f"{self.objectName()}:{len(self.tiles)}")
            tile.opened.connect(self.opened)
            self.tiles.append(tile)
        self._shown = len(figures)
        for at, figure in enumerate(figures):
            _show(self.tiles[at], figure)
        self._rows = ()
        self._arrange(self.width())
        for at, tile in enumerate(self.tiles):
            tile.setVisible(at < len(figures))

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        widest = max((t.minimumSizeHint().width() for t in self.tiles[: self._shown]), default=0)
        return QSize(widest, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, room: int) -> None:
        least = theme.px(LEAST)
        needs = [max(t.minimumSizeHint().width(), least) for t in self.tiles[: self._shown]]
        rows = _rows(needs, self._most, room)
        if rows == self._rows:
            return
        self._rows = rows
        while (item := self._body.takeAt(0)) is not None:
            old = item.layout()
            if old is not None:
                while old.takeAt(0) is not None:
                    pass
                old.deleteLater()
        left = iter(self.tiles[: self._shown])
        for n in rows:
            row = QHBoxLayout()
            row.setSpacing(GAP)
            for _at in range(n):
                row.addWidget(next(left), stretch=1)
            self._body.addLayout(row)
        self.updateGeometry()


def _rows(needs: list[int], most: int, room: int) -> tuple[int, ...]:
    """Return how many tiles stand in each row, as evenly as they fit."""
    total = len(needs)
    for count in range(1, total + 1):
        least, more = divmod(total, count)
        rows = tuple(least + (1 if at < more else 0) for at in range(count))
        if rows[0] <= most and _fit(needs, rows, room):
            return rows
    return (1,) * total


def _fit(needs: list[int], rows: tuple[int, ...], room: int) -> bool:
    start = 0
    for n in rows:
        if sum(needs[start : start + n]) + GAP * (n - 1) > room:
            return False
        start += n
    return True


def _show(tile: Tile, figure: "KeyFigure") -> None:
    tile.show_figure(figure)
    word = figure.verdict
    if word is not None and word.text == verdict_word("provisional"):
        tile.badge.put(word.text, *VERDICTS["provisional"])
