"""Kappa of each pair of raters, and the intervals that can be asked for."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.light import light_kappa
from reviewer_audit.stats.pairwise import between, pairwise
from reviewer_audit.stats.panel import panel
from reviewer_audit.stats.percent import percent_agreement

Q = 3


def judged(n=200, raters=4, missing=0.2, seed=5):
    rng = np.random.default_rng(seed)
    truth = rng.choice(Q, n, p=[0.6, 0.3, 0.1])
    rows = np.where(rng.random((raters, n)) < 0.75, truth, rng.integers(0, Q, (raters, n)))
    rows[rng.random((raters, n)) < missing] = Q
    return Codes(rows.astype(np.uint8), Q)


def test_that_each_pair_is_what_the_peers_say_of_it():
    codes = judged()
    found = pairwise(sample(codes, draws=5))
    assert list(found) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    for (i, j), one in found.items():
        rows = codes.values[[i, j]]
        both = rows[:, (rows < Q).all(axis=0)].astype(int)
        assert one.n == both.shape[1]
        assert one.value == pytest.approx(cohen_kappa_score(*both), abs=1e-12)
        cells = np.zeros((Q, Q))
        np.add.at(cells, tuple(both), 1)
        assert one.se == pytest.approx(cohens_kappa(cells).std_kappa, abs=1e-12)


def test_that_a_pair_is_the_same_as_if_nobody_else_had_judged():
    codes = judged()
    rows = codes.values[[1, 3]]
    alone = Codes(rows[:, (rows < Q).all(axis=0)], Q)
    given = sample(codes, draws=200)
    assert between(given, 1, 3).named.n == alone.units
    assert pairwise(given)[1, 3] == panel(alone, draws=200)["cohen_kappa"]
    other = percent_agreement(sample(alone, draws=200))
    assert pairwise(given, percent_agreement)[1, 3] == other


def test_that_the_mean_of_the_pairs_is_lights_kappa():
    given = sample(judged(), draws=5)
    mean = np.mean([one.value for one in pairwise(given).values()])
    assert light_kappa(given).value == pytest.approx(mean, abs=1e-12)


def test_that_pairs_with_hardly_a_shared_unit_are_listed_without_a_value():
    codes = np.full((3, 6), 2, np.uint8)
    codes[0, :4], codes[1, 3:], codes[2, 0] = 0, 1, 0
    found = pairwise(sample(Codes(codes, 2)))
    assert {one.reason for one in found.values()} == {"too_few_units"}
    assert [one.n for one in found.values()] == [1, 1, 0]
    assert pairwise(sample(Codes(codes, 2), anonymous=True)) == {}
    assert pairwise(sample(Codes(np.zeros((0, 0), np.uint8), 2))) == {}


def test_that_weights_and_clusters_go_with_the_pair():
    codes, n = judged(), 200
    weights, clusters = np.linspace(1, 3, n), np.arange(n) // 4
    rows = codes.values[[0, 2]]
    both = (rows < Q).all(axis=0)
    alone = sample(
        Codes(rows[:, both], Q), weights=weights[both], clusters=clusters[both], interval="analytic"
    )
    whole = sample(codes, weights=weights, clusters=clusters, interval="analytic")
    one, other = pairwise(whole)[0, 2], pairwise(alone)[0, 1]
    assert (one.value, one.se, one.low) == (
        pytest.approx(other.value, abs=1e-12),
        pytest.approx(other.se, abs=1e-12),
        pytest.approx(other.low, abs=1e-12),
    )


@pytest.mark.parametrize("clustered", [False, True])
def test_that_all_intervals_are_near_each_other_where_units_are_many(clustered):
    codes = judged(n=2000, raters=3, missing=0)
    clusters = np.arange(2000) // 2 if clustered else None
    wide = []
    for interval in ("dirichlet", "bootstrap", "analytic"):
        one = panel(codes, interval=interval, clusters=clusters)["fleiss_kappa"]
        assert one.low < one.value < one.high
        wide.append(one.high - one.low)
    assert wide == pytest.approx([wide[2]] * 3, rel=0.1)
    if not clustered:
        half = (wide[2] / 2) / one.se
        assert half == pytest.approx(1.9612, abs=1e-3)  # t with 1,999 degrees of freedom


def test_that_an_interval_says_what_it_is():
    codes = judged()
    methods = {
        interval: panel(codes, interval=interval, draws=50)["fleiss_kappa"].method
        for interval in ("dirichlet", "bootstrap", "analytic")
    }
    assert methods == {
        "dirichlet": "Dirichlet, 50 draws, PCG64 seed 20, prior of one unit",
        "bootstrap": "percentile bootstrap, 50 draws, PCG64 seed 20",
        "analytic": "delta method, t with 199 df",
    }
    with pytest.raises(ValueError, match="interval"):
        sample(codes, interval="wald")


def test_that_the_bootstrap_of_perfect_agreement_is_the_point_that_the_default_is_not():
    rows = np.random.default_rng(2).integers(0, 2, 60).astype(np.uint8)
    same = Codes(np.stack([rows, rows]), 2)
    plain = panel(same, interval="bootstrap")["cohen_kappa"]
    assert (plain.low, plain.high) == (1, 1)
    assert "degenerate_ci" in plain.flags
    assert panel(same)["cohen_kappa"].low < 0.98
