"""Counts of a simple draw give what the general estimator gives, residual by residual."""

from dataclasses import fields

import numpy as np
import pytest

from reviewer_audit.stats.counting import cross, narrowest
from reviewer_audit.stats.design import BATCH, PROCESS, Grouping, prepare, shares
from reviewer_audit.stats.plain import plain_shares


def draw(estimand, *, n=400, frame=4000, answered=0.9, slices=7, seed=1):
    rng = np.random.default_rng(seed)
    sample = prepare(
        stratum=np.zeros(n, np.int64),
        population=np.array([frame]),
        probability=np.full(n, n / frame),
        counted=rng.random(n) < answered,
        estimand=estimand,
    )
    codes = rng.integers(0, slices - 1, n)  # the last slice is empty
    return Grouping(sample, codes, slices), rng.random(n) < 0.9, rng.random(n) < 0.5


@pytest.mark.parametrize("everything", [True, False])
@pytest.mark.parametrize(
    ("estimand", "frame", "answered"),
    [(PROCESS, 4000, 0.9), (BATCH, 4000, 0.9), (BATCH, 400, 1.0), (BATCH, 500, 0.95)],
)
def test_that_counts_say_what_residuals_say(estimand, frame, answered, everything):
    grouping, hit, domain = draw(estimand, frame=frame, answered=answered)
    if everything:
        domain = np.ones(len(hit), np.bool_)
    quick, slow = plain_shares(grouping, hit, domain), shares(grouping, hit, domain)
    for field in fields(quick):
        got, wanted = getattr(quick, field.name), getattr(slow, field.name)
        assert got == pytest.approx(wanted, abs=1e-12, nan_ok=True), field.name


def test_that_the_slices_are_counted_on_the_way():
    grouping, hit, domain = draw(PROCESS)
    plain_shares(grouping, hit, domain)
    again = Grouping(grouping.sample, grouping.codes, grouping.count)
    assert grouping.drawn.tolist() == again.drawn.tolist()
    assert grouping.counted.tolist() == again.counted.tolist()
    assert again.drawn.sum() == 400


def test_that_an_empty_draw_has_no_value_and_no_warning():
    nothing = np.empty(0, np.bool_)
    sample = prepare(
        stratum=np.empty(0, np.int64),
        population=np.empty(0, np.int64),
        probability=np.empty(0),
        counted=nothing,
    )
    got = plain_shares(Grouping(sample, None, 1), nothing, nothing)
    assert np.isnan(got.value).all()
    assert got.n.tolist() == [0]


@pytest.mark.parametrize(("size", "kinds"), [(5, 3), (300, 4), (70_000, 2)])
def test_that_crossing_counts_every_decision_once(size, kinds):
    rng = np.random.default_rng(4)
    codes, marks = rng.integers(0, size, 200_001), rng.integers(0, kinds, 200_001)
    table = np.zeros((size, kinds))
    np.add.at(table, (codes, marks), 1)
    got = cross(narrowest(codes, size), size, marks.astype(np.uint8), kinds)
    assert np.array_equal(got, table)
