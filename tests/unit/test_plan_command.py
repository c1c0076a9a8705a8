"""``plan``: what it prints, what it returns, and which options do not go together."""

import json

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import agreement_size, passing
from reviewer_audit.sampling.agreement_size import Raters

KEYS = [
    "size", "margin", "confidence", "design", "errors_allowed", "power", "chance_of_wrong_verdict",
]  # fmt: skip
SHEET = "name,population,expected\nSpam,9000,0.97\nHate,900,0.9\n"


def run(*options):
    return CliRunner().invoke(app, ["plan", *options])


def found(*options):
    got = run(*options, "--json")
    assert got.exit_code == 0, got.output
    return json.loads(got.stdout)


@pytest.fixture
def strata(tmp_path):
    path = tmp_path / "strata.csv"
    path.write_text(SHEET, encoding="utf-8")
    return str(path)


def test_that_every_plan_has_the_keys_it_promises(strata):
    for options in (
        (),
        ("--strata", strata),
        ("--aql", "0.01", "--lql", "0.05"),
        ("--iso", "1.0", "--population", "2000"),
        ("--kappa", "0.7", "--positive", "0.1"),
    ):
        assert list(found(*options))[: len(KEYS)] == KEYS


def test_that_plain_planning_gives_the_published_numbers():
    got = found()
    assert (got["size"], got["interval_size"], got["power"]) == (457, 469, None)
    assert got["errors_allowed"][:3] == [{"k": 0, "n": 59}, {"k": 1, "n": 93}, {"k": 2, "n": 124}]
    small = found("--population", "1000")
    assert small["size"] == 314
    assert [e["n"] for e in small["errors_allowed"]][:3] == [57, 90, 119]
    apart = found("--versus", "0.92")
    assert apart["size"] == 1059
    assert apart["power"] >= 0.8


def test_that_a_truth_is_asked_for_and_answered_exactly():
    got = found("--errors-allowed", "0", "--truth", "0.94,0.96,98%")
    assert [t["truth"] for t in got["truth"]] == [0.94, 0.96, 0.98]
    assert [t["meets"] for t in got["truth"]] == pytest.approx([0.94**59, 0.96**59, 0.98**59])
    usual = found("--size", "300")["truth"]
    expected = passing.if_true(passing.around(0.95), 300, 0.95)
    assert [t["below"] for t in usual] == pytest.approx([p.below for p in expected])


def test_that_expected_errors_ask_for_the_size_of_the_audit_standards_table():
    # AICPA, Audit Sampling, table A.1 (5 % risk): tolerable 2 %, expected 0.75 % and 0.25 %
    assert found("--target", "0.98", "--expected", "0.0075")["expected"]["size"] == 386
    assert found("--target", "0.98", "--expected", "0.0025")["expected"]["size"] == 236
    assert found()["expected"] is None
    assert "386 decisions show" in run("--target", "0.98", "--expected", "0.0075").stdout


def test_that_words_say_the_same_as_the_numbers():
    out = run("--truth", "0.94").stdout
    assert "457 decisions (simple random)" in out
    assert "469 decisions keep the interval itself within ±2.00%" in out
    assert "0 in 59, 1 in 93, 2 in 124" in out
    row = next(line for line in out.splitlines() if line.strip().startswith("94.0%"))
    assert row.split() == ["94.0%", "0.3%", "20.8%", "78.9%"]


def test_that_strata_are_shared_out(strata):
    got = found("--strata", strata, "--size", "300")
    assert got["size"] == 300
    assert sum(s["sampled"] for s in got["allocation"]["strata"]) == 300
    assert "Hate" in run("--strata", strata).stdout


def test_that_lots_are_accepted_by_the_published_plan():
    got = found("--aql", "0.05", "--lql", "0.15", "--beta", "0.075", "--truth", "0.93")
    assert got["errors_allowed"] == [{"k": 7, "n": 80}]
    assert got["acceptance"]["distribution"] == "binomial"
    assert 0.07 in [round(point["errors"], 9) for point in got["acceptance"]["oc"]]
    out = run("--aql", "0.05", "--lql", "0.15", "--population", "100", "--beta", "0.2").stdout
    assert "inspect 33 decisions of a lot of 100; accept it with at most 3 errors" in out


