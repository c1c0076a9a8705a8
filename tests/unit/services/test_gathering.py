"""What a round is read from: once for all its numbers, and every choice on rounds of next to none."""

import json

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    drilldown,
    gathering,
    projects,
    recording,
    rounds,
    sampling,
)
from reviewer_audit.stats.interval_choice import CHOICES

CASES = {
    "one right": (["spam"], ["spam"]),
    "none graded": (["spam", "ok"], []),
    "all cannot judge": (["spam", "ok"], ["?", "?"]),
    "all wrong": (["spam"] * 5, ["ok"] * 5),
}


def audited(store, make, answers, finals):
    lead = projects.seat(store, "Lea")
    n, m = len(answers), len(finals)
    slices = {"vendor": ["V"] * n, "reviewer": ["r"] * n, "queue": [f"q{k}" for k in range(n)]}
    make.load(
        store, make.rows([(f"i{k}", a) for k, a in enumerate(answers)], slices=slices), by=lead
    )
    sampling.draw_sample(store, SamplePlan(method=Method.ALL, auditors=("Ann",), seed="1"), by=lead)
    columns = {
        "external_id": [f"i{k}" for k in range(m)],
        "auditor": ["Ann"] * m,
        "kind": ["cannot_judge" if final == "?" else "answer" for final in finals],
        "labels": [() if final == "?" else (final,) for final in finals],
        "row_number": list(range(2, m + 2)),
    }
    if finals:
        sheet = GradeRows(**{name: columns.get(name, [""] * m) for name in GradeRows.__slots__})
        recording.record_rows(store, sheet, by=lead, one=rounds.resolve(store), source="sheet")
    rounds.reveal(store, by=lead, partial=True)


def test_that_the_rows_of_a_round_are_read_once_for_stats(store, make, monkeypatch):
    audited(store, make, ["spam", "ok", "ok"], ["ok"] * 3)
    store.close()
    read = []
    for module, name in (
        (gathering.decisions, "of_round"),
        (gathering.grades, "newest_revisions"),
        (gathering.verdicts, "every"),
    ):
        known = getattr(module, name)

        def counted(tx, round_id, known=known, name=name):
            read.append(name)
            return known(tx, round_id)

        monkeypatch.setattr(module, name, counted)
    done = CliRunner().invoke(app, ["stats", str(store.path), "--json"])
    assert json.loads(done.stdout)["standing"]["differences"] == 1
    assert sorted(read) == ["every", "newest_revisions", "of_round"]


def test_that_the_final_answer_of_all_decisions_is_spread_out_once(store, make):
    audited(store, make, ["spam", "ok", "ok"], ["ok"] * 3)
    data = analysis.records_of(store)
    policy = analysis.policies.newest(store)
    found = gathering.gathered(data, policy).data
    assert found.final_of_decision is found.final_of_decision  # not at every row of a list
    assert drilldown.decisions_behind(store, None, (("outcome", "over_enforced"),)).total == 1


@pytest.mark.parametrize(("answers", "finals"), CASES.values(), ids=CASES)
def test_that_every_choice_stands_rounds_of_next_to_nothing(store, make, answers, finals):
    audited(store, make, answers, finals)
    plain = analysis.results(store).overall
    for interval in CHOICES:
        found = analysis.results(store, interval=interval)
        assert json.dumps(analysis.as_json(found), allow_nan=False)
        assert found.overall["accuracy"].value == plain["accuracy"].value
    weighed = analysis.results(store, poststratify="queue", full=True, further=True)
    assert json.dumps(analysis.as_json(weighed), allow_nan=False)
    assert weighed.overall.verdict == plain.verdict
    judged = [final for final in finals if final != "?"]
    assert (weighed.overall["accuracy"].value is None) == (len(judged) < len(answers))
