"""A contract period in a project, and answers that went over to the vendor."""

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.grading import Grade
from reviewer_audit.domain.policy import Target
from reviewer_audit.errors import RoundError, StillBlindError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    gathering,
    grading,
    policies,
    projects,
    reporting,
    rounds,
    sampling,
)
from reviewer_audit.services.anchoring import anchoring
from reviewer_audit.services.pooling import period_verdicts
from reviewer_audit.store import grades


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def week(
    store, make, lead, name, *, n=40, size=0, wrong=(), days=("2026-07-06",), like=None, looks=1
):
    """Import a batch, draw and grade it: "ok" is right but for the items in ``wrong``."""
    rows = make.rows(
        [(f"{name}-{k:03d}", "spam" if k in wrong else "ok") for k in range(n)],
        slices={
            "vendor": [("A", "B")[k % 2] for k in range(n)],
            "reviewer": [f"r{k % 5}" for k in range(n)],
            "queue": ["x"] * n,
        },
        decided_at=[f"{days[k % len(days)]}T10:00:00Z" for k in range(n)],
    )
    make.load(store, rows, by=lead, name=name)
    one = rounds.new(store, by=lead, title=name, like=like)
    method = Method.SIMPLE if size else Method.ALL
    plan = SamplePlan(method=method, size=size, auditors=("Ann",), seed="s", looks=looks)
    sampling.draw_sample(store, plan, by=lead, round_id=one.id)
    return one.id


def grade_all(store, lead, number):
    ann = projects.seat(store, "Ann")
    for item in grading.desk(store, ann, round_id=number, limit=999):
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    rounds.reveal(store, by=lead, round_id=number)


def two_weeks(store, make, lead, **second):
    first = week(store, make, lead, "July", wrong=(0, 1), n=40)
    grade_all(store, lead, first)
    given = {"days": ("2026-08-03",), "like": first, "n": 120, "size": 30} | second
    other = week(store, make, lead, "August", **given)
    return first, other


def test_that_every_revealed_round_of_the_period_is_a_stratum(store, make, lead):
    first, other = two_weeks(store, make, lead)
    grade_all(store, lead, other)
    found = period_verdicts(store)
    assert [one.round_id for one in found.rounds] == [first, other]
    assert [one.population for one in found.rounds] == [40, 120]
    assert found.accuracy.value == pytest.approx((38 + 120) / 160)
    assert found.accuracy.n == 70
    assert [line.place for line in found.targets] == [{}, {"vendor": "A"}, {"vendor": "B"}]
    assert found.notes == ()


def test_that_days_of_decision_say_to_which_period_a_round_belongs(store, make, lead):
    first, other = two_weeks(store, make, lead)
    grade_all(store, lead, other)
    july = period_verdicts(store, since="2026-07-01", until="2026-07-31")
    assert [one.round_id for one in july.rounds] == [first]
    august = period_verdicts(store, since="2026-08-01")
    assert [one.round_id for one in august.rounds] == [other]
    assert (august.rounds[0].first_day, august.rounds[0].last_day) == ("2026-08-03",) * 2
    named = period_verdicts(store, [other, other])
    assert [one.round_id for one in named.rounds] == [other]


def test_that_a_round_across_the_border_is_named(store, make, lead):
    first, other = two_weeks(store, make, lead, days=("2026-07-30", "2026-08-02"))
    grade_all(store, lead, other)
    july = period_verdicts(store, until="2026-07-31")
    assert [one.round_id for one in july.rounds] == [first]
    assert july.left_out == (
        (other, "August", "its decisions go on until 2026-08-02, after the period"),
    )
    august = period_verdicts(store, since="2026-08-01")
    assert "from before the period (2026-07-30)" in august.rounds[0].note


def test_that_a_blind_round_is_left_out_and_may_not_be_named(store, make, lead):
    first, other = two_weeks(store, make, lead)
    found = period_verdicts(store)
    assert [one.round_id for one in found.rounds] == [first]
    assert found.left_out == ((other, "August", "still graded blind"),)
    with pytest.raises(StillBlindError):
        period_verdicts(store, [first, other])


def test_that_overlapping_frames_are_named(store, make, lead):
    first = week(store, make, lead, "July", n=60, size=20)
    grade_all(store, lead, first)
    other = week(store, make, lead, "August", n=40, size=20)
    grade_all(store, lead, other)
    (note,) = period_verdicts(store).notes
    assert "overlapping frames" in note


def test_that_another_policy_version_is_named(store, make, lead):
    first = week(store, make, lead, "July")
    grade_all(store, lead, first)
    stricter = replace(
        make.POLICY,
        version="2",
        effective_from=date(2026, 8, 1),
        targets=(Target(metric="accuracy", threshold=0.98),),
    )
    policies.add_version(store, stricter, by=lead)
    other = week(store, make, lead, "August", like=first)
    grade_all(store, lead, other)
    found = period_verdicts(store)
    assert any("July (round 1) was graded by policy version 1" in note for note in found.notes)
    assert found.targets[0].verdict.target == 0.98


def test_that_a_period_without_a_round_is_refused(store, make, lead):
    with pytest.raises(RoundError) as caught:
        period_verdicts(store)
    assert caught.value.code == "period.none"
    number = week(store, make, lead, "July")
    with pytest.raises(RoundError) as caught:
        period_verdicts(store)
    assert "still graded blind" in str(caught.value)
    grade_all(store, lead, number)
    with pytest.raises(RoundError):
        period_verdicts(store, until="2020-01-01")


