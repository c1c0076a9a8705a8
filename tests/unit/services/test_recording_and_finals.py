"""Grades from sheets, and the final answer of an item."""

import numpy as np
import pytest
from sqlalchemy import text

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.verdicts import Verdict
from reviewer_audit.errors import ClosedError
from reviewer_audit.reports.data import CANNOT_JUDGE, PENDING, TECHNICAL, UNGRADED
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    adjudication,
    analysis,
    grading,
    policies,
    projects,
    recording,
    sampling,
)
from reviewer_audit.services import rounds as service
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.intake import Asked
from reviewer_audit.store import clock, verdicts


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def project(store, make, lead, names, auditors=(), **plan):
    make.load(store, make.rows([(name, "spam", "remove") for name in names]), by=lead)
    given = {"method": Method.ALL, "auditors": auditors, "seed": "1"} | plan
    sampling.draw_sample(store, SamplePlan(**given), by=lead)
    return service.resolve(store)


def grades(*given):
    """Rows of (item, auditor, label or cannot_judge[, action])."""
    n = len(given)
    kinds = ["cannot_judge" if g[2] == "cannot_judge" else "answer" for g in given]
    return GradeRows(
        external_id=[g[0] for g in given],
        auditor=[g[1] for g in given],
        kind=kinds,
        labels=[() if k == "cannot_judge" else (g[2],) for g, k in zip(given, kinds, strict=True)],
        action=[g[3] if len(g) > 3 else "" for g in given],
        severity=[""] * n,
        confidence=["high"] * n,
        note=[""] * n,
        graded_at=["2026-09-22T08:00:43Z"] * n,
        sheet=["S"] * n,
        row_number=list(range(2, n + 2)),
    )


def record(store, lead, one, *given, source="f"):
    return recording.record_rows(store, grades(*given), by=lead, one=one, source=source)


def finals(store, one):
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        data = gather(tx, service.resolve(store, one.id), policy).data
    answers = [a.labels for a in data.answers]
    words = {PENDING: "pending", UNGRADED: "ungraded", CANNOT_JUDGE: "cannot", TECHNICAL: "tech"}
    return [words.get(int(f)) or answers[int(f)][0] for f in data.final]


def test_that_a_sheet_assigns_what_was_drawn_and_names_what_was_not(store, make, lead):
    make.load(store, make.rows([(f"i{k}", "ok") for k in range(6)]), by=lead)
    plan = SamplePlan(size=3, seed="1", auditors=("Ann",))
    sampling.draw_sample(store, plan, by=lead)
    one = service.resolve(store)
    every = [(f"i{k}", "Bob", "ok") for k in range(6)]
    done = record(store, lead, one, *every, ("nowhere", "Bob", "ok"), ("i0", " bob ", "spam"))
    bob = done.auditors["Bob"]
    assert (bob.recorded, bob.quarantined) == (3, 4)
    codes = {p["code"]: p["count"] for p in done.problems}
    drawn_i0 = codes.get("duplicate_grade", 0)
    assert codes["unknown_item"] == 1
    assert codes["not_in_sample"] + drawn_i0 == 4
    with store.read() as tx:
        people = tx.scalar(text("select count(*) from person where name_key = 'bob'"))
        assigned = tx.scalar(text("select count(*) from assignment"))
    assert (people, assigned) == (1, 6)


def test_that_the_same_sheet_again_changes_nothing_and_another_revises(store, make, lead):
    one = project(store, make, lead, ["a", "b"])
    rows = [("a", "Ann", "ok"), ("b", "Ann", "spam")]
    assert record(store, lead, one, *rows).auditors["Ann"].recorded == 2
    again = record(store, lead, one, *rows).auditors["Ann"]
    assert (again.recorded, again.revised, again.unchanged) == (0, 0, 2)
    other = record(store, lead, one, ("a", "Ann", "spam"), source="g").auditors["Ann"]
    assert (other.recorded, other.revised) == (0, 1)
    with store.read() as tx:
        rows = tx.execute(text("select assignment_id, revision from grade order by id")).all()
    assert [tuple(r) for r in rows] == [(1, 1), (2, 1), (1, 2)]


