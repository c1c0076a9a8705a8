"""Shares of designed samples: the fast way against the textbook, and simulated coverage."""

import numpy as np
import pytest

from reviewer_audit.stats import estimators
from reviewer_audit.stats.accuracy import (
    estimates,
    evidence,
    small_number_flags,
    true_rate,
)
from reviewer_audit.stats.design import Grouping, prepare, shares
from reviewer_audit.stats.verdict import Promise, judge

RNG = np.random.default_rng(11)


def drawn(sizes, population, **more):
    """A stratified draw in which every decision counts."""
    h = np.repeat(np.arange(len(sizes)), sizes)
    sizes, population = np.array(sizes), np.array(population)
    counted = more.pop("counted", np.ones(len(h), np.bool_))
    return prepare(
        stratum=h,
        population=population,
        probability=(sizes / population)[h],
        counted=counted,
        **more,
    )


def everything(sample):
    return np.ones(len(sample.counted), np.bool_)


def test_that_the_fast_way_agrees_with_ultimate_clusters_in_every_slice():
    sample = drawn([40, 60, 100], [400, 3000, 5000])
    y = RNG.random(200) < 0.9
    domain = RNG.random(200) < 0.8
    codes = RNG.integers(0, 4, 200)
    got = shares(Grouping(sample, codes, 4), y, domain)
    for g in range(4):
        inside = domain & (codes == g)
        one = estimators.ratio(y & inside, inside, weight=sample.weight, stratum=sample.stratum)
        assert got.value[g] == pytest.approx(one.value)
        assert got.se[g] == pytest.approx(one.se)


def test_that_the_end_of_the_batch_enters_by_stratum():
    sample = drawn([40, 60], [80, 3000], estimand="batch")
    y = RNG.random(100) < 0.8
    got = shares(Grouping(sample, None, 1), y, everything(sample))
    one = estimators.ratio(
        y, np.ones(100), weight=sample.weight, stratum=sample.stratum, fraction=[40 / 80, 60 / 3000]
    )
    assert got.se[0] == pytest.approx(one.se)


def test_that_add_one_variances_give_the_size_the_formula_says():
    sizes, population, x = [50, 30], [900, 100], [50, 27]
    sample = drawn(sizes, population)
    y = np.concatenate([np.repeat([1, 0], [a, n - a]) for a, n in zip(x, sizes, strict=True)])
    got = shares(Grouping(sample, None, 1), y, everything(sample))
    w, n, hits = np.array([0.9, 0.1]), np.array(sizes), np.array(x)
    p = (hits + 1) / (n + 2)
    variance = (w**2 * p * (1 - p) / n).sum()
    mean = (w * p).sum()
    size = min(80, mean * (1 - mean) / variance) * estimators.t_ratio(80, 78, 0.95)
    assert got.n_eff[0] == pytest.approx(float(size))
    assert got.shift[0] == pytest.approx(0.9 / 52)
    assert got.value[0] == pytest.approx(0.9 + 0.1 * 0.9)


def test_that_a_stratum_without_errors_is_not_taken_for_one_that_holds_none():
    sample = drawn([10, 90], [900, 100])
    (got,) = estimates(
        shares(Grouping(sample, None, 1), np.ones(100), everything(sample)),
        Grouping(sample, None, 1),
    )
    assert got.low < 0.8
    assert judge([(evidence_of(sample, np.ones(100)), Promise(threshold=0.9))])[0].status != "meets"


def evidence_of(sample, y):
    grouping = Grouping(sample, None, 1)
    return evidence(shares(grouping, y, everything(sample)), grouping)


def test_that_lonely_strata_do_not_break_the_variance():
    sample = drawn([1, 50], [10, 5000])
    y = np.ones(51)
    y[0] = 0
    got = shares(Grouping(sample, None, 1), y, everything(sample))
    assert got.se[0] > 0


def test_that_weights_must_be_probabilities():
    with pytest.raises(ValueError, match="probability"):
        prepare(
            stratum=np.array([0]),
            population=np.array([1]),
            probability=np.array([0.0]),
            counted=np.array([True]),
        )
    with pytest.raises(ValueError, match="weight"):
        estimators.ratio([1.0], [1.0], weight=[float("nan")])


def test_that_weights_add_up_to_the_frame_after_non_response():
    counted = RNG.random(100) < 0.7
    sample = drawn([50, 50], [1000, 200], counted=counted)
    assert sample.weight.sum() == pytest.approx(1200)
    assert (sample.weight[~counted] == 0).all()


def test_that_clusters_of_one_change_nothing():
    plain = drawn([50], [500])
    single = drawn([50], [500], cluster=np.arange(50))
    y = RNG.random(50) < 0.9
    one, two = (shares(Grouping(s, None, 1), y, everything(s)) for s in (plain, single))
    assert one.n_eff[0] == two.n_eff[0] == 50


@pytest.mark.parametrize(
    ("value", "low", "high", "size", "flags"),
    [
        (0.97, 0.95, 0.98, 400, ()),
        (0.9, 0.7, 0.98, 25, ("small_n",)),
        (0.5, 0.3, 0.7, 40, ("wide_interval",)),
        (0.98, 0.93, 0.995, 100, ("relative_width",)),
    ],
)
def test_that_small_numbers_are_flagged(value, low, high, size, flags):
    assert set(flags) <= set(small_number_flags(value, low, high, size))
    if not flags:
        assert small_number_flags(value, low, high, size) == ()


def test_that_an_uninformative_auditor_identifies_nothing():
    assert true_rate(0.2, 0.5, 0.5) is None


def simulate(rates, population, sizes, draws, target):
    """Return (coverage, share of wrong meets) of a stratified draw with these true rates."""
    truth = float(np.dot(rates, population) / np.sum(population))
    covered = meets = 0
    h = np.repeat(np.arange(len(sizes)), sizes)
    rng = np.random.default_rng(2)
    sample = drawn(sizes, population)
    grouping = Grouping(sample, None, 1)
    for _ in range(draws):
        y = rng.random(len(h)) < np.array(rates)[h]
        got = shares(grouping, y, everything(sample))
        (one,) = estimates(got, grouping)
        covered += one.low <= truth <= one.high
        promise = Promise(threshold=target)
        meets += judge([(evidence(got, grouping), promise)])[0].status == "meets"
    return covered / draws, meets / draws


def test_that_a_skewed_stratified_draw_still_covers_and_seldom_passes_wrongly():
    # removals (6 %) are oversampled; nearly all errors hide among the rest
    covered, meets = simulate([0.949, 0.95], [9400, 600], [50, 150], 300, 0.95)
    assert covered >= 0.9
    assert meets <= 0.08
