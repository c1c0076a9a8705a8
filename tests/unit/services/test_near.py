"""Items that are nearly the same lie together on a desk, and are one cluster in the numbers."""

from reviewer_audit.domain.grading import Grade
from reviewer_audit.packs import keys
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    grading,
    packing,
    projects,
    returning,
    rounds,
    sampling,
)
from tests.unit.sampling.test_nearness import LONG


def contents(n):
    """Every third text is nearly the same."""
    return [LONG.replace("march", f"march {k}") if k % 3 == 0 else f"text {k}" for k in range(n)]


def desk(store, name="Ann"):
    who = projects.seat(store, name)
    round_id = grading.current_round(store, who)
    return who, round_id, grading.desk(store, who, round_id=round_id, limit=99)


def test_that_near_duplicates_lie_next_to_each_other_and_name_each_other(store, make):
    make.fill(store, 12, contents=contents(12))
    who, round_id, items = desk(store)
    places = [item.position for item in items if item.content.startswith("the parcel")]
    assert places == list(range(places[0], places[0] + 4))
    assert [item.position for item in items] == list(range(1, 13))
    first = items[places[0] - 1]
    mates = grading.near(store, who, round_id=round_id, assignment=first.assignment_id)
    assert [mate.position for mate in mates] == places[1:]
    assert [mate.grade for mate in mates] == [None] * 3
    lone = next(item for item in items if item.content.startswith("text"))
    assert grading.near(store, who, round_id=round_id, assignment=lone.assignment_id) == ()


def test_that_a_grade_is_shown_to_its_near_duplicates_and_never_given_to_them(store, make):
    make.fill(store, 6, contents=contents(6))
    who, round_id, items = desk(store)
    one, other = [item for item in items if item.content.startswith("the parcel")]
    given = Grade(assignment_id=one.assignment_id, labels=("spam",), note="as ever")
    grading.answer(store, given, by=who)
    (mate,) = grading.near(store, who, round_id=round_id, assignment=other.assignment_id)
    assert (mate.grade.labels, mate.grade.note) == (("spam",), "as ever")
    assert grading.state(store, who, round_id=round_id).left == 5


def test_that_what_is_drawn_later_finds_its_cluster(store, make):
    lead = projects.seat(store, "Lea")
    make.load(
        store,
        make.rows([(f"i{k}", "spam") for k in range(12)], content=contents(12)),
        by=lead,
    )
    plan = SamplePlan(method=Method.SIMPLE, size=6, auditors=("Ann",), seed="4")
    sampling.draw_sample(store, plan, by=lead)
    sampling.draw_more(store, 6, by=lead)
    with store.read() as tx:
        rows = tx.exec_driver_sql("select cluster, count(*) from near_item group by 1").all()
    assert [n for _cluster, n in rows] == [4]


def numbers(store, make, texts):
    """Results of 40 items of which every second one is wrong, all graded."""
    make.fill(store, 40, contents=texts)
    who, _round_id, items = desk(store)
    for item in items:
        wrong = item.content.startswith("the parcel")
        label = "ok" if wrong else "spam"
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=(label,)), by=who)
    rounds.reveal(store, by=projects.seat(store, "Lea"))
    return analysis.results(store).overall["accuracy"]


def test_that_near_duplicates_are_one_cluster_in_the_interval(store, make):
    texts = [LONG.replace("march", f"march {k}") if k % 2 else f"text {k}" for k in range(40)]
    found = numbers(store, make, texts)
    assert (found.value, found.n) == (0.5, 40)
    assert found.high - found.low > 0.4, "20 copies of one text say little more than one"
    assert "near-duplicates are one cluster" in found.method


def test_that_without_near_duplicates_nothing_changes(store, make):
    texts = [f"the parcel {k * 7919}" if k % 2 else f"text {k}" for k in range(40)]
    found = numbers(store, make, texts)
    assert found.high - found.low < 0.32
    assert "near-duplicates" not in found.method


def test_that_near_duplicates_travel_in_packs_and_a_repeat_is_not_among_them(
    store, make, tmp_path, monkeypatch
):
    folder = tmp_path / "keys"
    folder.mkdir()
    monkeypatch.setattr(keys, "folder", lambda: folder)
    lead = projects.seat(store, "Lea")
    given = make.rows([(f"i{k}", "spam") for k in range(12)], content=contents(12))
    make.load(store, given, by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="4", repeats=0.5)
    sampling.draw_sample(store, plan, by=lead)
    packing.pack(store, "Ann", tmp_path / "a.auditpack", by=lead)
    returning.open_pack(tmp_path / "a.auditpack", tmp_path / "w.audit")
    work = projects.open_project(tmp_path / "w.audit")
    try:
        who = returning.work_of(work).auditor
        round_id = grading.current_round(work, who)
        items = grading.desk(work, who, round_id=round_id, limit=99)
        assert len(items) > 12
        linked = [
            item.position
            for item in items
            if grading.near(work, who, round_id=round_id, assignment=item.assignment_id)
        ]
        assert linked == list(range(linked[0], linked[0] + 4)), "four originals, no repeat"
    finally:
        work.close()
