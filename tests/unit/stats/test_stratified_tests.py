"""Tests within strata: published values, and all cases counted one by one."""

from itertools import product
from math import comb

import numpy as np
import pytest

from reviewer_audit.stats.stratified_tests import excess_chance, trend

# Mantel (1963): rabbits that a penicillin cured at once or 1.5 hours later, at five doses
# (R, datasets of mantelhaen.test: cured and died of those treated at once, then of the others)
RABBITS = (((0, 6), (0, 5)), ((3, 3), (0, 6)), ((6, 0), (2, 4)), ((5, 1), (6, 0)), ((2, 0), (5, 0)))
# Fleiss (1981), Statistical Methods for Rates and Proportions: smokers among lung patients of
# four studies (R, prop.trend.test: X-squared = 8.2249)
SMOKERS, PATIENTS = (83, 90, 129, 70), (86, 93, 136, 82)


def spread(tables):
    """One line for each unit: hit, of the first group, stratum."""
    rows = []
    for k, table in enumerate(tables):
        for group, (yes, no) in enumerate(table):
            rows += [(True, group == 0, k)] * yes + [(False, group == 0, k)] * no
    return [np.array(column) for column in zip(*rows, strict=True)]


def counted(tables):
    """Chances of every sum of hits of the first group, from whole numbers alone."""
    ways = {0: 1}
    for (a, b), (c, d) in tables:
        mine, n, hits = a + b, a + b + c + d, a + c
        one = {k: comb(mine, k) * comb(n - mine, hits - k) for k in range(hits + 1)}
        new: dict[int, int] = {}
        for (s, w), (k, v) in product(ways.items(), one.items()):
            new[s + k] = new.get(s + k, 0) + w * v
        ways = new
    whole = sum(ways.values())
    return {k: w / whole for k, w in ways.items()}


def test_that_the_exact_chance_is_that_of_every_case_and_gives_the_published_p():
    chances = counted(RABBITS)
    seen = sum(table[0][0] for table in RABBITS)
    assert seen == 16
    upper = sum(p for k, p in chances.items() if k >= seen)
    assert excess_chance(*spread(RABBITS)) == pytest.approx(upper, rel=1e-12)
    both = sum(p for p in chances.values() if p <= chances[seen] * (1 + 1e-9))
    assert both == pytest.approx(0.03994, abs=5e-6)  # R 4.2: mantelhaen.test(Rabbits, exact=TRUE)


def test_that_a_stratum_without_a_peer_says_nothing():
    alone = (((9, 1), (0, 0)), *RABBITS)
    assert excess_chance(*spread(alone)) == pytest.approx(excess_chance(*spread(RABBITS)))
    assert excess_chance([True, True], [True, True], [0, 0]) == 1.0
    assert excess_chance([], [], []) == 1.0


def test_that_the_trend_is_the_published_one():
    hits = np.concatenate(
        [[True] * x + [False] * (n - x) for x, n in zip(SMOKERS, PATIENTS, strict=True)]
    )
    order = np.repeat([1, 2, 3, 4], PATIENTS)
    z = trend(hits, order, np.zeros(len(hits)))
    n = sum(PATIENTS)
    assert z is not None
    assert z < 0  # ever fewer
    assert z**2 * n / (n - 1) == pytest.approx(8.2249, abs=5e-5)


def test_that_what_differs_between_strata_is_no_trend():
    stratum = np.repeat([0, 1], 200)
    order = np.r_[np.tile(np.arange(20), 10), 20 + np.tile(np.arange(20), 10)]
    hits = np.r_[np.repeat(np.arange(10) < 1, 20), np.repeat(np.arange(10) < 4, 20)]
    assert trend(hits, order, stratum) == pytest.approx(0, abs=1e-12)
    assert abs(trend(hits, order, np.zeros(400)) or 0) > 5


def test_that_copies_of_the_same_unit_are_no_further_evidence():
    rng = np.random.default_rng(3)
    order, hits = np.arange(200.0), rng.random(200) < 0.2 + np.arange(200) / 400
    once = trend(hits, order, np.zeros(200))
    four = trend(np.repeat(hits, 4), np.repeat(order, 4), np.zeros(800), np.repeat(range(200), 4))
    assert once is not None
    assert four == pytest.approx(once, rel=0.01)
    assert trend(np.repeat(hits, 4), np.repeat(order, 4), np.zeros(800)) == pytest.approx(
        2 * once, rel=0.01
    )


def test_that_nothing_that_varies_has_no_trend():
    assert trend([False] * 5, range(5), [0] * 5) is None
    assert trend([True, False], [1, 1], [0, 0]) is None
    assert trend([], [], []) is None


def test_that_chances_are_right_under_chance_alone():
    rng = np.random.default_rng(11)
    low, wild = 0, 0
    for _ in range(400):
        stratum = rng.integers(0, 3, 300)
        hits = rng.random(300) < np.array([0.02, 0.1, 0.3])[stratum]
        low += excess_chance(hits, rng.random(300) < 0.3, stratum) <= 0.05
        wild += abs(trend(hits, rng.integers(0, 30, 300), stratum) or 0) > 1.96
    assert low <= 26  # at most 5 % of 400, and three standard errors
    assert 8 <= wild <= 34
