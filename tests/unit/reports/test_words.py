"""Numbers in words."""

from dataclasses import replace

import pytest

from reviewer_audit.reports import words
from reviewer_audit.reports.model import Tone
from reviewer_audit.stats.measure import Estimate
from tests.unit.reports import made

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.9394, "93.9"), (0.0, "0"), (1.0, "100"), (0.99996, "99.996"), (0.00004, "0.004"), (0.000004, f"<{SPACE}0.001"), (0.5, "50.0")],
)  # fmt: skip
def test_that_only_all_and_none_read_as_all_and_none(value, text):
    assert words.percent(value) == f"{text}{SPACE}%"


def test_that_no_more_digits_are_shown_than_the_interval_bears():
    wide = Estimate(value=0.7333, n=15, numerator=11, low=0.48, high=0.8912)
    assert words.share(wide) == f"73{SPACE}%"
    assert words.interval(wide) == f"48\u201389{SPACE}%"
    assert words.share(made.share(2254, 2400)) == f"93.9{SPACE}%"


def test_that_a_rate_never_stands_without_interval_and_n():
    assert (
        words.rate(made.share(2254, 2400))
        == f"93.9{SPACE}% (92.9\u201394.8{SPACE}%, n{SPACE}2,400)"
    )
    assert words.range_and_n(made.share(35, 164)) == f"15.8\u201328.2{SPACE}% \u00b7 n{SPACE}164"


def test_that_what_is_undefined_says_why():
    e = Estimate.undefined("zero_denominator", "No item is violating.")
    assert words.rate(e) == "n/a (No item is violating.)"
    assert words.share(e) == "n/a"
    assert words.range_and_n(e) == "No item is violating."


def test_that_a_census_claims_no_interval():
    e = Estimate(value=0.94, n=19505, low=0.94, high=0.94, method="census")
    assert words.range_and_n(e) == f"every decision counted \u00b7 n{SPACE}19,505"


@pytest.mark.parametrize(
    ("status", "later", "closed", "tone"),
    [
        ("meets", "Would meet 95", "Meets 95", Tone.GOOD),
        ("below", "Would be below 95", "Below 95", Tone.BAD),
        ("not_disproven", "95", "Not disproven (95", Tone.CAUTION),
        ("inconclusive", "Not enough evidence so far", "Not enough evidence", Tone.CAUTION),
    ],
)
def test_that_a_verdict_before_the_round_is_closed_reads_provisional(status, later, closed, tone):
    verdict = made.verdict(status, 0.94)
    word = words.verdict_word(verdict)
    assert word.text.startswith(later)
    assert word.tone is tone
    assert words.verdict_word(replace(verdict, provisional=False)).text.startswith(closed)
    assert words.verdict_word(None) is None


def test_that_a_ceiling_is_missed_from_above():
    verdict = replace(made.verdict("below", 0.05), target=0.04, provisional=False)
    assert words.verdict_word(verdict, "over_enforcement").text == f"Above 4{SPACE}%"


def test_that_a_verdict_says_what_decided_it_and_what_would_change_it():
    verdict = made.verdict(
        "inconclusive",
        0.938,
        needed={"decisions": 1240, "chance": 0.8},
        overturned_by=1,
        reason="partial_audit",
    )
    sentence = words.verdict_sentence(verdict)
    for part in (
        f"93.8{SPACE}%",
        "Clopper-Pearson",
        "1,240 more decisions",
        "1 auditor error would",
        "less than 90 %",
        "Provisional",
    ):
        assert part in sentence
    assert "upper bound" in words.verdict_sentence(made.verdict("below", 0.93))


def test_that_the_verdict_on_accuracy_stands_beside_the_figure_it_judged():
    measured, charged = (
        made.verdict("below", 0.94),
        replace(made.verdict("meets", 0.96), measure="charged"),
    )
    scores = made.scores(100, 1, 1, 1, verdict=measured)
    assert words.verdict_of(scores, "accuracy") == ("accuracy", measured)
    scores = replace(scores, verdicts={"accuracy": charged, "over_enforcement": measured})
    assert words.verdict_of(scores, "accuracy") is None
    assert words.verdict_of(scores, "charged_accuracy") == ("accuracy", charged)
    assert words.verdict_of(scores, "over_enforcement") == ("over_enforcement", measured)


def test_that_left_out_decisions_are_counted_by_reason():
    text = words.left_out_sentence(
        {"ungraded": 0, "pending": 18, "cannot_judge": 1, "technical": 0}
    )
    assert text == "19 sampled decisions are left out: 18 not settled, 1 cannot be judged."


def test_that_the_complement_turns_the_interval_round():
    e, c = made.share(90, 100), words.complement(made.share(90, 100))
    assert (c.value, c.numerator) == (pytest.approx(0.1), 10)
    assert (c.low, c.high) == (1 - e.high, 1 - e.low)


def test_that_a_title_says_how_many_it_does_not_name():
    assert words.first_of(["a", "b", "c"]) == "a, b, c"
    assert words.first_of(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
