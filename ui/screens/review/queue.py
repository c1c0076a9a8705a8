"""The queue: what is to be settled, gravest first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel
from ui.screens.review import words
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.review import Entry
    from reviewer_audit.services.review_board import Board

WIDTH = 368
QWIDGETSIZE_MAX = (1 << 24) - 1  # as Qt has it


class QueueCard(Card):
    """Lists the items; what it says gives no decision of the vendor away."""

    chosen = Signal(int)
    agreed = Signal()

    def __init__(self) -> None:
        super().__init__("review:queue", _("Queue"), pad=14)
        self.setFixedWidth(theme.px(WIDTH))
        self._board: Board | None = None
        self._silent = False
        self.filter = SegmentedControl(
            "review:show", (("open", _("To do")), ("all", _("All"))), label=_("Show")
        )
        self.head.addWidget(self.filter)
        self.table = Table(
            "review:items",
            (
                Column(_("Item"), lambda e: e.name, stretch=True, bold=True),
                Column(_("Sev."), lambda e: e.severity, width=4, tone=lambda _e: "muted"),
                Column(_("Votes"), words.votes, width=7, tone=lambda _e: "muted"),
                Column("", words.how_far, width=5, tone=_tone),
            ),
            label=_("Items to settle"),
            empty=_("Nothing is left here."),
            framed=False,
        )
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # ids differ at their end
        self.table.chosen.connect(self._choose)
        self.filter.changed.connect(lambda _key: self._fill())
        self.add(self.table, stretch=1)
        self.together = Button("review:agreed", "", self.agreed.emit, key="A")
        self.add(self.together)
        self.together.hide()

    def lie(self, *, flat: bool) -> None:
        """Stand beside the item, or lie above it where the window is too narrow for both."""
        if flat:
            self.setMinimumWidth(0)
            self.setMaximumWidth(QWIDGETSIZE_MAX)
            self.setFixedHeight(theme.px(250))
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(QWIDGETSIZE_MAX)
            self.setFixedWidth(theme.px(WIDTH))

    @property
    def current(self) -> "int | None":
        """The item under the cursor."""
        entry = self.table.current
        return entry.item_id if entry is not None else None

    def put(self, board: "Board") -> None:
        """Show the queue of a round, the cursor where it was."""
        self._board = board
        able = sum(e.unanimous and not e.own for e in board.entries)
        text = ngettext("Settle {n} agreed item", "Settle {n} agreed items", able)
        self.together.say(text.format(n=f"{able:,}"))
        self.together.setVisible(bool(able) and not board.is_closed)
        note = ngettext("{n} of {all} left", "{n} of {all} left", board.left)
        self.say(_("Queue"), note.format(n=f"{board.left:,}", all=f"{len(board.entries):,}"))
        self._fill()

    def go(self, item_id: int) -> bool:
        """Put the cursor on an item; False where the list has it not."""
        for at, entry in enumerate(self.table.records.rows):
            if entry.item_id == item_id:
                self.table.setCurrentIndex(self.table.model().index(at, 0))
                return True
        return False

    def step(self, by: int) -> None:
        """Move the cursor."""
        rows = self.table.records.rowCount()
        at = self.table.currentIndex().row() + by
        if 0 <= at < rows:
            self.table.setCurrentIndex(self.table.model().index(at, 0))

    def _fill(self) -> None:
        if self._board is None:
            return
        before, row = self.current, self.table.currentIndex().row()
        everything = self.filter.current == "all"
        rows = [e for e in self._board.entries if everything or not e.done]
        self._silent = True
        self.table.put(rows, [e for e in rows if e.done or e.own])
        self._silent = False
        if before is None or not self.go(before):
            self.table.setCurrentIndex(self.table.model().index(max(0, min(row, len(rows) - 1)), 0))

    def _choose(self, entry: "Entry | None") -> None:
        if entry is not None and not self._silent:
            self.chosen.emit(entry.item_id)


def _tone(entry: "Entry") -> str:
    return "good" if entry.done else "caution" if entry.looks else "muted"


def row_of(*widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Return widgets side by side."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    if stretch:
        row.addStretch(1)
    return row


def field(name: str, label: str, widget: QWidget) -> QVBoxLayout:
    """Return a widget under its name."""
    column = QVBoxLayout()
    column.setSpacing(4)
    said = PlainLabel(f"{name}:label", label, role="muted")
    said.setBuddy(widget)
    column.addWidget(said)
    column.addWidget(widget)
    widget.setAccessibleName(label)
    widget.setObjectName(name)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    return column
