"""Every measure over inputs that hold next to nothing: a value, or a reason, never NaN.

What the panel does with ordinary judgments is in test_agreement.py; here are the inputs of the
edge-case table over everything that computes, and the laws that all of them keep.
"""

import json
from dataclasses import fields, is_dataclass
from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import acceptance, agreement_size, size
from reviewer_audit.stats import (
    against_chance,
    balance,
    charts,
    classification,
    compare,
    decompose,
    design_kappa,
    differences,
    funnel,
    imperfect,
    intervals,
    intra,
    latent,
    light,
    marginal,
    masi,
    measures,
    pairwise,
    parts,
    percent,
    shrinkage,
)
from reviewer_audit.stats.accuracy import estimates, evidence
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.design import Grouping, prepare, shares
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.panel import KEYS, described, panel
from reviewer_audit.stats.verdict import Promise, judge

NO = 255  # no answer, in the tables below


def codes(rows, q):
    values = np.array(rows, np.uint8).reshape(len(rows), -1)
    return Codes(np.where(values == NO, q, values).astype(np.uint8), q)


DEGENERATE = {
    "no rater": Codes(np.empty((0, 4), np.uint8), 2),
    "no unit": Codes(np.empty((2, 0), np.uint8), 2),
    "no unit, three raters": Codes(np.empty((3, 0), np.uint8), 5),
    "all missing": codes([[NO] * 5, [NO] * 5], 3),
    "one rater": codes([[0, 1, 1, 0]], 2),
    "one unit, agreed": codes([[1], [1]], 2),
    "one unit, not agreed": codes([[0], [1]], 2),
    "one unit of many": codes([[0, NO, 1], [1, 0, NO]], 2),
    "nobody shares a unit": codes([[0, 1, NO, NO], [NO, NO, 1, 0]], 2),
    "a rater without an answer": codes([[0, 1, 1], [0, 1, 0], [NO, NO, NO]], 2),
    "one declared category": codes([[0, 0, 0], [0, 0, 0]], 1),
    "one of two used": codes([[1] * 6, [1] * 6], 2),
    "one of five used, three raters": codes([[4] * 6] * 3, 5),
    "all agree": codes([[0, 1, 0, 1, 1], [0, 1, 0, 1, 1]], 2),
    "all agree, gaps": codes([[0, 1, 0, NO], [0, 1, NO, 1], [NO, 1, 0, 1]], 2),
    "always the other": codes([[0, 1, 0, 1], [1, 0, 1, 0]], 2),
    "one never says it": codes([[0, 0, 0, 0], [0, 1, 1, 0]], 2),
    "three always apart": codes([[0, 1], [1, 2], [2, 0]], 3),
    "200 categories, two units": codes([[0, 199], [199, 0]], 200),
}
OPTIONS = {
    "plain": {},
    "ordinal": {"level": "ordinal"},
    "interval": {"level": "interval"},
    "ratio": {"level": "ratio"},
    "anonymous": {"anonymous": True},
    "analytic": {"interval": "analytic"},
    "bootstrap": {"interval": "bootstrap"},
}
DRAWS = 20


def told(one, where):
    """Fail on an estimate without value and reason, or outside its interval."""
    assert (one.value is None) == bool(one.reason and one.note), where
    assert (one.low is None) == (one.high is None), where
    if one.low is not None:
        assert one.low - 1e-12 <= one.value <= one.high + 1e-12, where
    json.dumps(one.as_json(), allow_nan=False)


def sound(value, where=""):
    """Fail on NaN anywhere in what a measure returns."""
    if isinstance(value, Estimate):
        told(value, where)
    if isinstance(value, float):
        assert isfinite(value), where
    elif is_dataclass(value):
        for field in fields(value):
            sound(getattr(value, field.name), f"{where}.{field.name}")
    elif isinstance(value, dict):
        for key, one in value.items():
            sound(one, f"{where}[{key}]")
    elif isinstance(value, (list, tuple)):
        for k, one in enumerate(value):
            sound(one, f"{where}[{k}]")
    elif isinstance(value, np.ndarray):
        assert np.isfinite(value).all(), where


each_input = pytest.mark.parametrize("given", DEGENERATE.values(), ids=DEGENERATE.keys())


