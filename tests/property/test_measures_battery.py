"""Every measure over inputs that hold next to nothing: a value, or a reason, never NaN.

What the panel does with ordinary judgments is in test_agreement.py; here are the inputs of the
edge-case table over everything that computes, and the laws that all of them keep.
"""

import numpy as np
import pytest

from reviewer_audit.stats import (
    against_chance,
    balance,
    design_kappa,
    intra,
    latent,
    light,
    marginal,
    masi,
    measures,
    pairwise,
    parts,
    percent,
)
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.panel import described, panel
from tests.property.degenerate import DEGENERATE, DRAWS, OPTIONS, each_input, sound


@each_input
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
def test_that_every_measure_answers_or_says_why_not(given, options):
    many = {"draws": DRAWS, **options}
    for measure in measures():
        sound(measure.compute(given, **many), measure.key)
    marks = [None, [k > 0 for k in range(given.q)]]
    if not options:
        marks += [[False] * given.q, [True] * given.q]
    for violating in marks:
        found, sentence = described(given, violating=violating, **many)
        sound(found)
        assert sentence
        assert "nan" not in sentence.lower()


@each_input
@pytest.mark.parametrize("clusters", ["one", "each"])
def test_that_clusters_and_weights_change_no_refusal_into_a_crash(given, clusters):
    group = np.zeros(given.units, int) if clusters == "one" else np.arange(given.units)
    sound(panel(given, draws=DRAWS, clusters=group))
    sound(panel(given, draws=DRAWS, clusters=group, weights=np.arange(1.0, given.units + 1)))


@each_input
def test_that_what_stands_beside_a_coefficient_bears_it_too(given):
    judged = sample(given, draws=DRAWS, violating=[k > 0 for k in range(given.q)])
    sound(parts.parts(judged))
    sound(against_chance.cohen_test(judged))
    sound(against_chance.fleiss_test(judged))
    sound(against_chance.per_category(given))
    sound(light.light_kappa(judged))
    sound(percent.specific_agreement(judged))
    sound([percent.all_agree(judged), percent.share_of(judged, [True] * given.q)])
    sound(pairwise.pairwise(judged))
    if given.raters == 2:
        sound([balance.expected_agreement(judged), balance.largest_kappa(judged)])
        sound(intra.consistency(given, violating=[k > 0 for k in range(given.q)]))
        sound(design_kappa.design_kappa(given))
        table = marginal.table_of(judged)
        sound([test(table) for test in (marginal.bowker, marginal.stuart_maxwell)])
        sound(marginal.bhapkar(table))
    units = [
        {str(r): {str(v)} for r, v in enumerate(column) if v < given.q}
        for column in given.values.T.tolist()
    ]
    sound(masi.krippendorff_alpha_masi(units, draws=DRAWS))


@each_input
def test_that_latent_truth_is_fitted_or_refused(given):
    found = latent.dawid_skene(given)
    if isinstance(found, latent.Latent):
        sound([found.shares, found.confusion, found.loglik, found.accuracy])
    else:
        sound(found)
        assert found.reason in {"no_data", "not_identifiable"}


REASONS = {  # edge-case table: situation -> reason of percent, of kappa and its kin, of AC1 and BP
    "no unit": ("no_data", "no_data", "no_data"),
    "all missing": ("no_data", "no_data", "no_data"),
    "one rater": ("no_pairs", "no_pairs", "no_pairs"),
    "nobody shares a unit": ("no_pairs", "no_pairs", "no_pairs"),
    "one declared category": (None, "no_variation", "no_variation"),
    "one of two used": (None, "no_variation", None),
    "one of five used, three raters": (None, "no_variation", None),
    "all agree": (None, None, None),
    "always the other": (None, None, None),
}


@pytest.mark.parametrize("name", REASONS)
def test_that_reasons_are_those_of_the_edge_case_table(name):
    found = panel(DEGENERATE[name], draws=DRAWS)
    plain, corrected, guessing = REASONS[name]
    assert found["percent_agreement"].reason == plain
    for key in ("fleiss_kappa", "krippendorff_alpha"):
        assert found[key].reason == corrected, key
    for key in ("gwet_ac1", "brennan_prediger"):
        assert found[key].reason == guessing, key
