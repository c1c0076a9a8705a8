"""Adjudication: what is looked at, by whom, what is hidden until when, and the control."""

import json

import numpy as np
import pytest
from sqlalchemy import text

from reviewer_audit.domain.verdicts import Mark, Reason
from reviewer_audit.errors import ReviewError
from reviewer_audit.reports.controlled import carried
from reviewer_audit.services import (
    adjudication,
    agreement_control,
    closing,
    projects,
    review,
    review_item,
    rounds,
)
from reviewer_audit.services.intake import Asked
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.measure import Estimate
from tests.unit.services.reviewed import revealed, verdict


@pytest.fixture
def audit(store, make):
    lead, items = revealed(store, make)
    return store, lead, items


def reasons(store, lead):
    return {e.name: str(e.reason) for e in review.queue(store, by=lead)}


def test_that_differences_disagreements_and_critical_errors_are_queued_gravest_first(audit):
    store, lead, _items = audit
    assert reasons(store, lead) == {
        "missed": "critical", "wrong": "difference", "alike": "difference", "split": "pending",
    }  # fmt: skip
    assert review.queue(store, by=lead)[0].name == "missed"
    agreement_control.ensure(store, rounds.resolve(store), by=lead)
    assert reasons(store, lead)["same"] == "control"


def test_that_the_place_in_the_queue_does_not_tell_a_control(store, make):
    given = {f"i{k:03d}": ("spam", "spam") for k in range(30)}
    given |= {f"j{k:03d}": ("spam", "ok") for k in range(15)}
    given |= {f"k{k:03d}": ("ok", "spam") for k in range(15)}
    lead, _items = revealed(store, make, given)
    agreement_control.ensure(store, rounds.resolve(store), by=lead)
    order = [entry for entry in review.queue(store, by=lead) if entry.severity == "S2"]
    quiet = [k for k, entry in enumerate(order) if entry.reason is Reason.CONTROL]
    assert len(order) == 45
    assert min(quiet) < 15, "controls are not all behind the differences"
    assert max(quiet) > 30, "nor all before them"


def test_that_the_vendors_answer_is_hidden_until_the_reader_has_marked_the_item(audit):
    store, lead, items = audit
    before = review_item.case(store, items["wrong"], by=lead)
    assert before.said is None
    assert make_sure_no_vendor_word(before)
    adjudication.mark(store, items["wrong"], Mark(policy_gap=True), by=lead)
    after = review_item.case(store, items["wrong"], by=lead)
    assert [said.labels for said in after.said] == [("spam",)]
    assert after.mark == Mark(policy_gap=True)
    assert review_item.case(store, items["wrong"], by=projects.seat(store, "Sam")).said is None
    with pytest.raises(ReviewError) as caught:
        adjudication.mark(store, items["wrong"], Mark(policy_gap=False), by=lead)
    assert caught.value.code == "review.marked"


def make_sure_no_vendor_word(case):
    said = repr(case)
    return "North" not in said and "South" not in said and "VENDOR-SAID-SO" not in said


def test_that_names_are_letters_until_the_reader_has_settled_the_item(audit):
    store, lead, items = audit
    before = review_item.case(store, items["split"], by=lead)
    assert sorted(vote.who for vote in before.votes) == ["A", "B"]
    adjudication.settle(store, verdict(items["split"], "spam", lead), by=lead)
    after = review_item.case(store, items["split"], by=lead)
    assert sorted(vote.who for vote in after.votes) == ["Ann", "Bob"]
    assert [look.who for look in after.looks] == ["Lea"]


def test_that_nobody_settles_what_they_graded_but_with_a_reason_that_is_counted(audit):
    store, _lead, items = audit
    ann = projects.seat(store, "Ann")
    with pytest.raises(ReviewError) as caught:
        adjudication.settle(store, verdict(items["wrong"], "ok", ann), by=ann)
    assert caught.value.code == "review.own_grade"
    assert closing.standing(store).acted_twice == 0
    twice = verdict(items["wrong"], "ok", ann, own_reason="there are two of us")
    adjudication.settle(store, twice, by=ann)
    assert closing.standing(store).acted_twice == 1
    assert next(e for e in review.queue(store, by=ann) if e.name == "wrong").own


