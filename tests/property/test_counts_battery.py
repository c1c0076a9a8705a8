"""Counts, frames and plans that hold next to nothing: a value, or a reason, never NaN."""

import json

import numpy as np
import pytest

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import acceptance, agreement_size, size
from reviewer_audit.stats import (
    balance,
    charts,
    classification,
    compare,
    decompose,
    differences,
    funnel,
    imperfect,
    intervals,
    intra,
    marginal,
    shrinkage,
)
from reviewer_audit.stats.accuracy import estimates, evidence
from reviewer_audit.stats.design import Grouping, prepare, shares
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.panel import panel
from reviewer_audit.stats.verdict import Promise, judge
from tests.property.degenerate import codes, sound

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
    there = np.array(n, bool)
    sound(funnel.overdispersion(np.array(x)[there], np.array(n)[there]))
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
