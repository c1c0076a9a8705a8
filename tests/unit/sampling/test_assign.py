"""Who grades what."""

from collections import Counter
from itertools import combinations

import pytest

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling.assign import assign, doubled

ITEMS = [f"item-{k}" for k in range(200)]


@pytest.mark.parametrize("auditors", [2, 3, 5])
@pytest.mark.parametrize("overlap", [0, 0.1, 0.33, 1])
def test_that_the_share_goes_to_exactly_two_and_loads_are_balanced(auditors, overlap):
    names = [f"auditor {k}" for k in range(auditors)]
    got = assign(ITEMS, names, overlap, "seed")
    times = Counter(item for pile in got.values() for item in pile)
    assert set(times) == set(ITEMS)
    assert Counter(times.values())[2] == round(200 * overlap)
    assert max(times.values()) <= 2
    assert all(len(set(pile)) == len(pile) for pile in got.values())
    loads = [len(pile) for pile in got.values()]
    assert max(loads) - min(loads) <= 1


def test_that_every_pair_of_auditors_shares_items():
    got = assign(ITEMS, list("abcd"), 0.3, "seed")
    shared = [len(set(got[a]) & set(got[b])) for a, b in combinations("abcd", 2)]
    assert max(shared) - min(shared) <= 2
    assert min(shared) > 0


def test_that_each_has_an_order_of_their_own_that_does_not_follow_the_frame():
    got = assign(ITEMS, ["a", "b"], 1, "seed")
    assert got["a"] != got["b"]
    assert got["a"] != ITEMS
    half = sum(int(item.split("-")[1]) < 100 for item in got["a"][:100])
    assert 35 < half < 65


def test_that_the_same_seed_assigns_the_same_whatever_the_order():
    assert assign(ITEMS, ["a", "b"], 0.2, "s") == assign(ITEMS[::-1], ["a", "b"], 0.2, "s")
    assert assign(ITEMS, ["a", "b"], 0.2, "s") != assign(ITEMS, ["a", "b"], 0.2, "t")


def test_that_earlier_loads_are_evened_out():
    got = assign(ITEMS[:50], ["a", "b"], 0, "s", loads={"a": 30, "b": 0})
    assert {name: len(pile) for name, pile in got.items()} == {"a": 10, "b": 40}


def test_that_halves_are_rounded_up_without_float_error():
    assert doubled(5, 0.5) == 3
    assert doubled(1000, 0.0005) == 1
    assert doubled(300, 0.015) == 5


def test_that_an_overlap_needs_two_and_work_needs_one():
    with pytest.raises(SampleError, match="two"):
        assign(ITEMS, ["a"], 0.1, "s")
    with pytest.raises(SampleError, match="Nobody"):
        assign(ITEMS, [], 0, "s")


def test_that_no_items_leave_empty_desks():
    assert assign([], ["a", "b"], 0.5, "s") == {"a": [], "b": []}
