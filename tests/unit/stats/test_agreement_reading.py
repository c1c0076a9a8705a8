"""The sentence that reads agreement, and what kappa can be at best."""

import numpy as np
import pytest

from reviewer_audit.stats import attainable
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.panel import described


def codes(*rows, q=2):
    """Codes of raters from rows of one unit each; None is missing."""
    values = [[q if code is None else code for code in row] for row in rows]
    width = len(rows[0]) if rows else 2
    return Codes(np.array(values, dtype=np.uint8).reshape(-1, width).T, q)


@pytest.mark.parametrize(
    ("prevalence", "agreement", "expected"),
    [
        (0.02, 0.95, None),
        (0.02, 0.97, 0.23),
        (0.05, 0.90, -0.05),
        (0.1, 0.95, 0.72),
        (0.5, 0.99, 0.98),
    ],
)
def test_that_the_attainable_kappa_is_told(prevalence, agreement, expected):
    got = attainable.kappa(prevalence, agreement)
    assert got == (None if expected is None else pytest.approx(expected, abs=0.006))


def test_that_the_agreement_a_target_needs_is_told():
    assert attainable.agreement_needed(0.02, 0.8) == pytest.approx(0.99216)
    assert attainable.kappa(0.0, 1.0) is None


def test_that_the_reading_says_why_kappa_is_low_where_violations_are_rare():
    table = Codes.from_table([[930, 20], [25, 25]])
    _, text = described(table, violating=[False, True])
    assert "95.5\N{NO-BREAK SPACE}% of 1,000 units" in text
    assert "0.50" in text
    assert "only 4.8\N{NO-BREAK SPACE}% of the answers are violations" in text
    assert "52.6\N{NO-BREAK SPACE}%" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (codes(), "No agreement can be stated"),
        (codes(*[(0, 0)] * 9), "cannot be computed"),
        (codes((0, 1)), "1 unit"),
        (codes(*[(0, 1)] * 9, *[(1, 0)] * 9), "no better than chance"),
        (codes(*[(0, 0, 0), (1, 1, 1), (0, 1, 1)] * 9), "Krippendorff's alpha"),
    ],
    ids=["empty", "one answer", "one unit", "opposite", "three raters"],
)
def test_that_the_reading_is_one_sentence_in_every_case(given, words):
    _, text = described(given)
    assert words in text
    assert text.endswith(".")
    assert text.count(". ") == 0
    assert "None" not in text


def test_that_agreement_in_part_is_not_told_as_a_share_of_units():
    _, text = described(codes(*[(0, 0, 0), (1, 1, 1), (0, 1, 1)] * 9))
    assert text.startswith("Any two gave the same answer in 77.8\N{NO-BREAK SPACE}% of cases")
    assert "over 27 units" in text
