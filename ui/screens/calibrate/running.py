"""Where the meeting is: item, step, clock, and whether the content is shown. No widgets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reviewer_audit.domain.calibration import MINUTES
from reviewer_audit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.calibration_board import Agenda

STEPS = (
    ("item", _("Item")),
    ("votes", _("Votes")),
    ("minority", _("Minority")),
    ("clause", _("Clause")),
    ("baseline", _("Baseline")),
    ("ruling", _("Ruling")),
    ("precedent", _("Precedent")),
)
SECOND = 1000


class Running(QObject):
    """The one state that the lead's page and the projector show; both move it."""

    moved = Signal()  # another item or step, or other facts about them
    bared = Signal(bool)  # the content is shown, or hidden again
    ticked = Signal(int)  # seconds left

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.agenda: Sequence[Agenda] = ()
        self.policy: Policy | None = None
        self.at = 0
        self.step = 0
        self.is_bare = False
        self.left = MINUTES * 60
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND)
        self._clock.timeout.connect(self._tick)

    @property
    def item(self) -> "Agenda | None":
        """The item on show."""
        return self.agenda[self.at] if self.agenda else None

    @property
    def runs(self) -> bool:
        """Whether the clock runs."""
        return self._clock.isActive()

    def put(self, agenda: "Sequence[Agenda]", policy: "Policy | None") -> None:
        """Take the items anew; what is on show stays on show."""
        before = self.item.item_id if self.item else None
        self.agenda, self.policy = agenda, policy
        numbers = [one.item_id for one in agenda]
        self.at = numbers.index(before) if before in numbers else 0
        self.moved.emit()

    def go(self, item_id: int) -> None:
        """Go to an item, from its first step."""
        numbers = [one.item_id for one in self.agenda]
        if item_id in numbers and numbers.index(item_id) != self.at:
            self._to(numbers.index(item_id), 0)

    def forward(self) -> None:
        """Show the next step; after the last one the next item."""
        if self.step + 1 < len(STEPS):
            self._to(self.at, self.step + 1)
        elif self.at + 1 < len(self.agenda):
            self._to(self.at + 1, 0)

    def back(self) -> None:
        """Show the step before; before the first one the item before."""
        if self.step:
            self._to(self.at, self.step - 1)
        elif self.at:
            self._to(self.at - 1, len(STEPS) - 1)

    def jump(self, by: int) -> None:
        """Go on or back by an item."""
        if 0 <= self.at + by < len(self.agenda):
            self._to(self.at + by, 0)

    def bare(self, *, on: bool) -> None:
        """Show the content, or hide it again."""
        if on != self.is_bare and (self.item is not None or not on):
            self.is_bare = on
            self.bared.emit(on)

    def toggle_clock(self) -> None:
        """Start the clock, or stop it; a clock that ran out begins anew."""
        if self.runs:
            self._clock.stop()
        else:
            self.left = self.left or MINUTES * 60
            self._clock.start()
        self.ticked.emit(self.left)

    def stop(self) -> None:
        """Hide the content and stop the clock: nobody looks."""
        self.bare(on=False)
        self._clock.stop()

    def _to(self, at: int, step: int) -> None:
        self.bare(on=False)
        if at != self.at:
            self.left = MINUTES * 60
            self._clock.stop()
            self.ticked.emit(self.left)
        self.at, self.step = at, step
        self.moved.emit()

    @Slot()
    def _tick(self) -> None:
        self.left = max(0, self.left - 1)
        if not self.left:
            self._clock.stop()
        self.ticked.emit(self.left)


def clock(seconds: int) -> str:
    """Return a time as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"
