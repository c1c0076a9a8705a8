"""The Sample screen over a real project, with a person's hands on it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.services import grading, projects
from ui.safe import PlainLabel
from ui.screens.sample.screen import SampleScreen
from ui.session import Session

KEYS = Qt.Key


def decisions(store, make, name="w", n=120):
    lead = projects.seat(store, "Lea")
    rows = make.rows(
        [(f"{name}-{k:03d}", "spam" if k % 4 == 0 else "ok") for k in range(n)],
        slices={
            "vendor": [("A", "B", "B")[k % 3] for k in range(n)],
            "reviewer": [f"r{k % 7}" for k in range(n)],
            "queue": [("x", "y", "z", "z")[k % 4] for k in range(n)],
        },
    )
    make.load(store, rows, by=lead, name=name)


class Sampling:
    """A screen with the session behind it, and a person's hands on it."""

    def __init__(self, store, qtbot, who="Lea"):
        self.store, self._qtbot = store, qtbot
        self.session = Session(projects.seat(store, who))
        self.session._store = store
        store.on_commit.append(self.session._announce)
        self.screen = SampleScreen(self.session)
        self.screen.resize(1010, 700)
        self.screen.show()
        self.screen.shown()
        self.settle()

    def close(self):
        self.store.on_commit.remove(self.session._announce)
        self.screen.rounds.close()  # the window's header holds it
        self.screen.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()
        self.screen.deleteLater()

    @property
    def vm(self):
        return self.screen.vm

    @property
    def form(self):
        return self.screen.planner.form

    def settle(self):
        """Wait until every job and every pause is over."""

        def quiet():
            return not self.session.jobs.is_busy and self.vm.is_settled and not self.vm.busy

        for _again in range(3):
            self._qtbot.waitUntil(quiet, timeout=10_000)
            QTest.qWait(1)

    def find(self, name):
        found = self.screen.findChild(object, name)
        assert found is not None, name
        return found

    def said(self, name):
        return self.screen.findChild(PlainLabel, name).full

    def click(self, name):
        button = self.screen.findChild(QAbstractButton, name)
        assert button.isVisible(), name
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def press(self, widget, *keys):
        widget.setFocus()
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(widget, key)
            else:
                QTest.keyClick(widget, key)
        self.settle()

    def command(self, key):
        return next(one for one in self.screen.commands if one.key == key)

    def do(self, key):
        one = self.command(key)
        assert one.enabled(), key
        one.run()
        self.settle()

    def everything_said(self):
        labels = [x.full for x in self.screen.findChildren(PlainLabel) if x.isVisible()]
        table = self.screen.drawn.table
        if table.isVisible():
            labels.append(table.records.as_tsv(range(table.records.rowCount())))
        return "\n".join(labels)


def grade_some(store, who, n, *, lost=0):
    person = projects.seat(store, who)
    for k, item in enumerate(grading.desk(store, person, round_id=1, limit=n)):
        given = Grade(assignment_id=item.assignment_id, labels=("ok",))
        if k < lost:
            given = Grade(
                assignment_id=item.assignment_id, kind=GradeKind.CANNOT_JUDGE, reason="gone"
            )
        grading.answer(store, given, by=person)
