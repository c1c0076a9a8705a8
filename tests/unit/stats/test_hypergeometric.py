"""Exact chances, counts and bounds of a simple draw from a finite frame."""

import numpy as np
import pytest

from reviewer_audit.stats import hypergeometric

stats = pytest.importorskip("scipy.stats")
hypergeom = stats.hypergeom


def bounds(x, n, frame, risk):
    """Return both one-sided bounds as numbers of decisions."""
    low = hypergeometric.least_share(x, n, frame, risk) * frame
    high = hypergeometric.largest_share(x, n, frame, risk) * frame
    return np.rint(low), np.rint(high)


def possible(x, n, frame, risk):
    """Return the numbers right in the frame that leave the count likely enough, one by one."""
    right = np.arange(frame + 1)
    fewest = right[hypergeom.sf(x - 1, frame, right, n) > risk + 1e-12].min()
    most = right[hypergeom.cdf(x, frame, right, n) >= risk - 1e-12].max()
    return fewest, most


def test_that_bounds_are_the_published_ones():
    # R samplingbook, Sprop(m = 45, n = 100, N = 300): exact hypergeometric [110, 161], which are
    # the first numbers ruled out at either end
    assert bounds(45, 100, 300, 0.025) == (110 + 1, 161 - 1)


@pytest.mark.parametrize("frame", [1, 2, 7, 20, 45])
@pytest.mark.parametrize("risk", [0.05, 0.0294, 0.1])
def test_that_bounds_are_those_of_trying_every_frame(frame, risk):
    for n in range(1, frame + 1):
        x = np.arange(n + 1)
        low, high = bounds(x, n, frame, risk)
        assert list(zip(low, high, strict=True)) == [possible(k, n, frame, risk) for k in x]


@pytest.mark.parametrize(("n", "frame"), [(50, 60), (200, 1000), (457, 10_000)])
def test_that_bounds_hold_at_least_as_often_as_they_say(n, frame):
    x, right = np.arange(n + 1), np.arange(frame + 1)
    low, high = bounds(x, n, frame, 0.05)
    # the largest count whose lower bound still holds, and the smallest whose upper bound does
    most = np.searchsorted(low, right, side="right") - 1
    fewest = np.searchsorted(high, right, side="left")
    assert hypergeom.sf(most, frame, right, n).max() <= 0.05 + 1e-9
    assert hypergeom.cdf(fewest - 1, frame, right, n).max() <= 0.05 + 1e-9


@pytest.mark.parametrize("frame", [1, 3, 40, 1000, 100_000, 2_000_000])
def test_that_chances_are_those_of_an_independent_program(frame):
    rng = np.random.default_rng(frame)
    n = rng.integers(1, min(frame, 20_000) + 1, 60)
    right = rng.integers(0, frame + 1, 60)
    x = np.rint(n * right / frame) + rng.integers(-4, 5, 60)
    up = hypergeometric.at_least(x, n, right, frame)
    down = hypergeometric.at_most(x, n, right, frame)
    assert up == pytest.approx(hypergeom.sf(x - 1, frame, right, n), abs=1e-9)
    assert down == pytest.approx(hypergeom.cdf(x, frame, right, n), abs=1e-9)


@pytest.mark.parametrize(("frame", "right"), [(30, 27), (30, 0), (30, 30), (5000, 4750)])
def test_that_deciding_counts_are_the_edges_of_the_test(frame, right):
    n = np.unique(np.geomspace(1, frame, 30).astype(int))
    up = hypergeometric.fewest(n, right, frame, 0.05)
    down = hypergeometric.most(n, right, frame, 0.05)
    assert (hypergeom.sf(up - 1, frame, right, n) <= 0.05 + 1e-12).all()
    assert (hypergeom.sf(up - 2, frame, right, n) > 0.05).all()
    assert (hypergeom.cdf(down, frame, right, n) < 0.05).all()
    assert (hypergeom.cdf(down + 1, frame, right, n) >= 0.05 - 1e-12).all()


def test_that_a_frame_seen_whole_leaves_nothing_open():
    x = np.arange(21)
    assert (np.array(bounds(x, 20, 20, 0.05)) == x).all()


def test_that_a_large_frame_is_like_one_without_end():
    x, n = np.arange(101), 100
    low = hypergeometric.least_share(x, n, 10_000_000, 0.05)
    endless = np.where(x > 0, stats.beta.ppf(0.05, np.maximum(x, 1), n - x + 1), 0)
    assert low == pytest.approx(endless, abs=1e-5)
