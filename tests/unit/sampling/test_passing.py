"""How often a plan leads to which verdict, against every count tried by the verdict itself."""

from math import comb

import numpy as np
import pytest
from scipy import stats

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import passing
from reviewer_audit.stats.verdict import Evidence, Promise, critical_counts, judge

STATUS = ("meets", "below", "inconclusive")


def by_the_verdict(n, truth, target, *, population=None, confidence=0.95):
    """Add up the chance of every count, each judged as an audit would be."""
    total = dict.fromkeys(STATUS, 0.0)
    for right in range(n + 1):
        if population is None:
            chance = stats.binom.pmf(right, n, truth)
        else:
            good = population - round(population * (1 - truth))
            whole = comb(good, right) * comb(population - good, n - right)
            chance = whole / comb(population, n)
        seen = Evidence(share=right / n, n=n, n_eff=float(n), frame=population)
        verdict = judge([(seen, Promise(threshold=target, confidence=confidence))])[0]
        total[verdict.status] += chance
    return total


@pytest.mark.parametrize("population", [None, 60, 130, 400])
@pytest.mark.parametrize(("n", "target"), [(40, 0.9), (60, 0.95), (20, 0.8)])
def test_that_the_chances_are_those_of_every_count_judged(n, target, population):
    for truth in (0.7, target - 0.02, target, 0.97, 1.0):
        got = passing.if_true([truth], n, target, population=population)[0]
        expected = by_the_verdict(n, truth, target, population=population)
        assert [got.meets, got.below, got.inconclusive] == pytest.approx(
            [expected[name] for name in STATUS], abs=1e-9
        )


def test_that_zero_failure_plans_pass_as_often_as_no_error_turns_up():
    # 59 without an error show 95 %: passes with chance truth ** 59
    for truth in (0.95, 0.99, 0.999):
        got = passing.if_true([truth], 59, 0.95)[0]
        assert got.meets == pytest.approx(truth**59)


def test_that_a_simulated_audit_passes_as_often():
    right = np.random.default_rng(7).binomial(457, 0.97, 40_000)
    meets, below = critical_counts(457, 0.95, 0.95)
    got = passing.if_true([0.97], 457, 0.95)[0]
    assert (right >= meets).mean() == pytest.approx(got.meets, abs=0.01)
    assert (right <= below).mean() == pytest.approx(got.below, abs=0.01)


def test_that_better_vendors_pass_more_often_and_chances_add_up():
    got = passing.if_true(np.linspace(0.8, 1, 41).tolist(), 300, 0.95)
    meets = [p.meets for p in got]
    assert meets == sorted(meets)
    assert all(p.meets + p.below + p.inconclusive == pytest.approx(1) for p in got)
    assert meets[-1] == 1


def test_that_a_census_leaves_nothing_open():
    for truth, status in ((0.94, "below"), (0.95, "meets"), (0.96, "meets")):
        got = passing.if_true([truth], 200, 0.95, population=200)[0]
        assert getattr(got, status) == pytest.approx(1)
    assert passing.chance_of_wrong_verdict(200, 0.95, population=200) == 0


@pytest.mark.parametrize("n", [10, 59, 124, 457])
def test_that_a_wrong_verdict_is_the_likelier_of_the_two_at_the_target(n):
    at_target = passing.if_true([0.95], n, 0.95)[0]
    worse = max(at_target.meets, at_target.below)
    assert passing.chance_of_wrong_verdict(n, 0.95) == pytest.approx(worse)
    missed, reached = passing.if_true([0.949, 0.95], n, 0.95, population=1000)
    assert passing.chance_of_wrong_verdict(n, 0.95, population=1000) == pytest.approx(
        max(missed.meets, reached.below)
    )


@pytest.mark.parametrize("target", [0.8, 0.93, 0.95, 0.99])
@pytest.mark.parametrize("population", [30, 57, 400, 2500])
def test_that_a_frame_keeps_the_stated_risk_whatever_part_of_it_is_seen(target, population):
    for n in np.unique(np.geomspace(1, population, 25).astype(int)).tolist():
        assert passing.chance_of_wrong_verdict(n, target, population=population) <= 0.05 + 1e-12


def test_that_the_usual_truths_lie_around_the_target():
    around = passing.around(0.95)
    assert around == (0.9, 0.925, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
    assert min(passing.around(0.3)) == 0


@pytest.mark.parametrize(
    "wrong", [{"size": 0}, {"size": 30, "population": 20}, {"truths": [1.2]}, {"truths": [None]}]
)
def test_that_impossible_questions_are_refused(wrong):
    given = {"truths": [0.9], "size": 20, "target": 0.95} | wrong
    if given["truths"] == [None]:
        given["truths"] = [float("nan")]
    with pytest.raises(SampleError):
        passing.if_true(**given)
