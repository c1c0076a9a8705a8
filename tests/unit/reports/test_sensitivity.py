"""What follows if auditors err: the adjusted share, the shifted target and the ceiling."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from reviewer_audit.reports.data import PENDING, UNGRADED
from reviewer_audit.reports.sensitivity import ERRORS, if_auditors_err, possible, sensitivity
from reviewer_audit.stats.imperfect import rogan_gladen
from reviewer_audit.stats.intervals import proportion
from tests.unit.reports.audits import POLICY, audit, mixed, target

PROMISED = replace(POLICY, targets=(target(0.95),))


def graded(answers, final, **more):
    """A round of items with several grades each; ``final`` the settled label or PENDING."""
    data = audit([(right if isinstance(right, str) else "ok", right) for right in final], **more)
    known = {answer.labels[0]: k for k, answer in enumerate(data.answers)}
    extra = sorted({a for given in answers for a in given if a} - known.keys())
    made = (*data.answers, *(replace(data.answers[0], labels=(label,)) for label in extra))
    known |= {label: len(data.answers) + k for k, label in enumerate(extra)}
    rows = [
        (item, who, known[label])
        for item, given in enumerate(answers)
        for who, label in enumerate(given)
        if label
    ]
    item, who, answer = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    many = max(len(given) for given in answers)
    return replace(
        data,
        answers=made,
        grades_item=item,
        grades_auditor=who,
        grades_answer=answer,
        auditors=tuple(["Ann", "Bob", "Cyd", "Dan"][:many]),
    )


def test_that_the_adjusted_share_is_that_of_the_design_document():
    found = if_auditors_err(proportion(930, 1000), 0.02)
    assert found.value == pytest.approx((0.93 - 0.02) / 0.96)
    assert round(found.value, 3) == 0.948
    known = rogan_gladen(930, 1000, 0.98, 0.98)
    assert (found.value, found.low, found.high) == pytest.approx(
        (known.value, known.low, known.high)
    )


def test_that_a_share_beyond_what_auditors_can_measure_is_flagged():
    found = if_auditors_err(proportion(96, 100), 0.05)
    assert found.value == pytest.approx(0.91 / 0.9)
    assert found.flags == ("outside_range",)
    assert found.low < 1


def test_that_a_verdict_on_the_true_share_is_one_on_the_measured_share_against_a_moved_target():
    data = mixed(930, 70, policy=PROMISED)
    found = sensitivity(data).overall
    assert found.metric == "accuracy"
    assert found.verdict.status == "below"
    assert [level.error for level in found.levels] == [0.01, 0.02, 0.05]
    upper, lower = beta.ppf(0.95, 931, 70), beta.ppf(0.05, 930, 71)
    assert found.verdict.bound == pytest.approx(upper)
    for level in found.levels:
        e, verdict = level.error, level.verdict
        high, low = (upper - e) / (1 - 2 * e), (lower - e) / (1 - 2 * e)
        expected = "meets" if low >= 0.95 else "below" if high < 0.95 else "inconclusive"
        assert verdict.status == expected
        assert verdict.target == 0.95
        assert verdict.bound == pytest.approx(high if expected == "below" else low)
        assert level.changed == (expected != "below")
    assert found.overturned_by == found.verdict.overturned_by > 0
    assert "If auditors err in" in sensitivity(data).sentence


def test_that_a_verdict_which_stands_says_so():
    data = mixed(600, 400, policy=PROMISED)
    found = sensitivity(data)
    assert not any(level.changed for level in found.overall.levels)
    assert found.sentence == "The verdict stands if auditors err in up to 5\u00a0% of cases."


def test_that_an_audit_without_a_verdict_has_none_to_turn():
    data = audit([("ok", "ok")] * 60 + [("ok", UNGRADED)] * 40, policy=PROMISED)
    said = sensitivity(data).sentence
    assert said.startswith("There is no verdict yet")
    assert "90" in said


def test_that_vendors_are_judged_too_and_persons_never():
    slices = {
        "vendor": ["A"] * 100 + ["B"] * 100,
        "reviewer": [f"r{k % 4}" for k in range(200)],
    }
    found = sensitivity(mixed(190, 10, policy=PROMISED, slices=slices))
    assert set(found.vendors) == {"A", "B"}
    assert found.vendors["A"].measured.value == 1.0
    assert found.vendors["B"].measured.value == pytest.approx(0.9)
    assert found.vendors["A"].verdict.confidence > 0.95  # Holm among programme and vendors
    assert len(found.vendors["B"].levels) == len(ERRORS)


def test_that_without_a_target_there_are_values_and_no_verdict():
    found = sensitivity(mixed(95, 5)).overall
    assert found.verdict is None
    assert found.overturned_by is None
    assert all(level.verdict is None and not level.changed for level in found.levels)
    assert found.levels[1].accuracy.value == pytest.approx((0.95 - 0.02) / 0.96)


def test_that_a_target_on_another_measure_is_not_moved():
    policy = replace(POLICY, targets=(target(0.05, "over_enforcement"), target(0.9)))
    found = sensitivity(mixed(97, 3, policy=policy)).overall
    assert found.metric == "accuracy"
    assert found.verdict.target == 0.9


def test_that_the_ceiling_follows_from_how_far_auditors_agree():
    answers = [("ok", "ok")] * 181 + [("ok", "spam")] * 19  # agreement .905
    data = graded(answers, ["ok"] * 200)
    found = sensitivity(data)
    assert found.agreement.value == pytest.approx(0.905)
    assert found.ceiling.value == pytest.approx(0.95)  # (1 + sqrt(.81)) / 2
    assert found.ceiling.low < 0.95 < found.ceiling.high
    assert found.above_ceiling  # everything was measured right
    assert "perfect vendor would be measured at about 95.0" in found.sentence
    alone = sensitivity(mixed(10, 1))
    assert alone.ceiling.reason == "no_data"
    assert not alone.above_ceiling


def test_that_the_violating_share_is_adjusted_where_auditors_are_known():
    answers = [("spam", "spam")] * 30 + [("ok", "ok")] * 60
    answers += [("spam", "ok")] * 10  # settled: six violating, four not
    found = sensitivity(graded(answers, ["spam"] * 30 + ["ok"] * 60 + ["spam"] * 6 + ["ok"] * 4))
    se, sp, p = 66 / 72, 124 / 128, 35 / 100
    assert found.auditor_sensitivity.value == pytest.approx(se)
    assert found.auditor_specificity.value == pytest.approx(sp)
    assert found.violating_rate.value == pytest.approx(p)
    assert found.adjusted_rate.value == pytest.approx((p + sp - 1) / (se + sp - 1))
    assert found.adjusted_rate.value == pytest.approx(0.36)  # the settled share itself
    assert found.adjusted_rate.low < 0.36 < found.adjusted_rate.high


def test_that_gold_counts_take_the_place_of_double_grades():
    data = graded([("spam",)] * 40 + [("ok",)] * 60, ["spam"] * 40 + ["ok"] * 60)
    found = sensitivity(data, gold=((45, 50), (95, 100)))
    assert found.auditor_sensitivity.value == pytest.approx(0.9)
    assert found.adjusted_rate.value == pytest.approx((0.4 + 0.95 - 1) / (0.9 + 0.95 - 1))


@pytest.mark.parametrize(
    ("answers", "final"),
    [
        ([("spam",), ("ok",)] * 20, ["spam", "ok"] * 20),
        ([("spam", "spam"), ("ok", "spam")] * 20, ["spam", PENDING] * 20),
        ([("ok", "ok")] * 20, ["ok"] * 20),
    ],
    ids=["graded once", "not settled", "nothing violating"],
)
def test_that_unknown_auditors_leave_the_true_share_undefined(answers, final):
    found = sensitivity(graded(answers, final))
    assert found.adjusted_rate.reason == "no_gold"
    assert found.adjusted_rate.note
    json.dumps(found.as_json(), allow_nan=False)


def test_that_an_empty_round_says_so():
    found = sensitivity(audit([], policy=PROMISED))
    assert found.overall.measured.reason == "no_data"
    assert found.overall.levels[0].accuracy.reason == "no_data"
    assert found.violating_rate.reason == "no_data"
    json.dumps(found.as_json(), allow_nan=False)


def test_that_readers_never_see_an_accuracy_above_all():
    near = possible(if_auditors_err(proportion(96, 100), 0.05))
    assert (near.value, near.high) == (1.0, 1.0)
    assert 0 < near.low < 1
    beyond = possible(if_auditors_err(proportion(9_900, 10_000), 0.05))
    assert beyond.value is None
    assert "do not fit" in beyond.note
    usual = if_auditors_err(proportion(930, 1000), 0.02)
    assert possible(usual) is usual
