"""State of the Calibrate screen: the session on show, and what is written into it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from reviewer_audit.changes import Topic
from reviewer_audit.domain.calibration import (
    Baseline,
    Judgement,
    SessionState,
    Side,
    TaskState,
    Turn,
    Vote,
)
from reviewer_audit.i18n import _, ngettext

if TYPE_CHECKING:
    from reviewer_audit.domain.calibration import Participant
    from reviewer_audit.services.calibration_board import Board
    from ui.session import Session

NOTHING = -1
TOPICS = Topic.CALIBRATION | Topic.ROUNDS | Topic.POLICY | Topic.PEOPLE
STATES = {
    SessionState.SETUP: _("baseline not frozen"),
    SessionState.VOTING: _("blind votes"),
    SessionState.MEETING: _("meeting"),
    SessionState.CLOSED: _("closed"),
}


class CalibrateViewModel(QObject):
    """Asks the core in the background; only the newest answer counts."""

    listed = Signal(object)  # Board
    handed = Signal(object)  # tuple[Ballot, ...], with who votes and when
    told = Signal(str, str)
    failed = Signal(object)

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.board: Board | None = None
        self.session_id: int | None = None  # None: the newest
        self._awake, self._stale, self._held = False, True, False
        self._turn = 0
        self._loading: int | None = NOTHING  # the session that is being read
        session.changed.connect(self._heed)

    @property
    def may_write(self) -> bool:
        """Whether anything can be changed here."""
        board = self.board
        return bool(board and not board.read_only and board.state is not SessionState.CLOSED)

    def state_line(self) -> str:
        """Say in one line how far the session is."""
        board = self.board
        if board is None or board.record is None:
            return ""
        record = board.record
        parts = [record.session.title, STATES[record.session.state]]
        if record.session.state is SessionState.VOTING:
            done, of = len(record.votes[Turn.BLIND]), len(record.voters) * len(record.items)
            parts.append(_("{done} of {all} votes").format(done=f"{done:,}", all=f"{of:,}"))
        if record.session.state is SessionState.MEETING:
            parts.append(
                _("{done} of {all} items ruled").format(done=board.ruled, all=len(record.items))
            )
        return " · ".join(parts)

    # -- what is asked

    def wake(self, *, awake: bool) -> None:
        """Hear whether anybody looks; nothing is computed for nobody."""
        self._awake = awake
        if awake and self._stale:
            self.load()

    def hold(self, *, on: bool) -> None:
        """Read nothing anew while somebody votes."""
        self._held = on
        if not on and self._stale and self._awake:
            self.load()

    def load(self) -> None:
        """Read the sessions and the one on show."""
        if not self._session.has_project:
            return
        from reviewer_audit.services import calibration_board

        if self._loading == self.session_id:
            self._stale = True  # once more when this one has come
            return
        self._stale, self._loading = False, self.session_id
        self._turn += 1
        turn = self._turn
        self._session.jobs.start(
            calibration_board.board,
            self._session.store,
            self.session_id,
            done=lambda board: self._take(turn, board),
            failed=self._not_loaded,
        )

    def choose(self, session_id: int) -> None:
        """Show another session."""
        if session_id != self.session_id:
            self.session_id = session_id
            self.load()

    def ask_ballots(self, participant: int | None, turn: Turn) -> None:
        """Bring what somebody answers; None: the expert's baseline."""
        if self.board is None or self.board.record is None:
            return
        self._session.jobs.start(
            _ballots,
            self._session.store,
            self.board.record.session.id,
            participant,
            turn,
            done=lambda found: self.handed.emit((participant, turn, found)),
            failed=self._fail,
        )

    # -- what a person does

    def new(self, **given: Any) -> None:
        """Begin a session."""
        from reviewer_audit.services import calibration, calibration_set

        def tell(made: Any) -> None:
            one, built = made
            self.session_id = int(one.id)
            many = ngettext("{n} item is chosen", "{n} items are chosen", len(built.chosen))
            hint = _("{bad} of {all} are violating by their final answers.").format(
                bad=built.violating, all=built.known
            )
            missed = calibration_set.sentences(built.missed)
            self.told.emit(many.format(n=len(built.chosen)), f"{hint} {missed}".strip())
            self.load()

        store, by = self._session.store, self._session.person
        make = partial(calibration.new, store, by=by, **given)
        name = _("Choosing items")
        self._session.jobs.start(make, title=name, done=tell, failed=self._fail)

    def join(self, names: Sequence[str], side: Side) -> None:
        """Let people take part."""
        from reviewer_audit.services import calibration

        if names:
            self._write(calibration.join, [(name, side) for name in names])

    def move_out(self, participant: "Participant", reason: str) -> None:
        """Take somebody out of the session, or let who is out back in."""
        from reviewer_audit.services import calibration_leaving as leaving

        move = leaving.bring_back if participant.is_out else leaving.take_out
        self._write(move, participant, reason)

    def answer_baseline(self, item_id: int, labels: tuple[str, ...]) -> None:
        """Write one answer of the expert down."""
        from reviewer_audit.services import calibration

        given = Baseline(item_id=item_id, labels=labels)
        self._write(calibration.set_baseline, [given])

    def seal(self) -> None:
        """Freeze the baseline."""
        from reviewer_audit.services import calibration

        def tell(one: Any) -> None:
            self.told.emit(
                _("The baseline is frozen; the blind votes may begin."),
                _("Sealed as {seal}.").format(seal=one.seal[:16]),
            )

        self._write(calibration.seal, done=tell)

    def vote(self, participant: int, turn: Turn, item_id: int, labels: tuple[str, ...]) -> None:
        """Write one vote down."""
        from reviewer_audit.services import calibration_voting

        given = Vote(item_id=item_id, participant_id=participant, turn=turn, labels=labels)
        self._write(calibration_voting.cast, [given])

    def bring(self, path: Path, participant: str = "", turn: Turn = Turn.BLIND) -> None:
        """Bring votes in from a sheet."""
        from reviewer_audit.services import calibration_voting

        def tell(done: Any) -> None:
            text = ngettext("{n} vote is new", "{n} votes are new", done.recorded)
            trouble = [f"{p['code']}: {p['count']:,}" for p in done.problems]
            hint = _("Not used: {rows}").format(rows=", ".join(trouble)) if trouble else ""
            if done.first_key:
                who = _(", ").join(done.by_name)
                first = _("The first return of {who}: compare {letters} by voice.")
                hint = first.format(who=who, letters=done.fingerprint)
            self.told.emit(text.format(n=f"{done.recorded:,}"), hint)

        self._write(
            calibration_voting.cast_sheet, path, participant=participant, turn=turn, done=tell
        )

    def ask_keys(self, told: Callable[[dict[str, str]], None]) -> None:
        """Bring the fingerprints by which those who vote are known."""
        from reviewer_audit.services import calibration_packs

        record = self.board.record if self.board else None
        if record is not None:
            fetch = calibration_packs.fingerprints
            self._session.jobs.start(
                fetch, self._session.store, record, done=told, failed=self._fail
            )

    def begin(self) -> None:
        """Close the blind votes and begin the meeting."""
        from reviewer_audit.services import calibration

        self._write(calibration.begin)

    def rule(self, given: Judgement) -> None:
        """Record a ruling."""
        from reviewer_audit.services import calibration

        self._write(calibration.rule, given)

    def take_up(self, text: str, **given: Any) -> None:
        """Take up an action or a clarification."""
        from reviewer_audit.services import calibration_tasks

        self._write(calibration_tasks.add_task, text, **given)

    def set_task(self, number: int, state: TaskState) -> None:
        """Say how far an action is."""
        from reviewer_audit.services import calibration_tasks

        self._session.jobs.start(
            calibration_tasks.set_task,
            self._session.store,
            number,
            state,
            by=self._session.person,
            failed=self._fail,
        )

    def close(self) -> None:
        """End the session."""
        from reviewer_audit.services import calibration

        def tell(one: Any) -> None:
            self.told.emit(_("{title} is closed").format(title=one.title), "")

        self._write(calibration.close, done=tell)

    def write_report(self, folder: Path, formats: Sequence[str]) -> None:
        """Write the report of the session into a folder."""
        from reviewer_audit.services import calibration_report
        from reviewer_audit.services.reporting import Format

        def tell(written: Any) -> None:
            many = ngettext("{n} file written", "{n} files written", len(written))
            self.told.emit(many.format(n=len(written)), str(folder))

        self._write(
            calibration_report.write_report,
            folder,
            formats=[Format(kind) for kind in formats],
            title=_("Writing the report"),
            done=tell,
        )

    # -- how it is asked

    def _write(self, function: Any, *args: Any, done: Any = None, **more: Any) -> None:
        record = self.board.record if self.board else None
        if record is None:
            return
        self._session.jobs.start(
            function,
            self._session.store,
            *args,
            by=self._session.person,
            session_id=record.session.id,
            done=done,
            failed=self._fail,
            **more,
        )

    def _take(self, turn: int, board: "Board") -> None:
        if turn != self._turn:
            return
        self._loading = NOTHING
        self.board = board
        self.listed.emit(board)
        if self._stale and self._awake and not self._held:
            self.load()

    def _not_loaded(self, error: BaseException) -> None:
        self._loading = NOTHING
        self._fail(error)

    @Slot(object)
    def _heed(self, topics: Topic) -> None:
        if topics & TOPICS:
            self._stale = True
            if self._awake and not self._held:
                self.load()

    def _fail(self, error: BaseException) -> None:
        self.failed.emit(error)


def _ballots(store: Any, session_id: int, participant: int | None, turn: Turn) -> Any:
    """Return what somebody answers as it stands now: they go on where they stopped."""
    from reviewer_audit.services import calibration, calibration_voting

    return calibration_voting.ballots(store, calibration.read(store, session_id), participant, turn)
