"""How long somebody has been at the desk without a rest. Known to them alone."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer

from ui.screens.grading.clock import IDLE_MS

REST_MS = 5 * 60_000  # a silence this long is a break taken
MINUTE_MS = 60_000


class Pace:
    """Adds up the time between signs of life since the last break."""

    def __init__(self, now: Callable[[], int] | None = None) -> None:
        timer = QElapsedTimer()
        timer.start()
        self._timer = timer
        self._now = now or timer.elapsed
        self._last = self._now()
        self._since_break = 0
        self._not_before = 0

    def touch(self) -> None:
        """Note a sign of life."""
        now = self._now()
        silence = now - self._last
        self._last = now
        if silence >= REST_MS:
            self._since_break = self._not_before = 0
        else:
            self._since_break += min(silence, IDLE_MS)

    @property
    def minutes(self) -> int:
        """Whole minutes at the desk since the last break."""
        return self._since_break // MINUTE_MS

    @property
    def silent_ms(self) -> int:
        """How long ago the last sign of life was."""
        return self._now() - self._last

    def is_due(self, after_minutes: int) -> bool:
        """Tell whether a break may be offered; 0 minutes say never."""
        wanted = max(after_minutes * MINUTE_MS, self._not_before)
        return after_minutes > 0 and self._since_break >= wanted and self.silent_ms < REST_MS

    def put_off(self, minutes: int) -> None:
        """Offer no break until that much more has been worked."""
        self._not_before = self._since_break + minutes * MINUTE_MS
