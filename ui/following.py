"""What view-models share that follow the round on show: when they ask, and which answer counts."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, Signal, Slot

from reviewer_audit.changes import Topic

if TYPE_CHECKING:
    from ui.session import Session


BLIND = frozenset({"", "draft", "grading", "locked"})  # states in which decisions are hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The rounds there are and the one on show: counts alone, nothing of any decision."""

    lines: tuple[Any, ...]  # services.overview.RoundLine, oldest first
    line: Any | None
    read_only: bool

    @property
    def state(self) -> str:
        """How far the round on show is; "" where there is none."""
        return str(self.line.round.state) if self.line is not None else ""

    @property
    def is_blind(self) -> bool:
        """Whether the vendor's decisions are hidden."""
        return self.state in BLIND

    @property
    def revealed(self) -> tuple[tuple[int, str], ...]:
        """Number and title of every round whose decisions are open."""
        rounds = (line.round for line in self.lines)
        return tuple((int(one.id), one.title) for one in rounds if str(one.state) not in BLIND)


class Following(QObject):
    """Asks the core in the background while somebody looks; only the newest answer counts."""

    staged = Signal(object)  # Stage
    failed = Signal(object)  # an error, to be said on the screen
    topics: ClassVar[Topic] = ~Topic.NOTHING  # what must have changed for another look

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.busy = False  # something is being written
        self._awake, self._stale = False, True
        self._turns: dict[str, int] = {}
        session.changed.connect(self._heed)
        session.round_changed.connect(self._follow)

    def wake(self, *, awake: bool) -> None:
        """Hear whether anybody looks; nothing is computed for nobody."""
        self._awake = awake
        if awake and self._stale:
            self.load()

    def load(self) -> None:
        """Ask how far the rounds are; what is on show follows from that."""
        if not self._session.has_project:
            return
        from reviewer_audit.services.overview import overview

        self._stale = False
        session = self._session
        self._ask(overview, session.store, session.person, done=self._take_overview)

    def _ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        about: str = "",
        **more: Any,
    ) -> None:
        """Run a function; its answer is dropped once something else was asked about the same."""
        turn = self._turns[about] = self._turns.get(about, 0) + 1
        tag = (about, turn, done)
        self._session.jobs.start(
            _tagged, tag, function, *args, done=self._take, failed=self._fail, **more
        )

    def _take(self, answer: tuple[tuple[str, int, Callable[[Any], None]], Any]) -> None:
        (about, turn, done), result = answer
        if turn == self._turns[about]:
            done(result)

    @abstractmethod
    def _take_overview(self, seen: Any) -> None:
        """Say what is on show, and ask for the rest."""

    def _line(self, seen: Any) -> Any | None:
        """Return the round the session shows, else the newest."""
        wanted = self._session.round_id
        return next((one for one in seen.rounds if one.round.id == wanted), seen.newest)

    @Slot(object)
    def _heed(self, topics: Topic) -> None:
        if topics & self.topics:
            self._stale = True
            if self._awake and not self.busy:
                self.load()

    @Slot(object)
    def _follow(self, _round_id: object) -> None:
        self._heed(Topic.ROUNDS)

    def _fail(self, error: BaseException) -> None:
        self.busy = False
        self.failed.emit(error)


def _tagged(tag: Any, function: Callable[..., Any], *args: Any, **more: Any) -> tuple[Any, Any]:
    """Run a function, and say which question its answer is to."""
    return tag, function(*args, **more)