@pytest.mark.parametrize(("since", "until"), [("July", ""), ("2026-08-01", "2026-07-01")])
def test_that_a_period_that_cannot_be_read_is_refused(store, since, until):
    with pytest.raises(RoundError) as caught:
        period_verdicts(store, since=since, until=until)
    assert caught.value.code == "period.day"


def revise(store, item, labels, **more):
    with store.write("test.revise", by=projects.seat(store, "Lea")) as tx:
        given = Grade(
            assignment_id=item.assignment_id, labels=labels, revision=2, after_reveal=True
        )
        grades.add_many(tx, [replace(given, **more)], source="desk")


def revised(store, number):
    with store.read() as tx:
        return anchoring(tx, gathering.read(tx, rounds.resolve(store, number)))


def test_that_answers_revised_toward_the_vendor_are_counted(store, make, lead):
    number = week(store, make, lead, "July", n=10, wrong=(0, 1, 2, 3))
    ann = projects.seat(store, "Ann")
    desk = {i.content: i for i in grading.desk(store, ann, round_id=number, limit=99)}
    grade_all(store, lead, number)
    assert revised(store, number) == {"Ann": (0, 4)}
    revise(store, desk["content of July-000"], ("spam",))  # to the vendor's answer
    revise(store, desk["content of July-001"], ("threat",))  # to neither
    revise(store, desk["content of July-005"], ("spam",))  # away from it: they agreed before
    assert revised(store, number) == {"Ann": (1, 4)}


def test_that_anchoring_is_not_counted_while_a_round_is_blind(store, make, lead):
    number = week(store, make, lead, "July")
    with pytest.raises(StillBlindError):
        revised(store, number)


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_that_the_command_prints_verdicts_in_words_and_as_one_object(store, make, lead):
    first = week(store, make, lead, "July", wrong=(0, 1))
    grade_all(store, lead, first)
    path = store.path
    store.close()
    said = run("period", path, "--from", "2026-07-01", "--to", "2026-07-31")
    assert said.exit_code == 0
    assert "Contract period: 2026-07-01 to 2026-07-31 (provisional)" in said.output
    assert "Accuracy, All: 95.0\u00a0% (84.4" in said.output
    assert "n\u00a040). Not enough evidence so far." in said.output
    found = json.loads(run("period", path, "--json").stdout)
    assert [one["round"] for one in found["rounds"]] == [first]
    assert found["targets"][0]["verdict"]["status"] == "inconclusive"
    assert found["targets"][0]["estimate"]["n"] == 40
    planned = json.loads(run("period", path, "--looks", "2", "--json").stdout)
    assert (
        planned["targets"][0]["verdict"]["confidence"]
        > found["targets"][0]["verdict"]["confidence"]
    )


def test_that_a_period_takes_the_looks_that_its_rounds_planned(store, make, lead):
    first = week(store, make, lead, "July", looks=2)
    grade_all(store, lead, first)
    found = period_verdicts(store)
    assert (found.look, found.looks) == (1, 2)
    alone = found.targets[0].verdict.confidence
    assert alone == period_verdicts(store, looks=2, look=1).targets[0].verdict.confidence
    second = week(store, make, lead, "August")
    grade_all(store, lead, second)
    both = period_verdicts(store)
    assert (both.look, both.looks) == (2, 2)
    assert both.targets[0].verdict.confidence == alone


@pytest.mark.parametrize(
    "args",
    [("--look", "2"), ("--looks", "3"), ("--confidence", "95"), ("--estimand", "fleet")],
)
def test_that_wrong_usage_is_refused(args):
    assert run("period", "p.audit", *args).exit_code == 2


def test_that_a_report_judges_the_period_and_a_vendor_sees_its_own_part(store, make, lead):
    first, other = two_weeks(store, make, lead)
    grade_all(store, lead, other)
    found = analysis.results(store, round_id=other, full=True)
    found = reporting.over_period(store, found, since="2026-07-01", until="2026-08-31")
    period = period_verdicts(store, since="2026-07-01", until="2026-08-31")
    assert found.contract == period
    section = reporting.preview(found).section("contract")
    targets, listed = (block for block in section.blocks if hasattr(block, "rows"))
    assert [row[3] for row in targets.rows] == [one.estimate for one in period.targets]
    assert [row[0] for row in listed.rows] == ["July", "August"]
    own = reporting.preview(found, vendor="A", edition="vendor-safe").section("contract")
    targets, listed = (block for block in own.blocks if hasattr(block, "rows"))
    assert [row[0] for row in targets.rows] == ["A"] * len(targets.rows)
    assert [column.title for column in listed.columns] == [
        "Round",
        "First day",
        "Last day",
        "Policy",
    ]
    mine = period.of_vendor("A")
    assert mine.accuracy == period.vendors["A"]
    assert {one.accuracy.value for one in mine.rounds} == {None}
    with pytest.raises(KeyError):
        reporting.preview(found, edition="regulator").section("contract")
    with pytest.raises(KeyError):
        reporting.preview(replace(found, contract=None)).section("contract")
    assert first != other
