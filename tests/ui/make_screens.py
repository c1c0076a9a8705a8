"""Draw every screen, light and dark, in two sizes, as pictures to look at.

    python tests/ui/make_screens.py build/screens [--only home,results] [--contrast]

Run offscreen; needs no display. The project is the sample audit where the product can make
one, else a small one made here.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEventLoop, QPoint, QRect, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from reviewer_audit.assets import resource
from reviewer_audit.settings import AppSettings, RecentAudit
from tests.ui.calibrate_screens import CalibrateScreens
from tests.ui.inspection import faults
from tests.ui.kind_screens import KindScreens
from tests.ui.pack_screens import PackScreens
from tests.ui.state_screens import PATIENCE, StateScreens
from tests.ui.walking import parts
from ui.gc_guard import GarbageCollector
from ui.main_window import MainWindow
from ui.screens import SCREENS
from ui.screens.settings import PAGES
from ui.session import Session
from ui.theme import Look, Theme

SIZES = ((1280, 800), (1920, 1080))
WAIT = 20.0


def settle(session: Session, seconds: float = WAIT) -> None:
    """Let jobs end and everything be painted."""
    end = time.monotonic() + seconds
    quiet = 0
    while quiet < 12 and time.monotonic() < end:
        loop = QEventLoop()
        QTimer.singleShot(15, loop.quit)
        loop.exec()
        quiet = 0 if session.jobs.is_busy or session.work.is_busy else quiet + 1


def sample(folder: Path) -> Path:
    """Return a project with something in it."""
    path = folder / "Q3 Marketplace audit.audit"
    try:
        from reviewer_audit.services import demo

        demo.create_sample(path)
    except ImportError:
        from reviewer_audit import policies
        from reviewer_audit.services import projects

        rules = policies.load(resource("policies/sample.yaml"))
        projects.create_project(path, rules, by="Lena Okafor", title=path.stem).close()
    return path


def in_grading(folder: Path) -> Path:
    """Return a project whose round is being graded, for the desk of one auditor."""
    from reviewer_audit import policies
    from reviewer_audit.sampling.plan import Method, SamplePlan
    from reviewer_audit.services import intake, projects, sampling

    path = folder / "Week 38.audit"
    if path.exists():
        return path
    rules = policies.load(resource("policies/sample.yaml"))
    store = projects.create_project(path, rules, by="Lena Okafor", title="Q3 Marketplace audit")
    lead = projects.seat(store, "Lena Okafor")
    intake.import_file(store, resource("demo/vendor_decisions.xlsx"), by=lead)
    plan = SamplePlan(
        method=Method.STRATIFIED, size=300, by=("vendor",), auditors=("Amira", "Jonas"),
        overlap=0.1, seed="1",
    )  # fmt: skip
    sampling.draw_sample(store, plan, by=lead, title="Week 38")
    store.close()
    return path


def sit_at_desk(window: MainWindow, session: Session, path: Path) -> None:
    """Let Amira grade."""
    window.key_overlay.sink()
    session.prefer(name="Amira")
    session.open(in_grading(path.parent))
    settle(session)
    window.visit("grade")


def draft_policy(window: MainWindow, session: Session) -> None:
    """Begin the next version of the rule book."""
    window.visit("policy")
    settle(session)
    window._visited["policy"].drafting.begin()


def recent(folder: Path, path: Path) -> tuple[RecentAudit, ...]:
    """Return audits opened before; one of them is gone."""
    at = "2026-09-14T16:20+00:00"
    return (
        RecentAudit(path=str(path), title="Q3 Marketplace audit", state="Week 37 · Grading · 126 grades are still out", opened_at=at),
        RecentAudit(path=str(folder / "Northgate launch.audit"), title="Northgate launch", state="Closed", opened_at=at),
    )  # fmt: skip


def pictures(
    window: MainWindow, session: Session, path: Path, *, many: bool
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each picture's name and what must be done before it is taken."""
    yield "home-first", lambda: None
    yield "home-new", lambda: window.visit("home", "new")
    yield "home", lambda: (session.open(path), settle(session), window.visit("home"))
    for screen in SCREENS:
        if screen.key != "home":
            yield screen.key, lambda key=screen.key: window.visit(key)
            for part in parts(window, screen.key)[1:]:
                yield part.key.replace(":", "-"), part.run
    for page in PAGES[1:]:
        yield f"settings-{page.key}", lambda key=page.key: window.visit("settings", key)
    yield "policy-draft", lambda: draft_policy(window, session)
    yield "data-bring", lambda: window.take(resource("demo/vendor_decisions.xlsx"))
    yield "data-refused", lambda: window.take(resource("icons/app.svg"))
    yield "palette", window.palette_overlay.ask
    yield "keys", lambda: (window.palette_overlay.sink(), window.key_overlay.ask())
    yield "desk", lambda: sit_at_desk(window, session, path)
    yield from KindScreens(path.parent / f"kinds-{id(window)}", window, session, settle).states()
    yield from PackScreens(path.parent / f"packs-{id(window)}", window, session, settle).states()
    yield from CalibrateScreens(path, window, session, settle).states()
    graded = in_grading(path.parent)
    states = StateScreens(path.parent / "states", graded, window, session, settle, many=many)
    yield from states.states()


