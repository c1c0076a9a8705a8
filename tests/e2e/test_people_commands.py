"""People by command line: the roster, a draw that honours it, the board, and giving work on."""

import openpyxl
import pytest

from reviewer_audit.assets import resource
from reviewer_audit.errors import PeopleError

LEAD = ("--by", "Lea")


@pytest.fixture
def project(cli, tmp_path):
    path = tmp_path / "q.audit"
    cli.json("new", path, "--policy", resource("policies/sample.yaml"), *LEAD)
    cli.json("import", path, resource("demo/vendor_decisions.xlsx"), *LEAD)
    return path


def test_that_a_roster_is_set_listed_and_honoured_and_work_is_given_on(cli, project, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name", "languages", "hours"])
    book.active.append(["Amira", "en", 20])
    book.active.append(["Jonas", "", 40])
    book.save(tmp_path / "team.xlsx")
    done = cli.json("people", "import", project, tmp_path / "team.xlsx", *LEAD)
    assert done == {"people": ["Amira", "Jonas"], "unknown": []}
    away = ("--away", "2026-12-24..2027-01-03", "--away", "2027-02-01")
    done = cli.json("people", "set", project, "Amira", "--not-topics", "Spma", *away, *LEAD)
    assert done["unknown"] == ["Spma"]
    amira = cli.json("people", "list", project)["people"][0]
    assert amira == {
        "name": "Amira", "role": "auditor", "languages": ["en"], "queues": [], "hours": 20.0,
        "away": [["2026-12-24", "2027-01-03"], ["2027-02-01", "2027-02-01"]], "fingerprint": "",
    }  # fmt: skip
    assert "Spma" not in cli.text("people", "list", project)
    assert "Spma" in cli.text("people", "list", project, "--private", *LEAD)
    refused = cli.refusal("people", "list", project, "--private", "--by", "Jonas")
    assert (type(refused), refused.code) == (PeopleError, "people.leads_only")
    cli.json("people", "set", project, "Amira", "--queues", "Marketplace", *LEAD)
    cli.json("people", "set", project, "Jonas", "--queues", "Marketplace,Reviews", *LEAD)
    drawn = ("draw", project, "--size", 200, "--auditors", "Amira,Jonas", "--seed", "7")
    summary = cli.json(*drawn, "--as", "Lea")
    missing = sum(cell["items"] for cell in summary["uncovered"])
    assert missing > 0
    assert sum(summary["assignments"].values()) == summary["items"] - missing
    assert "nobody takes them" in cli.text(*drawn, "--round", 1, "--as", "Lea")
    board = cli.json("people", "board", project)
    assert sum(cell["items"] for cell in board["unassigned"]) == missing
    assert {one["name"]: one["left"] for one in board["auditors"]} == summary["assignments"]
    given = cli.json("reassign", project, "--to", "Kim", *LEAD)
    assert given["given"] == {"Kim": missing}
    moved = cli.json("reassign", project, "--from", "Amira", "--to", "Kim", *LEAD)
    assert moved["given"]["Kim"] == summary["assignments"]["Amira"]
    words = cli.text("people", "board", project)
    assert "Amira" not in words
    assert "Kim" in words
