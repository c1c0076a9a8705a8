"""A report as data: whole, and for one vendor without a trace of the others."""

from dataclasses import fields, is_dataclass, replace

import pytest

from reviewer_audit.reports import charts
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import ChartKind, ChartSpec, KeyFigures, Mark, Tone, Unit
from reviewer_audit.reports.sections.summary import headline
from tests.unit.reports import made


def texts(value):
    """Every string anywhere in a report."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        yield from texts(tuple(value.items()))


def test_that_a_report_has_its_sections_in_reading_order():
    report = build(made.results())
    assert [s.key for s in report.sections] == [
        "summary", "detail", "breakdowns", "confusion", "agreement", "auditors", "errors", "method", "edition",
        "dictionary",
    ]  # fmt: skip
    assert report.section("summary").title == "Summary"
    with pytest.raises(KeyError):
        report.section("none")


def test_that_a_vendor_scorecard_holds_no_name_and_no_figure_of_another():
    results = made.results(errors=made.errors(60))
    report = build(results, vendor="Southbank")
    every = list(texts(report))
    assert not [t for t in every if "Northgate" in t or "Riverline" in t]
    figures = next(b for b in report.section("summary").blocks if isinstance(b, KeyFigures)).figures
    assert figures[0].estimate == results.by["vendor"]["Southbank"]["accuracy"]
    others = {s["accuracy"] for v, s in results.by["vendor"].items() if v != "Southbank"} | {
        results.overall["accuracy"]
    }
    assert not others & set(estimates(report))
    assert ("Sample", "793 decisions of 3,950 (20.1\u00a0%)") in report.facts
    assert "ab12" * 16 not in every


def estimates(value):
    from reviewer_audit.stats.measure import Estimate

    if isinstance(value, Estimate):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from estimates(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from estimates(part)


def test_that_a_vendor_scorecard_takes_the_vendors_own_results_where_they_are_given():
    whole = made.results()
    own = replace(
        whole,
        overall=whole.by["vendor"]["Riverline"],
        by={"language": whole.by["language"]},
        extra={},
    )
    report = build(replace(whole, extra={"vendors": {"Riverline": own}}), vendor="Riverline")
    assert "Language" in set(texts(report.section("breakdowns")))
    tile = next(b for b in report.section("summary").blocks if isinstance(b, KeyFigures)).figures[0]
    assert tile.verdict.tone is Tone.BAD


def test_that_an_unknown_vendor_is_an_error():
    with pytest.raises(KeyError):
        build(made.results(), vendor="Nobody")


def test_that_nothing_stands_out_is_said_when_nothing_does():
    assert headline(made.results(with_finding=False)).startswith(
        "Nothing stands out: none of 19 slices"
    )
    assert headline(made.results()).startswith("Riverline acts on harmless content")


def test_that_a_closed_round_is_not_stamped():
    assert build(made.results()).stamp
    assert not build(made.results(provisional=False)).stamp


def test_that_every_mark_names_the_decisions_behind_it():
    r = made.results()
    forest = charts.forest(r)
    named = {mark.filter for mark in forest.marks}
    assert (("vendor", "Riverline"), ("queue", "Marketplace")) in named
    assert forest.title == "Riverline misses the target of 95\u00a0%, most of all in Marketplace"
    assert forest.target == 0.95
    heat = charts.confusion(r.confusion)
    assert heat.marks[4].filter == (("vendor_label", "harassment"), ("final_label", "none"))
    assert heat.marks[4].value == 28


def test_that_persons_are_neither_ranked_nor_coloured():
    r = made.results()
    by = {"reviewer": {name: replace(s, mark="different") for name, s in r.by["reviewer"].items()}}
    spec = charts.by_role(replace(r, by=by), "reviewer")
    assert [m.label for m in spec.marks] == sorted(m.label for m in spec.marks)
    assert {m.tone for m in spec.marks} == {Tone.NEUTRAL}


def test_that_a_slice_better_than_the_rest_is_not_painted_bad():
    r = made.results()
    good = replace(made.scores(500, 0, 1, 0), mark="different")
    spec = charts.by_role(replace(r, by={"queue": {"Good": good}}), "queue")
    assert spec.marks[0].tone is Tone.GOOD


@pytest.mark.parametrize(
    ("role", "value", "pairs"),
    [
        ("vendor", "A + B", (("vendor", "A + B"),)),
        ("vendor+queue", "A + Q", (("vendor", "A"), ("queue", "Q"))),
        ("vendor+queue", "A + B + Q", (("vendor", "A + B"), ("queue", "Q"))),
        ("vendor+queue", " + Q", (("vendor", ""), ("queue", "Q"))),
    ],
)
def test_that_a_crossed_slice_gives_one_pair_per_role(role, value, pairs):
    assert charts.pairs(role, value) == pairs


def test_that_a_lone_slice_is_not_said_to_stand_out_or_not():
    r = made.results(with_finding=False)
    lone = dict(list(r.by["vendor"].items())[:1])
    assert charts.by_role(replace(r, by={"vendor": lone}), "vendor").title == "Accuracy by vendor"


def test_that_the_axis_holds_every_mark_and_the_target():
    marks = (Mark(label="a", value=0.93, low=0.87, high=0.95),)
    spec = ChartSpec(key="k", kind=ChartKind.INTERVAL, title="t", marks=marks, target=0.97)
    assert spec.axis == (0.8, 1.0)
    assert ChartSpec(
        key="k",
        kind=ChartKind.BARS,
        title="t",
        marks=(Mark(label="a", value=7.0),),
        unit=Unit.COUNT,
    ).axis == (0.0, 7.0)
    assert ChartSpec(key="k", kind=ChartKind.LINE, title="t", marks=()).axis == (0.0, 1.0)


def test_that_a_heat_map_has_one_mark_per_cell():
    with pytest.raises(ValueError, match="one mark per cell"):
        ChartSpec(key="k", kind=ChartKind.HEAT, title="t", marks=(), rows=("a",), columns=("b",))


def test_that_a_vendors_method_counts_nothing_of_the_whole_round():
    r = made.results()
    facts = [
        {row[0] for row in block.rows}
        for report in (build(r), build(r, vendor="Riverline"))
        for section in report.sections
        if section.key == "method"
        for block in section.blocks
        if getattr(block, "key", "") == "method"
    ]
    whole, one = facts
    assert {"Items graded by two auditors", "Rows that could not be used"} == whole & {
        "Items graded by two auditors", "Rows that could not be used"
    }  # fmt: skip
    assert whole - one == {
        "Items graded by two auditors", "Rows that could not be used",
        "Audited in an earlier round", "Items replaced (cannot judge)",
    }  # fmt: skip
