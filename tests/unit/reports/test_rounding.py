"""Shares as digits: nearly all is not all, and the ends of an interval are rounded outwards."""

import pytest

from reviewer_audit.reports.rounding import end_of, number


@pytest.mark.parametrize(
    ("value", "digits", "alone", "low", "high"),
    [
        (0.0, 1, "0", "0", "0"),
        (1.0, 1, "100", "100", "100"),
        (0.0003, 1, "<\u00a00.1", "0.0", "0.1"),
        (0.9997, 1, ">\u00a099.9", "99.9", "100.0"),
        (0.9997, 0, ">\u00a099", "99", "100"),
        (0.934, 1, "93.4", "93.4", "93.4"),
    ],
)
def test_that_nearly_nothing_and_nearly_all_are_not_nothing_and_all(
    value, digits, alone, low, high
):
    assert number(value, digits) == alone
    assert end_of(value, digits, up=False) == low
    assert end_of(value, digits, up=True) == high
