"""Who audits the auditors: shares by hand, the latent model against a known truth."""

import json
from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from reviewer_audit.reports.auditors import KEYS, auditors
from reviewer_audit.reports.data import PENDING
from reviewer_audit.reports.repeats import RepeatGrades, repeat_report
from tests.unit.reports.audits import audit
from tests.unit.reports.test_sensitivity import graded


def line(found, name):
    return next(one for one in found.lines if one.name == name)


def test_that_agreement_with_partners_is_counted_by_item():
    answers = [("spam", "spam", "")] * 20 + [("spam", "ok", "")] * 5 + [("ok", "ok", "")] * 125
    answers += [("ok", "", "")] * 50
    found = auditors(graded(answers, ["spam"] * 20 + ["ok"] * 180))
    ann = line(found, "Ann")
    assert (ann.graded, ann.double_graded, found.double_graded) == (200, 150, 150)
    assert ann.agreement.value == pytest.approx(145 / 150)
    low, high = proportion_confint(145, 150, method="wilson")
    assert (ann.agreement.low, ann.agreement.high) == pytest.approx((low, high))
    assert ann.specific_agreement.value == pytest.approx(2 * 20 / (2 * 20 + 5))
    assert ann.specific_agreement.n == 25
    assert ann.mark == ""


def test_that_an_item_with_several_partners_counts_once():
    answers = [("ok", "ok", "spam")] * 10 + [("ok", "ok", "")] * 30
    found = auditors(graded(answers, ["ok"] * 40))
    assert line(found, "Ann").agreement.value == pytest.approx((10 * 0.5 + 30) / 40)
    assert line(found, "Cyd").agreement.value == 0.0
    assert line(found, "Cyd").mark == "small"
    assert "1 of 3 auditors" in found.sentence


def test_that_strictness_is_against_the_final_answers_of_shared_items_alone():
    answers = [("spam", "ok")] * 12 + [("ok", "ok")] * 88 + [("spam", "")] * 40
    found = auditors(graded(answers, ["ok"] * 12 + ["ok"] * 88 + ["ok"] * 40))
    assert line(found, "Ann").strictness.value == pytest.approx(0.12)
    assert line(found, "Ann").strictness.low > 0
    assert line(found, "Bob").strictness.value == 0.0
    assert line(found, "Ann").strictness.n == 100


def test_that_what_is_not_settled_is_missing_and_said():
    answers = [("spam", "ok")] * 7 + [("ok", "ok")] * 93
    found = auditors(graded(answers, [PENDING] * 7 + ["ok"] * 93))
    ann = line(found, "Ann").strictness
    assert ann.n == 93
    assert "7 items on which auditors differ are not settled" in ann.note


def test_that_anchoring_is_what_went_over_to_the_vendor():
    data = graded([("ok", "ok")] * 5, ["ok"] * 5)
    found = auditors(data, anchoring={"Ann": (3, 12)})
    assert line(found, "Ann").anchoring.value == pytest.approx(0.25)
    assert line(found, "Ann").anchoring.n == 12
    assert line(found, "Bob").anchoring.reason == "zero_denominator"
    assert line(auditors(data), "Ann").anchoring.reason == "not_applicable"


def test_that_the_latent_model_finds_how_often_each_auditor_is_right():
    rng, n = np.random.default_rng(11), 1500
    truth = rng.random(n) < 0.4
    rates = (0.95, 0.9, 0.75)
    said = [np.where(rng.random(n) < rate, truth, ~truth) for rate in rates]
    answers = [tuple("spam" if one[k] else "ok" for one in said) for k in range(n)]
    found = auditors(graded(answers, ["spam" if one else "ok" for one in truth.tolist()]))
    for name, rate in zip(("Ann", "Bob", "Cyd"), rates, strict=True):
        latent = line(found, name).latent_accuracy
        assert latent.value == pytest.approx(rate, abs=0.04)
        assert latent.low < latent.value < latent.high
        assert latent.n == n
        assert "model_based" in latent.flags


def test_that_two_grades_an_item_do_not_identify_the_model():
    found = auditors(graded([("ok", "spam"), ("ok", "ok")] * 30, ["ok"] * 60))
    assert line(found, "Ann").latent_accuracy.reason == "not_identifiable"


def test_that_repeats_measure_an_auditor_against_themselves():
    data = graded([("ok",)] * 35 + [("spam",)] * 5, ["ok"] * 35 + ["spam"] * 5)
    given = RepeatGrades(
        policy=data.policy,
        auditors=("Ann",),
        auditor=np.zeros(40, np.int64),
        first=("ok",) * 35 + ("spam",) * 5,
        second=("ok",) * 33 + ("spam",) * 7,
    )
    found = auditors(data, repeats=repeat_report(given))
    ann = line(found, "Ann")
    assert found.repeats == 40
    assert (ann.consistency.value, ann.consistency.n) == (pytest.approx(38 / 40), 40)
    assert ann.consistency.low < 38 / 40 < ann.consistency.high
    chance = (35 * 33 + 5 * 7) / 40**2
    assert ann.repeat_kappa.value == pytest.approx((0.95 - chance) / (1 - chance))
    assert found.consistency.value == pytest.approx(38 / 40)
    assert "Asked again, they gave the same label in 95" in found.sentence
    assert ann.graded == 40
    assert ann.agreement.reason == "no_pairs"  # the second grade is no partner


def test_that_repeats_of_one_are_no_repeats_of_another():
    data = graded([("ok", "ok")] * 5, ["ok"] * 5)
    given = RepeatGrades(
        policy=data.policy,
        auditors=("Bob",),
        auditor=np.zeros(2, np.int64),
        first=("ok", "unheard"),
        second=("ok", "ok"),
    )
    found = auditors(data, repeats=repeat_report(given))
    assert line(found, "Ann").consistency.reason == "no_data"
    assert (line(found, "Bob").consistency.value, found.repeats) == (0.5, 2)
    alike = repeat_report(replace(given, first=("ok", "ok"))).overall
    assert (alike.value, alike.n) == (1, 2)
    assert 0 < alike.low < alike.high == 1  # an interval all the same
    nothing = replace(given, auditors=(), auditor=np.empty(0, np.int64), first=(), second=())
    assert repeat_report(nothing) is None


def test_that_nothing_is_known_against_gold_until_there_is_some():
    found = auditors(graded([("ok", "ok")] * 3, ["ok"] * 3))
    assert line(found, "Ann").gold_accuracy.reason == "no_gold"
    assert line(found, "Ann").consistency.reason == "no_data"


def test_that_no_line_carries_a_verdict_or_a_rank():
    found = auditors(graded([("ok", "ok")] * 3, ["ok"] * 3)).as_json()
    text = json.dumps(found, allow_nan=False)
    assert not any(word in text for word in ('"verdict"', '"rank"', '"status"'))
    assert set(KEYS) < set(found["auditors"][0])


def test_that_a_round_without_grades_says_so():
    found = auditors(audit([("ok", "ok")]))
    assert found.lines == ()
    assert found.consistency.reason == "no_data"
    assert found.sentence.startswith("No item was graded twice")
    json.dumps(found.as_json(), allow_nan=False)
