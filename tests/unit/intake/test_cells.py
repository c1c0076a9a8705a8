"""Cells as text, the quick way the same as the plain one."""

from datetime import UTC, datetime, timedelta

import pytest

from reviewer_audit.intake.cells import Texts, moment_text, number_text, span_text, unpacked
from reviewer_audit.intake.number_formats import is_zero_format, shown

START = datetime(2024, 2, 28, 23, 58, tzinfo=UTC).replace(tzinfo=None)


def test_that_a_column_of_moments_reads_like_each_moment_alone():
    moments = [START + timedelta(seconds=n * 61, milliseconds=n % 3) for n in range(5_000)]
    assert Texts().column(0, moments) == [moment_text(moment) for moment in moments]


def test_that_what_a_serial_number_cannot_hold_is_rounded_away():
    assert moment_text(START + timedelta(microseconds=400)) == "2024-02-28T23:58:00"
    assert moment_text(START - timedelta(microseconds=400)) == "2024-02-28T23:58:00"
    assert moment_text(START + timedelta(milliseconds=250)) == "2024-02-28T23:58:00.250"


def test_that_columns_that_repeat_and_columns_that_do_not_read_the_same():
    mixed = ["a", "", 1.0, True, 1, 0.0, False, None, START]
    once = Texts().column(0, mixed)
    assert once == ["a", None, "1", "TRUE", "1", "0", "FALSE", None, "2024-02-28T23:58:00"]
    texts = Texts()
    assert [texts.column(0, mixed * 20) for _ in range(2)] == [once * 20] * 2
    floats = [float(n % 7) / 2 for n in range(500)]
    assert Texts().column(0, floats) == [number_text(value) for value in floats]


def test_that_columns_cross_the_border_unchanged():
    texts = Texts()
    cells = [
        [f"id {n}" for n in range(200)],
        [None, "x"] * 100,
        [str(n) * (n % 3) for n in range(200)],
    ]
    columns = [texts.column(at, column) for at, column in enumerate(cells)]
    sent = texts.packed(columns)
    assert [type(column) for column in sent] == [str, list, str]
    assert unpacked(sent) == columns == [cells[0], cells[1], [cell or None for cell in cells[2]]]


def test_that_days_between_moments_stay_days():
    cells = [START, START.date(), START + timedelta(milliseconds=5)] + [
        START + timedelta(n) for n in range(90)
    ]
    assert Texts().column(0, cells)[:3] == [
        "2024-02-28T23:58:00",
        "2024-02-28",
        "2024-02-28T23:58:00.005",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (12.0, "12"),
        (0.1, "0.1"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1E+15"),
        (1234567890123456.0, "1.234567890123456E+15"),
        (1e22, "1E+22"),
        (-2e16, "-2E+16"),
        (float("inf"), "inf"),
        (1e-7, "1e-07"),
    ],
)
def test_that_numbers_are_written_whole_or_with_their_doubt(value, text):
    assert number_text(value) == text


def test_that_lengths_of_time_are_written_by_the_clock():
    assert span_text(timedelta(hours=30, seconds=5)) == "30:00:05"
    assert span_text(timedelta(seconds=-65)) == "-0:01:05"


@pytest.mark.parametrize(
    ("digits", "code", "text"),
    [
        ("123", "00000", "00123"),
        ("1234567", "00000", "1234567"),
        ("4567", '"C-"000-000', "C-004-567"),
        ("12", "\\#0000", "#0012"),
        ("7", "000;-000", "007"),
        ("123456789", "000-00-0000", "123-45-6789"),
    ],
)
def test_that_digits_are_shown_as_the_number_format_shows_them(digits, code, text):
    assert is_zero_format(code)
    assert shown(digits, code) == text


@pytest.mark.parametrize(
    "code", ["0", "0.00", "#,##0", "yyyy-mm-dd", "0%", "General", "@", "0E+00"]
)
def test_that_other_number_formats_are_left_alone(code):
    assert not is_zero_format(code)
