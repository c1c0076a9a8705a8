"""The laws that every measure keeps and test_agreement.py does not state."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_audit.stats import (
    classification,
    light,
    measures,
    shrinkage,
)
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.panel import KEYS, panel
from tests.property.degenerate import codes, sound

# --- laws that test_agreement.py does not state


@st.composite
def pairs(draw):
    q = draw(st.integers(2, 4))
    answers = st.integers(0, q)
    rows = draw(st.lists(st.tuples(answers, answers), min_size=0, max_size=25))
    return Codes(np.array(rows, np.uint8).reshape(-1, 2).T.copy(), q)


def values(found):
    return [one.value for one in found]


def close(first, second):
    for one, other in zip(values(first), values(second), strict=True):
        assert one == pytest.approx(other, abs=1e-9)


@given(pairs())
@settings(max_examples=25, deadline=None)
def test_that_tests_of_two_raters_do_not_ask_who_is_first(judged):
    turned = Codes(judged.values[::-1].copy(), judged.q)
    marks = [k > 0 for k in range(judged.q)]
    for measure in measures("raters"):
        one = measure.compute(judged, violating=marks)
        other = measure.compute(turned, violating=marks)
        sign = -1 if measure.key == "strictness" and one.value is not None else 1
        assert one.reason == other.reason, measure.key
        if one.value is not None:
            assert one.value == pytest.approx(sign * other.value, abs=1e-9), measure.key


@given(pairs(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_that_order_of_rows_and_labels_moves_no_test_either(judged, random):
    rows, names = list(range(judged.units)), list(range(judged.q))
    random.shuffle(rows)
    random.shuffle(names)
    moved = np.array([*names, judged.q], np.uint8)[judged.values[:, rows]]
    for key, measure in ((one.key, one) for one in measures("raters")):
        marks = np.arange(judged.q) > 0
        renamed = np.empty(judged.q, bool)
        renamed[names] = marks
        one = measure.compute(judged, violating=marks.tolist())
        other = measure.compute(Codes(moved, judged.q), violating=renamed.tolist())
        assert one.value == pytest.approx(other.value, abs=1e-9), key


@given(pairs(), st.integers(1, 20))
@settings(max_examples=25, deadline=None)
def test_that_units_nobody_judged_are_no_category(judged, gaps):
    empty = np.full((2, gaps), judged.q, np.uint8)
    more = Codes(np.hstack([judged.values, empty]), judged.q)
    for measure in measures():
        close([measure.compute(judged, draws=2)], [measure.compute(more, draws=2)])


@given(pairs())
@settings(max_examples=25, deadline=None)
def test_that_alpha_is_told_twice_as_published(judged):
    # 1 - (N - 1) Do / De with N ratings: said twice, N doubles and the shares stay
    one = panel(judged, draws=2)["krippendorff_alpha"].value
    two = panel(Codes(np.tile(judged.values, 2), judged.q), draws=2)["krippendorff_alpha"].value
    assert (one is None) == (two is None)
    if one is not None:
        n = 2 * (judged.values < judged.q).all(axis=0).sum()
        assert 1 - two == pytest.approx((1 - one) * (2 * n - 1) / (2 * n) * n / (n - 1), abs=1e-9)


decisions = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=0, max_size=30)


@given(decisions, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_that_classification_knows_no_order_and_bears_doubling(rows, random):
    def scored(given_rows):
        called, truth = zip(*given_rows, strict=True) if given_rows else ((), ())
        judged = classification.judged(called, truth, 3)
        each = classification.averaged(judged)
        return [each.precision, each.recall, each.f1, classification.mcc(judged)]

    shuffled = list(rows)
    random.shuffle(shuffled)
    close(scored(rows), scored(shuffled))
    close(scored(rows), scored(rows * 2))


@given(st.lists(st.integers(0, 2), min_size=3, max_size=30).filter(lambda v: len(set(v)) > 1))
@settings(max_examples=40, deadline=None)
def test_that_what_is_the_same_is_one(answers):
    judged = classification.judged(answers, answers, 3)
    assert classification.mcc(judged).value == pytest.approx(1)
    assert classification.averaged(judged).f1.value == pytest.approx(1)
    same = codes([answers, answers, answers], 3)
    found = panel(same, draws=2)
    for key in set(KEYS) - {"cohen_kappa", "cohen_kappa_linear", "cohen_kappa_quadratic", "scott_pi", "gwet_ac2"}:  # fmt: skip
        assert found[key].value == pytest.approx(1), key
    assert light.light_kappa(sample(same, draws=2)).value == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None)
def test_that_people_in_another_order_keep_their_figures(rows):
    n = [a + b for a, b in rows]
    x = [a for a, _ in rows]
    one, other = shrinkage.shrunken(x, n), shrinkage.shrunken(x[::-1], n[::-1])
    for first, second in zip(one, other[::-1], strict=True):
        assert first.shrunken.reason == second.shrunken.reason
        if first.shrunken.value is not None:
            assert first.shrunken.value == pytest.approx(second.shrunken.value, abs=1e-5)
        sound(first)
