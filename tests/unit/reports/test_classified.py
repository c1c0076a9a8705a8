"""Labels one by one, against scikit-learn on the same decisions and weights."""

import json

import numpy as np
import pytest
import sklearn.metrics as sk
from statsmodels.stats.proportion import proportion_confint

from reviewer_audit.reports.classified import classified, label_scores
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.scores import score
from tests.unit.reports.audits import POLICY, audit

KEYS = [label.key for label in POLICY.labels]


def drawn(n=600, seed=3, **more):
    """A round in which one decision of five is wrong, over four of five declared labels."""
    rng = np.random.default_rng(seed)
    final = rng.choice(["ok", "spam", "scam", "threat"], n, p=[0.6, 0.25, 0.1, 0.05])
    other = rng.choice(["ok", "spam", "scam", "threat"], n)
    vendor = np.where(rng.random(n) < 0.2, other, final)
    return audit(list(zip(vendor.tolist(), final.tolist(), strict=True)), **more), vendor, final


def weighted(n=600):
    """The same, two cells drawn at one in two and one in twenty."""
    strata = [k % 2 for k in range(n)]
    data, vendor, final = drawn(n, strata=strata, population=[n, 10 * n])
    return data, vendor, final, np.array([2.0, 20.0])[strata]


def test_that_each_label_scores_as_scikit_learn_says():
    data, vendor, final, weight = weighted()
    found = classified(data)
    p, r, f, _ = sk.precision_recall_fscore_support(
        final, vendor, labels=KEYS, sample_weight=weight, zero_division=np.nan
    )
    for k, line in enumerate(found.labels):
        assert line.label == KEYS[k]
        assert line.called == int((vendor == line.label).sum())
        assert line.support == int((final == line.label).sum())
        if line.label == "fine":
            continue
        assert line.precision.value == pytest.approx(p[k], abs=1e-12)
        assert line.recall.value == pytest.approx(r[k], abs=1e-12)
        assert line.f1.value == pytest.approx(f[k], abs=1e-12)
        for score_ in (line.precision, line.recall, line.f1):
            assert score_.low < score_.value < score_.high
            assert score_.n > 0
    assert found.weighted


def test_that_the_labels_of_one_vendor_are_those_of_its_decisions_within_the_design():
    data, vendor, final, weight = weighted()
    own = np.arange(len(vendor)) % 3 == 0
    found = label_scores(data, Prepared(data), own)
    p, r, _f, _ = sk.precision_recall_fscore_support(
        final[own], vendor[own], labels=KEYS, sample_weight=weight[own], zero_division=np.nan
    )
    whole = {line.label: line for line in classified(data).labels}
    for k, line in enumerate(found):
        assert line.support == int((final[own] == line.label).sum())
        if line.label != "fine":
            assert line.precision.value == pytest.approx(p[k], abs=1e-12)
            assert line.recall.value == pytest.approx(r[k], abs=1e-12)
            assert line.recall.n_eff < whole[line.label].recall.n_eff


def test_that_a_label_nobody_used_is_undefined_and_not_naught():
    found = classified(drawn()[0])
    fine = found.labels[KEYS.index("fine")]
    for estimate in (fine.precision, fine.recall, fine.f1):
        assert (estimate.value, estimate.reason) == (None, "zero_denominator")
    assert fine.precision.note == "The vendor never gave this label."
    assert fine.recall.note == "The label is never the final answer."
    assert found.macro.excluded == ("fine",)
    assert found.macro.included == ("ok", "spam", "scam", "threat")


