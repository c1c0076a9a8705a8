"""What a closed round gives back to those who grade: own feedback, and precedents."""

import pytest

from reviewer_audit.errors import PeopleError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    adjudication,
    agreement_control,
    closing,
    grading,
    own_feedback,
    projects,
    review,
    rounds,
    sampling,
)
from tests.unit.services.reviewed import ITEMS, revealed, verdict

WHY = "A pile of words is no spam, though North said so; r-North, too."


def settled(store, make, *, close=True):
    """A closed round in which Ann's "alike" was ruled otherwise, and kept as a precedent."""
    lead, items = revealed(store, make)
    final = {name: given[1] for name, given in ITEMS.items()} | {"alike": "ok", "wrong": "ok"}
    agreement_control.ensure(store, rounds.resolve(store), by=lead)
    for who in (lead, projects.seat(store, "Sam")):
        for entry in review.queue(store, by=who):
            if not entry.done and not entry.mine:
                told = {"rationale": WHY, "precedent": WHY, "clause": "spam"}
                given = verdict(entry.item_id, final[entry.name], who, **told)
                adjudication.settle(store, given, by=who)
    if close:
        closing.close(store, by=lead)
    return lead, items


def ann(store):
    return projects.seat(store, "Ann")


def test_that_own_feedback_waits_until_the_round_is_closed(store, make):
    lead, _items = settled(store, make, close=False)
    assert own_feedback.feedback(store, ann(store)) == ()
    assert not grading.precedents_for(store, ann(store))
    closing.close(store, by=lead)
    (one,) = own_feedback.feedback(store, ann(store))
    assert one.graded == len(ITEMS)


def test_that_it_tells_what_was_ruled_otherwise_and_why_without_a_name(store, make):
    settled(store, make)
    (one,) = own_feedback.feedback(store, ann(store))
    (line,) = one.differences
    assert (line.mine, line.final, line.clause) == (("spam",), ("ok",), "spam")
    assert line.why == "A pile of words is no spam, though … said so; …, too."
    assert one.ruled > 1
    assert make.SENTINEL not in str(one)


def test_that_the_title_of_a_round_comes_without_the_name_of_a_vendor(store, make):
    lead, _items = settled(store, make)
    with store.write("test", by=lead) as tx:
        tx.exec_driver_sql("update round set title = 'Week 38, North'")
    (one,) = own_feedback.feedback(store, ann(store))
    assert one.title == "Week 38, …"


def test_that_nobody_elses_grade_is_in_it(store, make):
    settled(store, make)
    (bob,) = own_feedback.feedback(store, projects.seat(store, "Bob"))
    assert bob.graded == 2
    assert own_feedback.feedback(store, projects.seat(store, "Lea")) == ()
    assert own_feedback.of_name(store, "ann")[0].graded == len(ITEMS)
    with pytest.raises(PeopleError):
        own_feedback.of_name(store, "Nobody")


def test_that_precedents_come_without_names_and_not_for_items_on_the_desk(store, make):
    lead, _items = settled(store, make)
    assert set(grading.precedents_for(store, ann(store))) == {"ok", "spam", "threat"}
    assert "North" not in str(grading.precedents_for(store, ann(store)))
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="2")
    sampling.draw_sample(store, plan, by=lead, again=True)
    assert grading.precedents_for(store, ann(store)) == {}, "all of them lie on Ann's desk again"
    assert grading.precedents_for(store, projects.seat(store, "Bob"))
    (one,) = own_feedback.feedback(store, ann(store))
    assert (one.ruled, one.differences) == (0, ())
