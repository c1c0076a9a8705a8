"""People beside each other: limits, shrinking, ranks, and what is never said of a person."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from reviewer_audit.reports.panels import people_table
from reviewer_audit.reports.people import _Counted, _spread, accuracy_of, people
from reviewer_audit.reports.scores import score_all
from reviewer_audit.stats.funnel import exact_limits

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)
RIGHT, WRONG = ("ok", "ok"), ("spam", "ok")


def team(counts, role="reviewer", targets=(), **more):
    """Build a round: name -> (right, wrong)."""
    pairs, names = [], []
    for name, (right, wrong) in counts.items():
        pairs += [RIGHT] * right + [WRONG] * wrong
        names += [name] * (right + wrong)
    policy = replace(audits.POLICY, targets=targets)
    return audits.audit(pairs, slices={role: names}, policy=policy, **more)


MANY = {f"r{k:02}": (40 + k % 7, 1 + k % 4) for k in range(12)} | {"bad": (30, 25), "new": (9, 3)}


def lines(found):
    return {line.name: line for line in found.lines}


def test_that_limits_are_the_exact_binomial_ones_at_the_lines_size():
    found = people(team({"A": (95, 5), "B": (180, 20)}, "vendor", (audits.target(0.95),)), "vendor")
    assert (found.target, found.target_source, found.persons) == (0.95, "declared", False)
    for line in found.lines:
        for level, low, high in line.limits:
            binom = stats.binom(line.n, 0.95)
            for end, p in ((low, (1 - level) / 2), (high, (1 + level) / 2)):
                r = binom.ppf(p)
                part = (binom.cdf(r) - p) / binom.pmf(r)
                assert end == pytest.approx(np.clip((r - part) / line.n, 0, 1), abs=1e-9)


def test_that_without_a_declared_target_lines_stand_against_all_of_them():
    found = people(team({"A": (95, 5), "B": (180, 20)}, "vendor"), "vendor")
    assert (found.target, found.target_source) == (pytest.approx(275 / 300), "pooled")


def test_that_a_persons_accuracy_is_that_of_the_scores():
    data = team(MANY)
    scores = score_all(data, [("reviewer",)])["reviewer"]
    assert accuracy_of(data, "reviewer") == {n: s["accuracy"] for n, s in scores.items()}


def test_that_no_person_is_marked_and_a_vendor_outside_is():
    assert {line.outside for line in people(team(MANY)).lines} == {""}
    vendors = {"A": (190, 10), "B": (150, 50), "C": (195, 5), "tiny": (5, 15)}
    found = lines(people(team(vendors, "vendor", (audits.target(0.95),)), "vendor"))
    assert {name: line.outside for name, line in found.items()} == {
        "A": "", "B": "below", "C": "", "tiny": "",
    }  # fmt: skip


def test_that_below_thirty_decisions_nobody_has_a_rank_or_a_chance_of_missing_the_target():
    found = lines(people(team(MANY)))
    new = found["new"]
    assert (new.small, new.rank.value, new.rank.reason) == (True, None, "small_n")
    assert new.below_target is None
    assert new.shrunken.value is not None
    assert all(line.rank.value is not None for name, line in found.items() if name != "new")


def test_that_ranks_carry_intervals_and_count_from_the_lowest_accuracy():
    found = lines(people(team(MANY)))
    bad, best = found["bad"].rank, found["r08"].rank
    assert (bad.n, bad.low, bad.high) == (13, 1, 1)
    assert bad.value == pytest.approx(1, abs=0.01)
    assert best.high - best.low > 3
    assert 1 <= best.low <= best.value <= best.high <= 13


def test_that_shrunken_rates_are_those_of_the_likeliest_beta():
    counts = {f"r{k}": (x, 50 - x) for k, x in enumerate([49, 47, 50, 40, 45, 48, 33, 50, 46, 44])}
    y = np.array([x for x, _ in counts.values()])

    def minus_loglik(at):
        return -stats.betabinom.logpmf(y, 50, *np.exp(at)).sum()

    a, b = np.exp(optimize.minimize(minus_loglik, [2, 0], method="Nelder-Mead").x)
    for name, line in lines(people(team(counts))).items():
        right = counts[name][0]
        assert line.shrunken.value == pytest.approx((a + right) / (a + b + 50), abs=1e-4)
        assert line.accuracy.value == right / 50
        assert min(right / 50, a / (a + b)) <= line.shrunken.value + 1e-4


def test_that_few_people_are_neither_shrunken_nor_ranked():
    for line in people(team({"A": (95, 5), "B": (180, 20)})).lines:
        assert line.shrunken.reason == line.rank.reason == "too_few_units"


def test_that_people_who_differ_by_chance_alone_have_no_order():
    alike = {f"r{k}": (45, 5) for k in range(8)}
    assert {line.rank.reason for line in people(team(alike)).lines} == {"no_variation"}


def test_that_spread_is_taken_as_real_no_more_often_than_stated():
    rng = np.random.default_rng(7)
    size = np.full(15, 40.0)
    real = 0
    for _ in range(100):
        hits = rng.binomial(40, 0.95, 15).astype(float)
        real += _spread(
            _Counted(names=(), accuracy=(), hits=hits, size=size, unnamed=0, overall=None)
        ).real
    assert real <= 11  # 5 % of 100, and three standard errors
    wild = {f"r{k:02}": ((99, 1) if k % 2 else (80, 20)) for k in range(12)}
    spread = people(team(wild)).overdispersion
    assert spread.real
    assert spread.phi > 3


def test_that_limits_allow_for_spread_only_among_many():
    wild = {f"v{k:02}": ((99, 1) if k % 2 else (84, 16)) for k in range(14)}
    found = people(team(wild, "vendor"), "vendor")
    assert {line.outside for line in found.lines} == {""}
    assert {limit.kind for limit in found.limits} == {"exact", "normal", "additive"}
    for line in found.lines:  # the table says the limits that the picture draws
        _level, low, high = line.limits[-1]
        assert low <= line.accuracy.value <= high
    titles = [column.title for column in people_table(found).columns]
    assert titles[-3:-1] == ["Limits, 95 %", "Limits, 99.8 %"]
    few = {name: wild[name] for name in list(wild)[:4]} | {"v99": (60, 40)}
    marks = lines(people(team(few, "vendor", (audits.target(0.95),)), "vendor"))
    assert marks["v99"].outside == "below"


def test_that_a_weighted_draw_uses_the_effective_size():
    pairs = [RIGHT] * 80 + [WRONG] * 20
    strata = [0] * 70 + [1] * 30
    data = audits.audit(pairs, strata=strata, population=[7000, 60], slices={"vendor": ["A"] * 100})
    (line,) = people(data, "vendor").lines
    assert line.n_eff < line.n == 100
    assert "Korn-Graubard" in line.accuracy.method


@pytest.mark.parametrize("estimand", ["process", "batch", "other_reviewers"])
def test_that_a_person_keeps_an_interval_under_every_estimand(estimand):
    for line in people(team(MANY, estimand=estimand)).lines:
        assert line.accuracy.low < line.accuracy.value < line.accuracy.high


def test_that_nobody_named_is_said_and_the_nameless_are_counted():
    found = people(audits.mixed(5, 1), "team")
    assert (found.lines, found.reason) == ((), "no_data")
    assert people(audits.audit([])).reason == "no_data"
    some = people(team({"A": (40, 2), "": (5, 1)}))
    assert [line.name for line in some.lines] == ["A"]
    assert "6 decisions name nobody" in some.note


def test_that_everything_is_plain_json():
    for data in (team(MANY), team({"A": (40, 0)}), audits.audit([])):
        json.dumps(people(data).as_json(), allow_nan=False)
    assert set(people(team(MANY)).as_json()["lines"][0]) >= {
        "name", "n", "accuracy", "shrunken", "rank", "small", "outside",
    }  # fmt: skip


def test_that_limits_at_an_effective_size_lie_beside_those_of_whole_ones():
    low, high = exact_limits(0.95, [34, 34.93, 35])
    assert low[1] == pytest.approx(low[2], abs=0.002)
    assert high[1] == pytest.approx(high[2], abs=0.002)
