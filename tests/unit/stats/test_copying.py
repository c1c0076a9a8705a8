"""Improbable agreement: exact sums, independent people, and one who copies."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from reviewer_audit.stats.copying import (
    FEWEST,
    Judgments,
    at_least,
    copying,
    innocently,
    omega,
    poisson_binomial,
)


def judgments(answers, truth, q, known=None):
    """Answers as people x items, -1 where somebody has not judged."""
    person, unit = np.nonzero(answers >= 0)
    right = truth if known is None else np.where(known, truth, -1)
    return Judgments(
        unit=unit,
        person=person,
        value=answers[person, unit],
        right=right[unit],
        categories=q,
    )


def people(rng, truth, count, q, accuracy=0.9):
    """Draw people who err on their own."""
    wrong = (truth + rng.integers(1, q, (count, len(truth)))) % q
    return np.where(rng.random((count, len(truth))) < accuracy, truth, wrong)


@pytest.mark.parametrize("chances", [[0.1, 0.5, 0.9], [0.2] * 6, [0.01, 0.3, 0.3, 0.7, 1.0, 0.0]])
def test_that_the_sum_of_unequal_chances_is_that_of_all_cases_counted_one_by_one(chances):
    exact = np.zeros(len(chances) + 1)
    for case in product([0, 1], repeat=len(chances)):
        exact[sum(case)] += np.prod(
            [p if hit else 1 - p for p, hit in zip(chances, case, strict=True)]
        )
    assert poisson_binomial(chances) == pytest.approx(exact, abs=1e-14)
    for hits in range(len(chances) + 1):
        assert at_least(hits, chances) == pytest.approx(exact[hits:].sum(), abs=1e-14)


def test_that_equal_chances_give_the_binomial_far_into_the_tail():
    assert at_least(30, [0.01] * 200) == pytest.approx(stats.binom.sf(29, 200, 0.01), rel=1e-9)
    assert omega(30, [0.01] * 200) == pytest.approx((30 - 2) / np.sqrt(200 * 0.01 * 0.99))
    assert omega(0, [0.0, 1.0]) is None


def test_that_the_least_likely_of_many_innocent_looks_is_counted():
    assert innocently(0.01, 1) == pytest.approx(0.01)
    assert innocently(0.01, 100) == pytest.approx(1 - 0.99**100)
    assert innocently(1.0, 3) == pytest.approx(1.0)


def test_that_one_who_copies_is_found_and_nobody_else():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 4, 300)
    said = people(rng, truth, 5, 4)
    copied = rng.random(300) < 0.6
    said[1, copied] = said[0, copied]
    found = copying(judgments(said, truth, 4))
    assert len(found) == 10
    first, *rest = found
    assert (first.first, first.second) == (0, 1)
    assert first.holm < 1e-6
    assert first.innocently < 1e-6
    assert first.same_wrong > 3 * first.expected
    assert all(pair.holm > 0.05 for pair in rest)
    wrong = (said[0] == said[1]) & (said[0] != truth)
    assert set(first.units) == set(np.flatnonzero(wrong).tolist())


def test_that_expected_and_chance_are_those_of_the_tables_of_confusion():
    truth = np.array([0] * 400 + [1] * 400)
    said = np.tile(truth, (3, 1))
    for who in range(3):  # everybody calls a tenth of each kind wrong, on items of their own
        said[who, np.arange(who * 40, who * 40 + 40)] = 1
        said[who, 400 + np.arange(who * 40, who * 40 + 40)] = 0
    answers = said.copy()
    answers[2, :] = -1
    answers[0, 700:] = -1
    answers[1, :100] = -1
    found = copying(judgments(answers, truth, 2))[0]
    shared = slice(100, 700)
    assert found.shared == 600
    # only the items outside the shared ones tell how each errs, drawn to the rest by 5
    a = np.array([[60, 40], [0, 0]], float)  # units 0-99 of the first, all of kind 0
    b = np.array([[0, 0], [0, 100]], float)  # units 700-799 of the second
    base = np.full((2, 2), 0.5)  # nobody else judged: spread evenly
    rate_a = (a + 5 * base) / (a.sum(1, keepdims=True) + 5)
    rate_b = (b + 5 * base) / (b.sum(1, keepdims=True) + 5)
    by_kind = [rate_a[0, 1] * rate_b[0, 1], rate_a[1, 0] * rate_b[1, 0]]
    assert found.expected == pytest.approx(sum(by_kind[k] for k in truth[shared]))
    assert found.chance == at_least(found.same_wrong, [by_kind[k] for k in truth[shared]])


def test_that_independent_people_are_not_accused_more_often_than_stated():
    rng = np.random.default_rng(8)
    chances = []
    for _ in range(60):
        truth = rng.integers(0, 4, 150)
        chances += [pair.chance for pair in copying(judgments(people(rng, truth, 4, 4), truth, 4))]
    assert len(chances) == 360
    assert np.mean(np.array(chances) <= 0.05) <= 0.07


def test_that_items_that_mislead_everybody_accuse_nobody():
    rng = np.random.default_rng(5)
    marked = 0
    for _ in range(30):
        truth = rng.integers(0, 3, 200)
        said = people(rng, truth, 6, 3, accuracy=0.97)
        hard = rng.random(200) < 0.05
        misled = hard & (rng.random((6, 200)) < 0.7)
        said = np.where(misled, (truth + 1) % 3, said)
        marked += min(pair.holm for pair in copying(judgments(said, truth, 3))) < 0.01
    assert marked <= 1


def test_that_few_shared_items_or_unknown_answers_give_no_line():
    truth = np.zeros(50, np.int64)
    said = np.zeros((2, 50), np.int64)
    said[1, FEWEST - 1 :] = -1
    assert copying(judgments(said, truth, 2)) == []
    assert copying(judgments(np.zeros((2, 50), np.int64), truth, 2, known=truth > 0)) == []
    nothing = np.empty(0, np.int64)
    empty = Judgments(unit=nothing, person=nothing, value=nothing, right=nothing, categories=2)
    assert copying(empty) == []


def test_that_pairs_of_whom_nothing_else_is_known_are_left_out():
    truth = np.zeros(40, np.int64)
    assert copying(judgments(np.ones((2, 40), np.int64), truth, 2)) == []
