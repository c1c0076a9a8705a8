"""A sample that was drawn: blindness, progress, sheets of grades, the next round."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from reviewer_audit.domain.people import Role
from reviewer_audit.services import manifest, planning, projects, rounds
from reviewer_audit.services.planning import Wish
from tests.ui.samples import KEYS, Sampling, decisions, grade_some


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
    planning.draw(store, Wish(size=30, auditors=("Ann",), seed="7"), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    meter = sample.find("sample:person0:meter")
    assert (meter.value(), meter.maximum()) == (0, 30)
    grade_some(store, "Ann", 4)
    sample.settle()
    assert sample.said("sample:person0:done").startswith("4 of 30")
    assert sample.said("sample:people:title") == "26 grades are still out"


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
    planning.draw(store, Wish(size=50, auditors=("Ann",), seed="7"), by=projects.seat(store, "Lea"))
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
        planning.draw(store, Wish(size=20, auditors=("Ann",), seed="7"), by=lead, title=title)
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
    planning.draw(store, Wish(size=5, auditors=("Ann",), seed="7"), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    one = sample.command("results")
    assert (one.title, one.place) == ("Open Results", "secondary")  # grades are still out
    grade_some(store, "Ann", 5)
    sample = open_sample(store)
    went = []
    sample.session.wanted.connect(lambda key, _what: went.append(key))
    one = sample.command("results")
    assert (one.title, one.place) == ("Reveal in Results", "primary")
    one.run()
    assert went == ["results"]


def test_that_everything_that_takes_focus_has_a_name(store, make, people, open_sample):
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
