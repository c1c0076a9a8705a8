"""Time on an item leaves an auditor's machine only where the plan says so; else as one total."""

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.packs import keys
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    grading,
    merging,
    packing,
    planning,
    projects,
    returning,
    sampling,
)


@pytest.fixture
def travelled(store, make, tmp_path, monkeypatch):
    """Send a pack out, grade it with 5 seconds an item, and take the return in."""
    folder = tmp_path / "keys"
    folder.mkdir()
    monkeypatch.setattr(keys, "folder", lambda: folder)
    lead = projects.seat(store, "Lea")
    make.load(store, make.rows([(f"i{k}", "spam") for k in range(3)]), by=lead)

    def go(**planned):
        plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="4", **planned)
        sampling.draw_sample(store, plan, by=lead)
        packing.pack(store, "Ann", tmp_path / "a.auditpack", by=lead)
        returning.open_pack(tmp_path / "a.auditpack", tmp_path / "w.audit")
        work = projects.open_project(tmp_path / "w.audit")
        who = returning.work_of(work).auditor
        round_id = grading.current_round(work, who)
        for item in grading.desk(work, who, round_id=round_id, limit=9):
            given = Grade(assignment_id=item.assignment_id, labels=("ok",), duration_ms=5_000)
            grading.answer(work, given, by=who)
        returning.make_return(work, tmp_path / "a.auditreturn")
        work.close()
        checked = merging.check(store, [tmp_path / "a.auditreturn"])
        done = merging.apply(store, checked, by=lead)
        with store.read() as tx:
            spent = [row[0] for row in tx.exec_driver_sql("select duration_ms from grade")]
        return done.files[0].worked_ms, spent

    return go


def test_that_only_the_total_goes_back_by_itself(travelled):
    assert travelled() == (15_000, [None] * 3)


def test_that_the_plan_can_ask_for_the_time_on_each_item(travelled):
    assert travelled(item_times=True) == (15_000, [5_000] * 3)


def test_that_what_the_form_asks_for_is_planned():
    wish = planning.Wish(method="all", size=0, auditors=("Ann",), item_times=True)
    assert planning.plan_for(wish).item_times
