"""The gold register, and what is seeded of it: whose, to whom, and that nobody can tell."""

from dataclasses import replace
from datetime import date

import pytest

from reviewer_audit.domain.gold import Difficulty, GoldPurpose, GoldState, NotSeeded
from reviewer_audit.domain.grading import Grade
from reviewer_audit.domain.people import Availability, Role
from reviewer_audit.errors import GoldError, SampleError, StillBlindError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    adjudication,
    gold,
    gold_adding,
    grading,
    policies,
    projects,
    rounds,
    sampling,
)
from reviewer_audit.store import roster
from reviewer_audit.store import rounds as rounds_store
from tests.unit.services.reviewed import revealed, verdict

SHEET = "item id,text,label,reasoning,signed by,author\n"


def sheet(tmp_path, rows, header=SHEET, name="gold.csv"):
    path = tmp_path / name
    path.write_text(header + "\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def gold_rows(n, first=0):
    return [
        (f"g{k}", f"gold text {k}", "spam" if k % 2 else "ok", "by the rule", "Noor", "Sam")
        for k in range(first, first + n)
    ]


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


@pytest.fixture
def stocked(store, lead, tmp_path):
    """A project with eight signed gold items."""
    done = gold_adding.from_sheet(store, sheet(tmp_path, gold_rows(8)), by=lead)
    assert (done.added, done.signed, done.refused) == (8, 8, 0)
    return store


def drawn(store, make, *, n=12, wish=3.0, auditors=("Ann", "Bob"), first=0, seed="7"):
    lead = projects.seat(store, "Lea")
    make.load(
        store,
        make.rows([(f"item-{k:05d}", "spam") for k in range(first, first + n)]),
        by=lead,
        name=f"d{first}.csv",
    )
    plan = SamplePlan(method=Method.ALL, auditors=auditors, seed=seed, gold=wish)
    return sampling.draw_sample(store, plan, by=lead)


def lines(store, lead):
    return {line.name: line for line in gold.register(store, by=lead).lines}


def test_that_a_sheet_becomes_a_register_with_authors_signatures_and_reasons(store, lead, tmp_path):
    rows = [
        ("g1", "buy now", "Spam & scam", "offers a scam", "Noor", "Sam"),
        ("g2", "hello", "ok", "greets", "", ""),
        ("g3", "hm", "ok", "", "", ""),
        ("g4", "hm", "nonsense", "why", "", ""),
        ("g5", "hm", "ok", "why", "Sam", "sam"),
        ("g6", "", "ok", "why", "", ""),
        ("g7", "hm", "cannot judge", "why", "", ""),
    ]
    done = gold_adding.from_sheet(store, sheet(tmp_path, rows), by=lead)
    assert (done.added, done.signed, done.refused) == (2, 1, 5)
    assert {p["code"] for p in done.problems} == {
        "missing_reasoning", "unknown_label", "signed_by_author", "unknown_item",
        "gold_without_answer",
    }  # fmt: skip
    found = lines(store, lead)
    assert found["g1"].state is GoldState.READY
    assert (found["g1"].author, found["g1"].signed_by) == ("Sam", "Noor")
    assert found["g1"].clause == "Spam & scam"
    assert found["g1"].item.reasoning == "offers a scam"
    assert found["g2"].state is GoldState.UNSIGNED
    assert found["g2"].author == "Lea"
    again = gold_adding.from_sheet(store, sheet(tmp_path, rows[:1], name="b.csv"), by=lead)
    assert (again.added, again.problems[0]["code"]) == (0, "already_gold")


def test_that_columns_can_be_named_and_other_facets_are_kept(store, lead, tmp_path):
    header = "ID,Body,Answer,Measure,Sev,Esc,Because,Rule,Level,For,Bot said\n"
    rows = [("x", "die", "threat", "remove", "S4", "yes", "names a person", "threat", "hard",
             "calibrate", "hello")]  # fmt: skip
    asked = gold_adding.Asked(
        maps=(
            "item_id=ID", "content=Body", "label=Answer", "action=Measure", "severity=Sev",
            "escalate=Esc", "reasoning=Because", "clause=Rule", "difficulty=Level",
            "purpose=For", "context=Bot said",
        )
    )  # fmt: skip
    done = gold_adding.from_sheet(store, sheet(tmp_path, rows, header), by=lead, asked=asked)
    assert done.added == 1
    one = lines(store, lead)["x"].item
    assert one.answer.labels == ("threat",)
    assert (one.answer.action, one.answer.severity, one.answer.escalate) == ("remove", "S4", True)
    assert (one.difficulty, one.purpose) == (Difficulty.HARD, GoldPurpose.CALIBRATE)


def test_that_the_register_is_shown_to_leads_alone(stocked, make):
    ann = make.person(stocked, "Ann", Role.AUDITOR)
    with pytest.raises(GoldError, match="for leads"):
        gold.register(stocked, by=ann)
    with pytest.raises(GoldError, match="for leads"):
        gold.sign(stocked, (), by=ann)


def test_that_who_wrote_an_answer_does_not_sign_it(store, lead, tmp_path):
    gold_adding.from_sheet(
        store, sheet(tmp_path, [("g1", "t", "ok", "why", "", ""), *gold_rows(1, 5)]), by=lead
    )
    with pytest.raises(GoldError, match="second expert"):
        gold.sign(store, ["g1"], by=lead)
    assert gold.sign(store, (), by=lead) == 0
    noor = projects.seat(store, "Noor")
    assert gold.sign(store, (), by=noor) == 1
    assert lines(store, lead)["g1"].signed_by == "Noor"
    with pytest.raises(GoldError, match="waits for a signature"):
        gold.sign(store, ["g1"], by=noor)


def test_that_an_adjudicated_item_becomes_gold_and_who_adds_it_signs(store, make):
    lead, numbers = revealed(store, make)
    noor = projects.seat(store, "Noor")
    with pytest.raises(GoldError, match="Nobody has settled"):
        gold_adding.from_round(store, "split", by=lead)
    adjudication.settle(
        store, verdict(numbers["split"], "spam", noor, rationale="an offer", action="remove"),
        by=noor,
    )  # fmt: skip
    gold_adding.from_round(store, "split", by=lead, difficulty=Difficulty.EASY)
    line = lines(store, lead)["split"]
    assert (line.author, line.signed_by, line.state) == ("Noor", "Lea", GoldState.READY)
    assert (line.item.answer.labels, line.item.answer.action) == (("spam",), "remove")
    assert (line.item.reasoning, line.item.source) == ("an offer", "round 1")
    with pytest.raises(GoldError, match="gold already"):
        gold_adding.from_round(store, "split", by=lead)
    adjudication.settle(store, verdict(numbers["same"], "spam", lead), by=lead)
    with pytest.raises(GoldError, match="gives no reason"):
        gold_adding.from_round(store, "same", by=lead)
    gold_adding.from_round(store, "same", by=lead, reasoning="an offer, too")
    assert lines(store, lead)["same"].state is GoldState.UNSIGNED


def test_that_nothing_of_a_blind_round_becomes_gold(store, make, lead):
    make.fill(store, 3)
    with pytest.raises(StillBlindError):
        gold_adding.from_round(store, "item-00001", by=lead)


def test_that_gold_looks_like_any_other_item_to_whoever_grades(stocked, make):
    drawn(stocked, make)
    for name in ("Ann", "Bob"):
        person = make.person(stocked, name)
        desk = grading.desk(stocked, person, round_id=1, limit=99)
        assert len(desk) == 9
        assert [item.position for item in desk] == list(range(1, 10))
        assert {item.total for item in desk} == {9}
        ids = [item.assignment_id for item in desk]
        assert ids == list(range(ids[0], ids[0] + 9))  # numbered in the auditor's own order
        assert grading.state(stocked, person, round_id=1).total == 9
        places = [item.position for item in desk if item.content.startswith("gold")]
        assert len(places) == 3
        assert not set(places) <= {7, 8, 9}  # not all at the end
        assert {(i.content_kind, i.language, tuple(i.context)) for i in desk} == {("text", "", ())}


def test_that_gold_lands_anywhere_in_the_order(store, lead, tmp_path, make):
    gold_adding.from_sheet(store, sheet(tmp_path, gold_rows(60)), by=lead)
    drawn(store, make, n=60, wish=60.0, auditors=("Ann",))
    desk = grading.desk(store, make.person(store, "Ann"), round_id=1, limit=999)
    places = [item.position for item in desk if item.content.startswith("gold")]
    assert len(desk) == 120
    assert 20 < sum(place <= 60 for place in places) < 40  # 30 expected, 2.8 is one sd


def test_that_production_is_handed_out_as_without_gold(tmp_path, make):
    piles = []
    for wish in (0.0, 3.0):
        store = projects.create_project(tmp_path / f"{wish}.audit", make.POLICY, by="Lea")
        lead = projects.seat(store, "Lea")
        gold_adding.from_sheet(store, sheet(tmp_path, gold_rows(8)), by=lead)
        summary = drawn(store, make, wish=wish)
        desk = {
            name: [
                item.content
                for item in grading.desk(store, make.person(store, name), round_id=1, limit=99)
                if not item.content.startswith("gold")
            ]
            for name in ("Ann", "Bob")
        }
        piles.append((desk, summary.sampled, summary.population, summary.items,
                      summary.double_graded, summary.frame_sha256))  # fmt: skip
        store.close()
    assert piles[0] == piles[1]


def test_that_nobody_gets_what_they_know_and_the_least_seen_goes_first(stocked, make, lead):
    first = drawn(stocked, make, wish=3.0)
    taken = {name: set(one.items) for name, one in first.gold.items()}
    assert all(len(items) == 3 for items in taken.values())
    assert not taken["Ann"] & taken["Bob"]  # while there are fresh ones nobody shares
    rounds.reveal(stocked, by=lead, partial=True)
    second = drawn(stocked, make, wish=6.0, first=50, seed="8")
    for name, one in second.gold.items():
        assert not set(one.items) & taken[name]
        assert len(one.items) == 5
        assert one.reasons == {NotSeeded.SEEN: 3}
        assert one.as_json() == {"asked": 6, "seeded": 5, "not_seeded": {"seen": 3}}
    assert sorted(line.item.seeded for line in lines(stocked, lead).values()) == [2] * 8


def test_that_a_draw_made_anew_takes_its_gold_back(stocked, make, lead):
    drawn(stocked, make, wish=3.0)
    again = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="9", gold=2.0)
    sampling.draw_sample(stocked, again, by=lead, round_id=1)
    assert sum(line.item.seeded for line in lines(stocked, lead).values()) == 2


