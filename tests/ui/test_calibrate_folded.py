"""Calibrate with large text, and what the projector must hold."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from reviewer_audit.services import calibration_tasks
from tests.ui.calibrating import sit
from tests.unit.services.calibrated import ruled, voted
from ui.screens.calibrate.running import STEPS
from ui.theme import Look

__all__ = ["sit"]
LARGE = (1092, 690)  # what a window of 1280 x 800 leaves a screen at 200 %


@pytest.fixture
def large(sit, store, make, looks):
    lead, _base, _votes = voted(store, make)
    ruled(store, lead)
    for text, due in (("Say it in the guide", "2020-01-01"), ("Tell them", "2999-01-01")):
        calibration_tasks.add_task(store, text, owner="Policy", due=due, by=lead)
    looks.wear(Look.LIGHT, 200)
    here = sit()
    here.screen.resize(*LARGE)
    yield here
    looks.wear(Look.LIGHT, 100)


def test_that_the_meeting_folds_with_its_talk_above_its_items(large):
    screen, meeting = large.screen, large.screen.meeting
    screen.show_section("meeting")
    large.settle()
    assert screen.minimumSizeHint().width() <= LARGE[0], "nothing is out of reach sideways"
    hint = screen.hint.hint
    assert hint.y() > screen.sections.y(), "in a line of its own"
    assert hint.heightForWidth(hint.width()) <= hint.height(), "whole"
    places = [w.mapTo(meeting, w.rect().topLeft()).y() for w in (meeting.stage, meeting.ruling)]
    assert places == sorted(places)
    assert meeting.list.mapTo(meeting, meeting.list.rect().topLeft()).y() > places[-1]


def test_that_a_folded_outcome_tells_the_rest_of_the_marked_action(large):
    screen, outcome = large.screen, large.screen.outcome
    screen.show_section("outcome")
    large.settle()
    assert screen.minimumSizeHint().width() <= LARGE[0], "nothing is out of reach sideways"
    assert not outcome.table.horizontalScrollBar().isVisible()
    assert outcome.whole.isHidden(), "nothing is marked"
    outcome.table.selectRow(0)
    assert outcome.whole.isVisible()
    assert "Owner: Policy" in outcome.whole.full
    assert "Due: 2020-01-01, late" in outcome.whole.full
    shown = [
        outcome.table.records.index(row, column).data() for row in range(2) for column in range(3)
    ]
    assert "2020-01-01, late" in shown, "said, not by its colour alone"
    assert "2999-01-01" in shown


def test_that_the_projector_holds_every_clause_that_has_a_vote(sit, store, make):
    voted(store, make)
    here = sit()
    from reviewer_audit.services import calibration

    calibration.begin(store, by=here.session.person)
    here.settle()
    run = here.screen.running
    here.screen.present()
    shown = here.screen.presenter
    shown.resize(1280, 720)
    titles = [f"Clause {k}" for k in range(6)]
    labels = tuple(SimpleNamespace(title=t, definition="What it forbids. " * 12) for t in titles)
    item = replace(run.item, line=replace(run.item.line, votes=(1, 2, 1, 1, 1, 1)))
    run.agenda, run.policy = (item,), SimpleNamespace(labels=labels, root_causes=())
    run.step = [key for key, _name in STEPS].index("clause")
    shown.follow()
    here.settle()
    shown.grab()
    assert all(title in shown.lines.full for title in titles)
    lines = shown.lines
    assert lines.heightForWidth(lines.width()) <= lines.height(), "none is cut"
    assert lines.mapTo(shown, lines.rect().bottomLeft()).y() < shown.keys.y()
