"""Items are shared among people who cannot all take everything: fairly, and nothing is lost."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling.sharing import share

FOUR = ("Ann", "Bob", "Cy", "Di")


def named(count, kind="x"):
    return [f"{kind}-{k:04d}" for k in range(count)]


def shared(kinds, auditors=FOUR, *, overlap=0.0, capacity=None, seed="7", loads=None):
    """Share items of kinds: {desks that can take it: how many}."""
    able = {
        item: desks
        for number, (desks, count) in enumerate(kinds.items())
        for item in named(count, str(number))
    }
    size = capacity or [1] * len(auditors)
    found = share(sorted(able), auditors, overlap, seed, able=able, capacity=size, loads=loads)
    for desk, name in enumerate(auditors):
        assert all(desk in able[item] for item in found.piles[name])
    return found


def counts(found):
    return [len(pile) for pile in found.piles.values()]


def pairs(found):
    met = Counter()
    for one, two in combinations(found.piles, 2):
        met[one, two] = len(set(found.piles[one]) & set(found.piles[two]))
    return met


ALL = (0, 1, 2, 3)


@pytest.mark.parametrize("overlap", [0.0, 0.1, 0.37, 1.0])
@pytest.mark.parametrize("count", [1, 23, 240])
def test_that_equals_who_can_take_all_get_the_same_and_pairs_meet_as_often(overlap, count):
    found = shared({ALL: count}, overlap=overlap)
    twice = int(overlap * count + 0.5)
    assert sum(counts(found)) == count + twice
    assert max(counts(found)) - min(counts(found)) <= 1
    met = pairs(found)
    assert sum(met.values()) == twice
    assert max(met.values()) - min(met.values()) <= 1


def test_that_loads_stand_to_each_other_as_the_capacities_do():
    found = shared({ALL: 100}, capacity=[40, 30, 20, 10])
    assert counts(found) == [40, 30, 20, 10]
    found = shared({ALL: 100}, capacity=[40, 30, 20, 10], overlap=0.2)
    assert counts(found) == [48, 36, 24, 12]


def test_that_who_is_not_there_gets_nothing():
    found = shared({ALL: 30}, capacity=[1, 0, 1, 1], overlap=0.5)
    assert counts(found) == [15, 0, 15, 15]


def test_that_what_nobody_can_take_is_named_and_the_rest_is_handed_out():
    found = shared({(): 5, (0, 1): 10}, ("Ann", "Bob"), overlap=0.2)
    assert sorted(found.uncovered) == named(5, "0")
    assert counts(found) == [6, 6]


def test_that_an_overlap_that_too_few_can_give_says_what_is_missing():
    found = shared({(0,): 20, (0, 1): 4}, ("Ann", "Bob"), overlap=0.5)
    assert sum(pairs(found).values()) == 4
    assert found.single == 8


def test_that_items_are_handed_on_over_a_desk_in_between():
    # Ann alone knows kind 0; kind 1 is Ann's or Bob's, kind 2 Bob's or Cy's: all of 1 and 2
    # moves towards Cy, who never sees kind 1
    found = shared({(0,): 10, (0, 1): 10, (1, 2): 10}, ("Ann", "Bob", "Cy"))
    assert counts(found) == [10, 10, 10]


def test_that_the_same_seed_shares_the_same_and_another_one_otherwise():
    kinds = {ALL: 40, (0, 2): 10}
    first, again, other = (shared(kinds, overlap=0.2, seed=seed) for seed in ("7", "7", "8"))
    assert first == again
    assert first.piles != other.piles


def test_that_earlier_loads_are_evened_out():
    assert counts(shared({(0, 1): 6}, ("Ann", "Bob"), loads={"Ann": 4})) == [1, 5]


def test_that_work_needs_somebody():
    with pytest.raises(SampleError, match="Nobody"):
        share(["a"], [], 0.0, "7", able={"a": ()}, capacity=[])


@given(
    st.dictionaries(
        st.sets(st.integers(0, 4), max_size=5).map(lambda desks: tuple(sorted(desks))),
        st.integers(1, 9),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.integers(0, 3), min_size=5, max_size=5),
    st.sampled_from([0.0, 0.25, 1.0]),
)
def test_that_nothing_is_lost_and_the_share_goes_to_two(kinds, capacity, overlap):
    found = shared(kinds, ("Ann", "Bob", "Cy", "Di", "Eva"), capacity=capacity, overlap=overlap)
    held = Counter(item for pile in found.piles.values() for item in pile)
    there = {desk for desk, size in enumerate(capacity) if size}
    takers = {able: len(there & set(able)) for able in kinds}
    covered = sum(count for able, count in kinds.items() if takers[able])
    for_two = sum(count for able, count in kinds.items() if takers[able] > 1)
    twice = int(overlap * covered + 0.5)
    assert len(held) == covered
    assert not set(held) & set(found.uncovered)
    assert len(held) + len(found.uncovered) == sum(kinds.values())
    assert sum(n == 2 for n in held.values()) == min(twice, for_two)
    assert found.single == max(0, twice - for_two)
    assert set(held.values()) <= {1, 2}


def best(kinds, capacity):
    """Return the least cost of all ways to deal kinds out, by trying every one."""
    ways = []
    for able, count in kinds:
        splits = [
            split for split in product(range(count + 1), repeat=len(able)) if sum(split) == count
        ]
        ways.append([dict(zip(able, split, strict=True)) for split in splits])
    return min(
        sum(
            sum(part.get(desk, 0) for part in deal) ** 2 / size
            for desk, size in enumerate(capacity)
        )
        for deal in product(*ways)
    )


DESKS = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True).map(
    lambda desks: tuple(sorted(desks))
)


@given(
    st.dictionaries(DESKS, st.integers(1, 4), min_size=1, max_size=4),
    st.lists(st.sampled_from([1, 2, 3]), min_size=3, max_size=3),
)
def test_that_no_other_way_to_share_is_nearer_to_the_capacities(kinds, capacity):
    found = shared(kinds, FOUR[:3], capacity=capacity)
    cost = sum(n**2 / size for n, size in zip(counts(found), capacity, strict=True))
    assert cost == pytest.approx(best(list(kinds.items()), capacity))