def test_that_leads_keepers_and_those_who_settled_it_get_no_gold(stocked, make, lead):
    make.person(stocked, "Max", Role.LEAD)
    summary = drawn(stocked, make, wish=2.0, auditors=("Ann", "Max", "Sam"))
    assert {name: len(one.items) for name, one in summary.gold.items()} == {
        "Ann": 2, "Max": 0, "Sam": 0,
    }  # fmt: skip


def test_that_gold_the_round_draws_from_or_that_stands_out_stays_away(store, lead, tmp_path, make):
    rows = [*gold_rows(1), ("item-00003", "", "spam", "why", "Noor", "Sam")]
    make.load(store, make.rows([("item-00003", "spam")]), by=lead, name="x.csv")
    gold_adding.from_sheet(store, sheet(tmp_path, rows), by=lead)
    foreign = sheet(
        tmp_path,
        [("f1", "bonjour", "ok", "why", "Noor", "Sam", "fr")],
        SHEET.replace("author", "author,language"),
        "f.csv",
    )
    gold_adding.from_sheet(store, foreign, by=lead)
    summary = drawn(store, make, n=3, wish=3.0, auditors=("Ann",))
    assert len(summary.gold["Ann"].items) == 1
    assert summary.gold["Ann"].reasons == {NotSeeded.IN_FRAME: 1, NotSeeded.STANDS_OUT: 1}


