"""How pages are held in the window, and what is dropped on it."""

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from ui import theme


def scrolling(page: QWidget) -> QScrollArea:
    """Let a page scroll where large text makes it larger than the window."""
    area = QScrollArea()
    area.setObjectName(f"{page.objectName()}:holder")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area


def paced(owner: QObject, run: Callable[[], None], pause: int = 500) -> Callable[[], None]:
    """Return what runs a function once, a little later, however often it is asked to."""
    timer = QTimer(owner, interval=pause, singleShot=True)
    timer.timeout.connect(run)
    return lambda: None if timer.isActive() else timer.start()


def put_away(window: QWidget, *, but: str = "") -> None:
    """Close what lies over a window, without doing what it asks about."""
    for one in window.findChildren(QDialog):
        if one.isVisible() and one.objectName() != but:
            one.close()


class DropTarget(QWidget):
    """A window that takes files dropped on it; ``lit`` shows while they hover."""

    lit: QWidget

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    @abstractmethod
    def take(self, *paths: Path) -> None:
        """Do something with files."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()
            theme.restyle(self.lit, drop="true")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        theme.restyle(self.lit, drop="false")

    def dropEvent(self, event: QDropEvent) -> None:
        theme.restyle(self.lit, drop="false")
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.take(*paths)


def dropped_files(event: QDropEvent) -> tuple[Path, ...]:
    """Return the local files that are being dropped; none where it is something else."""
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
