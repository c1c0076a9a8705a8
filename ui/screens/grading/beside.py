"""What lies beside the items on the desk: the person's own grades of the round."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from reviewer_audit.services import own_grades
from ui.screens.grading.keys import Command
from ui.screens.grading.own import OwnGrades
from ui.screens.grading.picker import GoTo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.viewmodel import GradingViewModel
    from ui.session import Session


class Beside(QObject):
    """Brings up what was asked for and takes it away again; going to an item is the desk's."""

    closed = Signal()

    def __init__(self, session: "Session", desk: "QWidget", vm: "GradingViewModel") -> None:
        super().__init__(desk)
        self._session, self._vm = session, vm
        self.go_to = GoTo(desk)
        self.own = OwnGrades(desk)
        self.overlays = (self.go_to, self.own)
        for overlay in self.overlays:
            overlay.wanted.connect(vm.go_to)
            overlay.closed.connect(self.closed)

    def use(self, policy: "Policy") -> None:
        """Say labels by this rule book."""
        self.own.use(policy)

    def commands(self) -> "Mapping[Command, Callable[[], object]]":
        """Return what the keys bring up."""
        return {Command.GO_TO: self._ask_where, Command.OWN: self._ask_own}

    def _ask_where(self) -> None:
        state = self._vm.state
        if state is not None:
            self.go_to.ask(self._vm.item.position if self._vm.item else 0, state.total)

    def _ask_own(self) -> None:
        self._fetch(own_grades.own, self.own.ask)

    def _fetch(self, look: Callable[..., Any], told: Callable[[Any], None]) -> None:
        session, round_id = self._session, self._vm.round_id
        if round_id is not None:
            read = partial(look, session.store, session.person, round_id=round_id)
            session.jobs.start(read, done=told, failed=self._vm.unreadable)