@each_input
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
def test_that_every_measure_answers_or_says_why_not(given, options):
    many = {"draws": DRAWS, **options}
    for measure in measures():
        sound(measure.compute(given, **many), measure.key)
    marks = [None, [k > 0 for k in range(given.q)]]
    if not options:
        marks += [[False] * given.q, [True] * given.q]
    for violating in marks:
        found, sentence = described(given, violating=violating, **many)
        sound(found)
        assert sentence
        assert "nan" not in sentence.lower()


@each_input
@pytest.mark.parametrize("clusters", ["one", "each"])
def test_that_clusters_and_weights_change_no_refusal_into_a_crash(given, clusters):
    group = np.zeros(given.units, int) if clusters == "one" else np.arange(given.units)
    sound(panel(given, draws=DRAWS, clusters=group))
    sound(panel(given, draws=DRAWS, clusters=group, weights=np.arange(1.0, given.units + 1)))


@each_input
def test_that_what_stands_beside_a_coefficient_bears_it_too(given):
    judged = sample(given, draws=DRAWS, violating=[k > 0 for k in range(given.q)])
    sound(parts.parts(judged))
    sound(against_chance.cohen_test(judged))
    sound(against_chance.fleiss_test(judged))
    sound(against_chance.per_category(given))
    sound(light.light_kappa(judged))
    sound(percent.specific_agreement(judged))
    sound([percent.all_agree(judged), percent.share_of(judged, [True] * given.q)])
    sound(pairwise.pairwise(judged))
    if given.raters == 2:
        sound([balance.expected_agreement(judged), balance.largest_kappa(judged)])
        sound(intra.consistency(given, violating=[k > 0 for k in range(given.q)]))
        sound(design_kappa.design_kappa(given))
        table = marginal.table_of(judged)
        sound([test(table) for test in (marginal.bowker, marginal.stuart_maxwell)])
        sound(marginal.bhapkar(table))
    units = [
        {str(r): {str(v)} for r, v in enumerate(column) if v < given.q}
        for column in given.values.T.tolist()
    ]
    sound(masi.krippendorff_alpha_masi(units, draws=DRAWS))


@each_input
def test_that_latent_truth_is_fitted_or_refused(given):
    found = latent.dawid_skene(given)
    if isinstance(found, latent.Latent):
        sound([found.shares, found.confusion, found.loglik, found.accuracy])
    else:
        sound(found)
        assert found.reason in {"no_data", "not_identifiable"}
    sound(latent.share_intervals(given, draws=3))


REASONS = {  # edge-case table: situation -> reason of percent, of kappa and its kin, of AC1 and BP
    "no unit": ("no_data", "no_data", "no_data"),
    "all missing": ("no_data", "no_data", "no_data"),
    "one rater": ("no_pairs", "no_pairs", "no_pairs"),
    "nobody shares a unit": ("no_pairs", "no_pairs", "no_pairs"),
    "one declared category": (None, "no_variation", "no_variation"),
    "one of two used": (None, "no_variation", None),
    "one of five used, three raters": (None, "no_variation", None),
    "all agree": (None, None, None),
    "always the other": (None, None, None),
}


@pytest.mark.parametrize("name", REASONS)
def test_that_reasons_are_those_of_the_edge_case_table(name):
    found = panel(DEGENERATE[name], draws=DRAWS)
    plain, corrected, guessing = REASONS[name]
    assert found["percent_agreement"].reason == plain
    for key in ("fleiss_kappa", "krippendorff_alpha"):
        assert found[key].reason == corrected, key
    for key in ("gwet_ac1", "brennan_prediger"):
        assert found[key].reason == guessing, key


COUNTS = [(0, 0), (0, 1), (1, 1), (0, 7), (7, 7), (3, 7), (0, 5000), (5000, 5000), (4999, 5000)]


@pytest.mark.parametrize(("x", "n"), COUNTS)
def test_that_a_share_of_none_or_all_has_its_interval(x, n):
    for method in (None, *(name for name in intervals.METHODS if name != "wald")):
        got = intervals.proportion(x, n, method=method)
        assert got.reason == ("no_data" if n == 0 else None)
        if got.low is not None and method not in {"agresti_coull", "wilson_cc"}:
            assert (got.low == 0) == (x == 0)
            assert (got.high == 1) == (x == n)
        sound(got)
    sound(imperfect.if_auditors_err(x, n))
    sound(imperfect.rogan_gladen(x, n, 0.5, 0.5))
    sound(imperfect.adjusted((x, n), (0, 0), (5, 5)))
    sound(imperfect.adjusted((x, n), (1, 2), (1, 2)))
    sound(imperfect.adjusted((x, n), (9, 9), (9, 9)))
    for other in COUNTS:
        for method in differences.METHODS:
            got = differences.independent(x, n, *other, method=method)
            assert (got.value is None) == (n == 0 or other[1] == 0)
            if method != "wald":
                sound(got, method)


