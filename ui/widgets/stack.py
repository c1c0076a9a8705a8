"""Pages one behind the other."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget


class Stack(QStackedWidget):
    """Asks for the room of the page in front; Qt's own asks for that of the largest.

    Else a short page would scroll because a long one lies behind it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        return page.minimumSizeHint().expandedTo(page.minimumSize())

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1


def filling(owner: QWidget) -> Stack:
    """Return a stack of pages that fills a widget."""
    body = QVBoxLayout(owner)
    body.setContentsMargins(0, 0, 0, 0)
    stack = Stack()
    body.addWidget(stack)
    return stack
