"""What a plan would draw: the same counts as the draw itself, and nothing that tells an answer."""

import pytest

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import passing, size
from reviewer_audit.services import (
    grading,
    manifest,
    outlook,
    planning,
    projects,
    rounds,
    sampling,
)
from reviewer_audit.services.planning import Wish

WISHES = (
    Wish(method="all"),
    Wish(method="simple", size=13),
    Wish(method="stratified", by=("vendor",), size=17),
    Wish(method="stratified", by=("vendor", "queue"), size=20, allocation="equal", minimum=2),
    Wish(method="stratified", by=("label", "queue"), size=20, allocation="neyman"),
    Wish(method="reviewer", per_reviewer=3),
)


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def week(store, make, lead, name="w", n=60):
    rows = make.rows(
        [(f"{name}-{k // 2:03d}", "spam" if k % 4 == 0 else "ok") for k in range(n)],
        slices={
            "vendor": [("A", "B", "B")[k % 3] for k in range(n)],
            "reviewer": [f"r{k % 7}" for k in range(n)],
            "queue": [("x", "y", "z", "z")[k % 4] for k in range(n)],
        },
    )
    make.load(store, rows, by=lead, name=name)


def cells(strata):
    return [(dict(s.cell), s.population, s.sampled) for s in strata]


@pytest.mark.parametrize("wish", WISHES, ids=lambda w: f"{w.method}-{w.allocation}")
def test_that_a_look_counts_what_the_draw_then_gives(store, make, lead, wish):
    week(store, make, lead)
    seen = outlook.look(store, planning.survey(store), wish)
    population, strata, before = sampling.preview(store, planning.plan_for(wish))
    assert (seen.population, cells(seen.strata)) == (population, cells(strata))
    drawn = planning.draw(store, wish, by=lead)
    assert (drawn.sampled, cells(drawn.strata)) == (seen.sampled, cells(seen.strata))
    assert before == 0


def test_that_interval_and_risk_are_those_of_the_size_planner(store, make, lead):
    week(store, make, lead)
    seen = outlook.look(store, planning.survey(store), Wish(size=40))
    plan = size.plan(target=0.95, size=40)
    here = size.plan(target=0.95, size=40, population=60)
    assert seen.margin == pytest.approx(plan.margin)
    assert seen.margin_here == pytest.approx(here.margin)
    assert seen.chance_of_wrong_verdict == plan.chance_of_wrong_verdict
    assert (seen.errors_allowed, seen.zero_errors_size) == (-1, 59)


def test_that_as_many_errors_are_allowed_as_still_show_the_target(store, make, lead):
    week(store, make, lead, n=200)
    ground = planning.survey(store)
    for errors in (0, 1, 3):
        least = size.demonstration_size(0.05, errors)
        assert outlook.look(store, ground, Wish(size=least)).errors_allowed == errors
        assert outlook.look(store, ground, Wish(size=least - 1)).errors_allowed == errors - 1


def test_that_a_plan_says_how_often_it_would_lead_to_which_verdict(store, make, lead):
    week(store, make, lead, n=200)
    ground = planning.survey(store)
    seen = outlook.look(store, ground, Wish(size=120))
    assert (seen.speaks_for, ground.rule) == (120, "proven")
    assert seen.passing == passing.if_true(passing.sweep(0.95), 120, 0.95)
    assert seen.passing[0].truth == pytest.approx(0.85)
    assert seen.passing[-1].truth == pytest.approx(0.99)
    assert seen.proofs == size.tolerated_errors(0.95, 5)
    at_target = next(p for p in seen.passing if p.truth == pytest.approx(0.95))
    assert seen.chance_of_wrong_verdict == pytest.approx(max(at_target.meets, at_target.below))


def test_that_an_uneven_draw_is_expected_to_say_less(store, make, lead):
    week(store, make, lead, n=120)
    ground = planning.survey(store)
    even = Wish(method="stratified", by=("vendor",), size=40)
    uneven = Wish(method="stratified", by=("vendor",), size=40, allocation="equal")
    assert outlook.look(store, ground, uneven).margin > outlook.look(store, ground, even).margin
    assert outlook.look(store, ground, uneven).weighted
    assert not outlook.look(store, ground, even).weighted


def test_that_a_stratum_without_a_decision_leaves_no_interval(store, make, lead):
    week(store, make, lead)
    seen = outlook.look(
        store, planning.survey(store), Wish(method="stratified", by=("reviewer", "queue"), size=3)
    )
    assert seen.without > 0
    assert seen.margin == 1.0
    assert seen.errors_allowed == -1


