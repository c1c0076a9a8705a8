"""Findings beyond slices: a rule, an auditor, a drift, a missed target; and what is none of them."""

from dataclasses import replace

import numpy as np
import pytest

from reviewer_audit.domain.policy import Label, Target
from reviewer_audit.reports.build import build
from reviewer_audit.reports.data import Answer, AuditData, Coded
from reviewer_audit.reports.editions import EDITIONS, edited
from reviewer_audit.reports.findings import findings
from reviewer_audit.reports.findings_auditors import auditor_findings
from reviewer_audit.reports.findings_targets import target_findings
from reviewer_audit.reports.model import DataTable
from reviewer_audit.reports.scores import score_round
from tests.unit.reports.made import finding, results
from tests.unit.reports.test_findings import FRAUD, NONE, POLICY, SPAM, audit, cell

BOOK = replace(POLICY, labels=(*POLICY.labels, Label(key="hate", title="Hate speech")))
RISK = 0.005


def graded(data: AuditData, said, auditors=("Ada", "Ben", "Cleo", "Dan")) -> AuditData:
    """Item, auditor and answer of every blind grade."""
    item, who, answer = (np.array(column, np.int32) for column in zip(*said, strict=True))
    return replace(
        data, grades_item=item, grades_auditor=who, grades_answer=answer, auditors=auditors
    )


def by_day(rows, days=20):
    return audit(
        [
            ({**where, "day": f"2026-09-{1 + k % days:02}"}, v, f)
            for k, (where, v, f) in enumerate(rows)
        ]
    )


def kinds(found):
    return [(one.kind, dict(one.slice)) for one in found]


def ruled(hate_wrong=30, spam_wrong=4):
    """Decisions under three rules, of which one is misread."""
    right = [
        ({"queue": f"Q{k % 3}"}, label, label) for label in (NONE, FRAUD, SPAM) for k in range(120)
    ]
    hate = [({"queue": f"Q{k % 3}"}, NONE if k < hate_wrong else 3, 3) for k in range(100)]
    spam = [({"queue": f"Q{k % 3}"}, NONE, SPAM) for k in range(spam_wrong)]
    data = audit([*right, *hate, *spam])
    return replace(data, policy=BOOK, answers=(*data.answers, Answer(("hate",))))


def test_that_the_rule_behind_most_errors_is_named_with_interval_and_its_decisions():
    data = ruled()
    (found,) = findings(data, {})
    assert kinds([found]) == [("rule", {"final_label": "hate"})]
    assert found.text == (
        "The rule Hate speech is behind most disagreement: 30.0\u00a0% of the decisions it applies to "
        "are wrong, 30 of the 34 errors on violating content."
    )
    assert (found.estimate.value, found.estimate.n) == (pytest.approx(0.3), 100)
    assert "n\u00a0100 \u00b7 the other rules" in found.detail
    assert "over 3 rules (Benjamini-Hochberg p < 0.001)" in found.detail
    wrong = data.vendor != data.final[data.item]
    assert set(found.decisions) == set(
        data.decision_id[wrong & (data.final[data.item] == 3)].tolist()
    )


def test_that_rules_that_are_alike_are_not_named():
    assert findings(ruled(hate_wrong=6, spam_wrong=5), {}) == ()


def test_that_auditors_who_differ_about_a_rule_are_told_of():
    data = ruled()
    hate = np.flatnonzero(data.final == 3)[:10]
    said = [(k, 0, 3) for k in hate] + [(k, 1, NONE if k % 2 else 3) for k in hate]
    (found,) = findings(graded(data, said), {})
    assert (
        "auditors differ on 5 of the 10 items graded twice where one of them chose it"
        in found.detail
    )


def paired(wrong_of, rng=None, each=60, truth=NONE):
    """Every pair of four auditors shares items; ``wrong_of`` errs on every third."""
    said, item = [], 0
    for one in range(4):
        for other in range(one + 1, 4):
            for k in range(each):
                slip = FRAUD if k % 3 == 0 else truth
                said += [(item, who, slip if who == wrong_of else truth) for who in (one, other)]
                item += 1
    rows = [({"queue": "Q"}, NONE, NONE)] * item
    return graded(audit(rows), said)


def test_that_an_auditor_out_of_line_is_named_and_nobody_who_was_paired_with_them():
    data = paired(wrong_of=2)
    (found,) = auditor_findings(data, RISK)
    assert found.slice == {"auditor": "Cleo"}
    assert found.text == (
        "Cleo differs from the other auditors on 60 of 180 items that both graded blind; the others "
        "differ among themselves on 0 of 180."
    )
    assert (found.estimate.value, found.estimate.n) == (pytest.approx(1 / 3), 180)
    assert "of 60 settled differences 60 went to the partner, 0 to them" in found.detail
    assert len(found.decisions) == 60


def test_that_the_one_who_is_right_is_told_to_have_been_right():
    data = paired(wrong_of=2)
    final = np.where(np.arange(data.m) >= 0, FRAUD, NONE)
    (found,) = auditor_findings(replace(data, final=final.astype(np.int32)), RISK)
    assert "0 went to the partner, 60 to them" in found.detail


def test_that_of_two_auditors_nobody_is_out_of_line():
    said = [(k, who, FRAUD if who and k % 2 else NONE) for k in range(200) for who in (0, 1)]
    data = graded(audit([({"queue": "Q"}, NONE, NONE)] * 200), said)
    assert auditor_findings(data, RISK) == ()