def test_that_what_is_for_trainings_or_unsigned_is_not_seeded(store, lead, tmp_path, make):
    gold_adding.from_sheet(
        store, sheet(tmp_path, gold_rows(2)), by=lead, purpose=GoldPurpose.CALIBRATE
    )
    with pytest.raises(SampleError, match="No gold item can be seeded"):
        drawn(store, make)
    assert not rounds.every(store), "no round is begun for a draw that is refused"
    unsigned = [("u1", "t", "ok", "why", "", "")]
    gold_adding.from_sheet(store, sheet(tmp_path, unsigned, name="u.csv"), by=lead)
    gold_adding.from_sheet(store, sheet(tmp_path, gold_rows(1, 9), name="v.csv"), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="1", gold=3.0)
    summary = sampling.draw_sample(store, plan, by=lead)
    assert len(summary.gold["Ann"].items) == 1
    assert summary.gold["Ann"].reasons == {NotSeeded.OTHER_PURPOSE: 2, NotSeeded.UNSIGNED: 1}


def test_that_a_share_is_of_each_desk_and_follows_when_the_round_goes_on(stocked, make, lead):
    make.load(stocked, make.rows([(f"i{k}", "spam") for k in range(60)]), by=lead)
    plan = SamplePlan(size=20, auditors=("Ann", "Bob"), seed="3", gold=0.2)
    summary = sampling.draw_sample(stocked, plan, by=lead)
    assert {name: len(one.items) for name, one in summary.gold.items()} == {"Ann": 2, "Bob": 2}
    assert summary.assignments == {"Ann": 12, "Bob": 12}
    more = sampling.draw_more(stocked, 10, by=lead)
    assert {name: len(one.items) for name, one in more.gold.items()} == {"Ann": 1, "Bob": 1}
    assert more.assignments == {"Ann": 18, "Bob": 18}
    with stocked.read() as tx:
        kinds = [row.kind for row in rounds_store.assignments(tx, 1)]
    assert (kinds.count("gold"), kinds.count("audit")) == (6, 30)


def newer(policy, **changes):
    labels = tuple(
        replace(label, **changes[label.key]) if label.key in changes else label
        for label in policy.labels
    )
    return replace(policy, version="2", effective_from=date(2026, 6, 1), labels=labels)