@pytest.mark.parametrize("table", [((0, 0), (0, 0)), ((5, 0), (0, 0)), ((0, 5), (0, 0)), ((0, 2), (2, 0)), ((3, 0), (0, 3))])  # fmt: skip
def test_that_pairs_without_a_difference_compare(table):
    sound(differences.paired(table))
    sound(compare.mcnemar(table[0][1], table[1][0]))
    sound([test(table) for test in (marginal.bowker, marginal.stuart_maxwell, marginal.bhapkar)])
    sound(balance.balance(table))


@pytest.mark.parametrize("answers", [np.empty((0, 3)), [[1.0]], [[0, 0, 0]], [[1, 1], [1, 1]], [[np.nan, 1]]])  # fmt: skip
def test_that_cochran_says_why_not(answers):
    found = marginal.cochran_q(answers)
    sound(found)
    assert found.p is None or found.p == 1


LABELS = {
    "nothing": ([], [], 3),
    "one decision, right": ([1], [1], 3),
    "one decision, wrong": ([0], [1], 3),
    "one label": ([0] * 5, [0] * 5, 1),
    "never called": ([0, 0, 0], [1, 1, 0], 2),
    "never true": ([0, 1, 1], [0, 0, 0], 2),
    "all right": ([0, 1, 2, 0], [0, 1, 2, 0], 3),
    "all wrong": ([0, 1, 0], [1, 0, 1], 2),
}


@pytest.mark.parametrize(("called", "truth", "labels"), LABELS.values(), ids=LABELS.keys())
@pytest.mark.parametrize("designed", [False, True])
def test_that_classification_bears_nothing_and_all(called, truth, labels, designed):
    n = len(called)
    drawn = {"weight": np.arange(1.0, n + 1), "stratum": np.arange(n) % 2} if designed else {}
    judged = classification.judged(called, truth, labels, **drawn)
    sound(classification.scores(judged))
    sound([classification.accuracy(judged), classification.micro(judged)])
    sound([classification.averaged(judged), classification.averaged(judged, by_support=True)])
    sound(classification.mcc(judged))
    for side in ([k > 0 for k in range(labels)], [False] * labels, [True] * labels):
        sound(classification.enforcement(judged, side))


PEOPLE = [
    ([], []),
    ([0], [0]),
    ([0, 0, 0], [0, 0, 0]),
    ([1], [1]),
    ([5], [5]),
    ([0] * 6, [40] * 6),
    ([40] * 6, [40] * 6),
    ([0, 40, 0, 40, 0, 40], [40] * 6),
    ([1, 0, 0, 1, 1, 0], [1, 1, 0, 1, 1, 0]),
    ([38, 39, 0, 40, 37, 40], [40, 40, 0, 40, 40, 40]),
]


@pytest.mark.parametrize(("x", "n"), PEOPLE)
def test_that_people_and_periods_without_decisions_stay_gaps(x, n):
    for spread in (False, True):
        for target in (None, 0.95, 1.0, 0.0):
            sound(funnel.funnel(x, n, target=target, allow_spread=spread))
    for target in (None, 0.95):
        lines = shrinkage.shrunken(x, n, target=target)
        sound(lines)
        for line, m in zip(lines, n, strict=True):
            assert line.rank is None or m >= shrinkage.RANKED
    for chart in (charts.p_chart, charts.laney, charts.ewma):
        for center in (None, 0.95, 1.0):
            found = chart(x, n, center=center)
            sound(found)
            assert [point is None for point in found.points] == [m == 0 for m in n]
    sound(charts.dispersion(x, n))


def test_that_a_mix_of_one_slice_or_of_slices_gone_adds_up():
    for first, second in (
        (([1.0], [0.9], [0]), ([1.0], [0.9], [0])),
        (([1, 0], [1.0, 0.0], [5, 0]), ([0, 1], [0.0, 1.0], [0, 5])),
        (([1, 1], [0.0, 1.0], [1, 1]), ([1, 1], [1.0, 0.0], [1, 1])),
    ):
        sound(decompose.effects(decompose.side(*first), decompose.side(*second)))


