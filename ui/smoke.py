"""A whole audit in a temporary folder, by the screens' own parts: ``reviewer-audit-gui --smoke``.

It shows that a built program holds all it needs: the process that reads files, resources,
libraries that are imported late.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEventLoop

from reviewer_audit import __version__
from reviewer_audit.assets import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollArea

    from reviewer_audit.services.projects import Project
    from ui.main_window import MainWindow
    from ui.session import Session

PATIENCE = 120.0  # seconds for one step
DRAWN, GRADED = 12, 3
LEAD, AUDITOR = "Lea", "Ann"


class SmokeError(Exception):
    """A step that did not come to its end."""


class Trial:
    """One audit, from an empty window to a scorecard."""

    def __init__(self, session: "Session", window: "MainWindow", folder: Path) -> None:
        self._session = session
        self._window = window
        self._folder = folder
        self._trouble: BaseException | None = None
        session.failed.connect(self._fail)

    def run(self) -> str:
        """Do it all, and say what came of it.

        Raises:
            SmokeError: a step took too long, or left nothing behind.
        """
        start = time.monotonic()
        before, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: self._fail(error)
        try:
            self._paint()
            self._create()
            accepted = self._bring_in()
            drawn = self._draw()
            graded = self._grade()
            self._reveal()
            files = self._write()
        finally:
            sys.excepthook = before
        seconds = time.monotonic() - start
        return (
            f"{accepted} decisions, {drawn} drawn, {graded} graded, {files} workbooks, "
            f"{seconds:.1f} s"
        )

    def _paint(self) -> None:
        self._window.show()
        self._window.begin()
        if self._window.grab().isNull():
            message = "the window is not painted"
            raise SmokeError(message)

    def _create(self) -> None:
        from ui.screens.home.beginning import Wish, create

        wish = Wish(
            path=self._folder / "smoke.audit",
            title="Smoke",
            name=LEAD,
            policy_file=resource("policies/sample.yaml"),
        )
        self._session.jobs.start(create, wish, done=self._adopt)
        self._wait("making a project", lambda: self._session.has_project)

    def _adopt(self, store: "Project") -> None:
        self._session.adopt(store)

    def _bring_in(self) -> int:
        page = self._visit("data")
        bringing = page.bringing
        self._window.take(resource("demo/vendor_decisions.xlsx"))
        self._wait("reading the workbook", lambda: bringing.can_import)
        accepted: int = bringing.review.accepted
        bringing.load()
        self._wait("importing", lambda: bringing.path is None)
        return accepted

    def _draw(self) -> int:
        page = self._visit("sample")
        self._wait("planning", lambda: page.vm.ground is not None and page.vm.ground.population > 0)
        form = page.planner.form
        form.amount.setValue(DRAWN)
        form.auditors.add(AUDITOR, AUDITOR)
        self._wait("planning", page.planner.can_draw)
        page.draw()
        self._wait("drawing", lambda: page.vm.manifest is not None)
        drawn: int = page.vm.manifest.sampled
        return drawn

    def _grade(self) -> int:
        self._sit(AUDITOR)
        self._wait("sitting down", lambda: self._window.front == "grade")
        desk = self._page.vm
        for done in range(1, GRADED + 1):
            self._wait("dealing items", lambda: desk.item is not None and not desk.sheet.locked)
            desk.sheet.choose("spam")
            desk.submit()
            self._wait("saving a grade", partial(_has_answered, desk, done))
        answered: int = desk.sitting.answered
        return answered

    def _reveal(self) -> None:
        self._sit(LEAD)
        page = self._visit("results")
        self._wait("counting the round", lambda: page.vm.stage is not None)
        page.vm.reveal(partial=True)
        self._wait("the results", lambda: page.vm.results is not None)

    def _write(self) -> int:
        page = self._visit("reports")
        self._wait("the documents", lambda: page.vm.may_write)
        page.vm.go_to(self._folder / "scorecards")
        page.vm.write()
        self._wait("writing scorecards", lambda: bool(page.vm.files) and page.vm.may_write)
        written = list((self._folder / "scorecards").glob("*.xlsx"))
        if len(written) != len(page.vm.files):
            message = f"{len(written)} of {len(page.vm.files)} workbooks were written"
            raise SmokeError(message)
        return len(written)

    # -- small things

    @property
    def _page(self) -> Any:
        holder: QScrollArea | Any = self._window.stack.currentWidget()
        return holder.widget()

    def _visit(self, key: str) -> Any:
        self._wait(f"the rail for {key}", lambda: self._window.rail.offers(key))
        self._window.visit(key)
        self._wait(f"the screen {key}", lambda: self._window.front == key)
        return self._page

    def _sit(self, name: str) -> None:
        from reviewer_audit.services.projects import seat

        self._session.sit(seat(self._session.store, name))

    def _wait(self, what: str, rule: Callable[[], bool]) -> None:
        """Let the window work until a rule holds and nothing is under way."""
        session = self._session
        end = time.monotonic() + PATIENCE
        while session.jobs.is_busy or not rule():
            if self._trouble is not None:
                message = f"{what}: {type(self._trouble).__name__}: {self._trouble}"
                raise SmokeError(message) from self._trouble
            if time.monotonic() > end:
                message = f"{what} takes too long"
                raise SmokeError(message)
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            time.sleep(0.002)

    def _fail(self, error: BaseException) -> None:
        self._trouble = self._trouble or error


def _try_out(session: "Session", window: "MainWindow") -> str:
    with tempfile.TemporaryDirectory(prefix="reviewer-audit-smoke-") as folder:
        try:
            return Trial(session, window, Path(folder)).run()
        finally:
            session.close()  # before its file goes: Windows keeps a file that is open
            window.close()


def _has_answered(desk: Any, many: int) -> bool:
    return bool(desk.sitting.answered == many)


def run(session: "Session", window: "MainWindow") -> int:
    """Try everything out; say in one line how it went, and return the exit code."""
    try:
        said, code = f"ok {__version__} {_try_out(session, window)}", 0
    except Exception as error:  # noqa: BLE001 - whatever it is, one line says it
        words = " ".join(str(error).split())
        said, code = f"failed {__version__} {words or type(error).__name__}", 1
    if sys.stdout is not None:  # a window program of Windows has none
        sys.stdout.write(f"smoke {said}\n")
        sys.stdout.flush()
    return code
