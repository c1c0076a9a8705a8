"""Accuracy in time: periods, gaps, limits by hand, and which chart to read."""

import importlib.util
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from reviewer_audit.reports.periods import first_day, name_of, number_of, periods

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)
START = date(2026, 3, 2)  # a Monday


def days(counts, **more):
    """Build a round: (right, wrong) of each day from START on; None is a day without work."""
    pairs, at = [], []
    for k, one in enumerate(counts):
        right, wrong = one or (0, 0)
        pairs += [("ok", "ok")] * right + [("spam", "ok")] * wrong
        at += [f"{START + timedelta(days=k)}T10:00:00Z"] * (right + wrong)
    return audits.audit(pairs, **more), at


def test_that_limits_are_three_sigma_around_the_pooled_share():
    data, at = days([(90, 10), (190, 10), (45, 5)])
    got = periods(data, at, "day").p_chart
    center = 325 / 350
    assert got.center == pytest.approx(center)
    assert got.points == pytest.approx((0.9, 0.95, 0.9))
    for n, low, high in zip((100, 200, 50), got.lower, got.upper, strict=True):
        half = 3 * np.sqrt(center * (1 - center) / n)
        assert (low, high) == pytest.approx((center - half, min(1, center + half)))


def test_that_the_smooth_chart_follows_the_error_rate():
    data, at = days([(90, 10), (190, 10), (45, 5)])
    got = periods(data, at, "day").ewma
    center = 25 / 350
    first = 0.2 * 0.1 + 0.8 * center
    assert got.quantity == "error_rate"
    assert got.points[:2] == pytest.approx((first, 0.2 * 0.05 + 0.8 * first))


def test_that_a_bad_period_stands_outside():
    data, at = days([(95, 5)] * 9 + [(70, 30)] + [(95, 5)] * 10)
    got = periods(data, at, "day")
    assert got.p_chart.signals == (10,)
    assert got.lines[9].accuracy.value == 0.7


def test_that_a_day_without_work_is_a_gap_not_a_zero():
    data, at = days([(30, 2), None, (30, 2)])
    got = periods(data, at, "day")
    assert [line.n for line in got.lines] == [32, 0, 32]
    assert got.lines[1].accuracy.reason == "no_data"
    assert got.p_chart.points[1] is got.laney.upper[1] is got.ewma.lower[1] is None


@pytest.mark.parametrize(
    ("counts", "unit"),
    [([(40, 2)] * 5, "day"), ([(8, 1)] * 21, "week"), ([(2, 0)] * 70, "month"), ([(1, 0)], "day")],
)
def test_that_the_finest_unit_with_enough_decisions_is_chosen(counts, unit):
    data, at = days(counts)
    assert periods(data, at).unit == unit


def test_that_periods_are_called_as_the_calendar_calls_them():
    for k in range(0, 4000, 3):
        day = date(2019, 12, 20) + timedelta(days=k)
        year, week, _ = day.isocalendar()
        start = first_day(number_of(day, "week"), "week")
        assert start == day - timedelta(days=day.weekday())
        assert name_of(start, "week") == f"{year}-W{week:02}"
        month = first_day(number_of(day, "month"), "month")
        assert name_of(month, "month") == day.isoformat()[:7]
        assert (month.day, number_of(month, "day")) == (1, month.toordinal())


def test_that_one_period_or_no_date_is_undefined_with_its_reason():
    data, at = days([(40, 2)])
    got = periods(data, at, "day")
    assert (got.reason, got.p_chart, len(got.lines)) == ("single_period", None, 1)
    assert periods(data, [""] * data.n).reason == "no_dates"
    assert periods(audits.audit([]), []).reason == "no_dates"
    far = ["0001-01-01T00:00:00Z", *at[1:]]
    assert periods(data, far, "day").reason == "too_many_periods"


def test_that_decisions_without_a_date_are_left_out_and_counted():
    data, at = days([(40, 2), (40, 2)])
    got = periods(data, ["", "", "yesterday", *at[3:]], "day")
    assert (got.undated, got.lines[0].n) == (3, 39)
    assert "3 decisions without a date" in got.note


def test_that_a_weighted_draw_says_so_and_its_limits_rest_on_the_effective_size():
    counts = [(60, 4)] * 4
    plain, at = days(counts)
    strata = [int(k % 64 < 10) for k in range(plain.n)]
    data, _ = days(counts, strata=strata, population=[5000, 60])
    got, simple = periods(data, at, "day"), periods(plain, at, "day")
    assert (got.weighted, simple.weighted, simple.note) == (True, False, "")
    assert "simple draw" in got.note
    assert got.p_chart.points[0] == pytest.approx(got.lines[0].accuracy.value)
    assert got.p_chart.upper[0] - got.p_chart.lower[0] > 0
    n = got.lines[0].accuracy.n_eff
    half = 3 * np.sqrt(got.p_chart.center * (1 - got.p_chart.center) / n)
    assert got.p_chart.lower[0] == pytest.approx(got.p_chart.center - half)


def test_that_laney_is_advised_only_where_many_periods_differ_by_nature():
    rng = np.random.default_rng(3)
    rates = rng.beta(40, 4, 30)
    wild, at = days([(int(x), 300 - int(x)) for x in rng.binomial(300, rates)])
    got = periods(wild, at, "day")
    assert (got.recommended, got.laney.sigma_z > 1.2) == ("laney", True)
    few, when = days([(270, 30), (299, 1), (250, 50), (295, 5)])
    assert periods(few, when, "day").recommended == "p_chart"
    assert "20 are needed" in periods(few, when, "day").advice
    even, then = days([(95, 5)] * 4)
    assert periods(even, then, "day").recommended == "p_chart"


def test_that_another_unit_or_missing_times_are_refused():
    data, at = days([(4, 1)])
    with pytest.raises(ValueError, match="unit"):
        periods(data, at, "year")
    with pytest.raises(ValueError, match="every decision"):
        periods(data, at[1:])


def test_that_everything_is_plain_json():
    for counts in ([(40, 2), None, (30, 0)], [(40, 2)], []):
        data, at = days(counts)
        json.dumps(periods(data, at).as_json(), allow_nan=False)
