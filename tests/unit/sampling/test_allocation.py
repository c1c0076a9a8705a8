"""How a size is shared among cells."""

from itertools import product

import numpy as np
import pytest

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import allocation


def test_that_proportional_shares_are_exact_with_largest_remainders():
    assert allocation.proportional([500, 300, 200], 10).tolist() == [5, 3, 2]
    assert allocation.proportional([333, 333, 334], 10).tolist() == [3, 3, 4]


def test_that_equal_shares_reach_as_far_as_a_cell_does():
    assert allocation.equal([100, 100, 4], 34).tolist() == [15, 15, 4]
    assert allocation.equal([5, 5, 5], 7).tolist() == [3, 2, 2]


def test_that_floors_hold_and_the_rest_is_shared():
    assert allocation.proportional([900, 90, 10], 100, [5, 5, 5]).tolist() == [86, 9, 5]


def test_that_neyman_gives_the_smallest_variance_of_all_allocations():
    sizes, spread, total = np.array([40, 25, 10]), np.array([0.2, 0.5, 0.4]), 12
    got = allocation.neyman(sizes, spread, total)

    def variance(n):
        return (sizes**2 * spread**2 * (1 / np.array(n) - 1 / sizes)).sum()

    every = (n for n in product(range(1, 13), repeat=3) if sum(n) == total and max(n) <= 12)
    best = min(variance(n) for n in every if all(a <= b for a, b in zip(n, sizes, strict=True)))
    assert variance(got) == pytest.approx(best)


def test_that_neyman_never_takes_more_than_there_is():
    got = allocation.neyman([5, 1000], [10.0, 0.01], 50)
    assert got.tolist() == [5, 45]


def test_that_last_times_spread_is_never_zero():
    assert (allocation.shrunk_spread([0, 100], [100, 100]) > 0).all()


def test_that_impossible_sizes_are_refused():
    with pytest.raises(SampleError):
        allocation.proportional([5, 5], 11)
    with pytest.raises(SampleError):
        allocation.proportional([50, 50], 5, [3, 3])
