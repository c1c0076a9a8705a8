"""What somebody has not graded goes to others; what was graded stays, and nothing is lost."""

import pytest

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.errors import ClosedError, PackError, PeopleError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import grading, projects, reassigning, roster, rounds, sampling
from reviewer_audit.services.roster import Entry
from reviewer_audit.store import grades, journal, packs
from reviewer_audit.store import rounds as rounds_store
from tests.apart import Apart

ITEMS = 24


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.25)
    return Apart(store, tmp_path)


def loads(store):
    with store.read() as tx:
        return {
            line.person.name: (line.assigned, line.graded) for line in rounds_store.progress(tx, 1)
        }


def reassign(apart, *to, **asked):
    return reassigning.reassign(apart.store, to, by=apart.lead, **asked)


def known(store, lead, name, **changes):
    roster.change(store, [Entry(name=name, changes=changes)], by=lead)


def test_that_what_is_not_graded_is_shared_among_others_and_grades_stay(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 5)
    apart.merge(apart.give_back("Ann", work))
    done = reassign(apart, "Cleo", "Dan", source="ann")
    assert (done.source, done.given, done.dropped, done.kept) == (
        "Ann", {"Cleo": 5, "Dan": 5}, 0, (),
    )  # fmt: skip
    assert loads(apart.store) == {
        "Ann": (5, 5), "Bob": (15, 0), "Cleo": (5, 0), "Dan": (5, 0),
    }  # fmt: skip


def test_that_who_has_little_left_gets_more(apart):
    done = reassign(apart, "Bob", "Cleo", source="Ann")
    assert sum(done.given.values()) == 15
    assert loads(apart.store)["Cleo"][0] == 15


def test_that_what_the_other_has_already_leaves_the_desk_alone(apart):
    done = reassign(apart, "Bob", source="Ann")
    assert (done.given, done.dropped) == ({"Bob": 9}, 6)
    assert done.as_json()["taken_back"] == 15
    assert loads(apart.store) == {"Bob": (ITEMS, 0)}


def test_that_a_late_return_of_what_was_taken_back_counts_beside_the_other(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 4)
    apart.merge(apart.give_back("Ann", work))
    reassign(apart, "Cleo", source="Ann")
    cleo = apart.open("Cleo", apart.pack("Cleo"))
    apart.grade(cleo, label="spam")
    apart.grade(work, skip=4)
    late = apart.give_back("Ann", work)
    apart.merge(late, apart.give_back("Cleo", cleo))
    assert loads(apart.store) == {"Ann": (15, 15), "Bob": (15, 0), "Cleo": (11, 11)}
    with apart.store.read() as tx:
        given = grades.newest_revisions(tx, 1)
    hers = {row.item_id for row in given if row.labels == '["spam"]'}
    assert len(given) == 26
    assert len(hers & {row.item_id for row in given if row.labels == '["ok"]'}) == 11
    once = apart.digest()
    apart.merge(late)
    assert apart.digest() == once


def test_that_the_order_of_returns_changes_nothing(apart, make, tmp_path):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work)
    reassign(apart, "Cleo", source="Ann")
    cleo = apart.open("Cleo", apart.pack("Cleo"))
    apart.grade(cleo, label="spam")
    first, second = apart.give_back("Ann", work), apart.give_back("Cleo", cleo)
    other = tmp_path / "other.audit"
    projects.save_copy(apart.store, other)
    apart.merge(first)
    apart.merge(second)
    digest = apart.digest()
    apart.store.close()
    apart.store = projects.open_project(other)
    apart.merge(second)
    apart.merge(first)
    assert apart.digest() == digest
    apart.store.close()


def test_that_people_get_only_what_they_can_take(store, make):
    lead = projects.seat(store, "Lea")
    rows = make.rows(
        [(f"item-{k}", "spam") for k in range(20)],
        slices={"queue": [("Spam", "Gore")[k % 2] for k in range(20)]},
    )
    make.load(store, rows, by=lead)
    known(store, lead, "Bob", not_topics=("Gore",))
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=lead)
    done = reassigning.reassign(store, ["Bob"], source="Ann", by=lead)
    assert done.given == {"Bob": 10}
    assert [cell.as_json() for cell in done.kept] == [
        {"language": "", "queue": "Gore", "items": 10}
    ]
    assert loads(store) == {"Ann": (10, 0), "Bob": (10, 0)}
    with pytest.raises(PeopleError, match="can take"):
        reassigning.reassign(store, ["Bob"], source="Ann", by=lead)


