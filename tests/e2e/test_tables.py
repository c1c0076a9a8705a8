"""Tables for other programs, asked for on the command line."""

import csv

import pytest

from reviewer_audit.services import demo as sample


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    sample.run(folder)
    return folder


def test_that_all_tables_come_with_their_dictionary_and_the_numbers_of_stats(cli, demo, tmp_path):
    project = demo / "sample.audit"
    out = tmp_path / "tables"
    done = cli.json("export", project, "--table", "all", "--out", out, "--formats", "csv,sqlite")
    assert {one["path"] for one in done["files"]} == {str(path) for path in out.iterdir()}
    assert {"DICTIONARY.md", "dictionary.csv", "tables.sqlite"} <= {p.name for p in out.iterdir()}
    assert done["edition"] == "internal"
    assert done["cut"] == []
    with (out / "estimates.csv").open(encoding="utf-8-sig", newline="") as f:
        whole = {row["measure"]: row for row in csv.DictReader(f) if not row["role"]}
    told = cli.json("stats", project)["overall"]
    for measure, row in whole.items():
        assert float(row["value"]) == told[measure]["value"]
        assert int(row["n"]) == told[measure]["n"]
    assert cli.json("verify", out / "outcomes.csv", "--project", project)["whole"] is True


def test_that_one_table_has_its_dictionary_beside_it(cli, demo, tmp_path):
    project = demo / "sample.audit"
    done = cli.json("export", project, "--table", "outcomes", "--out", tmp_path / "o.raw.csv")
    assert {p.name for p in tmp_path.iterdir()} == {"o.raw.csv", "o.raw.dictionary.csv"}
    with (tmp_path / "o.raw.csv").open(encoding="utf-8", newline="") as f:
        assert len(list(csv.DictReader(f))) == done["rows"]


@pytest.mark.parametrize(
    "asked",
    [
        ["--table", "nothing", "--out", "x.csv"],
        ["--table", "grades", "--out", "x.doc"],
        ["--table", "grades", "--out", "x.csv", "--vendor", "V"],
        ["--table", "all", "--out", "x", "--formats", "xlsx"],
        ["--table", "all", "--out", "x", "--edition", "secret"],
        ["--table", "all", "--out", "x", "--edition", "regulator", "--reviewers", "names"],
    ],
)
def test_that_what_cannot_be_meant_is_wrong_usage(cli, demo, tmp_path, asked):
    cli.text("export", demo / "sample.audit", *asked, code=2)


def test_that_a_vendors_tables_need_the_vendor(cli, demo, tmp_path):
    asked = ["--table", "all", "--out", tmp_path / "o", "--edition", "vendor-safe"]
    refused = cli.refusal("export", demo / "sample.audit", *asked)
    assert refused.code == "round.refused"
    assert "Riverline" in refused.hint
    assert not (tmp_path / "o").exists()


def test_that_a_moment_in_parquet_still_knows_its_zone_when_it_comes_back(cli, demo, tmp_path):
    path = tmp_path / "decisions.parquet"
    cli.json("export", demo / "sample.audit", "--table", "decisions", "--out", path)
    seen = {one["name"]: one for one in cli.json("inspect", path)["columns"]}
    assert seen["decided_at"]["role"] == "decided_at"
    assert seen["decided_at"]["examples"][0] == "2026-09-07T06:04:30Z"
    assert seen["item_id"]["examples"][0].isdigit()
