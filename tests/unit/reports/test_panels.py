"""Further charts as data: what is marked, what is not, and whether the sums come out."""

from dataclasses import replace

import pytest

from reviewer_audit.reports import panels, panels_auditors, panels_periods
from reviewer_audit.reports.model import ChartKind, Tone
from reviewer_audit.reports.people import people
from reviewer_audit.reports.periods import periods
from reviewer_audit.reports.sensitivity import sensitivity
from tests.unit.reports import audits, made


def team(right, wrong, role="vendor"):
    """Decisions of several: name -> right, name -> wrong."""
    pairs, names = [], []
    for name, n in right.items():
        pairs += [("ok", "ok")] * n + [("spam", "ok")] * wrong.get(name, 0)
        names += [name] * (n + wrong.get(name, 0))
    return audits.audit(pairs, slices={role: names})


VENDORS = {"A": 190, "B": 192, "C": 150, "D": 9}
WRONG = {"A": 10, "B": 8, "C": 50, "D": 1}


def test_that_a_vendor_outside_the_limits_is_marked_and_one_with_few_is_not():
    spec = panels.funnel(people(team(VENDORS, WRONG), "vendor"))
    tones = {mark.label: mark.tone for mark in spec.marks}
    assert tones["C"] is Tone.BAD
    assert tones["D"] is Tone.NEUTRAL
    assert {mark.label for mark in spec.marks if mark.muted} == {"D"}
    assert spec.kind is ChartKind.FUNNEL
    assert "C" in spec.title
    assert [mark.n for mark in spec.marks] == sorted(mark.n for mark in spec.marks)


def test_that_persons_are_never_marked_whatever_their_rate():
    found = people(team(VENDORS, WRONG, "reviewer"), "reviewer")
    spec, table = panels.funnel(found), panels.people_table(found)
    assert {mark.tone for mark in spec.marks} == {Tone.NEUTRAL}
    assert not spec.named
    assert "C" not in spec.title
    assert [row[0] for row in table.rows] == ["A", "B", "C", "D"]
    assert "Outside" not in [column.title for column in table.columns]


def test_that_both_levels_of_limits_run_above_and_below():
    spec = panels.funnel(people(team(VENDORS, WRONG), "vendor"))
    assert [(curve.name, curve.role) for curve in spec.curves] == [
        ("95\u00a0%", "inner"), ("95\u00a0%", "inner"),
        ("99.8\u00a0%", "outer"), ("99.8\u00a0%", "outer"),
    ]  # fmt: skip
    inner_low, inner_high, outer_low, outer_high = (dict(curve.points) for curve in spec.curves)
    for n in inner_low:
        assert outer_low[n] <= inner_low[n] <= spec.target <= inner_high[n] <= outer_high[n]


def test_that_the_axis_of_a_funnel_holds_every_point():
    spec = panels.funnel(people(team({"A": 40, "B": 40}, {"A": 0, "B": 60}), "vendor"))
    low, high = spec.axis
    assert all(low <= mark.value <= high for mark in spec.marks)


def test_that_a_pareto_is_sorted_and_its_running_sum_ends_at_all_errors():
    results = made.results()
    for by in ("outcome", "cause", "pair"):
        spec = panels.pareto(results, by)
        values = [mark.value for mark in spec.marks]
        assert values == sorted(values, reverse=True)
        if spec.curves and "more" not in spec.note:
            assert spec.curves[0].points[-1][1] == sum(values) == spec.high
        table = panels.pareto_table(spec)
        assert len(table.rows) == len(spec.marks)
        assert table.rows[-1][-1] == pytest.approx(1.0)


def test_that_a_cause_leads_to_its_decisions():
    results = made.results()
    spec = panels.pareto(results, "cause")
    first = spec.marks[0]
    ids = {int(number) for key, number in first.filter if key == "decision"}
    cause = "" if first.label == "No cause given" else first.label
    assert ids == {error.decision for error in results.errors if error.cause == cause}


def test_that_no_errors_are_said_and_not_drawn():
    results = made.results()
    none = replace(results.overall, outcomes=dict.fromkeys(results.overall.outcomes, 0))
    spec = panels.pareto(replace(results, overall=none), "outcome")
    assert spec.title == "No errors found"
    assert spec.marks == ()
    assert panels.pareto_table(spec).rows == ()


def days(counts):
    """(day, right, wrong) -> a round and the time of each decision."""
    pairs, at = [], []
    for day, right, wrong in counts:
        pairs += [("ok", "ok")] * right + [("spam", "ok")] * wrong
        at += [f"2026-09-{day:02d}T09:00:00Z"] * (right + wrong)
    return periods(audits.audit(pairs), at, "day")


STEADY = [(k, 57, 3) for k in range(1, 11)]


def test_that_a_day_out_of_control_is_marked_and_named():
    found = days([*STEADY, (11, 40, 20)])
    spec = panels_periods.control(found, "p_chart")
    assert spec.marks[-1].tone is Tone.BAD
    assert {mark.tone for mark in spec.marks[:-1]} == {Tone.NEUTRAL}
    assert spec.title.startswith("2026-09-11 differs")
    table = panels_periods.periods_table(found, "p_chart")
    assert [row[-1] for row in table.rows] == [""] * 10 + ["below the limits"]


def test_that_steady_days_signal_nothing_and_the_limits_hold_the_centre():
    found = days(STEADY)
    for which in ("p_chart", "laney", "ewma"):
        spec = panels_periods.control(found, which)
        assert spec.title == "No day differs from the others by more than chance"
        upper, lower = (dict(curve.points) for curve in spec.curves[:2])
        for at in range(10):
            assert lower[at] <= spec.target <= upper[at], which
        assert spec.target == pytest.approx(0.95)


def test_that_the_moving_average_of_errors_is_shown_as_accuracy():
    found = days(STEADY)
    spec = panels_periods.control(found, "ewma")
    smooth = next(curve for curve in spec.curves if curve.role == "smooth")
    errors = found.ewma.points
    assert [value for _at, value in smooth.points] == pytest.approx([1 - e for e in errors])


def test_that_a_gap_in_time_is_no_nought_and_opens_nothing():
    found = days([(1, 57, 3), (2, 57, 3), (5, 57, 3)])
    spec = panels_periods.control(found, "p_chart")
    assert [mark.value is None for mark in spec.marks] == [False, False, True, True, False]
    assert spec.marks[2].filter == ()
    assert spec.marks[0].filter == (("day", "2026-09-01"),)


def test_that_a_week_and_a_month_open_all_their_days():
    week = panels_periods.days_of("2026-08-31", "week")
    assert [day for _role, day in week] == [
        "2026-08-31", "2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04", "2026-09-05",
        "2026-09-06",
    ]  # fmt: skip
    month = panels_periods.days_of("2026-02-01", "month")
    assert len(month) == 28
    assert month[-1] == ("day", "2026-02-28")


def test_that_one_period_gives_no_chart():
    assert panels_periods.control(days([(1, 50, 2)])) is None


def test_that_what_if_names_the_error_at_which_the_verdict_turns():
    policy = replace(audits.POLICY, targets=(audits.target(0.90),))
    lines = sensitivity(audits.mixed(470, 30, policy=policy)).overall
    spec = panels_auditors.what_if(lines)
    assert spec.target == 0.90
    assert len(spec.marks) == 4
    values = [mark.value for mark in spec.marks]
    assert values == sorted(values), "accuracy above one half rises with the assumed error"
    turned = [level.error for level in lines.levels if level.changed]
    assert ("changes if" in spec.title) == bool(turned)