def test_that_a_critical_error_takes_the_same_answer_from_two_people(audit):
    store, lead, items = audit
    sam = projects.seat(store, "Sam")
    number = items["missed"]

    def looks():
        entry = next(e for e in review.queue(store, by=lead) if e.name == "missed")
        return entry.looks, entry.needed

    assert looks() == (0, 2)
    adjudication.settle(store, verdict(number, "threat", lead), by=lead)
    with pytest.raises(ReviewError) as caught:
        adjudication.settle(store, verdict(number, "threat", lead), by=lead)
    assert caught.value.code == "review.second_look"
    adjudication.settle(store, verdict(number, "threat", lead, rationale="sure"), by=lead)
    assert looks() == (1, 2)
    assert closing.standing(store).second_looks == 1
    adjudication.settle(store, verdict(number, "threat", sam), by=sam)
    assert looks() == (2, 2)


def test_that_a_second_look_that_differs_is_no_confirmation(audit):
    store, lead, items = audit
    sam = projects.seat(store, "Sam")
    adjudication.settle(store, verdict(items["missed"], "ok", lead), by=lead)
    adjudication.settle(store, verdict(items["missed"], "threat", sam), by=sam)
    entry = next(e for e in review.queue(store, by=lead) if e.name == "missed")
    assert (entry.looks, entry.needed, entry.reason) == (1, 2, Reason.CRITICAL)


@pytest.mark.parametrize(
    ("cause", "marked"), [("P1", {"policy_gap": True}), ("O1", {"invalid": "O1"})]
)
def test_that_a_cause_that_excuses_is_marked_before_the_vendors_answer_is_seen(
    audit, cause, marked
):
    store, lead, items = audit
    adjudication.mark(store, items["wrong"], Mark(), by=lead)
    with pytest.raises(ReviewError) as caught:
        adjudication.settle(store, verdict(items["wrong"], "ok", lead, cause=cause), by=lead)
    assert caught.value.code == "review.late_mark"
    sam = projects.seat(store, "Sam")
    adjudication.mark(store, items["wrong"], Mark(**marked), by=sam)
    adjudication.settle(store, verdict(items["wrong"], "ok", sam, cause=cause), by=sam)
    ian = projects.seat(store, "Ian")  # who never saw the vendor's answer marks by settling
    adjudication.settle(store, verdict(items["alike"], "spam", ian, cause=cause), by=ian)


def test_that_only_what_two_auditors_answered_alike_is_settled_together(audit):
    store, lead, items = audit
    able = {e.name for e in review.queue(store, by=lead) if e.unanimous}
    assert able == {"alike"}
    with pytest.raises(ReviewError) as caught:
        adjudication.settle_agreed(store, [items["alike"], items["missed"]], by=lead)
    assert caught.value.code == "review.bulk"
    assert adjudication.settle_agreed(store, [items["alike"]], by=lead) == 1
    assert next(e for e in review.queue(store, by=lead) if e.name == "alike").done


def test_that_a_sheet_settles_nothing_that_its_person_graded(audit, tmp_path):
    store, _lead, _items = audit
    sheet = tmp_path / "finals.csv"
    sheet.write_text("item_id,label\nwrong,ok\nsplit,spam\n")
    bob = projects.seat(store, "Bob")
    done = adjudication.settle_from_sheet(store, sheet, by=bob, asked=Asked())
    assert (done.recorded, done.quarantined) == (1, 1)
    assert [p["code"] for p in done.problems] == ["own_grade"]


