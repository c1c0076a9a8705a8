"""Acceptance of lots, the switching rules over a history, and strata read from a sheet."""

import numpy as np
import pytest
from scipy import stats

from reviewer_audit.errors import IntakeError, SampleError
from reviewer_audit.services import lots, stratified


def test_that_a_plan_between_two_points_is_the_smallest_by_enumeration():
    got = lots.acceptance(0.02, 0.09, alpha=0.05, beta=0.1)
    every = (
        (n, c)
        for n in range(1, 200)
        for c in range(n)
        if stats.binom.cdf(c, n, 0.02) >= 0.95 and stats.binom.cdf(c, n, 0.09) <= 0.1
    )
    assert (got.plan.size, got.plan.accept) == min(every)
    assert got.refused == pytest.approx(1 - stats.binom.cdf(got.plan.accept, got.plan.size, 0.02))
    assert got.let_in == pytest.approx(stats.binom.cdf(got.plan.accept, got.plan.size, 0.09))
    assert got.corrected == ()
    assert got.outgoing_limit is None


def test_that_the_published_plans_come_out():
    # R AcceptanceSampling 1.0.11, find.plan, manual examples
    assert lots.acceptance(0.05, 0.15, beta=0.075).plan.size == 80
    small = lots.acceptance(0.05, 0.15, beta=0.2, lot=100).plan
    assert (small.size, small.accept, small.lot) == (33, 3, 100)


def test_that_outgoing_quality_is_that_of_simulated_lots():
    got = lots.acceptance(0.02, 0.1, lot=400)
    rng = np.random.default_rng(5)
    bad = 20  # of 400: 5 %
    found = rng.hypergeometric(bad, 400 - bad, got.plan.size, 40_000)
    accepted = found <= got.plan.accept
    left = np.where(accepted, bad - found, 0) / 400  # what was found is corrected too
    looked = np.where(accepted, got.plan.size, 400)
    shown = next(
        b
        for b in lots.acceptance(0.02, 0.1, lot=400, rates=[0.05]).corrected
        if b.rate == pytest.approx(0.05)
    )
    assert shown.accepted == pytest.approx(accepted.mean(), abs=0.01)
    assert shown.inspected == pytest.approx(looked.mean(), rel=0.02)
    assert shown.outgoing == pytest.approx(left.mean(), abs=0.003)
    assert got.outgoing_limit >= shown.outgoing - 1e-12


def severities(history, **given):
    return [step.after for step in lots.series(2000, 1.0, history=history, **given).steps]


def test_that_a_history_is_followed_by_numbers_or_by_words():
    # K: 125, Ac 3; tightened Ac 2; reduced 50, Ac 2
    assert severities(["reject", "accept", "reject"])[-1] == "tightened"
    assert severities(["4", "0", "4"])[-1] == "tightened"
    assert severities(["reject", "reject", *["accept"] * 5])[-1] == "normal"
    assert severities(["0"] * 10)[-1] == "reduced"
    assert severities([*["0"] * 10, "3"])[-1] == "normal"


def test_that_words_alone_earn_no_reduction_where_the_rule_asks_for_errors():
    told = lots.series(2000, 1.0, history=["accept"] * 15)
    assert (told.severity, told.score, told.vague) == ("normal", 0, True)
    # letter F at 1.0 is inspected as E with Ac 0: acceptance is all there is to know
    small = lots.series(120, 1.0, history=["accept"] * 15)
    assert (small.severity, small.vague) == ("reduced", False)
    assert not lots.series(2000, 1.0, history=["0"] * 3).vague


def test_that_inspection_stops_and_nothing_follows():
    lost = ["reject", "reject", *["reject"] * 5]
    stopped = lots.series(2000, 1.0, history=lost)
    assert stopped.stopped
    assert stopped.as_json()["next"] is None
    with pytest.raises(SampleError, match="stopped before lot 8"):
        lots.series(2000, 1.0, history=[*lost, "accept"])


def test_that_a_lot_told_otherwise_is_refused():
    with pytest.raises(SampleError, match="Lot 2"):
        lots.series(2000, 1.0, history=["0", "fine"])
    with pytest.raises(SampleError, match="Lot 1"):
        lots.series(2000, 1.0, history=["-1"])


