"""Breaks offered, the desk covered when nobody is there, and what one has seen: for oneself alone.

None of it reaches the project, a pack or a lead, and nothing here says what is good for whom.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.i18n import _, ngettext
from ui.screens.grading.pace import MINUTE_MS, Pace
from ui.widgets.cards import Banner

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.content import ContentColumn
    from ui.screens.grading.keyboard import Keyboard
    from ui.screens.grading.viewmodel import GradingViewModel
    from ui.session import Session

MOST_BYTES = 1_000_000
TICK_MS = 15_000
LATER_MINUTES = 10
DAYS_KEPT = 31
SEVERE = frozenset({"S3", "S4"})


class Care(QObject):
    """Watches the clock while somebody grades; ``away`` says that nobody has been there."""

    away = Signal()
    masks = Signal(object)  # what writes masked words otherwise

    def __init__(self, session: "Session", parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._severities: Mapping[str, str] = {}
        self._seen = [0, 0]  # items graded, severe ones among them, not written down yet
        self.pace = Pace()
        self.banner = Banner("desk:break")
        self.banner.closed.connect(self._later)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._masked: tuple[bool, str] = (False, "")
        session.settings_changed.connect(self.look)

    @Slot()
    def look(self) -> None:
        """See which words are to be masked; a list that cannot be read is said on the desk."""
        kept = self._session.settings
        wanted = (kept.mask_words, kept.mask_file if kept.mask_words else "")
        if wanted == self._masked:
            return
        self._masked = wanted
        if not (kept.mask_words and kept.mask_file):
            self.masks.emit(str)
        else:
            path = Path(kept.mask_file)
            self._session.work.start(
                masked_by, path, done=self._mask, failed=lambda _error: self._no_list(path)
            )

    def _mask(self, masked: Callable[[str], str]) -> None:
        self.masks.emit(masked)

    def _no_list(self, path: Path) -> None:
        self.banner.show_text(
            _("No words are masked: the list could not be read"),
            _("It is {file}. Choose it again under Settings, Well-being.").format(file=path.name),
            tone="caution",
        )

    def attend(self, keys: "Keyboard", vm: "GradingViewModel", content: "ContentColumn") -> None:
        """Follow the hands, count what is graded, and mask what is shown."""
        keys.touched.connect(self.pace.touch)
        vm.graded.connect(self.graded)
        self.masks.connect(content.mask_words)
        self.look()

    def use(self, policy: "Policy") -> None:
        """Know how severe the labels of a rule book are."""
        self._severities = {label.key: label.severity for label in policy.labels}

    def come(self) -> None:
        """The desk is in sight."""
        self.pace.touch()
        self._timer.start()

    def go(self) -> None:
        """The desk is out of sight."""
        self._timer.stop()
        self._write_down()

    @Slot()
    def tick(self) -> None:
        """See whether a break is due, or nobody there."""
        kept = self._session.settings
        if kept.lock_minutes and self.pace.silent_ms >= kept.lock_minutes * MINUTE_MS:
            self.away.emit()
        elif self.pace.is_due(kept.break_minutes) and self.banner.isHidden():
            self._offer_break()
        self._write_down()

    @Slot(object)
    def graded(self, grade: Grade) -> None:
        """Count an item that was graded."""
        if grade.kind is GradeKind.ANSWER:
            severity = grade.severity or self._severities.get(next(iter(grade.labels), ""), "")
            self._seen[0] += 1
            self._seen[1] += severity in SEVERE

    def _offer_break(self) -> None:
        minutes = self.pace.minutes
        text = ngettext("{n} minute at the desk", "{n} minutes at the desk", minutes)
        self.banner.show_text(
            text.format(n=minutes),
            _("A good moment for a break. Your place is kept; only you see this."),
            action=_("In {n} minutes").format(n=LATER_MINUTES),
            run=self.banner.dismiss,
        )

    def _later(self) -> None:
        self.pace.put_off(LATER_MINUTES)

    def _write_down(self) -> None:
        if not any(self._seen):
            return
        today = date.today().isoformat()  # noqa: DTZ011 - the day of who sits here
        kept = dict(self._session.settings.exposure)
        before = kept.get(today, [0, 0])
        kept[today] = [had + more for had, more in zip(before, self._seen, strict=True)]
        self._seen = [0, 0]
        newest = sorted(kept)[-DAYS_KEPT:]
        self._session.prefer(exposure={day: kept[day] for day in newest})


def masked_by(path: Path) -> Callable[[str], str]:
    """Return what masks the words of a file, one a line.

    Raises:
        ValueError: the file is no list of words.
        OSError: it cannot be read.
    """
    from reviewer_audit.text import masker

    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError(path.name)
    return masker(raw.decode("utf-8-sig").splitlines())
