"""Findings: what stands out is named, once, where it belongs; nothing else is."""

from datetime import date

import numpy as np
import pytest

from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.reports.data import Answer, AuditData, Coded
from reviewer_audit.reports.findings import findings
from reviewer_audit.reports.scores import score_all
from tests.unit.reports.made import CELLS

POLICY = Policy(
    name="p", version="1", effective_from=date(2026, 1, 1),
    labels=(Label(key="none", title="No violation", is_violation=False), Label(key="fraud", title="Fraud"), Label(key="spam", title="Spam")),
)  # fmt: skip
NONE, FRAUD, SPAM = 0, 1, 2


def audit(rows) -> AuditData:
    """One row per decision: slices, vendor answer, final answer."""
    n = len(rows)
    roles = rows[0][0].keys()
    return AuditData(
        policy=POLICY,
        decision_id=np.arange(1000, 1000 + n),
        item=np.arange(n, dtype=np.int32),
        item_ids=np.arange(n),
        answers=(Answer(("none",)), Answer(("fraud",)), Answer(("spam",))),
        vendor=np.array([row[1] for row in rows], np.int32),
        final=np.array([row[2] for row in rows], np.int32),
        cause=np.full(n, -1, np.int32),
        stratum=np.zeros(n, np.int32),
        stratum_population=np.array([5 * n]),
        stratum_sampled=np.array([n]),
        probability=np.full(n, 0.2),
        slices={role: Coded.of([row[0][role] for row in rows]) for role in roles},
    )


def cell(n, over=0, under=0, policy=0, **where):
    right = n - over - under - policy
    answers = [(FRAUD, NONE)] * over + [(NONE, FRAUD)] * under + [(FRAUD, SPAM)] * policy
    answers += [(NONE, NONE)] * (right * 2 // 3) + [(FRAUD, FRAUD)] * (right - right * 2 // 3)
    return [
        ({"reviewer": f"r{i % 7}", "language": ("en", "ar")[i % 2], **where}, *pair)
        for i, pair in enumerate(answers)
    ]


def over_enforcing():
    return [
        row for v, cells in CELLS.items() for q, (n, o, u, p) in cells.items()
        for row in cell(n, o, u, p, vendor=v, queue=q)
    ]  # fmt: skip


def test_that_the_over_enforcing_vendor_and_queue_are_named_with_interval_and_decisions():
    data = audit(over_enforcing())
    found = findings(
        data, score_all(data, [("vendor",), ("queue",), ("vendor", "queue")]), target=0.95
    )
    first = found[0]
    assert first.slice == {"vendor": "Riverline", "queue": "Marketplace"}
    assert first.text == (
        "Riverline acts on harmless content in Marketplace: 21.3\u00a0% of its decisions there "
        "are wrong, nearly all over-enforced (33 of 35)."
    )
    assert first.estimate.value == pytest.approx(35 / 164)
    assert first.estimate.n == 164
    assert len(first.decisions) == 35
    assert "15.8\u201328.2\u00a0% \u00b7 n\u00a0164 \u00b7 elsewhere" in first.detail
    assert "Benjamini-Hochberg" in first.detail
    assert "no other queue and no other vendor comes near it" in first.detail


def test_that_what_only_follows_from_a_finding_is_not_named_again():
    rows = [row for row in over_enforcing() if row[0]["vendor"] != "Riverline"]
    rows += cell(320, 4, 4, 2, vendor="Riverline", queue="Comments")
    rows += cell(164, 33, 1, 1, vendor="Riverline", queue="Marketplace")
    rows += cell(310, 4, 4, 2, vendor="Riverline", queue="Profiles")
    found = findings(audit(rows), {})
    assert [f.slice for f in found] == [{"vendor": "Riverline", "queue": "Marketplace"}]


def test_that_a_vendor_bad_everywhere_is_named_without_a_queue():
    rows = []
    for queue in ("Comments", "Marketplace", "Profiles"):
        rows += cell(300, 3, 3, 2, vendor="Northgate", queue=queue)
        rows += cell(300, 2, 27, 2, vendor="Southbank", queue=queue)
    found = findings(audit(rows), {})
    assert [f.slice for f in found] == [{"vendor": "Southbank"}]
    assert found[0].text.startswith(
        "Southbank misses violations: 10.3\u00a0% of its decisions are wrong"
    )


def test_that_one_kind_of_error_is_told_by_its_own_rate_where_errors_as_such_are_not_more():
    rows = []
    for queue in ("Comments", "Marketplace"):
        rows += cell(900, 5, 40, 2, vendor="Northgate", queue=queue)  # 5.2 % wrong
        rows += cell(900, 40, 5, 2, vendor="Southbank", queue=queue)  # 5.2 % wrong, too
    data = audit(rows)
    found = findings(data, {})
    assert {f.text for f in found} == {
        "Northgate misses violations: 4.4\u00a0% of its decisions are missed violations.",
        "Southbank acts on harmless content: 4.4\u00a0% of its decisions are over-enforced.",
    }
    north = next(f for f in found if f.slice["vendor"] == "Northgate")
    assert north.error == "under_enforcement"
    assert (north.estimate.value, north.estimate.n) == (pytest.approx(80 / 1800), 1800)
    assert len(north.decisions) == 80
    assert "elsewhere 0.6\u00a0% (" in north.detail
    assert "errors of all kinds 5.2\u00a0% (" in north.detail
    assert "target" not in "".join(f.detail for f in findings(data, {}, target=0.999))


def test_that_a_kind_of_error_that_is_more_frequent_is_named_though_another_is_most_of_them():
    rows = cell(1200, 48, 24, 0, vendor="Northgate", queue="Comments")
    rows += cell(3600, 138, 2, 0, vendor="Southbank", queue="Comments")
    (first, *_rest) = findings(audit(rows), {})
    assert first.text == (
        "Northgate misses violations: 2.0\u00a0% of its decisions are missed violations."
    )


def test_that_a_queue_bad_for_everybody_is_named_without_a_vendor():
    rows = []
    for vendor in ("Northgate", "Southbank", "Riverline"):
        rows += cell(300, 3, 3, 2, vendor=vendor, queue="Comments")
        rows += cell(300, 30, 3, 2, vendor=vendor, queue="Marketplace")
    found = findings(audit(rows), {})
    assert [f.slice for f in found] == [{"queue": "Marketplace"}]


def test_that_nothing_stands_out_when_nothing_does():
    rows = []
    for i, vendor in enumerate(("Northgate", "Southbank", "Riverline")):
        for queue in ("Comments", "Marketplace"):
            rows += cell(300, 6 + i, 6, 2, vendor=vendor, queue=queue)
    assert findings(audit(rows), {}) == ()


def test_that_chance_alone_is_rarely_named():
    rng = np.random.default_rng(7)
    named = 0
    for _round in range(20):
        rows = [
            ({"vendor": f"V{rng.integers(4)}", "queue": f"Q{rng.integers(4)}", "language": "en"}, FRAUD if rng.random() < 0.06 else NONE, NONE)
            for _ in range(800)
        ]  # fmt: skip
        named += bool(findings(audit(rows), {}))
    assert named <= 3


def test_that_reviewers_are_never_named():
    rows = cell(400, 4, 4, 0, vendor="A", queue="Q")
    rows = [({**where, "reviewer": "worst" if v != f else "best"}, v, f) for where, v, f in rows]
    assert findings(audit(rows), {}) == ()


def test_that_an_empty_round_has_no_findings():
    assert findings(AuditData.empty(POLICY), {}) == ()
