"""Calibration sessions: the order of things, what is refused, and that nothing counts elsewhere."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.calibration import (
    AIM,
    Baseline,
    Decision,
    Judgement,
    Purpose,
    SessionState,
    Side,
    TaskState,
    Turn,
    seal_of,
)
from reviewer_audit.domain.gold import GoldAnswer, GoldPurpose
from reviewer_audit.errors import StorageError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    calibration,
    calibration_results,
    calibration_set,
    calibration_tasks,
    calibration_voting,
    review,
    review_item,
    rounds,
    sampling,
)
from reviewer_audit.store import gold
from tests.unit.services.calibrated import (
    PEOPLE,
    Refused,
    answers,
    audit,
    begun,
    cast,
    ruled,
    voted,
)


def test_that_a_set_holds_every_purpose_and_is_balanced(store, make):
    _lead, session, built = begun(store, make)
    assert len(built.chosen) == 15
    assert sorted(line.position for line in built.chosen) == list(range(1, 16))
    assert AIM[0] <= built.violating / built.known <= AIM[1]
    assert built.found[Purpose.CONTROL] == built.wished[Purpose.CONTROL] == 3
    assert built.found[Purpose.CRITICAL] == 3
    assert session.state is SessionState.SETUP


def test_that_a_set_says_what_it_could_not_reach(store, make):
    _lead, session, built = begun(store, make)
    assert built.found[Purpose.DISPUTED] == 0
    assert "for “disputed by the vendor”, 0 of 3 wanted items were found" in built.missed
    assert session.built["missed"] == list(built.missed)


def test_that_a_set_names_the_items_whose_answer_does_not_count():
    built = {"violating": 7, "known": 13, "pending": [4, 9]}
    assert calibration_set.balance(built, {4: "a4", 9: "a9"}) == (
        "7 of 13 are violating by their final answers. "
        "2 items have no final label and are not counted: a4, a9."
    )
    assert calibration_set.balance({"violating": 7, "known": 15}, {}) == (
        "7 of 15 are violating by their final answers."
    )


def test_that_every_item_of_a_set_counts_or_is_told(store, make):
    _lead, session, built = begun(store, make)
    assert built.known + len(built.pending) == len(built.chosen)
    assert session.built["pending"] == list(built.pending)


def test_that_harmless_items_alone_are_said_to_be_unbalanced(store, make):
    from tests.unit.services.reviewed import revealed

    given = {f"i{k}": ("ok", "ok", "ok") for k in range(10)}
    lead, _items = revealed(store, make, given)
    _session, built = calibration.new(store, by=lead, size=6)
    assert any("0 of 6 items are violating" in line for line in built.missed)


@pytest.mark.parametrize("size", [5, 8, 15, 37, 60])
def test_that_wishes_make_up_the_size_and_what_is_said_stands(size):
    assert sum(calibration_set.wishes(size, {}).values()) == size
    said = {Purpose.CONTROL: 2, Purpose.CRITICAL: 0}
    wanted = calibration_set.wishes(size, said)
    assert sum(wanted.values()) == size
    assert (wanted[Purpose.CONTROL], wanted[Purpose.CRITICAL]) == (2, 0)


def test_that_an_item_somebody_still_grades_is_never_chosen(store, make):
    lead = audit(store, make, n=30)
    plan = SamplePlan(method=Method.SIMPLE, size=20, auditors=("Ann",), seed="2")
    sampling.draw_sample(store, plan, by=lead, again=True)
    with store.read() as tx:
        sql = "select item_id from assignment a join round r on r.id = a.round_id where r.state = 'grading'"
        graded = {row[0] for row in tx.execute(text(sql))}
    found = {c.item_id for c in calibration_set.candidates(store, by=lead)}
    assert len(graded) == 20
    assert found
    assert not found & graded


def test_that_a_named_round_must_be_revealed(store, make):
    make.fill(store, 3)
    from reviewer_audit.errors import StillBlindError
    from reviewer_audit.services import projects

    with pytest.raises(StillBlindError):
        calibration.new(store, by=projects.seat(store, "Lea"), rounds=(1,))


def test_that_items_of_an_earlier_session_do_not_come_again(store, make):
    lead, _session, built = begun(store, make)
    _next, other = calibration.new(store, by=lead, size=10, seed="8")
    assert not {c.item_id for c in built.chosen} & {c.item_id for c in other.chosen}


def test_that_gold_kept_for_rounds_is_not_talked_about(store, make):
    lead = audit(store, make)
    first, second, *_rest = (c.item_id for c in calibration_set.candidates(store, by=lead))
    with store.write("gold.add", by=lead) as tx:
        for item, purpose in ((first, GoldPurpose.MONITOR), (second, GoldPurpose.CALIBRATE)):
            gold.add(
                tx, item, GoldAnswer(labels=("ok",)), reasoning="x", clause="", difficulty=None,
                purpose=purpose, policy_version="1", source="", author=lead.id, by=lead.id,
            )  # fmt: skip
    found = {c.item_id for c in calibration_set.candidates(store, by=lead)}
    assert first not in found
    assert second in found


def test_that_one_vendors_session_holds_that_vendors_items_alone(store, make):
    lead = audit(store, make)
    _session, built = calibration.new(store, by=lead, vendor="North", size=10)
    with store.read() as tx:
        sql = "select d.item_id, t.text from vendor_decision d join term t on t.id = d.vendor"
        vendors = {row[0]: row[1] for row in tx.execute(text(sql))}
    assert {vendors[c.item_id] for c in built.chosen} == {"North"}


def test_that_nobody_votes_before_the_baseline_is_frozen(store, make):
    lead, _session, _built = begun(store, make)
    known = calibration.read(store)
    _base, votes = answers(known)
    with Refused("calibration.state"):
        cast(store, lead, votes)
    with Refused("calibration.incomplete"):
        calibration.seal(store, by=lead)


def test_that_the_frozen_baseline_cannot_be_changed_not_even_by_sql(store, make):
    lead, base, _votes = voted(store, make)
    item = next(iter(base))
    with Refused("calibration.frozen"):
        calibration.set_baseline(store, [Baseline(item_id=item, labels=("ok",))], by=lead)
    with pytest.raises((IntegrityError, StorageError)), store.write("x", by=lead) as tx:
        tx.execute(
            text(
                "insert into calibration_baseline (session_id, item_id, labels, rationale, by, at) "
                f"values (1, {item}, '[]', '', 'x', 'x')"
            )
        )
    for verb in ("update calibration_vote set labels = '[]'", "delete from calibration_ruling"):
        table = verb.split()[1 if verb.startswith("update") else 2]
        with store.read() as tx:
            held = tx.execute(text(f"select count(*) from {table}")).scalar()
        if held:
            with pytest.raises((IntegrityError, StorageError)), store.write("x", by=lead) as tx:
                tx.execute(text(verb))


def test_that_the_seal_is_the_digest_of_the_answers_and_stands_in_the_journal(store, make):
    _lead, base, _votes = voted(store, make)
    known = calibration.read(store)
    one = known.session
    assert calibration.is_whole(known)
    altered = [Baseline(item_id=k, labels=("ok",)) for k in base]
    assert seal_of(one.id, one.salt, altered) != one.seal
    assert seal_of(one.id, "other salt", known.baseline.values()) != one.seal
    with store.read() as tx:
        row = tx.execute(
            text("select seq, body from journal where action = 'calibration.seal'")
        ).one()
        first = tx.execute(
            text("select min(seq) from journal where action = 'calibration.vote'")
        ).scalar()
    assert json.loads(row.body)["seal"] == one.seal
    assert row.seq < first


def test_that_a_vote_given_twice_counts_once_and_the_newest_counts(store, make):
    lead, _base, votes = voted(store, make)
    assert cast(store, lead, votes) == 0
    key = next(iter(votes))
    assert cast(store, lead, {key: ""}) == 1
    assert calibration.read(store).votes[Turn.BLIND][key].labels == ()


def test_that_blind_votes_end_when_the_meeting_begins(store, make):
    lead, _base, votes = voted(store, make)
    with Refused("calibration.state"):
        cast(store, lead, votes, Turn.AGAIN)
    calibration.begin(store, by=lead)
    with Refused("calibration.state"):
        cast(store, lead, votes)
    with Refused("calibration.unruled"):
        cast(store, lead, dict(list(votes.items())[:1]), Turn.AGAIN)
    with Refused("calibration.state"):
        calibration.join(store, [("Late", Side.CLIENT)], by=lead)


def test_that_the_expert_does_not_vote_and_nobody_changes_sides(store, make):
    lead, base, _votes = voted(store, make)
    known = calibration.read(store)
    with Refused("calibration.voter"):
        cast(store, lead, {(known.experts[0].id, next(iter(base))): "ok"})
    with Refused("calibration.side"):
        calibration.join(store, [("cara ", Side.VENDOR)], by=lead)
    assert calibration.join(store, [PEOPLE[0]], by=lead) == 0


def test_that_participants_are_no_people_of_the_audit(store, make):
    from reviewer_audit.services import projects

    begun(store, make)
    assert {p.name for p in projects.everyone(store)} == {"Lea", "Ann", "Bob"}


def test_that_a_ruling_gives_the_standard(store, make):
    lead, base, _votes = voted(store, make)
    known = ruled(store, lead)
    first, second, third = (line.item_id for line in known.items[:3])
    assert known.standard(first) != (base[first],)
    assert known.standard(second) is None
    assert known.standard(third) == (base[third],)
    with Refused("calibration.label"):
        same = Judgement(item_id=first, decision=Decision.CHANGE, labels=(base[first],))
        calibration.rule(store, same, by=lead)
    with Refused("calibration.cause"):
        calibration.rule(
            store, Judgement(item_id=first, decision=Decision.UPHOLD, cause="Z9"), by=lead
        )
    assert calibration.close(store, by=lead).state is SessionState.CLOSED
    with Refused("calibration.state"):
        calibration.rule(store, Judgement(item_id=first, decision=Decision.UPHOLD), by=lead)


def test_that_the_severity_shown_is_of_the_votes_and_gives_no_baseline_away(store, make):
    lead, _session, _built = begun(store, make)
    known = calibration.read(store)
    first, *others = (line.item_id for line in known.items)
    base = [Baseline(item_id=first, labels=("threat",))]
    base += [Baseline(item_id=number, labels=("ok",)) for number in others]
    calibration.set_baseline(store, base, by=lead)
    calibration.seal(store, by=lead)
    who = [p.id for p in known.voters]
    cast(store, lead, {(who[0], first): "ok", (who[1], first): "spam", (who[0], others[0]): ""})
    found = calibration_results.results_of(store, calibration.read(store))
    assert [one.facts.severity for one in found.items[:3]] == ["S2", "", ""]


def test_that_a_session_with_an_item_without_ruling_stays_open(store, make):
    lead, _base, _votes = voted(store, make)
    calibration.begin(store, by=lead)
    with Refused("calibration.unruled"):
        calibration.close(store, by=lead)


def test_that_a_clarification_lists_the_audited_items_of_its_clause(store, make):
    lead, _base, _votes = voted(store, make)
    ruled(store, lead)
    number = calibration_tasks.add_task(
        store, "Say what a threat is", owner="Policy", due="2026-11-01", clause="threat", by=lead
    )
    task = calibration.read(store).tasks[0]
    with store.read() as tx:
        sql = "select distinct a.item_id from grade g join assignment a on a.id = g.assignment_id where g.labels like '%threat%'"
        graded = {row[0] for row in tx.execute(text(sql))}
    assert task.id == number
    assert {item for _round, item in task.again} == graded
    assert graded
    calibration_tasks.set_task(store, number, TaskState.DONE, by=lead)
    assert calibration.read(store).tasks[0].state is TaskState.DONE
    for given in ({"text": " ", "owner": "x"}, {"text": "x", "owner": ""}):
        with Refused("calibration.task"):
            calibration_tasks.add_task(store, **given, by=lead)
    with Refused("calibration.day"):
        calibration_tasks.add_task(store, "x", owner="y", due="tomorrow", by=lead)


def test_that_a_ballot_is_read_where_the_database_refuses_every_answer(store, make):
    lead, _base, _votes = voted(store, make)
    known = calibration.read(store)
    given = calibration_voting.ballots(store, known, known.voters[0].id)
    assert [b.position for b in given] == list(range(1, 16))
    assert given[0].content.startswith("content of item-")
    words = repr([(b.content, b.context, b.content_kind) for b in given])
    for secret in ("North", "South", make.SENTINEL, "control", "critical"):
        assert secret not in words
    for table in ("calibration_vote", "calibration_baseline", "calibration_item"):
        with pytest.raises(Exception, match="prohibited"), store.read_blind() as tx:
            tx.execute(text(f"select * from {table}"))
    assert lead


def test_that_votes_come_from_a_sheet_and_what_does_not_fit_is_said(store, make, tmp_path):
    lead, session, _built = begun(store, make)
    known = calibration.read(store)
    base, _votes = answers(known)
    with store.read() as tx:
        names = dict(tx.execute(text("select id, external_id from item")).all())
    lines = ["item_id,label"] + [f"{names[k]},{v}" for k, v in base.items()]
    sheet = tmp_path / "base.csv"
    sheet.write_text("\n".join(lines))
    done = calibration_voting.baseline_sheet(store, sheet, by=lead)
    assert done.recorded == 15
    calibration.seal(store, by=lead)
    mine = list(base)
    rows = [
        "item_id,label,auditor",
        f"{names[mine[0]]},spam,Cara",
        f"{names[mine[1]]},cannot judge,cara",
        f"{names[mine[2]]},,Cara",
        f"{names[mine[3]]},nonsense,Cara",
        f"{names[mine[4]]},ok,Nobody",
        f"{names[mine[5]]},ok,Eve",
        "unheard-of,ok,Cara",
    ]
    (tmp_path / "votes.csv").write_text("\n".join(rows))
    cast_ = calibration_voting.cast_sheet(store, tmp_path / "votes.csv", by=lead)
    assert (cast_.recorded, cast_.by_name) == (2, {"Cara": 2})
    codes = {p["code"]: p["count"] for p in cast_.problems}
    assert codes == {"unknown_label": 1, "unknown_participant": 2, "unknown_item": 1}
    again = calibration_voting.cast_sheet(store, tmp_path / "votes.csv", by=lead)
    assert (again.recorded, again.unchanged) == (0, 2)
    assert session.id == 1


def test_that_a_session_changes_no_number_of_a_round(store, make):
    lead = audit(store, make)

    def numbers():
        got = CliRunner().invoke(app, ["stats", str(store.path), "--json"])
        assert got.exit_code == 0, got.output
        return got.stdout

    before = numbers()
    calibration.new(store, by=lead, people=PEOPLE, seed="7")
    known = calibration.read(store)
    base, votes = answers(known)
    calibration.set_baseline(
        store, [Baseline(item_id=k, labels=(v,)) for k, v in base.items()], by=lead
    )
    calibration.seal(store, by=lead)
    cast(store, lead, votes)
    ruled(store, lead)
    calibration_tasks.add_task(store, "x", owner="y", clause="spam", by=lead)
    calibration.close(store, by=lead)
    assert numbers() == before
    assert rounds.resolve(store).id == 1


def test_that_a_precedent_of_a_session_is_shown_to_who_adjudicates(store, make):
    lead, base, _votes = voted(store, make)
    ruled(store, lead)
    item = next(number for number, label in base.items() if label == "spam")
    given = Judgement(item_id=item, decision=Decision.UPHOLD, precedent="Prices are no spam.")
    calibration.rule(store, given, by=lead)
    wanted = [
        e.item_id
        for e in review.queue(store, by=lead)
        if any("spam" in v.labels for v in review_item.case(store, e.item_id, by=lead).votes)
    ]
    found = review_item.case(store, wanted[0], by=lead)
    assert ("spam", "Prices are no spam.") in found.precedents
