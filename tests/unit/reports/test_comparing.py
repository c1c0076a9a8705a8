"""Vendors and periods compared without being asked, and what is said of a comparison."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from reviewer_audit.reports import comparing, panels_compare
from reviewer_audit.reports.mixshift import mix_shift
from reviewer_audit.reports.prepared import Prepared

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)

GIVEN = (  # vendor, queue, day, right, wrong
    ("North", "Ads", "2026-09-01", 80, 20),
    ("North", "Profiles", "2026-09-09", 95, 5),
    ("South", "Ads", "2026-09-01", 10, 10),
    ("South", "Profiles", "2026-09-09", 98, 2),
    ("West", "Ads", "2026-09-30", 30, 0),
)


def audit(given=GIVEN):
    pairs, slices = [], {"vendor": [], "queue": [], "day": [], "reviewer": []}
    for vendor, queue, day, right, wrong in given:
        pairs += [("ok", "ok")] * right + [("spam", "ok")] * wrong
        for role, value in (("vendor", vendor), ("queue", queue), ("day", day)):
            slices[role] += [value] * (right + wrong)
        slices["reviewer"] += [f"r{k % 3}" for k in range(right + wrong)]
    data = audits.audit(pairs, slices=slices)
    return data, Prepared(data)


def test_that_what_can_be_compared_names_no_person_and_nothing_single():
    found = comparing.groups(*audit())
    assert set(found) == {"vendor", "queue", "week", "day"}  # all of it is one month
    assert found["vendor"] == ("North", "South", "West")
    assert found["week"] == ("2026-W36", "2026-W37", "2026-W40")


def test_that_every_pair_of_vendors_is_compared_in_order_of_name():
    found = comparing.vendor_differences(*audit())
    assert [(s.groups.one, s.groups.other, s.over) for s in found] == [
        ("North", "South", "queue"),
        ("North", "West", "queue"),
        ("South", "West", "queue"),
    ]
    assert found[0].groups.difference.value == pytest.approx(108 / 120 - 175 / 200)


def test_that_only_the_vendors_with_most_decisions_are_paired():
    given = [(f"v{k}", "q", "2026-09-01", 10 + k, 1) for k in range(7)]
    found = comparing.vendor_differences(*audit(given))
    named = {name for s in found for name in (s.groups.one, s.groups.other)}
    assert len(found) == 10
    assert named == {"v2", "v3", "v4", "v5", "v6"}
    assert {s.over for s in found} == {""}  # one queue: no mix


def test_that_the_last_two_periods_are_those_with_decisions_and_of_one_vendor_alone():
    data, ready = audit()
    whole = comparing.last_change(data, "week", ready)
    assert (whole.groups.one, whole.groups.other) == ("2026-W37", "2026-W40")
    begun, last = audit((*GIVEN, ("North", "Ads", "2026-10-08", 20, 9)))
    assert comparing.last_change(begun, "week", last).groups.other == "2026-W40"
    vendor = data.column("vendor")
    south = vendor.codes == vendor.names.index("South")
    own = comparing.last_change(data, "week", ready, south)
    assert (own.groups.one, own.groups.other) == ("2026-W36", "2026-W37")
    assert (own.groups.first.n, own.groups.second.n) == (20, 100)
    assert own.over == "queue"
    west = vendor.codes == vendor.names.index("West")
    assert comparing.last_change(data, "week", ready, west) is None


def test_that_a_difference_is_said_with_its_interval_and_never_as_more_than_it_is():
    data, _ready = audit()
    even = mix_shift(data, "vendor", "North", "South", over="queue")
    assert "North and South differ no more than chance explains: +2.5 (-" in (
        panels_compare.sentence(even)
    )
    queues = mix_shift(data, "queue", "Ads", "Profiles")
    assert panels_compare.sentence(queues).startswith("Profiles is right more often than Ads: +")
    weeks = mix_shift(data, "week", "2026-W36", "2026-W37")
    assert panels_compare.sentence(weeks).startswith(
        "Accuracy rose from 2026-W36 to 2026-W37: +21.5 ("
    )
    assert "n\u00a0320" in panels_compare.sentence(weeks)
    gone = mix_shift(data, "vendor", "North", "nobody")
    assert "cannot be compared" in panels_compare.sentence(gone)
    assert panels_compare.split_sentence(queues) == ""


def test_that_the_columns_of_the_slices_add_up_to_the_difference():
    data, _ready = audit()
    shift = mix_shift(data, "vendor", "North", "South", over="queue")
    table = panels_compare.slices_table(shift)
    parts = np.array([[float(cell) for cell in row[5:]] for row in table.rows])
    assert parts.sum() == pytest.approx(100 * shift.groups.difference.value, abs=0.16)
    assert table.filters[0] == (("vendor", "North"), ("vendor", "South"), ("queue", "Ads"))
    chart = panels_compare.parts_chart(shift)
    assert [mark.indent for mark in chart.marks] == [0, 1, 1, 1]
    assert chart.axis[0] < min(mark.low for mark in chart.marks)
    assert chart.marks[0].value == pytest.approx(100 * shift.groups.difference.value)
    assert sum(m.value for m in chart.marks[1:]) == pytest.approx(chart.marks[0].value)


def test_that_a_group_of_weeks_opens_its_days():
    data, _ready = audit()
    table = panels_compare.groups_table(mix_shift(data, "week", "2026-W36", "2026-W40"))
    assert table.filters[0][0] == ("day", "2026-08-31")
    assert len(table.filters[1]) == 7


def test_that_what_both_decided_on_stands_beside_as_a_pair():
    pairs, vendor, items = [], [], []
    for at in range(60):  # North errs on every third item, South on every fifth
        items += [at, at]
        pairs += [("spam" if at % 3 == 0 else "ok", "ok"), ("spam" if at % 5 == 0 else "ok", "ok")]
        vendor += ["North", "South"]
    data = audits.audit(pairs, items=items, slices={"vendor": vendor})
    shift = mix_shift(data, "vendor", "North", "South")
    note = panels_compare.groups_table(shift).note
    assert "On the 60 items that both decided the difference is +13.3 (" in note
    assert [m.label for m in panels_compare.parts_chart(shift).marks][-1] == "On the same items"
    row = panels_compare.differences_table([shift]).rows[0]
    assert row[:3] == ("South", "North", 120)
    assert row[4].startswith("+13.3 (")
    assert row[4].endswith("n\u00a060")
