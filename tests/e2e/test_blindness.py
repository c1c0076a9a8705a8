"""Permuting what the vendor decided changes no byte of what auditors get."""

import itertools
import json
import random
from dataclasses import asdict

import pytest

from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import grading, projects, sampling

ITEMS = 80
PLANS = {
    "all": SamplePlan(method=Method.ALL, auditors=("Ann", "Bob"), overlap=0.2, seed="1"),
    "simple": SamplePlan(size=30, auditors=("Ann", "Bob"), overlap=0.2, seed="1"),
    "stratified": SamplePlan(
        method=Method.STRATIFIED, by=("vendor", "queue"), size=30, auditors=("Ann",), seed="1"
    ),
    "per reviewer": SamplePlan(per_reviewer=3, auditors=("Ann", "Bob"), seed="1"),
}


def given(make, order):
    """Decisions whose answers, actions and reasons are dealt out in some order."""
    answers = [("ok", "none"), ("spam", "remove"), ("threat", "remove"), ("spam", "warn")]
    dealt = [answers[(k * k) % 4] for k in order]
    return make.rows(
        [(f"item-{k:03d}", label, action) for k, (label, action) in enumerate(dealt)],
        slices={
            "vendor": [("A", "B")[k % 2] for k in range(ITEMS)],
            "reviewer": [f"r{k % 7}" for k in range(ITEMS)],
            "queue": [("x", "y", "z")[k % 3] for k in range(ITEMS)],
        },
        escalated=[k % 5 == 0 for k in order],
    )


def desks(path, make, order, plan):
    """Return everything that the auditors get to see, as text."""
    store = projects.create_project(path, make.POLICY, by="Lea")
    lead = projects.seat(store, "Lea")
    make.load(store, given(make, order), by=lead)
    sampling.draw_sample(store, plan, by=lead)
    seen = {}
    for name in plan.auditors:
        person = make.person(store, name)
        round_id = grading.current_round(store, person)
        items = grading.desk(store, person, round_id=round_id, limit=ITEMS)
        seen[name] = {
            "items": [asdict(item) for item in items],
            "state": asdict(grading.state(store, person, round_id=round_id)),
            "policy": [label.key for label in grading.policy(store, round_id).labels],
        }
    store.close()
    return json.dumps(seen, sort_keys=True)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_that_permuting_the_vendor_s_answers_changes_nothing_on_any_desk(tmp_path, make, plan):
    first = desks(tmp_path / "a.audit", make, range(ITEMS), plan)
    rng = random.Random(5)
    for k in range(3):
        order = rng.sample(range(ITEMS), ITEMS)
        assert desks(tmp_path / f"b{k}.audit", make, order, plan) == first


def test_that_the_test_above_would_notice(tmp_path, make):
    by_label = SamplePlan(
        method=Method.STRATIFIED, by=("label",), size=12, auditors=("Ann",), seed="1"
    )
    order = random.Random(5).sample(range(ITEMS), ITEMS)
    a = desks(tmp_path / "a.audit", make, range(ITEMS), by_label)
    b = desks(tmp_path / "b.audit", make, order, by_label)
    assert a != b, "drawing by label depends on the labels, and says so on the Sample screen"


def test_that_strata_do_not_show_in_the_order_of_a_desk(tmp_path, make):
    """Wald and Wolfowitz: as many runs of one queue as a shuffled order has."""
    store = projects.create_project(tmp_path / "p.audit", make.POLICY, by="Lea")
    lead = projects.seat(store, "Lea")
    make.load(store, given(make, range(ITEMS)), by=lead)
    plan = SamplePlan(method=Method.STRATIFIED, by=("queue",), size=60, auditors=("Ann",), seed="1")
    sampling.draw_sample(store, plan, by=lead)
    ann = make.person(store, "Ann")
    items = grading.desk(store, ann, round_id=1, limit=99)
    store.close()
    queues = [int(item.content[-3:]) % 3 for item in items]
    same = sum(a == b for a, b in itertools.pairwise(queues))
    assert 10 <= same <= 30, f"{same} of {len(queues) - 1} neighbours share their queue"
