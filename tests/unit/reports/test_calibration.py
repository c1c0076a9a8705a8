"""A session's numbers against other libraries and plain loops; what is undefined says why."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import krippendorff
import numpy as np
import openpyxl
import pytest
from scipy.stats import t as student
from sklearn.metrics import accuracy_score, confusion_matrix
from statsmodels.stats.inter_rater import fleiss_kappa

from reviewer_audit.domain.calibration import Decision, Purpose, Side
from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.render.xlsx import write_scorecard
from reviewer_audit.reports import calibration_pages
from reviewer_audit.reports.calibration import CalibrationData, ItemFacts, measure
from reviewer_audit.reports.calibration_words import SessionFacts, points
from reviewer_audit.stats.measure import Estimate

P, M, Q = 8, 15, 3
POLICY = Policy(
    name="Tiny",
    version="1",
    effective_from=date(2026, 1, 1),
    labels=(
        Label(key="ok", title="No violation", is_violation=False),
        Label(key="spam", title="Spam"),
        Label(key="threat", title="Threat"),
    ),
)
SIDES = (Side.CLIENT,) * 4 + (Side.VENDOR,) * 4
WHO = tuple(f"{side.value.title()} {k % 4 + 1}" for k, side in enumerate(SIDES))


def made(seed=1, *, gaps=0.1, again=True):
    """Votes of eight people on fifteen items, some missing, some cannot judge."""
    chance = np.random.default_rng(seed)
    baseline = np.arange(M) % Q

    def votes(wrong):
        strays = chance.random((P, M)) < wrong
        table = np.where(strays, chance.integers(0, Q, (P, M)), baseline)
        return np.where(chance.random((P, M)) < gaps, Q, table)

    blind = votes(0.35)
    standard = baseline.copy()
    standard[0], standard[1] = 1, -1
    items = tuple(
        ItemFacts(
            name=f"item-{k}",
            purpose=Purpose.DISAGREEMENT,
            severity="S2",
            decision=(Decision.CHANGE, Decision.GAP)[k] if k < 2 else Decision.UPHOLD,
        )
        for k in range(M)
    )
    return CalibrationData(
        policy=POLICY,
        items=items,
        who=WHO,
        sides=SIDES,
        baseline=baseline,
        standard=standard,
        blind=blind,
        again=votes(0.1) if again else np.full((P, M), Q),
        judged=blind < Q,
    )


def alpha_of(table, q=Q):
    values = np.where(table == q, np.nan, table.astype(float))
    return krippendorff.alpha(reliability_data=values, level_of_measurement="nominal")


@pytest.mark.parametrize("seed", range(2))
def test_that_alpha_is_that_of_another_library_blind_and_after_and_by_side(seed):
    data = made(seed)
    label, violating = measure(data).facets
    fold = np.array([0, 1, 1, 2])
    for found, table in ((label.blind, data.blind), (label.after, data.again)):
        assert found["krippendorff_alpha"].value == pytest.approx(alpha_of(table), abs=1e-12)
    for found, table in ((violating.blind, data.blind), (violating.after, data.again)):
        other = alpha_of(fold[table], 2)
        assert found["krippendorff_alpha"].value == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize("seed", range(2))
def test_that_percent_agreement_ac1_and_kappa_equal_plain_formulas(seed):
    data = made(seed, gaps=0)
    found = measure(data).facets[0].blind
    counts = np.stack([(data.blind == k).sum(axis=0) for k in range(Q)], axis=1)
    each = (counts * (counts - 1)).sum(axis=1) / (P * (P - 1))
    shares = counts.mean(axis=0) / P
    chance = (shares * (1 - shares)).sum() / (Q - 1)
    assert found["percent_agreement"].value == pytest.approx(each.mean())
    assert found["gwet_ac1"].value == pytest.approx((each.mean() - chance) / (1 - chance))
    assert found["fleiss_kappa"].value == pytest.approx(fleiss_kappa(counts, "fleiss"))
    assert found["krippendorff_alpha"].n == M
    low, high = found["gwet_ac1"].low, found["gwet_ac1"].high
    assert low < found["gwet_ac1"].value < high


def test_that_each_participant_is_compared_with_the_baseline_on_own_votes():
    data = made(2)
    for k, one in enumerate(measure(data).participants):
        there = data.blind[k] < Q
        mine, base = data.blind[k][there], data.baseline[there]
        e = one.agreement
        assert (e.n, e.numerator) == (there.sum(), (mine == base).sum())
        assert e.value == pytest.approx(accuracy_score(base, mine))
        assert e.low < e.value < e.high or e.value in {0, 1}
        table = confusion_matrix(mine > 0, base > 0, labels=[True, False])
        strict = (table[0, 1] - table[1, 0]) / there.sum()
        assert one.strictness.value == pytest.approx(strict)
        ruled = (data.again[k] < Q) & (data.standard >= 0)
        assert one.after.n == ruled.sum()
        assert one.after.numerator == (data.again[k] == data.standard)[ruled].sum()


def clustered(moved, items):
    """The standard error of a sum of influences, items drawn, and its degrees of freedom."""
    sums = [moved[items == k].sum() for k in np.unique(items)]
    n = len(sums)
    spread = sum((s - np.mean(sums)) ** 2 for s in sums)
    return np.sqrt(n / (n - 1) * spread), n - 1


def test_that_the_difference_of_the_sides_and_its_interval_are_recomputed():
    data = made(3)
    found = measure(data)
    hits = {}
    for side in (Side.CLIENT, Side.VENDOR):
        rows, items = np.nonzero((data.blind < Q) & (np.array(SIDES) == side)[:, None])
        hits[side] = ((data.blind == data.baseline)[rows, items].astype(float), items)
    (client, at), (vendor, other) = hits[Side.CLIENT], hits[Side.VENDOR]
    gap = client.mean() - vendor.mean()
    moved = np.concatenate(
        [(client - client.mean()) / len(client), -(vendor - vendor.mean()) / len(vendor)]
    )
    se, df = clustered(moved, np.concatenate([at, other]))
    half = student.ppf(0.975, df) * se
    assert found.delta.value == pytest.approx(gap)
    assert (found.delta.low, found.delta.high) == pytest.approx((gap - half, gap + half))
    assert found.side[Side.CLIENT].value == pytest.approx(client.mean())
    assert found.side[Side.VENDOR].n == len(vendor)
    assert found.all_baseline.value == pytest.approx(np.concatenate([client, vendor]).mean())


def test_that_the_distance_counts_votes_given_twice_and_leaves_gaps_of_the_policy_out():
    data = made(4)
    found = measure(data)
    twice = [
        (k, i)
        for k in range(P)
        for i in range(M)
        if data.blind[k, i] < Q and data.again[k, i] < Q and i != 1
    ]
    before = [data.blind[k, i] != data.standard[i] for k, i in twice]
    after = [data.again[k, i] != data.standard[i] for k, i in twice]
    assert (found.before.n, found.before.numerator) == (len(twice), sum(before))
    assert (found.after.n, found.after.numerator) == (len(twice), sum(after))
    change = np.mean(after) - np.mean(before)
    moved = (np.array(after, float) - before - change) / len(twice)
    se, df = clustered(moved, np.array([i for _k, i in twice]))
    half = student.ppf(0.975, df) * se
    assert found.change.value == pytest.approx(change)
    assert found.change.low == pytest.approx(change - half)
    assert found.change.high == pytest.approx(change + half)


def test_that_votes_on_one_item_count_as_hanging_together():
    data = made(5, gaps=0)
    off = (data.baseline + 1) % Q
    by_item = np.tile(np.where(np.arange(M) % 2, data.baseline, off), (P, 1))
    by_person = np.where(np.arange(P)[:, None] % 2, data.baseline, off)
    alike = measure(replace(data, blind=by_item)).all_baseline
    apart = measure(replace(data, blind=by_person)).all_baseline
    assert alike.n == apart.n == P * M
    assert alike.n_eff <= M, "fifteen items, not 120 votes"
    assert apart.n_eff > 3 * M
    assert alike.df == apart.df == M - 1
    assert "votes on one item together" in alike.method


def test_that_pairs_items_and_labels_are_counted_as_by_hand():
    data = made(6)
    found = measure(data)
    for pair, (a, b) in zip(found.pairs, combinations(range(P), 2), strict=True):
        both = (data.blind[a] < Q) & (data.blind[b] < Q)
        assert pair.agreement.value == pytest.approx((data.blind[a] == data.blind[b])[both].mean())
        assert pair.agreement.low < pair.agreement.value < pair.agreement.high
    for k, line in enumerate(found.items):
        votes = data.blind[:, k][data.blind[:, k] < Q]
        most = np.bincount(votes, minlength=Q).max()
        assert sum(line.votes) == len(votes)
        assert line.off == pytest.approx(1 - most / len(votes))
        assert line.flagged is (line.off > 0.10)
        assert line.distance == ((votes != data.baseline[k]).sum(), len(votes))
    assert found.rulings == {Decision.UPHOLD: 13, Decision.CHANGE: 1, Decision.GAP: 1}
    assert found.answered == (int(data.judged.sum()), P * M)
    assert set(found.by_label) == {"ok", "spam", "threat"}


def test_that_what_is_undefined_says_why():
    data = made(7, again=False)
    found = measure(data)
    for e in (found.before, found.after, found.change, found.participants[0].after):
        assert (e.value, e.reason) == (None, "no_data")
        assert "again" in e.note
    same = replace(data, blind=np.zeros((P, M), np.int64), baseline=np.zeros(M, np.int64))
    alpha = measure(same).facets[0].blind["krippendorff_alpha"]
    assert (alpha.value, alpha.reason) == (None, "no_variation")
    client = replace(data, sides=(Side.CLIENT,) * P)
    assert measure(client).delta.reason == "no_data"
    one = replace(
        data, who=WHO[:1], sides=SIDES[:1], blind=data.blind[:1], again=data.again[:1],
        judged=data.judged[:1],
    )  # fmt: skip
    assert measure(one).facets[0].blind["gwet_ac1"].reason == "no_pairs"
    nobody = replace(data, blind=np.full((P, M), Q), judged=np.zeros((P, M), bool))
    assert measure(nobody).all_baseline.reason == "no_data"
    assert measure(nobody).items[0].off is None


def facts(**more):
    known = {
        "project": "Audit", "title": "October", "held_on": "2026-10-01", "policy": "Tiny 1",
        "state": "meeting", "seal": "ab", "salt": "cd", "whole": True, "built": (), "experts": 1,
        "taken_out": 0, "seed": "7", "tasks": (), "earlier": (), "trend": (),
    }  # fmt: skip
    return SessionFacts(**known | more)


def test_that_a_report_is_whole_even_where_nothing_was_said():
    for data in (made(8), made(8, again=False), replace(made(8), blind=np.full((P, M), Q))):
        found = measure(data)
        report = calibration_pages.build(found, facts())
        keys = [section.key for section in report.sections]
        assert keys == [
            "summary", "session", "agreement", "participants", "sides", "items", "rulings",
            "actions", "method",
        ]  # fmt: skip
        assert report.stamp.startswith("Provisional")
        assert all(section.blocks for section in report.sections)
    assert calibration_pages.build(found, facts(state="closed")).stamp == ""


def test_that_an_altered_baseline_is_said_in_the_report():
    report = calibration_pages.build(measure(made(9)), facts(whole=False))
    assert "NOT the one that was frozen" in repr(report.section("method"))


def test_that_a_difference_reads_in_points_with_interval_and_n():
    e = Estimate(value=0.051, n=120, low=-0.1, high=0.2)
    assert points(e) == "+5.1 points (-10.0 to +20.0, n\u00a0120)"
    assert points(replace(e, value=0.0, low=None, high=None)) == "0.0 points (n\u00a0120)"
    assert points(Estimate.undefined("no_data", "Nobody.")) == "n/a (Nobody.)"


def test_that_coefficients_are_no_percentages_in_the_workbook(tmp_path):
    found = measure(made(10))
    write_scorecard(calibration_pages.build(found, facts()), tmp_path / "c.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "c.xlsx")
    first = [cell for row in workbook["Summary"] for cell in row if cell.value is not None]
    alpha = found.facets[0].blind["krippendorff_alpha"].value
    assert f"{alpha:.2f}" in [cell.value for cell in first]
    shares = [c for c in first if isinstance(c.value, float) and "%" in c.number_format]
    assert found.all_baseline.value in [cell.value for cell in shares]
    both = workbook["Client and vendor"]
    pair = found.pairs[0].agreement.value
    cells = [c for row in both for c in row if c.value == pytest.approx(pair)]
    assert any(cell.number_format == "0%" for cell in cells)
