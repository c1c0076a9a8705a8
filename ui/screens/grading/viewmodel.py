"""What the grading desk knows and can do, without widgets."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reviewer_audit.changes import Topic
from reviewer_audit.domain.grading import AssignmentId, BlindItem, DeskState, Grade
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from reviewer_audit.services import grading
from ui.screens.grading import answer as rules
from ui.screens.grading import dealing
from ui.screens.grading.answer import EMPTY, Answer
from ui.screens.grading.clock import ItemClock
from ui.screens.grading.dealing import Deal, Kept, Opening, Sent, Visit
from ui.screens.grading.drafts import DraftKeeper
from ui.screens.grading.sheet import AnswerSheet
from ui.screens.grading.states import Empty, Sitting, further, not_read, not_saved

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.domain.rounds import RoundId
    from ui.session import Session


class GradingViewModel(QObject):
    """Deals blind items and sends the answers to the worker.

    The next items lie on the desk already, so the next one is painted at once
    and the commit follows in the worker. At most one grade is unacknowledged;
    a faster answer waits for it. If a commit fails, the desk goes back to its
    item, and no answer is lost.
    """

    opened = Signal(object)  # Policy
    shown = Signal(object)  # BlindItem
    emptied = Signal(object)  # Empty
    progressed = Signal(object)  # DeskState
    saving = Signal()
    saved = Signal()
    graded = Signal(object)  # Grade, once it is safe
    failed = Signal(object)  # Failure
    noticed = Signal(str)
    lacking = Signal()  # a violation that brought no action

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.sheet = AnswerSheet(self)
        self.clock = ItemClock()
        self.drafts = DraftKeeper(session, self)
        self.item: BlindItem | None = None
        self.recorded: Grade | None = None  # what the item was graded as, when gone back to
        self.state: DeskState | None = None
        self.sitting = Sitting()
        self._policy: Policy | None = None
        self._round: RoundId | None = None
        self._desk: deque[BlindItem] = deque()
        self._after = 0  # the desk goes on after this position, then with what is left
        self._sent: Sent | None = None
        self._handed: Sent | None = None
        self._waiting: Grade | None = None
        self._kept: dict[AssignmentId, Kept] = {}
        self._asked = 0  # for items elsewhere: only the newest question counts
        self._seat: tuple[object, str] | None = None
        self._steps = 0  # how many answers undo has gone back
        self._start = QTimer(self)  # the next item is painted before the commit begins
        self._start.setSingleShot(True)
        self._start.timeout.connect(self.begin_commit)
        self.drafts.failed.connect(self.noticed)
        self.sheet.refused.connect(self.noticed)
        session.changed.connect(self._follow)

    @property
    def round_id(self) -> "RoundId | None":
        """The round that is graded here."""
        return self._round

    @property
    def ahead(self) -> "tuple[BlindItem, ...]":
        """The items that lie on the desk, so that what they show can be fetched."""
        return tuple(self._desk)

    @Slot()
    def load(self) -> None:
        """Fetch the round, its rule book and the first items."""
        session = self._session
        try:
            store, person = session.store, session.person
        except LookupError:
            self._clear(Empty.NO_PROJECT)
            return
        if self._seat != (store, person.id):
            self._sit(store, person.id)
        session.jobs.start(
            dealing.open_desk, store, person, done=self._open, failed=self.unreadable
        )

    def _sit(self, store: object, person: str) -> None:
        """Begin anew: another project is open, or somebody else sits here."""
        self.drafts.drop()
        self._seat = (store, person)
        self._policy = self._round = self.state = None
        self._sent = self._handed = self._waiting = None
        self._kept.clear()
        self._desk.clear()
        self._after = self._steps = 0
        self._asked += 1
        self.sitting = Sitting()
        self._clear(Empty.LOADING)

    @Slot()
    def submit(self) -> None:
        """Send the answer, and go on to the next item at once."""
        lacking = rules.missing(self.sheet.answer, self._session.settings.keys)
        if self.item is not None and lacking:
            self.noticed.emit(lacking)
        elif self.item is not None and self.sheet.lacks_action:
            self.lacking.emit()
        else:
            self._send(self.sheet.answer)

    @Slot()
    def skip(self) -> None:
        """Leave the item for one's own well-being, and go on."""
        self._send(rules.skipped(self.sheet.answer))

    @Slot()
    def undo(self) -> None:
        """Go back to the item answered last, its answer kept; submitting again revises it.

        Again and again it goes further back.
        """
        self._fetch(dealing.answered_before, self._undone, steps=self._steps + 1)

    @Slot()
    def previous(self) -> None:
        """Go to the item before this one; what is said about this one is kept."""
        if self.state is None:
            return
        here = self.item.position if self.item else self.state.total + 1
        if here > 1:
            self.go_to(here - 1)
        else:
            self.noticed.emit(_("This is your first item."))

    @Slot()
    def next(self) -> None:
        """Go to the item after this one; what is said about this one is kept."""
        if self.item is None or self.state is None:
            return
        if self.item.position < self.state.total:
            self.go_to(self.item.position + 1)
        else:
            self.noticed.emit(_("This is your last item."))

    def go_to(self, position: int) -> None:
        """Go to any item of one's own."""
        total = self.state.total if self.state else 0
        if 1 <= position <= total:
            self._fetch(dealing.look_up, self._arrive, position=position)
        else:
            self.noticed.emit(_("Your items are numbered 1 to {total}.").format(total=total))

    def note(self, text: str) -> None:
        """Take the note being typed, and keep it against a crash."""
        if self.item is not None and not self.sheet.locked and text != self.sheet.answer.note:
            self.sheet.note(text)
            self.drafts.keep(self.item.assignment_id, text)

    # -- dealing

    @Slot(object)
    def _follow(self, topics: Topic) -> None:
        ours = self._sent is not None and not topics & ~(Topic.ROUNDS | Topic.GRADES)
        if not ours and topics & ~Topic.DECISIONS:
            self.load()

    def _open(self, opening: Opening | None) -> None:
        if opening is None:
            self.drafts.flush()
            self._round = self.state = None
            self._desk.clear()
            self._clear(Empty.NOTHING_ASSIGNED)
            return
        if opening.round_id != self._round:
            self._kept.clear()
            self._after, self.item = 0, None
        self._round = opening.round_id
        if opening.policy != self._policy:
            self._policy = opening.policy
            self.sheet.use(opening.policy)
            self.opened.emit(opening.policy)
        if self._sent is None:
            self._progress(opening.state)
        self._lay_out(opening.deal)

    def _progress(self, state: DeskState) -> None:
        self.state = state
        self.progressed.emit(state)

    def _refill(self) -> None:
        if self._round is None:
            return
        self._session.jobs.start(
            dealing.deal,
            self._session.store,
            self._session.person,
            round_id=self._round,
            after=self._after,
            known=frozenset(self._kept) | {item.assignment_id for item in self._desk},
            done=self._lay_out,
            failed=self.unreadable,
        )

    def _lay_out(self, deal: Deal) -> None:
        sent = self._sent.item.assignment_id if self._sent is not None else None
        self._desk = deque(item for item in deal.items if item.assignment_id != sent)
        for assignment, note in deal.notes.items():
            if note and assignment not in self._kept:
                self._kept[assignment] = Kept(answer=replace(EMPTY, note=note))
        if self.item is None:
            self._serve()

    def _serve(self) -> None:
        """Show the next open item, if there is one."""
        if self._desk:
            self._show(self._desk[0], None)
        else:
            self._clear(Empty.ALL_DONE if self._sent is None else Empty.LOADING)

    def _show(self, item: BlindItem, recorded: Grade | None) -> None:
        self.item, self.recorded = item, recorded
        fresh = EMPTY if recorded is None else rules.from_grade(recorded)
        kept = self._kept.get(item.assignment_id) or Kept(answer=fresh)
        self.sheet.locked = False
        self.clock.start(kept.worked_ms)
        self.shown.emit(item)
        self.sheet.lay(kept.answer)

    def _clear(self, why: Empty) -> None:
        self.item = self.recorded = None
        self.sheet.locked = True
        self.emptied.emit(why)

    def _leave(self) -> None:
        """Keep what was said about the item on top before another one covers it."""
        self.drafts.flush()
        if self.item is None:
            return
        answer = self.sheet.answer
        before = EMPTY if self.recorded is None else rules.from_grade(self.recorded)
        if answer == before:
            self._kept.pop(self.item.assignment_id, None)
        else:
            worked = self.clock.worked_ms()
            self._kept[self.item.assignment_id] = Kept(answer=answer, worked_ms=worked)

    # -- going back and jumping

    def _fetch(
        self,
        look: Callable[..., Visit | None],
        told: Callable[[Visit | None], None],
        **asked: int,
    ) -> None:
        if self._round is None or self._waiting is not None:
            return
        self._asked += 1
        mine = self._asked

        def arrive(found: Visit | None) -> None:
            if mine == self._asked:
                told(found)

        session = self._session
        session.jobs.start(
            partial(look, session.store, session.person, round_id=self._round, **asked),
            done=arrive,
            failed=self.unreadable,
        )

    def _undone(self, found: Visit | None) -> None:
        if found is None:
            nothing, first = _("Nothing has been graded yet."), _("This is your first grade.")
            self.noticed.emit(first if self._steps else nothing)
        else:
            self._steps += 1
            self._arrive(found)

    def _arrive(self, visit: Visit | None) -> None:
        if visit is None:
            return
        self._leave()
        assignment = visit.item.assignment_id
        if visit.note and assignment not in self._kept:
            before = EMPTY if visit.grade is None else rules.from_grade(visit.grade)
            self._kept[assignment] = Kept(answer=replace(before, note=visit.note))
        if visit.grade is None and (not self._desk or self._desk[0] != visit.item):
            self._after = visit.item.position - 1
            self._desk = deque([visit.item])
            self._refill()
        self._show(visit.item, visit.grade)

    # -- committing

    def _send(self, answer: Answer) -> None:
        if self.item is None or self._waiting is not None:
            return
        worked = self.clock.worked_ms()
        grade = rules.given(answer, self.item.assignment_id, duration_ms=worked)
        if self._sent is not None:
            self._waiting = grade
            self.sheet.locked = True
        else:
            self._commit(Sent(item=self.item, grade=grade, recorded=self.recorded))

    def _commit(self, sent: Sent) -> None:
        assignment = sent.grade.assignment_id
        self._sent = sent
        self._asked += 1
        self._steps = 0
        self.drafts.forget(assignment)
        self._kept.pop(assignment, None)
        self._desk = deque(item for item in self._desk if item.assignment_id != assignment)
        self._serve()
        self.saving.emit()
        self._start.start(0)

    @Slot()
    def begin_commit(self) -> None:
        """Hand the grade to the worker, unless it has it already."""
        if self._sent is None or self._sent == self._handed:
            return
        self._start.stop()
        self._handed = self._sent
        session = self._session
        session.jobs.start(
            grading.answer,
            session.store,
            self._sent.grade,
            by=session.person,
            done=self._acknowledge,
            failed=self._go_back,
        )
        self._refill()

    def _acknowledge(self, _recorded: object) -> None:
        sent, self._sent, self._handed = self._sent, None, None
        waiting, self._waiting = self._waiting, None
        if sent is not None:
            revision = sent.recorded is not None
            self.sitting = self.sitting.with_grade(sent.grade, revision=revision)
            if self.state is not None:
                self._progress(further(self.state, sent.grade, sent.recorded))
            if not revision:
                self.graded.emit(sent.grade)
        self.saved.emit()
        if waiting is not None and self.item is not None:
            self._commit(Sent(item=self.item, grade=waiting, recorded=self.recorded))

    def _go_back(self, error: BaseException) -> None:
        sent, self._sent, self._handed = self._sent, None, None
        self._waiting = None
        self._asked += 1
        if sent is not None:
            self._leave()
            answer = rules.from_grade(sent.grade)
            worked = sent.grade.duration_ms or 0
            self._kept[sent.item.assignment_id] = Kept(answer=answer, worked_ms=worked)
            if sent.recorded is None:
                self._desk.appendleft(sent.item)
            if answer.note:
                self.drafts.keep(sent.item.assignment_id, answer.note)
            self._show(sent.item, sent.recorded)
        self.failed.emit(not_saved(error))
        if not isinstance(error, AuditError):
            raise error

    def unreadable(self, error: BaseException) -> None:
        """Say that the project could not be read."""
        self.failed.emit(not_read(error))
        if not isinstance(error, AuditError):
            raise error
