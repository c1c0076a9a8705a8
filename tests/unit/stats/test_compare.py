"""Many looks, differences, and slices against the rest."""

import numpy as np
import pytest

from reviewer_audit.stats import compare

stats = pytest.importorskip("scipy.stats")


def test_that_undefined_p_values_do_not_count_and_stay_undefined():
    got = compare.benjamini_hochberg([0.01, np.nan, 0.04])
    assert got[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(got[1])
    assert np.isnan(compare.holm([np.nan])).all()


def test_that_holm_is_never_below_benjamini_hochberg():
    p = np.random.default_rng(3).random(50)
    assert (compare.holm(p) >= compare.benjamini_hochberg(p) - 1e-15).all()
    assert (compare.benjamini_yekutieli(p) >= compare.benjamini_hochberg(p) - 1e-15).all()


def test_that_adjusted_p_values_agree_with_an_independent_program():
    p = np.random.default_rng(4).random(30) ** 3
    assert compare.benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))
    other = stats.false_discovery_control(p, method="by")
    assert compare.benjamini_yekutieli(p) == pytest.approx(other)


def test_that_a_difference_without_data_has_no_interval():
    assert compare.difference(0, 0, 1, 2) is None


def test_that_a_difference_holds_zero_when_nothing_differs():
    low, high = compare.difference(90, 100, 90, 100)
    assert low == pytest.approx(-high)


def test_that_mcnemar_without_differing_pairs_has_no_statistic():
    assert compare.mcnemar(0, 0)["z"] is None
    assert compare.mcnemar(0, 0)["p_mid"] == 1


def test_that_a_slice_is_compared_exactly_with_the_rest():
    x, n = np.array([45, 30, 20]), np.array([50, 31, 20])
    got = compare.slice_against_rest(x, n)
    for g in range(3):
        law = stats.hypergeom(n.sum(), x.sum(), n[g])
        half = law.pmf(x[g]) / 2
        sides = law.cdf(x[g] - 1) + half, law.sf(x[g]) + half
        assert got[g] == pytest.approx(min(1, 2 * min(sides)))


def test_that_nothing_to_tell_apart_has_no_p_value():
    assert np.isnan(compare.slice_against_rest([5, 5], [5, 5])).all()
    assert np.isnan(compare.slice_against_rest([4], [5])).all()
    assert len(compare.slice_against_rest([], [])) == 0
