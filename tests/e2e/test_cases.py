"""A case by command line, from an escalated item to the page that goes to its readers."""

import pytest

from tests.e2e.people import write

HEADER = ("item_id", "content", "label", "vendor")


def audited(cli, tmp_path, project, name, first, wrong_every):
    """Import, draw, grade and reveal sixty decisions, of which one in so many is wrong."""
    numbers = range(first, first + 60)
    vendor = ("Northgate", "Southbank")
    rows = [
        (f"i{k}", f"words of {k}", "ok" if k % wrong_every == 0 else "spam", vendor[k % 2])
        for k in numbers
    ]
    sheet = write(tmp_path / f"{name}.csv", [HEADER, *rows])
    if not project.exists():
        policy = tmp_path / "p.yaml"
        cli.json(
            "policy", "draft", sheet, "--column", "label", "--not-violating", "ok", "--out", policy
        )
        cli.json("new", project, "--policy", policy)
    cli.json("import", project, sheet)
    cli.json("draw", project, "--all", "--auditors", "Ann", "--title", name)
    graded = write(tmp_path / f"{name}-grades.csv",
                   [("item_id", "label"), *((f"i{k}", "spam") for k in numbers)])  # fmt: skip
    cli.json("grade", project, graded, "--auditor", "Ann")
    return cli.json("reveal", project)["round"]


@pytest.fixture
def project(cli, tmp_path):
    project = tmp_path / "q.audit"
    audited(cli, tmp_path, project, "October", 0, 4)
    return project


def test_that_a_case_is_opened_followed_checked_briefed_and_closed(cli, project, tmp_path):
    made = cli.json("case", "new", project, "--title", "Left up", "--reason", "A complaint",
                    "--item", "i4", "--where", "vendor=Northgate", "--owner", "Noor",
                    "--due", "2026-10-31", "--by", "Lea")  # fmt: skip
    assert (made["case"], made["state"], made["owner"], made["items"]) == (
        1,
        "investigating",
        "Noor",
        1,
    )
    assert made["evidence"][0]["decisions"] is None, "it is not settled yet"
    assert cli.refusal("case", "new", project, "--title", "x", "--reason", "y").code == "case.empty"
    cli.json("case", "note", project, 1, "--finding", "Read as optional", "--by", "Noor")
    agreed = cli.json(
        "case", "action", project, 1, "--text", "Train", "--owner", "Sam", "--due", "2026-11-15"
    )
    assert [(a["number"], a["owner"], a["done_at"]) for a in agreed["actions"]] == [
        (1, "Sam", None)
    ]
    assert cli.refusal("case", "close", project, 1, "--outcome", "fine").code == "case.acting"
    cli.json("case", "action", project, 1, "--done", 1, "--text", "held")
    later = audited(cli, tmp_path, project, "November", 60, 30)
    assert cli.refusal("case", "check", project, 1, "--round", 1).code == "case.later"
    (check,) = cli.json("case", "check", project, 1, "--round", later)["checks"]
    before, after = check["before"], check["after"]
    north = [k for k in range(60) if k % 2 == 0]
    assert (before["numerator"], before["n"]) == (sum(k % 4 != 0 for k in north), len(north))
    assert (after["numerator"], after["n"]) == (28, 30)
    assert check["difference"]["value"] == pytest.approx(28 / 30 - 15 / 30)
    assert check["showed"] == "better"
    for ending in ("html", "pdf"):
        out = tmp_path / f"case.{ending}"
        assert cli.json("case", "brief", project, 1, "--out", out)["case"] == 1
        assert out.stat().st_size > 2000
    cli.json("case", "close", project, 1, "--outcome", "The training worked")
    (line,) = cli.json("case", "list", project)["cases"]
    assert (line["state"], line["late"]) == ("closed", False)
    told = cli.text("case", "show", project, 1)
    for words in ("Left up", "action 1, Sam, done", "Later sample (round 2): it got better"):
        assert words in told
    assert cli.json("verify", project)["whole"]


def test_that_cases_keep_still_while_a_round_is_blind(cli, project, tmp_path):
    cli.json("draw", project, "--all", "--auditors", "Bob", "--again", "--title", "Again")
    refused = cli.refusal("case", "new", project, "--title", "x", "--reason", "y", "--item", "i4")
    assert refused.code == "round.still_blind"
    made = cli.json(
        "case", "new", project, "--title", "x", "--reason", "y", "--item", "i4", "--round", 1
    )
    assert (made["evidence"][0]["decisions"], made["evidence"][0]["grades"]) == (None, [])
