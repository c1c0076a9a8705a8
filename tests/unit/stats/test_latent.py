"""Latent truth, imperfect auditors, repeats, and kappa taken apart or weighed by design."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from reviewer_audit.stats import (
    against_chance,
    balance,
    design_kappa,
    imperfect,
    intra,
    latent,
    parts,
)
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.cohen import cohen_kappa
from reviewer_audit.stats.panel import panel


def drawn(n=3000, raters=4, error=0.15, seed=1):
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, n, p=[0.7, 0.2, 0.1])
    wrong = rng.random((raters, n)) < error
    codes = np.where(wrong, (truth + rng.integers(1, 3, (raters, n))) % 3, truth)
    return Codes(codes.astype(np.uint8), 3), truth


def test_that_truth_and_errors_are_found_again():
    codes, truth = drawn()
    got = latent.dawid_skene(codes)
    assert got.shares == pytest.approx([0.7, 0.2, 0.1], abs=0.03)
    assert got.accuracy == pytest.approx(np.full(4, 0.85), abs=0.03)
    assert (got.posterior.argmax(axis=1) == truth).mean() > 0.93
    assert got.posterior.sum(axis=1) == pytest.approx(np.ones(3000))
    assert got.confusion.sum(axis=2) == pytest.approx(np.ones((4, 3)))
    assert got.flags == ()


def test_that_order_of_items_graders_and_labels_does_not_matter():
    codes, _ = drawn(400)
    whole = latent.dawid_skene(codes, smoothing=0, starts=1)
    rows = latent.dawid_skene(Codes(codes.values[::-1], 3), smoothing=0, starts=1)
    items = latent.dawid_skene(Codes(codes.values[:, ::-1], 3), smoothing=0, starts=1)
    labels = latent.dawid_skene(Codes(2 - codes.values, 3), smoothing=0, starts=1)
    doubled = latent.dawid_skene(
        Codes(np.hstack([codes.values, codes.values]), 3), smoothing=0, starts=1
    )
    for other in (rows, items, doubled):
        assert other.shares == pytest.approx(whole.shares, abs=1e-4)
    assert labels.shares[::-1] == pytest.approx(whole.shares, abs=1e-4)
    assert rows.accuracy[::-1] == pytest.approx(whole.accuracy, abs=1e-4)


def test_that_what_cannot_be_told_is_not():
    two = Codes(np.zeros((2, 50), np.uint8), 2)
    assert latent.dawid_skene(two).reason == "not_identifiable"
    apart = np.full((6, 40), 2, np.uint8)
    apart[:3, :20], apart[3:, 20:] = 0, 1
    assert latent.dawid_skene(Codes(apart, 2)).reason == "not_identifiable"
    empty = Codes(np.full((3, 4), 2, np.uint8), 2)
    assert latent.dawid_skene(empty).reason == "no_data"
    assert latent.dawid_skene(Codes(np.zeros((3, 9), np.uint8), 1)).reason == "not_identifiable"
    with pytest.raises(ValueError, match="one grader"):
        latent.dawid_skene(two, graders=[0])


def test_that_unjudged_items_have_no_truth_and_one_answer_is_certain():
    codes = np.zeros((3, 10), np.uint8)
    codes[:, 4] = 2
    got = latent.dawid_skene(Codes(codes, 2))
    assert np.isnan(got.posterior[4]).all()
    assert np.isfinite(np.delete(got.posterior, 4, axis=0)).all()
    assert got.n == 9


def test_that_an_answer_that_was_not_declared_is_refused():
    with pytest.raises(ValueError, match="declared"):
        latent.occasions([[["x"]]], ["a", "b"])


def test_that_rogan_gladen_is_undone_and_flagged_outside():
    p = 0.3 * 0.9 + 0.7 * 0.05
    assert imperfect.rogan_gladen(p * 1000, 1000, 0.9, 0.95).value == pytest.approx(0.3)
    assert "outside_range" in imperfect.rogan_gladen(1, 100, 0.9, 0.95).flags
    assert imperfect.rogan_gladen(1, 10, 0.4, 0.5).reason == "not_identifiable"
    assert imperfect.rogan_gladen(0, 0, 0.9, 0.9).reason == "no_data"
    assert imperfect.adjusted((1, 10), (4, 10), (5, 10)).reason == "not_identifiable"
    assert imperfect.adjusted((1, 10), (0, 0), (5, 10)).reason == "no_data"
    assert imperfect.ceiling(1.0) == 1
    assert imperfect.ceiling(0.98**2 + 0.02**2) == pytest.approx(0.98)
    assert imperfect.ceiling(0.4) is None


def test_that_the_adjusted_interval_covers():
    rng = np.random.default_rng(9)
    true, se, sp = 0.1, 0.9, 0.95
    held = 0
    for _ in range(800):
        x = rng.binomial(300, true * se + (1 - true) * (1 - sp))
        got = imperfect.adjusted((x, 300), (rng.binomial(60, se), 60), (rng.binomial(100, sp), 100))
        held += got.low <= true <= got.high
    assert 0.93 <= held / 800 <= 0.995


def test_that_repeats_are_pooled_by_auditor_not_in_one_table():
    strict = Codes.from_table([[0, 0], [10, 40]])
    mild = Codes.from_table([[40, 10], [0, 0]])
    each = [intra.consistency(codes, violating=[False, True]) for codes in (strict, mild)]
    assert [one.kappa.value for one in each] == [0, 0]  # one table over both would say 0.6
    whole = intra.pooled([one.kappa for one in each])
    assert whole.value == 0
    assert each[0].drift_p < 0.05
    few = intra.consistency(Codes.from_table([[9, 1], [1, 9]]))
    assert few.kappa.reason == "too_few_units"
    assert few.agreement.value == 0.9
    assert "left out: 1" in intra.pooled([each[0].agreement, few.kappa]).note
    assert intra.pooled([few.kappa]).reason == "no_data"


def test_that_tests_against_chance_agree_with_statsmodels():
    table = [[40, 6, 2], [5, 20, 5], [1, 4, 17]]
    peer = cohens_kappa(np.array(table))
    got = against_chance.cohen_test(sample(Codes.from_table(table), draws=5))
    assert (got.kappa, got.se0, got.z) == (
        pytest.approx(peer.kappa),
        pytest.approx(np.sqrt(peer.var_kappa0)),
        pytest.approx(peer.z_value),
    )
    same = sample(Codes(np.zeros((3, 9), np.uint8), 2), draws=5)
    assert against_chance.fleiss_test(same).z is None


def test_that_parts_add_up_to_the_panel():
    rows = np.random.default_rng(7).integers(0, 4, (3, 60)).astype(np.uint8)
    codes = Codes(rows, 3)
    every, whole = parts.parts(sample(codes, draws=5)), panel(codes, draws=5)
    names = {
        "fleiss": "fleiss_kappa",
        "conger": "conger_kappa",
        "gwet": "gwet_ac1",
        "brennan_prediger": "brennan_prediger",
        "krippendorff": "krippendorff_alpha",
    }
    for key, name in names.items():
        one = every[key]
        assert one.value == pytest.approx(whole[name].value)
        assert one.se == pytest.approx(whole[name].se)
        assert one.value == pytest.approx((one.observed - one.expected) / (1 - one.expected))
    alone = parts.parts(sample(Codes(np.array([[0, 3], [3, 1]], np.uint8), 3)))
    assert set(alone.values()) == {parts.NOTHING}


def test_that_kappa_by_design_is_plain_kappa_where_the_design_is():
    table = [[40, 6], [5, 20]]
    plain = cohen_kappa(sample(Codes.from_table(table), draws=5))
    one = design_kappa.design_kappa(Codes.from_table(table))
    n = 71
    assert one.value == pytest.approx(plain.value)
    assert one.se == pytest.approx(plain.se * np.sqrt(n / (n - 1)))
    split = design_kappa.stratified_kappa([table, table], [710, 710])
    assert split.value == pytest.approx(plain.value)
    assert split.se < design_kappa.stratified_kappa([table, table], [710, 710], fpc=False).se
    assert design_kappa.stratified_kappa([table, [[0, 0], [0, 0]]], [100, 9]).reason == (
        "stratum_unsampled"
    )
    census = design_kappa.kappa_of_batch(Codes.from_table(table), n)
    assert census.se == 0
    with pytest.raises(ValueError, match="cannot hold"):
        design_kappa.kappa_of_batch(Codes.from_table(table), 10)


def test_that_indices_and_the_largest_kappa_are_those_of_the_margins():
    assert balance.balance([[0, 0], [0, 0]]) is None
    given = sample(Codes.from_table([[40, 9], [6, 45]]), draws=5)
    assert balance.largest_kappa(given) == pytest.approx((0.97 - 0.5002) / (1 - 0.5002), abs=1e-2)
    alike = sample(Codes.from_table([[40, 5], [5, 50]]), draws=5)
    assert balance.largest_kappa(alike) == pytest.approx(1)
    same = sample(Codes.from_table([[5, 0], [0, 0]]), draws=5)
    assert balance.largest_kappa(same) is None
