"""Efficiency: handling time, throughput, turnaround, deadlines, and speed beside accuracy."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from reviewer_audit.reports.data import Coded
from reviewer_audit.reports.timing import KEYS, Times, efficiency

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)
NOTHING = audits.audit([])
MORNING = 1_772_442_000.0  # 2026-03-02T09:00:00Z


def times(handling, decided=None, enqueued=None, due=None, **slices):
    n = len(handling)
    absent = [np.nan] * n
    return Times(
        handling=np.array(handling, float),
        decided=np.array(absent if decided is None else decided, float),
        enqueued=np.array(absent if enqueued is None else enqueued, float),
        due=np.array(absent if due is None else due, float),
        slices={role: Coded.of(values) for role, values in slices.items()},
    )


def test_that_median_and_p90_have_order_statistic_intervals():
    given = list(range(1, 21))
    got = efficiency(times(given), NOTHING).overall
    assert (got["handling_median"].value, got["handling_p90"].value) == (10.5, pytest.approx(18.1))
    assert (got["handling_median"].low, got["handling_median"].high) == (6, 15)
    assert got["handling_p90"].high is None
    assert "upper" in got["handling_p90"].note


def test_that_each_slice_has_its_own_times():
    rng = np.random.default_rng(1)
    handling = rng.lognormal(3, 0.5, 300)
    handling[::17] = np.nan
    vendor = [("A", "B", "")[k % 3] for k in range(300)]
    got = efficiency(times(handling, vendor=vendor), NOTHING)
    for k, name in enumerate(("A", "B", "")):
        mine = handling[k::3]
        line = got.by["vendor"][name]
        assert line.n == 100
        assert line["handling_median"].n == np.isfinite(mine).sum()
        assert line["handling_median"].value == pytest.approx(np.nanmedian(mine))
    assert "reviewer" not in got.by


def test_that_throughput_counts_days_and_hours_with_work_of_each_person():
    hour, day = 3600, 86_400
    decided = [MORNING + s for s in (0, 60, hour, day, 2 * day, 2 * day + 5)]
    got = efficiency(times([1] * 6, decided, reviewer=["a", "a", "a", "a", "b", "b"]), NOTHING)
    assert got.overall["per_day"].value == pytest.approx(2)  # a: 3 and 1, b: 2
    assert got.overall["per_hour"].value == pytest.approx(1.5)  # a: 2, 1, 1, b: 2
    low, high = stats.t.interval(0.95, 2, 2, stats.sem([3, 1, 2]))
    assert (got.overall["per_day"].low, got.overall["per_day"].high) == (
        max(0, low),
        pytest.approx(high),
    )
    alone = got.by["reviewer"]["b"]["per_day"]
    assert (alone.value, alone.n, alone.low) == (2, 1, None)


def test_that_turnaround_is_from_queue_to_decision_and_what_cannot_be_is_left_out():
    enqueued = [MORNING] * 5
    decided = [MORNING + s for s in (10, 20, 30, -5)] + [np.nan]
    got = efficiency(times([1] * 5, decided, enqueued), NOTHING)
    assert (got.overall["turnaround_median"].value, got.overall["turnaround_median"].n) == (20, 3)
    assert got.impossible == 1
    assert "dated before" in got.note


def test_that_the_share_in_time_is_of_decisions_with_a_deadline():
    decided = [MORNING] * 40
    due = [MORNING] * 30 + [MORNING - 1] * 6 + [np.nan] * 4
    got = efficiency(times([1] * 40, decided, due=due), NOTHING).overall["within_deadline"]
    assert (got.numerator, got.n, got.value) == (30, 36, 30 / 36)
    assert got.low < got.value < got.high


def test_that_what_was_not_imported_is_absent_with_a_reason_never_0():
    got = efficiency(times([np.nan] * 4, vendor=["A"] * 4), NOTHING)
    assert set(got.absent) == {"handling", "turnaround", "deadline", "throughput"}
    for line in (got.overall, got.by["vendor"]["A"]):
        assert tuple(line.estimates) == KEYS
        assert {(e.value, e.reason) for e in line.estimates.values()} == {(None, "not_recorded")}
    some = efficiency(times([5, np.nan], vendor=["A", "B"]), NOTHING)
    assert some.by["vendor"]["B"]["handling_median"].reason == "no_data"
    assert efficiency(times([]), NOTHING).overall["handling_median"].reason == "no_data"


def test_that_speed_stands_beside_the_accuracy_of_each_reviewer():
    data = audits.audit(
        [("ok", "ok")] * 38 + [("spam", "ok")] * 2 + [("ok", "ok")] * 5,
        slices={"reviewer": ["a"] * 40 + ["b"] * 5},
    )
    frame = times([10] * 60 + [20] * 60 + [np.nan], reviewer=["a"] * 60 + ["b"] * 60 + ["c"])
    got = {point.name: point for point in efficiency(frame, data).speed_quality}
    assert set(got) == {"a", "b"}
    assert (got["a"].handling_median.value, got["a"].handling_median.n) == (10, 60)
    assert (got["a"].accuracy.value, got["a"].accuracy.n, got["a"].small) == (0.95, 40, False)
    assert got["b"].small


def test_that_everything_is_plain_json():
    for frame in (times([]), times([1, 2.5], [MORNING, np.nan], reviewer=["a", "b"])):
        json.dumps(efficiency(frame, NOTHING).as_json(), allow_nan=False)