def test_that_a_lot_smaller_than_its_sample_is_inspected_whole():
    told = lots.series(5, 1.0, rates=[0.01])
    assert told.as_json()["next"]["n"] == 5
    assert told.long_run[0].inspected == pytest.approx(5)


# -- strata ---------------------------------------------------------------------------------------

SHEET = "Stratum;Population;Expected accuracy\nSpam;9000;97%\nHate;900;0.9\nSafety;100;0.8\n"


def sheet(folder, text):
    path = folder / "strata.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_that_strata_are_read_with_either_separator(tmp_path):
    rows = stratified.read(sheet(tmp_path, SHEET))
    assert [(r.name, r.population, r.expected, r.cost, r.minimum) for r in rows] == [
        ("Spam", 9000, 0.97, None, 30),
        ("Hate", 900, 0.9, None, 30),
        ("Safety", 100, 0.8, None, 30),
    ]
    again = stratified.read(sheet(tmp_path, "\ufeff" + SHEET.replace(";", ",") + ",,\n"))
    assert again == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,population\nA,3\n", "lack the column expected"),
        ("name,population,expected\n", "holds no stratum"),
        ("name,population,expected\nA,x,0.9\n", "Row 2: the population"),
        ("name,population,expected\nA,5,0.9\nB,5,1.5\n", "Row 3: the expected"),
        ("name,population,expected\nA,5,1\n", "leaves nothing to find out"),
        ("name,population,expected\nA,5,.9\nA,5,.9\n", "twice"),
        ("name,population,expected,cost\nA,5,.9,0\n", "is no price"),
    ],
)
def test_that_a_wrong_sheet_names_its_fault(tmp_path, text, words):
    with pytest.raises(IntakeError, match=words):
        stratified.read(sheet(tmp_path, text))


def test_that_a_missing_sheet_is_an_error_in_words(tmp_path):
    with pytest.raises(IntakeError, match="cannot be read"):
        stratified.read(tmp_path / "none.csv")


def test_that_the_margin_is_reached_with_as_few_as_can_be(tmp_path):
    rows = stratified.read(sheet(tmp_path, SHEET))
    got = stratified.shared(rows, margin=0.015)
    assert got.margin <= 0.015
    assert stratified.shared(rows, size=got.size - 1).margin > 0.015
    assert stratified.shared(rows, size=got.size).margin == pytest.approx(got.margin)
    assert got.proportional_margin >= got.margin
    assert got.expected == pytest.approx(0.962)


def test_that_one_stratum_is_the_textbook_size():
    # Cochran 1977, 4.4 and 5.5: a single stratum of 10,000 at 95 % and 2 points: 437
    alone = (stratified.Row(name="all", population=10_000, expected=0.95),)
    assert stratified.shared(alone, margin=0.02).size == 437


def test_that_a_budget_needs_costs_and_is_kept(tmp_path):
    rows = stratified.read(sheet(tmp_path, SHEET))
    with pytest.raises(SampleError, match="cost"):
        stratified.shared(rows, budget=500)
    text = SHEET.replace("accuracy", "accuracy;Cost").replace("97%", "97%;1")
    priced = text.replace("0.9\n", "0.9;2\n").replace("0.8\n", "0.8;4\n")
    dear = stratified.read(sheet(tmp_path, priced))
    got = stratified.shared(dear, budget=900)
    assert 896 <= got.cost <= 900
    cheap = stratified.shared(dear, margin=0.015)
    assert cheap.margin <= 0.015
    assert cheap.cost <= float(np.dot([1, 2, 4], stratified.shared(rows, margin=0.015).drawn))
    half = stratified.read(sheet(tmp_path, priced.replace(";4\n", ";\n")))
    with pytest.raises(SampleError, match="Safety has no cost"):
        stratified.shared(half, margin=0.02)


def test_that_the_minimum_of_each_stratum_holds_and_is_refused_where_it_asks_too_much(tmp_path):
    rows = stratified.read(sheet(tmp_path, SHEET))
    assert min(stratified.shared(rows, size=400).drawn) >= 30
    with pytest.raises(SampleError, match="minimum"):
        stratified.shared(rows, size=60)
