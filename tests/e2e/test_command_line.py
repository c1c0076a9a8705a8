"""The contract of the command line: names, JSON, exits, and a scorecard equal to the numbers."""

import hashlib
import json
import subprocess
import sys

import pytest

from reviewer_audit.assets import resource
from reviewer_audit.cli import output
from reviewer_audit.reports.results import SCORE_KEYS

ESTIMATE = {"value", "numerator", "n", "low", "high", "confidence", "method", "note"}
COEFFICIENTS = (
    "percent_agreement", "cohen_kappa", "cohen_kappa_linear", "cohen_kappa_quadratic", "scott_pi",
    "fleiss_kappa", "conger_kappa", "krippendorff_alpha", "gwet_ac1", "gwet_ac2",
    "brennan_prediger",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(cli, tmp_path_factory):
    """The sample audit, run once."""
    out = tmp_path_factory.mktemp("demo")
    return out, cli.json("demo", "--out", out)


def bytes_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_that_the_demo_names_who_over_enforces_and_leaves_scorecards(cli, demo):
    out, done = demo
    (first, *_rest) = done["stats"]["findings"]
    assert first["slice"] == {"vendor": "Riverline", "queue": "Marketplace"}
    assert "harmless" in first["text"]
    assert first["estimate"]["low"] < first["estimate"]["value"] < first["estimate"]["high"]
    verdicts = {k: v["verdict"]["status"] for k, v in done["stats"]["by"]["vendor"].items()}
    assert verdicts["Riverline"] == "below"
    names = {path.name for path in out.iterdir()}
    assert {f"scorecard-Sample-audit-Week-37{v}.xlsx" for v in
            ("", "-Northgate", "-Southbank", "-Riverline")} <= names  # fmt: skip
    assert names >= {"sample.audit"}
    assert not [n for n in names if n.endswith((".part", ".lock", ".owner"))]


def test_that_the_demo_runs_again_over_itself_and_gives_the_same_numbers(cli, demo):
    out, done = demo
    again = cli.json("demo", "--out", out)
    assert again["stats"]["overall"] == done["stats"]["overall"]
    assert again["stats"]["findings"] == done["stats"]["findings"]
    text = cli.text("demo", "--out", out)
    assert "Riverline" in text
    assert "Marketplace" in text
    assert "Would be below" in text


def test_that_stats_has_the_shape_of_the_contract(cli, demo):
    out, _done = demo
    found = cli.json("stats", out / "sample.audit", "--by", "vendor,queue,vendor+queue")
    assert set(found) >= {
        "round", "state", "estimand", "decisions", "graded_decisions", "left_out", "design",
        "overall", "by", "confusion", "agreement", "auditors", "findings",
    }  # fmt: skip
    assert set(found["left_out"]) == {"ungraded", "pending", "cannot_judge", "technical"}
    assert set(found["by"]) == {"vendor", "queue", "vendor+queue"}
    for scores in (found["overall"], *found["by"]["vendor"].values()):
        assert set(SCORE_KEYS) <= set(scores)
        assert {"verdict", "bounds", "counts"} <= set(scores)
        for key in SCORE_KEYS:
            assert set(scores[key]) >= ESTIMATE, key
            if scores[key]["value"] is None:
                assert scores[key]["reason"]
                assert scores[key]["note"]
            else:
                assert scores[key]["low"] <= scores[key]["value"] <= scores[key]["high"]
    for pairing in ("vendor_auditor", "auditor_auditor"):
        coefficients = found["agreement"][pairing]
        assert set(COEFFICIENTS) | {"reading"} <= set(coefficients)
    verdict = found["overall"]["verdict"]
    assert set(verdict) >= {
        "status", "target", "rule", "measure", "bound", "bound_method", "confidence", "look",
        "provisional", "overturned_by", "needed", "reason",
    }  # fmt: skip
    assert verdict["provisional"] is True
    total = sum(map(sum, found["confusion"]["matrix"]))
    assert total == found["graded_decisions"]
    assert found["decisions"] == found["graded_decisions"] + sum(found["left_out"].values())


@pytest.mark.parametrize(
    "args",
    [
        ["import", "{p}", "{x}"],
        ["stats", "{p}"],
        ["draw", "{p}", "--size", "5", "--auditors", "A"],
        ["grade", "{p}", "{x}", "--auditor", "A"],
        ["reveal", "{p}"],
        ["report", "{p}", "--out", "{d}"],
        ["verify", "{p}"],
        ["inspect", "{x}"],
        ["new", "{d}/n.audit", "--policy", "{x}"],
    ],
)
def test_that_a_refusal_is_one_line_and_exit_1(tmp_path, args):
    junk = tmp_path / "junk.audit"
    junk.write_text("no project")
    sheet = tmp_path / "junk.xlsx"
    sheet.write_bytes(b"PK\x03\x04 nothing")
    filled = [a.format(p=junk, x=sheet, d=tmp_path) for a in args]
    done = subprocess.run(
        [sys.executable, "-m", "reviewer_audit", *filled, "--json"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert ": " in line
    assert "Traceback" not in line
    assert junk.read_text() == "no project"


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"],
        ["draw"],
        ["draw", "x", "--all", "--auditors", " , "],
        ["stats", "x", "--estimand", "y"],
    ],
)
def test_that_wrong_usage_exits_2(args):
    done = subprocess.run(
        [sys.executable, "-m", "reviewer_audit", *args], capture_output=True, check=False
    )
    assert done.returncode == 2


def test_that_every_command_helps_with_an_example(cli):
    from typer.main import get_command

    from reviewer_audit.cli import app

    root = get_command(app)
    names = set(root.commands)
    assert names >= {
        "inspect", "policy", "new", "import", "plan", "round", "draw", "grade", "reveal",
        "verdicts", "demo", "stats", "agreement", "report", "export", "verify", "doctor",
        "pack", "open", "return", "merge", "release", "disputes", "close",
    }  # fmt: skip
    for name, command in root.commands.items():
        for leaf in getattr(command, "commands", {name: command}).values():
            assert "Example: reviewer-audit" in (leaf.help or ""), name


def test_that_a_failed_command_leaves_the_project_byte_identical(cli, demo, tmp_path):
    out, _done = demo
    project = tmp_path / "p.audit"
    project.write_bytes((out / "sample.audit").read_bytes())
    cli.text("stats", project)  # who asks is known from here on
    before = bytes_of(project)
    assert cli.refusal("draw", project, "--more", 5).code == "round.closed"
    assert cli.refusal("reveal", project).code == "round.closed"
    assert cli.refusal("stats", project, "--by", "shoe_size").code == "stats.unknown_role"
    assert cli.refusal("stats", project, "--round", 9).code == "round.unknown"
    assert cli.refusal("import", project, tmp_path / "none.xlsx").code.startswith("intake")
    assert bytes_of(project) == before


def test_that_decisions_are_told_during_grading_only_on_record(cli, tmp_path):
    project = tmp_path / "p.audit"
    cli.json("new", project, "--policy", resource("policies/sample.yaml"))
    cli.json("import", project, resource("demo/vendor_decisions.xlsx"))
    cli.json("draw", project, "--size", 30, "--auditors", "Ann", "--seed", 4, "--as", "Lea")
    out = tmp_path / "d.csv"
    for table in ("decisions", "sample", "quarantine"):
        refused = cli.refusal("export", project, "--table", table, "--out", out)
        assert refused.code == "round.still_blind"
    assert not out.exists()
    cli.json("export", project, "--table", "decisions", "--out", out, "--unblind", "--by", "Lea")
    assert out.exists()
    cli.json("reveal", project, "--partial")
    journal = tmp_path / "j.jsonl"
    cli.json("export", project, "--table", "journal", "--out", journal)
    actions = [json.loads(line)["action"] for line in journal.read_text().splitlines()]
    assert "round.unblind" in actions
    assert cli.json("verify", project)["whole"] is True


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_that_every_table_is_written_in_every_format(cli, demo, tmp_path, suffix):
    out, _done = demo
    for table in (
        "decisions", "items", "grades", "sample", "verdicts", "estimates", "quarantine",
        "journal", "codes",
    ):  # fmt: skip
        path = tmp_path / f"{table}.{suffix}"
        done = cli.json("export", out / "sample.audit", "--table", table, "--out", path)
        assert path.exists()
        assert done["rows"] > 0 or table == "verdicts", "nobody has settled anything yet"


def test_that_a_seed_draws_the_same_decisions_everywhere(cli, tmp_path):
    drawn = []
    for name in ("a", "b"):
        project = tmp_path / f"{name}.audit"
        cli.json("new", project, "--policy", resource("policies/sample.yaml"))
        cli.json("import", project, resource("demo/vendor_decisions.xlsx"))
        done = cli.json(
            "draw", project, "--size", 200, "--by", "vendor,queue", "--auditors", "Ann,Bob",
            "--overlap", 0.2, "--seed", "37",
        )  # fmt: skip
        drawn.append({k: done[k] for k in ("strata", "frame_sha256", "assignments", "seed",
                                           "double_graded", "items")})  # fmt: skip
    assert drawn[0] == drawn[1]
    assert sum(s["sampled"] for s in drawn[0]["strata"]) == 200


def test_that_a_table_for_people_lines_up():
    assert output.table(("name", "n"), [["a", "5"], ["long", "1,200"]]) == [
        "name      n", "----  -----", "a         5", "long  1,200",
    ]  # fmt: skip
