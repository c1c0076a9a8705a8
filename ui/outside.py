"""The one place where anything outside the window is opened: a folder, or an address of the web."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> None:
    """Show a folder in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def host_of(address: str) -> str:
    """Return where an address leads, in letters that nothing can be mistaken for."""
    return QUrl(address).host(QUrl.ComponentFormattingOption.FullyEncoded)


def open_page(address: str) -> bool:
    """Hand an address to the system's browser; returns whether it was taken.

    Only after a person saw it whole and said so: who calls this has asked.
    """
    url = QUrl(address)  # what may not stand in an address is encoded
    if not url.isValid() or url.scheme() not in {"http", "https"} or not url.host():
        return False
    return QDesktopServices.openUrl(url)
