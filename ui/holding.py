"""How pages are held in the window, and what is dropped on it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QScrollArea, QWidget

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


class DropTarget(QWidget):
    """A window that takes a file dropped on it; ``lit`` shows while one hovers."""

    lit: QWidget

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def take(self, path: Path) -> None:
        """Do something with a file."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()
            theme.restyle(self.lit, drop="true")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        theme.restyle(self.lit, drop="false")

    def dropEvent(self, event: QDropEvent) -> None:
        theme.restyle(self.lit, drop="false")
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.take(path)


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the local file that is being dropped; None where it is something else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
