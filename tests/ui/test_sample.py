"""The planner and the draw: what is promised is what is drawn."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from reviewer_audit.domain.people import Role
from reviewer_audit.reports import words as figures
from reviewer_audit.services import manifest, outlook, planning, projects, rounds
from reviewer_audit.services.planning import Wish
from reviewer_audit.store import samples
from tests.ui.samples import KEYS, Sampling, decisions, grade_some
from ui.screens.sample import words
from ui.theme import Look


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


def test_that_the_size_for_a_usual_margin_is_one_click(store, make, open_sample):
    decisions(store, make, n=900)
    sample = open_sample(store)
    sample.click("sample:method:simple")
    (_margin, size), *_more = sample.vm.ground.margins
    assert size != sample.form.amount.value()
    sample.click("sample:margin0")
    assert sample.form.amount.value() == size


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


@pytest.mark.parametrize("percent", [100, 125])
def test_that_the_preview_is_never_scrolled_sideways(store, make, open_sample, looks, percent):
    looks.wear(Look.LIGHT, percent)
    decisions(store, make)
    sample = open_sample(store)
    planner = sample.screen.planner
    planner.by.setCurrentIndex(planner.by.findData("reviewer"))
    planner.ask()
    sample.settle()
    seen = set()
    for width in (700, 800, 910, 940, 1010, 1100, 1150):
        sample.screen.resize(width, 700)
        QTest.qWait(1)
        seen.add(planner.columns.is_narrow)
        assert planner.table.horizontalScrollBar().maximum() == 0, width
    assert seen == {True, False}


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
    assert sample.said("sample:people:title") == "44 grades are still out"
    assert sample.said("sample:fact6") == "s7"
    assert sample.said("sample:fact7") == found.frame_sha256
    assert sample.session.round_id in {None, 1}


def test_that_a_draw_for_nobody_is_asked_about_and_called_so_afterwards(store, make, open_sample):
    decisions(store, make)
    sample = open_sample(store)
    assert sample.form.wish().auditors == ()
    sample.do("draw")
    notice = sample.screen.window().findChild(QDialog, "notice")
    assert rounds.every(store) == ()
    QTest.keyClick(notice, KEYS.Key_Tab)
    QTest.keyClick(notice.focusWidget(), KEYS.Key_Space)
    sample.settle()
    assert sample.said("sample:people:title") == "Nobody has items yet"
    primary = [one.title for one in sample.screen.commands if one.place == "primary"]
    assert primary == ["Bring in grades\u2026"]


def test_that_a_planned_top_up_is_ticked_before_the_draw_and_shown_with_it(
    store, make, people, open_sample
):
    decisions(store, make)
    sample = open_sample(store)
    once = sample.screen.planner.outlook
    sample.press(sample.form.looks, KEYS.Key_Space)
    assert sample.form.wish().looks == 2
    assert sample.screen.planner.outlook.zero_errors_size > once.zero_errors_size
    sample.do("draw")
    with store.read() as tx:
        assert samples.draws(tx)[-1]["plan"]["looks"] == 2
    assert sample.said("sample:fact0").endswith(", one top-up planned")


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
    planning.draw(store, Wish(size=30, auditors=("Ann",), seed="7"), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    sample.screen.drawn.extra.setValue(7)
    sample.click("sample:more")
    assert manifest.manifest(store, 1).sampled == 37
    assert sample.said("sample:banner:text") == "7 more decisions are drawn."
    assert sample.said("sample:fact1").startswith("37 of 120")


def test_that_what_nobody_could_judge_is_replaced(store, make, people, open_sample):
    decisions(store, make)
    planning.draw(store, Wish(size=30, auditors=("Ann",), seed="7"), by=projects.seat(store, "Lea"))
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
    planning.draw(store, Wish(size=30, auditors=("Ann",), seed="7"), by=projects.seat(store, "Lea"))
    sample = open_sample(store)
    sample.press(sample.screen.drawn.due, "2026-12-24", KEYS.Key_Return)
    assert manifest.manifest(store, 1).due == "2026-12-24"
