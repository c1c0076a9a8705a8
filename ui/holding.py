"""How pages are held in the window, and what is dropped on it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QScrollArea, QWidget


def scrolling(page: QWidget) -> QScrollArea:
    """Let a page scroll where large text makes it larger than the window."""
    area = QScrollArea()
    area.setObjectName(f"{page.objectName()}:holder")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the local file that is being dropped; None where it is something else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
