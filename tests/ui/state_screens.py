"""States to look at that the sample audit never has: nothing yet, waiting, failed, long, many."""

import csv
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reviewer_audit import policies
from reviewer_audit.assets import resource
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import bringing, intake, projects, rounds, sampling
from reviewer_audit.services.intake import Asked
from tests.ui import small_audit
from ui.main_window import MainWindow
from ui.session import Session

LONG = "Northgate Trust and Safety Operations, night shift for Northern and Western Europe "
TURNED = "فريق الإشراف الليلي "
AUDITOR = "Amira Constantinescu-Featherstonehaugh of the Bucharest office"
MANY = 100_000
PATIENCE = 0.5  # seconds for a picture of what waits on purpose
SCREENS = ("home", "data", "policy", "sample", "review", "results", "reports", "calibrate")
WAITING = ("data", "sample", "review", "results", "reports")


class StateScreens:
    """Projects that have nothing, long names or many rows, and a worker that is held."""

    def __init__(
        self,
        folder: Path,
        graded: Path,
        window: MainWindow,
        session: Session,
        settle: Callable,
        *,
        many: bool,
    ) -> None:
        self.window, self.session, self._settle = window, session, settle
        self._folder, self._graded, self._many = folder, graded, many
        self._go_on = threading.Event()
        self._other: sqlite3.Connection | None = None
        folder.mkdir(exist_ok=True)

    def states(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each picture's name and what must be done before it is taken."""
        for key in SCREENS:
            yield f"empty-{key}", lambda key=key: self._visit(self._empty, key)
        for key in ("data", "review", "results", "reports"):
            yield f"blind-{key}", lambda key=key: self._visit(lambda: self._graded, key)
        yield "error-file", self._broken
        yield "error-desk", self._locked
        for key in SCREENS:
            yield f"long-{key}", lambda key=key: self._visit(self._long, key)
        for part in ("slices", "charts", "agreement"):
            yield f"long-results-{part}", lambda part=part: self._part(self._long, part)
        yield "long-desk", lambda: self._visit(self._desk, "grade", AUDITOR)
        if self._many:
            for key in ("home", "data", "sample", "review", "results"):
                yield f"many-{key}", lambda key=key: self._visit(self._rows, key)
            yield "many-slices", lambda: self._part(self._rows, "slices")
            yield "many-items", self._items
        for key in WAITING:
            yield f"loading-{key}", lambda key=key: self._hold(key)
        yield "loaded", self._release

    # -- going there

    def _visit(self, made: Callable[[], Path], key: str, who: str = "Lena Okafor") -> None:
        self._release()
        path = made().resolve()
        here = self.session.store.path if self.session.has_project else None
        if here != path or self.session.person.name != who:
            self.session.prefer(name=who)
            self.session.open(path)
            self._settle(self.session)
        self.window.visit(key)

    def _part(self, made: Callable[[], Path], part: str) -> None:
        self._visit(made, "results")
        self._settle(self.session)
        self.window.actions_here.run(f"results:{part}")

    def _items(self) -> None:
        self._visit(self._rows, "results")
        self._settle(self.session)
        self.window._visited["results"].vm.open((), "All decisions")

    def _hold(self, key: str) -> None:
        """Let the worker stand still, so that the screen says what it says meanwhile."""
        self._visit(self._long, "home")
        self._settle(self.session)
        self.window._forget_screens()
        self._settle(self.session)
        for runner in (self.session.jobs, self.session.work):
            runner.start(self._go_on.wait, 60)
        self.window.visit(key)

    def _release(self) -> None:
        self._go_on.set()
        if self._other is not None:
            self._other.close()
            self._other = None
        self._settle(self.session)
        self._go_on.clear()

    # -- what goes wrong

    def _broken(self) -> None:
        self._visit(self._empty, "data")
        self._settle(self.session)
        broken = self._folder / "September.xlsx"
        broken.write_bytes(b"PK\x03\x04 this is no workbook")
        self.window.take(broken)

    def _locked(self) -> None:
        """Let another program hold the project while somebody grades."""
        from ui.screens.grading.screen import GradingScreen

        self._visit(lambda: self._graded, "grade", "Amira")
        self._settle(self.session)
        self._other = sqlite3.connect(self._graded, isolation_level=None)
        self._other.execute("begin immediate")
        for key in (Qt.Key.Key_1, Qt.Key.Key_Return):
            QTest.keyClick(self.window.findChild(GradingScreen), key)

    # -- what is shown

    def _empty(self) -> Path:
        path = self._folder / "Nothing yet.audit"
        if not path.exists():
            rules = policies.load(resource("policies/sample.yaml"))
            projects.create_project(path, rules, by="Lena Okafor", title="Nothing yet").close()
        return path

    def _desk(self) -> Path:
        """Return the project of long names with a round that is being graded."""
        path = self._folder / "Long names, second half.audit"
        if not path.exists():
            shutil.copy(self._long(), path)
            store = projects.open_project(path)
            plan = SamplePlan(method=Method.ALL, auditors=(AUDITOR,), overlap=0.0, seed="2")
            lead = projects.seat(store, "Lena Okafor")
            sampling.draw_sample(store, plan, by=lead, title=f"{LONG.strip()}, second half")
            store.close()
        return path

    def _long(self) -> Path:
        """Return a project in which every name is long, some from right to left."""
        path = self._folder / "Long names.audit"
        if path.exists():
            return path
        rules = policies.load(resource("policies/sample.yaml"))
        titled = [
            replace(one, title=f"{one.title}, including attempts, quotations, hints and satire")
            for one in rules.labels
        ]
        rules = replace(rules, labels=tuple(titled))
        store = projects.create_project(path, rules, by="Lena Okafor", title=LONG.strip())
        lead = projects.seat(store, "Lena Okafor")
        file, right = self._folder / f"{LONG.strip()}.csv", {}
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out)
            table.writerow(["item id", "text", "label", "vendor", "reviewer", "queue"])
            for k in range(160):
                item = f"{'listing-' * 4}{k:05d}"
                said, meant = rules.labels[k % 5].key, rules.labels[(k + (k % 9 == 0)) % 5].key
                side = TURNED if k % 4 == 0 else LONG
                text = f"{side * 6}{'https://example.com/' + 'a' * 180}\n" * (1 + k % 3)
                named = (f"{side}{'ABC'[k % 3]}", f"{side}{k % 11}", f"{side}{'XY'[k % 2]}")
                table.writerow([item, text, said, *named])
                right[item] = meant
        asked = Asked(
            maps=("vendor=vendor", "reviewer=reviewer", "queue=queue"),
            labels=tuple(f"{one.key}={one.key}" for one in rules.labels),
        )
        bringing.import_file(store, file, asked, by=lead)
        who = (AUDITOR, TURNED.strip())
        plan = SamplePlan(size=120, auditors=who, overlap=0.2, seed="1")
        sampling.draw_sample(store, plan, by=lead, title=f"{LONG.strip()}, first half")
        small_audit.grade(store, lead, right, 0, ())
        rounds.reveal(store, by=lead)
        store.close()
        return path

    def _rows(self) -> Path:
        """Return a project of many rows, all of them drawn and graded."""
        path = self._folder / "Many rows.audit"
        if path.exists():
            return path
        rules = policies.load(resource("policies/sample.yaml"))
        store = projects.create_project(path, rules, by="Lena Okafor", title="Many rows")
        lead = projects.seat(store, "Lena Okafor")
        file, right = self._folder / "many.csv", {}
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out)
            table.writerow(["item id", "text", "label", "vendor", "reviewer", "queue"])
            for k in range(MANY):
                item, label = f"m{k:06d}", rules.labels[k % 5]
                where = (f"Vendor {k % 12}", f"R{k % 300:03d}", f"Queue {k % 9}")
                table.writerow([item, f"Listing {k}", label.title, *where])
                right[item] = label.key if k % 11 else rules.labels[(k + 1) % 5].key
        intake.import_file(store, file, by=lead)
        plan = SamplePlan(method=Method.ALL, auditors=("Amira", "Jonas"), overlap=0.0, seed="1")
        sampling.draw_sample(store, plan, by=lead, title="All of it")
        small_audit.grade(store, lead, right, 0, ())
        rounds.reveal(store, by=lead)
        store.close()
        return path
