"""Who is stricter, against statsmodels and scikit-learn."""

import json

import numpy as np
import pytest
import sklearn.metrics as sk
from scipy.stats import binom
from statsmodels.stats.contingency_tables import SquareTable

from reviewer_audit.reports.strict import strict
from tests.unit.reports.audits import POLICY, audit
from tests.unit.reports.test_sensitivity import graded

KEYS = [label.key for label in POLICY.labels]


def two(n=300, seed=5, **more):
    """Two auditors, the second of whom lets a third of the violations of the first pass."""
    rng = np.random.default_rng(seed)
    one = rng.choice(["ok", "spam", "scam", "threat"], n, p=[0.6, 0.2, 0.15, 0.05])
    other = np.where((one != "ok") & (rng.random(n) < 0.3), "ok", one)
    other = np.where(rng.random(n) < 0.04, rng.choice(["spam", "scam"], n), other)
    return (
        graded(list(zip(one.tolist(), other.tolist(), strict=True)), ["ok"] * n, **more),
        one,
        other,
    )


def table(one, other):
    return sk.confusion_matrix(one, other, labels=KEYS)


def test_that_tests_of_two_auditors_are_those_of_statsmodels():
    data, one, other = two()
    (pair,) = strict(data).auditors
    known = SquareTable(table(one, other)[np.ix_([0, 2, 3, 4], [0, 2, 3, 4])], shift_zeros=False)
    margins = known.homogeneity(method="stuart_maxwell")
    assert pair.stuart_maxwell.statistic == pytest.approx(margins.statistic, abs=1e-9)
    assert pair.stuart_maxwell.df == margins.df
    assert pair.stuart_maxwell.p == pytest.approx(margins.pvalue, abs=1e-12)
    counts = table(one, other)
    gap = sum(
        (counts[i, j] - counts[j, i]) ** 2 / (counts[i, j] + counts[j, i])
        for i in range(5)
        for j in range(i)
        if counts[i, j] + counts[j, i]
    )
    assert pair.bowker.statistic == pytest.approx(gap, abs=1e-9)
    assert pair.bowker.df == 10
    b, c = ((one != "ok") & (other == "ok")).sum(), ((one == "ok") & (other != "ok")).sum()
    assert pair.table[0][1], pair.table[1][0] == (b, c)
    mid = 2 * binom.cdf(min(b, c), b + c, 0.5) - binom.pmf(min(b, c), b + c, 0.5)
    assert pair.mcnemar.p == pytest.approx(mid, abs=1e-12)
    assert pair.mcnemar.statistic == pytest.approx((b - c) ** 2 / (b + c))


def test_that_agreement_of_two_auditors_is_that_of_scikit_learn():
    data, one, other = two()
    found = strict(data)
    (pair,) = found.auditors
    assert (pair.first, pair.second, pair.units) == ("Ann", "Bob", 300)
    assert pair.agreement.value == pytest.approx((one == other).mean())
    assert pair.kappa.value == pytest.approx(sk.cohen_kappa_score(one, other), abs=1e-12)
    halves = sk.cohen_kappa_score(one != "ok", other != "ok")
    assert pair.violating_kappa.value == pytest.approx(halves, abs=1e-12)
    f1 = sk.f1_score(one, other, labels=KEYS, average=None, zero_division=np.nan)
    for line, known in zip(pair.categories, f1, strict=True):
        if line.label == "fine":
            assert line.agreement.reason == "zero_denominator"
        else:  # specific agreement is F1 of one auditor against the other
            assert line.agreement.value == pytest.approx(known, abs=1e-12)
            assert line.agreement.low < known < line.agreement.high
    assert found.light.value == pytest.approx(pair.kappa.value)


def test_that_the_stricter_one_is_named():
    data, one, other = two()
    (pair,) = strict(data).auditors
    lean = (one != "ok").mean() - (other != "ok").mean()
    assert pair.strictness.value == pytest.approx(lean)
    assert pair.strictness.low > 0
    assert pair.sentence.startswith("Ann flags more often than Bob: ")
    assert pair.bias_index == pytest.approx(lean)
    both, neither = (
        ((one != "ok") & (other != "ok")).mean(),
        ((one == "ok") & (other == "ok")).mean(),
    )
    assert pair.prevalence_index == pytest.approx(both - neither)


