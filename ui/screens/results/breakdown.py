"""Scores by vendor, queue, language, market or reviewer: a table and a chart of it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports import charts, words
from ui import theme
from ui.safe import PlainLabel
from ui.screens.results import figures, subjects
from ui.widgets.buttons import SegmentedControl
from ui.widgets.cards import Card
from ui.widgets.chart import ChartCard
from ui.widgets.chartcanvas import UNLIMITED
from ui.widgets.parts import Parts
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway

if TYPE_CHECKING:
    from reviewer_audit.reports.model import DataTable
    from reviewer_audit.reports.results import AuditResults
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Subject

FEW = 5  # rows that leave room for the chart below them
VIEWS = (("table", _("Table")), ("chart", _("Chart")))
KINDS = "outcome"  # the segment for kinds of error


class _Free(ChartCard):
    """Takes the height the table leaves; else the table would lose of its own to it."""

    def hasHeightForWidth(self) -> bool:
        return False


class SlicesPage(QWidget):
    """One role at a time."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__()
        self.setObjectName("results:slices")
        self._results: AuditResults | None = None
        self._shown: DataTable | None = None
        self._role = ""
        self._roles: tuple[str, ...] = ()
        self.choice: Parts | None = None
        self.view = SegmentedControl("results:view", VIEWS, label=_("Show"))
        self.view.changed.connect(lambda _key: self._fit())
        self._drawn = False
        self.table = Table("results:table", (), label=_("Scores by slice"), framed=False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ at their ends
        self.table.opened.connect(self._open)
        self.card = Card("results:slicecard")
        self.take = TakeAway("results:table:take", jobs, table=self.table, sheet=self._sheet)
        self.take.saved.connect(self.saved)
        explain = explainer.button
        self.card.head.addWidget(explain("results:table:explain", self.card, self._about_row))
        self.card.head.addWidget(self.take)
        self.card.add(self.table, stretch=1)
        self.hint = PlainLabel(
            "results:slices:hint",
            _("Enter or a double click opens the decisions · I explains the figure"),
            role="small",
        )
        self.card.add(self.hint)
        self.chart = _Free("results:slicechart")
        self.chart.opened.connect(self.opened)
        self._chart_take = TakeAway("results:slicechart:take", jobs, chart=self.chart.chart)
        self._chart_take.saved.connect(self.saved)
        self.chart.head.addWidget(
            explain("results:slicechart:explain", self.chart, self._about_mark)
        )
        self.chart.head.addWidget(self._chart_take)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        self._top = QHBoxLayout()
        self._top.setSpacing(12)
        self._top.addStretch(0)
        self._top.addWidget(self.view)
        body.addLayout(self._top)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(16)
        self._pair.addWidget(self.card, stretch=3)
        self._pair.addWidget(self.chart, stretch=2)
        body.addLayout(self._pair, stretch=1)

    def hasHeightForWidth(self) -> bool:
        # what is in it scrolls: it takes the height there is instead of asking for its own
        return False

    @property
    def role(self) -> str:
        """The role on show."""
        return self._role

    def put(self, results: "AuditResults") -> None:
        """Show the numbers of a round, by the role that was on before where it is there."""
        self._results = results
        found = (*figures.roles(results), KINDS)
        if found != self._roles:
            self._offer(found)
        self.show_role(self._role if self._role in found else found[0])

    def show_role(self, role: str) -> None:
        """Show the scores by a role."""
        results = self._results
        if results is None:
            return
        self._role = role
        if self.choice is not None and self.choice.current != role:
            self.choice.choose(role)
        if role == KINDS:
            table, spec = figures.outcomes(results), charts.outcomes(results)
            title, note = _("What came out"), table.note
        else:
            table, spec = figures.slices(results, role), charts.by_role(results, role)
            title = _("Scores by {role}").format(role=words.inside(words.role_title(role)))
            note = figures.slice_note(results, role)
        self._shown = table
        self.card.say(title, note)
        self.take.about(title)
        self.table.show_table(table)
        part = figures.is_person(role) and len(table.rows) > len(spec.marks)
        self._drawn = bool(spec.marks) and not part
        self.chart.put(spec)
        self._chart_take.about(spec.title)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Set table and chart side by side, else one above the other, else one at a time."""
        wide = self.width() >= theme.px(1300)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._pair.setDirection(way)
        rows = self.table.records.rowCount()
        by_turns = self._drawn and not wide and rows > FEW
        self.view.setVisible(by_turns)
        self.card.setVisible(not by_turns or self.view.current == "table")
        self.chart.setVisible(self._drawn and (not by_turns or self.view.current == "chart"))
        alone = by_turns or not self._drawn
        note = self.card.note
        lines = note.heightForWidth(note.width())
        note.setMinimumHeight(max(0, lines))  # the page scrolls rather than cutting a line
        wraps = max(0, lines - note.fontMetrics().height())
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(row * (min(rows, FEW) + 1) + theme.px(14))  # and a bar below
        high = row * (rows + 1) + theme.px(150) + wraps
        self.card.setMaximumHeight(UNLIMITED if wide or alone else max(high, theme.px(200)))

    def _offer(self, found: tuple[str, ...]) -> None:
        self._roles = found
        names = [(role, words.role_title(role)) for role in found if role != KINDS]
        choices = [*names, (KINDS, _("Kind of error"))]
        if self.choice is not None:
            self._top.removeWidget(self.choice)
            self.choice.hide()
            self.choice.deleteLater()
        self.choice = Parts("results:role", choices, label=_("Scores by"))
        self.choice.changed.connect(self.show_role)
        self._top.insertWidget(0, self.choice, stretch=1)

    def _about_row(self) -> "Subject | None":
        """Return what can be explained of the row in hand, at the figure under the cursor."""
        row, results = self.table.current, self._results
        if results is None:
            return None
        scores = ("accuracy", "accuracy", "accuracy", "over_enforcement", "under_enforcement")
        at = self.table.currentIndex().column()
        key = scores[at] if 0 <= at < len(scores) else "accuracy"
        return subjects.of_filter(results, row.filter if row is not None else (), key)

    def _about_mark(self) -> "Subject | None":
        chart = self.chart.chart
        if self._results is None:
            return None
        return subjects.of_mark(self._results, chart.spec, chart.current, "accuracy")

    def _open(self, row: Any) -> None:
        if row.filter:
            said = " · ".join(words.value_title(value) for _key, value in row.filter)
            if self._role == KINDS:
                said = str(row.cells[0])
            self.opened.emit(row.filter, said)

    def _sheet(self) -> Any:
        from reviewer_audit.services import takeaway

        return ((), []) if self._shown is None else takeaway.plain(self._shown)
