"""Acceptance plans, the tables of ISO 2859-1 with their switching, sizes for kappa, allocation."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reviewer_audit.errors import SampleError
from reviewer_audit.sampling import acceptance, agreement_size, allocation, iso2859
from reviewer_audit.sampling.acceptance import Plan, Promise
from reviewer_audit.sampling.agreement_size import Raters


def test_that_curves_agree_with_scipy():
    rates = np.array([0.0, 0.01, 0.1, 0.5, 1.0])
    binomial = acceptance.accepted(rates, 80, 2)
    assert binomial == pytest.approx(stats.binom.cdf(2, 80, rates))
    poisson = acceptance.accepted(rates, 80, 2, kind="poisson")
    assert poisson == pytest.approx(stats.poisson.cdf(2, 80 * rates))
    lot = acceptance.accepted(rates, 80, 2, kind="hypergeom", lot=200)
    assert lot == pytest.approx(stats.hypergeom.cdf(2, 200, np.rint(rates * 200), 80), abs=1e-9)


@given(st.floats(0.005, 0.08), st.floats(1.8, 6), st.sampled_from(["binomial", "hypergeom"]))
@settings(max_examples=30, deadline=None)
def test_that_a_plan_keeps_both_promises_and_none_smaller_does(rate, times, kind):
    prp, crp = Promise(rate=rate, chance=0.95), Promise(rate=min(rate * times, 0.5), chance=0.1)
    lot = 4000 if kind == "hypergeom" else None
    try:
        got = acceptance.find_plan(prp, crp, kind=kind, lot=lot)
    except SampleError:
        assert kind == "hypergeom"
        return
    assert got.chance(prp.rate) >= 0.95 - 1e-9
    assert got.chance(crp.rate) <= 0.1 + 1e-9
    for c in range(got.accept + 1):
        less = Plan(size=got.size - 1, accept=c, lot=lot)
        assert less.chance(prp.rate) < 0.95 or less.chance(crp.rate) > 0.1


def test_that_rejected_lots_are_corrected():
    plan = Plan(size=50, accept=1)
    clean, bad = acceptance.behaviour(plan, [0.0, 1.0], 1000)
    assert (clean.outgoing, clean.inspected) == (0, 50)
    assert (bad.outgoing, bad.inspected) == (0, 1000)
    worst, at = acceptance.outgoing_limit(plan, 1000)
    found = acceptance.behaviour(plan, [at], 1000)[0]
    assert worst == pytest.approx(found.outgoing)
    assert worst < at


def test_that_impossible_plans_are_errors():
    with pytest.raises(SampleError, match="smaller"):
        acceptance.find_plan(Promise(rate=0.1, chance=0.9), Promise(rate=0.05, chance=0.1))
    with pytest.raises(SampleError, match="share"):
        Promise(rate=1.0, chance=0.9)
    with pytest.raises(SampleError, match="lot"):
        acceptance.accepted([0.1], 50, 1, kind="hypergeom", lot=20)
    with pytest.raises(SampleError, match="hypergeom"):
        acceptance.accepted([0.1], 50, 1, kind="hypergeom")
    with pytest.raises(SampleError, match="lot"):
        acceptance.behaviour(Plan(size=50, accept=1), [0.1], 20)


@pytest.mark.parametrize(
    ("lot", "level", "aql", "severity", "expected"),
    [
        (150, "II", 1.0, "normal", ("E", 13, 0)),  # arrow up
        (280, "II", 1.0, "normal", ("H", 50, 1)),  # arrow down
        (5, "II", 0.65, "normal", ("F", 20, 0)),
        (600_000, "II", 10.0, "normal", ("K", 125, 21)),
        (600_000, "III", 0.010, "normal", ("Q", 1250, 0)),
        (40, "II", 1000.0, "normal", ("B", 3, 44)),
        (2000, "II", 0.65, "tightened", ("K", 125, 1)),
        (280, "II", 0.65, "tightened", ("G", 32, 0)),
        (500, "II", 0.65, "tightened", ("K", 125, 1)),
        (600_000, "III", 0.025, "tightened", ("S", 3150, 1)),
        (2000, "II", 0.65, "reduced", ("K", 50, 1)),
        (2000, "S-4", 2.5, "normal", ("G", 32, 2)),
    ],
)
def test_that_the_tables_follow_from_their_structure(lot, level, aql, severity, expected):
    got = iso2859.plan(lot, aql, level=level, severity=severity)
    assert (got.letter, got.size, got.accept) == expected


def test_that_no_severity_is_kinder_than_the_one_below_it():
    for aql in iso2859.AQLS[5:16]:
        for lot in (100, 1000, 5000, 20_000, 100_000):
            normal, tight = (
                iso2859.plan(lot, aql, severity=name) for name in ("normal", "tightened")
            )
            rates = np.array([1, 2, 4]) * aql / 100
            easy, hard = (
                acceptance.accepted(np.minimum(rates, 1), p.size, p.accept) for p in (normal, tight)
            )
            assert (hard <= easy + 1e-9).all(), (aql, lot)


def test_that_unknown_tables_are_errors():
    for wrong in (
        lambda: iso2859.plan(1, 1.0),
        lambda: iso2859.plan(100, 1.1),
        lambda: iso2859.plan(100, 1.0, level="IV"),
        lambda: iso2859.plan(100, 1.0, severity="mild"),
    ):
        with pytest.raises(SampleError):
            wrong()
    assert iso2859.plan(5, 0.65).inspected(5) == 5


def series(errors):
    plans, tighter = iso2859.severities(2000, 1.0)  # K: 125, Ac 3, Re 4

    def after(state, found):
        return iso2859.step(state, found, plans, tighter=tighter)

    return list(accumulate(errors, after, initial=iso2859.State()))[1:]


def severities(errors):
    return [state.severity for state in series(errors)]


def test_that_two_of_five_lost_lots_tighten_and_five_good_ones_loosen():
    assert severities([9, 0, 0, 0, 9])[-1] == "tightened"
    assert severities([9, 0, 0, 0, 0, 9])[-1] == "normal"
    assert severities([9, 9, 0, 0, 0, 0])[-1] == "tightened"
    assert severities([9, 9, 0, 0, 0, 0, 0])[-1] == "normal"
    assert severities([9, 9, 3])[-1] == "tightened"  # Ac 2 while tightened


def test_that_a_score_of_thirty_reduces_and_any_trouble_ends_it():
    assert severities([2] * 9)[-1] == "normal"
    assert severities([2] * 10)[-1] == "reduced"
    assert severities([2] * 9 + [3] + [2])[-1] == "normal"  # accepted, but not one step tighter
    assert severities([0] * 10 + [2])[-1] == "reduced"
    assert severities([0] * 10 + [3])[-1] == "normal"  # reduced K: Ac 2, Re 3


def test_that_five_lots_lost_while_tightened_stop():
    states = series([9, 9, 9, 0, 9, 9, 9, 9, 0])
    assert [state.stopped for state in states] == [False] * 7 + [True] * 2


def test_that_the_scheme_is_that_of_simulated_series():
    rng = np.random.default_rng(3)
    got = iso2859.scheme([0.02], 2000, 1.0, lots=20)[0]
    plans, tighter = iso2859.severities(2000, 1.0)
    seen, passed, size = 0, 0, 0
    for _ in range(1500):
        state = iso2859.State()
        for _ in range(20):
            if state.stopped:
                break
            now = plans[state.severity]
            errors = rng.binomial(now.size, 0.02)
            seen, size = seen + 1, size + now.size
            passed += errors < now.reject
            state = iso2859.step(state, errors, plans, tighter=tighter)
    assert got.accepted == pytest.approx(passed / seen, abs=0.015)
    assert got.inspected == pytest.approx(size / seen, rel=0.02)
    assert sum(got.shares.values()) == pytest.approx(1)


def test_that_a_study_of_kappa_has_its_power():
    raters = Raters(first=0.3, second=0.35)
    n = agreement_size.size_for_kappa(raters, 0.5, 0.7)
    draws = np.random.default_rng(1).multinomial(n, raters.table(0.7).ravel(), 3000) / n
    rows, columns = draws[:, 0] + draws[:, 1], draws[:, 0] + draws[:, 2]
    chance = rows * columns + (1 - rows) * (1 - columns)
    kappa = (draws[:, 0] + draws[:, 3] - chance) / (1 - chance)
    assert kappa.std() ** 2 * n == pytest.approx(agreement_size.kappa_spread(raters, 0.7), rel=0.15)
    bar = 0.5 + 1.645 * np.sqrt(agreement_size.kappa_spread(raters, 0.5) / n)
    assert (kappa > bar).mean() == pytest.approx(0.8, abs=0.04)
    wider = agreement_size.size_for_kappa(raters, 0.5, 0.7, two_sided=True)
    assert wider > n
    margin = agreement_size.size_for_kappa_margin(raters, 0.7, 0.1)
    assert margin > agreement_size.size_for_kappa_margin(raters, 0.7, 0.2)


def test_that_a_kappa_beyond_the_margins_is_an_error():
    with pytest.raises(SampleError, match="cannot reach"):
        Raters(first=0.1, second=0.6).table(0.9)
    with pytest.raises(SampleError, match="tells"):
        agreement_size.size_for_kappa(Raters(first=0.5, second=0.5), 0.7, 0.7)
    with pytest.raises(SampleError, match="between"):
        Raters(first=0.0, second=0.5).table(0.5)
    with pytest.raises(SampleError, match="margin"):
        agreement_size.size_for_kappa_margin(Raters(first=0.5, second=0.5), 0.7, 0)


def test_that_a_budget_buys_the_smallest_variance():
    sizes, spread, cost = np.array([6, 5, 4]), np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 1.0])
    got = allocation.within_budget(sizes, spread, cost, 10)
    assert float(cost @ got) <= 10
    choices = [
        (a, b, c)
        for a in range(1, 7)
        for b in range(1, 6)
        for c in range(1, 5)
        if a + 2 * b + c <= 10
    ]

    def variance(n):
        return float((sizes**2 * spread**2 * (1 / np.array(n) - 1 / sizes)).sum())

    assert variance(got) <= 1.1 * min(map(variance, choices))
    even = allocation.within_budget([50, 50], [0.2, 0.4], [1, 1], 30)
    assert even.tolist() == allocation.neyman([50, 50], [0.2, 0.4], 30).tolist()
    with pytest.raises(SampleError, match="alone costs"):
        allocation.within_budget(sizes, spread, cost, 2)
    with pytest.raises(SampleError, match="costs something"):
        allocation.within_budget(sizes, spread, [0, 1, 1], 9)


@pytest.mark.parametrize(("first", "second", "kappa"), [(0.1, 0.12, 0.7), (0.5, 0.5, 0.8)])
def test_that_the_margin_of_a_study_is_that_of_the_published_standard_error(first, second, kappa):
    from statsmodels.stats.inter_rater import cohens_kappa

    got = agreement_size.study(Raters(first=first, second=second), kappa, margin=0.08)
    table = Raters(first=first, second=second).table(kappa) * got.size
    known = cohens_kappa(table)  # Fleiss, Cohen & Everitt 1969
    assert known.kappa == pytest.approx(kappa)
    assert got.margin == pytest.approx(stats.norm.ppf(0.975) * known.std_kappa)
    assert got.margin <= 0.08
    fewer = cohens_kappa(table * (got.size - 1) / got.size)
    assert stats.norm.ppf(0.975) * fewer.std_kappa > 0.08
    assert got.flagged == pytest.approx(got.size - table[1, 1])


def test_that_a_study_takes_the_larger_of_what_was_asked_for():
    raters = Raters(first=0.5, second=0.5)
    both = agreement_size.study(raters, 0.7, margin=0.05, versus=0.85)
    assert both.size == agreement_size.size_for_kappa_margin(raters, 0.7, 0.05)
    assert both.power > 0.8
    assert agreement_size.study(raters, 0.7).margin <= 0.1
    with pytest.raises(SampleError, match="power"):
        agreement_size.study(raters, 0.7, versus=0.8, power=1.2)