def test_that_the_answer_of_more_than_half_is_final(store, make, lead):
    names = ["agreed", "split", "two of three", "cannot", "one can", "nobody"]
    one = project(store, make, lead, names)
    record(
        store, lead, one,
        ("agreed", "Ann", "ok"), ("agreed", "Bob", "ok"),
        ("split", "Ann", "ok"), ("split", "Bob", "spam"),
        ("two of three", "Ann", "ok"), ("two of three", "Bob", "spam"),
        ("two of three", "Cy", "spam"),
        ("cannot", "Ann", "cannot_judge"), ("cannot", "Bob", "cannot_judge"),
        ("one can", "Ann", "cannot_judge"), ("one can", "Bob", "threat"),
    )  # fmt: skip
    assert finals(store, one) == ["ok", "pending", "spam", "cannot", "threat", "ungraded"]
    service.reveal(store, by=lead, partial=True)
    found = analysis.results(store)
    assert found.left_out == {"ungraded": 1, "pending": 1, "cannot_judge": 1, "technical": 0}
    assert (found.decisions, found.graded_decisions) == (6, 3)
    assert found.overall.bounds is not None


def test_that_a_verdict_settles_and_an_invalid_item_is_technical(store, make, lead):
    one = project(store, make, lead, ["a", "b", "c"])
    record(store, lead, one, *[(n, "Ann", "ok") for n in "abc"])

    def verdict(item, labels, cause=""):
        return Verdict(
            item_id=item, labels=labels, cause=cause, decided_by=lead.id,
            decided_at=clock.parse(clock.now()),
        )  # fmt: skip

    with store.write("verdict", by=lead) as tx:
        verdicts.add(tx, one.id, [verdict(1, ("spam",)), verdict(2, (), "O1"), verdict(3, ())])
    assert finals(store, one) == ["spam", "tech", "cannot"]


def test_that_a_skip_is_no_grade_and_the_last_revision_counts(store, make, lead):
    one = project(store, make, lead, ["a", "b"], auditors=("Ann",))
    ann = make.person(store, "Ann")
    first, second = grading.desk(store, ann, round_id=one.id, limit=9)
    grading.answer(store, Grade(assignment_id=first.assignment_id, kind=GradeKind.SKIPPED), by=ann)
    for label in ("ok", "spam"):
        grading.answer(store, Grade(assignment_id=second.assignment_id, labels=(label,)), by=ann)
    assert sorted(finals(store, one)) == ["spam", "ungraded"]


def test_that_equivalent_actions_are_the_same_answer(store, make, lead):
    one = project(store, make, lead, ["a", "b"])
    record(
        store, lead, one,
        ("a", "Ann", "spam", "remove"), ("a", "Bob", "spam", "remove"),
        ("b", "Ann", "spam", "remove"), ("b", "Bob", "spam", "warn"),
    )  # fmt: skip
    assert finals(store, one) == ["spam", "pending"]


def test_that_no_sheet_is_taken_after_reveal(store, make, lead, tmp_path):
    one = project(store, make, lead, ["a"])
    record(store, lead, one, ("a", "Ann", "ok"))
    service.reveal(store, by=lead)
    sheet = tmp_path / "late.csv"
    sheet.write_text("item_id,label\na,ok\n")
    with pytest.raises(ClosedError):
        recording.record_sheet(store, sheet, by=lead, auditor="Bob")


def test_that_adjudicated_answers_from_a_sheet_say_what_they_changed(store, make, lead, tmp_path):
    one = project(store, make, lead, ["a", "b"])
    record(store, lead, one, ("a", "Ann", "ok"), ("b", "Ann", "spam"))
    service.reveal(store, by=lead)
    sheet = tmp_path / "gold.csv"
    sheet.write_text("item_id,label\na,spam\nb,spam\nzz,spam\n")
    done = adjudication.settle_from_sheet(store, sheet, by=lead, asked=Asked())
    assert (done.recorded, done.changed_outcome, done.quarantined) == (2, 1, 1)
    assert analysis.results(store).overall["accuracy"].value == 1.0


def test_that_vendor_and_auditor_are_paired_grade_by_grade(store, make, lead):
    one = project(store, make, lead, ["a", "b"])
    record(
        store, lead, one, ("a", "Ann", "spam"), ("a", "Bob", "spam"), ("b", "Ann", "ok"),
    )  # fmt: skip
    service.reveal(store, by=lead)
    found = analysis.results(store)
    percent = found.vendor_auditor.coefficients["percent_agreement"]
    assert (found.vendor_auditor.units, percent.value) == (3, pytest.approx(2 / 3))
    assert found.auditor_auditor.units == 1
    assert np.isclose(found.overall["accuracy"].value, 0.5)
