"""What holds for every draw."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_audit.sampling import allocation
from reviewer_audit.sampling.assign import assign, doubled
from reviewer_audit.sampling.draw import Frame, draw, more
from reviewer_audit.sampling.plan import SamplePlan

cells = st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=2, max_size=60)


@given(cells, st.data())
@settings(max_examples=60, deadline=None)
def test_that_a_continued_draw_holds_the_earlier_one_and_exact_probabilities(values, data):
    n = len(values)
    frame = Frame.of([f"d{k}" for k in range(n)], [(v,) for v in values])
    size = data.draw(st.integers(1, n - 1))
    extra = data.draw(st.integers(1, n - size))
    kind = data.draw(st.sampled_from(["proportional", "equal", "neyman"]))
    plan = SamplePlan(method="stratified", by=("queue",), size=size, seed="s", allocation=kind)
    first = draw(frame, plan)
    second = more(frame, plan, first, extra)
    assert set(first.indices) <= set(second.indices)
    for got, total in ((first, size), (second, size + extra)):
        assert got.sampled == total == len(set(got.indices.tolist()))
        taken = np.bincount(got.stratum, minlength=len(got.strata))
        assert taken.tolist() == [s.sampled for s in got.strata]
        weights = np.bincount(got.stratum, 1 / got.probability, len(got.strata))
        covered = [s.population for s in got.strata if s.sampled]
        assert np.allclose(weights[weights > 0], covered)


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=8).filter(sum),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_that_allocations_add_up_and_stay_within_their_bounds(sizes, data):
    total = data.draw(st.integers(0, sum(sizes)))
    low = [data.draw(st.integers(0, size)) for size in sizes] if data.draw(st.booleans()) else None
    if low and sum(low) > total:
        low = None
    spread = np.linspace(0.1, 0.5, len(sizes))
    for got in (
        allocation.proportional(sizes, total, low),
        allocation.equal(sizes, total, low),
        allocation.neyman(sizes, spread, total, low),
    ):
        assert got.sum() == total
        assert (got <= sizes).all()
        assert (got >= (low or 0)).all()


@given(st.integers(0, 80), st.integers(2, 6), st.floats(0, 1), st.text(max_size=5))
@settings(max_examples=60, deadline=None)
def test_that_everybody_has_as_much_to_do(items, auditors, overlap, seed):
    names = [f"n{k}" for k in range(auditors)]
    got = assign(list(range(items)), names, overlap, seed)
    loads = [len(pile) for pile in got.values()]
    assert sum(loads) == items + doubled(items, overlap)
    assert max(loads) - min(loads) <= 1
