"""Scores weighed to what the frame is known to hold of a role; verdicts as the draw gives them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.errors import RoundError
from reviewer_audit.reports.build import build
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import analysis, projects, recording, rounds, sampling
from reviewer_audit.stats.estimators import poststratified

N = 200


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def audited(store, make, lead, plan, *, ungraded=()):
    """A round of a frame of three languages: German is wrong every fourth time, others never."""
    languages = ["de" if k % 4 == 0 else "fr" if k % 4 == 1 else "en" for k in range(N)]
    labels = ["spam" if k % 16 == 0 else "ok" for k in range(N)]
    make.load(
        store,
        make.rows(
            [(f"i{k:03d}", labels[k]) for k in range(N)],
            slices={
                "vendor": ["V"] * N,
                "reviewer": [f"r{k % 9}" for k in range(N)],
                "queue": [f"q{k % 2}" for k in range(N)],
                "language": languages,
            },
        ),
        by=lead,
    )
    sampling.draw_sample(store, plan, by=lead)
    given = [f"i{k:03d}" for k in range(N) if languages[k] not in ungraded]
    columns = {
        "external_id": given,
        "auditor": ["Ann"] * len(given),
        "kind": ["answer"] * len(given),
        "labels": [("ok",)] * len(given),
        "row_number": list(range(2, len(given) + 2)),
    }
    blank = [""] * len(given)
    sheet = GradeRows(**{name: columns.get(name, blank) for name in GradeRows.__slots__})
    recording.record_rows(store, sheet, by=lead, one=rounds.resolve(store), source="sheet")
    rounds.reveal(store, by=lead, partial=True)


def test_that_each_cell_has_its_share_of_the_frame_and_the_verdict_stays(store, make, lead):
    audited(store, make, lead, SamplePlan(size=90, seed="4", auditors=("Ann",)))
    plain = analysis.results(store)
    found = analysis.results(store, poststratify="language")
    cells = found.poststrata.cells
    assert [(line.cell["language"], line.population) for line in cells] == [
        ("de", 50),
        ("en", 100),
        ("fr", 50),
    ]
    lines = plain.by["language"]
    graded = [lines[name].counted for name in ("de", "en", "fr")]
    assert [line.sampled for line in cells] == graded
    assert sum(graded) == 90
    assert graded != [22.5, 45, 22.5]
    right = [int(lines[name]["accuracy"].numerator) for name in ("de", "en", "fr")]
    value, se = poststratified([50e6, 100e6, 50e6], graded, right)
    accuracy = found.overall["accuracy"]
    assert accuracy.value == pytest.approx(value, abs=1e-12)
    assert accuracy.value != pytest.approx(plain.overall["accuracy"].value, abs=1e-4)
    assert accuracy.se == pytest.approx(se, rel=0.03)  # n_c - 1 in each cell, not n - 1 in all
    assert accuracy.method.startswith("Korn-Graubard; ")
    assert accuracy.method.endswith("; post-stratified by language")
    assert found.overall.verdict == plain.overall.verdict
    assert found.poststrata.n_eff == accuracy.n_eff
    assert found.poststrata.deff == pytest.approx(90 / accuracy.n_eff)
    assert f"design effect {accuracy.deff:.2f}" in found.poststrata.sentence
    assert found.by["language"]["de"]["accuracy"].value == lines["de"]["accuracy"].value
    whole = analysis.results(store, poststratify="language", interval="wilson", full=True)
    facts = build(whole).section("method").blocks[0].rows
    assert ("Post-stratified", found.poststrata.sentence) in facts
    assert any(row[0] == "Interval asked for" and "not used" in row[1] for row in facts)
    own = build(whole, vendor="V").section("method").blocks[0].rows
    assert "Post-stratified" not in [row[0] for row in own]


def test_that_it_goes_on_within_the_strata_of_the_draw(store, make, lead):
    plan = SamplePlan(method=Method.STRATIFIED, size=80, by=("queue",), seed="4", auditors=("Ann",))
    audited(store, make, lead, plan)
    cells = analysis.results(store, poststratify="language").poststrata.cells
    assert {tuple(line.cell.values()): line.population for line in cells} == {
        ("q0", "de"): 50,
        ("q0", "en"): 50,
        ("q1", "en"): 50,
        ("q1", "fr"): 50,
    }
    with pytest.raises(RoundError) as caught:
        analysis.results(store, poststratify="queue")
    assert caught.value.code == "stats.drawn_by_role"


def test_that_a_cell_without_a_graded_decision_leaves_the_frame_without_an_estimate(
    store, make, lead
):
    audited(store, make, lead, SamplePlan(size=90, seed="4", auditors=("Ann",)), ungraded=("fr",))
    found = analysis.results(store, poststratify="language")
    assert found.overall["accuracy"].reason == "stratum_unsampled"
    assert "1 of 3 cells have no graded decision (fr)" in found.poststrata.sentence
    assert "stratum_unsampled" in found.by["language"]["en"]["accuracy"].flags
    assert analysis.results(store).overall["accuracy"].value is not None


@pytest.mark.parametrize(
    ("role", "code"), [("site", "stats.unmapped_role"), ("shoe", "stats.unmapped_role")]
)
def test_that_a_role_nobody_mapped_is_refused(store, make, lead, role, code):
    audited(store, make, lead, SamplePlan(size=20, seed="4", auditors=("Ann",)))
    with pytest.raises(RoundError) as caught:
        analysis.results(store, poststratify=role)
    assert caught.value.code == code


def test_that_the_commands_say_what_was_asked_and_what_was_not_used(store, make, lead, tmp_path):
    audited(store, make, lead, SamplePlan(size=90, seed="4", auditors=("Ann",)))
    store.close()
    asked = ["stats", str(store.path), "--poststratify", "language", "--interval", "jeffreys"]
    plain = CliRunner().invoke(app, asked)
    assert "Jeffreys was asked for and not used: decisions weigh differently." in plain.stdout
    assert "Post-stratified by language" in plain.stdout
    found = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert found["design"]["poststratified"]["by"] == "language"
    assert found["design"]["poststratified"]["deff"] > 0
    asked = ["stats", str(store.path), "--interval", "jeffreys", "--json"]
    found = json.loads(CliRunner().invoke(app, asked).stdout)
    assert found["overall"]["accuracy"]["method"].startswith("Jeffreys; process")
    assert "poststratified" not in found["design"]
    assert CliRunner().invoke(app, ["stats", str(store.path), "--interval", "wald"]).exit_code == 2
    report = ["report", str(store.path), "--out", str(tmp_path / "out"), "--formats", "html"]
    (one,) = json.loads(
        CliRunner().invoke(app, [*report, "--interval", "jeffreys", "--json"]).stdout
    )["files"]
    assert "have Jeffreys intervals, as asked for" in Path(one["path"]).read_text("utf-8")
    assert CliRunner().invoke(app, [*report, "--interval", "wald"]).exit_code == 2
