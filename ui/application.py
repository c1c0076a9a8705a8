"""The application, told by the system which files to open while it runs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Hands files over that come by double click: macOS names none when it starts a program.

    What comes before the window is ready is kept for it.
    """

    def __init__(self, argv: list[str]) -> None:
        super().__init__(argv)
        self._take: Callable[[Path], None] | None = None
        self._kept: list[Path] = []

    def deliver_to(self, take: Callable[[Path], None]) -> None:
        """Hand over what came, and from now on what comes."""
        self._take = take
        for path in self._kept:
            take(path)
        self._kept.clear()

    def event(self, event: QEvent) -> bool:
        """Take the file of such an event; the rest is Qt's."""
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return super().event(event)
        path = Path(event.file())
        if self._take is None:
            self._kept.append(path)
        else:
            self._take(path)
        return True
