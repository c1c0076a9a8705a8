"""Close refuses while something stands in the way, and keeps the score of every stage."""

from datetime import date

import pytest

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.errors import ClosedError, ReviewError
from reviewer_audit.services import (
    adjudication,
    agreement_control,
    analysis,
    closing,
    disputes,
    projects,
    releasing,
    review,
    rounds,
    ruling,
)
from tests.unit.services.reviewed import ITEMS, revealed, verdict


def settle_all(store, who):
    labels = {name: given[1] for name, given in ITEMS.items()}
    agreement_control.ensure(store, rounds.resolve(store), by=who)
    for entry in review.queue(store, by=who):
        if not entry.done and not entry.mine:
            adjudication.settle(store, verdict(entry.item_id, labels[entry.name], who), by=who)


def test_that_close_says_in_one_sentence_what_is_in_the_way(store, make):
    lead, _items = revealed(store, make)
    before = store.path.read_bytes()
    with pytest.raises(ReviewError) as caught:
        closing.close(store, by=lead)
    assert caught.value.code == "round.unsettled"
    assert caught.value.message == (
        "Round 1 stays open: 1 item is pending, 2 differences are not looked at, 1 critical error "
        "is not looked at and 1 agreement is to be checked."
    )
    assert store.path.read_bytes() == before


def test_that_a_round_closes_once_all_was_looked_at_and_is_then_final(store, make):
    lead, _items = revealed(store, make)
    sam = projects.seat(store, "Sam")
    settle_all(store, lead)
    with pytest.raises(ReviewError, match=r"open: 1 second look is missing\."):
        closing.close(store, by=lead)
    settle_all(store, sam)
    assert analysis.results(store).provisional
    done = closing.close(store, by=lead)
    assert done.standing.state == "closed"
    assert not analysis.results(store).provisional
    for act in (
        lambda: closing.close(store, by=lead),
        lambda: adjudication.settle(store, verdict(1, "ok", sam), by=sam),
        lambda: releasing.release(store, "North", date(2999, 1, 1), store.path, by=lead),
    ):
        with pytest.raises(ClosedError):
            act()


def test_that_an_open_window_and_an_open_dispute_keep_the_round_open(store, make, tmp_path):
    lead, _items = revealed(store, make)
    for who in (lead, projects.seat(store, "Sam")):
        settle_all(store, who)
    day, until = date(2030, 1, 1), date(2030, 1, 5)
    book = tmp_path / "south.xlsx"
    releasing.release(store, "South", until, book, by=lead, day=day)
    with pytest.raises(ReviewError, match=r"open: South may dispute until 2030-01-05\."):
        closing.close(store, by=lead, day=until)
    from tests.unit.services.test_disputes import reply

    reply(book, {"wrong": ("Dispute", "", "the rule says so")})
    disputes.import_replies(store, book, by=lead, day=day)
    with pytest.raises(ReviewError, match=r"open: 1 dispute is open\."):
        closing.close(store, by=lead, day=date(2030, 1, 6))
    noor = projects.seat(store, "Noor")
    (line,) = ruling.raised(store, by=noor)
    ruling.rule(store, line.dispute.decision_id, Ruling.ACCEPTED, by=noor)
    done = closing.close(store, by=lead, day=date(2030, 1, 6))
    values = [stage.accuracy.numerator for stage in done.stages]
    assert values == [1, 2, 3]
    assert [stage.accuracy.n for stage in done.stages] == [4, 5, 5]
    assert done.standing.disputes.silent == 1


def test_that_stages_of_one_vendor_count_that_vendor_alone(store, make):
    revealed(store, make)
    one = rounds.resolve(store)
    graded = {v: closing.stages(store, one, vendor=v)[0].accuracy.n for v in ("North", "South")}
    assert graded == {"North": 3, "South": 1}
