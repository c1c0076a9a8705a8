"""Two groups compared: published differences, pairs, and where a change comes from."""

import importlib.util
import json
from pathlib import Path

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from reviewer_audit.reports.mixshift import mix_shift, round_shift

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)


def cells(*given, **more):
    """Build a round of (vendor, queue, right, wrong)."""
    pairs, vendor, queue = [], [], []
    for name, place, right, wrong in given:
        pairs += [("ok", "ok")] * right + [("spam", "ok")] * wrong
        vendor += [name] * (right + wrong)
        queue += [place] * (right + wrong)
    return audits.audit(pairs, slices={"vendor": vendor, "queue": queue, **more})


def test_that_the_difference_of_two_vendors_is_newcombes():
    data = cells(("A", "q", 48, 32), ("B", "q", 56, 14), ("C", "q", 5, 5))
    got = mix_shift(data, "vendor", "A", "B").groups
    assert got.difference.value == pytest.approx(0.2)
    ends = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    assert (got.difference.low, got.difference.high) == pytest.approx(ends)
    assert (got.difference.low, got.difference.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert (got.difference.n, got.first.n, got.second.n) == (150, 80, 70)
    back = mix_shift(data, "vendor", "B", "A")
    assert back.groups.difference.value == pytest.approx(-0.2)
    assert (back.over, back.reason, back.lines) == ("", "not_applicable", ())


def test_that_items_both_decided_on_are_compared_in_pairs():
    pairs, vendor, items = [], [], []
    table = {(1, 1): 36, (1, 0): 12, (0, 1): 2, (0, 0): 0}  # right of B, right of A
    for (b, a), count in table.items():
        for _ in range(count):
            at = len(items) // 2
            items += [at, at]
            pairs += [("ok" if b else "spam", "ok"), ("ok" if a else "spam", "ok")]
            vendor += ["B", "A"]
    data = audits.audit(pairs, items=items, slices={"vendor": vendor})
    got = mix_shift(data, "vendor", "A", "B").groups
    assert (got.shared_items, got.same_items.value) == (50, pytest.approx(0.2))
    # Newcombe (1998c), table II: 36, 12, 2, 0 with method 10
    assert (got.same_items.low, got.same_items.high) == pytest.approx((0.0569, 0.3404), abs=5e-5)
    assert "MOVER" in got.difference.method


def test_that_a_difference_is_split_as_by_hand():
    data = cells(
        ("A", "x", 45, 5), ("A", "y", 40, 10), ("B", "x", 46, 4), ("B", "y", 156, 44)
    )  # fmt: skip
    got = mix_shift(data, "vendor", "A", "B", over="queue")
    assert got.groups.difference.value == pytest.approx(202 / 250 - 0.85)  # weights .5 .5 -> .2 .8
    assert got.rate.value == pytest.approx(0)
    assert got.weight.value == pytest.approx(-0.03)
    assert got.interaction.value == pytest.approx(-0.012)
    assert [line.weight_other for line in got.lines] == pytest.approx([0.2, 0.8])
    assert got.rate.low < 0 < got.rate.high


def test_that_the_parts_add_up_under_weights_and_with_slices_of_one_side():
    given = [("A", "x", 45, 5), ("A", "y", 20, 10), ("B", "y", 46, 4), ("B", "z", 56, 44)]
    data = cells(*given)
    strata = data.column("queue").codes
    weighted = audits.audit(
        [("ok", "ok") if k % 3 else ("spam", "ok") for k in range(data.n)],
        strata=strata.tolist(),
        population=[5000, 300, 900],
        slices={
            role: [data.slices[role].names[c] for c in data.slices[role].codes]
            for role in ("vendor", "queue")
        },
    )
    for one in (data, weighted):
        got = mix_shift(one, "vendor", "A", "B", over="queue")
        parts = got.rate.value + got.weight.value + got.interaction.value
        assert parts == pytest.approx(got.groups.difference.value)
        lines = {line.name: line for line in got.lines}
        assert [lines[name].only for name in "xyz"] == ["one", "", "other"]
        assert (lines["x"].second, lines["z"].first) == (None, None)
        assert all(line.first.low < line.first.value for line in got.lines if line.first)
        assert lines["x"].rate_effect == lines["z"].interaction == 0
        total = sum(line.rate_effect + line.weight_effect + line.interaction for line in got.lines)
        assert total == pytest.approx(parts)


def test_that_periods_are_made_of_days():
    day = ["2026-03-02"] * 40 + ["2026-03-08"] * 10 + ["2026-03-09"] * 50 + [""] * 5
    data = cells(("A", "x", 60, 5), ("A", "y", 35, 5), day=day)
    got = mix_shift(data, "week", "2026-W10", "2026-W11", over="queue")
    assert (got.groups.first.n, got.groups.second.n) == (50, 50)
    assert mix_shift(data, "day", "2026-03-02", "2026-03-09").groups.first.n == 40
    of_x = data.column("queue").codes == 0  # names come out sorted
    inside = mix_shift(data, "week", "2026-W10", "2026-W11", over="queue", within=of_x)
    assert (inside.groups.first.n, inside.groups.second.n) == (50, 15)
    assert [line.name for line in inside.lines] == ["x"]


def test_that_a_group_without_decisions_is_undefined_with_its_reason():
    data = cells(("A", "x", 45, 5))
    got = mix_shift(data, "vendor", "A", "nobody", over="queue")
    assert (got.reason, got.rate.reason, got.lines) == ("no_data", "no_data", ())
    nothing = mix_shift(audits.audit([]), "vendor", "A", "B", over="queue")
    assert nothing.groups.difference.reason == "no_data"
    with pytest.raises(ValueError, match="two groups"):
        mix_shift(data, "vendor", "A", "A")


@pytest.mark.parametrize("estimand", ["process", "batch", "other_reviewers"])
def test_that_everything_is_plain_json(estimand):
    from dataclasses import replace

    data = replace(cells(("A", "x", 45, 0), ("B", "x", 30, 3)), estimand=estimand)
    for other in ("B", "nobody"):
        shown = mix_shift(data, "vendor", "A", other, over="queue").as_json()
        json.dumps(shown, allow_nan=False)


def test_that_two_rounds_are_compared_as_two_groups_of_one_would_be():
    one = cells(("A", "x", 45, 5), ("A", "y", 40, 10))
    other = cells(("A", "x", 46, 4), ("A", "z", 156, 44))
    got = round_shift(one, other, ("1", "2"), over="queue")
    as_groups = mix_shift(
        cells(("A", "x", 45, 5), ("A", "y", 40, 10), ("B", "x", 46, 4), ("B", "z", 156, 44)),
        "vendor", "A", "B", over="queue",
    )  # fmt: skip
    assert (got.groups.role, got.groups.one, got.groups.other) == ("round", "1", "2")
    for name in ("rate", "weight", "interaction"):
        assert getattr(got, name).value == pytest.approx(getattr(as_groups, name).value)
    a, b = got.groups.difference, as_groups.groups.difference
    assert (a.value, a.low, a.high) == pytest.approx((b.value, b.low, b.high))
    assert [line.only for line in got.lines] == ["", "one", "other"]


def test_that_decisions_drawn_into_both_rounds_are_compared_in_pairs():
    one = cells(("A", "x", 30, 10))
    other = cells(("A", "x", 36, 4))  # the same 40 items, six of them put right
    got = round_shift(one, other, ("1", "2")).groups
    assert (got.shared_items, got.same_items.value) == (40, pytest.approx(0.15))
    assert got.same_items.high - got.same_items.low < got.difference.high - got.difference.low
