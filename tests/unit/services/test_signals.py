"""Signals of a project: for a lead, after reveal, from grades and decisions; and the times read."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.grading import Grade
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.people import Role
from reviewer_audit.domain.verdicts import Verdict
from reviewer_audit.errors import StillBlindError
from reviewer_audit.reports.build import build
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    cases,
    projects,
    recording,
    rounds,
    sampling,
    timing_data,
)
from reviewer_audit.services import signals as service
from reviewer_audit.services.signals import LeadOnlyError
from reviewer_audit.store import clock, grades, people, verdicts

N = 120
LABELS = ("ok", "spam", "threat")


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def graded(store, make, lead, *, seconds=None, same_moment=False):
    """A round in which four auditors graded every item; Bob copied a half from Ann.

    ``seconds`` is what an auditor spends on an item at the desk, in two revisions.
    """
    rng = np.random.default_rng(9)
    truth = rng.integers(0, 3, N)
    names = [f"i{k:03}" for k in range(N)]
    rows = make.rows(
        [(name, LABELS[t]) for name, t in zip(names, truth, strict=True)],
        content=["x" * 900] * N,
        slices={"reviewer": [f"rev{k % 3}" for k in range(N)]},
        decided_at=[f"2026-03-02T10:{k // 60:02}:{k % 60:02}Z" for k in range(N)],
    )
    make.load(store, rows, by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=(), seed="1")
    sampling.draw_sample(store, plan, by=lead)
    said = {}
    for who in ("Ann", "Bob", "Cem", "Dee"):
        wrong = (truth + rng.integers(1, 3, N)) % 3
        said[who] = np.where(rng.random(N) < 0.8, truth, wrong)
    said["Bob"][::2] = said["Ann"][::2]
    given = [
        (name, who, LABELS[codes[k]]) for who, codes in said.items() for k, name in enumerate(names)
    ]
    one = rounds.resolve(store)
    recording.record_rows(
        store, as_rows(given, same_moment=same_moment), by=lead, one=one, source="f"
    )
    with store.write("test", by=lead) as tx:
        if seconds is not None:
            rows = grades.newest_revisions(tx, one.id)
            who = {person.id: person.name for person in people.everyone(tx)}
            again = [
                Grade(
                    assignment_id=row.assignment_id,
                    labels=tuple(json.loads(row.labels)),
                    revision=row.revision + step,
                    duration_ms=int(500 * seconds.get(who[row.auditor_id], 40 + row.item_id % 7)),
                )
                for row in rows
                for step in (1, 2)
            ]
            grades.add_many(tx, again, source="desk")
        settled = [
            Verdict(
                item_id=k + 1, labels=(LABELS[t],), decided_by=lead.id,
                decided_at=clock.parse(clock.now()),
            )
            for k, t in enumerate(truth.tolist())
        ]  # fmt: skip
        verdicts.add(tx, one.id, settled)
    return one


def as_rows(given, *, same_moment):
    n = len(given)
    at = [0 if same_moment else 97 * (k % N) for k in range(n)]
    return GradeRows(
        external_id=[g[0] for g in given],
        auditor=[g[1] for g in given],
        kind=["answer"] * n,
        labels=[(g[2],) for g in given],
        action=[""] * n,
        severity=[""] * n,
        confidence=["high"] * n,
        note=[""] * n,
        graded_at=[
            f"2026-03-04T{8 + s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z" for s in at
        ],
        sheet=["S"] * n,
        row_number=list(range(2, n + 2)),
    )  # fmt: skip


def of(found, kind, group="auditors"):
    return [line for line in found.lines if (line.kind, line.group) == (kind, group)]


def test_that_signals_are_for_a_lead_and_only_after_reveal(store, make, lead):
    graded(store, make, lead)
    auditor = make.person(store, "Ann", Role.AUDITOR)
    assert auditor.role is Role.AUDITOR
    with pytest.raises(LeadOnlyError):
        service.signals(store, None, auditor)
    with pytest.raises(StillBlindError):
        service.signals(store, None, lead)
    rounds.reveal(store, by=lead)
    assert service.signals(store, None, lead).lines
    with pytest.raises(LeadOnlyError):
        service.signals(store, None, auditor)


def test_that_a_copier_is_found_by_answers_that_verdicts_call_wrong(store, make, lead):
    graded(store, make, lead)
    rounds.reveal(store, by=lead)
    found = service.signals(store, None, lead)
    lines = of(found, "same_wrong_answers")
    assert len(lines) == 6
    assert [line.people for line in lines if line.marked] == [("Ann", "Bob")]
    assert all(name.startswith("i") for name in lines[0].items)


def test_that_time_on_the_desk_counts_and_revisions_add_up(store, make, lead):
    one = graded(store, make, lead, seconds={"Dee": 2.0})
    rounds.reveal(store, by=lead)
    found = service.signals(store, one.id, lead)
    fast = {line.people: line for line in of(found, "too_fast")}
    assert {people for people, line in fast.items() if line.marked} == {("Dee",)}
    assert fast["Dee",].observed == N
    assert "time on the desk" in fast["Dee",].method
    beside = {line.people: line for line in of(found, "faster_than_peers")}
    assert beside["Dee",].marked
    assert beside["Dee",].observed == pytest.approx(2 / 43, abs=0.01)


def test_that_without_times_of_their_own_the_gap_before_a_grade_is_its_time(store, make, lead):
    graded(store, make, lead)
    rounds.reveal(store, by=lead)
    lines = of(service.signals(store, None, lead), "too_fast")
    assert {(line.n, line.observed) for line in lines} == {(N - 1, 0)}  # 97 s for 30 s of text
    assert "since the grade before" in lines[0].method


def test_that_a_file_of_one_moment_is_not_read_as_haste(store, make, lead):
    graded(store, make, lead, same_moment=True)
    rounds.reveal(store, by=lead)
    found = service.signals(store, None, lead)
    assert of(found, "too_fast") == []
    assert any("no times of their own" in text for text in found.not_tested)


def test_that_nothing_of_it_enters_the_statistics(store, make, lead):
    graded(store, make, lead, seconds={"Dee": 2.0})
    rounds.reveal(store, by=lead)
    shown = json.dumps(analysis.as_json(analysis.results(store)))
    for word in ("same_wrong_answers", "too_fast", "fast_run", "faster_than_peers"):
        assert word not in shown


def test_that_the_command_says_what_it_is_for_and_refuses_an_auditor(store, make, lead):
    graded(store, make, lead)
    make.person(store, "Ann", Role.AUDITOR)
    rounds.reveal(store, by=lead)
    path = str(store.path)
    store.close()
    done = CliRunner().invoke(app, ["signals", path, "--as", "Lea", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["lines"][0]["people"] == ["Ann", "Bob"]
    plain = CliRunner().invoke(app, ["signals", path, "--as", "Lea"])
    assert "case list alone" in plain.stdout
    assert isinstance(
        CliRunner().invoke(app, ["signals", path, "--as", "Ann"]).exception, LeadOnlyError
    )


def test_that_times_are_those_of_the_whole_frame_and_only_after_reveal(store, make, lead):
    rows = make.rows(
        [(f"i{k}", "spam") for k in range(4)],
        decided_at=[
            "2026-03-02T10:00:00Z",
            "2026-03-02T11:00:00+01:00",
            "",
            "2026-03-02T10:00:05Z",
        ],
        slices={"vendor": ["A", "B", "A", "A"]},
    )
    rows.handling_seconds[:] = [5.0, None, 0.0, 7.5]
    rows.extra["enqueued_at"] = ["2026-03-02T09:59:00Z", "", "2026-03-02", "soon"]
    rows.extra["due_at"] = ["2026-03-02T10:00:00Z"] * 4
    make.load(store, rows, by=lead)
    sampling.draw_sample(store, SamplePlan(size=2, auditors=("Ann",), seed="1"), by=lead)
    one = rounds.resolve(store)
    with pytest.raises(StillBlindError):
        timing_data.times_of(store, one)
    rounds.reveal(store, by=lead, partial=True)
    one = rounds.resolve(store)
    make.load(store, make.rows([("later", "spam")]), by=lead, name="later.csv")
    got = timing_data.times_of(store, one)
    assert got.n == 4
    assert np.array_equal(got.handling, [5, np.nan, 0, 7.5], equal_nan=True)
    assert got.decided[0] == got.decided[1] == got.due[0]
    assert np.array_equal(got.turnaround, [60, np.nan, np.nan, np.nan], equal_nan=True)
    names = got.slices["vendor"].names
    assert [names[k] for k in got.slices["vendor"].codes] == ["A", "B", "A", "A"]


def test_that_a_line_becomes_a_case_of_the_lead_with_its_items_and_enters_no_report(
    store, make, lead
):
    graded(store, make, lead)
    rounds.reveal(store, by=lead)
    found = service.signals(store, None, lead)
    line = found.lines[0]
    assert line.people == ("Ann", "Bob")
    auditor = make.person(store, "Ann")
    with pytest.raises(LeadOnlyError):
        service.open_case(store, found.round_id, line, by=auditor)
    number = service.open_case(store, found.round_id, line, by=lead)
    case = cases.get(store, number)
    assert case.title == "Ann, Bob: the same wrong answers"
    assert "no verdict" in case.reason
    assert len(case.items) == len(line.items) > 0
    full = analysis.results(store, full=True, further=True)
    for edition in EDITIONS.values():
        vendor = "" if not edition.one_vendor else next(iter(full.by["vendor"]))
        assert "same wrong answers" not in str(build(full, vendor=vendor, edition=edition.key))
    ran = CliRunner().invoke(app, ["signals", str(store.path), "--as", "Lea", "--case", "99"])
    assert ran.exit_code == 2
