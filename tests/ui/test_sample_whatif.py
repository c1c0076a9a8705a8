"""What if so many are truly right: the panel beside the plan, by eye, by key and by ear."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from reviewer_audit.domain.people import Role
from reviewer_audit.reports import words as figures
from reviewer_audit.sampling import passing, size
from reviewer_audit.services import outlook, planning, projects
from reviewer_audit.services.planning import Wish
from tests.ui.samples import KEYS, Sampling, decisions
from ui import theme
from ui.screens.sample import words
from ui.screens.sample.whatif import Bands, _grounds
from ui.theme import Look


@pytest.fixture
def sample(store, make, qtbot, looks):
    for name in ("Ann", "Bob"):
        projects.seat(store, name, Role.AUDITOR)
    decisions(store, make, n=240)
    made = Sampling(store, qtbot)
    yield made
    made.close()


@pytest.fixture
def bands(sample):
    sample.click("sample:method:simple")
    sample.form.amount.setValue(200)
    sample.settle()
    sample.click("sample:view:whatif")
    return sample.find("sample:whatif:bands")


def chances(truth, n=200):
    return passing.if_true([truth], n, 0.95)[0]


def test_that_the_sentence_is_the_verdicts_own_rule(sample, bands):
    asked = chances(0.94)
    said = sample.said("sample:whatif:sentence")
    assert said.startswith(f"If 94{words.NBSP}% are truly right, this plan says")
    for share in (asked.meets, asked.below, asked.inconclusive):
        assert figures.percent(share) in said
    assert bands.accessibleDescription() == said
    assert bands.accessibleName()


def test_that_keys_ask_about_another_truth(sample, bands):
    sample.press(bands, KEYS.Key_Right)
    assert bands.current.truth == pytest.approx(0.942)
    sample.press(bands, KEYS.Key_PageUp)
    assert bands.current.truth == pytest.approx(0.952)
    assert bands.current.meets == pytest.approx(chances(0.952).meets)
    sample.press(bands, KEYS.Key_Home)
    assert bands.current.truth == pytest.approx(0.85)
    sample.press(bands, KEYS.Key_Left)
    assert bands.current.truth == pytest.approx(0.85)
    sample.press(bands, KEYS.Key_End)
    assert bands.current.truth == pytest.approx(0.99)
    assert f"If 99{words.NBSP}%" in sample.said("sample:whatif:sentence")


def test_that_a_click_asks_about_the_truth_under_it(bands):
    plot = bands._plot()
    QTest.mouseClick(bands, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.right()), 20))
    assert bands.current.truth == pytest.approx(0.99)


def test_that_it_follows_the_size_and_keeps_the_question(sample, bands):
    sample.press(bands, KEYS.Key_End)
    sample.form.amount.setValue(60)
    sample.settle()
    assert bands.current.truth == pytest.approx(0.99)
    assert bands.current.meets == pytest.approx(0.99**60)


def test_that_the_figures_can_be_taken_away(bands):
    bands.setFocus()
    QTest.keyClick(bands, KEYS.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Truly right\tMeets\tBelow\tNot enough evidence"
    assert len(lines) == 72
    got = next(line for line in lines if line.startswith("0.94\t")).split("\t")
    assert [float(x) for x in got[1:]] == pytest.approx(
        [chances(0.94).meets, chances(0.94).below, chances(0.94).inconclusive], rel=1e-5
    )


def test_that_the_sizes_that_show_the_target_stand_below(sample, bands):
    said = sample.said("sample:whatif:proofs")
    assert "59 decisions without an error, 93 with 1, 124 with 2" in said
    sizes = [n for _k, n in size.tolerated_errors(0.95, 5)]
    assert all(str(n) in said for n in sizes)


def test_that_one_of_the_two_views_is_shown_where_there_is_no_room_for_both(sample, bands):
    planner = sample.screen.planner
    assert planner.whatif.isVisible()
    assert not planner.table.isVisible()
    sample.click("sample:view:drawn")
    assert planner.table.isVisible()
    assert not planner.whatif.isVisible()
    sample.screen.resize(1700, 980)
    sample.settle()
    assert planner.table.isVisible()
    assert planner.whatif.isVisible()
    assert not planner.switch.isVisible()


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
def test_that_nothing_is_cut_at_the_smallest_window(sample, bands, looks, look):
    looks.wear(look, 100)
    sample.screen.resize(1016, 706)  # what a window of 1280 x 800 leaves to a screen
    sample.settle()
    planner = sample.screen.planner
    for part in (bands, planner.whatif.sentence, planner.whatif.proofs):
        bottom = part.mapTo(sample.screen, QPoint(0, part.height())).y()
        assert bottom <= sample.screen.height()
    assert bands.height() >= bands.minimumHeight()
    assert bands.grab().toImage().width() > 0


@pytest.mark.parametrize("look", list(Look))
def test_that_names_and_edges_of_bands_stand_out_from_them(looks, look):
    looks.wear(look, 100)
    colors = theme.tokens()
    low, between, high = (ground.name() for ground in _grounds())
    assert min(theme.contrast(colors.text, ground) for ground in (low, between, high)) >= 4.5
    assert min(theme.contrast(colors.bad, ground) for ground in (low, between)) >= 3
    assert min(theme.contrast(colors.good, ground) for ground in (high, between)) >= 3


def test_that_a_draw_that_says_nothing_says_so(store, sample, bands):
    ground = planning.survey(store)
    wish = Wish(method="stratified", by=("reviewer", "queue"), size=3)
    seen = outlook.look(store, ground, wish)
    assert (seen.speaks_for, seen.passing) == (0, ())
    sample.screen.planner.whatif.put(seen)
    assert "no verdict" in sample.said("sample:whatif:sentence")
    assert not bands.isVisible()


def test_that_a_promise_that_must_be_disproven_is_called_so(store, sample, bands):
    ground = dataclasses.replace(planning.survey(store), rule="unless_disproven")
    sample.screen.planner.whatif.put(outlook.look(store, ground, Wish(size=200)))
    assert "Not disproven" in sample.said("sample:whatif:sentence")


def test_that_a_weighted_draw_is_said_to_be_reckoned(store, sample, bands):
    wish = Wish(method="stratified", by=("vendor",), size=40, allocation="equal")
    seen = outlook.look(store, planning.survey(store), wish)
    sample.screen.planner.whatif.put(seen)
    assert " in about " in sample.said("sample:whatif:sentence")
    assert f"simple one of {seen.speaks_for}." in sample.said("sample:whatif:proofs")


@pytest.mark.parametrize("target", [0.5, 0.8, 0.99, 0.999])
def test_that_any_target_can_be_painted(qtbot, looks, target):
    made = Bands("bands")
    qtbot.addWidget(made)
    made.put(passing.if_true(passing.sweep(target), 50, target), target, ("a", "b c d", "e"))
    made.resize(300, 140)
    assert not made.grab().isNull()
    assert made.current.truth == pytest.approx(1 - 1.2 * (1 - target))
