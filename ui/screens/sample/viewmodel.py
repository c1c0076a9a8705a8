"""State of the Sample screen: which round, its plan or its sample, and work on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reviewer_audit.changes import Topic
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import following

if TYPE_CHECKING:
    from reviewer_audit.services.board import Board
    from reviewer_audit.services.handout import HandOut
    from reviewer_audit.services.manifest import Manifest
    from reviewer_audit.services.merging import Checked
    from reviewer_audit.services.outlook import Outlook
    from reviewer_audit.services.planning import Ground, Wish
    from ui.session import Session

PAUSE_MS = 120  # after the last change, before a plan is looked at
FRAME = Topic.PROJECT | Topic.DECISIONS | Topic.ROUNDS | Topic.POLICY | Topic.PEOPLE
TOPICS = FRAME | Topic.GRADES
NEW = -1  # a round that is not begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(following.Stage):
    """What is on show: nothing to draw from, a plan, or a sample.

    No line stands for a round that is not begun.
    """

    decisions: int
    redraw: bool = False

    @property
    def mode(self) -> str:
        """Return empty, plan or sample."""
        if self.line is None:
            return "plan" if self.decisions else "empty"
        return "plan" if self.state == "draft" or self.redraw else "sample"

    @property
    def round_id(self) -> int | None:
        """The round on show; None where it is not begun."""
        return None if self.line is None else int(self.line.round.id)


class SampleViewModel(following.Following):
    """Brings the plan or the sample of a round, and what is written for it."""

    surveyed = Signal(object)  # Ground
    looked = Signal(object)  # Outlook
    refused = Signal(object)  # AuditError: the plan cannot be drawn
    found = Signal(object)  # Manifest
    boarded = Signal(object)  # Board
    judged = Signal(object, object)  # paths of returns, Checked
    done = Signal(str, object)  # what was done, and what came of it
    busied = Signal()
    topics = TOPICS

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.stage: Stage | None = None
        self.ground: Ground | None = None
        self.outlook: Outlook | None = None
        self.manifest: Manifest | None = None
        self.board: Board | None = None
        self.hand_out: HandOut | None = None
        self._choice: int | None = None
        self._redraw: int | None = None
        self._again: bool | None = None
        self._asked: tuple[Wish, str] | None = None
        self._looked_at: tuple[Wish, str] | None = None
        self._looking = False
        self._writing = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)

    # -- what is on show

    def choose(self, round_id: int) -> None:
        """Show a round, or with NEW plan another one."""
        self._choice, self._redraw, self._again = round_id, None, None
        if round_id != NEW:
            self._session.show_round(RoundId(round_id))
        self.load()

    def plan_again(self, *, on: bool = True) -> None:
        """Plan the round on show anew, or keep its draw."""
        self._redraw = self.stage.round_id if on and self.stage else None
        self._again = None
        self.load()

    def draw_from_audited(self, *, again: bool) -> None:
        """Let decisions audited before be drawn again, or not."""
        self._again = again
        self._survey()

    def ask(self, wish: "Wish", by: str) -> None:
        """Look at a plan once nothing has changed for a moment."""
        self._asked = (wish, by)
        self._pause.start()

    @property
    def is_settled(self) -> bool:
        """Whether the numbers on show are those of the plan on show."""
        return not (self._pause.isActive() or self._looking)

    # -- what is written

    def draw(self, wish: "Wish", title: str, due: str) -> None:
        """Draw as planned."""
        from reviewer_audit.services import planning

        stage = self.stage
        if stage is not None:
            drawing = partial(
                planning.draw, wish=wish, round_id=stage.round_id, title=title, due=due
            )
            self._write("draw", drawing, _("Drawing the sample"))

    def draw_more(self, extra: int) -> None:
        """Go on down the same list."""
        from reviewer_audit.services import sampling

        more = partial(sampling.draw_more, extra=extra, round_id=self._here())
        self._write("more", more, _("Drawing more"))

    def replace(self) -> None:
        """Draw the next decision for each that nobody could judge."""
        from reviewer_audit.services import sampling

        replacing = partial(sampling.replace_cannot_judge, round_id=self._here())
        self._write("replace", replacing, _("Replacing"))

    def set_due(self, due: str) -> None:
        """Say until when the round is graded."""
        from reviewer_audit.services import rounds

        if self.stage is not None and self.stage.line is not None:
            self._write("due", partial(rounds.set_due, one=self.stage.line.round, due=due), "")

    def record(self, path: Path, auditor: str) -> None:
        """Bring in grades from a sheet."""
        from reviewer_audit.services import recording

        recorded = partial(
            recording.record_sheet, path=path, round_id=self._here(), auditor=auditor
        )
        self._write("record", recorded, _("Bringing in {file}").format(file=path.name))

    def judge(self, paths: Sequence[Path]) -> None:
        """Say what returns would bring; nothing is written."""
        from ui.screens.sample import packwork

        self._ask(
            packwork.check,
            self._session.store,
            tuple(paths),
            about="returns",
            title=_("Reading the returns"),
            done=self._take_judged,
        )

    def merge(self, paths: Sequence[Path], senders: Sequence[str]) -> None:
        """Take returns in; ``senders`` are known to have sent the workbooks among them."""
        from ui.screens.sample import packwork

        taking = partial(packwork.merge, paths=paths, senders=senders)
        self._write("merge", taking, _("Taking the returns in"))

    def withdraw(self, merge_id: int) -> None:
        """Undo a merge as a whole."""
        from ui.screens.sample import packwork

        undoing = partial(packwork.withdraw, merge_id=merge_id)
        self._write("withdraw", undoing, _("Withdrawing"))

    def new_like(self) -> None:
        """Begin a round with this one's design and people on the batches brought in since."""
        from reviewer_audit.services import planning, rounds

        if self.stage is None or self.stage.line is None:
            return
        like = self.stage.line.round.id
        title = planning.next_title([line.round.title for line in self.stage.lines])
        self._write("like", partial(rounds.new, title=title, like=like), "")

    def _here(self) -> int | None:
        return self.stage.round_id if self.stage else None

    def _write(self, what: str, work: Callable[..., Any], title: str) -> None:
        if self.busy:
            return
        session = self._session
        self.busy, self._writing = True, what
        self.busied.emit()
        session.jobs.start(
            partial(work, session.store, by=session.person),
            title=title,
            done=self._written,
            failed=self._fail,
            cancelled=self._stopped,
        )

    def _written(self, result: Any) -> None:
        self.busy, what = False, self._writing
        if what == "draw":
            self._choice, self._redraw, self._again = int(result.round_id), None, None
        elif what == "like":
            self._choice = int(result.id)
        self._stale = True
        self.done.emit(what, result)
        self.busied.emit()
        self.load()

    @Slot()
    def _stopped(self) -> None:
        self.busy = False
        self.busied.emit()

    def _fail(self, error: BaseException) -> None:
        super()._fail(error)
        self.busied.emit()

    # -- what comes back

    @Slot(object)
    def _follow(self, round_id: object) -> None:
        if isinstance(round_id, int) and round_id != self._choice:
            self._choice, self._redraw = round_id, None
            self._heed(Topic.ROUNDS)

    def _take_overview(self, seen: Any) -> None:
        line = self._chosen(seen)
        redraw = line is not None and int(line.round.id) == self._redraw
        self.stage = Stage(
            lines=seen.rounds,
            line=line,
            decisions=seen.decisions,
            read_only=seen.read_only,
            redraw=redraw,
        )
        self.staged.emit(self.stage)
        if self.stage.mode == "plan":
            self._survey()
        elif self.stage.mode == "sample":
            self._find()

    def _chosen(self, seen: Any) -> Any | None:
        """Return the round asked for, else the newest that is not revealed, else a new one."""
        wanted = self._session.round_id if self._choice is None else self._choice
        if wanted == NEW:
            return None
        found = next((one for one in seen.rounds if one.round.id == wanted), None)
        if found is not None:
            return found
        return next((one for one in reversed(seen.rounds) if one.round.state.is_open), None)

    def _survey(self) -> None:
        from reviewer_audit.services import planning

        if self.stage is None:
            return
        self._ask(
            planning.survey,
            self._session.store,
            self.stage.round_id,
            again=self._again,
            title=_("Counting the decisions"),
            done=self._take_ground,
        )

    def _take_ground(self, ground: "Ground") -> None:
        self.ground, self.outlook = ground, None
        self.surveyed.emit(ground)

    @Slot()
    def _look(self) -> None:
        from reviewer_audit.services import outlook

        if self._looking or self.ground is None or self._asked is None:
            return
        self._looking, self._looked_at = True, self._asked
        wish, by = self._asked
        self._session.jobs.start(
            outlook.look,
            self._session.store,
            self.ground,
            wish,
            by,
            done=self._take_look,
            failed=self._not_looked,
            cancelled=self._given_up,
        )

    def _take_look(self, seen: "Outlook") -> None:
        self._looking = False
        if self._looked_at != self._asked or seen.ground is not self.ground:
            self._look()
            return
        self.outlook = seen
        self.looked.emit(seen)

    def _not_looked(self, error: BaseException) -> None:
        self._looking = False
        if not isinstance(error, AuditError):
            raise error
        if self._looked_at != self._asked:
            self._look()
            return
        self.outlook = None
        self.refused.emit(error)

    def _given_up(self) -> None:
        self._looking = False

    def _find(self) -> None:
        from reviewer_audit.services import manifest

        if self.stage is None or self.stage.round_id is None:
            return
        self._ask(
            manifest.manifest,
            self._session.store,
            self.stage.round_id,
            done=self._take_manifest,
        )

    def _take_manifest(self, found: "Manifest | None") -> None:
        from reviewer_audit.services import board

        if found is not None:
            self.manifest = found
            self.found.emit(found)
            self._ask(
                board.board,
                self._session.store,
                int(found.round.id),
                about="packs",
                done=self._take_board,
            )

    def _take_board(self, seen: "Board") -> None:
        self.board, self.hand_out = seen, seen.hand_out
        self.boarded.emit(seen)

    def _take_judged(self, answer: "tuple[Sequence[Path], Checked]") -> None:
        self.judged.emit(*answer)
