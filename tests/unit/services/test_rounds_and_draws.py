"""Rounds week after week: frames, continued draws, replacements, states."""

import json
from collections import Counter

import pytest
from sqlalchemy import text

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.errors import ClosedError, RoundError, SampleError, StillBlindError
from reviewer_audit.sampling.plan import Allocation, Method, SamplePlan
from reviewer_audit.services import analysis, grading, overview, projects, rounds, sampling


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def week(store, make, lead, name, n=40):
    rows = make.rows(
        [(f"{name}-{k:03d}", "spam" if k % 4 == 0 else "ok") for k in range(n)],
        slices={
            "vendor": [("A", "B")[k % 2] for k in range(n)],
            "reviewer": [f"r{k % 5}" for k in range(n)],
            "queue": [("x", "y", "z")[k % 3] for k in range(n)],
        },
    )
    make.load(store, rows, by=lead, name=name)


def plan(**given):
    return SamplePlan(**{"size": 12, "seed": "s", "auditors": ("Ann", "Bob")} | given)


def sampled(store, round_id):
    with store.read() as tx:
        rows = tx.execute(
            text("select decision_id, stratum, probability from sample where round_id = :r"),
            {"r": round_id},
        )
        return {row.decision_id: (row.stratum, row.probability) for row in rows}


def test_that_the_same_seed_draws_the_same_on_any_project(tmp_path, make):
    drawn = []
    for name in ("a", "b"):
        store = projects.create_project(tmp_path / f"{name}.audit", make.POLICY, by="Lea")
        lead = projects.seat(store, "Lea")
        week(store, make, lead, "w")
        sampling.draw_sample(store, plan(), by=lead)
        drawn.append(sampled(store, 1))
        ann = make.person(store, "Ann")
        drawn.append([i.content for i in grading.desk(store, ann, round_id=1, limit=99)])
        store.close()
    assert drawn[0] == drawn[2]
    assert drawn[1] == drawn[3]


def test_that_more_goes_on_down_the_same_list_with_exact_probabilities(store, make, lead):
    week(store, make, lead, "w", 60)
    by = ("vendor", "queue")
    first = sampling.draw_sample(store, plan(method=Method.STRATIFIED, by=by), by=lead)
    before = sampled(store, 1)
    after_summary = sampling.draw_more(store, 9, by=lead)
    after = sampled(store, 1)
    assert before.keys() < after.keys()
    assert len(after) == first.sampled + 9 == after_summary.sampled
    for line_number, line in enumerate(after_summary.strata):
        mine = [p for s, p in after.values() if s == line_number]
        assert len(mine) == line.sampled
        assert mine == pytest.approx([line.sampled / line.population] * len(mine))
    with store.read() as tx:
        handed = tx.execute(text("select item_id, count(*) from assignment group by 1")).all()
    assert len(handed) == 21


@pytest.mark.parametrize(
    ("looks", "top_up", "expected"),
    [
        (1, 0, (1, 0.05, "")),
        (1, 9, (1, 0.05, "9 decisions were drawn later without a top-up in the plan")),
        (2, 0, (1, 0.0294, "planned before the draw, not drawn. Look 1 of 2")),
        (2, 9, (2, 0.0294, "planned before the draw, 9 decisions. Look 2 of 2")),
    ],
)
def test_that_a_planned_top_up_is_on_record_and_spends_its_part_of_the_risk(
    store, make, lead, looks, top_up, expected
):
    look, risk, said = expected
    week(store, make, lead, "w", 60)
    sampling.draw_sample(store, plan(auditors=("Ann",), seed="0"), by=lead, title="thrown away")
    sampling.draw_more(store, 3, by=lead)  # of the draw that is thrown away
    drawn = sampling.draw_sample(store, plan(auditors=("Ann",), looks=looks), by=lead, round_id=1)
    assert drawn.looks == looks
    if top_up:
        assert sampling.draw_more(store, top_up, by=lead).looks == looks
    with store.read() as tx:
        seeds = tx.execute(text("select body from journal where action = 'draw.seed'")).scalars()
        assert json.loads(list(seeds)[-1]).get("looks", 1) == looks
    ann = make.person(store, "Ann")
    for item in grading.desk(store, ann, round_id=1, limit=99):
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    rounds.reveal(store, by=lead)
    found = analysis.results(store)
    assert found.overall.verdict.look == look
    spent = 1 - found.overall.verdict.confidence
    assert any(spent == pytest.approx(risk / step) for step in (1, 2, 3))  # three claims, by Holm
    assert said in found.method.looks
    assert bool(said) == bool(found.method.looks)


