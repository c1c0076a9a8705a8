"""How many decisions an audit needs."""

from fractions import Fraction
from math import ceil, comb

import pytest

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import size


def test_that_tolerated_errors_are_the_published_sizes():
    expected = [(0, 59), (1, 93), (2, 124), (3, 153), (4, 181), (5, 208)]
    assert list(size.tolerated_errors(0.95, 5)) == expected


def test_that_the_size_for_a_margin_is_the_textbook_s_in_the_middle():
    assert size.size_for_margin(0.05, 0.5) == 385
    assert size.size_for_margin(0.05, 0.5, population=2000) == 323


@pytest.mark.parametrize("expected", [0.5, 0.9, 0.97, 0.99])
@pytest.mark.parametrize("population", [None, 3000])
def test_that_the_size_keeps_the_margin_it_promises(expected, population):
    n = size.size_for_margin(0.02, expected, population=population)
    assert size.half_width(n, expected, population=population) <= 0.02


def test_that_a_whole_population_leaves_no_width():
    assert size.half_width(100, 0.9, population=100) == 0
    assert size.size_for_margin(0.001, 0.5, population=50) == 50


@pytest.mark.parametrize(("other", "each"), [(0.92, 1059), (0.93, 2213), (0.90, 435)])
def test_that_two_vendors_are_told_apart_by_the_published_sizes(other, each):
    assert size.size_to_tell_apart(0.95, other) == each
    assert size.plan(versus=other).size == each
    assert size.chance_to_tell_apart(each, 0.95, other) >= 0.8
    assert size.chance_to_tell_apart(each - 1, 0.95, other) < 0.8


@pytest.mark.parametrize(
    ("margin", "population", "n"),
    [(0.02, None, 457), (0.02, 10_000, 437), (0.02, 1_000, 314), (0.03, None, 203),
     (0.01, None, 1825)],
)  # fmt: skip
def test_that_a_margin_around_95_percent_needs_the_published_sizes(margin, population, n):
    assert size.plan(margin=margin, population=population).size == n


def test_that_the_same_rate_cannot_be_told_apart():
    with pytest.raises(SampleError):
        size.size_to_tell_apart(0.95, 0.95)


@pytest.mark.parametrize("n", [10, 59, 300])
def test_that_a_wrong_verdict_stays_as_rare_as_promised(n):
    assert size.chance_of_wrong_verdict(n, 0.95) <= 0.05


def test_that_a_plan_takes_the_largest_of_what_was_asked_for():
    both = size.plan(margin=0.02, versus=0.92)
    assert both.size == max(size.plan(margin=0.02).size, size.plan(versus=0.92).size)
    assert both.power >= 0.8
    assert size.plan(errors_allowed=3).size == 153
    assert size.plan(errors_allowed=3).errors_allowed[-1] == (3, 153)


def test_that_a_plan_never_exceeds_the_population():
    got = size.plan(margin=0.001, population=200)
    assert (got.size, got.margin) == (200, 0)


@pytest.mark.parametrize(
    "wrong", [{"target": 1.2}, {"margin": 0}, {"versus": 1}, {"population": 0}]
)
def test_that_impossible_wishes_are_refused(wrong):
    with pytest.raises(SampleError):
        size.plan(**wrong)


# -- finite frames --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "expected"),
    # the audit standard's planning table for finite frames; the next test tries them out
    [(1000, [57, 90, 119]), (200, [51, 78, 101])],
)
def test_that_a_small_frame_needs_the_published_sizes(population, expected):
    got = size.tolerated_errors(0.95, 2, population=population)
    assert [n for _k, n in got] == expected


def chance_of_so_few(n, errors, population, bad):
    ways = (comb(bad, x) * comb(population - bad, n - x) for x in range(errors + 1) if x <= n)
    return sum(ways) / comb(population, n)


@pytest.mark.parametrize("population", [40, 130, 333])
@pytest.mark.parametrize("errors", [0, 1, 2])
def test_that_no_smaller_sample_of_a_frame_shows_it(population, errors):
    found = dict(size.tolerated_errors(0.93, errors, population=population))
    bad = ceil(population * (1 - Fraction("0.93")))
    if errors >= bad:
        assert errors not in found
        return
    n = found[errors]
    assert n == population or chance_of_so_few(n, errors, population, bad) <= 0.05
    assert chance_of_so_few(n - 1, errors, population, bad) > 0.05


def test_that_a_frame_that_cannot_hold_so_many_errors_refuses_to_allow_them():
    assert size.tolerated_errors(0.95, 5, population=40)[-1][0] == 1
    with pytest.raises(SampleError, match="already miss"):
        size.plan(errors_allowed=3, population=40)


# -- designs that are not simple ------------------------------------------------------------------


def test_that_design_effect_and_what_cannot_be_judged_raise_the_size_once_at_the_end():
    plain = size.cochran(0.02, 0.95)
    got = size.plan(margin=0.02, deff=1.4, gradable=0.95)
    assert (
        got.size
        == ceil(plain * 1.4 / 0.95)
        == size.cochran_size(0.02, 0.95, deff=1.4, gradable=0.95)
    )
    assert got.effective == int(got.size * 0.95 / 1.4)
    assert got.margin == size.half_width(got.effective, 0.95)
    assert size.plan(errors_allowed=1, gradable=0.5).size == 186


def test_that_the_size_of_the_interval_is_told_beside_the_textbook_s():
    got = size.plan(margin=0.02)
    assert got.interval_size == size.size_for_margin(0.02, 0.95) > got.size
    assert size.half_width(got.interval_size, 0.95) <= 0.02
    assert size.half_width(got.interval_size - 1, 0.95) > 0.02
    assert size.plan(size=300).interval_size is None


@pytest.mark.parametrize("wrong", [{"deff": 0}, {"gradable": 0}, {"gradable": 1.1}, {"size": 0}])
def test_that_impossible_designs_are_refused(wrong):
    with pytest.raises(SampleError):
        size.plan(**wrong)
