"""Sections made of what goes beyond the scores, and the walls between vendors there."""

from dataclasses import replace

import pytest

from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import ChartKind, DataTable, Figure, Paragraph
from reviewer_audit.reports.words import rate
from reviewer_audit.services import analysis, demo, projects

MORE = ("people", "periods", "checks")


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


def test_that_a_report_without_it_has_no_empty_sections(found):
    keys = [section.key for section in build(replace(found, further=None)).sections]
    assert not set(keys) & set(MORE)
