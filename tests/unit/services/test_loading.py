"""What is new, what repeats, what contradicts: importing twice never counts twice."""

import json

import pytest
from sqlalchemy import text

from reviewer_audit.domain.intake import Quarantined
from reviewer_audit.progress import Cancelled
from reviewer_audit.services import intake, projects, sampling
from reviewer_audit.store import decisions, journal


def count(store, sql):
    with store.read() as tx:
        return tx.scalar(text(sql))


def codes(summary):
    return {p["code"]: p["count"] for p in summary.problems}


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def given(make, *answers, reviewers=None):
    n = len(answers)
    names = reviewers or [f"r{k}" for k in range(n)]
    return make.rows(
        list(answers),
        slices={"vendor": ["V"] * n, "reviewer": names, "queue": ["q"] * n},
    )


def test_that_an_overlapping_export_adds_only_what_is_new(store, make, lead):
    first = given(make, ("a", "ok"), ("b", "spam"), reviewers=["r1", "r2"])
    second = given(make, ("b", "spam"), ("c", "ok"), reviewers=["r2", "r3"])
    make.load(store, first, by=lead, name="one")
    done = make.load(store, second, by=lead, name="two")
    assert (done.rows_read, done.accepted, done.quarantined) == (2, 1, 1)
    assert codes(done) == {"duplicate_decision": 1}
    assert count(store, "select count(*) from vendor_decision") == 3


def test_that_the_same_decision_twice_in_one_file_counts_once(store, make, lead):
    rows = given(make, ("a", "ok"), ("a", "ok"), ("b", "ok"), reviewers=["r", "r", "r"])
    done = make.load(store, rows, by=lead)
    assert (done.accepted, done.quarantined) == (2, 1)
    assert count(store, "select count(*) from vendor_decision") == 2


def test_that_a_changed_decision_is_kept_beside_the_first_and_never_drawn(store, make, lead):
    make.load(store, given(make, ("a", "ok"), reviewers=["r"]), by=lead, name="one")
    changed = given(make, ("a", "spam"), reviewers=["r"])
    done = make.load(store, changed, by=lead, name="two")
    assert codes(done) == {"conflicting_decision": 1}
    assert count(store, "select count(*) from vendor_decision") == 2
    assert count(store, "select count(*) from vendor_decision where conflict_of = 1") == 1
    drawn = sampling.draw_sample(
        store, sampling.SamplePlan(method=sampling.Method.ALL, seed="1"), by=lead
    )
    assert (drawn.population, drawn.sampled) == (1, 1)
    again = make.load(store, changed, by=lead, name="three")
    assert codes(again) == {"duplicate_decision": 1}
    assert again.accepted == 0


def test_that_a_contradiction_inside_one_file_points_at_its_first(store, make, lead):
    rows = given(make, ("a", "ok"), ("b", "ok"), ("a", "spam"), reviewers=["r", "r", "r"])
    make.load(store, rows, by=lead)
    with store.read() as tx:
        found = tx.execute(text("select id, conflict_of from vendor_decision order by id")).all()
    assert [tuple(row) for row in found] == [(1, None), (2, None), (3, 1)]


def test_that_other_content_for_an_item_is_told_and_the_first_stands(store, make, lead):
    rows = make.rows(
        [("a", "ok"), ("a", "ok")], content=["first words", "other words"],
    )  # fmt: skip
    done = make.load(store, rows, by=lead)
    assert codes(done) == {"content_differs": 1}
    assert count(store, "select content from item") == "first words"


def test_that_rows_not_used_keep_reason_place_and_cells(store, make, lead):
    result = make.result(given(make, ("a", "ok")))
    bad = Quarantined(
        row_number=7, sheet="S", code="unknown_label", column="Decision",
        values={"Decision": "=cmd|x", "Item": "007"},
    )  # fmt: skip
    from dataclasses import replace

    result = replace(result, quarantined=(bad,), rows_read=2)
    done = intake.load(store, result, by=lead, file_name="f", sha256="s")
    assert (done.rows_read, done.accepted, done.quarantined) == (2, 1, 1)
    with store.read() as tx:
        (kept,) = decisions.quarantined(tx)
    assert (kept["row_number"], kept["sheet"], kept["code"]) == (7, "S", "unknown_label")
    assert (kept["column_name"], kept["body"]) == (bad.column, bad.values)


def test_that_cancelling_leaves_the_project_as_it_was(store, make, lead):
    class Stop:
        def step(self, done, total=None, note=""):
            raise Cancelled

    with store.read() as tx:
        before = journal.head(tx)
    with pytest.raises(Cancelled):
        intake.load(
            store, make.result(given(make, ("a", "ok"))), by=lead, file_name="f", sha256="s",
            progress=Stop(),
        )  # fmt: skip
    with store.read() as tx:
        assert journal.head(tx) == before
    assert count(store, "select count(*) from batch") == 0
    assert count(store, "select count(*) from item") == 0


def test_that_the_journal_of_an_import_holds_counts_and_no_content(store, make, lead):
    make.load(store, given(make, ("secret-item", "ok")), by=lead)
    with store.read() as tx:
        body = json.loads(tx.scalar(text("select body from journal where action = 'intake.load'")))
    assert body == {"batch": 1, "sha256": "decisions.csv", "accepted": 1, "quarantined": 0}
