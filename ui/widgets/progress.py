"""How far long work is: a strip that appears after half a second and never blocks."""

import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy

from reviewer_audit.i18n import _, ngettext
from ui.jobs import Job, JobRunner
from ui.safe import PlainLabel
from ui.widgets.buttons import Button

AFTER_MS = 500
ETA_AFTER = 2.0
MINUTE = 60


class Meter(QProgressBar):
    """A thin bar with a name for screen readers."""

    def __init__(self, name: str, label: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label or name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, done: int, total: int | None) -> None:
        """Show a share; a total of None or 0 shows that nobody knows."""
        self.setMaximum(total or 0)
        self.setValue(min(done, total) if total else 0)


class ProgressStrip(QFrame):
    """The job that has been running for more than half a second."""

    shown = Signal()

    def __init__(self, *runners: JobRunner) -> None:
        super().__init__()
        self.setObjectName("progress")
        self.setProperty("kind", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        self.title = PlainLabel("progress:title", role="strong")
        self.meter = Meter("progress:meter", _("Progress"))
        self.note = PlainLabel("progress:note", role="muted")
        self.cancel = Button("progress:cancel", _("Cancel"), self._cancel)
        row.addWidget(self.title)
        row.addWidget(self.meter, stretch=1)
        row.addWidget(self.note)
        row.addWidget(self.cancel)
        self._jobs: dict[Job, float] = {}
        self._last: dict[Job, tuple[int, int | None, str]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._appear)
        for runner in runners:
            runner.started.connect(self._start)
            runner.stepped.connect(self._step)
            runner.ended.connect(self._end)
        self.hide()

    @property
    def job(self) -> Job | None:
        """The job on show: the oldest that still runs and has a title."""
        return next((job for job in self._jobs if job.title), None)

    @Slot(object)
    def _start(self, job: Job) -> None:
        self._jobs[job] = time.monotonic()
        if job.title and not self._timer.isActive() and not self.isVisible():
            self._timer.start(AFTER_MS)

    @Slot(object, int, object, str)
    def _step(self, job: Job, done: int, total: int | None, note: str) -> None:
        self._last[job] = (done, total, note)
        if self.isVisible() and job is self.job:
            self._draw()

    @Slot(object)
    def _end(self, job: Job) -> None:
        self._jobs.pop(job, None)
        self._last.pop(job, None)
        if self.job is None:
            self._timer.stop()
            self.hide()
        elif self.isVisible():
            self._draw()

    def _appear(self) -> None:
        if self.job is not None:
            self._draw()
            self.cancel.setEnabled(True)
            self.show()
            self.shown.emit()

    def _draw(self) -> None:
        job = self.job
        if job is None:
            return
        done, total, note = self._last.get(job, (0, None, ""))
        self.title.put(job.title)
        self.meter.put(done, total)
        left = time_left(time.monotonic() - self._jobs[job], done, total)
        amount = f"{done:,} / {total:,}" if total else ""
        self.note.put(" · ".join(part for part in (note, amount, left) if part))

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.cancel.setEnabled(False)
            self.note.put(_("Stopping; nothing will have changed"))


def time_left(elapsed: float, done: int, total: int | None) -> str:
    """Say how long work will still take, once that can be said."""
    if not total or done <= 0 or elapsed < ETA_AFTER:
        return ""
    seconds = round(elapsed / done * (total - done))
    if seconds < MINUTE:
        return _("about {n} s left").format(n=max(seconds, 1))
    minutes = round(seconds / MINUTE)
    return ngettext("about {n} minute left", "about {n} minutes left", minutes).format(n=minutes)
