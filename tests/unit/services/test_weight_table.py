"""Weights that somebody made: read from a sheet, put in order, refused in words, and used."""

import json

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.errors import IntakeError
from reviewer_audit.services import weight_table
from reviewer_audit.services.agreement import agreement_of_file

LINEAR = ",low,mid,high\nlow,1,0.5,0\nmid,0.5,1,0.5\nhigh,0,0.5,1\n"
SQUARES = ",high,low,mid\nmid,1,1,0\nhigh,0,4,1\nlow,4,0,1\n"  # in any order
PAIRS = [("low", "low")] * 30 + [("mid", "low")] * 7 + [("mid", "mid")] * 20
PAIRS += [("high", "mid")] * 5 + [("high", "high")] * 15 + [("low", "high")] * 3


@pytest.fixture
def sheet(tmp_path):
    def write(text, name="weights.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def judgments(sheet):
    rows = "".join(f"{k},{a},{b}\n" for k, (a, b) in enumerate(PAIRS))
    return sheet("item,Ann,Bo\n" + rows, "judgments.csv")


def measured(judgments, weights, **more):
    found = agreement_of_file(judgments, wide=["Ann", "Bo"], weights=weights, **more)
    return found, found["coefficients"]


def test_that_a_sheet_of_linear_weights_gives_what_linear_weights_give(judgments, sheet):
    found, got = measured(judgments, sheet(LINEAR))
    assert found["categories"] == ["low", "mid", "high"]  # the sheet declares them
    assert found["weights"]["kind"] == "agreement"
    for name in ("value", "se", "low", "high"):
        assert got["cohen_kappa_weighted"][name] == got["cohen_kappa_linear"][name]
    assert got["cohen_kappa_weighted"]["method"].startswith("own weights, ")
    assert got["fleiss_kappa_weighted"]["value"] != got["fleiss_kappa"]["value"]


def test_that_costs_of_disagreement_in_any_order_become_agreement(judgments, sheet):
    names = ["low", "mid", "high"]
    found, got = measured(judgments, sheet(SQUARES), categories=names)
    assert found["weights"] == {
        "kind": "disagreement",
        "table": [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]],
    }
    for other in ("cohen_kappa_weighted", "conger_kappa_weighted"):
        assert got[other]["value"] == pytest.approx(got["cohen_kappa_quadratic"]["value"])
    interval = agreement_of_file(
        judgments, wide=["Ann", "Bo"], categories=["low", "mid", "high"], level="nominal"
    )["coefficients"]
    assert {k: v for k, v in got.items() if not k.endswith("_weighted")} == interval


def test_that_every_answer_alike_but_for_itself_is_no_weight_at_all(judgments, sheet):
    _found, got = measured(judgments, sheet(",low,mid,high\nlow,0,1,1\nmid,1,0,1\nhigh,1,1,0\n"))
    assert got["krippendorff_alpha_weighted"]["value"] == got["krippendorff_alpha"]["value"]
    assert got["gwet_ac2_weighted"]["value"] == got["gwet_ac1"]["value"]
    assert got["brennan_prediger_weighted"]["value"] == got["brennan_prediger"]["value"]


def test_that_numbers_may_be_categories(sheet):
    rows = "".join(f"{k},{k % 3 + 1},{k % 2 + 1}\n" for k in range(12))
    judged = sheet("item,Ann,Bo\n" + rows, "numbers.csv")
    _found, got = measured(judged, sheet(",1,2,3\n1,0,1,4\n2,1,0,1\n3,4,1,0\n"))
    assert got["cohen_kappa_weighted"]["value"] == got["cohen_kappa_quadratic"]["value"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (",a,b\na,1,0\n", "square", "1 rows, 2 columns"),
        (",a\na,1\n", "square", "two categories"),
        (",a,b\na,1,0\nc,0,1\n", "categories", "'b', 'c'"),
        (",a,b,b\na,1,0,0\nb,0,1,0\nb,0,0,1\n", "categories", "'b"),
        (",a,b\na,1,0.5\nb,0.2,1\n", "symmetric", "'b' with 'a' is 0.2"),
        (",a,b\na,1,\nb,0,1\n", "number", "'a' with 'b'"),
        (",a,b\na,1,-1\nb,-1,1\n", "number", "from 0 up"),
        (",a,b\na,1,nan\nb,nan,1\n", "number", "no number"),
        (",a,b\na,1,0\nb,0,0.9\n", "diagonal", "diagonal"),
        (",a,b\na,1,2\nb,2,1\n", "range", "the largest here is 2"),
        (",a,b\na,0,0\nb,0,0\n", "empty", "every cell is 0"),
        (",a,b\na,1,1\nb,1,1\n", "empty", "full agreement"),
    ],
)
def test_that_what_is_no_table_of_weights_is_refused_in_words(sheet, text, code, words):
    with pytest.raises(IntakeError) as caught:
        weight_table.read(sheet(text))
    assert caught.value.code == f"weights.{code}"
    assert words in caught.value.message


def test_that_categories_that_do_not_fit_the_weights_are_named(judgments, sheet):
    with pytest.raises(IntakeError, match="'top'") as caught:
        measured(judgments, sheet(LINEAR), categories=["low", "mid", "high", "top"])
    assert caught.value.code == "weights.categories"
    with pytest.raises(IntakeError) as caught:
        measured(judgments, sheet(",low,mid\nlow,1,0\nmid,0,1\n"))
    assert caught.value.code == "agreement.undeclared"


def test_that_the_command_takes_the_sheet(judgments, sheet):
    asked = ["agreement", str(judgments), "--wide", "Ann,Bo", "--weights", str(sheet(LINEAR))]
    found = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert "krippendorff_alpha_weighted" in found["coefficients"]
    assert "gwet_ac2_weighted" in CliRunner().invoke(app, asked).stdout
