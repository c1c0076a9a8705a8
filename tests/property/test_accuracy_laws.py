"""What holds for every share, verdict and round."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reviewer_audit.stats import intervals
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.compare import difference
from reviewer_audit.stats.design import Grouping, prepare, shares
from reviewer_audit.stats.verdict import Evidence, Promise, judge

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
METHODS = [intervals.describe, intervals.clopper_pearson, intervals.jeffreys, intervals.wilson]


@given(counts, st.sampled_from(METHODS), st.floats(0.5, 0.999))
@settings(max_examples=150, deadline=None)
def test_that_an_interval_holds_its_share_and_mirrors(pair, method, confidence):
    x, n = pair
    low, high = method(x, n, confidence)
    assert 0 <= low <= x / n <= high <= 1
    turned = method(n - x, n, confidence)
    assert np.isclose(1 - turned[1], low, atol=1e-9)
    assert np.isclose(1 - turned[0], high, atol=1e-9)


@given(counts, st.sampled_from(METHODS))
@settings(max_examples=100, deadline=None)
def test_that_one_more_right_decision_lowers_no_end(pair, method):
    x, n = pair
    assume(x < n)
    (low, more_low), (high, more_high) = method([x, x + 1], [n, n])
    assert low <= more_low
    assert high <= more_high


@given(counts, counts)
@settings(max_examples=100, deadline=None)
def test_that_a_difference_turned_round_is_its_negative(first, second):
    one, two = difference(*first, *second), difference(*second, *first)
    assert np.allclose(one, [-two[1], -two[0]])
    assert one[0] <= first[0] / first[1] - second[0] / second[1] <= one[1]


@given(
    counts,
    st.floats(0.5, 0.99),
    st.booleans(),
    st.none() | st.tuples(st.integers(0, 300), st.integers(0, 1)),
)
@settings(max_examples=300, deadline=None)
def test_that_status_and_bound_agree(pair, target, proven, batch):
    x, n = pair
    rule = "proven" if proven else "unless_disproven"
    evidence = Evidence(share=x / n, n=n, n_eff=float(n), left=0)
    if batch:
        evidence = replace(evidence, frame=n + batch[0], slack=batch[1])
    got = judge([(evidence, Promise(threshold=target, rule=rule))])[0]
    match got.status:
        case "meets":
            assert got.bound >= target - 1e-9
        case "below":
            assert got.bound < target + 1e-9
        case "not_disproven":
            assert not proven
            assert got.bound >= target - 1e-9
        case "inconclusive":
            assert proven
            assert got.bound < target + 1e-9


samples = st.lists(
    st.tuples(
        st.booleans(),  # right
        st.integers(0, 2),  # stratum
        st.integers(0, 3),  # slice
        st.integers(0, 9),  # item
        st.sampled_from([True, True, True, False]),  # counts
    ),
    min_size=1,
    max_size=60,
)


@given(samples, st.sampled_from(["process", "batch", "other_reviewers"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_that_every_slice_has_a_value_within_its_interval_or_a_reason(rows, estimand, clustered):
    right, stratum, codes, item, counted = (np.array(column) for column in zip(*rows, strict=True))
    taken = np.bincount(stratum, minlength=3)
    population = taken * np.array([1, 3, 20])
    sample = prepare(
        stratum=stratum,
        population=population,
        probability=(taken / np.maximum(population, 1))[stratum],
        counted=counted,
        cluster=item if clustered or estimand == "other_reviewers" else None,
        estimand=estimand,
    )
    grouping = Grouping(sample, codes, 4)
    got = shares(grouping, right, np.ones(len(rows), np.bool_))
    for slice_, one in enumerate(estimates(got, grouping)):
        if one.value is None:
            assert one.reason in {"no_data", "zero_denominator"}
            continue
        inside = (codes == slice_) & counted
        weights = sample.weight[inside]
        assert np.isclose(one.value, np.average(right[inside], weights=weights))
        assert one.n == inside.sum()
        if one.low is None:
            assert "few_clusters" in one.flags
            continue
        assert 0 <= one.low <= one.value + 1e-12
        assert one.value - 1e-12 <= one.high <= 1
        if estimand != "batch":
            assert one.n_eff <= one.n + 1e-9
