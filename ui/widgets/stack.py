"""Pages one behind the other."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget


class _Pages(QStackedLayout):
    """Asks for the room of the page in front; Qt's own asks for that of the largest."""

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSize(self) -> QSize:
        page = self.currentWidget()
        if page is None:
            return super().minimumSize()
        return page.minimumSizeHint().expandedTo(page.minimumSize())

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1


class Free(QWidget):
    """Takes the height there is instead of asking for its own: what is in it scrolls."""

    def hasHeightForWidth(self) -> bool:
        return False


class Stack(QWidget):
    """Shows one page at a time; a short page does not scroll because a long one lies behind it."""

    def __init__(self) -> None:
        super().__init__()
        self._pages = _Pages(self)
        self._pages.currentChanged.connect(self._turn)

    def addWidget(self, page: QWidget) -> int:
        """Put a page behind the others."""
        return self._pages.addWidget(page)

    def removeWidget(self, page: QWidget) -> None:
        """Take a page out; it is not deleted."""
        self._pages.removeWidget(page)

    def count(self) -> int:
        """Return how many pages there are."""
        return self._pages.count()

    def currentIndex(self) -> int:
        """Return the place of the page in front."""
        return self._pages.currentIndex()

    def currentWidget(self) -> QWidget | None:
        """Return the page in front."""
        return self._pages.currentWidget()

    def setCurrentIndex(self, at: int) -> None:
        """Bring the page at a place to the front."""
        self._pages.setCurrentIndex(at)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self._pages.setCurrentWidget(page)

    def _turn(self, _at: int) -> None:
        self._pages.invalidate()
        self.updateGeometry()


def filling(owner: QWidget) -> Stack:
    """Return a stack of pages that fills a widget."""
    body = QVBoxLayout(owner)
    body.setContentsMargins(0, 0, 0, 0)
    stack = Stack()
    body.addWidget(stack)
    return stack
