"""Verdicts: three answers, the bound behind them, and what they hang on."""

import time
from dataclasses import replace

import numpy as np
import pytest

from reviewer_audit.stats.verdict import (
    Evidence,
    Promise,
    chance_of_verdict,
    critical_counts,
    judge,
)

stats = pytest.importorskip("scipy.stats")

TARGET = Promise(threshold=0.95)
LENIENT = Promise(threshold=0.95, rule="unless_disproven")


def seen(x, n, **more):
    return Evidence(share=x / n if n else None, n=n, n_eff=float(n), **more)


def verdict(x, n, promise=TARGET, **more):
    return judge([(seen(x, n, **more), promise)])[0]


@pytest.mark.parametrize(
    ("x", "n", "strict", "lenient"),
    [
        (59, 59, "meets", "meets"),
        (58, 58, "inconclusive", "not_disproven"),
        (92, 93, "meets", "meets"),
        (91, 92, "inconclusive", "not_disproven"),
        (485, 500, "meets", "meets"),
        (182, 200, "below", "below"),
        (950, 1000, "inconclusive", "not_disproven"),
    ],
)
def test_that_exact_bounds_decide(x, n, strict, lenient):
    assert verdict(x, n).status == strict
    assert verdict(x, n, LENIENT).status == lenient


def test_that_the_bound_shown_is_the_one_that_decided():
    assert verdict(485, 500).bound == pytest.approx(0.954180357249003)
    below = verdict(182, 200)
    assert below.bound < 0.95
    assert stats.binom.cdf(182, 200, below.bound) == pytest.approx(0.05)
    assert verdict(97, 100).bound == pytest.approx(0.92428920625017)
    assert verdict(97, 100, LENIENT).bound > 0.97


def test_that_a_tie_passes():
    bound = 0.05 ** (1 / 59)
    assert verdict(59, 59, Promise(threshold=bound)).status == "meets"


def test_that_no_data_and_partial_audits_are_inconclusive_with_their_reason():
    assert (verdict(0, 0).status, verdict(0, 0).reason) == ("inconclusive", "no_data")
    partial = verdict(500, 500, response=0.89)
    assert (partial.status, partial.reason) == ("inconclusive", "partial_audit")
    assert verdict(500, 500, response=0.9).status == "meets"
    assert verdict(500, 500, response=0.5, accept_partial=True).status == "meets"
    assert verdict(500, 500, reason="few_clusters").reason == "few_clusters"


def test_that_a_ceiling_is_judged_like_the_share_it_leaves():
    ceiling = Promise(threshold=0.05, higher_is_better=False)
    for x, n in ((0, 59), (1, 93), (18, 200), (3, 100)):
        down, up = verdict(x, n, ceiling), verdict(n - x, n)
        assert down.status == up.status
        assert down.bound == pytest.approx(1 - up.bound)
        assert down.overturned_by == up.overturned_by


def test_that_holm_shares_the_risk_among_declared_targets():
    family = [(seen(59, 59), TARGET), (seen(500, 500), TARGET)]
    first, second = judge(family)
    assert second.confidence == pytest.approx(0.975)
    assert (first.status, first.confidence) == ("meets", pytest.approx(0.95))
    weak = judge([(seen(59, 59), TARGET), (seen(50, 50), TARGET)])
    assert [v.status for v in weak] == ["inconclusive", "inconclusive"]
    assert {round(v.confidence, 4) for v in weak} == {0.975}


def test_that_each_direction_has_its_own_steps():
    family = [(seen(500, 500), TARGET), (seen(400, 500), TARGET)]
    assert [v.status for v in judge(family)] == ["meets", "below"]


def test_that_two_looks_are_stricter_than_one():
    assert verdict(59, 59, looks=2).status == "inconclusive"
    assert verdict(69, 69, looks=2).status == "meets"
    assert verdict(69, 69, looks=2).confidence == pytest.approx(1 - 0.0294)


@pytest.mark.parametrize(("x", "n"), [(485, 500), (182, 200), (59, 59), (97, 100)])
def test_that_overturned_by_is_the_smallest_number_of_wrong_grades(x, n):
    got = verdict(x, n)
    flips = range(1, n)
    smallest = next(
        k for k in flips
        for moved in (x - k, x + k)
        if 0 <= moved <= n and verdict(moved, n).status != got.status
    )  # fmt: skip
    assert got.overturned_by == smallest


