"""Who is stricter: against statsmodels, and where nothing can be said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.contingency_tables import mcnemar as peer_mcnemar

from reviewer_audit.stats import compare, marginal, measures
from reviewer_audit.stats.coding import Codes

TESTS = [marginal.bowker, marginal.stuart_maxwell, marginal.bhapkar]
MEASURES = [m for m in measures("raters") if m.key != "light_kappa"]
tables = st.integers(2, 4).flatmap(
    lambda q: st.lists(st.lists(st.integers(1, 60), min_size=q, max_size=q), min_size=q, max_size=q)
)


@given(tables)
@settings(max_examples=60, deadline=None)
def test_that_symmetry_and_margins_agree_with_statsmodels(table):
    peer = SquareTable(np.array(table, float), shift_zeros=False)
    found, other = marginal.bowker(table), peer.symmetry()
    assert found.statistic == pytest.approx(other.statistic)
    assert found.p == pytest.approx(other.pvalue)
    assert found.df == other.df
    for method, name in (
        (marginal.stuart_maxwell, "stuart_maxwell"),
        (marginal.bhapkar, "bhapkar"),
    ):
        found, other = method(table), peer.homogeneity(method=name)
        assert found.statistic == pytest.approx(other.statistic, rel=1e-6, abs=1e-9)
        assert found.df == other.df


@given(tables)
@settings(max_examples=60, deadline=None)
def test_that_labels_may_change_places_and_raters_too(table):
    counts = np.array(table)
    order = np.arange(len(counts))[::-1]
    for test in TESTS:
        whole = test(counts)
        for other in (counts.T, counts[np.ix_(order, order)]):
            assert test(other).p == pytest.approx(whole.p, abs=1e-9)


def test_that_a_category_with_equal_margins_stays_and_one_without_a_difference_goes():
    table = np.array([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    equal = np.array([[5, 4, 2], [4, 5, 6], [2, 1, 5]])  # the first category: equal margins
    wider = np.zeros((4, 4), int)
    wider[:3, :3], wider[3, 3] = table, 50
    assert marginal.stuart_maxwell(equal).df == 2
    assert marginal.stuart_maxwell(wider).df == 2
    assert marginal.stuart_maxwell(wider).statistic == pytest.approx(
        marginal.stuart_maxwell(table).statistic
    )


def test_that_two_categories_are_mcnemar():
    for test in (marginal.bowker, marginal.stuart_maxwell):
        assert test([[59, 6], [16, 80]]).statistic == pytest.approx(100 / 22)


@pytest.mark.parametrize(("b", "c"), [(6, 16), (0, 5), (3, 3), (40, 1)])
def test_that_mcnemar_agrees_with_statsmodels(b, c):
    found, table = compare.mcnemar(b, c), [[9, b], [c, 9]]
    assert found["p_exact"] == pytest.approx(peer_mcnemar(table, exact=True).pvalue)
    plain = peer_mcnemar(table, exact=False, correction=False)
    assert found["p"] == pytest.approx(plain.pvalue)


@pytest.mark.parametrize("test", TESTS)
def test_that_no_difference_is_p_1_and_nothing_is_no_data(test):
    same = test(np.diag([5, 5, 5]))
    assert (same.p, same.statistic) == (1, None)
    empty = test(np.zeros((3, 3)))
    assert (empty.p, empty.reason) == (None, "no_data")
    for bad in ([[1, 2, 3]], [[1, -1], [0, 1]], [[1, np.nan], [0, 1]]):
        with pytest.raises(ValueError, match=r"table|counts"):
            test(bad)


def test_that_bhapkar_has_no_value_where_all_units_differ_one_way():
    assert marginal.bhapkar([[0, 5], [0, 0]]).reason == "zero_denominator"


def codes(table):
    return Codes.from_table(table)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_that_a_measure_says_why_it_has_no_value(measure):
    table = [[30, 4], [9, 40]]
    three = Codes(np.zeros((3, 5), np.uint8), 2)
    assert measure.compute(three).reason == "not_applicable"
    assert measure.compute(codes(table), anonymous=True).reason == "not_applicable"
    assert measure.compute(codes(table), weights=np.arange(1, 84)).reason == "not_applicable"
    assert measure.compute(codes([[0, 0], [0, 0]])).reason == "no_data"
    alone = Codes(np.array([[0, 2], [2, 1]], np.uint8), 2)
    assert measure.compute(alone).reason == "no_pairs"
    assert 0 <= measure.compute(codes(table)).value <= 1 or measure.key == "strictness"


def test_that_strictness_has_the_sign_of_who_flags_more():
    compute = {m.key: m.compute for m in MEASURES}["strictness"]
    got = compute(codes([[30, 4], [9, 40]]), violating=[False, True])
    assert got.value == pytest.approx((9 - 4) / 83)  # the first rater flags more
    assert got.low < got.value < got.high
    turned = compute(codes([[30, 4], [9, 40]]), violating=[True, False])
    assert turned.value == -got.value
    assert compute(codes(np.eye(3, dtype=int))).reason == "not_applicable"
    folded = compute(codes([[30, 4, 0], [9, 40, 5], [0, 5, 7]]), violating=[False, True, True])
    assert folded.value == pytest.approx((9 - 4) / 100)


def test_that_light_is_the_mean_of_the_pairs_and_names_what_it_leaves_out():
    light = next(m for m in measures("raters") if m.key == "light_kappa")
    rows = np.random.default_rng(3).integers(0, 3, (4, 80)).astype(np.uint8)
    rows[1] = rows[0]
    plain = light.compute(Codes(rows, 3), draws=200)
    kappa = next(m for m in measures("codes") if m.key == "cohen_kappa").compute
    each = [kappa(Codes(rows[[i, j]], 3), draws=5).value for i in range(4) for j in range(i + 1, 4)]
    assert plain.value == pytest.approx(np.mean(each))
    assert plain.low < plain.value < plain.high
    assert plain.se > 0
    gap = rows.copy()
    gap[3, 1:] = 3
    assert "pairs_left_out" in light.compute(Codes(gap, 3), draws=20).flags
    assert light.compute(Codes(rows, 3), anonymous=True).reason == "not_applicable"
    assert light.compute(Codes(np.zeros((3, 9), np.uint8), 2)).reason == "no_variation"
