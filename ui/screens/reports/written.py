"""What was written: the files, their hashes, the folder, and whether a file is still the same."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from reviewer_audit.i18n import _, ngettext, translated
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.icons import Picture
from ui.widgets.table import Table

MOST_ROWS = 6  # in sight; more scroll


class WrittenCard(Card):
    """Hidden until something was written."""

    opened = Signal()
    verify = Signal()

    def __init__(self) -> None:
        super().__init__("reports:written")
        self.head.insertWidget(0, Picture("check", "good", 18))
        self.hashes = Table(
            "reports:hashes",
            [
                Column(_("File"), lambda one: one.path.name, stretch=True),
                Column("SHA-256", lambda one: one.sha256, width=16),
            ],
            label=_("Files written"),
            framed=False,
        )
        self.hashes.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.place = PlainLabel("reports:place", role="small", wrap=True)
        self.add(self.place)
        self.add(self.hashes)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (
            Button("reports:openfolder", _("Open folder"), self.opened.emit, picture="folder"),
            Button("reports:copy", _("Copy list"), self._copy, picture="copy"),
            Button("reports:verifywritten", _("Verify"), self.verify.emit, picture="check"),
        ):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.hide()

    def put(self, written: Sequence[Any]) -> None:
        """Show files that were written."""
        many = ngettext("{n} file written", "{n} files written", len(written))
        self.say(many.format(n=len(written)))
        notes = dict.fromkeys(
            translated(text) for one in written for text in getattr(one, "warnings", ())
        )
        self.place.put("\n".join([str(written[0].path.parent), *notes]))
        self.hashes.put(written)
        as_high_as_its_rows(self.hashes)
        self.show()

    def _copy(self) -> None:
        lines = [f"{one.path}\t{one.sha256}" for one in self.hashes.records.rows]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")


def as_high_as_its_rows(table: Table) -> None:
    """Give a table the height of its rows, up to a few."""
    shown = min(table.records.rowCount(), MOST_ROWS)
    row = table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(row * max(shown, 1) + theme.px(42))
