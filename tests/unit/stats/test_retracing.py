"""What a weighted share re-traces from gives the very share, slice by slice."""

import numpy as np
import pytest

from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.design import Grouping, prepare, shares
from reviewer_audit.stats.retracing import MOST, parts_of, share_of, summed


def test_that_parts_give_each_weighted_share_again():
    rng = np.random.default_rng(1)
    stratum = rng.integers(0, 4, 300)
    drawn = np.bincount(stratum, minlength=4)
    population = drawn * np.array([2, 9, 31, 5])
    sample = prepare(
        stratum=stratum,
        population=population,
        probability=(drawn / population)[stratum],
        counted=rng.random(300) < 0.9,
    )
    grouping = Grouping(sample, rng.integers(0, 3, 300), 3)
    hit = rng.random(300) < 0.8
    for scale in (None, rng.integers(1, 4, 300).astype(float)):
        found = estimates(shares(grouping, hit, np.ones(300, bool), scale=scale), grouping)
        for e in found:
            assert share_of(e.parts) == pytest.approx(e.value, abs=1e-12)
            assert sum(n for _w, n, _x in e.parts) == e.n
            assert sum(x for _w, _n, x in e.parts) == e.numerator
            assert share_of(summed(e.parts)) == pytest.approx(e.value, abs=1e-12)
            assert len(summed(e.parts)) == 1


def test_that_more_weights_than_a_sheet_can_show_give_no_parts():
    n = MOST + 1
    group, ones = np.zeros(n, np.int64), np.ones(n)
    assert parts_of(group, 2, np.arange(1.0, n + 1), ones) == ((), ())
    assert len(parts_of(group[:-1], 1, np.arange(1.0, n), ones[:-1])[0]) == MOST
    assert summed(()) == ()
    assert share_of(()) is None
