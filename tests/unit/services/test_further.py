"""What is asked beyond the scores, and every number explained on request."""

import json

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.errors import RoundError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import analysis, explaining, projects, recording, rounds, sampling
from reviewer_audit.stats import explained

ANSWERS = ["spam", "ok", "spam", "threat", "ok", "spam", "ok", "ok", "spam", "ok"]
FINALS = ["spam", "ok", "ok", "threat", "ok", "spam", "threat", "ok", "spam", "ok"]
N = len(ANSWERS)


def graded(auditor):
    return GradeRows(
        external_id=[f"item {k}" for k in range(N)],
        auditor=[auditor] * N,
        kind=["answer"] * N,
        labels=[(label,) for label in FINALS],
        action=[""] * N,
        severity=[""] * N,
        confidence=[""] * N,
        note=[""] * N,
        graded_at=["2026-09-22T08:00:43Z"] * N,
        sheet=["S"] * N,
        row_number=list(range(2, N + 2)),
    )


@pytest.fixture
def revealed(store, make):
    lead = projects.seat(store, "Lea")
    moments = [f"2026-09-{1 + k // 2:02d}T10:00:00Z" for k in range(N)]
    given = [(f"item {k}", label) for k, label in enumerate(ANSWERS)]
    slices = {
        "vendor": ["North"] * N,
        "reviewer": [f"rev {k % 3}" for k in range(N)],
        "queue": ["Q"] * N,
    }
    make.load(store, make.rows(given, slices=slices, decided_at=moments), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann", "Bob"), overlap=1.0, seed="1")
    sampling.draw_sample(store, plan, by=lead)
    one = rounds.resolve(store)
    for name in ("Ann", "Bob"):
        recording.record_rows(store, graded(name), by=lead, one=one, source=name)
    rounds.reveal(store, by=lead)
    return store


def test_that_what_goes_beyond_the_scores_is_made_on_request_alone(revealed):
    assert analysis.results(revealed).further is None
    found = analysis.results(revealed, further=True)
    assert found.further is not None
    known = {
        "classified", "gates", "sensitivity", "strict", "periods", "efficiency",
        "auditor_quality", "people",
    }  # fmt: skip
    told = json.loads(json.dumps(analysis.as_json(found), allow_nan=False))["further"]
    assert set(told) == known
    assert set(told["people"]) == {"vendor", "reviewer"}
    assert "verdict" not in json.dumps(told["people"]["reviewer"])
    assert found.further.gates.baseline.accuracy.numerator == FINALS.count("ok")
    assert found.further.efficiency.overall["handling_median"].reason is not None
    assert sum(period.n for period in found.further.periods.lines) == N


def test_that_every_measure_is_explained_with_the_figures_of_the_round(revealed):
    found = analysis.results(revealed, further=True)
    for key in explained.CATALOGUE:
        told = explaining.explained(found, key)
        assert told.about.formula
        assert told.about.source
    accuracy = explaining.explained(found, "accuracy")
    assert "80.0\u00a0%" in accuracy.answer
    assert any("8" in counted and "10" in counted for counted in accuracy.counts)
    recall = explaining.explained(found, "recall")
    assert any(counted.startswith("4 rightly called violating") for counted in recall.counts)
    assert explaining.explained(found, "mace").answer == ""


def test_that_an_unknown_measure_is_refused_with_the_list(revealed):
    with pytest.raises(RoundError, match="no measure 'vibes'") as refused:
        explaining.explained(analysis.results(revealed), "vibes")
    assert "krippendorff_alpha" in refused.value.hint


def test_that_the_command_line_explains_and_tells_all(revealed, tmp_path):
    path = str(tmp_path / "p.audit")
    revealed.close()
    run = CliRunner()
    told = run.invoke(app, ["stats", path, "--explain", "accuracy"])
    assert told.exit_code == 0
    assert "Formula" in told.stdout
    assert "Source" in told.stdout
    whole = json.loads(run.invoke(app, ["stats", path, "--json"]).stdout)
    assert whole["further"]["strict"]["vendor"]["units"] == N
    assert whole["standing"]["differences"] + whole["standing"]["critical"] == 2
    words = run.invoke(app, ["stats", path]).stdout
    assert "Before it can be closed: " in words
    assert "Never to act would be right in: 50\u00a0%" in words
