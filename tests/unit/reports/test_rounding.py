"""Shares as digits: nearly all is not all, nor is it where an interval ends."""

import pytest

from reviewer_audit.reports.rounding import end_of, number


@pytest.mark.parametrize(
    ("value", "digits", "alone", "low", "high"),
    [
        (0.0, 1, "0", "0", "0"),
        (1.0, 1, "100", "100", "100"),
        (0.0003, 1, "0.03", "0.03", "0.03"),
        (0.9997, 1, "99.97", "99.97", "99.97"),
        (0.998, 0, "99.8", "99.8", "99.8"),
        (0.002, 0, "0.2", "0.2", "0.2"),
        (1e-9, 1, "<\u00a00.001", "0", "0.001"),
        (1 - 1e-9, 1, ">\u00a099.999", "99.999", "100"),
        (0.934, 1, "93.4", "93.4", "93.4"),
    ],
)
def test_that_nearly_nothing_and_nearly_all_are_not_nothing_and_all(
    value, digits, alone, low, high
):
    assert number(value, digits) == alone
    assert end_of(value, digits, up=False) == low
    assert end_of(value, digits, up=True) == high
