"""The outcome of a decision, rule by rule: the first that applies."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reviewer_audit.domain.policy import Match
from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.reports.data import CANNOT_JUDGE, PENDING, TECHNICAL, UNGRADED, AuditData
from reviewer_audit.reports.outcomes import OUTCOMES, outcomes

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)
POLICY, audit = audits.POLICY, audits.audit


def outcome(vendor, final, **more):
    found = outcomes(audit([(vendor, final)], **more))
    return OUTCOMES[int(found.code[0])]


@pytest.mark.parametrize(
    ("vendor", "final", "expected"),
    [
        ("ok", "ok", Outcome.CORRECT),
        ("ok", "fine", Outcome.WRONG_POLICY),
        ("spam", "ok", Outcome.OVER_ENFORCED),
        ("ok", "spam", Outcome.UNDER_ENFORCED),
        ("spam", "scam", Outcome.WRONG_POLICY),
        (("spam", "warn"), ("spam", "hide"), Outcome.WRONG_ACTION),
        (("spam", "delete"), ("spam", "hide"), Outcome.CORRECT),
        (("spam", "warn"), ("scam", "hide"), Outcome.WRONG_POLICY),
        (("spam", "warn"), ("ok", "none"), Outcome.OVER_ENFORCED),
        (("threat", "hide", False), ("threat", "hide", True), Outcome.WRONG_ESCALATION),
        (("spam", "hide", True), ("spam", "hide", False), Outcome.WRONG_ESCALATION),
        (("spam", "hide", True), ("spam", "hide"), Outcome.CORRECT),
        (("threat", "hide", False), ("threat", "hide"), Outcome.WRONG_ESCALATION),
        (("threat", "hide"), ("threat", "hide", True), Outcome.CORRECT),
        (("spam", ""), ("spam", "hide"), Outcome.CORRECT),
        ("spam", PENDING, Outcome.PENDING),
        ("spam", UNGRADED, Outcome.UNGRADED),
        ("spam", CANNOT_JUDGE, Outcome.UNGRADABLE),
        ("spam", TECHNICAL, Outcome.TECHNICAL),
        ((("ok", "spam"), "hide"), ("ok", "none"), Outcome.OVER_ENFORCED),
    ],
)
def test_that_the_first_rule_that_applies_names_the_outcome(vendor, final, expected):
    assert outcome(vendor, final) == expected


@pytest.mark.parametrize(
    ("match", "expected"),
    [(Match.PRIMARY, False), (Match.ANY, True), (Match.EXACT, False)],
)
def test_that_the_match_rule_decides_whether_labels_are_the_same(match, expected):
    found = outcomes(audit([((("spam", "scam"),), (("scam", "threat"),))], match=match))
    assert found.labels_match.tolist() == [expected]


def test_that_exact_labels_ignore_their_order():
    found = outcomes(audit([((("spam", "scam"),), (("scam", "spam"),))], match=Match.EXACT))
    assert found.correct.all()


def test_that_a_facet_one_side_lacks_is_skipped_and_named():
    found = outcomes(audit([(("spam", "hide"), "spam"), (("ok", "none"), ("ok", "none"))]))
    assert found.correct.all()
    assert found.skipped_facets == ("action",)


def test_that_a_facet_nobody_ever_gave_is_not_named():
    assert outcomes(audit([("spam", "spam")])).skipped_facets == ()


@pytest.mark.parametrize(
    ("vendor", "final", "critical"),
    [
        ("ok", "threat", True),
        ("ok", "spam", False),
        (("threat", "hide", False), ("threat", "hide", True), True),
        (("spam", "hide", False), ("threat", "hide", True), True),
        (("threat", "hide", True), ("threat", "hide", True), False),
        ("threat", "ok", False),
    ],
)
def test_that_critical_is_a_missed_critical_label_or_a_missed_escalation(vendor, final, critical):
    assert outcomes(audit([(vendor, final)])).critical.tolist() == [critical]


def test_that_an_error_is_charged_unless_its_cause_is_not():
    pairs = [("spam", "ok")] * 3 + [("ok", "ok")]
    found = outcomes(audit(pairs, causes=["", "R1", "P1", "P1"]))
    assert found.charged.tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("vendor", "final", "penalty"),
    [
        ("ok", "ok", 0.0),
        (("spam", "hide"), ("scam", "hide"), 0.25),
        (("spam", "none"), ("spam", "warn"), 0.5),
        (("spam", "warn"), ("spam", "hide"), 1.0),
        ("spam", "ok", 1.0),
        ("ok", "spam", 1.0),
    ],
)
def test_that_the_penalty_grows_with_the_distance(vendor, final, penalty):
    assert outcomes(audit([(vendor, final)])).penalty.tolist() == [penalty]


def test_that_the_policy_sets_penalties_scaled_by_the_largest():
    policy = replace(POLICY, penalties={"under_enforced": 1.5, "wrong_policy": 0.3})
    pairs = [("ok", "spam"), ("spam", "scam"), ("spam", "ok")]
    found = outcomes(audit(pairs, policy=policy))
    assert found.penalty == pytest.approx([1.0, 0.2, 1 / 1.5])


def test_that_severity_of_the_final_answer_weighs_a_decision():
    found = outcomes(audit([("ok", "threat"), ("ok", "ok")]))
    assert found.weight.tolist() == [8.0, 1.0]


def test_that_stricter_and_milder_actions_are_told_apart():
    pairs = [(("spam", "hide"), ("spam", "warn")), (("spam", "none"), ("spam", "warn"))]
    assert outcomes(audit(pairs)).stricter.tolist() == [1, -1]


def test_that_a_label_the_policy_does_not_know_counts_as_violating():
    assert outcome("unheard-of", "ok") == Outcome.OVER_ENFORCED


def test_that_an_audit_without_decisions_has_no_outcomes():
    found = outcomes(AuditData.empty(POLICY))
    assert len(found.code) == 0
    assert sum(found.tally().values()) == 0


def test_that_a_mask_limits_the_tally():
    found = outcomes(audit([("spam", "ok"), ("ok", "ok")]))
    assert found.tally(np.array([True, False]))["over_enforced"] == 1
    assert found.tally(np.array([True, False]))["correct"] == 0
