"""MACE against the published steps written out in loops, and on graders made up for it."""

import math

import numpy as np
import pytest

from reviewer_audit.stats import mace
from reviewer_audit.stats.coding import Codes

Q = 3


def drawn(competence, n=2500, q=Q, seed=1, habits=None):
    """Draw answers as the model says: who knows says the truth, who does not follows a habit."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, q, n)
    rows = []
    for k, theta in enumerate(competence):
        habit = habits[k] if habits else np.full(q, 1 / q)
        rows.append(np.where(rng.random(n) < theta, truth, rng.choice(q, n, p=habit)))
    return Codes(np.array(rows, np.uint8), q), truth


def likely(row, theta, xi, q):
    """Return P(answers of an item and truth = k) for each k; None is no answer."""
    return [
        math.prod(
            theta[g] * (said == k) + (1 - theta[g]) * xi[g][said]
            for g, said in enumerate(row)
            if said is not None
        )
        / q
        for k in range(q)
    ]


def step(rows, theta, xi, q, smoothing=0.0):
    """Do one E step and one M step of the paper, item by item and answer by answer."""
    graders = len(theta)
    knows, guesses = [0.0] * graders, [0.0] * graders
    habit = [[0.0] * q for _ in range(graders)]
    for row in rows:
        joint = likely(row, theta, xi, q)
        for g, said in enumerate(row):
            if said is None:
                continue
            for k in range(q):
                post = joint[k] / sum(joint)
                can = theta[g] if said == k else 0.0
                knew = can / (can + (1 - theta[g]) * xi[g][said])
                knows[g] += post * knew
                guesses[g] += post * (1 - knew)
                habit[g][said] += post * (1 - knew)
    theta = [(a + smoothing) / (a + b + 2 * smoothing) for a, b in zip(knows, guesses, strict=True)]
    xi = [[(x + smoothing) / (sum(h) + q * smoothing) for x in h] for h in habit]
    return theta, xi


def listed(codes):
    return [[None if v == codes.q else int(v) for v in unit] for unit in codes.values.T]


def test_that_the_loops_do_what_a_step_by_hand_does():
    # One item, three graders, two labels: 0, 0, 1; competence 1/2, habits even.
    # P(a, a, b | 0) = 3/4 3/4 1/4, | 1 = 1/4 1/4 3/4: truth 3/4 and 1/4.
    # Known if right: (1/2) / (3/4) = 2/3, so 3/4 2/3 = 1/2 for the first two, 1/6 for the third.
    theta, xi = step([[0, 0, 1]], [0.5] * 3, [[0.5, 0.5]] * 3, 2)
    assert theta == pytest.approx([1 / 2, 1 / 2, 1 / 6])
    assert xi == [[1, 0], [1, 0], [0, 1]]


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_that_the_climb_is_the_one_written_out_in_loops(smoothing):
    codes, _ = drawn([0.9, 0.7, 0.5, 0.2], n=60, seed=3)
    values = codes.values.copy()
    values[0, ::7] = Q  # gaps
    codes = Codes(values, Q)
    got = mace.mace(codes, smoothing=smoothing, starts=1)
    theta, xi = [0.5] * 4, [[1 / Q] * Q] * 4
    for _ in range(got.steps):
        theta, xi = step(listed(codes), theta, xi, Q, smoothing)
    assert got.competence == pytest.approx(theta, abs=1e-9)
    assert got.habit == pytest.approx(np.array(xi), abs=1e-9)
    joint = np.array([likely(row, theta, xi, Q) for row in listed(codes)])
    assert got.loglik == pytest.approx(np.log(joint.sum(axis=1)).sum(), abs=1e-8)
    assert got.posterior == pytest.approx(joint / joint.sum(axis=1, keepdims=True), abs=1e-9)


def test_that_who_knows_and_who_clicks_is_found_again():
    competence = [0.95, 0.8, 0.6, 0.0, 0.0]
    habits = [[1 / 3] * 3] * 3 + [[0.9, 0.05, 0.05], [1 / 3] * 3]
    codes, truth = drawn(competence, habits=habits)
    got = mace.mace(codes)
    assert got.competence == pytest.approx(competence, abs=0.06)
    assert got.habit[3] == pytest.approx(habits[3], abs=0.04)
    votes = np.stack([(codes.values == k).sum(axis=0) for k in range(Q)], axis=1)
    right = (got.posterior.argmax(axis=1) == truth).mean()
    assert right > 0.95
    assert right > (votes.argmax(axis=1) == truth).mean() + 0.05
    assert got.flags == ()


def test_that_order_of_items_graders_and_labels_does_not_matter():
    codes, _ = drawn([0.9, 0.7, 0.4, 0.1], n=400)
    whole = mace.mace(codes)
    rows = mace.mace(Codes(codes.values[::-1], Q))
    items = mace.mace(Codes(codes.values[:, ::-1], Q))
    labels = mace.mace(Codes((Q - 1 - codes.values).astype(np.uint8), Q))
    assert rows.competence[::-1] == pytest.approx(whole.competence, abs=1e-3)
    assert items.competence == pytest.approx(whole.competence, abs=1e-9)
    assert labels.competence == pytest.approx(whole.competence, abs=1e-3)
    assert labels.habit[:, ::-1] == pytest.approx(whole.habit, abs=1e-2)


def test_that_what_cannot_be_told_is_not():
    two = Codes(np.zeros((2, 50), np.uint8), 2)
    assert mace.mace(two).reason == "not_identifiable"
    apart = np.full((6, 40), 2, np.uint8)
    apart[:3, :20], apart[3:, 20:] = 0, 1
    assert mace.mace(Codes(apart, 2)).reason == "not_identifiable"
    assert mace.mace(Codes(np.zeros((3, 9), np.uint8), 1)).reason == "not_identifiable"
    assert mace.mace(Codes(np.full((3, 4), 2, np.uint8), 2)).reason == "no_data"
    assert mace.mace(Codes(np.zeros((0, 0), np.uint8), 2)).reason == "no_data"
    assert {one.reason for one in mace.competences(two)} == {"not_identifiable"}
    with pytest.raises(ValueError, match="one grader"):
        mace.mace(two, graders=[0])


def test_that_unjudged_items_and_silent_graders_have_no_value():
    codes, _ = drawn([0.9, 0.8, 0.7, 0.6], n=40)
    values = codes.values.copy()
    values[:, 4], values[3] = Q, Q
    got = mace.mace(Codes(values, Q))
    assert np.isnan(got.posterior[4]).all()
    assert np.isfinite(np.delete(got.posterior, 4, axis=0)).all()
    assert got.n == 39
    assert np.isnan(got.competence).tolist() == [False, False, False, True]
    *judged, silent = mace.competences(Codes(values, Q), draws=20)
    assert silent.reason == "no_data"
    for one in judged:
        assert one.n == 39
        assert one.low <= one.value <= one.high
        assert "model_based" in one.flags


def test_that_everybody_the_same_is_certain_and_finite():
    got = mace.mace(Codes(np.zeros((3, 10), np.uint8), 2), smoothing=0)
    assert np.isfinite(got.competence).all()
    assert (got.posterior[:, 0] > 0.5).all()


def test_that_intervals_of_competence_hold_it_and_name_their_seed():
    held = 0
    for seed in range(6):
        codes, _ = drawn([0.85, 0.6, 0.3], n=300, seed=seed)
        found = mace.competences(codes, draws=40)
        held += sum(
            one.low <= true <= one.high for one, true in zip(found, [0.85, 0.6, 0.3], strict=True)
        )
    assert held >= 15
    assert found == mace.competences(codes, draws=40)
    assert "seed 20" in found[0].method


def test_that_a_grader_may_answer_an_item_twice():
    codes, _ = drawn([0.9, 0.7, 0.5, 0.5], n=500)
    got = mace.mace(codes, graders=(0, 1, 2, 2))
    assert got.competence.shape == (3,)
    assert got.answers.tolist() == [500, 500, 1000]


def test_that_a_rare_label_is_named_as_what_the_model_cannot_bear():
    rng = np.random.default_rng(1)
    truth = rng.random(1500) < 0.05
    said = [np.where(rng.random(1500) < rate, truth, ~truth) for rate in (0.97, 0.95, 0.9)]
    rare = mace.competences(Codes(np.stack(said).astype(np.uint8), 2), draws=20)
    assert all("uneven_labels" in e.flags and "wrong order" in e.note for e in rare)
    assert rare[0].value < rare[2].value  # indeed
    even = [np.where(rng.random(1500) < rate, truth, ~truth) for rate in (0.6, 0.6, 0.6)]
    assert not any(
        e.note for e in mace.competences(Codes(np.stack(even).astype(np.uint8), 2), draws=5)
    )
