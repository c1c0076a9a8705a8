"""Every engine draws the same: the rule, re-done by hand."""

import hashlib
from collections import Counter

import numpy as np
import pytest

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling.draw import Frame, draw, more
from reviewer_audit.sampling.plan import SamplePlan

IDS = [f"decision-{k}" for k in range(300)]
QUEUES = [("Comments",), ("Profiles",), ("Ads",)]
CELLS = [QUEUES[min(k % 10 // 4, 2)] for k in range(300)]  # 120, 120, 60


def by_hand(identities, stratum, seed, size):
    ranked = sorted(
        (hashlib.sha256(b"\x1f".join(v.encode() for v in (seed, stratum, one))).hexdigest(), one)
        for one in identities
    )
    return {one for _, one in ranked[:size]}


def names(drawn, identities=IDS):
    return {identities[k] for k in drawn.indices}


def stratified(size, **more_):
    return SamplePlan(method="stratified", by=("queue",), size=size, seed="s", **more_)


def test_that_a_simple_draw_takes_the_smallest_ranks():
    got = draw(Frame.of(IDS), SamplePlan(size=40, seed="42"))
    assert names(got) == by_hand(IDS, "", "42", 40)
    assert (got.population, got.sampled) == (300, 40)
    assert got.probability == pytest.approx(np.full(40, 40 / 300))
    assert [(dict(s.cell), s.population, s.sampled) for s in got.strata] == [({}, 300, 40)]


def test_that_a_stratified_draw_ranks_within_each_cell():
    got = draw(Frame.of(IDS, CELLS), stratified(50))
    for (queue,), size in zip(QUEUES, (20, 20, 10), strict=True):
        members = [one for one, cell in zip(IDS, CELLS, strict=True) if cell == (queue,)]
        chosen = {one for one in names(got) if one in members}
        assert chosen == by_hand(members, f"queue={queue}", "s", size)


def test_that_crossed_cells_are_written_in_the_order_of_the_plan():
    cells = [("Comments", "de") if k % 2 else ("Ads", "fr") for k in range(300)]
    plan = SamplePlan(method="stratified", by=("queue", "language"), size=10, seed="s")
    got = draw(Frame.of(IDS, cells), plan)
    members = [one for k, one in enumerate(IDS) if k % 2]
    expected = by_hand(members, "queue=Comments\x1elanguage=de", "s", 5)
    assert {one for one in names(got) if one in members} == expected


def test_that_the_order_of_the_frame_changes_nothing():
    turned = IDS[::-1]
    plan = SamplePlan(size=40, seed="42")
    first, second = draw(Frame.of(IDS), plan), draw(Frame.of(turned), plan)
    assert names(first) == names(second, turned)
    assert first.frame_sha256 == second.frame_sha256


def test_that_another_seed_draws_others():
    one, two = (draw(Frame.of(IDS), SamplePlan(size=40, seed=seed)) for seed in "ab")
    assert names(one) != names(two)


@pytest.mark.parametrize("plan", [SamplePlan(size=40, seed="s"), stratified(40)])
def test_that_more_goes_on_down_the_same_list(plan):
    frame = Frame.of(IDS, CELLS if plan.roles else None)
    first = draw(frame, plan)
    second = more(frame, plan, first, 33)
    assert names(first) < names(second)
    assert second.sampled == 73
    direct = draw(frame, SamplePlan(method=plan.method, by=plan.by, size=73, seed="s"))
    assert names(second) == names(direct)
    sampled = np.array([s.sampled / s.population for s in second.strata])
    assert second.probability == pytest.approx(sampled[second.stratum])


def test_that_more_never_gives_a_cell_less_than_it_has():
    frame = Frame.of(IDS, CELLS)
    first = draw(frame, stratified(30, allocation="equal"))
    second = more(frame, stratified(30, allocation="proportional"), first, 10)
    before = {tuple(s.cell.values()): s.sampled for s in first.strata}
    after = {tuple(s.cell.values()): s.sampled for s in second.strata}
    assert all(after[cell] >= before[cell] for cell in before)
    assert names(first) < names(second)


def test_that_more_refuses_a_frame_that_changed_or_ran_out():
    frame, plan = Frame.of(IDS), SamplePlan(size=40, seed="s")
    first = draw(frame, plan)
    with pytest.raises(SampleError, match="changed"):
        more(Frame.of([*IDS, "new"]), plan, first, 5)
    with pytest.raises(SampleError, match="260 are left"):
        more(frame, plan, first, 261)


def test_that_all_takes_everything_with_certainty():
    got = draw(Frame.of(IDS), SamplePlan(method="all", seed="s"))
    assert names(got) == set(IDS)
    assert (got.probability == 1).all()


def test_that_each_reviewer_gives_the_quota_or_all_there_is():
    cells = [("busy",) if k < 280 else ("new",) if k < 297 else ("rare",) for k in range(300)]
    got = draw(Frame.of(IDS, cells), SamplePlan(per_reviewer=5, seed="s"))
    assert Counter(s.sampled for s in got.strata) == {5: 2, 3: 1}
    members = [one for one, cell in zip(IDS, cells, strict=True) if cell == ("busy",)]
    chosen = {one for one in names(got) if one in members}
    assert chosen == by_hand(members, "reviewer=busy", "s", 5)


def test_that_no_cell_stays_empty_where_the_size_allows_it():
    cells = [("tiny",) if k == 0 else ("large",) for k in range(300)]
    got = draw(Frame.of(IDS, cells), stratified(10))
    assert {tuple(s.cell.values()): s.sampled for s in got.strata} == {("tiny",): 1, ("large",): 9}


def test_that_a_minimum_holds_in_each_cell():
    got = draw(Frame.of(IDS, CELLS), stratified(60, minimum=18))
    assert min(s.sampled for s in got.strata) == 18
    assert got.sampled == 60


@pytest.mark.parametrize(
    ("plan", "words"),
    [(stratified(10, minimum=9), "minimum"), (stratified(301), "only 300")],
)
def test_that_what_cannot_be_drawn_is_refused_in_words(plan, words):
    with pytest.raises(SampleError, match=words):
        draw(Frame.of(IDS, CELLS), plan)


def test_that_an_empty_frame_and_a_repeated_decision_are_refused():
    with pytest.raises(SampleError, match="no decision"):
        draw(Frame.of([]), SamplePlan(size=1, seed="s"))
    with pytest.raises(SampleError, match="twice"):
        draw(Frame.of(["a", "a"]), SamplePlan(size=1, seed="s"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 0},
        {"method": "stratified", "size": 5},
        {"size": 5, "overlap": 1.2},
        {"size": 5, "overlap": 0.2, "auditors": ("one",)},
        {"size": 5, "auditors": ("one", "one")},
    ],
)
def test_that_a_wrong_plan_is_refused(wrong):
    with pytest.raises(SampleError):
        SamplePlan(**wrong)


def test_that_the_frame_fingerprint_is_that_of_the_sorted_identities():
    expected = hashlib.sha256(b"".join(f"{one}\n".encode() for one in sorted(IDS))).hexdigest()
    assert Frame.of(IDS).sha256() == expected
