"""What stays the same about agreement whatever the judgments are, and what peers compute too."""

import warnings

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.masi import krippendorff_alpha_masi
from reviewer_audit.stats.panel import KEYS, panel

DRAWS = 20
ANONYMOUS = ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1")


@st.composite
def judgments(draw, *, raters=(2, 4), missing=True):
    q = draw(st.integers(2, 5))
    shape = (draw(st.integers(*raters)), draw(st.integers(0, 30)))
    values = draw(arrays.arrays(np.uint8, shape, elements=st.integers(0, q if missing else q - 1)))
    return Codes(values, q)


def values(codes, **options):
    return {key: e.value for key, e in panel(codes, draws=DRAWS, **options).items()}


def same(one, other):
    assert one.keys() == other.keys()
    for key in one:
        assert one[key] == pytest.approx(other[key], abs=1e-9), key


@given(judgments())
def test_that_no_estimate_is_silent_or_out_of_its_interval(codes):
    for key, got in panel(codes, level="ordinal", draws=DRAWS).items():
        if got.value is None:
            assert got.reason, key
            assert got.note, key
            continue
        assert np.isfinite(got.value), key
        assert got.value <= 1 + 1e-12, key
        assert (got.low is None) == (got.high is None), key
        if got.low is not None:
            assert got.low <= got.value <= got.high, key


@given(judgments(), st.randoms(use_true_random=False))
def test_that_the_order_of_units_means_nothing(codes, random):
    order = list(range(codes.units))
    random.shuffle(order)
    one = panel(codes, level="ordinal", draws=DRAWS)
    assert panel(Codes(codes.values[:, order], codes.q), level="ordinal", draws=DRAWS) == one


@given(judgments(), st.randoms(use_true_random=False))
def test_that_the_order_of_raters_means_nothing(codes, random):
    order = list(range(codes.raters))
    random.shuffle(order)
    same(
        values(codes, level="ordinal"), values(Codes(codes.values[order], codes.q), level="ordinal")
    )


@given(judgments(), st.randoms(use_true_random=False))
def test_that_the_names_of_labels_mean_nothing(codes, random):
    names = list(range(codes.q))
    random.shuffle(names)
    renamed = np.array([*names, codes.q], np.uint8)[codes.values]
    same(values(codes), values(Codes(renamed, codes.q)))


@given(judgments())
def test_that_saying_everything_twice_moves_only_what_counts_pairs(codes):
    one, two = values(codes), values(Codes(np.tile(codes.values, 2), codes.q))
    del one["krippendorff_alpha"], two["krippendorff_alpha"]  # corrects for sample size
    same(one, two)


@given(judgments())
def test_that_unnamed_raters_give_the_same_values(codes):
    named, unnamed = values(codes), values(codes, anonymous=True)
    for key in (*ANONYMOUS, "brennan_prediger"):
        assert named[key] == pytest.approx(unnamed[key], abs=1e-9), key


@given(judgments(raters=(2, 2), missing=False))
def test_that_of_two_raters_the_families_meet(codes):
    got = values(codes)
    assert got["conger_kappa"] == pytest.approx(got["cohen_kappa"], abs=1e-9)
    assert got["fleiss_kappa"] == pytest.approx(got["scott_pi"], abs=1e-9)
    if got["scott_pi"] is not None:
        n = 2 * codes.units
        alpha = 1 - (1 - got["scott_pi"]) * (n - 1) / n
        assert got["krippendorff_alpha"] == pytest.approx(alpha, abs=1e-9)


@given(judgments(raters=(2, 2)))
def test_that_with_two_categories_weights_mean_nothing(codes):
    two = Codes(np.minimum(codes.values, 2), 2)
    got = values(two, level="ordinal")
    for key in ("cohen_kappa_linear", "cohen_kappa_quadratic"):
        assert got[key] == pytest.approx(got["cohen_kappa"], abs=1e-9)
    assert got["gwet_ac2"] == pytest.approx(got["gwet_ac1"], abs=1e-9)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=40).filter(lambda v: len(set(v)) > 1))
def test_that_a_copy_agrees_perfectly(answers):
    got = values(Codes(np.array([answers, answers], np.uint8), 4), level="ordinal")
    assert all(got[key] == pytest.approx(1) for key in KEYS)


@given(judgments(), st.integers(2, 4))
@settings(max_examples=40)
def test_that_clusters_and_equal_weights_leave_the_values_alone(codes, size):
    clusters = np.arange(codes.units) // size
    weights = np.full(codes.units, 0.3)
    same(values(codes), values(codes, clusters=clusters, weights=weights))