def test_that_the_averages_and_summaries_are_those_of_scikit_learn():
    data, vendor, final, weight = weighted()
    found = classified(data)
    used = [key for key in KEYS if key != "fine"]
    for name, average in (("macro", found.macro), ("weighted", found.by_support)):
        p, r, f, _ = sk.precision_recall_fscore_support(
            final, vendor, labels=used, average=name, sample_weight=weight
        )
        assert average.precision.value == pytest.approx(p, abs=1e-12)
        assert average.recall.value == pytest.approx(r, abs=1e-12)
        assert average.f1.value == pytest.approx(f, abs=1e-12)
        assert average.f1.low < f < average.f1.high
    accuracy = sk.accuracy_score(final, vendor, sample_weight=weight)
    assert found.micro.f1.value == pytest.approx(accuracy, abs=1e-12)
    mcc = sk.matthews_corrcoef(final, vendor, sample_weight=weight)
    assert found.mcc.value == pytest.approx(mcc, abs=1e-12)
    kappa = sk.cohen_kappa_score(final, vendor, sample_weight=weight)
    assert found.kappa.value == pytest.approx(kappa, abs=1e-12)
    bad = (final != "ok").astype(int)
    balanced = sk.balanced_accuracy_score(bad, vendor != "ok", sample_weight=weight)
    assert found.balanced_accuracy.value == pytest.approx(balanced, abs=1e-12)


def test_that_rates_of_enforcement_are_the_scores_of_the_round():
    data, vendor, final, weight = weighted()
    rates, scores = classified(data).rates, score(data)
    for key in ("false_positive_rate", "false_negative_rate"):
        assert rates[key] == scores[key]
    assert rates["specificity"].value == pytest.approx(1 - rates["false_positive_rate"].value)
    assert rates["false_discovery_rate"].value == pytest.approx(1 - scores["precision"].value)
    left, bad = vendor == "ok", final != "ok"
    omitted = (weight * (left & bad)).sum() / (weight * left).sum()
    assert rates["false_omission_rate"].value == pytest.approx(omitted, abs=1e-12)
    assert rates["false_omission_rate"].n == left.sum()


def test_that_f1_carries_the_interval_of_the_joint_share_over():
    data, vendor, final = drawn(2000)
    line = classified(data).labels[0]
    both, either = (
        ((vendor == "ok") & (final == "ok")).sum(),
        ((vendor == "ok") | (final == "ok")).sum(),
    )
    low, high = proportion_confint(both, either, method="wilson")
    assert line.f1.low == pytest.approx(2 * low / (1 + low), abs=1e-9)
    assert line.f1.high == pytest.approx(2 * high / (1 + high), abs=1e-9)
    assert line.f1.n == either


def test_that_a_census_has_no_error_and_an_unsampled_cell_no_estimate():
    n = 60
    census = drawn(n, population=[n], estimand="batch")[0]
    found = classified(census)
    for estimate in (found.mcc, found.kappa, found.macro.f1, found.labels[0].precision):
        assert estimate.low == estimate.high == estimate.value
        assert estimate.method.startswith("census")
    hole = drawn(n, population=[n * 10, 500])[0]
    found = classified(hole)
    for estimate in (found.mcc, found.kappa, found.macro.f1, found.labels[0].precision):
        assert estimate.reason == "stratum_unsampled"


def test_that_few_reviewers_leave_values_without_intervals():
    n = 80
    slices = {"reviewer": [f"r{k % 5}" for k in range(n)]}
    found = classified(drawn(n, slices=slices, estimand="other_reviewers")[0])
    for estimate in (found.mcc, found.macro.f1, found.labels[0].recall):
        assert estimate.value is not None
        assert estimate.low is None
        assert "few_clusters" in estimate.flags


def test_that_an_empty_round_says_so():
    found = classified(audit([]))
    assert found.n == 0
    assert found.mcc.reason == found.kappa.reason == found.macro.f1.reason == "no_data"
    json.dumps(found.as_json(), allow_nan=False)


def test_that_one_kind_of_content_leaves_balanced_accuracy_undefined():
    found = classified(audit([("spam", "spam")] * 5 + [("ok", "spam")] * 2))
    assert found.balanced_accuracy.reason == "zero_denominator"
    assert found.rates["specificity"].reason == "zero_denominator"
    json.dumps(found.as_json(), allow_nan=False)