def test_that_there_are_no_three_looks():
    with pytest.raises(SampleError, match="3 looks cannot be planned"):
        plan(looks=3)


def test_that_a_draw_that_cannot_be_leaves_the_project_as_it_was(store, make, lead):
    week(store, make, lead, "a")
    sampling.draw_sample(store, plan(), by=lead)
    before = store.path.read_bytes()
    for wrong in (
        plan(size=1_000),
        plan(size=1, by=("vendor",), minimum=30, method=Method.STRATIFIED),
    ):
        with pytest.raises(SampleError):
            sampling.draw_sample(store, wrong, by=lead)
    assert len(rounds.every(store)) == 1
    assert store.path.read_bytes() == before


def test_that_strata_of_an_unknown_role_are_refused_and_begin_no_round(store, make, lead):
    week(store, make, lead, "w")
    with pytest.raises(SampleError, match="cannot be made by nonsense"):
        sampling.draw_sample(
            store, plan(method=Method.STRATIFIED, by=("queue", "nonsense")), by=lead, title="New"
        )
    assert "New" not in {one.title for one in rounds.every(store)}


def test_that_what_nobody_could_judge_is_replaced_once_and_still_counted(store, make, lead):
    week(store, make, lead, "w")
    sampling.draw_sample(store, plan(auditors=("Ann",)), by=lead)
    ann = make.person(store, "Ann")
    items = grading.desk(store, ann, round_id=1, limit=99)
    for item in items[:2]:
        given = Grade(assignment_id=item.assignment_id, kind=GradeKind.CANNOT_JUDGE, reason="gone")
        grading.answer(store, given, by=ann)
    done = sampling.replace_cannot_judge(store, by=lead)
    assert done.sampled == 14
    assert {p for _s, p in sampled(store, 1).values()} == {14 / 40}
    with pytest.raises(SampleError, match="No item waits"):
        sampling.replace_cannot_judge(store, by=lead)
    for item in grading.desk(store, ann, round_id=1, limit=99):
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    rounds.reveal(store, by=lead)
    found = analysis.results(store)
    assert found.left_out["cannot_judge"] == 2
    assert (found.decisions, found.graded_decisions, found.method.replaced) == (14, 12, 2)


def test_that_a_second_draw_opens_a_round_and_takes_nothing_twice(store, make, lead):
    week(store, make, lead, "w")
    sampling.draw_sample(store, plan(), by=lead)
    second = sampling.draw_sample(store, plan(), by=lead)
    assert (second.round_id, second.population, second.audited_before) == (2, 28, 12)
    assert not sampled(store, 1).keys() & sampled(store, 2).keys()
    again = sampling.draw_sample(store, plan(size=40), by=lead, again=True)
    assert (again.population, again.sampled) == (40, 40)
    with pytest.raises(RoundError, match=r"1 \(.*2 \(.*3 \("):
        rounds.resolve(store)


def test_that_next_week_repeats_design_and_people_on_the_new_batch_alone(store, make, lead):
    week(store, make, lead, "w37")
    first = sampling.draw_sample(
        store, plan(overlap=0.25, method=Method.STRATIFIED, by=("vendor",)), by=lead, title="37"
    )
    week(store, make, lead, "w38", 30)
    made = rounds.new(store, by=lead, title="38", like=rounds.resolve(store, 1).id)
    assert made.state is RoundState.DRAFT
    drawn = sampling.draw_sample(store, sampling.repeated_plan(store, made.id), by=lead)
    assert (drawn.round_id, drawn.population, drawn.sampled) == (made.id, 30, 12)
    assert drawn.assignments.keys() == first.assignments.keys()
    assert drawn.double_graded == 3
    with store.read() as tx:
        ids = tx.execute(text("select min(decision_id) from sample where round_id = 2")).scalar()
    assert ids > 40
    lines = overview.overview(store, lead).rounds
    assert [(line.round.title, line.left) for line in lines] == [("37", 15), ("38", 15)]


