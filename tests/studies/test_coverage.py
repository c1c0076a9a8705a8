"""A small part of the coverage study, so that what it says stays true."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from reviewer_audit.domain.policy import Target
from reviewer_audit.reports.scores import score
from reviewer_audit.stats.accuracy import estimates, evidence
from reviewer_audit.stats.design import BATCH, Grouping, prepare, shares
from reviewer_audit.stats.verdict import (
    Promise,
    fewest_that_meet,
    judge,
    most_that_fall_below,
)
from tests.studies.audits import DESIGNS, REVIEWERS_FEW, as_round, audited, with_target
from tests.studies.coverage_accuracy import Check, cell, figures

DESIGN = {design.key: design for design in DESIGNS}
AUDITS = 500
SLACK = 3 * np.sqrt(0.95 * 0.05 / AUDITS)  # three Monte-Carlo standard errors
RISKY = 3 * np.sqrt(0.05 * 0.95 / AUDITS)


@pytest.mark.parametrize(
    ("design", "accuracy", "n"),
    [
        ("simple", 0.95, 50),
        ("simple", 0.98, 200),
        ("batch", 0.95, 200),
        ("batch_two", 0.95, 200),
        ("two", 0.98, 100),
        ("two", 0.95, 500),
        ("ten", 0.8, 500),
        ("forty", 0.95, 200),
        ("r20", 0.995, 500),
        ("r40", 0.95, 500),
        ("h20", 0.98, 500),
    ],
)
def test_that_the_interval_holds_the_truth_and_a_verdict_is_right(design, accuracy, n):
    got = cell(DESIGN[design], accuracy, n, audits=AUDITS)
    assert got.given == AUDITS
    assert got.covered >= 0.935 - SLACK
    assert got.wrong_meets <= 0.05 + RISKY
    assert got.wrong_below <= 0.05 + RISKY


def test_that_adjudication_leaves_what_agreed_by_mistake():
    simple, few = DESIGN["simple"], {"audits": 200}
    before = cell(simple, 0.95, 2000, check=Check(key="before", errors=0.05), **few)
    after = cell(simple, 0.95, 2000, check=Check(key="after", errors=0.05, adjudicated=True), **few)
    assert before.mean == pytest.approx(0.95 * 0.95 + 0.05 * 0.05, abs=0.002)
    assert after.mean == pytest.approx(0.95 + 0.05 * 0.05, abs=0.002)
    assert before.covered < 0.05
    assert before.adjusted > 0.9


METHODS = {"simple": "Clopper-Pearson", "batch": "hypergeometric"}


@pytest.mark.parametrize("design", ["simple", "batch", "batch_two", "two", "ten", "r20"])
def test_that_audits_side_by_side_are_what_each_is_alone(design):
    rng = np.random.default_rng(3)
    drawn = DESIGN[design].draw(rng, 0.95, 200, 12)
    final = audited(rng, drawn, errors=0.02)
    together, said = figures(drawn, final)
    for k in range(12):
        alone = with_target(as_round(drawn, final, [k]), Target(metric="accuracy", threshold=0.95))
        got = score(alone)
        one = got.estimates["accuracy"]
        for name in ("value", "low", "high", "n_eff"):
            assert getattr(one, name) == pytest.approx(getattr(together[k], name), abs=1e-12), name
        assert one.method == together[k].method
        verdict = judge([(said[k], Promise(threshold=0.95))])[0]
        assert got.verdict.status == verdict.status
        assert got.verdict.bound == pytest.approx(verdict.bound, abs=1e-12)
        assert got.verdict.bound_method == f"one-sided {METHODS.get(design, 'Korn-Graubard')}"


def test_that_fewer_than_eight_reviewers_give_no_interval_and_no_verdict():
    got = cell(REVIEWERS_FEW, 0.95, 200, audits=100)
    assert got.given == 0
    assert got.wrong_meets == got.wrong_below == 0


@pytest.mark.parametrize("seen", [0.25, 0.5, 0.8, 0.95])
@pytest.mark.parametrize(("n", "accuracy"), [(50, 0.8), (200, 0.98), (500, 0.98), (500, 0.995)])
def test_that_a_batch_keeps_the_stated_risk_whatever_part_of_it_was_seen(n, seen, accuracy):
    frame = round(n / seen)
    bad = round(frame * (1 - accuracy))
    truth = 1 - bad / frame
    wrong = np.arange(min(n, bad) + 1)
    chance = hypergeom.pmf(wrong, frame, bad, n)
    covered = meets = below = 0.0
    for errors, p in zip(wrong.tolist(), chance.tolist(), strict=True):
        sample = prepare(
            stratum=np.zeros(n, int),
            population=np.array([frame]),
            probability=np.full(n, n / frame),
            counted=np.ones(n, bool),
            estimand=BATCH,
        )
        grouping = Grouping(sample, None, 1)
        got = shares(grouping, np.arange(n) >= errors, np.ones(n, bool))
        one, said = estimates(got, grouping)[0], evidence(got, grouping)
        covered += p * (one.low - 1e-12 <= truth <= one.high + 1e-12)
        meets += p * (judge([(said, Promise(threshold=truth + 1e-9))])[0].status == "meets")
        below += p * (judge([(said, Promise(threshold=truth - 1e-9))])[0].status == "below")
    assert covered > 0.92
    assert meets <= 0.05 + 1e-12
    assert below <= 0.05 + 1e-12


@pytest.mark.parametrize("seen", [0.1, 0.5, 0.8, 0.95])
@pytest.mark.parametrize(("frame", "slice_"), [(200, 20), (400, 100), (1000, 800)])
def test_that_a_slice_of_a_batch_keeps_the_stated_risk(frame, slice_, seen):
    # how many of its decisions are drawn is chance, and from that its size is estimated
    drawn = round(frame * seen)
    taken = np.arange(max(1, drawn - frame + slice_), min(drawn, slice_) + 1)
    how_often = hypergeom.pmf(taken, frame, slice_, drawn)
    for bad in {0, 1, 2, slice_ // 50, slice_ // 20, slice_ // 10, slice_ // 5}:
        meets = below = 0.0
        for n, often in zip(taken.tolist(), how_often.tolist(), strict=True):
            if often < 1e-9:
                continue
            known = slice_of_a_batch(n, drawn, frame)
            truth = 1 - bad / slice_
            if bad:
                fewest = fewest_that_meet(n, truth + 1e-9, 0.05, *known)
                meets += often * hypergeom.sf(fewest - 1, slice_, slice_ - bad, n)
            most = most_that_fall_below(n, truth, 0.05, *known)
            below += often * hypergeom.cdf(most, slice_, slice_ - bad, n)
        assert meets <= 0.05
        assert below <= 0.05


def slice_of_a_batch(n, drawn, frame):
    """Return what is said of the size of a slice of which so many were drawn."""
    sample = prepare(
        stratum=np.zeros(drawn, int),
        population=np.array([frame]),
        probability=np.full(drawn, drawn / frame),
        counted=np.ones(drawn, bool),
        estimand=BATCH,
    )
    grouping = Grouping(sample, (np.arange(drawn) >= n).astype(int), 2)
    yes = np.ones(drawn, bool)
    said = evidence(shares(grouping, yes, yes), grouping)
    return said.frame, said.slack
