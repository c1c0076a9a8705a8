"""Rows that are not used, by cause, with examples, and the way back to the sender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView

from reviewer_audit.i18n import _
from reviewer_audit.services.batches import BadRow
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.intake.words import rows as rows_of
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table

ROW_HEIGHT = 34
MOST_LINES, FEW_LINES = 7, 6


@dataclass(frozen=True, slots=True)
class Line:
    """A cause as the table lists it."""

    code: str
    words: str
    place: str
    column: str
    count: int
    stops: bool


class NotUsed(Card):
    """Causes above, the rows of the chosen cause below."""

    wants_export = Signal()

    def __init__(self, name: str, title: str, *, effect: bool = True) -> None:
        super().__init__(name, title)
        self.export = Button(
            f"{name}:export",
            _("Export rows to send back…"),
            self.wants_export.emit,
            picture="download",
        )
        self.with_buttons(self.export)
        self._rows: Callable[[Line], Sequence[BadRow]] = lambda _line: ()
        self._hidden = ""
        self._most = MOST_LINES if effect else FEW_LINES
        self.causes = Table(
            f"{name}:causes",
            (
                Column(_("Cause"), lambda one: one.words, stretch=True, tone=_tone),
                Column(_("Where"), lambda one: one.place, width=30 if effect else 14),
                number(_("Rows"), lambda one: one.count),
                *([Column(_("Effect"), _effect)] if effect else []),
            ),
            label=title,
            empty=_("Every row can be used."),
        )
        self.causes.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.told = PlainLabel(f"{name}:told", role="small", wrap=True)
        self.examples = Table(
            f"{name}:examples",
            (
                Column(_("File"), lambda one: one.file_name, width=28),
                Column(_("Sheet"), lambda one: one.row.sheet, width=20),
                number(_("Row"), lambda one: one.row.row_number),
                Column(_("Cell"), lambda one: one.cell, stretch=True),
            ),
            label=_("Rows of the chosen cause"),
            empty=_("Choose a cause to see its rows."),
        )
        self.examples.setMinimumHeight(theme.px(ROW_HEIGHT * 3 + 12))
        self.add(self.causes)
        self.add(self.told)
        self.add(self.examples, stretch=1)
        self.body.addStretch(0)
        self.causes.chosen.connect(self._choose)

    def put(
        self,
        lines: Sequence[Line],
        rows: Callable[[Line], Sequence[BadRow]],
        *,
        hidden: str = "",
    ) -> None:
        """Show causes; ``rows`` gives those of one, ``hidden`` says why cells are not shown."""
        self._rows, self._hidden = rows, hidden
        self.causes.put(lines)
        shown = min(max(len(lines), 2), self._most)
        self.causes.setFixedHeight(theme.px(ROW_HEIGHT * (shown + 1) + 8))
        stopping = sum(one.count for one in lines if one.stops)
        self.export.setVisible(stopping > 0)
        self.export.setEnabled(not hidden)
        self.examples.setVisible(stopping > 0)
        self.body.setStretch(self.body.count() - 1, int(not stopping))  # nothing else fills it
        self.told.setVisible(bool(hidden and lines))
        self._choose(None)
        if lines:
            self.causes.setCurrentIndex(self.causes.records.index(0, 0))

    def _choose(self, line: Any) -> None:
        if line is None:
            self.examples.put(())
            self.told.put(self._hidden)
            return
        found = self._rows(line)
        self.examples.put(found)
        self.told.put(self._hidden)
        self.examples.setAccessibleName(
            _("{rows}: {cause}").format(rows=rows_of(line.count), cause=line.words)
        )


def _tone(line: Line) -> str:
    return "caution" if line.stops else ""


def _effect(line: Line) -> str:
    if line.stops:
        return _("Not used")
    return _("Repeat") if line.code == "duplicate_decision" else _("To know")
