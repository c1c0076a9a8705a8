"""Charts, funnels and shrinking: what is chance among periods and people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewer_audit.stats import charts, funnel, shrinkage

series = st.lists(
    st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=30,
)


@given(series, st.sampled_from([charts.p_chart, charts.laney, charts.ewma]))
@settings(max_examples=100, deadline=None)
def test_that_gaps_stay_gaps_and_limits_are_shares(rows, chart):
    x, n = zip(*rows, strict=True)
    got = chart(x, n)
    assert len(got.points) == len(got.lower) == len(got.upper) == len(n)
    for size, *values in zip(n, got.points, got.lower, got.upper, strict=True):
        assert all((value is None) == (size == 0) for value in values)
        assert all(value is None or 0 <= value <= 1 for value in values)
    assert (got.center is None) == (sum(n) == 0) == (got.reason == "no_data")
    assert all(n[number - 1] > 0 for number in got.signals)


def test_that_a_shift_is_found_sooner_by_memory():
    n = np.full(40, 200)
    x = np.array([12] * 20 + [17] * 20)
    assert charts.p_chart(x, n, center=0.06).signals == ()
    assert charts.ewma(x, n, center=0.06).signals
    assert charts.ewma(x, n, memory=1).signals == charts.p_chart(x, n).signals
    with pytest.raises(ValueError, match="newest"):
        charts.ewma(x, n, memory=0)


def test_that_laney_widens_what_differs_by_nature_and_not_for_a_shift():
    rng = np.random.default_rng(2)
    n = np.full(200, 5000)
    even = rng.binomial(n, 0.1)
    wild = rng.binomial(n, rng.beta(100, 900, 200))
    assert charts.laney(even, n).sigma_z == pytest.approx(1, abs=0.15)
    assert charts.laney(wild, n).sigma_z > 1.5
    assert len(charts.laney(wild, n).signals) < len(charts.p_chart(wild, n).signals)
    shifted = rng.binomial(n, np.repeat([0.1, 0.12], 100))
    assert charts.laney(shifted, n).sigma_z < 1.3


def test_that_a_documented_cause_sets_no_limit_but_is_shown():
    x, n = [5] * 20 + [60], [100] * 21
    got = charts.p_chart(x, n, excluded=[21])
    assert got.center == 0.05
    assert got.signals == (21,)
    assert "few_periods" in charts.p_chart(x[:9], n[:9]).flags
    with pytest.raises(ValueError, match="count"):
        charts.p_chart([3], [2])


@given(st.integers(1, 400), st.floats(0.02, 0.98), st.sampled_from([0.001, 0.025, 0.975, 0.999]))
@settings(max_examples=150, deadline=None)
def test_that_exact_limits_follow_scipy(n, target, p):
    r = stats.binom.ppf(p, n, target)
    below = stats.binom.cdf(r - 1, n, target)
    at = stats.binom.cdf(r, n, target)
    expected = (r - (at - p) / (at - below)) / n
    assert funnel.exact_limit(target, [n], p)[0] == pytest.approx(expected, abs=1e-6)


def test_that_funnels_narrow_and_overdispersion_widens_them():
    n = np.array([10, 50, 100, 500, 2000])
    for limits in (funnel.exact_limits, funnel.normal_limits):
        low, high = limits(0.9, n)
        assert (np.diff(high - low) < 0).all()
        assert ((low < 0.9) & (high > 0.9)).all()
    plain = funnel.additive_limits(0.9, n, 0.0)
    wide = funnel.additive_limits(0.9, n, 0.01)
    assert (wide[0] < plain[0]).all()
    assert (wide[1] >= plain[1]).all()


def test_that_chance_alone_shows_no_overdispersion():
    assert funnel.overdispersion([1], [2]) is None
    rng = np.random.default_rng(4)
    even = funnel.overdispersion(rng.binomial(300, 0.9, 400), np.full(400, 300), winsorised=0)
    assert even.phi == pytest.approx(1, abs=0.2)


def test_that_the_likeliest_prior_is_found_again():
    rng = np.random.default_rng(8)
    n = rng.integers(5, 80, 3000)
    y = rng.binomial(n, rng.beta(9, 3, 3000))
    got = shrinkage.likeliest(y, n)
    assert (got.alpha, got.beta) == (pytest.approx(9, rel=0.15), pytest.approx(3, rel=0.15))
    kleinman = shrinkage.moments(y, n)
    assert kleinman.alpha / kleinman.beta == pytest.approx(3, rel=0.1)

    def loglik(a, b):
        return stats.betabinom.logpmf(y, n, a, b).sum()

    best = loglik(got.alpha, got.beta)
    for a, b in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98)):
        assert loglik(got.alpha * a, got.beta * b) < best


def test_that_people_alike_share_one_rate_and_few_get_none():
    n = np.full(12, 50)
    got = shrinkage.shrunken(np.full(12, 45), n, target=0.95)
    assert {one.shrunken.value for one in got} == {0.9}
    assert "pooled" in got[0].shrunken.flags
    few = shrinkage.shrunken([5, 9], [10, 10])
    assert few[0].shrunken.reason == "too_few_units"
    assert few[0].raw.value == 0.5
    assert shrinkage.shrunken([0] * 5, [0] * 5)[0].shrunken.reason == "no_data"


def test_that_shrinking_pulls_small_counts_most_and_ranks_no_few():
    y = [9, 90, 60, 99, 70, 95, 10, 50]
    n = [10, 100, 100, 100, 100, 100, 20, 100]
    got = shrinkage.shrunken(y, n, target=0.8)
    prior = shrinkage.fit(y, n)
    for one in got:
        raw, new = one.raw.value, one.shrunken.value
        assert min(raw, prior.mean) - 1e-9 <= new <= max(raw, prior.mean) + 1e-9
        assert one.shrunken.low < new < one.shrunken.high
        assert 0 <= one.below_target <= 1
    pulled = [abs(a.raw.value - a.shrunken.value) for a in got]
    assert pulled[0] > pulled[1]  # both found right in 90 of 100
    assert got[0].rank is got[6].rank is None
    places = [one.rank for one in got if one.rank is not None]
    assert sorted(places) == [got[k].rank for k in (7, 2, 4, 1, 5, 3)]


def test_that_everyone_perfect_is_one_rate():
    got = shrinkage.shrunken([20] * 6, [20] * 6)
    assert got[0].shrunken.value == 1
    assert shrinkage.matched([5, 5], [10, 10]) is None
    assert shrinkage.likeliest([5], [10]) is None