def test_that_slices_add_up_whatever_they_are_by(store, make, lead):
    week(store, make, lead)
    ground = planning.survey(store)
    wish = Wish(method="stratified", by=("vendor",), size=20)
    for role in ("vendor", "queue", "label"):
        seen = outlook.look(store, ground, wish, role)
        assert sum(line.sampled for line in seen.slices) == pytest.approx(20)
        assert sum(line.population for line in seen.slices) == 60
        assert seen.slices_exact == (role == "vendor")


def test_that_items_and_loads_of_a_census_are_exact(store, make, lead):
    week(store, make, lead)
    wish = Wish(method="all", auditors=("Ann", "Bob", "Cid"), overlap=0.2)
    seen = outlook.look(store, planning.survey(store), wish)
    drawn = planning.draw(store, wish, by=lead)
    assert (seen.items, seen.items_exact, seen.graded_twice) == (30, True, 6)
    assert sorted(set(drawn.assignments.values())) == sorted(set(seen.load))
    assert drawn.double_graded == seen.graded_twice


def test_that_only_mapped_roles_are_offered(store, make, lead):
    week(store, make, lead)
    assert {r.role: r.values for r in planning.survey(store).roles} == {
        "vendor": 2,
        "reviewer": 7,
        "queue": 3,
        "label": 2,
    }


def test_that_labels_are_not_counted_while_another_round_is_graded(store, make, lead):
    week(store, make, lead)
    planning.draw(store, Wish(size=20, auditors=("Ann",), seed="7"), by=lead, title="Week 1")
    ground = planning.survey(store)
    assert ground.hidden_by == "Week 1"
    assert not {"label", "action", "severity"} & set(ground.codes)
    assert (ground.population, ground.audited_before) == (40, 20)
    with pytest.raises(SampleError, match="label"):
        outlook.look(store, ground, Wish(method="stratified", by=("label",), size=10))
    rounds.reveal(store, by=lead, partial=True)
    assert planning.survey(store).has("label")


def test_that_a_plan_the_frame_cannot_give_begins_no_round(store, make, lead):
    week(store, make, lead)
    with pytest.raises(SampleError):
        planning.draw(store, Wish(size=61), by=lead)
    assert rounds.every(store) == ()


def test_that_the_manifest_of_a_blind_round_hides_strata_by_label(store, make, lead):
    week(store, make, lead)
    wish = Wish(method="stratified", by=("vendor", "label"), size=20, auditors=("Ann",))
    drawn = planning.draw(store, wish, by=lead, due="2026-12-01")
    found = manifest.manifest(store, drawn.round_id)
    assert found.hidden == ("label",)
    assert cells(found.strata) == [
        ({"vendor": v}, sum(s.population for s in of), sum(s.sampled for s in of))
        for v in ("A", "B")
        if (of := [s for s in drawn.strata if s.cell["vendor"] == v])
    ]
    assert (found.due, found.seed, found.sampled) == ("2026-12-01", drawn.seed, 20)
    rounds.reveal(store, by=lead, partial=True)
    assert len(manifest.manifest(store, drawn.round_id).strata) == 4


def test_that_the_manifest_tells_discarded_draws_and_what_waits(store, make, lead):
    week(store, make, lead)
    first = planning.draw(store, Wish(size=10, auditors=("Ann",), seed="7"), by=lead)
    planning.draw(
        store,
        Wish(size=12, auditors=("Ann",), seed="7"),
        by=lead,
        round_id=first.round_id,
        title="Renamed",
    )
    ann = make.person(store, "Ann")
    item = grading.desk(store, ann, round_id=1, limit=1)[0]
    assert not manifest.manifest(store, 1).is_graded
    gone = Grade(assignment_id=item.assignment_id, kind=GradeKind.CANNOT_JUDGE, reason="gone")
    grading.answer(store, gone, by=ann)
    found = manifest.manifest(store, 1)
    assert (found.round.title, found.discarded, found.is_graded) == ("Renamed", 1, True)
    before = found.waiting
    assert before >= 1
    sampling.replace_cannot_judge(store, by=lead)
    after = manifest.manifest(store, 1)
    assert (after.waiting, after.sampled) == (0, 12 + before)
    assert [line.kind for line in after.register] == ["draw", "draw", "replace"]


def test_that_the_next_round_is_called_after_the_last_one():
    assert planning.next_title([]) == "Round 1"
    assert planning.next_title(["Week 09"]) == "Week 10"
    assert planning.next_title(["Q3", "Spring"]) == "Round 3"


def test_that_a_draft_has_no_manifest(store, make, lead):
    week(store, make, lead)
    assert manifest.manifest(store, rounds.new(store, by=lead).id) is None