@given(judgments(raters=(2, 2)))
def test_that_cohen_agrees_with_scikit_learn(codes):
    first, second = codes.values[:, (codes.values < codes.q).all(axis=0)]
    got = values(codes, level="ordinal")
    names = {
        "cohen_kappa": None,
        "cohen_kappa_linear": "linear",
        "cohen_kappa_quadratic": "quadratic",
    }
    for key, weights in names.items():
        if got[key] is None:
            assert len(set(first) | set(second)) < 2
        else:
            labels = list(range(codes.q))
            peer = cohen_kappa_score(first, second, labels=labels, weights=weights)
            assert got[key] == pytest.approx(peer, abs=1e-9), key


@given(judgments(raters=(2, 5), missing=False))
def test_that_fleiss_agrees_with_statsmodels(codes):
    got = values(codes)["fleiss_kappa"]
    if got is not None:
        table, _ = aggregate_raters(codes.values.T.astype(int), n_cat=codes.q)
        assert got == pytest.approx(statsmodels_fleiss(table), abs=1e-9)


@given(judgments(raters=(2, 5)), st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
@settings(max_examples=200)
def test_that_alpha_agrees_with_the_krippendorff_package(codes, level):
    scores = np.arange(1.0, codes.q + 1)
    got = values(codes, level=level, scores=scores)["krippendorff_alpha"]
    if got is None:
        return
    data = np.append(scores, np.nan)[codes.values]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = krippendorff.alpha(
            reliability_data=data, level_of_measurement=level, value_domain=list(scores)
        )
    assert got == pytest.approx(peer, abs=1e-9)


SETS = st.none() | st.frozensets(st.sampled_from("abcd"), max_size=3)


def masi(one, other):
    if one == other:
        return 0.0
    common = one & other
    kind = 2 / 3 if one <= other or other <= one else 1 / 3 if common else 0
    return 1 - kind * len(common) / len(one | other)


@given(st.lists(st.lists(SETS, min_size=2, max_size=3), max_size=20))
def test_that_masi_alpha_is_one_minus_observed_over_expected(units):
    judged = [[s for s in unit if s is not None] for unit in units]
    judged = [unit for unit in judged if len(unit) > 1]
    pooled = [s for unit in judged for s in unit]
    expected = sum(masi(a, b) for a in pooled for b in pooled)
    got = krippendorff_alpha_masi(units, draws=DRAWS)
    if expected == 0:
        assert got.value is None
        assert got.reason in {"no_data", "no_pairs", "no_variation"}
        return
    observed = sum(masi(a, b) / (len(unit) - 1) for unit in judged for a in unit for b in unit)
    assert got.value == pytest.approx(1 - (len(pooled) - 1) * observed / expected, abs=1e-9)
    if got.low is not None:
        assert got.low <= got.value <= got.high


def test_that_masi_alpha_takes_raters_by_name():
    named = [{"Ann": ["a"], "Bo": ["a", "b"]}, {"Bo": ["c"], "Cy": ["c"]}, {"Ann": ["a"]}]
    placed = [[["a"], ["a", "b"], None], [None, ["c"], ["c"]], [["a"], None, None]]
    assert krippendorff_alpha_masi(named).value == krippendorff_alpha_masi(placed).value


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_that_the_standard_error_is_the_derivative_of_the_coefficient(level):
    n, step = 30, 1e-4
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 4, n)
    raters = [np.where(rng.random(n) < 0.4, rng.integers(0, 4, n), truth) for _ in range(3)]
    judged = np.array(raters, np.uint8)
    judged[2, 10:] = 4
    codes = Codes(judged, 4)
    got = panel(codes, level=level)
    moved = {key: [] for key in KEYS if got[key].value is not None}
    for unit in range(n):
        weights = np.ones(n)
        weights[unit] += step
        more = panel(codes, level=level, weights=weights, draws=2)
        for key, each in moved.items():
            each.append((more[key].value - got[key].value) / step)
    for key, each in moved.items():
        se = np.sqrt(n / (n - 1) * np.sum(np.square(each)))
        assert got[key].se == pytest.approx(se, rel=0.03), key


@pytest.mark.parametrize("units", [50, 100])
def test_that_the_interval_covers_what_it_says_at_rare_violations(units):
    # two raters, 3% violating, 98% agreement: kappa .656; a t interval covers .41 at n = 50
    cells = np.array([0.02, 0.01, 0.01, 0.96])
    rng = np.random.default_rng(11)
    truth, covered, runs = 0.6564, 0, 150
    for counts in rng.multinomial(units, cells, runs):
        got = panel(Codes.from_table(counts.reshape(2, 2)), draws=400)["cohen_kappa"]
        covered += got.value is None or got.low <= truth <= got.high
    assert covered / runs > 0.85
