"""What an edition leaves out is in no part of the report; what it keeps is unchanged."""

from dataclasses import replace

import pytest

from reviewer_audit.reports.build import build
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.sections import SECTIONS
from reviewer_audit.reports.words import value_title
from tests.unit.reports import made
from tests.unit.reports.test_build import estimates, texts

NAMED = ("Northgate", "Riverline", "Southbank", "R-", "Amira", "Jonas", "Lucía", "september.xlsx")
IDS = ("000001", "1234567890123456001", "2026-09-02T08:15:00Z")


def call(role, name):
    return f"{role} {sum(map(ord, name))}"


@pytest.fixture(scope="module")
def results():
    found = made.results(errors=made.errors(60))
    people = {f"R-{at:02d}": made.scores(25 + at, 1, 0, 0) for at in range(20)}
    return replace(
        found,
        by={**found.by, "reviewer": people},
        auditors=tuple(replace(line, name="Amira") for line in found.auditors[:1]),
        method=replace(
            found.method,
            sources=(("september.xlsx", "ff" * 32, 100),),
            control_gaps=("vendor Riverline: 3 missing", "queue Comments: 1 missing"),
            unblinded=("Lucía",),
        ),
    )


@pytest.mark.parametrize("edition", ["training", "regulator"])
def test_that_an_edition_without_names_is_made_of_no_vendor(results, edition):
    with pytest.raises(ValueError, match="names no vendor"):
        build(results, vendor="Southbank", edition=edition)


@pytest.mark.parametrize("edition", ["training", "regulator"])
def test_that_nobody_and_nothing_is_named_where_nothing_may_be(results, edition):
    every = list(texts(build(results, edition=edition, call=call)))
    for word in (*NAMED, *IDS):
        assert not [text for text in every if word in text], word


def test_that_a_regulator_sees_rates_and_how_they_were_measured_alone(results):
    report = build(results, edition="regulator")
    assert [one.key for one in report.sections] == [
        "indicators", "detail", "method", "edition", "dictionary",
    ]  # fmt: skip
    (table,) = [b for b in report.section("indicators").blocks if hasattr(b, "rows")]
    languages = sorted(results.by["language"])
    assert [row[0] for row in table.rows] == ["All languages", *map(value_title, languages)]
    assert table.rows[0][2] == results.overall["accuracy"]
    for row, name in zip(table.rows[1:], languages, strict=True):
        scores = results.by["language"][name]
        assert row[1] == scores.counted
        assert row[3] == scores["false_positive_rate"]
        assert row[5] == scores["precision"]
    said = [t for part in report.sections[:-1] for t in texts(part)]  # all but the dictionary
    assert not [t for t in said if "below" in t.casefold() or t == "Meets"]


def test_that_totals_of_strata_survive_their_names(results):
    report = build(results, edition="regulator")
    (strata,) = [b for b in report.section("method").blocks if getattr(b, "key", "") == "strata"]
    assert [row[-3:-1] for row in strata.rows] == [
        (
            sum(line.population for line in results.method.strata),
            sum(line.sampled for line in results.method.strata),
        )
    ]


def test_that_training_keeps_what_was_decided_and_why(results):
    report = build(results, edition="training")
    (errors,) = [b for b in report.section("errors").blocks if hasattr(b, "rows")]
    titles = [column.title for column in errors.columns]
    assert not {"Item", "Decision", "Decided at", "Vendor", "Reviewer"} & set(titles)
    assert {"Vendor decision", "Final decision", "Clause", "Rationale"} <= set(titles)
    assert len(errors.rows) == len(results.errors)


def test_that_a_slice_that_stands_out_is_not_said_to_be_like_the_others(results):
    queues = dict(results.by["queue"])
    first = next(iter(queues))
    queues[first] = replace(queues[first], mark="different")
    report = build(replace(results, by={**results.by, "queue": queues}), edition="training")
    assert not [t for t in texts(report) if "by queue: none stands out" in t]


def test_that_reviewers_have_codes_and_few_decisions_no_figure(results):
    report = build(results, call=call)
    every = list(texts(report))
    assert not [text for text in every if "R-" in text]
    rows = next(b for b in report.section("breakdowns").blocks if hasattr(b, "rows")).rows
    people = {row[1]: row[2] for row in rows if row[0] == "Reviewer"}
    assert people == {
        call("reviewer", name): scores["accuracy"]
        for name, scores in results.by["reviewer"].items()
        if scores.counted >= 30
    }
    hidden = [s["accuracy"] for s in results.by["reviewer"].values() if s.counted < 30]
    assert not set(hidden) & set(estimates(report))


def test_that_the_vendor_safe_edition_is_about_one_vendor(results):
    with pytest.raises(ValueError, match="one vendor"):
        build(results, edition="vendor-safe", call=call)
    every = list(texts(build(results, vendor="Southbank", edition="vendor-safe", call=call)))
    for word in ("Northgate", "Riverline", "Amira", "Lucía", "september.xlsx", "R-"):
        assert not [text for text in every if word in text], word


@pytest.mark.parametrize("edition", EDITIONS)
def test_that_an_edition_says_what_it_leaves_out(results, edition):
    chosen = EDITIONS[edition]
    vendor = "Southbank" if chosen.one_vendor else ""
    every = set(texts(build(results, vendor=vendor, edition=edition, call=call)))
    assert chosen.leaves_out()
    assert every.issuperset(chosen.leaves_out())
    assert chosen.sections is None or chosen.sections <= {kind.key for kind in SECTIONS}


def test_that_a_report_with_names_does_not_say_they_are_left_out(results):
    every = list(texts(build(results)))
    assert "R-07" in every
    assert not [text for text in every if "Names of reviewers" in text]
