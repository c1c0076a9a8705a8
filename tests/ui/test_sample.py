"""The Sample screen over a real project: plan, draw, more, replace, sheets, the next round."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.domain.people import Role
from reviewer_audit.reports import words as figures
from reviewer_audit.services import grading, manifest, outlook, planning, projects, rounds
from reviewer_audit.services.planning import Wish
from ui.safe import PlainLabel
from ui.screens.sample import words
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


@pytest.fixture
def open_sample(qtbot, looks):
    made = []

    def build(store, who="Lea"):
        made.append(Sampling(store, qtbot, who))
        return made[-1]

    yield build
    for one in made:
        one.close()


@pytest.fixture
def people(store):
    for name in ("Ann", "Bob"):
        projects.seat(store, name, Role.AUDITOR)


def grade_some(store, who, n, *, lost=0):
    person = projects.seat(store, who)
    for k, item in enumerate(grading.desk(store, person, round_id=1, limit=n)):
        given = Grade(assignment_id=item.assignment_id, labels=("ok",))
        if k < lost:
            given = Grade(
                assignment_id=item.assignment_id, kind=GradeKind.CANNOT_JUDGE, reason="gone"
            )
        grading.answer(store, given, by=person)


# -- nothing yet --------------------------------------------------------------------------------


def test_that_without_decisions_one_button_leads_to_a_file(store, open_sample):
    sample = open_sample(store)
    went = []
    sample.session.wanted.connect(lambda key, _what: went.append(key))
    assert sample.said("sample:empty:title") == "No decisions yet"
    assert sample.screen.commands == ()
    button = sample.find("sample:empty:button")
    button.setFocus()
    QTest.keyClick(button, KEYS.Key_Return)
    assert went == ["data"]


# -- the planner --------------------------------------------------------------------------------


def test_that_planning_begins_with_every_vendor_and_every_auditor(store, make, people, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    wish = sample.form.wish()
    assert (wish.method, wish.by, wish.auditors) == ("stratified", ("vendor",), ("Ann", "Bob"))
    assert sample.form.roles.keys == ("vendor", "reviewer", "queue", "label")
    assert sample.form.title_field.text() == "Round 1"


def test_that_live_numbers_are_those_of_the_services(store, make, people, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    sample.click("sample:method:simple")
    field = sample.form.amount
    field.selectAll()
    sample.press(field, "60", KEYS.Key_Tab)
    seen = outlook.look(store, planning.survey(store), sample.form.wish())
    assert seen.sampled == 60
    tiles = sample.screen.planner.tiles
    assert tiles["interval"].value.full == words.plus_minus(seen.margin)
    assert tiles["wrong"].value.full == figures.percent(seen.chance_of_wrong_verdict)
    assert tiles["errors"].value.full == "0"
    assert tiles["load"].value.full == "33"
    assert "6 of them graded by two" in tiles["load"].note.full
    assert sample.said("sample:promise") == (
        "Draws 60 of 120 decisions, at random, and hands them to Ann and Bob."
    )


def test_that_the_slider_moves_by_keys_and_the_numbers_follow(store, make, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    before = sample.form.amount.value()
    sample.press(sample.form.slider, KEYS.Key_Home)
    assert sample.form.amount.value() == 1 < before
    sample.press(sample.form.slider, KEYS.Key_PageUp, KEYS.Key_PageUp, KEYS.Key_PageUp)
    assert sample.screen.planner.outlook.sampled == sample.form.amount.value() > 1
    sample.press(sample.form.slider, KEYS.Key_End)
    assert sample.screen.planner.outlook.sampled == 120


def test_that_a_role_is_switched_on_by_key_and_shown_in_the_preview(store, make, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    sample.press(sample.find("sample:by:queue"), KEYS.Key_Space)
    assert sample.form.wish().by == ("vendor", "queue")
    table = sample.screen.planner.table.records
    assert table.columns[0].title == "Vendor · Queue"
    assert table.rowCount() == len(sample.screen.planner.outlook.strata) == 6


def test_that_the_preview_can_be_by_label_before_grading(store, make, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    by = sample.screen.planner.by
    by.setCurrentIndex(by.findData("label"))
    by.activated.emit(by.currentIndex())
    sample.settle()
    rows = sample.screen.planner.table.records
    names = [rows.index(at, 0).data() for at in range(rows.rowCount())]
    assert names == ["No violation", "Spam & scam"]


def test_that_a_plan_that_cannot_be_drawn_says_why_and_offers_no_draw(store, make, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    sample.form.amount.setValue(10)
    sample.form.minimum.setValue(30)
    sample.settle()
    assert "minimum per cell" in sample.said("sample:promise")
    assert sample.said("sample:footing")
    assert not sample.command("draw").enabled()
    sample.form.minimum.setValue(0)
    sample.settle()
    assert sample.command("draw").enabled()


def test_that_a_date_that_is_none_is_refused_in_words(store, make, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    sample.press(sample.form.due, "soon")
    assert sample.said("sample:promise") == "soon is not a date."
    assert not sample.command("draw").enabled()


def test_that_a_new_auditor_is_typed_and_joins(store, make, people, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    sample.press(sample.form.new_auditor, "  Cid   Ray ", KEYS.Key_Return)
    assert sample.form.wish().auditors == ("Ann", "Bob", "Cid Ray")
    sample.press(sample.form.new_auditor, "ann", KEYS.Key_Return)
    assert sample.form.wish().auditors == ("Ann", "Bob", "Cid Ray")


# -- the draw -----------------------------------------------------------------------------------


def test_that_the_draw_writes_what_the_plan_says(store, make, people, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    sample.form.title_field.setText("Week 37")
    sample.form.due.setText("2026-12-04")
    sample.form.amount.setValue(40)
    sample.form.seed.setText("s7")
    sample.settle()
    promised = sample.screen.planner.outlook
    sample.do("draw")
    found = manifest.manifest(store, 1)
    assert (found.round.title, found.due, found.seed) == ("Week 37", "2026-12-04", "s7")
    assert found.sampled == promised.sampled == 40
    assert [s.sampled for s in found.strata] == [s.sampled for s in promised.strata]
    assert found.double_graded == promised.graded_twice == 4
    assert {one.person.name: one.assigned for one in found.progress} == {"Ann": 22, "Bob": 22}
    assert sample.screen.pages.currentWidget() is sample.screen.drawn
    assert sample.said("sample:people:title") == "44 items are still out"
    assert sample.said("sample:fact6") == "s7"
    assert sample.said("sample:fact7") == found.frame_sha256
    assert sample.session.round_id in {None, 1}


def test_that_a_blank_seed_is_picked_and_on_record_before_the_draw(
    store, make, people, open_sample
):
    from sqlalchemy import text

    decisions(store, make)
    sample = open_sample(store)
    sample.do("draw")
    with store.read() as tx:
        kinds = [row[0] for row in tx.execute(text("select action from journal order by seq"))]
    assert kinds.index("draw.seed") < kinds.index("draw")
    assert len(manifest.manifest(store, 1).seed) == 16


def test_that_more_are_drawn_down_the_same_list(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=30, auditors=("Ann",)), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    sample.screen.drawn.extra.setValue(7)
    sample.click("sample:more")
    assert manifest.manifest(store, 1).sampled == 37
    assert sample.said("sample:banner:text") == "7 more decisions are drawn."
    assert sample.said("sample:fact1").startswith("37 of 120")


def test_that_what_nobody_could_judge_is_replaced(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=30, auditors=("Ann",)), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    assert not sample.find("sample:replace").isEnabled()
    grade_some(store, "Ann", 5, lost=2)
    sample.settle()
    assert sample.said("sample:offer:replace:said").startswith("2 wait.")
    sample.click("sample:replace")
    assert manifest.manifest(store, 1).sampled == 32
    assert not sample.find("sample:replace").isEnabled()
    assert not sample.find("sample:offer:again").isVisible()


def test_that_it_is_drawn_again_while_nobody_graded_and_the_register_keeps_both(
    store, make, people, open_sample
):
    decisions(store, make)
    lead = projects.seat(store, "Lea")
    planning.draw(store, Wish(size=30, auditors=("Ann",), seed="a"), by=lead, title="Week 1")
    sample = open_sample(store)
    sample.click("sample:redraw")
    assert sample.form.wish() == Wish(size=30, auditors=("Ann",))
    assert "stays in the register" in sample.said("sample:footing")
    sample.do("keep")
    assert sample.screen.pages.currentWidget() is sample.screen.drawn
    sample.click("sample:redraw")
    sample.form.amount.setValue(20)
    sample.settle()
    sample.do("draw")
    found = manifest.manifest(store, 1)
    assert (found.sampled, found.discarded, found.round.title) == (20, 1, "Week 1")
    assert sample.said("sample:register:note").startswith("1 draw was discarded.")
    assert len(rounds.every(store)) == 1


def test_that_the_due_date_is_changed_in_place(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=30, auditors=("Ann",)), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    sample.press(sample.screen.drawn.due, "2026-12-24", KEYS.Key_Return)
    assert manifest.manifest(store, 1).due == "2026-12-24"


# -- while it grades ----------------------------------------------------------------------------


def test_that_a_blind_round_tells_no_label(store, make, people, open_sample):
    decisions(store, make)
    wish = Wish(method="stratified", by=("vendor", "label"), size=40, auditors=("Ann",))
    planning.draw(store, wish, by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    words_here = sample.everything_said()
    assert "No violation" not in words_here
    assert "spam" not in words_here.lower()
    assert sample.screen.drawn.table.records.rowCount() == 2
    sample.do("new")
    assert sample.vm.ground.hidden_by == "Round 1"
    assert sample.form.roles.keys == ("vendor", "reviewer", "queue")
    assert sample.screen.planner.by.findData("label") == -1


def test_that_progress_follows_the_graders(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=30, auditors=("Ann",)), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    meter = sample.find("sample:person0:meter")
    assert (meter.value(), meter.maximum()) == (0, 30)
    grade_some(store, "Ann", 4)
    sample.settle()
    assert sample.said("sample:person0:done").startswith("4 of 30")
    assert sample.said("sample:people:title") == "26 items are still out"


def test_that_grades_come_in_from_a_sheet_with_a_tally(store, make, people, open_sample, tmp_path):
    decisions(store, make)
    planning.draw(
        store, Wish(method="all", auditors=("Ann", "Bob")), by=projects.seat(store, "Lea")
    )
    path = tmp_path / "ann.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["item_id", "label", "auditor"])
        writer.writerows([f"w-{k:03d}", "ok", "Ann"] for k in range(9))
        writer.writerow(["w-008", "cannot_judge", "Bob"])
        writer.writerow(["nowhere", "ok", "Ann"])
    sample = open_sample(store)
    sample.screen.drawn.sheet.bring(path)
    sample.settle()
    assert sample.said("sample:sheet:said") == "10 grades are in, from ann.csv"
    assert sample.said("sample:sheet:tally0") == "Ann"
    assert sample.said("sample:sheet:tally0:said") == "9 new, 1 not used"
    assert sample.said("sample:sheet:tally1:said") == "1 new, 1 of them cannot judge"
    assert "no item of this id" in sample.said("sample:sheet:problem0:said")
    assert sample.find("sample:sheet:export").isVisible()
    progress = {one.person.name: one for one in manifest.manifest(store, 1).progress}
    assert (progress["Ann"].graded, progress["Bob"].cannot_judge) == (9, 1)


def test_that_a_sheet_that_cannot_be_read_is_told_on_the_screen(
    store, make, people, open_sample, tmp_path
):
    decisions(store, make)
    planning.draw(store, Wish(method="all", auditors=("Ann",)), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    sample.screen.drawn.sheet.bring(tmp_path / "gone.xlsx")
    sample.settle()
    assert sample.screen.banner.isVisible()
    assert sample.said("sample:banner:text")
    assert manifest.manifest(store, 1).progress[0].graded == 0


# -- week after week ----------------------------------------------------------------------------


def test_that_a_round_like_this_repeats_the_plan_on_the_new_batch(store, make, people, open_sample):
    decisions(store, make, "w37")
    lead = projects.seat(store, "Lea")
    wish = Wish(method="stratified", by=("queue",), size=30, auditors=("Ann", "Bob"), overlap=0.2)
    planning.draw(store, wish, by=lead, title="Week 37")
    rounds.reveal(store, by=lead, partial=True)
    sample = open_sample(store)
    assert sample.vm.stage.mode == "plan"
    sample.vm.choose(1)
    sample.settle()
    sample.do("like")
    assert sample.form.title_field.text() == "Week 38"
    assert sample.said("sample:promise").startswith("No decision has come in since")
    assert not sample.command("draw").enabled()
    assert sample.find("sample:bring").isVisible()
    decisions(store, make, "w38", 90)
    sample.settle()
    assert sample.form.wish() == wish
    sample.do("draw")
    found = manifest.manifest(store, 2)
    assert (found.round.title, found.population, found.sampled) == ("Week 38", 90, 30)


def test_that_audited_decisions_leave_the_frame_unless_asked_for(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=50, auditors=("Ann",)), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    sample.do("new")
    assert "50 audited before left out" in sample.said("sample:form:note")
    assert sample.screen.planner.outlook.population == 70
    sample.press(sample.form.again, KEYS.Key_Space)
    assert sample.screen.planner.outlook.population == 120
    assert sample.form.wish().again


def test_that_the_chooser_shows_another_round(store, make, people, open_sample):
    decisions(store, make)
    lead = projects.seat(store, "Lea")
    for title in ("Week 1", "Week 2"):
        planning.draw(store, Wish(size=20, auditors=("Ann",)), by=lead, title=title)
    sample = open_sample(store)
    chooser = sample.screen.rounds
    names = [chooser.itemText(at) for at in range(chooser.count())]
    assert names == ["Week 2", "Week 1", "New round…"]
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    sample.settle()
    assert sample.vm.manifest.round.title == "Week 1"
    assert sample.session.round_id == 1


def test_that_reveal_is_on_the_results_screen(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=5, auditors=("Ann",)), by=projects.seat(store, "Lea"))
    grade_some(store, "Ann", 5)
    sample = open_sample(store)
    went = []
    sample.session.wanted.connect(lambda key, _what: went.append(key))
    one = sample.command("results")
    assert (one.title, one.place) == ("Reveal in Results", "primary")
    one.run()
    assert went == ["results"]


def test_that_everything_that_takes_focus_has_a_name(store, make, people, open_sample):
    from PySide6.QtWidgets import QWidget

    decisions(store, make)
    sample = open_sample(store)
    for page in ("plan", "sample"):
        nameless = [
            type(w).__name__
            for w in sample.screen.findChildren(QWidget)
            if w.isVisible()
            and w.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not w.objectName().startswith("qt_")
            and not (w.objectName() and w.accessibleName())
        ]
        assert not nameless, page
        if page == "plan":
            sample.do("draw")
