"""Differences of shares: peers, laws, and exact tests of one share."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from reviewer_audit.stats import compare, differences, exact

counts = st.integers(2, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
PEERS = {"newcombe": "newcomb", "agresti_caffo": "agresti-caffo", "wald": "wald"}


@given(counts, counts)
@settings(max_examples=80, deadline=None)
def test_that_intervals_agree_with_statsmodels(first, second):
    for name, peer in PEERS.items():
        other = confint_proportions_2indep(*first, *second, method=peer, compare="diff")
        assert differences.METHODS[name](*first, *second, 0.95) == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize(
    "counted", [(56, 70, 48, 80), (5, 56, 2, 29), (5, 56, 0, 29), (95, 100, 80, 90)]
)
def test_that_the_ends_of_the_score_interval_are_just_not_contradicted(counted):
    x1, n1, x2, n2 = counted

    def z(gap):
        def minus_loglik(p2):
            return -(stats.binom.logpmf(x1, n1, p2 + gap) + stats.binom.logpmf(x2, n2, p2))

        bounds = max(0.0, -gap) + 1e-12, min(1.0, 1 - gap) - 1e-12
        p2 = optimize.minimize_scalar(
            minus_loglik, bounds=bounds, method="bounded", options={"xatol": 1e-12}
        ).x
        p1, n = p2 + gap, n1 + n2
        variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1)
        return (x1 / n1 - x2 / n2 - gap) / np.sqrt(variance)

    low, high = differences.miettinen_nurminen(*counted)
    assert z(low) == pytest.approx(1.959964, abs=1e-4)
    assert z(high) == pytest.approx(-1.959964, abs=1e-4)


@given(counts, counts, st.sampled_from(sorted(differences.METHODS)))
@settings(max_examples=150, deadline=None)
def test_that_a_difference_mirrors_and_holds_its_value(first, second, name):
    method = differences.METHODS[name]
    low, high = method(*first, *second, 0.9)
    back = method(*second, *first, 0.9)
    assert (-back[1], -back[0]) == pytest.approx((low, high), abs=1e-7)
    value = first[0] / first[1] - second[0] / second[1]
    assert name == "agresti_caffo" or low - 1e-9 <= value <= high + 1e-9
    assert math.isfinite(low)
    assert math.isfinite(high)


@given(counts, counts)
@settings(max_examples=60, deadline=None)
def test_that_a_score_interval_never_collapses(first, second):
    low, high = differences.miettinen_nurminen(*first, *second)
    assert high - low > 0.01
    assert -1 <= low <= high <= 1


def test_that_nothing_has_no_difference():
    for method in differences.METHODS.values():
        assert method(0, 0, 1, 2, 0.95) is None
    assert differences.independent(0, 0, 1, 2).reason == "no_data"
    assert differences.paired([[0, 0], [0, 0]]).reason == "no_data"
    assert differences.independent(9, 10, 5, 10).value == pytest.approx(0.4)
    assert differences.paired([[5, 3], [1, 4]]).value == pytest.approx(2 / 13)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_that_adjustments_agree_with_statsmodels(p):
    peers = {
        "bonferroni": "bonferroni",
        "holm": "holm",
        "hochberg": "simes-hochberg",
        "bh": "fdr_bh",
        "by": "fdr_by",
    }
    for name, peer in peers.items():
        assert compare.adjusted(p, name) == pytest.approx(multipletests(p, method=peer)[1])
        padded = compare.adjusted([*p, None], name)
        assert padded[-1] is None
        assert padded[:-1] == pytest.approx(compare.adjusted(p, name))


@pytest.mark.parametrize("alternative", ["greater", "less", "two.sided"])
def test_that_the_exact_test_agrees_with_scipy(alternative):
    for x, n, share in ((0, 9, 0.3), (9, 9, 0.3), (4, 9, 0.5), (485, 500, 0.95), (3, 40, 0.2)):
        peer = stats.binomtest(x, n, share, alternative.replace(".", "-")).pvalue
        assert exact.binomial_p(x, n, share, alternative) == pytest.approx(peer, rel=1e-9)
    assert exact.binomial_p(0, 0, 0.5) is None
    with pytest.raises(ValueError, match="alternative"):
        exact.binomial_p(1, 2, 0.5, "unequal")


def test_that_shares_0_and_1_have_exact_tests():
    assert exact.binomial_p(0, 5, 0.0) == 1
    assert exact.binomial_p(1, 5, 0.0) == 0
    assert np.isclose(exact.binomial_p(5, 5, 1.0), 1)
