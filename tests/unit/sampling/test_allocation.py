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


def every_share(sizes, low):
    return product(*(range(a, b + 1) for a, b in zip(low, sizes, strict=True)))


@pytest.mark.parametrize("most", [0.02, 0.008, 0.003, 0.0008])
def test_that_no_smaller_total_reaches_the_variance(most):
    sizes, spread, low = [14, 9, 6], [0.2, 0.5, 0.4], [2, 1, 1]
    got = allocation.for_variance(sizes, spread, most, floors=low)
    assert allocation.variance(sizes, spread, got) <= most + 1e-12
    totals = (sum(n) for n in every_share(sizes, low) if reaches(sizes, spread, n, most))
    assert got.sum() == min(totals)


def reaches(sizes, spread, n, most):
    return allocation.variance(sizes, spread, n) <= most + 1e-12


@pytest.mark.parametrize("most", [0.02, 0.008, 0.003, 0.0008])
def test_that_costs_are_kept_close_to_the_cheapest_there_is(most):
    sizes, spread, cost = [14, 9, 6], [0.2, 0.5, 0.4], np.array([1.0, 2.5, 4.0])
    got = allocation.for_variance(sizes, spread, most, cost=cost)
    assert reaches(sizes, spread, got, most)
    every = every_share(sizes, [1, 1, 1])
    best = min(float(cost @ n) for n in every if reaches(sizes, spread, n, most))
    assert float(cost @ got) <= best + cost.max()


def test_that_a_whole_frame_has_no_variance_and_an_empty_cell_no_bound():
    assert allocation.variance([5, 8], [0.3, 0.2], [5, 8]) == 0
    assert allocation.variance([5, 8], [0.3, 0.2], [5, 0]) == float("inf")
    assert allocation.for_variance([5, 8], [0.3, 0.2], 0.0).tolist() == [5, 8]
    with pytest.raises(SampleError, match="costs something"):
        allocation.for_variance([5], [0.3], 0.1, cost=[0])


def test_that_the_variance_is_that_of_simulated_stratified_draws():
    rng = np.random.default_rng(11)
    cells = [rng.random(n) < p for n, p in ((300, 0.9), (80, 0.7), (40, 0.5))]
    drawn = np.array([30, 20, 10])
    sizes = np.array([len(c) for c in cells])
    spread = np.array([c.std(ddof=1) for c in cells])
    means = [
        sum(
            len(c) * rng.choice(c, n, replace=False).mean()
            for c, n in zip(cells, drawn, strict=True)
        )
        for _ in range(6000)
    ]
    seen = np.var(np.array(means) / sizes.sum())
    assert seen == pytest.approx(allocation.variance(sizes, spread, drawn), rel=0.06)
