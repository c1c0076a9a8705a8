"""The three questions for a place on the disk: a file to open, one to save to, a folder."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Take = Callable[[str], object]


def open_file(parent: QWidget, title: str, start: Path, take: Take, names: str = "") -> None:
    """Ask for a file that is there; ``names`` filters what is shown."""
    dialog = _dialog(parent, title, start, take)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if names:
        dialog.setNameFilter(names)
    dialog.open()


def save_workbook(parent: QWidget, title: str, start: Path, take: Take) -> None:
    """Ask where to write a workbook to."""
    dialog = _dialog(parent, title, start, take)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("xlsx")
    dialog.open()


def choose_folder(parent: QWidget, title: str, start: Path, take: Take) -> None:
    """Ask for a folder."""
    dialog = _dialog(parent, title, start, take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.open()


def _dialog(parent: QWidget, title: str, start: Path, take: Take) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(start))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(take)
    return dialog
