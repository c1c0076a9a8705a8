"""State of the Results screen: which round, how far it is, and its numbers once it is revealed."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from ui import computed
from ui.following import Following, Stage

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Filter
    from reviewer_audit.reports.results import AuditResults
    from ui.screens.results.comparison import Asked
    from ui.session import Session

COUNTS = Topic.PROJECT | Topic.DECISIONS | Topic.ROUNDS | Topic.GRADES | Topic.VERDICTS
TOPICS = COUNTS | Topic.POLICY | Topic.PEOPLE
ESTIMANDS = (
    ("process", _("Decisions like these")),
    ("batch", _("This batch alone")),
    ("other_reviewers", _("Other reviewers")),
)
CONFIDENCES = ((0.9, "90 %"), (0.95, "95 %"), (0.99, "99 %"))


class ResultsViewModel(Following):
    """Loads in the background and says what has come; the screen only paints."""

    computed = Signal(object)  # AuditResults
    opened = Signal(object, str)  # Behind, what it stands for
    revealed = Signal(object)  # Revealed
    contradicted = Signal(object)  # Conflicts
    compared = Signal(object)  # MixShift
    stopped = Signal()  # somebody cancelled the computing
    topics = TOPICS

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.stage: Stage | None = None
        self.results: AuditResults | None = None
        self.estimand = "process"
        self.confidence = 0.95
        self.weighed_by = ""

    def ask(self, *, estimand: str = "", confidence: float = 0.0) -> None:
        """Compute for another question or another confidence."""
        wanted = (estimand or self.estimand, confidence or self.confidence)
        if wanted != (self.estimand, self.confidence):
            self.estimand, self.confidence = wanted
            self._compute()

    def choose(self, interval: str, weighed_by: str) -> None:
        """Compute with another interval, for reports too, or weighed by a role as the frame is."""
        if (interval, weighed_by) != (self._session.interval, self.weighed_by):
            self._session.interval, self.weighed_by = interval, weighed_by
            self._compute()

    def reveal(self, *, partial: bool) -> None:
        """Lock the grades, then open the vendor's decisions."""
        line = self.stage.line if self.stage else None
        if line is None:
            return
        from reviewer_audit.services import rounds

        session = self._session
        session.jobs.start(
            rounds.reveal,
            session.store,
            by=session.person,
            round_id=line.round.id,
            partial=partial,
            title=_("Revealing {title}").format(title=line.round.title),
            done=self._tell_revealed,
            failed=self._fail,
        )

    def open(self, where: "Filter", said: str) -> None:
        """Bring the decisions behind a figure."""
        if self.results is None:
            return
        self._ask(
            computed.behind,
            self._session.store,
            self.results.round_id,
            where,
            about="behind",
            title=_("Finding the decisions"),
            done=lambda behind: self.opened.emit(behind, said),
        )

    def compare(self, asked: "Asked") -> None:
        """Compare two groups of the round on show, or two rounds."""
        if self.results is None:
            return
        from reviewer_audit.services import comparing

        self._ask(
            comparing.compare,
            self._session.store,
            asked.role,
            asked.one,
            asked.other,
            over=asked.over,
            round_id=self.results.round_id,
            estimand=self.estimand,
            confidence=self.confidence,
            interval=self._session.interval,
            about="comparison",
            title=_("Comparing"),
            done=self.compared.emit,
        )

    def state_line(self) -> str:
        """Say in one line what the numbers rest on."""
        found = self.results
        if self.stage is None:
            return ""
        if found is None or self.stage.is_blind:
            return stage_line(self.stage)
        population = found.method.population or found.decisions
        parts = [
            _("{n} decisions graded of {all}").format(
                n=words.count(found.graded_decisions), all=words.count(population)
            ),
            _draw(found.method.method),
            _("{percent} intervals").format(percent=words.target_percent(found.confidence)),
            _("provisional until closed") if found.provisional else "",
        ]
        return " · ".join(part for part in parts if part)

    def _take_overview(self, seen: Any) -> None:
        self.stage = Stage(lines=seen.rounds, line=self._line(seen), read_only=seen.read_only)
        if self.stage.is_blind:
            self.results = None
        if self.results and self.stage.line and self.results.round_id != self.stage.line.round.id:
            self.weighed_by = ""  # the other round may have been drawn by that role
        self.staged.emit(self.stage)
        if not self.stage.is_blind:
            self._compute()

    def _compute(self) -> None:
        line = self.stage.line if self.stage else None
        if line is None:
            return
        self._ask(
            computed.results,
            self._session.store,
            round_id=line.round.id,
            estimand=self.estimand,
            confidence=self.confidence,
            interval=self._session.interval,
            poststratify=self.weighed_by,
            full=True,
            further=True,
            title=_("Computing the results of {title}").format(title=line.round.title),
            done=self._take_results,
            cancelled=self._stop,
        )

    def _take_results(self, found: "AuditResults") -> None:
        self.results = found
        self.computed.emit(found)
        from reviewer_audit.services import conflicts

        self._ask(
            conflicts.conflicts,
            self._session.store,
            found.round_id,
            about="conflicts",
            done=self.contradicted.emit,
        )

    def _tell_revealed(self, revealed: object) -> None:
        self.revealed.emit(revealed)

    def _stop(self) -> None:
        self.stopped.emit()


def stage_line(stage: Stage) -> str:
    """Say how far a blind round is."""
    line = stage.line
    if line is None:
        return _("No round yet")
    if stage.state == "draft":
        return _("{title} · nothing drawn yet").format(title=line.round.title)
    if not stage.is_blind:
        return _("{title} · computing").format(title=line.round.title)
    left = line.left
    waiting = (
        ngettext("{n} grade is still out", "{n} grades are still out", left).format(
            n=words.count(left)
        )
        if left
        else _("every grade is in")
    )
    parts = (
        line.round.title,
        ngettext("{n} decision drawn", "{n} decisions drawn", line.sampled).format(
            n=words.count(line.sampled)
        ),
        waiting,
        _("blind"),
    )
    return " · ".join(parts)


def _draw(method: str) -> str:
    short = method.partition(",")[0]
    return short if short.endswith(")") else _("{method} draw").format(method=short)
