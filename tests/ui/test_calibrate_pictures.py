"""Pictures in a calibration session: on the ballot, at the lead's and on the projector, shielded."""

import csv

import pytest
from PySide6.QtTest import QTest

from reviewer_audit.domain.calibration import Baseline, Side, Turn, Vote
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    bringing,
    calibration,
    calibration_voting,
    projects,
    rounds,
    sampling,
)
from reviewer_audit.services.intake import Asked
from tests.ui import small_audit
from tests.ui.calibrating import KEY, sit
from tests.ui.test_media import stripes
from ui.widgets.picture import Shield

__all__ = ["sit"]


@pytest.fixture
def pictured(store, tmp_path):
    """A revealed round of items whose content is a picture, and a session about them."""
    (tmp_path / "p.png").write_bytes(stripes())
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["item id", "text", "image", "label"])
        table.writerows([f"i{k}", "", "p.png", "spam"] for k in range(4))
    lead = projects.seat(store, "Lea")
    bringing.import_file(store, tmp_path / "t.csv", Asked(maps=("media=image",)), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), overlap=0.0, seed="7")
    sampling.draw_sample(store, plan, by=lead)
    small_audit.grade(store, lead, dict.fromkeys((f"i{k}" for k in range(4)), "ok"), 0, ())
    rounds.reveal(store, by=lead)
    people = [("Cy", Side.CLIENT), ("Vi", Side.VENDOR), ("Ex", Side.EXPERT)]
    calibration.new(store, by=lead, title="October", seed="7", people=people)
    known = calibration.read(store)
    base = [Baseline(item_id=line.item_id, labels=("ok",)) for line in known.items]
    calibration.set_baseline(store, base, by=lead)
    calibration.seal(store, by=lead)
    return lead


def wait(here, view, state):
    here._qtbot.waitUntil(lambda: view.state is state, timeout=10_000)


def test_that_a_ballot_shows_a_picture_while_space_is_held_and_votes_for_nothing_by_it(
    pictured, sit
):
    here = sit()
    here.screen.votes.vote.setFocus()
    here.press(here.screen, KEY.Key_Return)
    ballot = here.voting
    QTest.keyClick(ballot, KEY.Key_Return)
    wait(here, ballot.media.view, Shield.COVERED)
    assert ballot.content.isHidden()  # there is no text
    QTest.keyClick(ballot, KEY.Key_2)
    row = ballot.focusWidget()
    QTest.keyPress(row, KEY.Key_Space)
    assert ballot.media.view.state is Shield.OPEN
    QTest.keyRelease(row, KEY.Key_Space)
    assert ballot.media.view.state is Shield.COVERED
    assert ballot.chosen == "spam"
    ballot.close()
    here.settle()


def test_that_the_meeting_and_the_projector_show_it_only_while_the_lead_holds_space(
    store, pictured, sit
):
    known = calibration.read(store)
    votes = [
        Vote(item_id=line.item_id, participant_id=who.id, turn=Turn.BLIND, labels=("ok",))
        for who in known.voters
        for line in known.items
    ]
    calibration_voting.cast(store, votes, by=pictured)
    calibration.begin(store, by=pictured)
    here = sit()
    here.screen.show_section("meeting")
    here.screen.present()
    views = (here.screen.meeting.media.view, here.screen.presenter.media.view)
    for view in views:
        wait(here, view, Shield.COVERED)
    assert not views[1].isVisible()
    here.screen.running.bare(on=True)
    assert [view.state for view in views] == [Shield.OPEN, Shield.OPEN]
    assert views[1].isVisible()
    here.screen.running.bare(on=False)
    assert views[0].state is Shield.COVERED
    assert not views[1].isVisible()