def test_that_drawing_again_before_grading_is_a_discarded_draw_on_record(store, make, lead):
    week(store, make, lead, "w")
    sampling.draw_sample(store, plan(seed="1"), by=lead)
    sampling.draw_sample(store, plan(seed="2", auditors=()), by=lead, round_id=1)
    assert len(sampled(store, 1)) == 12
    rounds.reveal(store, by=lead, partial=True)
    method = analysis.results(store).method
    assert (method.draws, method.discarded_draws, method.seed) == (2, 1, "2")


def test_that_a_sample_is_fixed_once_somebody_graded(store, make, lead):
    week(store, make, lead, "w")
    sampling.draw_sample(store, plan(), by=lead)
    ann = make.person(store, "Ann")
    (item, *_rest) = grading.desk(store, ann, round_id=1, limit=9)
    grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    with pytest.raises(ClosedError, match="has grades"):
        sampling.draw_sample(store, plan(), by=lead, round_id=1)


def test_that_the_seed_is_on_record_before_the_draw(store, make, lead):
    week(store, make, lead, "w")
    sampling.draw_sample(store, plan(seed=""), by=lead)
    with store.read() as tx:
        rows = tx.execute(text("select action, body from journal order by seq")).all()
    actions = [row.action for row in rows]
    assert actions.index("draw.seed") < actions.index("draw")
    assert '"seed": "' in rows[actions.index("draw.seed")].body


def test_that_neyman_gives_more_to_the_cell_that_went_wrong(store, make, lead):
    week(store, make, lead, "w1", 60)
    sampling.draw_sample(store, plan(method=Method.ALL, auditors=("Ann",)), by=lead)
    ann = make.person(store, "Ann")
    for item in grading.desk(store, ann, round_id=1, limit=99):
        wrong = int(item.content[-3:]) % 2 == 0 and int(item.content[-3:]) % 3 == 0
        label = "threat" if wrong else "spam" if int(item.content[-3:]) % 4 == 0 else "ok"
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=(label,)), by=ann)
    rounds.reveal(store, by=lead)
    week(store, make, lead, "w2", 60)
    neyman = plan(method=Method.STRATIFIED, by=("vendor",), allocation=Allocation.NEYMAN, size=20)
    _n, strata, _before = sampling.preview(store, neyman)
    counts = Counter({s.cell["vendor"]: s.sampled for s in strata})
    assert counts["A"] > counts["B"], "vendor A made the errors"


def test_that_a_draw_into_a_round_that_is_not_there_is_refused_in_words(store, make, lead):
    week(store, make, lead, "w")
    with pytest.raises(RoundError, match="7"):
        sampling.draw_sample(store, plan(), by=lead, round_id=7)


def test_that_numbers_wait_for_reveal_and_reveal_for_grades(store, make, lead):
    week(store, make, lead, "w")
    with pytest.raises(RoundError, match="no round"):
        rounds.resolve(store)
    sampling.draw_sample(store, plan(), by=lead)
    with pytest.raises(StillBlindError):
        analysis.results(store)
    with pytest.raises(RoundError, match="12 assignments"):
        rounds.reveal(store, by=lead)
    rounds.reveal(store, by=lead, partial=True)
    with pytest.raises(ClosedError):
        rounds.reveal(store, by=lead, partial=True)
    with pytest.raises(ClosedError):
        sampling.draw_more(store, 2, by=lead)
    found = analysis.results(store)
    assert found.graded_decisions == 0
    assert found.overall["accuracy"].reason == "no_data"


def test_that_grades_given_after_seeing_decisions_are_marked_not_blind(store, make, lead):
    week(store, make, lead, "w")
    sampling.draw_sample(store, plan(auditors=("Ann",)), by=lead)
    ann = make.person(store, "Ann")
    items = grading.desk(store, ann, round_id=1, limit=99)
    for k, item in enumerate(items):
        if k == 4:
            rounds.unblind(store, rounds.resolve(store), by=ann)
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    rounds.reveal(store, by=lead)
    assert analysis.results(store).method.unblinded == ("Ann (8 grades after that, not blind)",)
