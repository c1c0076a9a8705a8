"""The way of a round, with disputes: on the whole report, and on each vendor's own."""

from datetime import date

import pytest

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.domain.verdicts import Stage
from reviewer_audit.reports import panels_course
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import DataTable, Paragraph
from reviewer_audit.services import (
    adjudication,
    analysis,
    closing,
    disputes,
    projects,
    releasing,
    review,
    rounds,
    ruling,
)
from tests.unit.services.reviewed import ITEMS, revealed, verdict
from tests.unit.services.test_closing import settle_all
from tests.unit.services.test_disputes import reply


@pytest.fixture
def disputed(store, make, tmp_path):
    """Settle everything, release South, and let an arbitrator accept its one dispute."""
    lead, _items = revealed(store, make)
    for who in (lead, projects.seat(store, "Sam")):
        settle_all(store, who)
    day, book = date(2030, 1, 1), tmp_path / "south.xlsx"
    releasing.release(store, "South", date(2030, 1, 5), book, by=lead, day=day)
    reply(book, {"wrong": ("Dispute", "", "the rule says so")})
    disputes.import_replies(store, book, by=lead, day=day)
    noor = projects.seat(store, "Noor")
    (line,) = ruling.raised(store, by=noor)
    ruling.rule(store, line.dispute.decision_id, Ruling.ACCEPTED, by=noor)
    return store


def of(report):
    section = report.section("course")
    tables = {b.key: b for b in section.blocks if isinstance(b, DataTable)}
    return tables, " ".join(b.text for b in section.blocks if isinstance(b, Paragraph))


def test_that_every_stage_the_control_and_the_disputes_stand_on_the_report(disputed):
    found = analysis.results(disputed, full=True, further=True)
    stages = {stage.stage: stage for stage in found.course.stages}
    assert [stages[stage].accuracy.numerator for stage in Stage] == [1, 2, 3]
    assert stages[Stage.FINAL].accuracy == found.overall["accuracy"]
    assert found.course.stages == closing.stages(disputed, rounds.resolve(disputed))
    tables, said = of(build(found))
    assert [row[1] for row in tables["stages"].rows] == [4, 5, 5]
    (ended,) = tables["disputes"].rows
    assert (ended[0], ended[2] + ended[3], ended[4:]) == (2, 1, (1, 1, 0, 0, 0))
    assert (
        dict(tables["control"].rows)["Agreements that were wrong"].n == found.course.control.looked
    )
    assert "Accuracy rises from 25" in said


def test_that_another_confidence_reaches_every_stage_and_the_control(disputed):
    usual = analysis.results(disputed, further=True).course
    sure = analysis.results(disputed, further=True, confidence=0.99).course
    for a, b in zip(usual.stages, sure.stages, strict=True):
        assert (b.accuracy.confidence, b.accuracy.value) == (0.99, a.accuracy.value)
        assert b.accuracy.low < a.accuracy.low
    assert sure.control.wrong_rate.confidence == 0.99


def test_that_a_vendor_reads_its_own_stages_and_disputes_alone(disputed):
    found = analysis.results(disputed, full=True, further=True)
    for vendor, raised, n in (("North", 0, 3), ("South", 1, 2)):
        own = found.extra["vendors"][vendor].course
        assert own.stages[-1].accuracy.n == n
        assert (own.disputes.raised, own.control, own.vendors) == (raised, None, ())
        tables, said = of(build(found, vendor=vendor))
        assert "control" not in tables
        assert ("Nothing was released to a vendor" in said) == (vendor == "North")


def test_that_who_acted_twice_is_counted_on_the_page(store, make):
    lead, items = revealed(store, make)
    ann = projects.seat(store, "Ann")
    given = verdict(items["wrong"], ITEMS["wrong"][1], ann, own_reason="we are two")
    adjudication.settle(store, given, by=ann)
    found = analysis.results(store, full=True, further=True)
    course = found.course
    assert course.acted_twice == 1
    own = {name: one.course.acted_twice for name, one in found.extra["vendors"].items()}
    assert own == {"North": 0, "South": 1}
    assert len(review.queue(store, by=lead)) > 1
    said = [b.text for b in panels_course.blocks(course) if isinstance(b, Paragraph)]
    assert any(text.startswith("1 verdict comes from somebody who had acted") for text in said)
