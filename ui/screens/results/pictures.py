"""The Charts part of Results: one picture at a time, and the table behind it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from ui import theme
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.screens.results.gallery import GALLERY, MAKERS, Picture, pictures_of
from ui.widgets.buttons import SegmentedControl
from ui.widgets.cards import Card, Columns
from ui.widgets.chart import ChartCard
from ui.widgets.chartcanvas import wanted_height
from ui.widgets.parts import Parts
from ui.widgets.stack import Stack
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway

if TYPE_CHECKING:
    from reviewer_audit.reports.results import AuditResults
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Subject

VIEWS = (("chart", _("Chart")), ("table", _("Table")))
MOST = 300  # the least height of a chart; longer ones scroll


class PicturesPage(QWidget):
    """Chooses a picture, and by what; shows it, or the table behind it."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__()
        self.setObjectName("results:charts")
        self._results: AuditResults | None = None
        self._picture: Picture | None = None
        self.kind = Parts("results:picture", GALLERY, label=_("Chart"))
        self.by = chooser("results:picture:by", _("By"))
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.view = SegmentedControl("results:picture:view", VIEWS, label=_("Show"))
        self.chart = ChartCard("results:picturechart")
        self.card = Card("results:picturetable")
        self.table = Table("results:picturetable:rows", (), label=_("Figures"), framed=False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ at their ends
        self.nothing = Card("results:nopicture")
        self.why = PlainLabel("results:nopicture:why", role="muted", wrap=True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.card.add(self.table, stretch=1)
        self.nothing.add(self.why, stretch=1)
        self.stack = Stack()
        for page in (self.chart, self.card, self.nothing):
            self.stack.addWidget(page)
        self._takes = (
            TakeAway("results:picturechart:take", jobs, chart=self.chart.chart),
            TakeAway("results:picturetable:take", jobs, table=self.table, sheet=self._sheet),
        )
        explain = explainer.button
        self.chart.head.addWidget(explain("results:picturechart:explain", self.chart, self.about))
        self.card.head.addWidget(explain("results:picturetable:explain", self.card, self.about_row))
        for card, take in zip((self.chart, self.card), self._takes, strict=True):
            card.head.addWidget(take)
            take.saved.connect(self.saved)
        self._lay_out()
        self.chart.opened.connect(self.opened)
        self.table.opened.connect(self._open)
        self.kind.changed.connect(self.show_kind)
        self.by.activated.connect(lambda _at: self._show())
        self.view.changed.connect(lambda _key: self._turn())

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        kinds, asked = QHBoxLayout(), QHBoxLayout()
        for row in (kinds, asked):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
        kinds.addWidget(self.kind, stretch=1)
        asked.addStretch(1)
        asked.addWidget(self.by)
        asked.addWidget(self.view)
        self._bar = Columns("results:picture:bar", threshold=860)
        self._bar.add(kinds)
        self._bar.add(asked, stretch=0)
        self._bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        body.addWidget(self._bar)
        body.addWidget(self.stack, stretch=1)

    def hasHeightForWidth(self) -> bool:
        # what is in it scrolls: it takes the height there is instead of asking for its own
        return False

    @property
    def picture(self) -> Picture | None:
        """What is on show."""
        return self._picture

    def put(self, results: "AuditResults") -> None:
        """Show the numbers of a round, by the same picture as before."""
        self._results = results
        self.show_kind(self.kind.current)

    def show_kind(self, key: str) -> None:
        """Show another picture."""
        if self._results is None:
            return
        self.kind.choose(key)
        before = self.by.currentData()
        self.by.clear()
        for name, title in pictures_of(self._results, key):
            self.by.addItem(title, name)
        at = self.by.findData(before)
        self.by.setCurrentIndex(max(at, 0))
        self.by.setVisible(self.by.count() > 1)
        self._show()

    def show_by(self, key: str) -> None:
        """Show the picture by another role or measure."""
        self.by.setCurrentIndex(max(self.by.findData(key), 0))
        self._show()

    def about(self) -> "Subject | None":
        """Return what can be explained about the mark in hand."""
        shown, results = self._picture, self._results
        if shown is None or results is None:
            return None
        return shown.about(self.chart.chart.current)

    def about_row(self) -> "Subject | None":
        """Return what can be explained about the row in hand."""
        shown = self._picture
        if shown is None or shown.spec is None:
            return None
        row = self.table.current
        marks = shown.spec.marks
        where = getattr(row, "filter", ())
        at = next((k for k, mark in enumerate(marks) if where and mark.filter == where), -1)
        return shown.about(at)

    def _show(self) -> None:
        results = self._results
        if results is None:
            return
        made = MAKERS[self.kind.current](results, str(self.by.currentData() or ""))
        self._picture = made
        if made.spec is not None:
            self.chart.put(made.spec)
            least = min(wanted_height(made.spec)[0], theme.px(MOST))
            self.chart.setMinimumHeight(least + theme.px(84))  # the page scrolls before that
            self._takes[0].about(made.spec.title)
        if made.table is not None:
            title = made.spec.title if made.spec is not None else made.table.title
            self.card.say(title, made.table.note)
            self.table.show_table(made.table)
            self._takes[1].about(title)
        self.nothing.say(made.title)
        self.why.put(made.empty)
        self._turn()

    def _turn(self) -> None:
        shown = self._picture
        if shown is None:
            return
        if shown.spec is None or not shown.spec.marks:
            self.stack.setCurrentWidget(self.nothing)
            self.view.hide()
            return
        self.view.setVisible(shown.table is not None)
        as_table = self.view.current == "table" and shown.table is not None
        self.stack.setCurrentWidget(self.card if as_table else self.chart)

    def _open(self, row: Any) -> None:
        if row.filter:
            self.opened.emit(row.filter, str(row.cells[0]))

    def _sheet(self) -> Any:
        from reviewer_audit.services import takeaway

        table = self._picture.table if self._picture is not None else None
        return ((), []) if table is None else takeaway.plain(table)
