"""Results: before reveal how far the round is, afterwards what was found and how sure it is."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from ui import theme
from ui.actions import Action
from ui.following import Stage
from ui.roundscreen import RoundScreen, chooser
from ui.safe import PlainLabel
from ui.screens.results import subjects
from ui.screens.results.behind import BehindPage
from ui.screens.results.blind import BlindPage, open_count
from ui.screens.results.breakdown import SlicesPage
from ui.screens.results.checks import ChecksPage
from ui.screens.results.comparison import ComparisonPage
from ui.screens.results.explaining import KEY, Explainer, ExplainSheet
from ui.screens.results.overview import OverviewPage
from ui.screens.results.pictures import PicturesPage
from ui.screens.results.rest import AgreementPage, MethodPage
from ui.screens.results.viewmodel import CONFIDENCES, ESTIMANDS, ResultsViewModel
from ui.widgets.blocks import Page
from ui.widgets.cards import Columns
from ui.widgets.parts import Parts
from ui.widgets.stack import Stack

if TYPE_CHECKING:
    from reviewer_audit.reports.results import AuditResults
    from ui.session import Session

SECTIONS = (
    ("overview", _("Overview")),
    ("slices", _("Slices")),
    ("charts", _("Charts")),
    ("compare", _("Compare")),
    ("agreement", _("Agreement")),
    ("checks", _("Checks")),
    ("method", _("Method")),
)


class ResultsScreen(RoundScreen):
    """One place in which a round's numbers are read; every figure opens what is behind it."""

    title = _("Results")
    vm: ResultsViewModel

    def __init__(self, session: "Session") -> None:
        super().__init__("results", session, picture="scale")
        self.vm = ResultsViewModel(session, self)
        self._came_from: QWidget | None = None
        self._waiting: tuple[Any, str] | None = None
        self.blind = BlindPage()
        self.figures = QWidget()
        self.explainer = Explainer(self)
        self.behind = BehindPage(session.jobs)
        self.overview = OverviewPage(session.jobs, self.explainer)
        self.slices = SlicesPage(session.jobs, self.explainer)
        self.charts = PicturesPage(session.jobs, self.explainer)
        self.comparison = ComparisonPage(session.jobs, self.explainer)
        self.agreement = AgreementPage(session.jobs, self.explainer)
        self.checks = ChecksPage(session.jobs, self.explainer)
        self.method = MethodPage(session.jobs)
        self.parts: tuple[Any, ...] = (
            self.overview,
            self.slices,
            self.charts,
            self.comparison,
            self.agreement,
            self.checks,
            self.method,
        )
        self._lay_out()
        self.sheet = ExplainSheet(self.figures)
        self._say(_("One moment"), _("The rounds are being counted."))
        self._connect()
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.activated.connect(self.leave)
        self._explain = QShortcut(QKeySequence(KEY), self)
        self._explain.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._explain.setAutoRepeat(False)
        self._explain.activated.connect(self.explain)

    # -- what the window asks

    def state_line(self) -> str:
        """Say in one line what the numbers rest on."""
        return self.vm.state_line()

    def arrive(self, what: object) -> None:
        """Open the decisions of a filter somebody asked for."""
        if isinstance(what, tuple):
            self._open(what, "")

    @property
    def commands(self) -> tuple[Action, ...]:
        """What the screen offers now."""
        group = self.title
        stage = self.vm.stage
        if stage is None or stage.line is None or stage.state == "draft":
            return ()
        if stage.is_blind:
            may = not stage.read_only and bool(stage.line.progress)
            ready = may and not open_count(stage.line)  # else it is not what comes next
            asking = self.blind.confirmation.isVisible()
            return (
                Action(
                    key="reveal",
                    title=_("Reveal…"),
                    group=group,
                    run=self.ask_to_reveal,
                    place="primary" if ready else "secondary",
                    enabled=lambda: may and not asking,
                ),
            )
        found = self.vm.results is not None
        views = tuple(
            Action(
                key=f"results:{key}",
                title=_("Results: {part}").format(part=name),
                group=group,
                run=partial(self.show_section, key),
                enabled=lambda: self.vm.results is not None,
            )
            for key, name in SECTIONS
        )
        explain = Action(
            key="explain",
            title=_("Explain this figure"),
            group=group,
            run=self.explain,
            shown_key=KEY,
            enabled=lambda: self.pages.currentWidget() is self.figures,
        )
        report = Action(
            key="report",
            title=_("Make report"),
            group=group,
            run=partial(self._session.go, "reports"),
            place="primary",
            enabled=lambda: found,
        )
        return (report, explain, *views)

    # -- what a person does

    @Slot()
    def ask_to_reveal(self) -> None:
        """Ask on the screen itself before blindness ends."""
        if self.vm.stage is not None:
            self.blind.ask(self.vm.stage)
            self.headline.emit()

    @Slot()
    def leave(self) -> None:
        """Go back: from the decisions to the figure, or from the question to the counts."""
        if self.sheet.isVisible():
            self.sheet.sink()
        elif self.blind.confirmation.isVisible():
            self.blind.confirmation.hide()
            self.headline.emit()
        elif self.pages.currentWidget() is self.behind:
            self.pages.setCurrentWidget(self.figures)
            if (
                self._came_from is not None
                and isValid(self._came_from)
                and self._came_from.isVisible()
            ):
                self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def explain(self) -> None:
        """Explain the figure in hand, else the headline."""
        found = self.vm.results
        if found is None or self.pages.currentWidget() is not self.figures:
            return
        subject = self.explainer.at(self.window().focusWidget())
        subject = subject or subjects.of_filter(found, ())
        if subject is not None:
            self.sheet.show_subject(subject)

    @Slot(str)
    def show_section(self, key: str) -> None:
        """Show one part of the figures."""
        self.sheet.sink()
        self.sections.choose(key)
        self.stack.setCurrentIndex([one for one, _name in SECTIONS].index(key))
        if self.vm.results is not None:
            self.pages.setCurrentWidget(self.figures)

    # -- building

    def _lay_out(self) -> None:
        self.sections = Parts("results:sections", SECTIONS, label=_("Results"))
        self.estimand = chooser("results:estimand", _("What the intervals speak of"))
        for key, name in ESTIMANDS:
            self.estimand.addItem(name, key)
        self.confidence = chooser("results:confidence", _("Confidence of the intervals"))
        for share, name in CONFIDENCES:
            self.confidence.addItem(name, share)
        self.confidence.setCurrentIndex(1)
        self.estimand.setMinimumWidth(theme.px(90))
        self.stack = Stack()
        for (_key, name), part in zip(SECTIONS, self.parts, strict=True):
            if part in {self.slices, self.charts}:  # what is in them scrolls by itself
                self.stack.addWidget(part)
            else:
                self.stack.addWidget(Page(f"{part.objectName()}:scroll", part, label=name))
        column = QVBoxLayout(self.figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        parts_row, asked_row = QHBoxLayout(), QHBoxLayout()
        for row in (parts_row, asked_row):
            row.setSpacing(8)
        parts_row.addWidget(self.sections, stretch=1)
        asked_row.addWidget(PlainLabel("results:about", _("Intervals for"), role="muted"))
        asked_row.addWidget(self.estimand)
        asked_row.addWidget(self.confidence)
        bar = Columns("results:bar", threshold=920)
        bar.add(parts_row)
        bar.add(asked_row, stretch=0)
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.addWidget(bar)
        column.addWidget(self.stack, stretch=1)
        for page in (self.blind, self.figures, self.behind):
            self.pages.addWidget(page)

    def _connect(self) -> None:
        vm = self.vm
        vm.staged.connect(self._stage)
        vm.computed.connect(self._show)
        vm.opened.connect(self._show_behind)
        vm.revealed.connect(self._tell_revealed)
        vm.contradicted.connect(self.method.conflicts.put)
        self.method.choices.asked.connect(vm.choose)
        vm.compared.connect(self.comparison.show_shift)
        self.comparison.asked.connect(vm.compare)
        vm.failed.connect(self._fail)
        vm.stopped.connect(self._stop)
        self.blind.confirmation.confirmed.connect(self._reveal)
        self.blind.confirmation.declined.connect(self.leave)
        self.behind.left.connect(self.leave)
        self.sections.changed.connect(self.show_section)
        self.estimand.activated.connect(self._ask)
        self.confidence.activated.connect(self._ask)
        for page in self.parts:
            page.opened.connect(self._open)
            page.saved.connect(self._tell_saved)
        self.behind.saved.connect(self._tell_saved)
        self.sheet.left.connect(self.sheet.sink)
        self.explainer.wanted.connect(self.sheet.show_subject)

    # -- what the view-model tells

    @Slot(object)
    def _stage(self, stage: Stage) -> None:
        self._list_rounds(stage)
        self.comparison.rounds_are(stage.revealed)
        if stage.line is None:
            self._say(
                _("No round yet"),
                _("Results come from a sample that was drawn, graded blind and revealed."),
                _("Draw a sample"),
                partial(self._session.go, "sample"),
            )
        elif stage.state == "draft":
            self._say(
                _("Nothing is drawn yet"),
                _("{title} has no sample.").format(title=stage.line.round.title),
                _("Draw a sample"),
                partial(self._session.go, "sample"),
            )
        elif stage.is_blind:
            self._waiting = None
            self.blind.put(stage)
            self.pages.setCurrentWidget(self.blind)
        elif self.vm.results is None:
            self._say(_("Computing the results"), _("Scores, intervals, verdicts and agreement."))
        self.headline.emit()

    @Slot(object)
    def _show(self, results: "AuditResults") -> None:
        self.sheet.sink()
        for page in self.parts:
            page.put(results)
        if self.pages.currentWidget() is not self.behind:
            self.pages.setCurrentWidget(self.figures)
        self.headline.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.vm.open(*waiting)

    @Slot()
    def _stop(self) -> None:
        if self.vm.results is None:
            self._say(
                _("Stopped"), _("Nothing was computed."), _("Compute the results"), self.vm.load
            )

    @Slot(object, str)
    def _show_behind(self, behind: Any, said: str) -> None:
        self.behind.put(behind, said)
        self.pages.setCurrentWidget(self.behind)
        self.behind.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, str)
    def _open(self, where: Any, said: str) -> None:
        self._came_from = self.window().focusWidget()
        self.sheet.sink()
        said = said or described(where)
        if self.vm.results is None:
            self._waiting = (where, said)  # the numbers are still being computed
        else:
            self.vm.open(where, said)

    @Slot(bool)
    def _reveal(self, partial: bool) -> None:  # noqa: FBT001 - Qt's
        self.vm.reveal(partial=partial)

    @Slot(object)
    def _tell_revealed(self, revealed: Any) -> None:
        self.banner.show_text(
            _("The grades are locked and the vendor's decisions are open."),
            ngettext(
                "{n} item was graded. Written into the journal as {head}.",
                "{n} items were graded. Written into the journal as {head}.",
                revealed.graded_items,
            ).format(n=f"{revealed.graded_items:,}", head=revealed.journal_head),
            tone="good",
        )

    def _stand_in(self, error: AuditError) -> None:
        if self.vm.results is None and self.vm.stage is not None and not self.vm.stage.is_blind:
            self._say(error.message, error.hint, _("Try again"), self.vm.load)

    @Slot()
    def _ask(self) -> None:
        self.vm.ask(
            estimand=str(self.estimand.currentData()),
            confidence=float(self.confidence.currentData()),
        )


def described(where: Any) -> str:
    """Say in words which decisions a filter means."""
    many = [
        words.outcome_title(value) if key == "outcome" else words.value_title(value)
        for key, value in where
    ]
    return words.DOT.join(many[:3])
