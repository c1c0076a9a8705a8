"""The board: how far everybody is, when it is due, and when it would be done at this pace."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.domain.people import Away
from reviewer_audit.services import board, grading, projects, roster, rounds
from reviewer_audit.services.roster import Entry
from tests.apart import Apart

MONDAY = date(2026, 11, 2)


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def answer(store, name, count, day, label="ok"):
    """Let somebody answer their next items on a day."""
    me = projects.seat(store, name)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    for item in grading.desk(store, me, round_id=1, limit=count):
        given = Grade(assignment_id=item.assignment_id, labels=(label,), graded_at=at)
        grading.answer(store, given, by=me)


def line(store, name, **asked):
    found = board.board(store, **asked)
    return next(one for one in found.lines if one.person.name == name)


def test_that_pace_and_finish_come_from_days_on_which_somebody_answered(store, make):
    make.fill(store, 40, auditors=("Ann",))
    answer(store, "Ann", 6, MONDAY)
    one = line(store, "Ann", today=MONDAY)
    assert (one.graded, one.pace, one.finish) == (6, None, None)
    answer(store, "Ann", 4, MONDAY + timedelta(days=3))
    one = line(store, "Ann", today=MONDAY + timedelta(days=3))
    assert (one.pace.items, one.pace.days, one.pace.per_day) == (10, 4, 2.5)
    # 30 left at 2.5 a day: twelve days, today the first of them
    assert one.finish == MONDAY + timedelta(days=14)
    assert one.first_answer_at == "2026-11-02T09:00:00.000Z"


def test_that_days_away_put_the_finish_off(store, make, lead):
    make.fill(store, 12, auditors=("Ann",))
    for k in range(2):
        answer(store, "Ann", 3, MONDAY + timedelta(days=k))
    today = MONDAY + timedelta(days=1)
    before = line(store, "Ann", today=today).finish
    away = Away(today, today + timedelta(days=6))
    roster.change(store, [Entry(name="Ann", changes={"away": (away,)})], by=lead)
    one = line(store, "Ann", today=today)
    assert (one.finish, one.away_until) == (before + timedelta(days=7), away.last)
    assert line(store, "Ann", today=away.last + timedelta(days=1)).away_until is None


def test_that_who_would_be_late_is_told_by_days(store, make, lead):
    make.fill(store, 40, auditors=("Ann", "Bob"))
    for k in range(2):
        answer(store, "Ann", 2, MONDAY + timedelta(days=k))
    (one,) = rounds.every(store)
    rounds.set_due(store, one, "2026-11-05", by=lead)
    ann, bob = (line(store, name, today=MONDAY + timedelta(days=1)) for name in ("Ann", "Bob"))
    assert ann.finish == date(2026, 11, 10)
    assert (ann.days_late, bob.days_late) == (5, 0)
    rounds.set_due(store, one, "some day", by=lead)
    assert line(store, "Ann").days_late == 0


def test_that_a_revision_or_an_undo_counts_no_item_twice(store, make):
    make.fill(store, 5, auditors=("Ann",))
    answer(store, "Ann", 2, MONDAY)
    ann = projects.seat(store, "Ann")
    _item, kept = grading.undo(store, round_id=1, by=ann)
    given = Grade(assignment_id=kept.assignment_id, labels=("spam",))
    grading.answer(store, given, by=ann)
    assert line(store, "Ann").graded == 2


def test_that_packs_and_returns_are_on_it_and_withdrawn_ones_are_not(store, make, tmp_path):
    make.fill(store, 24, auditors=("Ann", "Bob"))
    apart = Apart(store, tmp_path)
    work = apart.open("Ann", apart.pack("Ann", due="2026-11-20"))
    before = line(store, "Ann")
    assert (before.hand_out.packs, before.first_return_at, before.due) == (1, "", "2026-11-20")
    apart.grade(work, 5)
    merged = apart.merge(apart.give_back("Ann", work))
    one = line(store, "Ann")
    assert (one.graded, one.hand_out.returned, one.hand_out.left) == (5, 5, 7)
    assert one.first_return_at
    assert one.first_answer_at.startswith("2026-11-02")
    from reviewer_audit.services import merging

    merging.withdraw(store, merged.merge_id, by=apart.lead)
    one = line(store, "Ann")
    assert (one.graded, one.first_return_at, one.first_answer_at) == (0, "", "")
    assert line(store, "Bob").due == ""


def test_that_drawn_items_that_nobody_has_are_counted(store, make, lead):
    roster.change(store, [Entry(name="Ann", changes={"queues": ("none such",)})], by=lead)
    make.fill(store, 6, auditors=("Ann",))
    found = board.board(store)
    assert sum(cell.items for cell in found.unassigned) == 6
    assert found.lines == ()


def test_that_nothing_of_an_answer_is_on_the_board(store, make):
    make.fill(store, 6, auditors=("Ann",))
    seen = set()
    for label in ("spam", "threat"):
        answer(store, "Ann", 1, MONDAY, label=label)
        seen.add(label)
    told = str(board.board(store).as_json())
    assert not any(label in told for label in seen)
    assert make.SENTINEL not in told