def test_that_an_auditor_of_a_harder_queue_is_not_out_of_line():
    """Cleo alone grades the hard queue with everybody; within it all differ as often."""
    said, rows = [], []
    for item in range(900):
        hard = item % 3 == 0
        pair = (
            (2, (0, 1, 3)[item // 3 % 3])
            if hard and item % 2
            else (((0, 1), (1, 3), (0, 3))[item // 3 % 3])
        )
        apart = hard and item // 6 % 2 == 0
        said += [(item, pair[0], FRAUD if apart else NONE), (item, pair[1], NONE)]
        rows.append(({"queue": "Hard" if hard else "Easy"}, NONE, NONE))
    data = graded(audit(rows), said)
    assert auditor_findings(data, RISK) == ()
    flat = replace(data, slices={"queue": Coded(np.zeros(data.n, np.int32), ("Q",))})
    assert kinds(auditor_findings(flat, RISK)) == [("auditor", {"auditor": "Cleo"})]


def test_that_fewer_than_thirty_shared_items_name_nobody():
    assert auditor_findings(paired(wrong_of=2, each=9), RISK) == ()


def drifting(n=1200, days=20, vendor="A"):
    """More and more of the last days' decisions are wrong."""
    return [
        (
            {"vendor": vendor, "queue": f"Q{k % 3}"},
            FRAUD if (k * 7919) % 1000 < 20 * (k % days) else NONE,
            NONE,
        )
        for k in range(n)
    ]


def test_that_a_drift_is_named_by_both_halves_and_their_difference():
    data = by_day(drifting())
    (found,) = [one for one in findings(data, {}) if one.kind == "drift"]
    early = np.array([int(name[-2:]) <= 10 for name in data.column("day").names])[
        data.column("day").codes
    ]
    wrong = data.vendor != data.final[data.item]
    assert found.text.startswith("A's decisions get worse in the course of the audit: ")
    assert found.estimate.value == pytest.approx(wrong[~early].mean())
    assert found.estimate.n == 600
    assert "until 2026-09-10" in found.text
    assert set(found.decisions) == set(data.decision_id[wrong & ~early].tolist())


def test_that_one_drifting_vendor_is_named_and_not_the_others():
    steady = [
        ({"vendor": "B", "queue": "Q0"}, FRAUD if k // 20 % 20 == 7 else NONE, NONE)
        for k in range(1200)
    ]
    found = findings(by_day([*drifting(), *steady]), {})
    assert ("drift", {"vendor": "A"}) in kinds(found)


def test_that_a_change_of_the_mix_is_no_drift():
    """Each queue is as good as ever; the hard one comes later."""
    rows = []
    for k in range(1600):
        day = k % 20
        hard = (k * 7919) % 20 < day
        rows.append(
            (
                {"vendor": "A", "queue": "Hard" if hard else "Easy"},
                FRAUD if (k * 104729) % 100 < (30 if hard else 3) else NONE,
                NONE,
            )
        )
    assert "drift" not in [one.kind for one in findings(by_day(rows), {})]


def test_that_decisions_without_a_day_have_no_drift():
    rows = [(where | {"day": ""}, v, f) for where, v, f in drifting()]
    assert "drift" not in [one.kind for one in findings(audit(rows), {})]


def test_that_a_missed_target_is_said_where_nothing_else_names_the_vendor():
    rows = [row for vendor in ("A", "B") for row in cell(400, 40, 0, 0, vendor=vendor, queue="Q")]
    promised = replace(POLICY, targets=(Target(metric="accuracy", threshold=0.95),))
    data = replace(audit(rows), policy=promised)
    whole, by = score_round(data, [("vendor",)])
    assert whole.verdict is not None
    assert whole.verdict.status == "below"
    (found,) = target_findings(data, whole, by["vendor"], ())
    assert (found.kind, found.slice) == ("target", {})
    assert found.estimate.value == pytest.approx(0.1)
    assert len(found.decisions) == 80
    assert found.text == (
        "The whole audit would be below the target of 95\u00a0%: 90.0\u00a0% of the decisions are right."
    )
    assert f"n\u00a0{found.estimate.n:,}" in found.detail
    assert found.detail.endswith("below by themselves, too: A, B")
    one = {"A": by["vendor"]["A"]}
    (alone,) = target_findings(data, whole, one, ())
    assert (alone.slice, len(alone.decisions)) == ({"vendor": "A"}, 40)
    known = replace(alone, kind="slice", slice={"vendor": "A", "queue": "Q"})
    assert target_findings(data, whole, one, (known,)) == ()


def test_that_no_auditor_is_named_in_an_edition_of_a_vendor():
    data = paired(wrong_of=2)
    one = replace(results(), findings=auditor_findings(data, RISK))
    assert edited(one, EDITIONS["internal"]).findings == one.findings
    assert edited(one, EDITIONS["vendor-safe"]).findings == ()
    assert edited(one, EDITIONS["regulator"]).findings == ()


def errors_table(found):
    (table,) = [b for b in build(found).section("errors").blocks if isinstance(b, DataTable)]
    return [column.title for column in table.columns], table.rows


def test_that_errors_carry_the_numbers_of_the_findings_behind_which_they_stand():
    made = results()
    second = replace(finding(), decisions=(made.errors[2].decision, 9999))
    first = replace(finding(), decisions=(made.errors[1].decision, made.errors[2].decision))
    titles, rows = errors_table(replace(made, findings=(first, second)))
    at = titles.index("Finding")
    assert [row[at] for row in rows][:4] == ["", "1", "1, 2", ""]
    assert "Finding" not in errors_table(replace(made, findings=()))[0]


def test_that_items_of_an_auditors_finding_are_listed_where_no_error_is():
    apart = replace(finding(), decisions=(9001, 9002, 9003), items=("a", "b"), kind="auditor")
    texts = [
        getattr(block, "text", "")
        for block in build(replace(results(), findings=(apart,))).section("summary").blocks
    ]
    assert "Items of finding 1: a, b and 1 more." in texts
    assert not [text for text in texts if text.startswith("Errors: those behind")]
