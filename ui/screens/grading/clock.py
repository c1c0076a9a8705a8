"""How long somebody really looked at an item."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer

IDLE_MS = 120_000


class ItemClock:
    """Adds up the time between signs of life; a longer silence counts as the cut-off.

    It serves the planning of rounds, never the ranking of people.
    """

    def __init__(self, now: Callable[[], int] | None = None) -> None:
        timer = QElapsedTimer()
        timer.start()
        self._now = now or timer.elapsed
        self._timer = timer
        self._worked = 0
        self._last: int | None = None

    def start(self, worked: int = 0) -> None:
        """Begin an item, or go on with one after ``worked`` milliseconds."""
        self._worked = worked
        self._last = self._now()

    def touch(self) -> None:
        """Note a sign of life: a key, a scroll, a click."""
        if self._last is not None:
            now = self._now()
            self._worked += min(now - self._last, IDLE_MS)
            self._last = now

    def pause(self) -> None:
        """Stop counting while the screen is covered or out of sight."""
        self.touch()
        self._last = None

    def resume(self) -> None:
        """Count again."""
        if self._last is None:
            self._last = self._now()

    def worked_ms(self) -> int:
        """Return the milliseconds worked on this item until now."""
        self.touch()
        return self._worked