@pytest.mark.parametrize("each", [[], [Estimate.undefined("no_data", "Nothing.")], [Estimate(value=1.0, n=3)], [Estimate(value=1.0, n=3, se=0.0)]])  # fmt: skip
def test_that_nothing_to_pool_is_said(each):
    sound(intra.pooled(each))


FRAMES = {
    "nothing drawn": ([], [10]),
    "one decision": ([0], [10]),
    "everything drawn": ([0, 0, 0], [3]),
    "an empty stratum": ([0, 0], [10, 5]),
    "a stratum of one": ([0, 0, 1], [10, 5]),
    "a stratum of none": ([0, 0, 0], [10, 0]),
}


@pytest.mark.parametrize(("stratum", "population"), FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("estimand", ["process", "batch", "other_reviewers"])
@pytest.mark.parametrize("right", [0, 1])
@pytest.mark.parametrize("counted", [False, True])
def test_that_a_frame_hardly_seen_gives_an_estimate_or_a_reason(
    stratum, population, estimand, right, counted
):
    h = np.array(stratum, int)
    n, taken = len(h), np.bincount(h, minlength=len(population))
    chance = (taken / np.maximum(population, 1))[h] if n else np.empty(0)
    for cluster in (None, np.zeros(n, int)):
        drawn = prepare(
            stratum=h,
            population=np.array(population),
            probability=chance,
            counted=np.full(n, counted),
            cluster=np.zeros(n, int) if estimand == "other_reviewers" else cluster,
            estimand=estimand,
        )
        hit = np.full(n, bool(right))
        for grouping in (Grouping(drawn, None, 1), Grouping(drawn, np.zeros(n, int), 2)):
            for domain in (np.ones(n, bool), np.zeros(n, bool)):
                got = shares(grouping, hit, domain)
                found = estimates(got, grouping)
                sound(found)
                for k in range(grouping.count):
                    said = evidence(got, grouping, k)
                    for rule in ("proven", "unless_disproven"):
                        verdict = judge([(said, Promise(threshold=0.95, rule=rule))])[0]
                        sound(verdict)
                        json.dumps(verdict.as_json(), allow_nan=False)
                        if said.share is None:
                            assert verdict.status == "inconclusive"
                            assert verdict.reason


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf])
def test_that_a_weight_or_a_chance_that_is_none_is_an_error(wrong):
    weights = np.array([1.0, wrong])
    with pytest.raises(ValueError, match="positive"):
        panel(codes([[0, 1], [0, 1]], 2), weights=weights)
    with pytest.raises(ValueError, match="positive"):
        classification.judged([0, 1], [0, 1], 2, weight=weights)
    with pytest.raises(ValueError, match="positive"):
        prepare(
            stratum=np.zeros(2, int),
            population=np.array([5]),
            probability=weights,
            counted=np.ones(2, bool),
        )


@pytest.mark.parametrize("target", [0.01, 0.5, 0.95, 0.999])
def test_that_planning_answers_with_whole_decisions(target):
    for population in (None, 1, 50):
        sound(size.plan(target=target, population=population))
    assert size.demonstration_size(1 - target, 0) >= 1
    assert 0 <= size.chance_of_wrong_verdict(1, target) <= 0.05 + 1e-12
    assert acceptance.accepted([0.0, 1.0], 5, 0).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1, np.nan])
def test_that_planning_refuses_what_is_no_share(target):
    with pytest.raises(SampleError):
        size.plan(target=target)
    with pytest.raises(SampleError):
        acceptance.Promise(rate=target, chance=0.9)
    with pytest.raises(SampleError):
        agreement_size.Raters(first=target, second=0.5).table(0.5)


# --- laws that test_agreement.py does not state


@st.composite
def pairs(draw):
    q = draw(st.integers(2, 4))
    answers = st.integers(0, q)
    rows = draw(st.lists(st.tuples(answers, answers), min_size=0, max_size=25))
    return Codes(np.array(rows, np.uint8).reshape(-1, 2).T.copy(), q)


def values(found):
    return [one.value for one in found]


def close(first, second):
    for one, other in zip(values(first), values(second), strict=True):
        assert one == pytest.approx(other, abs=1e-9)


