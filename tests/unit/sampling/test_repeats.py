"""What comes a second time comes well behind the first, and nowhere in particular."""

import pytest

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling.plan import SamplePlan
from reviewer_audit.sampling.repeats import APART, chosen, spread, tokens

ORDER = [f"i{k}" for k in range(100)]


def test_that_repeats_lie_in_the_second_half_well_behind_what_they_repeat():
    picked = chosen(ORDER[:50], 20, "s", "Ann")
    again = {name: f"{name}'" for name in picked}
    out = spread(ORDER, again, tokens("s", "Ann"))
    assert sorted(out) == sorted([*ORDER, *again.values()])
    assert [name for name in out if not name.endswith("'")] == ORDER
    for name, copy in again.items():
        assert out.index(copy) - out.index(name) > APART
        assert out.index(copy) >= 50
    places = [out.index(copy) for copy in again.values()]
    assert max(places) - min(places) > 20  # not in a block


def test_that_where_a_pack_has_another_order_the_first_still_comes_first():
    again = {f"i{k}": f"i{k}'" for k in range(80, 100, 4)}
    shuffled = [*again.values(), *ORDER]  # copies first, what they repeat last
    out = spread(shuffled, again, tokens("s", "Ann"))
    assert sorted(out) == sorted(shuffled)
    assert all(out.index(copy) > out.index(name) + APART for name, copy in again.items())
    assert out == spread(shuffled, again, tokens("s", "Ann"))
    assert out != spread(shuffled, again, tokens("t", "Ann"))


@pytest.mark.parametrize("many", [1, 2, 3, 5])
def test_that_a_short_list_keeps_every_item_once(many):
    order = [f"i{k}" for k in range(many)]
    again = {name: f"{name}'" for name in chosen(order[: many // 2], 9, "s", "Ann")}
    out = spread(order, again, tokens("s", "Ann"))
    assert sorted(out) == sorted([*order, *again.values()])
    assert all(out.index(copy) > out.index(name) for name, copy in again.items())


def test_that_a_wish_is_a_number_or_a_share_for_somebody():
    for wish in ({"gold": 1.5}, {"repeats": -1.0}, {"repeats": 2.5}):
        with pytest.raises(SampleError, match="neither a number"):
            SamplePlan(size=5, auditors=("Ann",), **wish)
    with pytest.raises(SampleError, match="nobody is named"):
        SamplePlan(size=5, repeats=2.0)
    assert SamplePlan(size=5, auditors=("Ann",), repeats=0.1, gold=3.0).repeats == 0.1
