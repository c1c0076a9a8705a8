"""Items that an auditor gets twice: nobody can tell, and only the first answer counts."""

import json

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.packs import keys, packfile, sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    grading,
    overview,
    planning,
    projects,
    review,
    rounds,
    sampling,
)
from reviewer_audit.services.planning import Wish
from reviewer_audit.store import repeats as repeats_store
from reviewer_audit.store import rounds as rounds_store
from tests.apart import Apart

N = 30


def begin(store, make, wish, *, more=0):
    lead = projects.seat(store, "Lea")
    given = [(f"item-{k:05d}", "spam" if k % 3 == 0 else "ok") for k in range(N + more)]
    make.load(store, make.rows(given), by=lead)
    plan = SamplePlan(size=N, auditors=("Ann", "Bob"), overlap=0.2, seed="7", repeats=wish)
    return lead, sampling.draw_sample(store, plan, by=lead)


def answer_all(store, make):
    """Answer by the content; what comes again is answered otherwise by Bob, one time in three."""
    for name in ("Ann", "Bob"):
        person, seen = make.person(store, name), set()
        for item in grading.desk(store, person, round_id=1, limit=999):
            number = int(item.content.rpartition("-")[2])
            label = "spam" if number % 3 == 0 else "ok"
            if item.content in seen and name == "Bob" and number % 3 == 1:
                label = "threat"
            seen.add(item.content)
            given = Grade(assignment_id=item.assignment_id, labels=(label,))
            grading.answer(store, given, by=person)


def test_that_a_repeat_looks_like_any_item_and_comes_later(store, make):
    _lead, summary = begin(store, make, 4.0)
    assert summary.as_json()["repeats"] == {"Ann": 4, "Bob": 4}
    assert summary.assignments == {"Ann": 22, "Bob": 22}
    assert (summary.items, summary.double_graded) == (30, 6)
    assert overview.overview(store, make.person(store, "Lea")).items == 30
    for name in ("Ann", "Bob"):
        desk = grading.desk(store, make.person(store, name), round_id=1, limit=99)
        assert [item.position for item in desk] == list(range(1, 23))
        assert {item.total for item in desk} == {22}
        ids = [item.assignment_id for item in desk]
        assert ids == list(range(ids[0], ids[0] + 22))
        contents = [item.content for item in desk]
        twice = {text for text in contents if contents.count(text) == 2}
        assert len(twice) == 4
        for text in twice:
            first, second = (k for k, one in enumerate(contents) if one == text)
            assert first < 11 <= second


def test_that_the_first_answer_alone_counts(store, tmp_path, make):
    for name in ("Ann", "Bob"):
        make.person(store, name)
    plain, found = (figures(store, tmp_path, make, wish) for wish in (0.0, 6.0))
    assert plain[0] == found[0]
    lines, quality = found[1:]
    assert plain[2].repeats == 0
    assert quality.repeats == 12
    assert lines["Ann"]["consistency"]["value"] == 1
    assert lines["Ann"]["consistency"]["n"] == 6
    bob = lines["Bob"]["consistency"]
    assert bob["low"] < bob["value"] < 1
    assert quality.consistency.n == 12
    line = next(one for one in quality.lines if one.name == "Bob")
    assert line.consistency.value == bob["value"]


def figures(base, tmp_path, make, wish):
    path = tmp_path / f"with-{wish}.audit"
    base.copy_to(path)
    store = projects.open_project(path)
    try:
        lead, _summary = begin(store, make, wish)
        answer_all(store, make)
        rounds.reveal(store, by=lead)
        found = analysis.results(store, further=True)
        entries = review.entries(store, review.survey(store, rounds.resolve(store)), by=lead)
    finally:
        store.close()
    numbers = analysis.as_json(found)
    lines = numbers.pop("auditors")
    more = numbers.pop("further")
    del more["auditor_quality"]
    work = {name: (line["assigned"], line["graded"]) for name, line in lines.items()}
    told = json.dumps([numbers, more, work], sort_keys=True, default=str)
    return (told, found.method.overlap_items, len(entries)), lines, found.further.auditors


def test_that_packs_hold_repeats_behind_their_firsts_and_returns_keep_both(store, make, tmp_path):
    begin(store, make, 5.0)
    apart = Apart(store, tmp_path)
    pack = apart.pack("Ann")
    with apart.at("Ann"):
        inner = sealing.unseal(pack.file.read_bytes(), keys.every())
    inside = packfile.read(inner)
    contents = [item.content for item in inside.items]
    assert pack.items == len(contents) == 23
    assert len({item.handle for item in inside.items}) == 23
    assert b"repeat" not in inner
    with store.read() as tx:
        twice = repeats_store.of_round(tx, 1)
        ann = projects.seat(store, "Ann").id
        assert sum(who == ann for _of, who in twice.values()) == 5
    for text in {text for text in contents if contents.count(text) == 2}:
        first, second = (k for k, one in enumerate(contents) if one == text)
        assert second - first > 1
        assert second >= 9
    apart.merge(apart.returned("Ann"), apart.returned("Bob"))
    rounds.reveal(store, by=apart.lead)
    found = analysis.results(store, further=True)
    assert found.further.auditors.repeats == 10
    assert [line.graded for line in found.auditors] == [18, 18]


def test_that_a_repeat_taken_back_goes_nowhere_and_comes_home_as_one(store, make, tmp_path):
    begin(store, make, 5.0)
    apart = Apart(store, tmp_path)
    work = apart.open("Ann", apart.pack("Ann"))
    moved = apart.pack("Cyd", take_from="Ann")
    assert (moved.taken_back, moved.items) == (23, 18)
    apart.grade(work)
    apart.merge(apart.give_back("Ann", work))
    with store.read() as tx:
        kinds = [row.kind for row in rounds_store.assignments(tx, 1)]
    assert kinds.count("repeat") == 10  # Ann's again, and Bob's


def test_that_a_draw_made_anew_takes_its_repeats_back(store, make):
    lead, _summary = begin(store, make, 4.0)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="9", repeats=0.1)
    again = sampling.draw_sample(store, plan, by=lead, round_id=1)
    assert again.repeats == {"Ann": 3}
    with store.read() as tx:
        assert len(repeats_store.of_round(tx, 1)) == 3
        assert tx.exec_driver_sql("select count(*) from item").scalar() == N + 3


@pytest.mark.parametrize(("wish", "more"), [(3.0, 0), (0.2, 2)])
def test_that_a_round_that_goes_on_repeats_by_share_alone(store, make, wish, more):
    lead, _summary = begin(store, make, wish, more=20)
    went_on = sampling.draw_more(store, 16, by=lead)
    assert went_on.repeats == {"Ann": more, "Bob": more}


def test_that_a_repeat_of_a_graded_item_is_not_taken_away(store, make):
    begin(store, make, 4.0)
    answer_all(store, make)
    with pytest.raises(Exception, match="graded"), store.write("x", by="p") as tx:
        tx.exec_driver_sql("delete from repeat_item")
    with pytest.raises(Exception, match="not changed"), store.write("x", by="p") as tx:
        tx.exec_driver_sql("update repeat_item set round_id = 1")


def test_that_a_plan_carries_its_repeats():
    assert planning.plan_for(Wish(size=6, auditors=("Ann",), repeats=0.1)).repeats == 0.1
    assert planning.wish_of(SamplePlan(size=6, auditors=("Ann",), repeats=2.0)).repeats == 2.0
