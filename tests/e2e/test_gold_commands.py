"""Gold by command line: written, signed, seeded, graded, measured, retired."""

import re

import openpyxl
import pytest

from reviewer_audit.errors import GoldError, PolicyError, SampleError

LEAD = ("--by", "Lea")
POLICY = """
name: Small
version: "1"
effective_from: 2026-01-01
labels:
  - {key: ok, title: No violation, is_violation: false}
  - {key: spam, title: Spam, severity: S2, definition: Unwanted offers.}
"""


def book(path, rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


@pytest.fixture
def project(cli, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    path = tmp_path / "q.audit"
    cli.json("new", path, "--policy", tmp_path / "policy.yaml", *LEAD)
    rows = [["item id", "content", "decision", "vendor"]]
    rows += [[f"i{k}", f"a post, number {k}", "Spam" if k % 3 else "No violation", "N"]
             for k in range(12)]  # fmt: skip
    cli.json("import", path, book(tmp_path / "week.xlsx", rows), *LEAD)
    return path


def test_that_gold_goes_from_a_sheet_through_a_round_into_the_figures(cli, project, tmp_path):
    none = cli.refusal("draw", project, "--all", "--auditors", "Ann,Bob", "--gold", "2")
    assert (type(none), none.code) == (SampleError, "gold.none")
    rows = [["ID", "Body", "Right", "Why", "Second"]]
    rows += [[f"g{k}", f"a gold post, number {k}", "Spam" if k % 2 else "No violation",
              "Clause 1", "Noor" if k < 5 else ""] for k in range(6)]  # fmt: skip
    maps = [part for one in ("item_id=ID", "content=Body", "label=Right", "reasoning=Why",
                             "signed_by=Second") for part in ("--map", one)]  # fmt: skip
    sheet = book(tmp_path / "gold.xlsx", rows)
    done = cli.json("gold", "add", project, sheet, *maps, *LEAD)
    assert done == {"added": 6, "signed": 5, "quarantined": 0, "problems": []}
    assert "6 rows not used" in cli.text("gold", "add", project, sheet, *maps, *LEAD)
    assert cli.json("gold", "list", project, *LEAD)["counts"]["unsigned"] == 1
    assert cli.json("gold", "sign", project, "g5", "--by", "Noor") == {"signed": 1}
    listed = cli.json("gold", "list", project, *LEAD)
    assert {one["item"]: one["state"] for one in listed["items"]} == {
        f"g{k}": "ready" for k in range(6)
    }
    drawn = cli.json("draw", project, "--all", "--auditors", "Ann,Bob", "--gold", "3", "--as",
                     "Lea", "--seed", "1")  # fmt: skip
    assert (drawn["sampled"], drawn["items"]) == (12, 12)
    assert {name: one["seeded"] for name, one in drawn["gold"].items()} == {"Ann": 3, "Bob": 3}
    rows = [["item id", "auditor", "label"]]
    for k in range(12):
        rows += [[f"i{k}", who, "Spam" if k % 3 else "No violation"] for who in ("Ann", "Bob")]
    for k in range(6):  # everybody has three; the other rows are refused
        rows += [[f"g{k}", who, "Spam"] for who in ("Ann", "Bob")]
    graded = cli.json("grade", project, book(tmp_path / "grades.xlsx", rows), *LEAD)
    assert {p["code"]: p["count"] for p in graded["problems"]} == {"not_in_sample": 6}
    cli.json("reveal", project, *LEAD)
    stats = cli.json("stats", project)
    assert stats["decisions"] == stats["graded_decisions"] == 12
    assert stats["overall"]["accuracy"]["value"] == 1
    gold = [stats["auditors"][name]["gold"] for name in ("Ann", "Bob")]
    assert [one["graded"] for one in gold] == [3, 3]
    assert sum(one["accuracy"]["numerator"] for one in gold) == 3  # the spam ones
    assert sum(one["overcalled"]["n"] for one in gold) == 3
    used = cli.json("gold", "list", project, *LEAD)["items"]
    assert [(one["seeded"], one["graded"]) for one in used] == [(1, 1)] * 6
    words = cli.text("gold", "list", project, *LEAD)
    assert "signed by" in words
    done = cli.json("gold", "retire", project, "g1", "--reason", "seen too often", *LEAD)
    assert done == {"retired": 1}
    refused = cli.refusal("gold", "list", project, "--by", "Ann")
    assert (type(refused), refused.code) == (GoldError, "gold.lead_only")


def test_that_an_adjudicated_item_becomes_gold_and_repeats_are_counted(cli, project, tmp_path):
    drawn = cli.json("draw", project, "--all", "--auditors", "Ann", "--repeats", "25%", "--as",
                     "Lea")  # fmt: skip
    assert drawn["repeats"] == {"Ann": 3}
    assert drawn["assignments"] == {"Ann": 15}
    rows = [["item id", "label"], *([f"i{k}", "Spam"] for k in range(12))]
    cli.json("grade", project, book(tmp_path / "ann.xlsx", rows), "--auditor", "Ann", *LEAD)
    cli.json("reveal", project, "--partial", *LEAD)
    verdict = [["item id", "label", "notes"], ["i0", "No violation", "no offer in it"]]
    cli.json("verdicts", project, book(tmp_path / "v.xlsx", verdict), "--by", "Noor")
    assert cli.json("gold", "add", project, "--item", "i0", *LEAD)["added"] == 1
    (one,) = cli.json("gold", "list", project, *LEAD)["items"]
    assert (one["labels"], one["author"], one["signed_by"]) == (["ok"], "Noor", "Lea")
    assert (one["reasoning"], one["state"], one["source"]) == ("no offer in it", "ready", "round 1")
    assert cli.refusal("gold", "add", project, "--item", "i1", *LEAD).code == "gold.unsettled"


@pytest.mark.parametrize("given", ["five", "-1", "100%", "0%"])
def test_that_gold_is_a_number_or_a_share(cli, project, given):
    out = cli.text("draw", project, "--all", "--auditors", "Ann", f"--gold={given}", code=2)
    assert "such as 5" in out.replace("\n", " ")
    for asked in (("--gold", "2"), ("--show-versions",), ("--original", "page"), ("--item-times",)):
        out = cli.text("draw", project, "--more", "3", *asked, code=2)
        assert "go with --size" in " ".join(out.replace("│", " ").split())


def test_that_a_new_version_of_the_policy_asks_for_gold_to_be_signed_again(cli, project, tmp_path):
    rows = [["ID", "Body", "Right", "Why", "Second"]]
    rows += [[f"g{k}", f"a post, {k}", ("No violation", "Spam")[k % 2], "Clause 1", "Noor"]
             for k in range(4)]  # fmt: skip
    maps = [part for one in ("item_id=ID", "content=Body", "label=Right", "reasoning=Why",
                             "signed_by=Second") for part in ("--map", one)]  # fmt: skip
    cli.json("gold", "add", project, book(tmp_path / "gold.xlsx", rows), *maps, *LEAD)
    assert cli.json("gold", "list", project, *LEAD)["counts"]["ready"] == 4
    out = tmp_path / "now.yaml"
    assert cli.json("policy", "export", project, "--out", out)["policy"]["version"] == "1"
    text = out.read_text(encoding="utf-8")
    out.write_text(
        text.replace("Unwanted offers.", "Unwanted or repeated offers.").replace(
            "version: '1'", "version: '2'"
        ),
        encoding="utf-8",
    )
    done = cli.json("policy", "add", project, out, *LEAD)
    assert done == {
        "policy": {"name": "Small", "version": "2"}, "in_force": "2", "changed_labels": ["spam"]
    }  # fmt: skip
    counts = cli.json("gold", "list", project, *LEAD)["counts"]
    assert (counts["revalidate"], counts["ready"]) == (4, 0), (
        "what is no violation rests on it, too"
    )
    assert type(cli.refusal("policy", "add", project, out, *LEAD)) is PolicyError
    for version, kept in (("1", "Unwanted offers"), ("2", "repeated")):
        cli.json("policy", "export", project, "--version", version, "--out", out)
        assert kept in out.read_text(encoding="utf-8")
    assert "It has: 2, 1" in str(cli.refusal("policy", "export", project, "--version", "3",
                                              "--out", out))  # fmt: skip


def test_that_a_version_of_an_earlier_day_is_not_said_to_be_in_force(cli, project, tmp_path):
    out = tmp_path / "then.yaml"
    cli.json("policy", "export", project, "--out", out)
    text = re.sub(r"effective_from: \S+", "effective_from: 2001-01-01", out.read_text("utf-8"))
    text = text.replace("version: '1'", "version: '0'").replace("Unwanted offers.", "Offers.")
    out.write_text(text, encoding="utf-8")
    said = cli.text("policy", "add", project, out, *LEAD)
    assert "version 1 stays in force" in said
    assert "signed again" not in said