def test_that_the_switching_rules_are_followed():
    lots = ("--iso", "1.0", "--population", "2000")
    got = found(*lots, "--history", "4,accept,reject")
    assert got["iso2859"]["severity"] == "tightened"
    assert got["iso2859"]["next"] == {"letter": "K", "n": 125, "table_n": 125, "ac": 2, "re": 3}
    assert "write numbers instead" in run(*lots, "--history", "accept").stdout
    stop = ",".join(["9"] * 7)
    assert found(*lots, "--history", stop)["size"] is None
    assert "stops" in run(*lots, "--history", stop).stdout
    assert "lots accepted" in run(*lots, "--truth", "0.99").stdout


def test_that_a_study_of_agreement_has_its_margin_or_its_power():
    # Cantor 1996, and the example of R irr N.cohen.kappa: 96
    cantor = found("--kappa", "0.7", "--versus", "0.85", "--positive", "0.5")
    assert cantor["size"] == 96
    assert 0.8 <= cantor["power"] < 0.81
    got = found("--kappa", "0.7", "--positive", "0.1,0.12", "--margin", "0.1")
    assert got["margin"] <= 0.1
    assert got["size"] == agreement_size.size_for_kappa_margin(
        Raters(first=0.1, second=0.12), 0.7, 0.1
    )
    rare = run("--kappa", "0.5", "--positive", "0.01", "--margin", "0.5").stdout
    assert "fewer than 5 flagged" in rare


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--history", "0"], "--history needs --iso"),
        (["--budget", "5"], "--budget needs --strata"),
        (["--lql", "0.1"], "--aql must say"),
        (["--aql", "0.1"], "--aql needs --lql"),
        (["--iso", "1.0"], "--iso needs --population"),
        (["--kappa", "0.7"], "--kappa needs --positive"),
        (["--iso", "1.0", "--population", "9", "--kappa", "0.7"], "two plans"),
        (["--iso", "1.0", "--population", "9", "--target", "0.9"], "no meaning with --iso"),
        (["--strata", "x.csv", "--truth", "0.9"], "no meaning with --strata"),
        (["--strata", "x.csv", "--size", "9", "--margin", "0.1"], "Name one"),
        (["--size", "9", "--margin", "0.1"], "--size looks at"),
        (["--truth", "1.4"], "not a share"),
        (["--truth", ","], "names no share"),
        (["--kappa", "0.7", "--positive", "0.1,0.2,0.3"], "one share"),
    ],
)
def test_that_options_that_do_not_fit_are_a_usage_error(options, words):
    got = run(*options)
    assert got.exit_code == 2
    assert words in " ".join(got.stderr.replace("│", " ").split())


@pytest.mark.parametrize("options", [["--target", "2"], ["--iso", "1.1", "--population", "50"]])
def test_that_impossible_numbers_are_refused_in_words(options):
    assert isinstance(run(*options).exception, SampleError)


def test_that_the_help_shows_how_it_is_used():
    out = run("--help").stdout
    assert "Example: reviewer-audit plan" in out
    for example in ("--strata strata.csv", "--aql 0.01", "--iso 1.0", "--kappa 0.7"):
        assert example in out


def test_that_a_planned_top_up_makes_each_verdict_harder():
    once, twice = found("--size", "400"), found("--size", "400", "--looks", "2")
    assert (once["looks"], twice["looks"]) == (1, 2)
    assert twice["margin"] == once["margin"]  # the interval is the same
    assert twice["errors_allowed"][0]["n"] == 69  # log(.0294) / log(.95), not 59
    assert twice["chance_of_wrong_verdict"] < once["chance_of_wrong_verdict"]
    assert "one top-up is planned" in run("--looks", "2").stdout
    assert run("--looks", "3").exit_code == 2
    assert run("--kappa", "0.7", "--positive", "0.1", "--looks", "2").exit_code == 2
