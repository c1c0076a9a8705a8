"""Rounds pooled as strata: weights, verdicts and what a reader must know."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from reviewer_audit.domain.policy import TargetRule
from reviewer_audit.reports.data import UNGRADED
from reviewer_audit.reports.pooled import Part, pooled, stacked
from reviewer_audit.reports.scores import score
from tests.unit.reports.audits import POLICY, audit, mixed, target

PROMISED = replace(POLICY, targets=(target(0.95),))


def part(number, data, **more):
    given = {"title": f"Week {number}", "state": "revealed", "first_day": "", "last_day": ""}
    return Part(round_id=number, data=data, **given | more)


def vendors(*names):
    return {"slices": {"vendor": list(names)}}


def later(data):
    """The same outcomes on other items."""
    return replace(data, item_ids=data.item_ids + 1000)


def test_that_a_round_weighs_what_its_frame_holds():
    first = mixed(90, 10, population=[9000])
    second = later(mixed(99, 1, population=[1000]))
    found = pooled([part(1, first), part(2, second)])
    assert found.accuracy.value == pytest.approx(0.9 * 0.9 + 0.1 * 0.99)
    assert found.accuracy.n == 200
    v = 0.9**2 * 0.9 * 0.1 / 99 + 0.1**2 * 0.99 * 0.01 / 99  # sum of W_h^2 s_h^2 / n_h
    assert found.accuracy.se == pytest.approx(np.sqrt(v), abs=1e-12)
    assert found.accuracy.low < found.accuracy.value < found.accuracy.high
    assert [one.accuracy.value for one in found.rounds] == [0.9, 0.99]
    assert [one.population for one in found.rounds] == [9000, 1000]


def test_that_pooling_is_one_sample_with_rounds_for_strata():
    first, second = mixed(90, 10, population=[9000]), mixed(99, 1, population=[1000])
    pairs = [("ok", "ok")] * 90 + [("spam", "ok")] * 10 + [("ok", "ok")] * 99 + [("spam", "ok")]
    whole = audit(pairs, strata=[0] * 100 + [1] * 100, population=[9000, 1000])
    assert score(stacked([first, second]))["accuracy"] == score(whole)["accuracy"]


def test_that_one_round_alone_is_itself():
    data = mixed(380, 20, policy=PROMISED)
    found, alone = pooled([part(1, data)]), score(data)
    assert found.accuracy.value == alone["accuracy"].value
    assert (found.accuracy.low, found.accuracy.high) == (
        alone["accuracy"].low,
        alone["accuracy"].high,
    )
    assert found.targets[0].verdict == alone.verdict


def test_that_two_rounds_prove_together_what_neither_proves_alone():
    data = mixed(120, 2, policy=PROMISED)
    found = pooled([part(1, data), part(2, later(data))])
    assert score(data).verdict.status == "inconclusive"
    (line,) = found.targets
    assert line.verdict.status == "meets"
    together = mixed(240, 4, policy=PROMISED)
    assert line.verdict.bound == pytest.approx(beta.ppf(0.05, 240, 5))
    assert score(together).verdict.status == "meets"
    assert "Would meet 95" in line.sentence
    assert "n\u00a0244" in line.sentence


def test_that_the_programme_and_every_vendor_share_the_risk_by_holm():
    names = ["A"] * 150 + ["B"] * 50
    first = mixed(195, 5, policy=PROMISED, **vendors(*names))
    found = pooled([part(1, first), part(2, later(first))])
    places = [tuple(line.place.items()) for line in found.targets]
    assert places == [(), (("vendor", "A"),), (("vendor", "B"),)]
    assert set(found.vendors) == {"A", "B"}
    by_place = dict(zip(places, found.targets, strict=True))
    best = by_place[("vendor", "A"),]
    assert best.verdict.status == "meets"
    assert best.verdict.confidence == pytest.approx(1 - 0.05 / 3)
    assert found.vendors["B"].value == pytest.approx(0.9)
    assert found.targets[2].estimate == found.vendors["B"]


def test_that_persons_get_no_verdict():
    policy = replace(POLICY, targets=(target(0.9, slice=(("reviewer", "r1"),)),))
    data = mixed(50, 1, policy=policy, slices={"reviewer": ["r1"] * 51})
    assert pooled([part(1, data)]).targets == ()
    assert "No target is declared: no verdict." in pooled([part(1, data)]).in_words()


def test_that_a_planned_look_spends_its_part_of_the_risk():
    data = mixed(380, 4, policy=PROMISED)
    found = pooled([part(1, data)], look=1, looks=2)
    assert (found.look, found.looks) == (1, 2)
    assert found.targets[0].verdict.confidence == pytest.approx(1 - 0.0294)
    planned = replace(data, looks=2, look=2)
    again = pooled([part(1, planned)])
    assert (again.look, again.looks, again.targets[0].verdict.look) == (2, 2, 2)


def test_that_a_round_of_another_policy_version_is_named_and_judged_by_its_own():
    older = replace(PROMISED, version="0", match=POLICY.match, targets=(target(0.9),))
    first = audit([("scam", "spam")] * 5 + [("ok", "ok")] * 45, policy=older)
    milder = replace(
        PROMISED, labels=tuple(replace(x, is_violation=x.key == "threat") for x in POLICY.labels)
    )
    second = audit([("spam", "ok")] * 5 + [("ok", "ok")] * 45, policy=milder)
    found = pooled([part(1, first), part(2, second)])
    (note,) = found.notes
    assert "Week 1 (round 1) was graded by policy version 0" in note
    assert "whose targets were others" in note
    assert "those of version 1" in note
    assert found.targets[0].verdict.target == 0.95
    assert found.accuracy.value == pytest.approx(0.9)
    assert found.rounds[0].policy == "Tiny 0"


def test_that_content_audited_in_two_rounds_hangs_together():
    data = mixed(95, 5)
    same = pooled([part(1, data), part(2, data)]).accuracy
    apart = pooled([part(1, data), part(2, later(data))]).accuracy
    assert same.value == apart.value
    assert same.n_eff < 0.7 * apart.n_eff


def test_that_pooled_verdicts_are_provisional_until_every_round_is_closed():
    closed = mixed(300, 3, policy=PROMISED, provisional=False)
    assert not pooled([part(1, closed)]).targets[0].verdict.provisional
    found = pooled([part(1, closed), part(2, mixed(300, 3, policy=PROMISED))])
    assert found.provisional
    assert found.targets[0].verdict.provisional
    assert found.in_words()[0].endswith("(provisional)")


def test_that_a_full_round_does_not_excuse_a_partial_one():
    full = mixed(100, 1, policy=PROMISED)
    thin = audit([("ok", "ok")] * 50 + [("ok", UNGRADED)] * 50, policy=PROMISED)
    (line,) = pooled([part(1, full), part(2, thin)]).targets
    assert (line.verdict.status, line.verdict.reason) == ("inconclusive", "partial_audit")
    (line,) = pooled([part(1, full), part(2, replace(thin, accept_partial=True))]).targets
    assert line.verdict.reason != "partial_audit"


def test_that_vendors_and_roles_of_different_rounds_are_joined_by_name():
    first = mixed(40, 0, **vendors(*["A"] * 40))
    second = mixed(0, 40, slices={"vendor": ["B"] * 20 + ["A"] * 20, "queue": ["q"] * 40})
    found = pooled([part(1, first), part(2, second)])
    assert found.vendors["A"].value == pytest.approx(40 / 60)
    assert found.vendors["B"].value == 0.0
    whole = stacked([first, second])
    assert whole.column("queue").names == ("", "q")
    assert whole.column("queue").codes.tolist() == [0] * 40 + [1] * 40


def test_that_the_lenient_rule_holds_over_a_period():
    policy = replace(POLICY, targets=(target(0.95, rule=TargetRule.UNLESS_DISPROVEN),))
    (line,) = pooled([part(1, mixed(93, 7, policy=policy))]).targets
    assert line.verdict.status == "not_disproven"


def test_that_it_is_one_json_object_and_lines_of_text():
    data = mixed(190, 10, policy=PROMISED, **vendors(*["A"] * 100 + ["B"] * 100))
    found = pooled(
        [part(1, data)],
        since="2026-07-01",
        until="2026-09-30",
        left_out=[(2, "Week 2", "still graded blind")],
    )
    out = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert (out["from"], out["to"]) == ("2026-07-01", "2026-09-30")
    assert out["left_out"] == [{"round": 2, "title": "Week 2", "reason": "still graded blind"}]
    assert len(out["targets"]) == 3
    text = "\n".join(found.in_words())
    assert "Left out: round 2 Week 2: still graded blind" in text
    assert "Accuracy over the period: 95.0\u00a0%" in text


def test_that_a_period_has_a_round():
    with pytest.raises(ValueError, match="at least one round"):
        pooled([])
