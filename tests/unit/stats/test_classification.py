"""Precision, recall, F1, averages and MCC: scikit-learn, weights, and what is undefined."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import matthews_corrcoef, precision_recall_fscore_support

from reviewer_audit.stats import classification as cl

pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=60)


@given(pairs)
@settings(max_examples=30, deadline=None)
def test_that_scores_and_averages_agree_with_scikit_learn(rows):
    called, truth = np.array(rows).T
    got = cl.judged(called, truth, 3)
    peer = precision_recall_fscore_support(truth, called, labels=[0, 1, 2], zero_division=np.nan)
    for k, name in enumerate(("precision", "recall", "f1")):
        for label, one in enumerate(cl.scores(got)):
            value = getattr(one, name).value
            assert (np.nan if value is None else value) == pytest.approx(
                peer[k][label], nan_ok=True
            )
    there = sorted(set(truth.tolist()))
    for average, by_support in (("macro", False), ("weighted", True)):
        peer = precision_recall_fscore_support(
            truth, called, labels=there, average=average, zero_division=np.nan
        )
        mean = cl.averaged(got, by_support=by_support)
        assert mean.recall.value == pytest.approx(peer[1])
        assert mean.f1.value == pytest.approx(peer[2])
        assert mean.labels == tuple(there)
        assert set(mean.excluded) == {0, 1, 2} - set(there)
    assert cl.micro(got).f1.value == pytest.approx(np.mean(called == truth))


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_that_mcc_agrees_with_scikit_learn(rows):
    called, truth = np.array(rows).T
    got = cl.mcc(cl.judged(called, truth, 3))
    if got.value is None:
        assert got.reason == "zero_denominator"
        assert len(set(called)) == 1 or len(set(truth)) == 1
    else:
        assert got.value == pytest.approx(matthews_corrcoef(truth, called), abs=1e-12)
        assert got.low is None or got.low <= got.value <= got.high


@given(pairs, st.floats(0.1, 50))
@settings(max_examples=40, deadline=None)
def test_that_equal_weights_change_no_value_and_intervals_hold_it(rows, weight):
    called, truth = np.array(rows).T
    plain = cl.judged(called, truth, 3)
    weighted = cl.judged(called, truth, 3, weight=np.full(len(rows), weight))
    for a, b in zip(cl.scores(plain), cl.scores(weighted), strict=True):
        for name in ("precision", "recall", "f1"):
            one, two = getattr(a, name), getattr(b, name)
            assert one.reason == two.reason
            if one.value is not None:
                assert one.value == pytest.approx(two.value)
                assert 0 <= one.low <= one.value <= one.high <= 1
                assert two.low - 1e-9 <= two.value <= two.high + 1e-9


def test_that_the_error_of_mcc_is_that_of_redrawn_samples():
    rng = np.random.default_rng(5)
    shares = np.array([0.1, 0.03, 0.05, 0.82])
    draws = rng.choice(4, (400, 500), p=shares)
    found = [cl.mcc(cl.judged(row // 2, row % 2, 2)) for row in draws]
    spread = np.std([one.value for one in found])
    assert np.mean([one.se for one in found]) == pytest.approx(spread, rel=0.15)


def test_that_the_error_of_a_macro_mean_is_that_of_redrawn_samples():
    rng = np.random.default_rng(6)
    shares = np.array([0.3, 0.05, 0.02, 0.04, 0.25, 0.03, 0.01, 0.05, 0.25])
    draws = rng.choice(9, (300, 400), p=shares)
    found = [cl.averaged(cl.judged(row // 3, row % 3, 3)).f1 for row in draws]
    spread = np.std([one.value for one in found])
    assert np.mean([one.se for one in found]) == pytest.approx(spread, rel=0.15)


def test_that_weights_undo_oversampled_removals():
    # of 900 left up 90 are looked at, of 100 removed all
    called = np.repeat([0, 1], [90, 100])
    truth = np.concatenate([np.repeat([0, 1], [81, 9]), np.repeat([1, 0], [80, 20])])
    weight = np.repeat([10.0, 1.0], [90, 100])
    got = cl.of_label(cl.judged(called, truth, 2, weight=weight, stratum=called), 1)
    assert got.precision.value == pytest.approx(0.8)
    assert got.recall.value == pytest.approx(80 / 170)


def test_that_nothing_and_undeclared_labels_are_told():
    none = cl.judged([], [], 2)
    assert cl.accuracy(none).reason == cl.mcc(none).reason == "no_data"
    assert cl.averaged(none).f1.reason == "no_data"
    assert cl.of_label(none, 0).f1.reason == "no_data"
    with pytest.raises(ValueError, match="declared"):
        cl.judged([2], [0], 2)
    with pytest.raises(ValueError, match="positive"):
        cl.judged([0], [0], 2, weight=[0.0])
    with pytest.raises(ValueError, match="one value"):
        cl.judged([0, 1], [0], 2)


def test_that_all_right_has_an_interval_of_its_shares_and_none_of_the_mean():
    cells = cl.judged([0, 1] * 20, [0, 1] * 20, 2)
    assert cl.of_label(cells, 1).f1.low < 1 == cl.of_label(cells, 1).f1.high
    assert cl.averaged(cells).f1.low is None
    assert "degenerate_ci" in cl.mcc(cells).flags