def test_that_attainable_kappa_is_that_of_the_design_document():
    answers = [("spam", "spam")] * 10 + [("ok", "ok")] * 90  # one in ten violating
    (pair,) = strict(graded(answers, ["ok"] * 100)).auditors
    shown = {level: round(kappa, 2) for level, kappa in pair.attainable.items()}
    assert shown == {0.90: 0.44, 0.95: 0.72, 0.97: 0.83, 0.98: 0.89, 0.99: 0.94}
    assert pair.agreement_for_080 == pytest.approx(0.964)
    rare = strict(graded([("spam", "spam")] * 2 + [("ok", "ok")] * 98, ["ok"] * 100)).auditors[0]
    assert rare.attainable[0.90] is None  # errors split evenly would exceed the positives


def test_that_few_shared_items_lead_to_no_lean():
    (pair,) = strict(graded([("spam", "ok")] * 20 + [("ok", "ok")] * 9, ["ok"] * 29)).auditors
    assert pair.mark == "small"
    assert pair.sentence == "Only 29 items were graded by both: too few to say who is stricter."


def test_that_auditors_without_a_shared_item_are_no_pair():
    found = strict(graded([("ok", ""), ("", "spam")] * 10, ["ok", "spam"] * 10))
    assert found.auditors == ()
    assert found.light.value is None


def test_that_the_vendor_is_compared_with_the_final_answers():
    pairs = (
        [("ok", "ok")] * 140
        + [("spam", "ok")] * 12
        + [("ok", "spam")] * 3
        + [("scam", "spam")] * 20
    )
    found = strict(audit(pairs)).vendor
    assert found.table == ((20, 12), (3, 140))
    assert found.strictness.value == pytest.approx(9 / 175)
    assert found.mcnemar.note == "mid-P, 12 against 3"
    assert found.stuart_maxwell.p < 0.05
    assert found.agreement.value == pytest.approx(140 / 175)
    assert found.sentence.startswith("The vendor flags more often than the final answers: +5.1")


def test_that_a_weighted_sample_leans_by_its_weights_and_tests_say_they_count():
    pairs = (
        [("ok", "ok")] * 46 + [("ok", "spam")] * 4 + [("spam", "spam")] * 40 + [("spam", "ok")] * 10
    )
    data = audit(pairs, strata=[0] * 50 + [1] * 50, population=[900, 100])
    found = strict(data).vendor
    assert found.strictness.value == pytest.approx(-0.9 * 4 / 50 + 0.1 * 10 / 50)
    v = 0.9**2 * (0.08 * 0.92) / 49 + 0.1**2 * (0.2 * 0.8) / 49  # strata of binary differences
    assert found.strictness.se == pytest.approx(np.sqrt(v), abs=1e-12)
    assert found.agreement.value == pytest.approx(0.9 * 46 / 50 + 0.1 * 40 / 50)
    assert "Counted in the sample, not weighed to the frame." in found.mcnemar.note


@pytest.mark.parametrize(
    ("interval", "named"),
    [("dirichlet", "Dirichlet"), ("analytic", "delta method"), ("bootstrap", "bootstrap")],
)
def test_that_the_interval_is_the_one_asked_for(interval, named):
    found = strict(two()[0], interval=interval)
    for kappa in (found.auditors[0].kappa, found.light):
        assert named in kappa.method
        assert kappa.low < kappa.value < kappa.high
    assert found.interval == interval


def test_that_another_interval_is_refused():
    with pytest.raises(ValueError, match="interval"):
        strict(two()[0], interval="wald")


def test_that_an_empty_round_says_so():
    found = strict(audit([]))
    assert found.vendor.mcnemar.reason == "no_data"
    assert found.vendor.kappa.reason == "no_data"
    assert found.vendor.agreement_for_080 is None
    json.dumps(found.as_json(), allow_nan=False)
