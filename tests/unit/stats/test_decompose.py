"""A difference of rates split over slices: by hand, by law, and against drawn samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_audit.stats.decompose import decompose, effects, side, standard_errors

cells = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
    min_size=1,
    max_size=8,
).filter(lambda rows: sum(r[0] for r in rows) > 0.01 and sum(r[2] for r in rows) > 0.01)


def test_that_a_difference_worked_by_hand_comes_out():
    parts = decompose(
        side([0.5, 0.5], [0.9, 0.8], [50, 50]), side([0.2, 0.8], [0.92, 0.78], [20, 80])
    )
    assert parts.difference == pytest.approx(-0.042)  # .808 - .85
    assert parts.rate == pytest.approx([0.01, -0.01])
    assert parts.weight == pytest.approx([-0.015, -0.015])
    assert parts.interaction == pytest.approx([-0.006, -0.006])


def test_that_better_rates_everywhere_can_end_in_a_worse_total():
    parts = decompose(side([90, 10], [0.95, 0.7], [9, 9]), side([50, 50], [0.96, 0.72], [9, 9]))
    assert parts.difference < 0 < parts.rate.sum()
    assert parts.weight.sum() < 0


@given(cells)
@settings(max_examples=200, deadline=None)
def test_that_the_parts_add_up_to_the_difference_whatever_is_missing(rows):
    w0, r0, w1, r1 = np.array(rows).T
    n = np.full(len(rows), 30)
    first, second = side(w0, r0, n), side(w1, r1, n)
    parts = decompose(first, second)
    total = (w1 * r1).sum() / w1.sum() - (w0 * r0).sum() / w0.sum()
    assert parts.difference == pytest.approx(total, abs=1e-12)
    added = (parts.rate + parts.weight + parts.interaction).sum()
    assert added == pytest.approx(total, abs=1e-12)


def test_that_a_slice_of_one_side_changes_the_mix_alone():
    gone = decompose(side([1, 1], [0.9, 0.5], [9, 9]), side([1, 0], [0.9, 0], [9, 0]))
    assert gone.rate == pytest.approx([0, 0])
    assert gone.interaction == pytest.approx([0, 0])
    assert gone.weight.sum() == pytest.approx(0.2)
    new = decompose(side([1, 0], [0.9, 0], [9, 0]), side([1, 1], [0.9, 0.5], [9, 9]))
    assert new.weight.sum() == pytest.approx(-0.2)
    assert new.rate == pytest.approx([0, 0])


def test_that_standard_errors_are_those_of_repeated_draws():
    rng = np.random.default_rng(4)
    w0, r0, w1, r1 = (
        np.array(v) for v in ([0.5, 0.3, 0.2], [0.9, 0.8, 0.95], [0.3, 0.3, 0.4], [0.85, 0.82, 0.9])
    )
    n = 4000
    drawn = []
    for _ in range(1500):
        sides = []
        for weight, rate in ((w0, r0), (w1, r1)):
            size = rng.multinomial(n, weight)
            sides.append(side(size, rng.binomial(size, rate) / size, size))
        parts = decompose(*sides)
        drawn.append([parts.rate.sum(), parts.weight.sum(), parts.interaction.sum()])
    found = standard_errors(side(w0, r0, n * w0), side(w1, r1, n * w1))
    assert found == pytest.approx(np.std(drawn, axis=0), rel=0.08)


def test_that_no_error_seen_is_not_taken_as_certain():
    rate, _weight, _both = effects(side([1], [1], [40]), side([1], [1], [40]))
    assert rate.value == 0
    assert rate.low < 0 < rate.high


def test_that_a_side_without_weight_is_refused():
    with pytest.raises(ValueError, match="weight"):
        side([0, 0], [1, 1], [0, 0])
