"""How fast any single item of the nasty set is first painted on the desk.

    python tests/bench/bench_nasty.py

A million characters without a space, a million of them piled up (zalgo), a picture of 30,000 by
30,000 pixels, a conversation of 5,000 messages, a picture of 12 million pixels. Each is gone to
with real work in between; from the item being there to the desk painted counts, at most 100 ms.
The floor is an item of one line, in the same run. Decoding goes on beside it: how long the picture
takes to come is printed, too.
"""

import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import bringing, projects, sampling
from reviewer_audit.services.intake import Asked
from tests import media_files
from ui.gc_guard import GarbageCollector
from ui.screens.grading.screen import GradingScreen
from ui.session import Session
from ui.theme import Look, Theme
from ui.widgets.picture import Shield

SIZE = (1072, 740)
LIMIT_MS = 100.0
TIMES = 5
MILLION = 1_000_000


def builders():
    spec = importlib.util.spec_from_file_location("builders", ROOT / "tests" / "conftest.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def talk():
    words = [
        "the",
        "parcel",
        "was",
        "lost",
        "and",
        "the",
        "fee",
        "is",
        "asked",
        "for",
        "again",
        "by",
        "somebody",
        "in",
        "the",
        "group",
    ]
    return json.dumps(
        [
            {"id": f"m{k}", "author": f"user {k % 7}", "text": " ".join(words[: 3 + k % 12])}
            for k in range(5_000)
        ]
    )


def nasty(folder):
    """Return what each item is called, and its line: id, text, picture, conversation."""
    (folder / "vast.png").write_bytes(media_files.vast())
    (folder / "large.jpg").write_bytes(media_files.noisy("JPEG", (4000, 3000), quality=80))
    return {
        "one line": ("plain", "one line", "", ""),
        "1,000,000 characters, no space": ("a", "x" * MILLION, "", ""),
        "1,000,000 characters, zalgo": ("z", ("e" + "\u0301\u0316\u0334\u0357" * 20) * (MILLION // 81), "", ""),
        "30,000 x 30,000 pixels": ("v", "vast", "vast.png", ""),
        "12 million pixels": ("l", "large", "large.jpg", ""),
        "5,000 messages": ("m2500", "judged", "", talk()),
    }  # fmt: skip


def project(folder):
    import csv

    csv.field_size_limit(10 * MILLION)
    store = projects.create_project(folder / "p.audit", builders().POLICY, by="Lea")
    items = nasty(folder)
    with (folder / "t.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["item id", "text", "image", "talk", "label"])
        table.writerows([*line, "spam"] for line in items.values())
    by = projects.seat(store, "Lea")
    asked = Asked(maps=("content=text", "media=image", "context=talk"))
    bringing.import_file(store, folder / "t.csv", asked, by=by)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), overlap=0.0, seed="7")
    sampling.draw_sample(store, plan, by=by)
    return store, items


def turn(until, limit=30.0):
    end = time.perf_counter() + limit
    dispatcher = QAbstractEventDispatcher.instance()
    while not until():
        dispatcher.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() > end:
            message = "the desk did not get there"
            raise TimeoutError(message)


def rest(seconds):
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def measure(screen, item, away):
    """Return (milliseconds to paint it, milliseconds until its picture is there or None)."""
    screen.vm._show(away, None)
    screen.repaint()
    rest(0.05)
    begun = time.perf_counter()
    screen.vm._show(item, None)
    screen.repaint()
    painted = (time.perf_counter() - begun) * 1000
    view = screen.content.media.view
    if not item.media or item.media[0].fault:
        return painted, None
    turn(lambda: view.state is Shield.COVERED)
    return painted, (time.perf_counter() - begun) * 1000


def main():
    app = QApplication.instance() or QApplication(["bench"])
    GarbageCollector(app)
    Theme(app).wear(Look.LIGHT)
    missed = False
    with tempfile.TemporaryDirectory() as name:
        store, items = project(Path(name))
        session = Session(projects.seat(store, "Ann"))
        session._store = store
        screen = GradingScreen(session)
        screen.resize(*SIZE)
        screen.show()
        turn(lambda: screen.vm.item is not None and not session.jobs.is_busy)
        from reviewer_audit.services import grading

        dealt = grading.desk(store, session.person, round_id=screen.vm._round, limit=99)
        by_text = {item.content: item for item in dealt}
        plain = by_text["one line"]
        floor = 0.0
        for title, line in items.items():
            took = []
            for _time in range(TIMES):
                screen.content.media.fetcher._kept.clear()
                took.append(measure(screen, by_text[line[1]], plain))
            worst = max(painted for painted, _came in took)
            usual = statistics.median(painted for painted, _came in took)
            floor = floor or usual
            came = [there for _painted, there in took if there is not None]
            later = f", picture there after {statistics.median(came):.0f} ms" if came else ""
            verdict = "" if usual <= LIMIT_MS else "  MISSED"
            missed |= usual > LIMIT_MS
            print(
                f"{title:32} first painted in {usual:5.1f} ms, {worst:.1f} at worst of {TIMES}"
                f" (limit {LIMIT_MS:.0f} ms, {usual / floor:.1f} x one line){later}{verdict}"
            )
        screen.close()
        session.jobs.shutdown()
        session.work.shutdown()
        screen.deleteLater()
        app.processEvents()
        store.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
