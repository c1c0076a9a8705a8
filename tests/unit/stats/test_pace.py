"""Times: order statistics by table and by count, reading time, runs, peers."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from reviewer_audit.stats import pace


@pytest.mark.parametrize(
    ("n", "limits"), [(10, (2, 9)), (15, (4, 12)), (20, (6, 15)), (25, (8, 18)), (5, (None, None))]
)
def test_that_the_limits_of_a_median_are_those_of_the_tables(n, limits):
    assert pace.order_limits(n, 0.5) == limits


@pytest.mark.parametrize("q", [0.1, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("n", [1, 7, 36, 100, 1001, 200_000])
def test_that_limits_hold_the_quantile_at_least_as_often_as_stated_and_no_wider(n, q):
    low, high = pace.order_limits(n, q)
    binom = stats.binom(n, q)
    assert low is None or binom.cdf(low - 1) <= 0.025 < binom.cdf(low)
    assert low is not None or binom.cdf(0) > 0.025
    assert high is None or binom.cdf(high - 1) >= 0.975 > binom.cdf(high - 2)
    assert high is not None or binom.cdf(n - 1) < 0.975


def test_that_a_quantile_is_numpys_and_its_interval_covers():
    rng = np.random.default_rng(1)
    given = rng.lognormal(3, 0.5, 83)
    got = pace.quantile_of(given, 0.9)
    assert got.value == pytest.approx(np.quantile(given, 0.9))
    assert (got.n, got.reason) == (83, None)
    truth = np.exp(3 + 0.5 * stats.norm.ppf(0.9))
    found = [pace.quantile_of(rng.lognormal(3, 0.5, 83), 0.9) for _ in range(800)]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.94


def test_that_an_end_that_no_value_reaches_is_absent_and_said():
    got = pace.quantile_of([1, 2, 3], 0.9)
    assert (got.low, got.high, got.flags) == (1, None, ("no_upper_limit",))
    assert "upper" in got.note
    assert pace.quantile_of([], 0.5).reason == "no_data"


def test_that_a_mean_has_students_interval():
    given = [3, 5, 8, 2, 6]
    got = pace.mean_of(given)
    low, high = stats.t.interval(0.95, 4, np.mean(given), stats.sem(given))
    assert (got.value, got.low, got.high) == pytest.approx((4.8, low, high))
    assert pace.mean_of([4]).low is None
    assert pace.mean_of([]).reason == "no_data"


def test_that_reading_time_is_that_of_the_fast_end_of_readers():
    assert pace.reading_seconds(1800) == pytest.approx(60)  # 300 words of six characters
    assert pace.reading_seconds([0, 30]).tolist() == pytest.approx([0, 1])


def test_that_the_own_floor_is_three_robust_deviations_down():
    rng = np.random.default_rng(2)
    given = rng.lognormal(3, 0.4, 500)
    logs = np.log(given)
    mad = stats.median_abs_deviation(logs, scale="normal")
    assert pace.own_floor(given) == pytest.approx(np.exp(np.median(logs) - 3 * mad), rel=1e-4)
    assert pace.own_floor(given[:29]) == 0
    assert pace.own_floor([0, *given]) == 0


def test_that_answers_before_the_text_can_be_read_are_too_fast():
    got = pace.too_fast([2, 70, 2], [1800, 1800, 0], [0, 0, 1])
    assert got.tolist() == [True, False, False]


def test_that_peers_are_those_of_items_as_long_without_oneself():
    fast = np.array([1, 1, 1, 0, 0, 1], bool)
    group = np.array([0, 0, 1, 1, 0, 0])
    person = np.array([0, 0, 0, 1, 1, 1])
    assert pace.peers_share(fast, group, person, 0) == pytest.approx([0.5, 0.5, 1 / 3])


def test_that_a_run_is_of_one_answer_and_quick_throughout():
    assert pace.longest_run([1, 1, 1, 2, 2, 2, 2], [1, 1, 0, 1, 1, 1, 1]) == 4
    assert pace.longest_run([1, 2, 1, 2], [1, 1, 1, 1]) == 1
    assert pace.longest_run([1, 1], [0, 0]) == 0
    assert pace.longest_run([], []) == 0


def test_that_the_chance_of_a_run_is_that_of_all_orders():
    said, quick = [1, 1, 1, 2, 2, 2, 1], [1, 1, 1, 1, 0, 0, 0]
    runs = [
        pace.longest_run([said[k] for k in order], [quick[k] for k in order])
        for order in permutations(range(7))
    ]
    for run in (2, 3):
        exact = np.mean(np.array(runs) >= run)
        assert pace.run_chance(said, quick, run) == pytest.approx(exact, abs=0.04)
    assert pace.run_chance(said, quick, 4) == pytest.approx(1 / 1000)


def test_that_times_are_held_against_the_others_on_the_same_item():
    seconds = np.array([10, 20, 40, 5, 8, 30.0])
    unit = np.array([0, 0, 0, 1, 1, 2])
    person = np.array([0, 1, 2, 0, 1, 0])
    assert pace.peer_ratios(seconds, unit, person, 0) == pytest.approx([10 / 30, 5 / 8])
    assert len(pace.peer_ratios(seconds, unit, person, 3)) == 0


def test_that_the_robust_score_is_the_median_over_its_standard_error():
    ratios = np.exp(np.random.default_rng(6).normal(-0.5, 0.3, 400))
    logs = np.log(ratios)
    se = np.sqrt(np.pi / 2) * stats.median_abs_deviation(logs, scale="normal") / 20
    assert pace.robust_z(ratios) == pytest.approx(np.median(logs) / se, rel=1e-4)
    assert pace.robust_z([1.0]) is None
    assert pace.robust_z([2.0, 2.0]) is None


def test_that_half_the_time_is_tested_by_signs():
    ratios = [0.2] * 15 + [0.9] * 5
    assert pace.half_time_chance(ratios) == pytest.approx(stats.binom.sf(14, 20, 0.5))