def test_that_a_changed_clause_asks_for_a_new_signature(stocked, make, lead):
    policies.add_version(
        stocked, newer(make.POLICY, spam={"definition": "Only offers of money."}), by=lead
    )
    found = gold.register(stocked, by=lead)
    assert found.policy_version == "2"
    # the answers "ok" name no other clause, so they rest on that of spam, too
    assert found.count(GoldState.REVALIDATE) == 8
    assert all(line.changed == ("spam",) for line in found.lines)
    with pytest.raises(SampleError, match="signed again when its clause changes"):
        drawn(stocked, make)
    noor = projects.seat(stocked, "Noor")
    assert gold.sign(stocked, ["g1", "g2"], by=noor) == 2
    assert gold.register(stocked, by=lead).count(GoldState.READY) == 2
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="1", gold=5.0)
    assert len(sampling.draw_sample(stocked, plan, by=lead).gold["Ann"].items) == 2


def test_that_retired_gold_stays_written_and_is_used_no_more(stocked, make, lead):
    with pytest.raises(GoldError, match="Say why"):
        gold.retire(stocked, ["g1"], " ", by=lead)
    assert gold.retire(stocked, ["g1", "g2"], "seen too often", by=lead) == 2
    assert gold.retire(stocked, ["g3"], "the rule says else", by=lead, wrong=True) == 1
    with pytest.raises(GoldError, match="no gold item in use"):
        gold.retire(stocked, ["g1"], "again", by=lead)
    found = lines(stocked, lead)
    assert (found["g1"].state, found["g3"].state) == (GoldState.RETIRED, GoldState.WITHDRAWN)
    assert found["g1"].item.ended_reason == "seen too often"
    summary = drawn(stocked, make, wish=9.0, auditors=("Ann",))
    assert len(summary.gold["Ann"].items) == 5


def test_that_an_answered_item_counts_as_graded(stocked, make, lead):
    drawn(stocked, make, wish=1.0, auditors=("Ann",))
    ann = make.person(stocked, "Ann")
    for item in grading.desk(stocked, ann, round_id=1, limit=99):
        given = Grade(assignment_id=item.assignment_id, labels=("ok",))
        grading.answer(stocked, given, by=ann)
    used = [line.item for line in lines(stocked, lead).values() if line.item.seeded]
    assert [(one.seeded, one.graded) for one in used] == [(1, 1)]


def test_that_gold_is_of_a_kind_that_the_auditor_takes(stocked, make, lead):
    ann = make.person(stocked, "Ann")
    with stocked.write("roster.put", by=lead) as tx:
        roster.put(tx, ann.id, Availability(not_topics=("Spam & scam",)))
    summary = drawn(stocked, make, wish=8.0, auditors=("Ann", "Bob"))
    assert len(summary.gold["Ann"].items) == 4  # the benign half
    assert summary.gold["Ann"].reasons == {NotSeeded.STANDS_OUT: 4}
    assert len(summary.gold["Bob"].items) == 8


def test_that_what_was_talked_about_in_a_calibration_is_not_seeded(stocked, make, lead):
    make.load(stocked, make.rows([("x", "spam")]), by=lead, name="x.csv")
    first = rounds.new(stocked, by=lead)
    talked = lines(stocked, lead)["g1"].item.item_id
    with stocked.write("x", by=lead) as tx:
        tx.exec_driver_sql(
            "insert into calibration_session values (1, 'May', '', '1', '1', '{}', 'p', '')"
        )
        tx.exec_driver_sql(
            "insert into calibration_item (session_id, item_id, round_id, purpose, position)"
            f" values (1, {talked}, {first.id}, 'control', 1)"
        )
    summary = drawn(stocked, make, wish=8.0, auditors=("Ann",))
    assert talked not in summary.gold["Ann"].items
    assert summary.gold["Ann"].reasons == {NotSeeded.OTHER_PURPOSE: 1}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update gold set labels = '[]'", "append-only"),
        ("delete from gold", "append-only"),
        ("update gold_event set person_id = ''", "append-only"),
        ("delete from gold_event", "append-only"),
        ("insert or replace into gold_event select * from gold_event", "append-only"),
        ("update gold_seed set auditor_id = ''", "not changed"),
        ("delete from gold_seed", "graded"),
    ],
)
def test_that_the_register_is_added_to_and_never_changed(stocked, make, lead, sql, said):
    drawn(stocked, make, wish=1.0, auditors=("Ann",))
    ann = make.person(stocked, "Ann")
    for item in grading.desk(stocked, ann, round_id=1, limit=99):
        grading.answer(stocked, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    with pytest.raises(Exception, match=said), stocked.write("x", by=lead) as tx:
        tx.exec_driver_sql(sql)