@given(pairs())
@settings(max_examples=25, deadline=None)
def test_that_tests_of_two_raters_do_not_ask_who_is_first(judged):
    turned = Codes(judged.values[::-1].copy(), judged.q)
    marks = [k > 0 for k in range(judged.q)]
    for measure in measures("raters"):
        one = measure.compute(judged, violating=marks)
        other = measure.compute(turned, violating=marks)
        sign = -1 if measure.key == "strictness" and one.value is not None else 1
        assert one.reason == other.reason, measure.key
        if one.value is not None:
            assert one.value == pytest.approx(sign * other.value, abs=1e-9), measure.key


@given(pairs(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_that_order_of_rows_and_labels_moves_no_test_either(judged, random):
    rows, names = list(range(judged.units)), list(range(judged.q))
    random.shuffle(rows)
    random.shuffle(names)
    moved = np.array([*names, judged.q], np.uint8)[judged.values[:, rows]]
    for key, measure in ((one.key, one) for one in measures("raters")):
        marks = np.arange(judged.q) > 0
        renamed = np.empty(judged.q, bool)
        renamed[names] = marks
        one = measure.compute(judged, violating=marks.tolist())
        other = measure.compute(Codes(moved, judged.q), violating=renamed.tolist())
        assert one.value == pytest.approx(other.value, abs=1e-9), key


@given(pairs(), st.integers(1, 20))
@settings(max_examples=25, deadline=None)
def test_that_units_nobody_judged_are_no_category(judged, gaps):
    empty = np.full((2, gaps), judged.q, np.uint8)
    more = Codes(np.hstack([judged.values, empty]), judged.q)
    for measure in measures():
        close([measure.compute(judged, draws=2)], [measure.compute(more, draws=2)])


@given(pairs())
@settings(max_examples=25, deadline=None)
def test_that_alpha_is_told_twice_as_published(judged):
    # 1 - (N - 1) Do / De with N ratings: said twice, N doubles and the shares stay
    one = panel(judged, draws=2)["krippendorff_alpha"].value
    two = panel(Codes(np.tile(judged.values, 2), judged.q), draws=2)["krippendorff_alpha"].value
    assert (one is None) == (two is None)
    if one is not None:
        n = 2 * (judged.values < judged.q).all(axis=0).sum()
        assert 1 - two == pytest.approx((1 - one) * (2 * n - 1) / (2 * n) * n / (n - 1), abs=1e-9)


decisions = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=0, max_size=30)


@given(decisions, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_that_classification_knows_no_order_and_bears_doubling(rows, random):
    def scored(given_rows):
        called, truth = zip(*given_rows, strict=True) if given_rows else ((), ())
        judged = classification.judged(called, truth, 3)
        each = classification.averaged(judged)
        return [each.precision, each.recall, each.f1, classification.mcc(judged)]

    shuffled = list(rows)
    random.shuffle(shuffled)
    close(scored(rows), scored(shuffled))
    close(scored(rows), scored(rows * 2))


@given(st.lists(st.integers(0, 2), min_size=3, max_size=30).filter(lambda v: len(set(v)) > 1))
@settings(max_examples=40, deadline=None)
def test_that_what_is_the_same_is_one(answers):
    judged = classification.judged(answers, answers, 3)
    assert classification.mcc(judged).value == pytest.approx(1)
    assert classification.averaged(judged).f1.value == pytest.approx(1)
    same = codes([answers, answers, answers], 3)
    found = panel(same, draws=2)
    for key in set(KEYS) - {"cohen_kappa", "cohen_kappa_linear", "cohen_kappa_quadratic", "scott_pi", "gwet_ac2"}:  # fmt: skip
        assert found[key].value == pytest.approx(1), key
    assert light.light_kappa(sample(same, draws=2)).value == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None)
def test_that_people_in_another_order_keep_their_figures(rows):
    n = [a + b for a, b in rows]
    x = [a for a, _ in rows]
    one, other = shrinkage.shrunken(x, n), shrinkage.shrunken(x[::-1], n[::-1])
    for first, second in zip(one, other[::-1], strict=True):
        assert first.shrunken.reason == second.shrunken.reason
        if first.shrunken.value is not None:
            assert first.shrunken.value == pytest.approx(second.shrunken.value, abs=1e-5)
        sound(first)
