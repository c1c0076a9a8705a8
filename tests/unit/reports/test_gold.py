"""Auditors against gold: shares by hand, and the vendor behind auditors who err."""

import json

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from reviewer_audit.domain.policy import Match
from reviewer_audit.reports import panels_gold
from reviewer_audit.reports.auditors import auditors
from reviewer_audit.reports.gold import GoldGrades, gold_report
from reviewer_audit.reports.sensitivity import sensitivity
from reviewer_audit.stats.imperfect import adjusted_accuracy
from tests.unit.reports.audits import POLICY, answer
from tests.unit.reports.test_sensitivity import graded


def gold(rows, *, seeded=None, match=Match.PRIMARY):
    """Rows of (auditor, item, right, said); said None where the auditor could not judge."""
    names = sorted({row[0] for row in rows})
    return GoldGrades(
        policy=POLICY,
        match=match,
        auditors=tuple(names),
        seeded=seeded or tuple(sum(row[0] == name for row in rows) for name in names),
        auditor=np.array([names.index(row[0]) for row in rows], np.int64),
        item=np.array([row[1] for row in rows], np.int64),
        truth=tuple(answer(row[2]) for row in rows),
        said=tuple(None if row[3] is None else answer(row[3]) for row in rows),
    )


def alone(pairs, who="Ann", first=0):
    return [(who, first + k, right, said) for k, (right, said) in enumerate(pairs)]


def test_that_shares_against_gold_are_counted_by_side_and_by_label():
    pairs = [("spam", "spam")] * 180 + [("spam", "ok")] * 12 + [("spam", "scam")] * 8
    pairs += [("ok", "ok")] * 160 + [("ok", "spam")] * 5 + [("fine", "ok")] * 35
    pairs += [("ok", None)] * 7
    found = gold_report(gold(alone(pairs)))
    ann = found.auditors["Ann"]
    assert (ann.seeded, ann.graded, ann.cannot_judge) == (407, 400, 7)
    assert (ann.accuracy.numerator, ann.accuracy.n) == (340, 400)
    low, high = proportion_confint(340, 400, method="wilson")
    assert (ann.accuracy.low, ann.accuracy.high) == pytest.approx((low, high))
    assert (ann.missed.value, ann.missed.n) == (pytest.approx(12 / 200), 200)
    assert (ann.overcalled.value, ann.overcalled.n) == (pytest.approx(5 / 200), 200)
    assert list(ann.labels) == ["ok", "fine", "spam"]
    assert (ann.labels["spam"].value, ann.labels["spam"].n) == (pytest.approx(0.9), 200)
    assert ann.labels["fine"].value == 0
    assert found.overall.accuracy == ann.accuracy  # nobody shares an item
    json.dumps(ann.as_json(), allow_nan=False)


def test_that_facets_that_both_sides_name_count_in_every_facet_alone():
    rows = alone([
        (("spam", "hide"), ("spam", "delete")),  # equivalent actions
        (("spam", "hide"), ("spam", "warn")),
        (("spam", "hide"), "spam"),  # the auditor names none
    ])  # fmt: skip
    found = gold_report(gold(rows)).overall
    assert found.accuracy.value == 1
    assert found.every_facet.value == pytest.approx(2 / 3)


def test_that_the_policys_match_says_what_a_right_label_is():
    rows = alone([((("spam", "scam"),), (("scam",),))])
    right = {match: gold_report(gold(rows, match=match)).overall.accuracy.value for match in Match}
    assert right == {Match.PRIMARY: 0.0, Match.ANY: 1.0, Match.EXACT: 0.0}


def test_that_items_answered_by_several_count_as_clusters():
    # every item is answered alike by all four: four answers tell no more than one
    said = {k: "ok" if k % 5 else "spam" for k in range(40)}
    rows = [(who, k, "ok", said[k]) for who in ("A", "B", "C", "D") for k in range(40)]
    found = gold_report(gold(rows)).overall.accuracy
    assert (found.value, found.n) == (pytest.approx(0.8), 160)
    assert found.n_eff == pytest.approx(40 - 1, rel=0.03)
    assert "clusters" in found.method
    plain = proportion_confint(128, 160, method="wilson")
    assert found.high - found.low > 1.8 * (plain[1] - plain[0])
    rows = [(who, k, "ok", "ok") for who in ("A", "B", "C", "D") for k in range(40)]
    assert gold_report(gold(rows)).overall.accuracy.n_eff == 40


def test_that_without_gold_there_is_no_report_and_without_answers_no_rate():
    assert gold_report(gold([], seeded=())) is None
    found = gold_report(
        GoldGrades(
            policy=POLICY, match=Match.PRIMARY, auditors=("Ann",), seeded=(5,),
            auditor=np.empty(0, np.int64), item=np.empty(0, np.int64), truth=(), said=(),
        )
    )  # fmt: skip
    assert found.overall.seeded == 5
    assert found.overall.accuracy.reason == "no_gold"
    assert found.auditors["Ann"].missed.note
    assert panels_gold.blocks(None) == []
    assert panels_gold.blocks(found)[0].rows[0][:4] == ("All", 5, 0, 0)


