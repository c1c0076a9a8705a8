"""Intervals of a share against counts done another way, and at their ends."""

import numpy as np
import pytest

from reviewer_audit.stats import intervals

stats = pytest.importorskip("scipy.stats")

EXACT = [intervals.wilson, intervals.clopper_pearson, intervals.jeffreys, intervals.mid_p]


@pytest.mark.parametrize("method", EXACT)
def test_that_nothing_and_everything_have_exact_ends(method):
    low, high = method([0, 20], [20, 20])
    assert low[0] == 0
    assert high[1] == 1
    assert 0 < high[0] < 0.3
    assert 0.7 < low[1] < 1


@pytest.mark.parametrize("method", intervals.METHODS.values(), ids=intervals.METHODS)
def test_that_no_decisions_give_no_interval(method):
    low, high = method(0, 0)
    assert np.isnan(low)
    assert np.isnan(high)


def test_that_mid_p_solves_its_equation():
    n = np.arange(1, 200)
    x = (n * 0.93).astype(int)
    low, high = intervals.mid_p(x, n, 0.9)
    inside = x > 0
    tail = stats.binom.sf(x, n, low) + stats.binom.pmf(x, n, low) / 2
    assert tail[inside] == pytest.approx(np.full(inside.sum(), 0.05), abs=1e-10)
    tail = stats.binom.cdf(x - 1, n, high) + stats.binom.pmf(x, n, high) / 2
    inside = x < n
    assert tail[inside] == pytest.approx(np.full(inside.sum(), 0.05), abs=1e-10)


def test_that_fractions_are_not_rounded():
    for method in EXACT:
        low = [float(method(x, 100)[0]) for x in (95, 95.5, 96)]
        assert low[0] < low[1] < low[2]


def test_that_the_shown_interval_is_mid_p_below_150_and_wilson_from_there():
    assert [float(v) for v in intervals.describe(140, 149)] == [
        float(v) for v in intervals.mid_p(140, 149)
    ]
    assert [float(v) for v in intervals.describe(141, 150)] == [
        float(v) for v in intervals.wilson(141, 150)
    ]
    assert intervals.proportion(140, 149).method == "mid-P"
    assert intervals.proportion(141, 150).method == "Wilson"


def test_that_a_share_of_nothing_is_undefined():
    assert intervals.proportion(0, 0).reason == "no_data"


def test_that_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="count"):
        intervals.wilson(3, 2)


@pytest.mark.parametrize("n", [20, 60, 100, 149, 150, 400])
def test_that_the_shown_interval_covers_where_audits_live(n):
    x = np.arange(n + 1)
    low, high = intervals.describe(x, n)
    for p in np.linspace(0.9, 0.99, 19):
        chance = stats.binom.pmf(x, n, p)
        covered = chance[(low <= p) & (p <= high)].sum()
        assert covered > 0.88, p
