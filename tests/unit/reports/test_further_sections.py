"""Sections made of what goes beyond the scores, and the walls between vendors there."""

from dataclasses import asdict, replace

import pytest

from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import ChartKind, DataTable, Figure, Paragraph
from reviewer_audit.reports.words import rate
from reviewer_audit.services import analysis, demo, projects

MORE = ("people", "periods", "checks", "time")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.audit"
    demo.create_sample(path)
    store = projects.open_project(path)
    try:
        return analysis.results(store, full=True, further=True)
    finally:
        store.close()


def tables(section):
    return {block.key: block for block in section.blocks if isinstance(block, DataTable)}


def test_that_funnel_time_and_checks_stand_in_the_whole_report(found):
    report = build(found)
    people = tables(report.section("people"))
    assert len(people["funnel_vendor"].rows) == 3
    kinds = [b.chart.kind for b in report.section("people").blocks if isinstance(b, Figure)]
    assert set(kinds) == {ChartKind.FUNNEL}
    days = tables(report.section("periods"))["periods"].rows
    assert sum(row[1] for row in days) == found.graded_decisions
    said = [b.text for b in report.section("checks").blocks if isinstance(b, Paragraph)]
    base = found.further.gates.baseline.accuracy
    assert base.n == found.graded_decisions
    assert any(text.startswith(f"Never acting would be right in {rate(base)}") for text in said)
    doubt = dict(tables(report.section("checks"))["doubt"].rows)
    assert doubt["Found violating"] == found.further.sensitivity.violating_rate
    labels = tables(report.section("checks"))["labels"].rows
    assert sum(row[1] for row in labels[:-2]) == found.graded_decisions  # two lines are means


def test_that_no_vendor_sees_what_speaks_of_everybody(found):
    for vendor in found.by["vendor"]:
        keys = [section.key for section in build(found, vendor=vendor).sections]
        assert not set(keys) & set(MORE)


def test_that_the_quality_of_auditors_stands_in_the_whole_report_alone(found):
    rows = tables(build(found).section("auditors"))["auditor_quality"].rows
    assert [row[0] for row in rows] == sorted(line.name for line in found.further.auditors.lines)
    assert [row[1] for row in rows] == [a.graded for a in sorted(found.auditors, key=by_name)]
    for vendor in found.by["vendor"]:
        assert "auditors" not in [s.key for s in build(found, vendor=vendor).sections]


def by_name(line):
    return line.name


def texts(value):
    """Return every text in a report, whatever holds it."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in texts(one)]
    return []


def test_that_a_vendor_sees_its_own_course_and_change_and_no_other_vendor(found):
    vendors = set(found.by["vendor"])
    assert len(found.course.vendors) == 3
    for vendor in vendors:
        report = build(found, vendor=vendor)
        own = found.extra["vendors"][vendor].course
        stages = tables(report.section("course"))["stages"].rows
        assert stages[-1][2] == own.stages[-1].accuracy
        assert stages[-1][1] == found.by["vendor"][vendor].counted
        section = report.section("comparison")
        assert tables(section)["groups_day"].rows[0][2] == own.change.groups.first
        assert "differences" not in tables(section)
        said = " ".join(texts(asdict(report)))
        assert not any(other in said for other in vendors - {vendor})


def test_that_the_whole_report_compares_vendors_and_the_last_two_periods(found):
    section = build(found).section("comparison")
    assert len(tables(section)["differences"].rows) == 3
    charts = [b.chart for b in section.blocks if isinstance(b, Figure)]
    assert [len(chart.marks) for chart in charts][-1] == 3
    groups = tables(section)["groups_day"].rows
    days = [line for line in found.further.periods.lines if line.n >= 30]
    assert [row[0] for row in groups] == [line.name for line in days[-2:]]
    assert [row[2].value for row in groups] == [line.accuracy.value for line in days[-2:]]


def test_that_a_report_without_it_has_no_empty_sections(found):
    bare = replace(found, further=None, course=None)
    keys = [section.key for section in build(bare).sections]
    assert not set(keys) & {*MORE, "course", "comparison"}
