"""What the rail says of Review: how many items are left, to whom it may be said."""

from reviewer_audit.services import (
    adjudication,
    agreement_control,
    closing,
    overview,
    projects,
    review,
    review_board,
    rounds,
)
from tests.unit.services.reviewed import ITEMS, revealed, verdict


def seen(store, person):
    return overview.with_review(store, overview.overview(store, person))


def settle_all(store, who):
    for entry in review_board.board(store, by=who).entries:
        if not entry.done:
            answer = verdict(entry.item_id, ITEMS[entry.name][1], who)
            adjudication.settle(store, answer, by=who)


def test_that_the_rail_counts_what_review_has_to_do_before_and_after_its_control_is_drawn(
    store, make
):
    lead, _items = revealed(store, make)
    before = seen(store, lead)
    assert before.to_review == 5 == len(ITEMS)
    assert review_board.board(store, by=lead).left == before.to_review
    assert seen(store, lead).to_review == before.to_review


def test_that_an_item_leaves_the_count_once_enough_people_have_settled_it(store, make):
    lead, _items = revealed(store, make)
    settle_all(store, lead)
    assert seen(store, lead).to_review == 1, "a critical error has a second look to come"
    settle_all(store, projects.seat(store, "Noor"))
    assert seen(store, lead).to_review == 0
    closing.close(store, by=lead)
    assert seen(store, lead).to_review is None


def test_that_nothing_is_said_of_a_blind_round_or_to_a_seat_without_review(
    store, make, monkeypatch
):
    monkeypatch.setattr(review, "survey", None)  # nothing even looks at the decisions
    make.fill(store, 3)
    lead = projects.seat(store, "Lea")
    assert seen(store, lead).to_review is None
    rounds.reveal(store, by=lead, partial=True)
    assert seen(store, make.person(store, "Ann")).to_review is None


def test_that_a_large_round_is_left_to_review_itself(store, make, monkeypatch):
    lead, _items = revealed(store, make)
    monkeypatch.setattr(overview, "COUNTED", 4)
    assert seen(store, lead).to_review is None


def test_that_a_control_has_a_twentieth_of_the_agreements_or_thirty():
    assert [agreement_control.size_of(n) for n in (0, 7, 30, 601, 1000)] == [0, 7, 30, 31, 50]
