"""Corrective actions in a scorecard: with what a later sample showed, for whom it may be known."""

import pytest

from reviewer_audit.reports.build import build
from reviewer_audit.services import analysis, capa, cases, rounds
from tests.unit.services.reviewed import revealed
from tests.unit.services.test_cases import GIVEN, opened, second_round


@pytest.fixture
def world(store, make):
    lead, items = revealed(store, make, GIVEN)
    return store, lead, items


def test_that_a_scorecard_tells_actions_with_what_a_later_sample_showed(world, make):
    store, lead, _items = world
    first = rounds.resolve(store)
    number = opened(world, names=[], where={"vendor": "North"})
    cases.agree(store, number, "Teach the clause", by=lead, owner="Sam Owner", due="2026-11-15")
    (line,) = capa.of_round(store, first)
    assert (line.effect, line.done) == (None, "")
    cases.done(store, number, 1, by=lead)
    second = second_round(world, make, 40, 0)
    shown = cases.check(store, number, by=lead, round_id=second)
    (line,) = capa.of_round(store, first)
    assert line.effect is not None
    assert line.effect.difference.value == pytest.approx(shown.difference.value)
    assert (line.effect.difference.low, line.effect.difference.high) == (
        shown.difference.low, shown.difference.high
    )  # fmt: skip
    assert line.effect.showed == cases.showed(shown)
    cases.agree(store, number, "And again", by=lead, owner="Sam Owner", due="2026-12-15")
    cases.done(store, number, 2, by=lead)
    assert capa.of_round(store, first)[1].effect is None, "a check before it shows nothing of it"
    opened(world, names=[], where={"queue": "q"})
    assert len(capa.of_round(store, first)) == 2, "a case without an action has no line"


def test_that_the_sheet_of_actions_holds_what_its_reader_may_know(world, make):
    store, lead, _items = world
    first = rounds.resolve(store)
    text = "Teach the clause"
    for where in ({"vendor": "North"}, {"queue": "q"}):
        number = opened(world, names=[], where=where)
        cases.agree(store, number, text, by=lead, owner="Sam Owner", due="2026-11-15")
    number = opened(world, names=[], where={"vendor": "North"})
    cases.agree(store, number, "As SOUTH does", by=lead, owner="Sam Owner", due="2026-11-15")
    found = analysis.results(store, round_id=first.id, full=True, further=True)
    assert found.actions is not None
    assert len(found.actions) == 3

    def said(**asked):
        report = build(found, **asked)
        if "actions" not in [section.key for section in report.sections]:
            return None
        return str(report.section("actions"))

    assert "Sam Owner" in (said() or "")
    own = said(vendor="North", edition="vendor-safe") or ""
    assert text in own
    assert "Sam Owner" not in own
    assert own.count(text) == 1, "what is about more than the vendor stays inside"
    assert "SOUTH" not in own, "so does what names another, in whatever letters"
    assert said(edition="regulator") is None
    assert said(edition="training") is None
