"""Two groups or two rounds compared on a real project, and by the command line."""

import json

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.errors import RoundError, StillBlindError
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import DataTable
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import analysis, comparing, recording, rounds, sampling
from tests.unit.services.reviewed import revealed

# item -> the vendor's label and the auditor's; the two vendors take turns
GIVEN = {f"item {k}": ("spam" if k % 8 == 0 else "ok", "ok") for k in range(40)}


@pytest.fixture
def store_of_two(store, make):
    lead, _ids = revealed(store, make, GIVEN)
    return store, lead


def test_that_a_vendor_is_compared_with_another_by_its_drawn_decisions(store_of_two):
    store, _lead = store_of_two
    got = comparing.compare(store, "vendor", "North", "South")
    assert (got.groups.first.n, got.groups.second.n) == (20, 20)
    assert got.groups.first.numerator == 15  # every eighth item is North's and wrong
    assert got.groups.difference.value == pytest.approx(0.25)
    assert got.groups.difference.low < 0.25 < got.groups.difference.high
    assert got.over == ""  # one queue alone: no mix to speak of
    asked = comparing.compare(store, "vendor", "North", "South", interval="jeffreys").groups
    assert asked.first.method.startswith("Jeffreys")
    assert asked.difference == got.groups.difference


def test_that_two_rounds_of_a_programme_are_compared(store_of_two):
    store, lead = store_of_two
    plan = SamplePlan(method=Method.ALL, seed="2", auditors=("Ann",))
    sampling.draw_sample(store, plan, by=lead, title="Again", again=True)
    two = rounds.resolve(store)
    with pytest.raises(StillBlindError):
        comparing.compare(store, "round", "1", str(two.id))
    names = list(GIVEN)[:20]  # half of them, and now the vendor is right where it was wrong
    columns = {
        "external_id": names,
        "auditor": ["Ann"] * 20,
        "kind": ["answer"] * 20,
        "labels": [(GIVEN[name][0],) for name in names],
        "row_number": list(range(2, 22)),
    }
    sheet = GradeRows(**{name: columns.get(name, [""] * 20) for name in GradeRows.__slots__})
    recording.record_rows(store, sheet, by=lead, one=two, source="sheet")
    rounds.reveal(store, by=lead, round_id=two.id, partial=True)
    got = comparing.compare(store, "round", "1", str(two.id))
    assert (got.groups.first.numerator, got.groups.first.n) == (35, 40)
    assert (got.groups.second.numerator, got.groups.second.n) == (20, 20)
    assert got.groups.difference.value == pytest.approx(0.125)
    assert (got.groups.shared_items, got.groups.same_items.value) == (20, pytest.approx(3 / 20))
    assert got.over == "vendor"
    found = analysis.results(store, round_id=two.id, full=True, further=True)
    assert found.course.since == got
    assert analysis.results(store, round_id=1, further=True).course.since is None
    own = {name: one.course.since.groups for name, one in found.extra["vendors"].items()}
    assert {name: (g.first.n, g.second.n) for name, g in own.items()} == {
        "North": (20, 10),
        "South": (20, 10),
    }
    blocks = build(found, vendor="North").section("comparison").blocks
    assert "groups_round" in {block.key for block in blocks if isinstance(block, DataTable)}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("vendor", "North", "East"), "stats.unknown_group"),
        (("vendor", "North", "North"), "stats.same_group"),
        (("colour", "North", "South"), "stats.unknown_role"),
        (("reviewer", "r-North", "r-South"), "stats.person"),
        (("round", "1", "first"), "stats.round"),
        (("round", "1", "7"), "round.unknown"),
    ],
)
def test_that_what_cannot_be_compared_is_refused_with_what_can(store_of_two, asked, code):
    with pytest.raises(RoundError) as refused:
        comparing.compare(store_of_two[0], *asked)
    assert refused.value.code == code
    assert refused.value.hint


def test_that_a_role_nobody_mapped_and_the_role_itself_split_nothing(store_of_two):
    store, _lead = store_of_two
    for over, code in (("market", "stats.unmapped_role"), ("vendor", "stats.same_group")):
        with pytest.raises(RoundError) as refused:
            comparing.compare(store, "vendor", "North", "South", over=over)
        assert refused.value.code == code


def test_that_the_command_line_says_and_prints_a_comparison(store_of_two, tmp_path):
    store, _lead = store_of_two
    path = str(tmp_path / "p.audit")
    store.close()
    run = CliRunner()
    asked = ["stats", path, "--compare", "vendor", "--one", "North", "--other", "South"]
    words = run.invoke(app, [*asked, "--over", "queue"]).stdout
    assert words.startswith("South is right more often than North: +25.0 (")
    assert "Split by queue: +25.0 (" in words
    told = json.loads(run.invoke(app, [*asked, "--json"]).stdout)
    assert told["comparison"]["difference"]["value"] == pytest.approx(0.25)
    assert [e["n"] for e in told["comparison"]["accuracy"]] == [20, 20]
    assert told["overall"]["accuracy"]["n"] == 40
    assert run.invoke(app, ["stats", path, "--one", "North"]).exit_code == 2
    gone = run.invoke(app, [*asked[:-1], "East"])
    assert gone.exit_code == 1