def put_away(window: MainWindow) -> None:
    """Close what was only told: it would lie over every state that follows."""
    for notice in window.findChildren(QDialog, "notice"):
        notice.close()


def portrait(window: MainWindow) -> QPixmap:
    """Return the window, and the form that lies over it; the projector's where it is open."""
    for other in QApplication.topLevelWidgets():
        if other.objectName() == "presenter" and other.isVisible():
            return other.grab()
    shot = window.grab()
    for sheet in window.findChildren(QDialog):
        if sheet.isVisible():
            painter = QPainter(shot)
            veil = QColor("black")
            veil.setAlphaF(0.25)
            painter.fillRect(shot.rect(), veil)
            at = QPoint((shot.width() - sheet.width()) // 2, (shot.height() - sheet.height()) // 3)
            painter.drawPixmap(at, sheet.grab())
            painter.setPen(QColor("grey"))  # where a desktop draws its frame
            painter.drawRect(QRect(at, sheet.size()))
            painter.end()
    return shot


def stills(
    only: set[str],
    looks: Sequence[Look],
    percent: int,
    sizes: Sequence[tuple[int, int]] = SIZES,
    *,
    many: bool = True,
) -> Iterator[tuple[str, MainWindow]]:
    """Yield the name of each picture with the window standing in that state."""
    app = QApplication.instance() or QApplication(["make_screens"])
    GarbageCollector(app)
    theme = Theme(app)
    with tempfile.TemporaryDirectory() as folder:
        path = sample(Path(folder))
        for look in looks:
            theme.wear(look, percent)
            settings = AppSettings(recent=recent(Path(folder), path), look=look)
            session = Session(settings=settings)
            window = MainWindow(session, theme)
            window.show()
            for name, prepare in pictures(window, session, path, many=many):
                if only and name not in only and name != "home":
                    continue
                put_away(window)
                prepare()
                for width, height in sizes:
                    window.resize(width, height)
                    settle(session, PATIENCE if name.startswith("loading-") else WAIT)
                    yield f"{name}-{look.value}-{width}x{height}", window
            window.close()
            session.close()
            window.deleteLater()


def broken(name: str, window: MainWindow) -> list[str]:
    """Return what a person would see as broken in the windows that are open."""
    others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.objectName()]
    shown = [window, *(one for one in others if one is not window)]
    return [f"{name}: {said}" for one in shown for said in faults(one)]


def main() -> int:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("--only", default="")
    ask.add_argument("--contrast", action="store_true")
    ask.add_argument("--percent", type=int, default=100)
    ask.add_argument("--check", action="store_true", help="no pictures: only what is broken")
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    looks = [Look.LIGHT] + ([] if given.check else [Look.DARK])
    looks += [Look.CONTRAST] if given.contrast else []
    sizes = SIZES[:1] if given.check else SIZES
    made, wrong = 0, []
    for name, window in stills(
        set(filter(None, given.only.split(","))), looks, given.percent, sizes, many=not given.check
    ):
        wrong += broken(name, window)
        if not given.check:
            portrait(window).save(str(given.out / f"{name}.png"))
        made += 1
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    sys.stdout.write(
        f"{made} states looked at, {len(wrong)} things broken; pictures: {given.out}\n"
    )
    return 1 if wrong or not made else 0


if __name__ == "__main__":
    sys.exit(main())
