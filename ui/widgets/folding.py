"""A sheet and what it is about: side by side, else one above the other."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.widgets.blocks import Page
from ui.widgets.cards import Columns

LOW = 340  # the least height of what stands above or below another


class Shared(Columns):
    """Columns that scroll by themselves: folded, each keeps a height in which it can be read."""

    def __init__(self, name: str, *columns: tuple[Sequence[QWidget], int], threshold: int) -> None:
        super().__init__(name, threshold)
        self._widgets = [widget for widgets, _share in columns for widget in widgets]
        for widgets, share in columns:
            column = QVBoxLayout()
            for widget in widgets:
                column.addWidget(widget)
            self.add(column, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for widget in self._widgets:
            widget.setMinimumHeight(theme.px(LOW) if self.is_narrow else 0)


class Folding(Shared):
    """A sheet and something beside it: folded, the sheet is uncut, no bar stands inside another."""

    def __init__(self, name: str, sheet: Page, other: QWidget, *, threshold: int) -> None:
        super().__init__(name, ((sheet,), 6), ((other,), 9), threshold=threshold)
        self._sheet = sheet
        if (inside := sheet.widget()) is not None:
            inside.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._unroll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._unroll()  # the sheet has become longer or shorter
        return super().eventFilter(watched, event)

    def _unroll(self) -> None:
        inside = self._sheet.widget()
        high = inside.minimumSizeHint().height() if inside is not None and self.is_narrow else 0
        self._sheet.setMinimumHeight(high)
