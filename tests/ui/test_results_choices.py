"""Results: another interval, or weights by the frame, chosen on the Method part."""

import pytest

from reviewer_audit.services import rounds
from reviewer_audit.stats.intervals import jeffreys
from tests.ui.lead import opening, settle
from tests.ui.small_audit import build
from ui.screens.reports.viewmodel import ReportsViewModel


@pytest.fixture
def open_results(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


@pytest.fixture
def screen(store, make, open_results):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    screen = open_results()
    screen.show_section("method")
    return screen


def choose(field, data, screen, idle):
    at = field.findData(data)
    assert at >= 0
    field.setCurrentIndex(at)
    field.activated.emit(at)
    settle(idle, screen.session)


def test_that_an_interval_is_chosen_by_name_and_said(screen, idle):
    choices, before = screen.method.choices, screen.vm.results.overall
    assert not choices.said.isVisible()
    choose(choices.interval, "jeffreys", screen, idle)
    found = screen.vm.results.overall["accuracy"]
    low, _high = jeffreys(found.numerator, found.n, 0.95)
    assert (found.value, found.low) == (before["accuracy"].value, float(low))
    assert screen.vm.results.overall.verdict == before.verdict
    assert choices.said.isVisible()
    assert choices.said.full.startswith("Rates of decisions have Jeffreys intervals, as asked for")
    choose(choices.interval, "", screen, idle)
    assert screen.vm.results.overall == before
    assert not choices.said.isVisible()


def test_that_weights_are_offered_by_what_was_mapped_and_explained(screen, idle):
    choices = screen.method.choices
    offered = [choices.weighed.itemData(k) for k in range(choices.weighed.count())]
    assert offered == ["", "vendor", "queue", "label"]  # no persons
    choose(choices.weighed, "queue", screen, idle)
    assert screen.vm.results.poststrata.role == "queue"
    assert choices.weighed.currentData() == "queue"
    assert choices.said.full.startswith("Post-stratified by queue")
    choose(choices.interval, "wilson", screen, idle)
    assert screen.vm.results.poststrata.role == "queue"


def test_that_both_fields_are_named_and_reached_by_keys(screen):
    choices = screen.method.choices
    assert choices.interval.accessibleName() == "Interval of the rates"
    assert choices.weighed.accessibleName() == "Weigh to the shares of the frame by"
    choices.interval.setFocus()
    assert choices.interval.focusPolicy() & choices.weighed.focusPolicy()


def test_that_reports_have_the_interval_that_results_were_asked_for(screen, idle):
    reports = ReportsViewModel(screen.session)
    reports.wake(awake=True)
    settle(idle, screen.session)
    assert reports.results.method.interval == ""
    reports.wake(awake=False)
    choose(screen.method.choices.interval, "jeffreys", screen, idle)
    reports.wake(awake=True)
    settle(idle, screen.session)
    assert reports.results.overall == screen.vm.results.overall
    assert reports.results.method.interval.startswith("Rates of decisions have Jeffreys")
