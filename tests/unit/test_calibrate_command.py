"""``calibrate``: a whole session by command line, and that it changes no number of a round."""

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from reviewer_audit.cli import app
from tests.unit.services.calibrated import LABELS, audit

CLIENT, VENDOR = ("Cara", "Cem", "Cho", "Cyd"), ("Vera", "Vito", "Vlad", "Vuk")


def run(*given, ok=True):
    got = CliRunner().invoke(app, [str(one) for one in given])
    assert (got.exit_code == 0) is ok, got.output
    return got


def found(*given):
    return json.loads(run(*given, "--json").stdout)


@pytest.fixture
def project(store, make):
    audit(store, make)
    store.close()
    return store.path


def sheet(path, rows):
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.slow
def test_that_a_session_of_eight_by_fifteen_runs_by_command_and_no_score_moves(project, tmp_path):
    before = run("stats", project, "--json").stdout
    new = found(
        "calibrate", "new", project, "--title", "October", "--on", "2026-10-01", "--client",
        ",".join(CLIENT), "--vendor-side", ",".join(VENDOR), "--expert", "Eve", "--seed", "7",
        "--purpose", "control=2",
    )  # fmt: skip
    names = new["item_names"]
    assert (new["items"], len(names), len(new["participants"])) == (15, 15, 9)
    assert new["set"]["wished"]["control"] == 2
    base = {name: LABELS[k % 3] for k, name in enumerate(names)}
    file = sheet(tmp_path / "base.csv", [("item_id", "label"), *base.items()])
    told = found("calibrate", "baseline", project, file, "--seal")
    assert told["state"] == "voting"
    assert len(told["seal"]) == 64

    def votes(strays):
        rows = [("item_id", "label", "auditor")]
        for p, who in enumerate((*CLIENT, *VENDOR)):
            for k, name in enumerate(names):
                wrong = LABELS[(k + 1) % 3]
                rows.append((name, wrong if (p * 15 + k) % 7 < strays[p // 4] else base[name], who))
        return rows

    cast = found("calibrate", "vote", project, sheet(tmp_path / "votes.csv", votes((1, 2))))
    assert cast["sheet"]["recorded"] == 120
    assert {one["blind"] for one in cast["participants"]} == {15, 0}
    assert found("calibrate", "show", project)["figures"] is None
    run("calibrate", "rule", project, "--item", names[0], "--ruling", "change", ok=False)
    for k, name in enumerate(names):
        more = ("--ruling", "change", "--answer", LABELS[(k + 1) % 3]) if k == 0 else (
            "--ruling", "gap", "--cause", "P1") if k == 1 else ("--ruling", "uphold")  # fmt: skip
        told = found("calibrate", "rule", project, "--item", name, *more, "--precedent", "so")
    assert (told["state"], told["rulings"]) == ("meeting", 15)
    again = sheet(tmp_path / "again.csv", votes((0, 1)))
    assert found("calibrate", "vote", project, again, "--again")["sheet"]["recorded"] == 120
    acted = found(
        "calibrate", "action", project, "--what", "Define spam", "--owner", "Policy", "--due",
        "2026-11-01", "--clarify", "spam",
    )  # fmt: skip
    assert acted["actions"][0]["kind"] == "clarification"
    assert acted["actions"][0]["grade_again"]
    assert found("calibrate", "close", project)["state"] == "closed"
    done = found("calibrate", "action", project, "--done", acted["actions"][0]["action"])
    assert done["actions"][0]["state"] == "done"
    shown = found("calibrate", "show", project)
    figures = shown["figures"]
    off = sum((p * 15 + k) % 7 < (1, 2)[p // 4] for p in range(8) for k in range(15))
    assert figures["baseline"]["all"]["numerator"] == 120 - off
    assert figures["baseline"]["all"]["n"] == 120
    assert figures["rulings"] == {"uphold": 13, "change": 1, "gap": 1}
    assert figures["distance"]["before"]["n"] == 14 * 8
    assert shown["open_clarifications"] == []
    out = ("--out", tmp_path / "out", "--formats", "xlsx,html")
    files = found("calibrate", "report", project, *out)
    assert [one["kind"] for one in files["files"]] == ["xlsx", "html"]
    assert run("stats", project, "--json").stdout == before


def test_that_bad_usage_is_refused_before_anything_is_written(project):
    assert run("calibrate", "new", project, "--purpose", "fun=2", ok=False).exit_code == 2
    assert run("calibrate", "vote", project, ok=False).exit_code == 2
    assert run("calibrate", "baseline", project, ok=False).exit_code == 2
    report = ("calibrate", "report", project, "--out", "x", "--formats", "doc")
    assert run(*report, ok=False).exit_code == 2
    got = run("calibrate", "show", project, ok=False)
    assert (got.exit_code, got.exception.code) == (1, "calibration.unknown")
    from reviewer_audit.services import projects

    store = projects.open_project(project)
    with store.read() as tx:
        sql = "select count(*) from journal where action like 'calibration%'"
        assert tx.execute(text(sql)).scalar() == 0
    store.close()