def answering(missed, overcalled, n=100):
    pairs = [("spam", "ok")] * missed + [("spam", "spam")] * (n - missed)
    pairs += [("ok", "spam")] * overcalled + [("ok", "ok")] * (n - overcalled)
    return gold_report(gold(alone(pairs)))


def test_that_gold_enters_the_lines_of_auditors_and_nothing_of_the_vendor():
    data = graded([("spam",)] * 40 + [("ok",)] * 60, ["spam"] * 40 + ["ok"] * 60)
    found = answering(10, 4)
    quality = auditors(data, gold=found)
    assert quality.lines[0].gold_accuracy.value == pytest.approx(186 / 200)
    assert "label of gold items in 93" in quality.sentence
    with_gold, without = sensitivity(data, gold=found.detection), sensitivity(data)
    assert with_gold.overall == without.overall
    assert with_gold.violating_rate == without.violating_rate
    assert (with_gold.known_from, without.known_from) == ("gold", "")
    assert with_gold.auditor_sensitivity.value == pytest.approx(0.90)
    assert with_gold.auditor_specificity.value == pytest.approx(0.96)


def test_that_the_vendors_accuracy_is_adjusted_on_both_sides_of_its_answer():
    data = graded(
        [("spam",)] * 36 + [("ok",)] * 64, ["spam"] * 40 + ["ok"] * 60
    )  # the vendor's answers are the second column
    found = sensitivity(data, gold=answering(10, 4).detection)
    m, w, se, sp = 0.96, 0.40, 0.90, 0.96
    assert found.side_accuracy.value == pytest.approx(m)
    expected = (m - w * (1 - sp) - (1 - w) * (1 - se)) / (se + sp - 1)
    assert found.adjusted_accuracy.value == pytest.approx(expected)
    assert found.adjusted_accuracy.low < expected <= found.adjusted_accuracy.high
    few = sensitivity(data, gold=((3.0, 4.0), (50.0, 50.0)))
    assert few.adjusted_accuracy.reason == "no_gold"
    assert "Fewer than 5" in few.adjusted_accuracy.note


def test_that_with_errors_alike_on_both_sides_it_is_the_textbook_line():
    a, m = 0.98, 0.93
    found = adjusted_accuracy((930, 1000), 0.3, (98, 100), (98, 100))
    assert found.value == pytest.approx((m + a - 1) / (2 * a - 1))
    assert round(found.value, 3) == 0.948
    chance = adjusted_accuracy((50, 100), 0.5, (5, 10), (5, 10))
    assert chance.reason == "not_identifiable"


def test_that_its_interval_holds_the_truth_with_few_and_with_many_gold_items():
    rng = np.random.default_rng(5)
    for accuracy, prevalence, se, sp, n, gold_items in (
        (0.95, 0.3, 0.95, 0.97, 400, 60),
        (0.95, 0.3, 0.85, 0.90, 500, 100),
        (0.93, 0.4, 0.98, 0.98, 200, 20),
    ):
        held = 0
        for _ in range(400):
            truth = rng.random(n) < prevalence
            vendor = truth ^ (rng.random(n) >= accuracy)
            said = truth ^ (rng.random(n) >= np.where(truth, se, sp))
            counts = (rng.binomial(gold_items, se), gold_items), (
                rng.binomial(gold_items, sp), gold_items,
            )  # fmt: skip
            agreeing = (float((said == vendor).sum()), float(n))
            found = adjusted_accuracy(agreeing, float(vendor.mean()), *counts)
            held += found.low <= accuracy <= found.high
        assert held / 400 >= 0.935


def test_that_a_line_of_the_panel_names_what_was_counted():
    table, labels, note = panels_gold.blocks(answering(10, 4, n=20))
    assert [row[0] for row in table.rows] == ["All", "Ann"]
    assert table.rows[1][1:4] == (40, 40, 0)
    assert [row[0] for row in labels.rows] == ["No violation", "Spam"]
    assert labels.muted == {0, 1}
    assert "never part of a vendor's numbers" in note.text


def test_that_each_vendor_is_adjusted_by_its_own_answers():
    answers = [("spam",)] * 36 + [("ok",)] * 64
    data = graded(answers, ["spam"] * 40 + ["ok"] * 60, slices={"vendor": ["N"] * 40 + ["S"] * 60})
    found = sensitivity(data, gold=answering(10, 4).detection)
    north, south = found.adjusted_by_vendor["N"], found.adjusted_by_vendor["S"]
    se, sp = 0.90, 0.96
    gain = se + sp - 1
    assert north.value == pytest.approx((36 / 40 - (1 - sp)) / gain)  # it flagged everything
    assert south.value == pytest.approx((1.0 - (1 - se)) / gain)  # it flagged nothing
    assert (north.n, south.n) == (40, 60)
    whole = 0.4 * north.value + 0.6 * south.value
    assert found.adjusted_accuracy.value == pytest.approx(whole)