def skip(store, name, count=1):
    """Let somebody skip their next items; returns their numbers."""
    me = projects.seat(store, name)
    for item in grading.desk(store, me, round_id=1, limit=count):
        given = Grade(assignment_id=item.assignment_id, kind=GradeKind.SKIPPED)
        grading.answer(store, given, by=me)
    with store.read() as tx:
        return {row.item_id for row in rounds_store.assignments(tx, 1) if row.state == "skipped"}


def test_that_what_was_skipped_goes_to_others_once_and_is_waited_for_no_more(store, make):
    make.fill(store, 6, auditors=("Ann",))
    lead = projects.seat(store, "Lea")
    skipped = skip(store, "Ann", 2)
    done = reassigning.reassign(store, ["Bob"], source="Ann", by=lead)
    assert done.given == {"Bob": 6}
    with store.read() as tx:
        rows = rounds_store.assignments(tx, 1)
        assert packs.count_awaited(tx, 1) == 6
    assert {row.item_id for row in rows if row.state == "skipped"} == skipped
    with pytest.raises(PeopleError, match="nothing"):
        reassigning.reassign(store, ["Cy"], source="Ann", by=lead)
    bob = projects.seat(store, "Bob")
    for item in grading.desk(store, bob, round_id=1, limit=9):
        given = Grade(assignment_id=item.assignment_id, labels=("ok",))
        grading.answer(store, given, by=bob)
    assert rounds.reveal(store, by=lead).open_assignments == 0


def test_that_what_was_taken_back_of_a_discarded_draw_is_forgotten(store, make):
    make.fill(store, 6, auditors=("Ann",))
    lead = projects.seat(store, "Lea")
    reassigning.reassign(store, ["Bob"], source="Ann", by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=lead, round_id=1)
    skip(store, "Ann", 2)
    with store.read() as tx:
        assert packs.count_awaited(tx, 1) == 6
    done = reassigning.reassign(store, ["Bob"], source="Ann", by=lead)
    assert done.given == {"Bob": 6}


def test_that_a_skipped_item_is_not_sent_again_to_who_gave_it_up(apart):
    skipped = skip(apart.store, "Ann")
    reassign(apart, "Cleo", source="Ann")
    with pytest.raises(PackError):
        apart.pack("Ann")
    done = reassign(apart, "Ann", source="Cleo")
    assert (done.given["Ann"], sum(cell.items for cell in done.kept)) == (14, len(skipped))
    assert apart.pack("Ann").items == 14
    assert apart.pack("Cleo").items == 1


def test_that_what_nobody_could_take_can_be_given_out_later(store, make):
    lead = projects.seat(store, "Lea")
    known(store, lead, "Ann", queues=("none such",))
    summary = make.fill(store, 6, auditors=("Ann",))
    assert sum(cell.items for cell in summary.uncovered) == 6
    done = reassigning.reassign(store, ["Bob", "Cy"], by=lead)
    assert (done.source, done.given) == ("", {"Bob": 3, "Cy": 3})
    with pytest.raises(PeopleError, match="nothing"):
        reassigning.reassign(store, ["Bob"], by=lead)


@pytest.mark.parametrize(
    ("to", "source", "code"),
    [
        ([], "Ann", "people.nobody"),
        (["ANN "], "Ann", "people.nobody"),
        (["Bob"], "Zoe", "people.unknown"),
        (["Bob"], "Lea", "people.nothing"),
        (["Bob"], "", "people.nothing"),
    ],
)
def test_that_a_refusal_changes_nothing(apart, to, source, code):
    before = apart.store.path.read_bytes()
    with pytest.raises(PeopleError) as caught:
        reassign(apart, *to, source=source)
    assert caught.value.code == code
    assert apart.store.path.read_bytes() == before


def test_that_it_is_written_into_the_journal_and_only_while_the_round_is_graded(apart):
    reassign(apart, "Cleo", source="Ann")
    with apart.store.read() as tx:
        (line,) = [row for row in journal.entries(tx) if row["action"] == "round.reassign"]
    assert '"dropped":0' in str(line["body"]).replace(" ", "").replace("'", '"')
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    with pytest.raises(ClosedError):
        reassign(apart, "Dan", source="Cleo")
