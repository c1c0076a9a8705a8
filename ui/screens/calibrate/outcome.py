"""After the meeting: the figures, what is to be done, the report, the end."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.domain.calibration import TaskState
from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.widgets.blocks import Blocks
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.flow import Wrapping
from ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.reports.calibration_words import TaskFacts
    from reviewer_audit.reports.model import Report
    from reviewer_audit.services.calibration_board import Board
    from ui.jobs import JobRunner

STATES = {TaskState.OPEN: _("open"), TaskState.DONE: _("done"), TaskState.DROPPED: _("dropped")}
NARROW = 720  # below it the actions are told in few columns
SECTIONS = ("summary", "agreement", "participants", "sides", "items")


class OutcomePage(QWidget):
    """The report's own blocks, and the actions."""

    action_asked = Signal()
    moved = Signal(int, object)  # number of an action, TaskState
    report_asked = Signal()
    close_asked = Signal()
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("calibrate:outcome")
        self._report: Report | None = None
        self._drawn: Report | None = None
        self._tasks: Sequence[TaskFacts] = ()
        self._folded = False
        self.actions_ = self._actions()
        self.blocks = Blocks("calibrate:blocks", jobs)
        self.blocks.saved.connect(self.saved)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 8, 0)
        body.setSpacing(16)
        body.addWidget(self.actions_)
        body.addWidget(self.blocks, stretch=1)

    def put(self, board: "Board", *, may_write: bool) -> None:
        """Show what came of a session."""
        self._tasks = board.tasks
        writes = not board.read_only
        self.new.setEnabled(writes and board.figures is not None)
        self._list()
        every = board.record is not None and board.ruled == len(board.record.items)
        self.end.setEnabled(may_write and every)
        self.end.setVisible(board.figures is not None and may_write)
        self.report.setEnabled(board.figures is not None)
        self._report = board.report
        if self.isVisible():
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell less of each action in its row where there is no room for all of it."""
        super().resizeEvent(event)
        folded = event.size().width() < theme.px(NARROW)
        if folded != self._folded:
            self._folded = folded
            self.table.columns_are(_COLUMNS if not folded else [c for c, few in _ROWS if few])
            self._list()

    def _list(self) -> None:
        self.table.put(self._tasks, [t for t in self._tasks if t.state is not TaskState.OPEN])
        rows = min(max(len(self._tasks), 1), 6)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(row * rows + theme.px(42))
        self._follow()

    def _draw(self) -> None:
        """Show the report as it stands; not while nobody looks: it has many parts."""
        if self._report is not None and self._report is not self._drawn:
            self._drawn = self._report
            self.blocks.put([b for key in SECTIONS for b in self._report.section(key).blocks])

    def _actions(self) -> Card:
        card = Card("calibrate:actions", _("Actions"))
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table = Table(
            "calibrate:tasks",
            _COLUMNS,
            label=_("Actions and clarifications"),
            empty=_("Nothing was taken up yet."),
            framed=False,
        )
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.chosen.connect(lambda _task: self._follow())
        self.new = Button(
            "calibrate:action:new", _("New action…"), self.action_asked.emit, picture="plus"
        )
        self.done = Button("calibrate:action:done", _("Done"), lambda: self._move(TaskState.DONE))
        self.drop = Button(
            "calibrate:action:drop", _("Drop"), lambda: self._move(TaskState.DROPPED)
        )
        self.report = Button(
            "calibrate:report:open", _("Write the report…"), self.report_asked.emit, picture="file"
        )
        self.end = Button(
            "calibrate:close", _("Close the session"), self.close_asked.emit, kind="primary"
        )
        self.whole = PlainLabel("calibrate:action:whole", role="muted", wrap=True)
        card.add(self.table)
        card.add(self.whole)
        card.add(Wrapping(self.new, self.done, self.drop, self.report, self.end))
        return card

    def _move(self, state: TaskState) -> None:
        task = self.table.current
        if task is not None:
            self.moved.emit(task.number, state)

    def _follow(self) -> None:
        task = self.table.current
        self.whole.put(_whole(task) if task is not None else "")
        self.whole.setVisible(self._folded and task is not None)
        is_open = task is not None and task.state is TaskState.OPEN
        for button in (self.done, self.drop):
            button.setEnabled(is_open and self.new.isEnabled())


def _tone(task: "TaskFacts") -> str:
    return {TaskState.OPEN: "caution", TaskState.DONE: "good"}.get(task.state, "muted")


_ROWS: "tuple[tuple[Column[TaskFacts], bool], ...]" = (  # and whether it stays in a folded list
    (number("", lambda t: t.number, width=3), False),
    (Column(_("What"), lambda t: t.text, stretch=True, bold=True), True),
    (Column(_("Clause"), lambda t: t.clause, width=14), False),
    (Column(_("Owner"), lambda t: t.owner, width=14), False),
    (Column(_("Due"), lambda t: t.until, width=18, tone=lambda t: "bad" if t.late else ""), True),
    (Column(_("State"), lambda t: STATES[t.state], width=8, tone=_tone), True),
    (number(_("Age in days"), lambda t: t.age), False),
    (number(_("To grade again"), lambda t: len(t.again)), False),
)
_COLUMNS = [column for column, _few in _ROWS]


def _whole(task: "TaskFacts") -> str:
    """Return what a folded list leaves out of an action."""
    parts = [f"{c.title}: {c.text(c.value(task))}" for c in _COLUMNS[2:] if c.value(task) != ""]
    return f"{task.number}  {task.text}\n" + " · ".join(parts)
