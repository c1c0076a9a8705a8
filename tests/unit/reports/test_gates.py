"""What an average hides: worked by hand, with scipy where a quantile is needed."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from reviewer_audit.reports.data import UNGRADED
from reviewer_audit.reports.gates import gates
from reviewer_audit.reports.scores import score
from tests.unit.reports.audits import POLICY, audit, mixed


def test_that_no_critical_error_still_has_an_exact_bound():
    gate = gates(audit([("threat", "threat")] * 59)).critical
    assert (gate.status, gate.errors, gate.rate.value) == ("clear", (), 0.0)
    assert gate.at_most == pytest.approx(1 - 0.05 ** (1 / 59), abs=1e-12)  # 59 of the 59/93/124
    assert gate.at_most < 0.05
    assert "No critical error in 59 decisions" in gate.sentence


def test_that_each_critical_error_is_named_by_its_decision():
    missed = [("ok", "threat"), (("threat", "delete", False), ("threat", "delete"))]
    data = audit([("spam", "spam")] * 100 + missed)
    data = replace(data, decision_id=data.decision_id + 1000)
    gate = gates(data).critical
    assert gate.status == "failed"
    assert [error.decision for error in gate.errors] == [1100, 1101]
    assert [error.outcome for error in gate.errors] == ["under_enforced", "wrong_escalation"]
    assert gate.errors[0].final == ("threat",)
    assert gate.at_most == pytest.approx(beta.ppf(0.95, 3, 100), abs=1e-12)
    assert gate.rate.value == pytest.approx(2 / 102)


def test_that_severity_shows_what_every_kind_of_error_took():
    pairs = [
        (("spam", "delete"), ("spam", "delete")),  # right, severity 2
        (("scam", "delete"), ("spam", "delete")),  # wrong policy, same action: a quarter
        (("spam", "warn"), ("spam", "delete")),  # wrong action, two ranks: whole
        (("ok", "none"), ("threat", "delete")),  # missed, severity 8
    ]
    found = gates(audit(pairs)).severity
    lost = {
        (line.outcome, line.case): (line.penalty, line.decisions, line.lost)
        for line in found.penalties
    }
    assert lost["wrong_policy", "same_action"] == (0.25, 1, pytest.approx(2 * 0.25 / 14))
    assert lost["wrong_action", "further"] == (1.0, 1, pytest.approx(2 / 14))
    assert lost["under_enforced", "any"] == (1.0, 1, pytest.approx(8 / 14))
    assert lost["wrong_action", "one_step"] == (0.5, 0, 0.0)
    total = sum(line.lost for line in found.penalties)
    assert found.accuracy.value == pytest.approx(1 - total, abs=1e-12)
    assert found.severity_weights == POLICY.severity_weights
    assert not any(line.declared for line in found.penalties)


def test_that_a_declared_penalty_is_scaled_by_the_largest_and_says_so():
    policy = replace(POLICY, penalties={"under_enforced": 1.5, "wrong_policy": 0.3})
    pairs = [("ok", "spam"), ("scam", "spam"), ("spam", "spam")]
    lines = {line.outcome: line for line in gates(audit(pairs, policy=policy)).severity.penalties}
    assert lines["under_enforced"].penalty == 1.0
    assert lines["wrong_policy"].penalty == pytest.approx(0.2)
    assert lines["wrong_policy"].case == "any"
    assert lines["wrong_policy"].declared
    assert lines["over_enforced"].penalty == pytest.approx(1 / 1.5)
    found = gates(audit(pairs, policy=policy)).severity
    assert sum(line.lost for line in found.penalties) == pytest.approx(1 - found.accuracy.value)


def test_that_the_vendor_is_compared_with_one_who_never_acts():
    pairs = (
        [("ok", "ok")] * 160 + [("spam", "spam")] * 30 + [("ok", "spam")] * 6 + [("spam", "ok")] * 4
    )
    found = gates(audit(pairs)).baseline
    assert found.accuracy.value == pytest.approx(164 / 200)
    assert found.difference.value == pytest.approx(190 / 200 - 164 / 200)
    gain = np.array([0] * 160 + [1] * 30 + [0] * 6 + [-1] * 4)
    assert found.difference.se == pytest.approx(gain.std(ddof=1) / np.sqrt(200), abs=1e-12)
    assert found.skill.value == pytest.approx(1 - 10 / 36)
    wrong, bad = np.array([0] * 190 + [1] * 10), np.array([0] * 160 + [1] * 36 + [0] * 4)
    residual = (wrong - 10 / 36 * bad) / 36
    assert found.skill.se == pytest.approx(np.sqrt((residual**2).sum() * 200 / 199), abs=1e-12)
    assert found.skill.low < found.skill.value < found.skill.high < 1


def test_that_the_comparison_weighs_cells_to_the_frame():
    pairs = [("ok", "ok")] * 50 + [("ok", "spam")] * 20 + [("spam", "spam")] * 30
    data = audit(pairs, strata=[0] * 50 + [1] * 50, population=[5000, 100])
    found = gates(data).baseline
    assert found.accuracy.value == pytest.approx(5000 / 5100)
    assert found.skill.value == pytest.approx(1 - 40 / 100)
    assert found.difference.value == pytest.approx(score(data)["accuracy"].value - 5000 / 5100)


def test_that_skill_is_undefined_without_a_violation_and_bare_with_few():
    assert gates(mixed(40, 2)).baseline.skill.reason == "zero_denominator"
    few = gates(audit([("ok", "ok")] * 50 + [("ok", "spam")] * 2)).baseline.skill
    assert (few.value, few.low, few.flags) == (0.0, None, ("too_few_positives",))
    none = gates(audit([]))
    assert none.baseline.accuracy.reason == none.baseline.skill.reason == "no_data"
    assert none.critical.status == "no_data"
    json.dumps(none.as_json(), allow_nan=False)


def published():
    """The design document's example: three cells of .90, .09 and .01 of the frame."""
    pairs, strata = [], []
    for cell, (n, wrong) in enumerate(((200, 6), (150, 12), (100, 20))):
        pairs += [("ok", "ok")] * (n - wrong) + [("spam", "ok")] * wrong
        strata += [cell] * n
    return audit(pairs, strata=strata, population=[90_000, 9_000, 1_000])