def test_that_every_verdict_stays_and_the_journal_tells_what_changed_without_the_words(audit):
    store, lead, items = audit
    sam = projects.seat(store, "Sam")
    adjudication.settle(store, verdict(items["wrong"], "spam", lead, rationale="secret A"), by=lead)
    adjudication.settle(store, verdict(items["wrong"], "ok", sam, rationale="secret B"), by=sam)
    with store.read() as tx:
        rows = tx.execute(text("select labels from verdict order by id")).all()
        bodies = [
            json.loads(r.body)
            for r in tx.execute(text("select body from journal where action = 'verdict.settle'"))
        ]
    assert [row.labels for row in rows] == ['["spam"]', '["ok"]']
    assert [(b["labels"], b["follows"]) for b in bodies] == [(["spam"], None), (["ok"], 1)]
    assert "secret" not in json.dumps(bodies)


def many(store, make, n):
    given = {f"i{k:04d}": ("spam", "spam") for k in range(n)} | {"off": ("spam", "ok")}
    return revealed(store, make, given)


@pytest.mark.parametrize(("n", "drawn"), [(12, 12), (100, 30), (800, 40)])
def test_that_the_control_is_five_percent_of_the_agreements_and_at_least_thirty(
    store, make, n, drawn
):
    lead, _items = many(store, make, n)
    one = rounds.resolve(store)
    assert agreement_control.ensure(store, one, by=lead, seed="s") == drawn
    assert agreement_control.ensure(store, one, by=lead, seed="other") == drawn
    with store.read() as tx:
        body = json.loads(tx.scalar(text("select body from journal where action = 'control.draw'")))
        count = tx.scalar(text("select count(*) from review_control"))
    assert body == {"round": 1, "seed": "s", "population": n, "drawn": drawn}
    assert count == drawn


def test_that_the_wrong_rate_of_the_control_lowers_the_accuracy(store, make):
    lead, _items = many(store, make, 100)
    one = rounds.resolve(store)
    agreement_control.ensure(store, one, by=lead, seed="s")
    quiet = [e for e in review.queue(store, by=lead) if e.reason is Reason.CONTROL]
    for k, entry in enumerate(quiet):
        label = "ok" if k < 3 else "spam"
        adjudication.settle(store, verdict(entry.item_id, label, lead), by=lead)
    found = closing.standing(store).control
    assert (found.looked, found.wrong, found.population) == (30, 3, 100)
    assert found.wrong_rate.value == pytest.approx(0.1)
    assert found.unlooked_share == pytest.approx(70 / 101)
    measured = 97 / 101
    assert found.accuracy.value == pytest.approx(measured - 70 / 101 * 0.1)
    assert found.accuracy.low < found.accuracy.value < found.accuracy.high
    assert found.floor == pytest.approx(measured - 70 / 101 * found.wrong_rate.high)


def test_that_the_interval_of_the_carried_accuracy_holds_its_promise():
    """Two-phase samples drawn again and again: at least 93 of 100 intervals hold the truth."""
    made = np.random.default_rng(11)
    differ, wrong_alike, right_where_differ = 0.06, 0.03, 0.4
    truth = (1 - differ) * (1 - wrong_alike) + differ * right_where_differ
    n, hits, runs = 1200, 0, 400
    for _ in range(runs):
        alike = made.random(n) > differ
        right = np.where(alike, made.random(n) > wrong_alike, made.random(n) < right_where_differ)
        place = np.flatnonzero(alike)
        looked = made.choice(place, 60, replace=False)
        known = np.ones(n, bool)
        known[~alike] = right[~alike]
        known[looked] = right[looked]
        measured = proportion(float(known.sum()), n)
        rate = proportion(float((~right[looked]).sum()), 60)
        found = carried(measured, rate, (len(place) - 60) / n)
        hits += found.low <= truth <= found.high
    assert hits / runs >= 0.93


def test_that_no_control_looked_at_is_a_reason_and_not_a_number():
    measured = proportion(95, 100)
    none = Estimate.undefined("no_data", "nothing to count")
    assert carried(measured, none, 0.9).reason == "no_control"
    assert carried(measured, none, 0.0).value == pytest.approx(0.95)