@pytest.mark.parametrize(("x", "n"), [(97, 100), (58, 58), (93, 100), (290, 300)])
def test_that_needed_is_the_first_number_with_the_chance(x, n):
    needed = verdict(x, n).needed["decisions"]

    def chance(m):
        total, p = n + m, x / n
        counts = np.arange(m + 1)
        right = x + counts
        meets = stats.binom.sf(right - 1, total, 0.95) <= 0.05
        below = stats.binom.cdf(right, total, 0.95) <= 0.05
        return stats.binom.pmf(counts, m, p)[meets | below].sum()

    assert chance(needed) >= 0.8
    assert all(chance(m) < 0.8 for m in range(max(1, needed - 150), needed))


def test_that_a_rate_at_the_target_is_too_close():
    got = verdict(950, 1000)
    assert (got.needed, got.reason) == (None, "too_close")


def test_that_decisions_that_hang_together_are_the_reason_and_not_the_rate():
    """Of 120 decisions that say as much as one nothing follows, near the target or far from it."""
    for x, worth, reason in ((106, 1.1, "hang_together"), (114, 100.0, "too_close")):
        evidence = replace(seen(x, 120), n_eff=worth)
        assert judge([(evidence, TARGET)])[0].reason == reason


def test_that_the_frame_limits_what_may_still_be_drawn():
    open_ = verdict(97, 100)
    assert open_.needed["decisions"] > 100
    assert verdict(97, 100, left=100).reason == "too_close"
    assert verdict(97, 100, left=10_000).needed == open_.needed


def test_that_a_decided_verdict_needs_nothing():
    assert verdict(485, 500).needed is None


def test_that_a_census_is_decided_by_its_share():
    whole = replace(seen(95, 100), n_eff=float("inf"))
    assert judge([(whole, TARGET)])[0].status == "meets"
    assert judge([(replace(whole, share=0.94), TARGET)])[0].status == "below"
    assert judge([(whole, TARGET)])[0].overturned_by == 1


def test_that_unseen_errors_in_a_stratum_lower_the_bound_behind_meets():
    plain = judge([(seen(59, 59), TARGET)])[0]
    shifted = judge([(seen(59, 59, shift=0.01), TARGET)])[0]
    assert (plain.status, shifted.status) == ("meets", "inconclusive")
    assert judge([(seen(182, 200, shift=0.01), TARGET)])[0].status == "below"


def test_that_a_smaller_effective_size_asks_for_more():
    clustered = judge([(replace(seen(58, 58), n_eff=29.0), TARGET)])[0]
    assert verdict(58, 58).needed["decisions"] == 1
    assert clustered.needed["decisions"] == pytest.approx(60, abs=1)


@pytest.mark.parametrize("target", [0.5, 0.9, 0.95, 0.99])
def test_that_critical_counts_are_the_edges_of_the_exact_test(target):
    n = np.arange(1, 400)
    meets, below = critical_counts(n, target, 0.95)
    assert (stats.binom.sf(meets - 1, n, target) <= 0.05 + 1e-12).all()
    assert (stats.binom.sf(meets - 2, n, target) > 0.05).all()
    reached = below >= 0
    assert (stats.binom.cdf(below, n, target)[reached] <= 0.05).all()
    assert (stats.binom.cdf(below + 1, n, target) > 0.05 - 1e-12).all()


def test_that_a_wrong_meets_is_as_rare_as_promised():
    for n in (60, 100, 300, 1000):
        meets, _ = critical_counts(n, 0.95, 0.95)
        assert stats.binom.sf(meets - 1, n, 0.95) <= 0.05


# -- exactly the decisions of a batch -------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "n", "frame", "status"),
    # 0 of n wrong rule out 51 wrong of 1,000 from n = 56 on, 11 wrong of 200 from n = 47 on
    [
        (55, 55, 1000, "inconclusive"), (56, 56, 1000, "meets"),
        (46, 46, 200, "inconclusive"), (47, 47, 200, "meets"),
        (89, 100, 1000, "below"), (90, 100, 1000, "below"), (91, 100, 1000, "inconclusive"),
    ],
)  # fmt: skip
def test_that_a_batch_is_judged_by_the_frames_that_are_possible(x, n, frame, status):
    got = verdict(x, n, frame=frame)
    assert got.status == status
    right = np.arange(frame + 1)
    fewest = right[stats.hypergeom.sf(x - 1, frame, right, n) > 0.05].min()
    most = right[stats.hypergeom.cdf(x, frame, right, n) > 0.05].max()
    assert got.bound == pytest.approx((most if status == "below" else fewest) / frame)
    assert (fewest >= 0.95 * frame) == (status == "meets")
    assert (most < 0.95 * frame) == (status == "below")