def test_that_a_banner_says_where_the_raw_rate_misleads():
    said = gates(
        published(), cells=({"queue": "Easy"}, {"queue": "Mixed"}, {"queue": "Hard"})
    ).misleading
    assert "91.6\u00a0% of the sample" in said[0]
    assert "96.4\u00a0% of the frame" in said[0]
    assert "Hard (22.2\u00a0% of the sample, 1.0\u00a0% of the frame)" in said[1]
    assert said[1].index("Hard") < said[1].index("Mixed")
    assert "Easy" not in said[1]
    assert "cell 3" in gates(published()).misleading[1]


def test_that_recall_may_not_be_counted_where_the_draw_followed_the_decision():
    pairs = (
        [("spam", "spam")] * 90
        + [("spam", "ok")] * 10
        + [("ok", "ok")] * 90
        + [("ok", "spam")] * 10
    )
    data = audit(pairs, strata=[0] * 100 + [1] * 100, population=[1000, 9000])
    said = next(text for text in gates(data).misleading if "recall" in text)
    assert "would be 90.0\u00a0%" in said  # 90 of 100
    assert "it is 50.0\u00a0%" in said  # 900 of 1,800
    assert "decisions that left content up" in said


def test_that_an_even_draw_raises_no_banner():
    assert gates(mixed(95, 5)).misleading == ()
    assert gates(audit([])).misleading == ()


def test_that_a_frame_of_convenience_is_described_and_not_estimated():
    said = gates(mixed(95, 5), convenience="appealed decisions").misleading
    assert "appealed decisions" in said[0]
    assert "estimate nothing" in said[0]


def test_that_missing_answers_are_said():
    data = audit([("ok", "ok")] * 60 + [("ok", UNGRADED)] * 40)
    (said,) = gates(data).misleading
    assert said.startswith("Only 60 of 100 drawn decisions have a final answer")


def simpson(cells):
    pairs, vendors, queues = [], [], []
    for vendor, queue, right, n in cells:
        pairs += [("ok", "ok")] * right + [("spam", "ok")] * (n - right)
        vendors += [vendor] * n
        queues += [queue] * n
    return audit(pairs, slices={"vendor": vendors, "queue": queues})


def test_that_an_order_that_turns_within_slices_is_named():
    stones = (  # Charig et al. 1986: open surgery is better on small and on large stones
        ("Open", "small", 81, 87),
        ("Open", "large", 192, 263),
        ("Closed", "small", 234, 270),
        ("Closed", "large", 55, 80),
    )
    (said,) = gates(simpson(stones)).misleading
    assert "Closed is ahead of Open (82.6\u00a0% against 78.0\u00a0%)" in said
    assert "behind in 2 of the 2 values of queue" in said
    fair = simpson(
        (("A", "x", 90, 100), ("A", "y", 80, 100), ("B", "x", 85, 100), ("B", "y", 70, 100))
    )
    assert gates(fair).misleading == ()
