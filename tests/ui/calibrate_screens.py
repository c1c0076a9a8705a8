"""Pictures of a calibration session: votes, ballot, each step on the projector, the outcome."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtWidgets import QWidget

from reviewer_audit.domain.calibration import Baseline, Decision, Judgement, Side, Turn, Vote
from reviewer_audit.services import calibration, calibration_tasks, calibration_voting, projects
from ui.main_window import MainWindow
from ui.screens.calibrate.running import STEPS
from ui.session import Session

CLIENT = ("Amira", "Jonas", "Noor", "Tomas")
VENDOR = ("Bea", "Chidi", "Dora", "Emil")


class CalibrateScreens:
    """Walks through a session of eight people on fifteen items."""

    def __init__(
        self, path: Path, window: MainWindow, session: Session, settle: Callable[[Session], object]
    ) -> None:
        self._path, self._window, self._session = path, window, session
        self._settle = lambda: settle(session)
        self.other: QWidget | None = None  # a window of its own that is to be drawn

    def states(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each picture's name and what must be done before it is taken."""
        yield "calibrate-new", self._ask_new
        yield "calibrate-set", self._begin
        yield "calibrate-pass", self._hand_over
        yield "calibrate-ballot", lambda: (self.other.go(), self.other.move(2))
        yield "calibrate-votes", self._vote
        yield "calibrate-hand-out", lambda: self._screen.votes.book.click()
        yield "calibrate-take-out", self._take_out
        yield "calibrate-meeting", self._meet
        for at, (key, _name) in enumerate(STEPS):
            yield f"projector-{at + 1}-{key}", lambda at=at: self._step(at)
        yield "projector-content", self._bare
        yield "calibrate-ruled", self._rule
        yield "calibrate-outcome", self._outcome

    @property
    def _screen(self) -> Any:
        return self._window._visited["calibrate"]

    def _ask_new(self) -> None:
        self._session.prefer(name="Lena Okafor")
        self._session.open(self._path)
        self._settle()
        self._window.visit("calibrate")
        self._settle()
        self._screen.ask_new()

    def _begin(self) -> None:
        for sheet in self._window.findChildren(QWidget, "calibrate:new"):
            sheet.close()
        store, self._lead = self._session.store, projects.seat(self._session.store)
        people = [(name, Side.CLIENT) for name in CLIENT]
        people += [(name, Side.VENDOR) for name in VENDOR] + [("Ines", Side.EXPERT)]
        calibration.new(store, by=self._lead, title="October", seed="7", people=people)
        self._settle()

    def _seal(self) -> None:
        store, known = self._session.store, calibration.read(self._session.store)
        labels = [label.key for label in self._screen.vm.board.policy.labels]
        chance = Random(3)
        self._base = {
            c.item_id: labels[0] if k % 2 else chance.choice(labels[1:5])
            for k, c in enumerate(known.items)
        }
        given = [Baseline(item_id=k, labels=(v,)) for k, v in self._base.items()]
        calibration.set_baseline(store, given, by=self._lead)
        calibration.seal(store, by=self._lead)
        self._settle()

    def _hand_over(self) -> None:
        self._seal()
        self._screen.votes.hand_on()
        self._settle()
        self.other = self._screen._window

    def _vote(self) -> None:
        self.other.close()
        self.other = None
        self._cast(Turn.BLIND, 0.3)

    def _cast(self, turn: Turn, wrong: float) -> None:
        store, known = self._session.store, calibration.read(self._session.store)
        labels = [label.key for label in self._screen.vm.board.policy.labels][:5]
        chance = Random(5)
        votes = []
        for who in known.voters[: 8 if turn is Turn.BLIND else 6]:
            for item, base in self._base.items():
                said = chance.choice(labels) if chance.random() < wrong else base
                votes.append(Vote(item_id=item, participant_id=who.id, turn=turn, labels=(said,)))
        calibration_voting.cast(store, votes, by=self._lead)
        self._settle()

    def _take_out(self) -> None:
        for sheet in self._window.findChildren(QWidget, "seal"):
            sheet.close()
        self._screen.votes.table.selectRow(4)
        self._screen.votes.out.click()

    def _meet(self) -> None:
        for sheet in self._window.findChildren(QWidget, "calibrate:takeout"):
            sheet.close()
        calibration.begin(self._session.store, by=self._lead)
        self._settle()

    def _step(self, at: int) -> None:
        run = self._screen.running
        if at == 0:
            self._screen.present()
            self.other = self._screen.presenter
        if at == 5:
            given = Judgement(
                item_id=run.item.item_id,
                decision=Decision.GAP,
                cause=self._screen.vm.board.policy.root_causes[0].key,
                rationale="The clause names the insult, not the quotation of one.",
                precedent="Quoting a slur to report it is no violation, if the speaker says so.",
            )
            calibration.rule(self._session.store, given, by=self._lead)
            self._settle()
        while run.step < at:
            run.forward()

    def _bare(self) -> None:
        self._screen.running.jump(1)
        self._screen.running.bare(on=True)

    def _rule(self) -> None:
        self.other.close()
        self.other = None
        known = calibration.read(self._session.store)
        for k, line in enumerate(known.items):
            given = Judgement(item_id=line.item_id, decision=Decision.UPHOLD)
            if line.item_id not in known.rulings and k < 12:
                calibration.rule(self._session.store, given, by=self._lead)
        self._settle()

    def _outcome(self) -> None:
        store = self._session.store
        for line in calibration.read(store).items:
            if line.item_id not in calibration.read(store).rulings:
                given = Judgement(item_id=line.item_id, decision=Decision.UPHOLD)
                calibration.rule(store, given, by=self._lead)
        self._settle()
        self._cast(Turn.AGAIN, 0.1)
        clause = self._screen.vm.board.policy.labels[1].key
        for text, more in (
            ("Say how quoted slurs are judged", {"clause": clause, "due": "2026-11-01"}),
            ("Tell the night shift about the changed rule", {"due": "2026-10-20"}),
        ):
            calibration_tasks.add_task(store, text, owner="Policy team", by=self._lead, **more)
        self._settle()
        self._screen.show_section("outcome")
