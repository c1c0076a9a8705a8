"""States of packs to look at: sealing, opening, the desk of a pack, returns before and after."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QDialog

from reviewer_audit import policies
from reviewer_audit.assets import resource
from reviewer_audit.domain import workbooks as names
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import intake, packing, projects, sampling
from tests.apart import Apart
from tests.unit.services.workbooks import filled
from ui.main_window import MainWindow
from ui.session import Session


class PackScreens:
    """A lead and two auditors, each with keys of their own, and one window to look at."""

    def __init__(
        self, folder: Path, window: MainWindow, session: Session, settle: Callable
    ) -> None:
        self.window, self.session, self._settle = window, session, settle
        folder.mkdir()
        rules = policies.load(resource("policies/sample.yaml"))
        store = projects.create_project(
            folder / "Week 39.audit", rules, by="Lea", title="Q3 Marketplace audit"
        )
        lead = projects.seat(store, "Lea")
        intake.import_file(store, resource("demo/vendor_decisions.xlsx"), by=lead)
        plan = SamplePlan(
            method=Method.STRATIFIED, size=60, by=("vendor",), auditors=("Amira", "Jonas", "Mei"),
            overlap=0.2, seed="1",
        )  # fmt: skip
        sampling.draw_sample(store, plan, by=lead, title="Week 39")
        self.apart = Apart(store, folder)
        label = next(one.key for one in rules.labels if not one.is_violation)
        for name in ("Lea", "Amira", "Jonas", "Mei"):
            self.apart.key_of(name)
        self.sealed = self.apart.pack("Amira")
        self.worded = self.apart.pack("Jonas", passphrase="five green bottles")
        self.returns = [self.apart.returned("Amira", 12, label=label)]
        bad = self.apart.returned("Mei", 5, label=label)
        raw = bytearray(bad.read_bytes())
        raw[-1] ^= 1
        bad.write_bytes(raw)
        self.refused = bad
        self.merged = self.apart.returned("Jonas", 9, label=label)
        self.work = self.apart.open("Amira", self.sealed)
        self.done = self.apart.open("Amira", self.apart.pack("Amira"))
        self.apart.grade(self.done, label=label)
        self.book = self._workbook(label)
        self.path = store.path
        store.close()

    def _workbook(self, label: str) -> Path:
        """Hand a workbook out and fill some of it in, not all of it well."""
        book = packing.pack(
            self.apart.store, "Mei", self.apart.folder / "Mei.xlsx", by=self.apart.lead
        )
        policy = policies.load(resource("policies/sample.yaml"))
        wrong = {names.LABEL: policy.label(label).title, names.SEVERITY: "S3"}
        return filled(
            book.file,
            {**dict.fromkeys(range(9), policy.label(label).title), 9: wrong, 10: "perhaps"},
        )

    def states(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each picture's name and what must be done before it is taken."""
        yield "pack-open", self._open_first
        yield "pack-passphrase", lambda: self._open(self.worded.file)
        yield "pack-wrong", self._mistype
        yield "pack-desk", lambda: self._desk(self.work)
        yield "pack-early", lambda: self._write(self.work)
        yield "pack-done", lambda: self._desk(self.done)
        yield "pack-written", lambda: self._write(self.done)
        yield "pack-key", self._key
        yield "sample-handout", self._sample
        yield "sample-seal", lambda: self._seal("Mei")
        yield "sample-seal-words", self._seal_words
        yield "sample-seal-book", self._seal_book
        yield "sample-books", lambda: self._judge(self.book)
        yield "sample-returns", lambda: self._judge(*self.returns)
        yield "sample-refused", lambda: self._judge(*self.returns, self.refused)
        yield "sample-merged", self._merge

    def _leave(self) -> None:
        for sheet in self.window.findChildren(QDialog):
            sheet.close()
        self._settle(self.session)

    def _open(self, path: Path) -> None:
        self._leave()
        with self.apart.at("Amira"):
            self.window.take(path)
            self._settle(self.session)

    def _open_first(self) -> None:
        (self.apart.folder / "homes" / "Amira" / "trusted.json").unlink(missing_ok=True)
        self._open(self.sealed.file)

    def _mistype(self) -> None:
        sheet = self.window.findChild(QDialog, "packopen")
        sheet.passphrase.setText("five green bottle")
        with self.apart.at("Amira"):
            sheet.go_on.click()
            self._settle(self.session)

    def _desk(self, work: Path) -> None:
        self._leave()
        self.session.open(work)
        self._settle(self.session)

    def _write(self, work: Path) -> None:
        from ui.screens.grading.sending import Sending

        with self.apart.at("Amira"):
            self.window.findChild(Sending).write(str(work.with_suffix(".auditreturn")))
            self._settle(self.session)

    def _key(self) -> None:
        with self.apart.at("Amira"):
            self.window.visit("settings", "key")
            self._settle(self.session)

    def _sample(self) -> None:
        self._leave()
        self.session.prefer(name="Lea")
        self.session.open(self.path)
        self._settle(self.session)
        self.window.visit("sample")

    def _seal(self, name: str) -> None:
        self._leave()
        self.window._visited["sample"].ask_to_seal(name)
        self._settle(self.session)

    def _seal_words(self) -> None:
        sheet = self.window.findChild(QDialog, "seal")
        sheet.to.choose("words")
        sheet.to.changed.emit("words")
        sheet.first.setText("four words or more")

    def _seal_book(self) -> None:
        sheet = self.window.findChild(QDialog, "seal")
        sheet.to.choose("book")
        sheet.to.changed.emit("book")

    def _judge(self, *files: Path) -> None:
        self._leave()
        with self.apart.at("Lea"):
            self.window.take(*files)
            self._settle(self.session)

    def _merge(self) -> None:
        with self.apart.at("Lea"):
            self.window.take(*self.returns, self.merged)
            self._settle(self.session)
            self.window.actions_here.run("apply")
            self._settle(self.session)
