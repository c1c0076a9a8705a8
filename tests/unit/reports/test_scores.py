"""Scores of a round: denominators, weights, what is left out, verdicts."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reviewer_audit.domain.policy import TargetRule
from reviewer_audit.reports.data import CANNOT_JUDGE, PENDING, TECHNICAL, UNGRADED, AuditData
from reviewer_audit.reports.results import LEFT_OUT_KEYS, SCORE_KEYS
from reviewer_audit.reports.scores import confusion, score, score_all, score_round
from reviewer_audit.stats.intervals import lower_bound, mid_p, wilson

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)
POLICY, audit, mixed, target = audits.POLICY, audits.audit, audits.mixed, audits.target


def with_targets(*targets):
    return replace(POLICY, targets=targets)


PAIRS = (
    [("ok", "ok")] * 50 + [("spam", "ok")] * 4 + [("ok", "spam")] * 3
    + [("spam", "spam")] * 20 + [("spam", "scam")] * 2 + [("ok", PENDING)]
    + [("ok", UNGRADED), ("spam", CANNOT_JUDGE), ("ok", TECHNICAL)]
)  # fmt: skip


def test_that_accuracy_and_the_five_error_shares_add_up_to_one():
    got = score(audit(PAIRS))
    shares = (
        "accuracy", "over_enforcement", "under_enforcement",
        "wrong_policy", "wrong_action", "wrong_escalation",
    )  # fmt: skip
    assert sum(got[key].value for key in shares) == pytest.approx(1)
    assert {got[key].n for key in shares} == {79}


def test_that_every_score_of_the_contract_is_there():
    assert tuple(score(audit(PAIRS)).estimates) == SCORE_KEYS
    assert tuple(score(audit(PAIRS)).left_out) == LEFT_OUT_KEYS


def test_that_each_rate_has_its_own_denominator():
    got = score(audit(PAIRS))
    rates = {
        "false_positive_rate": (4, 54), "false_negative_rate": (3, 25),
        "precision": (22, 26), "recall": (22, 25),
    }  # fmt: skip
    for key, (x, n) in rates.items():
        assert (got[key].numerator, got[key].n) == (x, n), key
        assert got[key].value == x / n
    assert got.counts == {
        "true_positive": 22, "false_positive": 4, "false_negative": 3, "true_negative": 50,
    }  # fmt: skip


def test_that_what_is_left_out_is_counted_and_enters_no_rate():
    got = score(audit(PAIRS))
    assert got.left_out == {"ungraded": 1, "pending": 1, "cannot_judge": 1, "technical": 1}
    assert (got.decisions, got.counted) == (83, 79)


def test_that_pending_decisions_bound_accuracy_from_both_sides():
    got = score(audit([("ok", "ok")] * 8 + [("spam", "ok")] + [("ok", PENDING)]))
    assert got.bounds == pytest.approx((0.8, 0.9))
    assert score(mixed(9, 1)).bounds is None


def test_that_a_rate_without_denominator_is_undefined_with_its_reason():
    got = score(audit([("ok", "ok")] * 5))
    assert (got["recall"].value, got["recall"].reason) == (None, "zero_denominator")
    assert got["accuracy"].value == 1


def test_that_an_empty_audit_has_no_value_anywhere():
    got = score(AuditData.empty(with_targets(target())))
    assert {e.reason for e in got.estimates.values()} == {"no_data"}
    assert (got.verdict.status, got.verdict.reason) == ("inconclusive", "no_data")
    assert score_all(AuditData.empty(POLICY), [("vendor",), ("vendor", "queue")]) == {
        "vendor": {}, "vendor+queue": {},
    }  # fmt: skip
    assert sum(map(sum, confusion(AuditData.empty(POLICY)).matrix)) == 0


def test_that_a_simple_draw_has_the_simple_interval():
    small, large = score(mixed(95, 5))["accuracy"], score(mixed(190, 10))["accuracy"]
    assert (small.low, small.high) == tuple(map(float, mid_p(95, 100)))
    assert (large.low, large.high) == tuple(map(float, wilson(190, 200)))
    assert small.method.startswith("mid-P; process; match primary")
    assert large.method.startswith("Wilson; process; match primary")


def test_that_equal_weights_over_strata_change_nothing():
    strata = [0, 1] * 50
    stratified = score(mixed(95, 5, strata=strata, population=[500, 500]))["accuracy"]
    assert (stratified.low, stratified.high) == tuple(map(float, mid_p(95, 100)))


def test_that_unequal_weights_count():
    pairs = [("ok", "ok")] * 20 + [("ok", "ok")] * 10 + [("spam", "ok")] * 10
    got = score(audit(pairs, strata=[0] * 20 + [1] * 20, population=[900, 100]))["accuracy"]
    assert got.value == pytest.approx(0.9 + 0.1 * 0.5)
    assert (got.numerator, got.n) == (30, 40)
    assert got.method.startswith("Korn-Graubard")
    assert got.low < got.value < got.high < 1


def test_that_weights_are_raised_within_strata_for_decisions_left_out():
    pairs = [("ok", "ok")] * 10 + [("spam", "ok")] * 5 + [("ok", UNGRADED)] * 5
    got = score(audit(pairs, strata=[0] * 10 + [1] * 10, population=[100, 100]))["accuracy"]
    assert got.value == pytest.approx(0.5)


def test_that_an_unsampled_cell_leaves_the_whole_without_value_and_flags_the_slices():
    data = mixed(9, 1, population=[100, 50], slices={"queue": ["a"] * 10})
    whole, by = score_round(data, [("queue",)])
    assert whole["accuracy"].reason == "stratum_unsampled"
    assert by["queue"]["a"]["accuracy"].value == 0.9
    assert "stratum_unsampled" in by["queue"]["a"]["accuracy"].flags


def test_that_a_cell_without_answers_is_flagged_and_the_rest_still_estimated():
    pairs = [("ok", "ok")] * 20 + [("ok", PENDING)]
    got = score(audit(pairs, strata=[0] * 20 + [1], population=[100, 5]))["accuracy"]
    assert got.value == 1
    assert "stratum_unanswered" in got.flags


def test_that_low_response_is_flagged_and_leaves_the_verdict_open():
    policy = with_targets(target(0.9))
    pairs = [("ok", "ok")] * 100 + [("ok", UNGRADED)] * 20
    got = score(audit(pairs, policy=policy))
    assert "partial_audit" in got["accuracy"].flags
    assert (got.verdict.status, got.verdict.reason) == ("inconclusive", "partial_audit")
    accepted = score(audit(pairs, policy=policy, accept_partial=True))
    assert accepted.verdict.status == "meets"


def test_that_a_census_of_the_batch_has_no_width_and_a_process_has():
    batch = score(mixed(90, 10, population=[100], estimand="batch"))["accuracy"]
    assert (batch.low, batch.high) == (0.9, 0.9)
    assert batch.method.startswith("census; batch")
    process = score(mixed(90, 10, population=[100]))["accuracy"]
    assert process.low < 0.9 < process.high


def test_that_the_end_of_the_batch_narrows_the_interval():
    batch = score(mixed(90, 10, population=[200], estimand="batch"))["accuracy"]
    process = score(mixed(90, 10, population=[200]))["accuracy"]
    assert process.low < batch.low < 0.9 < batch.high < process.high


@pytest.mark.parametrize("estimand", ["process", "batch", "other_reviewers"])
def test_that_the_value_never_changes_with_the_estimand(estimand):
    reviewers = {"reviewer": [f"r{k % 10}" for k in range(100)]}
    assert score(mixed(90, 10, estimand=estimand, slices=reviewers))["accuracy"].value == 0.9


def test_that_fewer_than_eight_reviewers_say_nothing_about_others():
    slices = {"reviewer": [f"r{k % 7}" for k in range(100)]}
    got = score(mixed(90, 10, estimand="other_reviewers", slices=slices))["accuracy"]
    assert (got.low, got.high) == (None, None)
    assert "few_clusters" in got.flags


def test_that_reviewers_who_differ_widen_the_interval_for_other_reviewers():
    slices = {"reviewer": [f"r{k // 10}" for k in range(100)]}  # all errors are one person's
    wide = score(mixed(90, 10, estimand="other_reviewers", slices=slices))["accuracy"]
    plain = score(mixed(90, 10))["accuracy"]
    assert wide.high - wide.low > 1.5 * (plain.high - plain.low)


def test_that_several_decisions_on_one_item_count_for_less():
    pairs = ([("ok", "ok")] * 45 + [("spam", "ok")] * 5) * 4
    together = score(audit(pairs, items=list(range(50)) * 4))["accuracy"]
    apart = score(audit(pairs))["accuracy"]
    assert together.value == apart.value
    assert together.n_eff == pytest.approx(50, rel=0.1)
    assert together.high - together.low > 1.7 * (apart.high - apart.low)


def test_that_unanimous_decisions_on_few_items_are_no_large_sample():
    got = score(audit([("ok", "ok")] * 100, items=list(range(20)) * 5))["accuracy"]
    assert 15 < got.n_eff <= 20


def test_that_charged_accuracy_keeps_the_denominator():
    got = score(mixed(90, 10, causes=[""] * 90 + ["P1"] * 6 + ["R1"] * 4))
    assert (got["charged_accuracy"].numerator, got["charged_accuracy"].n) == (96, 100)
    assert got["accuracy"].value == 0.9


def test_that_the_verdict_is_on_charged_accuracy_once_causes_were_set():
    policy = with_targets(target(0.95))
    charged = score(mixed(185, 15, causes=[""] * 185 + ["P1"] * 15, policy=policy)).verdict
    assert (charged.measure, charged.status) == ("charged", "meets")
    measured = score(mixed(185, 15, policy=policy)).verdict
    assert (measured.measure, measured.status) == ("measured", "inconclusive")


def test_that_vendors_get_verdicts_and_persons_and_queues_do_not():
    slices = {
        "vendor": ["A"] * 100 + ["B"] * 100,
        "reviewer": ["x", "y"] * 100,
        "queue": ["q"] * 200,
    }
    data = mixed(200, 0, slices=slices, policy=with_targets(target(0.9)))
    whole, by = score_round(data, [("vendor",), ("reviewer",), ("queue",), ("vendor", "queue")])
    assert whole.verdict.status == "meets"
    assert {s.verdict.status for s in by["vendor"].values()} == {"meets"}
    for family in ("reviewer", "queue", "vendor+queue"):
        assert {s.verdict for s in by[family].values()} == {None}


def test_that_a_target_on_a_person_is_never_judged():
    policy = with_targets(target(0.9, slice=(("reviewer", "x"),)))
    _, by = score_round(
        mixed(50, 0, slices={"reviewer": ["x"] * 50}, policy=policy), [("reviewer",)]
    )
    assert by["reviewer"]["x"].verdict is None


def test_that_a_lone_vendor_shares_the_programme_s_verdict_at_full_confidence():
    data = mixed(59, 0, slices={"vendor": ["A"] * 59}, policy=with_targets(target(0.95)))
    whole, by = score_round(data, [("vendor",)])
    assert whole.verdict == by["vendor"]["A"].verdict
    assert (whole.verdict.status, whole.verdict.confidence) == ("meets", 0.95)
    assert whole.verdict.bound == pytest.approx(float(lower_bound(59, 59, 0.95)))


def test_that_the_verdict_does_not_change_with_what_else_is_looked_at():
    slices = {"vendor": ["A", "B"] * 100, "queue": list("abcd") * 50}
    data = mixed(190, 10, slices=slices, policy=with_targets(target(0.9)))
    few, many = score_round(data, []), score_round(data, [("queue",), ("vendor",)])
    assert few[0].verdict == many[0].verdict == score(data).verdict


def test_that_a_ceiling_is_met_from_below():
    ceiling = target(0.2, "over_enforcement")
    assert score(mixed(95, 5, policy=with_targets(ceiling))).verdict.status == "meets"
    broken = score(mixed(60, 40, policy=with_targets(ceiling))).verdict
    assert broken.status == "below"
    assert broken.bound > 0.2


def test_that_several_targets_each_have_their_verdict():
    targets = (target(0.3, "over_enforcement"), target(0.8))
    got = score(mixed(95, 5, policy=with_targets(*targets)))
    assert set(got.verdicts) == {"over_enforcement", "accuracy"}
    assert got.verdict == got.verdicts["accuracy"]


def test_that_no_target_means_no_verdict():
    assert score(mixed(10, 0)).verdict is None


def test_that_the_lenient_rule_passes_unless_disproven():
    rule = target(0.95, rule=TargetRule.UNLESS_DISPROVEN)
    assert score(mixed(93, 7, policy=with_targets(rule))).verdict.status == "not_disproven"
    assert score(mixed(80, 20, policy=with_targets(rule))).verdict.status == "below"


def test_that_two_looks_spend_the_risk_twice():
    got = score(mixed(95, 5, policy=with_targets(target(0.9)), looks=2)).verdict
    assert got.confidence == pytest.approx(1 - 0.0294)


def test_that_slices_equal_the_scores_of_their_own_mask():
    rng = np.random.default_rng(5)
    pairs = [PAIRS[k] for k in rng.integers(0, len(PAIRS), 400)]
    queue = list(rng.choice(list("abc"), 400))
    strata = rng.integers(0, 3, 400).tolist()
    data = audit(pairs, slices={"queue": queue}, strata=strata, population=[400, 900, 2000])
    by = score_all(data, [("queue",)])["queue"]
    for name in "abc":
        alone = score(data, np.array([value == name for value in queue]))
        assert alone.estimates == by[name].estimates
        assert alone.counts == by[name].counts
        assert alone.outcomes == by[name].outcomes


def test_that_crossed_families_join_names_and_a_missing_value_is_empty():
    slices = {"vendor": ["A", "A", ""], "queue": ["q", "", "q"]}
    by = score_all(mixed(3, 0, slices=slices), [("vendor", "queue"), ("vendor",), ("site",)])
    assert list(by) == ["vendor+queue", "vendor", "site"]
    assert set(by["vendor+queue"]) == {"A + q", "A + ", " + q"}
    assert set(by["vendor"]) == {"A", ""}
    assert set(by["site"]) == {""}


def test_that_small_slices_are_greyed_and_an_outlier_is_marked():
    names = ["good"] * 200 + ["also"] * 200 + ["tiny"] * 10 + ["bad"] * 100
    pairs = [("ok", "ok")] * 440 + [("spam", "ok")] * 70
    by = score_all(audit(pairs, slices={"queue": names}), [("queue",)])["queue"]
    assert by["tiny"].mark == "small"
    assert by["bad"].mark == "different"


def test_that_slices_that_do_not_differ_bear_no_mark():
    names = list("abcd") * 100
    pairs = [("ok", "ok")] * 380 + [("spam", "ok")] * 20
    by = score_all(audit(pairs, slices={"queue": names}), [("queue",)])["queue"]
    assert {line.mark for line in by.values()} == {""}


def test_that_confusion_counts_decisions_in_policy_order():
    got = confusion(audit(PAIRS))
    assert got.labels == tuple(label.key for label in POLICY.labels)
    ok, spam, scam = 0, 2, 3
    assert got.matrix[spam][ok] == 4
    assert got.matrix[ok][spam] == 3
    assert got.matrix[spam][scam] == 2
    assert sum(map(sum, got.matrix)) == 79


def test_that_the_weighted_confusion_adds_up_to_the_frame():
    got = confusion(mixed(30, 10, strata=[0] * 20 + [1] * 20, population=[900, 100]))
    assert sum(map(sum, got.weighted_matrix)) == pytest.approx(1000)


def test_that_critical_errors_have_an_exact_bound():
    got = score(audit([("ok", "ok")] * 99 + [("ok", "threat")]))["critical_errors"]
    assert (got.numerator, got.n) == (1, 100)
    assert got.method.startswith("Clopper-Pearson")


def test_that_severity_weighted_accuracy_weighs_what_is_at_stake():
    got = score(audit([("ok", "ok")] * 8 + [("ok", "threat")]))["severity_weighted_accuracy"]
    assert got.value == pytest.approx(0.5)
    assert got.low < 0.5 < got.high
