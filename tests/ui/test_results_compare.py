"""Results, Compare: two groups chosen, computed in the background, explained and opened."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reviewer_audit.reports import panels_compare
from reviewer_audit.services import comparing, rounds, sampling
from tests.ui.lead import in_front, keeping, lending, opened_items, opening, settle
from tests.ui.small_audit import answers, build


@pytest.fixture(scope="module")
def kept(tmp_path_factory, qapp):
    yield from keeping(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def screen(kept, qtbot, idle):
    yield from lending(kept, qtbot, idle)


@pytest.fixture
def open_results(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


def choose(page, box, value):
    """Choose as a hand does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_that_the_first_two_vendors_stand_there_at_once(screen):
    screen.show_section("compare")
    page = screen.comparison
    groups = page.shift.groups
    assert (groups.role, groups.one, groups.other) == ("vendor", "North", "South")
    assert groups.difference.value == pytest.approx(14 / 28 - 1)
    said = panels_compare.sentence(page.shift)
    assert said in [label.full for label in page.blocks.findChildren(type(page.card.title))]
    assert page.over.count() == 2  # automatic, and the queue


def test_that_another_choice_is_computed_and_is_what_the_service_says(screen, idle):
    screen.show_section("compare")
    page = screen.comparison
    choose(page, page.role, "queue")
    settle(idle, screen.session)
    asked = comparing.compare(screen.store, "queue", "Chat", "Posts")
    assert page.shift == asked
    choose(page, page.over, "vendor")
    settle(idle, screen.session)
    assert page.shift.over == "vendor"
    assert sum(e.value for e in (page.shift.rate, page.shift.weight, page.shift.interaction)) == (
        pytest.approx(page.shift.groups.difference.value)
    )
    choose(page, page.other, "Chat")  # both the same: nothing to say
    assert page.card.isHidden()
    choose(page, page.role, "vendor")
    settle(idle, screen.session)


def test_that_a_row_opens_the_decisions_of_its_group(screen, idle):
    screen.show_section("compare")
    page = screen.comparison
    filters = panels_compare.groups_table(page.shift).filters
    page.opened.emit(filters[1], "South")
    settle(idle, screen.session)
    assert opened_items(screen) == sorted(item for item, v, _d, _r in answers() if v == "South")


def test_that_the_difference_and_its_parts_are_explained_by_one_key(screen, qtbot):
    in_front(screen, qtbot)
    screen.show_section("compare")
    page = screen.comparison
    page.one.setFocus()
    keys = [one.key for one in page.about().choices]
    assert keys == ["difference", "mix_shift", "mix_shift", "mix_shift", "accuracy", "accuracy"]
    page.card.findChildren(type(screen.sheet.close_button))[0].setFocus()
    QTest.keyClick(screen.window().focusWidget(), Qt.Key.Key_I)
    assert screen.sheet.isVisible()
    assert "Newcombe" in screen.sheet._text
    for one in page.about().choices:
        assert one.explain().about.source


def test_that_two_rounds_can_be_chosen_once_both_are_revealed(store, make, open_results, idle):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    plan = sampling.SamplePlan(method=sampling.Method.ALL, seed="3", auditors=("Ann",))
    sampling.draw_sample(store, plan, by=audit.lead, title="Week 2", again=True)
    rounds.reveal(store, by=audit.lead, round_id=2, partial=True)
    screen = open_results()
    screen.show_section("compare")
    page = screen.comparison
    choose(page, page.role, "round")
    settle(idle, screen.session)
    assert [page.one.itemText(at) for at in range(2)] == ["1 · Week 1", "2 · Week 2"]
    assert page.shift.groups.first.n == len(answers())
    assert page.shift.groups.difference.reason == "no_data"  # nobody graded the second


def test_that_how_grades_became_final_answers_stands_among_the_checks(screen):
    screen.show_section("checks")
    card = screen.checks.cards["course"]
    assert card.isVisible()
    keys = [one.key for one in card.about().choices]
    assert keys.count("accuracy") == keys.count("charged_accuracy") == 3
    said = " ".join(label.full for label in card.findChildren(type(card.title)))
    assert "Nothing was released to a vendor" in said
    assert "No verdict comes from somebody who had acted" in said