def test_that_a_batch_that_reaches_its_target_to_a_decision_meets_it():
    assert verdict(190, 200, frame=200).status == "meets"
    assert verdict(189, 200, frame=200).status == "below"
    assert verdict(189, 200, frame=201).status == "below"  # 190 of 201 miss it
    assert verdict(190, 200, frame=201).status == "inconclusive"  # 190 miss, 191 reach it
    assert verdict(93, 100, Promise(threshold=1 - 0.07), frame=100).status == "meets"


def test_that_a_ceiling_of_a_batch_is_judged_like_the_share_it_leaves():
    ceiling = Promise(threshold=0.05, higher_is_better=False)
    for x, n in ((0, 56), (1, 93), (18, 200), (3, 100)):
        down, up = verdict(x, n, ceiling, frame=1000), verdict(n - x, n, frame=1000)
        assert (down.status, down.overturned_by) == (up.status, up.overturned_by)
        assert down.bound == pytest.approx(1 - up.bound)


@pytest.mark.parametrize(("x", "n"), [(485, 500), (170, 200), (56, 56), (97, 100), (190, 200)])
def test_that_overturned_by_counts_whole_decisions_of_a_batch(x, n):
    got = verdict(x, n, frame=1000)
    smallest = next(
        k for k in range(1, n)
        for moved in (x - k, x + k)
        if 0 <= moved <= n and verdict(moved, n, frame=1000).status != got.status
    )  # fmt: skip
    assert got.overturned_by == smallest


@pytest.mark.parametrize(
    ("x", "n", "frame"), [(97, 100, 1000), (55, 55, 1000), (92, 100, 400), (290, 300, 5000)]
)
def test_that_needed_counts_what_is_left_of_a_batch(x, n, frame):
    found = verdict(x, n, frame=frame, left=frame - n).needed["decisions"]
    reach, rest = 0.95 * frame, round(x / n * (frame - n))

    def chance(m):
        counts = np.arange(m + 1)
        meets = stats.hypergeom.sf(x + counts - 1, frame, int(np.ceil(reach)) - 1, n + m) <= 0.05
        below = stats.hypergeom.cdf(x + counts, frame, int(np.ceil(reach)), n + m) < 0.05
        return stats.hypergeom.pmf(counts, frame - n, rest, m)[meets | below].sum()

    assert chance(found) >= 0.8
    assert all(chance(m) < 0.8 for m in range(max(1, found - 150), found))
    assert found < verdict(x, n).needed["decisions"] + 1


def test_that_looking_at_the_rest_of_a_batch_settles_it():
    got = verdict(94, 100, frame=120, left=20)
    assert got.status == "inconclusive"
    assert got.needed["decisions"] <= 20


def test_that_a_slice_of_a_batch_gives_a_decision_away_at_either_bound():
    # how many decisions a slice has in the frame is an estimate
    sure, unsure = (verdict(97, 100, frame=1000, slack=slack) for slack in (0, 1))
    assert unsure.bound == pytest.approx(sure.bound - 0.001)
    sure, unsure = (verdict(80, 100, frame=1000, slack=slack) for slack in (0, 1))
    assert unsure.bound == pytest.approx(sure.bound + 0.001)
    assert verdict(56, 56, frame=1000, slack=1).status == "inconclusive"
    assert verdict(57, 57, frame=1000, slack=1).status == "meets"


def test_that_large_frames_are_judged_in_a_moment():
    start = time.perf_counter()
    got = verdict(4_770, 5_000, frame=100_000, left=95_000)
    assert got.status == "inconclusive"
    assert got.needed["decisions"] > 0
    assert time.perf_counter() - start < 3


def test_that_certain_decisions_make_the_chance_certain():
    assert chance_of_verdict(seen(58, 58), 0.95, np.array([1]), (0.05, 0.05)) == pytest.approx(1)
