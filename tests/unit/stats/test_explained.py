"""Every measure the product shows can be explained, with this estimate's own numbers in it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_audit import i18n
from reviewer_audit.reports import words
from reviewer_audit.reports.results import SCORE_KEYS
from reviewer_audit.stats import explained, measures, panel
from reviewer_audit.stats.explained.intervals import FLAGS
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.measure import Estimate, TargetVerdict
from tests.unit.services.spoken import Marked, unmarked

FURTHER = {
    "verdict", "needed", "overturned_by", "slice_against_rest", "holm", "funnel", "overdispersion",
    "shrunken", "p_chart", "laney", "ewma", "difference", "paired_difference", "mix_shift",
    "mcnemar", "bowker", "stuart_maxwell", "bhapkar", "strictness", "prevalence_index",
    "bias_index", "largest_kappa", "attainable_kappa", "specific_agreement", "intra_rater", "mcc",
    "f1", "rogan_gladen", "if_auditors_err", "ceiling", "dawid_skene", "mace", "handling_time",
    "throughput", "turnaround", "copying", "too_fast", "gold_accuracy", "anchoring", "baseline",
    "prevalence", "bounds", "adjusted_accuracy", "critical_gate", "misleading", "pareto", "agrees_with_final",
    "agreement_control",
}  # fmt: skip
RATE = replace(
    proportion(150, 200, method="wilson"),
    method="Wilson; process; match primary; without action; near-duplicates are one cluster",
    n_eff=100.0,
    flags=("small", "wide_interval"),
)
every_entry = pytest.mark.parametrize("key", explained.keys())


def test_that_every_score_coefficient_and_measure_has_an_entry():
    shown = {*SCORE_KEYS, *words.SCORES, *words.COEFFICIENTS, *panel.KEYS, *FURTHER}
    shown |= {measure.key for measure in measures()}
    missing = {key for key in shown if key not in explained.CATALOGUE}
    assert not missing


@every_entry
def test_that_an_entry_leaves_nothing_out(key):
    about = explained.explanation(key)
    for part in ("title", "plain", "formula", "goes_in", "interval", "assumptions", "caveat"):
        assert getattr(about, part).strip(), part
    dated = re.search(r"\d{4}", about.source)
    assert dated or "policy" in about.source or "Association" in about.source, about.source


@every_entry
def test_that_an_entry_can_be_printed_alone(key):
    said = explained.explain(key)
    assert said.answer == ""
    assert said.text().startswith(said.title)
    headings = [heading for heading, _text in said.parts()]
    assert {"Formula", "Source", "Mind", "Assumes"} <= set(headings)
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("key", [*SCORE_KEYS, *words.COEFFICIENTS])
def test_that_titles_are_those_of_the_tables(key):
    assert explained.explanation(key).title == words.score_title(key)


def test_that_the_counts_of_the_estimate_are_filled_in():
    said = explained.explain("accuracy", proportion(183, 200))
    assert said.counts == ("183 right of 200 decisions that count",)
    assert said.answer == "91.5\u00a0%, 86.8\u00a0% to 94.6\u00a0%, n 200"
    assert said.interval.startswith("Wilson, 95 %: [p + z^2/2n")
    assert "Wilson (1927)" in said.interval
    assert proportion(183, 200).low == pytest.approx(0.868, abs=5e-4)


def test_that_each_interval_is_named_by_its_own_method():
    few = explained.explain("accuracy", proportion(47, 50))
    assert "mid-P" in few.interval
    census = Estimate(value=0.9, n=10, numerator=9, low=0.9, high=0.9, method="census; batch")
    assert "no sampling error" in explained.explain("accuracy", census).interval
    remarks = explained.explain("accuracy", census).remarks
    assert "Speaks of exactly the decisions of this batch." in remarks


def test_that_what_was_compared_is_said_in_words():
    e = Estimate(value=0.5, n=200, method="Wilson; process; match any; without action, escalation")
    assert explained.explain("accuracy", e).remarks == (
        "Speaks of decisions like these, by these reviewers.",
        "Labels count as right where any of them is.",
        "Not compared, for it is not in the files: action, escalation.",
    )


def test_that_a_weighted_rate_shows_the_raw_one_beside_it():
    weighted = Estimate(
        value=0.964, n=450, numerator=412, low=0.935, high=0.982, n_eff=288.4, deff=1.56,
        method="Korn-Graubard; process",
    )  # fmt: skip
    said = explained.explain("accuracy", weighted)
    assert said.counts[0] == "412 right of 450 decisions that count"
    assert "91.6\u00a0% of the sample" in said.counts[1]
    assert "96.4\u00a0%" in said.counts[1]
    assert "simple draw of 288.4 (design effect 1.56)" in said.interval


def test_that_what_is_undefined_says_why_and_invents_nothing():
    e = Estimate.undefined("zero_denominator", "no decision called the item violating", n=0)
    said = explained.explain("precision", e)
    assert said.answer == "No value: no decision called the item violating"
    assert not re.search(r"nan|None", said.text(), re.IGNORECASE)
    assert said.interval == ""


def test_that_flags_become_sentences():
    e = Estimate(
        value=0.5, n=4, low=0.1, high=0.9, method="mid-P", flags=("small_n", "wide_interval")
    )
    said = explained.explain("accuracy", e)
    assert any("Fewer than 30 decisions" in line for line in said.remarks)
    assert any("30 points" in line for line in said.remarks)


def test_that_counts_of_the_table_are_spoken():
    said = explained.explain("recall", proportion(8, 12), counts={"false_negative": 4})
    assert said.counts == (
        "8 called violating of 12 decisions on violating items",
        "4 called harmless, violating",
    )


def test_that_a_coefficient_and_a_p_value_are_written_in_their_own_unit():
    kappa = Estimate(value=0.6386, n=100, low=0.5, high=0.75, method="Dirichlet, 2000 draws")
    assert explained.explain("cohen_kappa", kappa).answer == "0.64, 0.50 to 0.75, n 100"
    p = Estimate(value=0.0004, n=90, method="McNemar, mid-P, 20 against 3 units")
    assert explained.explain("mcnemar", p).answer == "p < 0.001, n 90"
    gap = Estimate(value=-0.031, n=300, low=-0.06, high=-0.002, method="paired difference")
    assert explained.explain("strictness", gap).answer.startswith("-3.1 points")


def test_that_a_verdict_is_explained_by_the_bound_that_decided_it():
    verdict = TargetVerdict(
        status="below", target=0.95, rule="proven", measure="charged", bound=0.942,
        bound_method="one-sided Clopper-Pearson", confidence=0.95, overturned_by=3, provisional=True,
    )  # fmt: skip
    said = explained.explain_verdict(verdict, proportion(183, 200))
    assert said.answer == "Below (target 95\u00a0%): bound 94.2\u00a0%"
    assert "one-sided Clopper-Pearson, 95\u00a0% on one side" in said.interval
    assert any("3 wrong grades" in line for line in said.remarks)
    assert any("Provisional" in line for line in said.remarks)


def test_that_an_unknown_key_names_the_known_ones():
    with pytest.raises(KeyError, match="accuracy"):
        explained.explain("precison")


def test_that_every_flag_a_measure_can_raise_has_a_sentence():
    folder = Path(explained.__file__).parents[1]
    raised = set()
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r'flags\.append\(\s*"(\w+)"', text))
        raised |= set(re.findall(r'flags=\(\*?[\w., ()*]*"(\w+)"', text))
    assert len(raised) >= 12
    assert not raised - FLAGS.keys()


def test_that_the_json_holds_formula_source_and_counts():
    out = explained.explain("accuracy", proportion(183, 200)).as_json()
    assert out["key"] == "accuracy"
    assert out["formula"]
    assert out["source"]
    assert out["counts"] == ["183 right of 200 decisions that count"]


@every_entry
def test_that_all_but_names_and_sources_can_be_translated(key, monkeypatch):
    told = explained.explain(key, RATE, counts={"true_positive": 3})
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Marked())
    with i18n.speaking("de"):
        here = explained.explain(key, RATE, counts={"true_positive": 3})
        alone = explained.explain(key).parts()[:-1]
    texts = [
        here.title,
        here.about.plain,
        *(text for _heading, text in (*here.parts()[:-1], *alone)),
    ]
    left = [unmarked(text).replace("Wilson", "").replace("Newcombe", "") for text in texts]
    assert not [rest for rest in left if re.search(r"[A-Za-z]{4,}", rest)]
    assert explained.explain(key, RATE, counts={"true_positive": 3}) == told  # nothing is kept
