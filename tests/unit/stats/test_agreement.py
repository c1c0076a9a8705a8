"""Agreement: textbook values, honest intervals, and a reason wherever there is no value."""

import json

import numpy as np
import pytest

from reviewer_audit.stats import measures
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes, from_long
from reviewer_audit.stats.panel import KEYS, pairs, panel
from reviewer_audit.stats.patterns import tally
from reviewer_audit.stats.percent import specific_agreement

MEASURES = measures("codes")
BY_CHANCE = {key for key in KEYS if key != "percent_agreement"}
NEVER_EVEN = BY_CHANCE - {"gwet_ac1", "gwet_ac2", "brennan_prediger"}


def codes(*rows, q=2):
    """Codes of raters from rows of one unit each; None is missing."""
    values = [[q if code is None else code for code in row] for row in rows]
    width = len(rows[0]) if rows else 2
    return Codes(np.array(values, dtype=np.uint8).reshape(-1, width).T, q)


def test_that_a_panel_has_every_key_whatever_it_is_given():
    assert tuple(panel(codes())) == KEYS
    assert {measure.key for measure in MEASURES} == set(KEYS)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            [[20, 5], [10, 15]],
            {
                "percent_agreement": 0.70,
                "cohen_kappa": 0.4,
                "krippendorff_alpha": 0.4,
                "gwet_ac1": 0.4059,
                "brennan_prediger": 0.4,
            },
        ),
        (
            [[118, 5], [2, 0]],
            {
                "percent_agreement": 0.944,
                "cohen_kappa": -0.0234,
                "fleiss_kappa": -0.0288,
                "krippendorff_alpha": -0.0247,
                "gwet_ac1": 0.9408,
                "brennan_prediger": 0.888,
            },
        ),
        (
            [[930, 20], [25, 25]],
            {
                "percent_agreement": 0.955,
                "cohen_kappa": 0.5028,
                "krippendorff_alpha": 0.5029,
                "gwet_ac1": 0.9505,
            },
        ),
        (
            [[40, 6, 2], [5, 20, 5], [1, 4, 17]],
            {"cohen_kappa": 0.6386, "krippendorff_alpha": 0.6403, "gwet_ac1": 0.6627},
        ),
    ],
)
def test_that_two_raters_get_the_textbook_values(table, expected):
    got = panel(Codes.from_table(table))
    for key, value in expected.items():
        assert got[key].value == pytest.approx(value, abs=6e-5), key


def test_that_weights_follow_the_declared_order():
    got = panel(Codes.from_table([[40, 6, 2], [5, 20, 5], [1, 4, 17]]), level="ordinal")
    assert got["cohen_kappa_linear"].value == pytest.approx(0.6951, abs=6e-5)
    assert got["cohen_kappa_quadratic"].value == pytest.approx(0.7511, abs=6e-5)


def test_that_weights_use_the_declared_scale_and_not_the_levels_found():
    used = Codes.from_table([[5, 2, 0], [1, 5, 1], [2, 1, 5]])
    wider = Codes(np.where(used.values == 2, 5, used.values).astype(np.uint8), 6)
    near, far = (panel(c, level="ordinal")["cohen_kappa_linear"].value for c in (used, wider))
    assert near != pytest.approx(far, abs=1e-3)


KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491)]
)
def test_that_alpha_bears_gaps_on_every_level(level, expected):
    rows = [
        [None if v is None else v - 1 for v in unit] for unit in zip(*KRIPPENDORFF, strict=True)
    ]
    got = panel(codes(*rows, q=5), level=level)["krippendorff_alpha"]
    assert got.value == pytest.approx(expected, abs=6e-5)
    assert got.n == 11
    assert got.low < got.value < got.high


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (codes(q=2), "no_data"),
        (codes((None, None), (None, None)), "no_data"),
        (codes((0, None), (None, 1)), "no_pairs"),
        (codes((0,), (1,)), "no_pairs"),
    ],
    ids=["empty", "all missing", "nobody twice", "one rater"],
)
def test_that_nothing_to_compare_is_null_with_a_reason(measure, given, reason):
    got = measure.compute(given)
    assert got.value is got.low is got.high is got.se is None
    assert got.reason in {reason, "not_applicable"}
    assert got.note
    if measure.key in {"percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1"}:
        assert got.reason == reason


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_that_one_answer_throughout_follows_the_conventions(measure):
    got = measure.compute(codes(*[(1, 1)] * 9), level="ordinal")
    if measure.key in NEVER_EVEN:
        assert (got.value, got.reason) == (None, "no_variation")
    else:
        assert got.value == 1
        assert got.low < got.high == 1


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_that_one_declared_category_leaves_only_percent(measure):
    got = measure.compute(codes(*[(0, 0)] * 9, q=1), level="ordinal")
    assert got.value == (1 if measure.key == "percent_agreement" else None)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_that_perfect_agreement_still_has_an_interval(measure):
    got = measure.compute(codes(*[(0, 0)] * 12, *[(1, 1)] * 12), level="ordinal")
    assert got.value == pytest.approx(1)
    assert got.se == pytest.approx(0, abs=1e-12)
    assert got.low < 0.95
    assert "degenerate_ci" in got.flags


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_that_one_unit_has_a_value_and_no_interval(measure):
    got = measure.compute(codes((0, 1)), level="ordinal")
    assert got.value is not None
    assert got.se is got.low is got.high is None
    assert "single_unit" in got.flags
    if measure.key == "krippendorff_alpha":
        assert got.value == 0


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_that_systematic_disagreement_is_negative_and_not_clipped(measure):
    got = measure.compute(codes(*[(0, 1)] * 10, *[(1, 0)] * 10), level="ordinal")
    if measure.key == "percent_agreement":
        assert got.value == 0
    else:
        assert got.value < -0.9


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
@pytest.mark.parametrize(
    "given",
    [
        codes((0, 1), (1, 1)),
        codes((0, 0), (None, None), (1, None), (0, 1)),
        codes(*[(0, 0)] * 500, (0, 1)),
        codes((0, 0, 0), (1, 1, None), (None, 0, 1), q=250),
        codes(*[(k % 3, k % 3, (k + 1) % 3, None, k % 3) for k in range(40)], q=3),
    ],
    ids=["two units", "gaps", "one disagreement", "250 categories", "five raters"],
)
def test_that_every_measure_survives_odd_inputs(measure, given):
    for level in ("nominal", "ordinal", "interval", "ratio"):
        got = measure.compute(given, level=level, draws=50)
        json.dumps(got.as_json(), allow_nan=False)
        if got.value is not None and got.low is not None:
            assert got.low <= got.value <= got.high


def test_that_an_undeclared_category_is_an_error_that_names_it():
    with pytest.raises(ValueError, match=r"\[4\]"):
        codes((0, 4), q=2)


@pytest.mark.parametrize("weights", [[1, 0], [1, -1], [1, float("nan")], [1, float("inf")], [1]])
def test_that_a_design_weight_is_a_positive_number(weights):
    with pytest.raises(ValueError, match="weight"):
        panel(codes((0, 0), (1, 1)), weights=weights)


def test_that_a_level_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="nominal, ordinal"):
        panel(codes((0, 0)), level="cardinal")


def test_that_three_raters_have_no_cohen():
    got = panel(codes(*[(0, 0, 1), (1, 1, 1), (0, 1, 0)] * 9), level="ordinal")
    for key in KEYS:
        left_out = key.startswith("cohen") or key == "scott_pi"
        assert (got[key].reason == "not_applicable") == left_out, key


def test_that_unnamed_raters_have_no_cohen_and_no_conger():
    got = panel(codes(*[(0, 0), (1, 1), (0, 1)] * 9), anonymous=True)
    missing = {key for key in KEYS if got[key].reason == "not_applicable"}
    assert missing == {
        "cohen_kappa",
        "cohen_kappa_linear",
        "cohen_kappa_quadratic",
        "conger_kappa",
        "gwet_ac2",
    }


def test_that_scott_bears_unnamed_raters_two_a_unit_however_many_there_are():
    rows = [(0, 0, None), (None, 1, 1), (0, None, 1)] * 9
    got = panel(codes(*rows), anonymous=True)
    assert got["scott_pi"].value == got["fleiss_kappa"].value
    assert panel(codes(*rows))["scott_pi"].reason == "not_applicable"


def test_that_weights_without_an_order_are_not_offered():
    got = panel(codes(*[(0, 0), (1, 1), (0, 1)] * 9))
    for key in ("cohen_kappa_linear", "cohen_kappa_quadratic", "gwet_ac2"):
        assert got[key].reason == "not_applicable"
    assert panel(codes(*[(0, 0), (1, 1), (0, 1)] * 9), ordered=True)["gwet_ac2"].value is not None


def test_that_cohen_leaves_out_units_judged_once():
    rows = [(0, 0)] * 4 + [(0, 1)] + [(1, 1)] * 5
    full, more = (panel(codes(*r))["cohen_kappa"] for r in (rows, [*rows, (None, 1), (0, None)]))
    assert (full.value, full.se, full.n) == (more.value, more.se, more.n)


def test_that_the_method_names_draws_generator_and_seed():
    got = panel(codes(*[(0, 0), (1, 1), (0, 1)] * 9), draws=300, seed=7)["cohen_kappa"]
    assert got.method == "Dirichlet, 300 draws, PCG64 seed 7, prior of one unit"


def test_that_the_same_judgments_give_the_same_interval():
    rows = [(0, 0, 1), (1, 1, 1), (0, 1, None)] * 9
    assert panel(codes(*rows)) == panel(codes(*rows))


def test_that_the_interval_tends_to_the_delta_interval():
    got = panel(Codes.from_table([[800, 90], [110, 500]]))
    for key in ("cohen_kappa", "gwet_ac1", "krippendorff_alpha"):
        assert got[key].high - got[key].low == pytest.approx(2 * 1.96 * got[key].se, rel=0.06)


def test_that_too_many_patterns_fall_back_on_the_delta_interval():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 5, 12_000)
    raters = [
        np.where(rng.random(12_000) < 0.4, rng.integers(0, 5, 12_000), truth) for _ in range(7)
    ]
    got = panel(Codes(np.array(raters, dtype=np.uint8), 5))
    assert "delta method" in got["conger_kappa"].method
    assert "Dirichlet" in got["fleiss_kappa"].method  # counts of answers are fewer
    assert got["conger_kappa"].low < got["conger_kappa"].value < got["conger_kappa"].high


def test_that_percent_of_two_raters_is_a_plain_share():
    got = panel(codes(*[(0, 0)] * 45, *[(0, 1)] * 5))["percent_agreement"]
    assert (got.value, got.numerator, got.n, got.method) == (0.9, 45, 50, "Wilson")
    assert got.low == pytest.approx(0.7864, abs=1e-4)
    assert got.high == pytest.approx(0.9565, abs=1e-4)


def test_that_too_few_violations_leave_kappa_without_interval_but_not_ac1():
    rows = codes(*[(0, 0)] * 96, (1, 1), (1, 0), (0, 1), (1, 1))
    got = panel(rows, violating=[False, True])
    assert got["cohen_kappa"].value is not None
    assert got["cohen_kappa"].low is None
    assert "too_few_positives" in got["cohen_kappa"].flags
    assert got["gwet_ac1"].low is not None
    assert (
        panel(codes(*[(0, 0)] * 95, *[(1, 1)] * 5), violating=[False, True])["cohen_kappa"].low
        is not None
    )


def test_that_specific_agreement_counts_what_raters_join_in():
    given = sample(Codes.from_table([[80, 10], [5, 5]]), violating=[True, False])
    got = specific_agreement(given)
    assert got.value == pytest.approx(160 / 175)
    assert got.low < got.value < got.high
    nobody = sample(codes((0, 0), (0, 0)), violating=[False, True])
    assert specific_agreement(nobody).reason == "zero_denominator"


def test_that_clusters_widen_and_leave_the_value_alone():
    first = np.tile([0, 0, 1, 1, 0, 1], 20).astype(np.uint8)
    second = np.tile([0, 0, 1, 1, 1, 0], 20).astype(np.uint8)
    units = np.repeat(np.arange(120), 5)
    five = pairs(np.repeat(first, 5), np.repeat(second, 5), 2)
    free, tied = panel(five), panel(five, clusters=units)
    once = panel(pairs(first, second, 2))
    for key in ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1"):
        assert tied[key].value == pytest.approx(free[key].value)
        assert tied[key].high - tied[key].low == pytest.approx(
            once[key].high - once[key].low, rel=0.1
        )
        assert tied[key].high - tied[key].low > 1.8 * (free[key].high - free[key].low)
    assert "clusters" in tied["cohen_kappa"].method


def test_that_clusters_of_one_change_nothing_but_the_draws():
    rows = codes(*[(0, 0), (1, 1), (0, 1), (1, 0), (0, 0)] * 20)
    free, tied = panel(rows), panel(rows, clusters=np.arange(100))
    for key in ("cohen_kappa", "gwet_ac1"):
        assert tied[key].low == pytest.approx(free[key].low, abs=0.03)
        assert tied[key].high == pytest.approx(free[key].high, abs=0.03)


def test_that_perfect_agreement_in_clusters_still_has_an_interval():
    half = [0] * 50 + [1] * 50
    got = panel(pairs(half, half, 2), clusters=np.arange(100) // 10)
    assert got["cohen_kappa"].value == 1
    assert got["cohen_kappa"].low < 0.9  # ten clusters, not a hundred units


def test_that_equal_design_weights_change_nothing():
    rows = codes(*[(0, 0), (1, 1), (0, 1), (1, None)] * 9)
    plain, weighted = panel(rows), panel(rows, weights=np.full(36, 12.5))
    for key in KEYS:
        assert weighted[key].value == pytest.approx(plain[key].value) or plain[key].value is None
        assert weighted[key].se == pytest.approx(plain[key].se) or plain[key].se is None


def test_that_design_weights_stand_for_units():
    doubled = panel(codes(*[(0, 0)] * 20, *[(1, 1)] * 20, *[(0, 1)] * 20))
    weighted = panel(
        codes(*[(0, 0)] * 10, *[(1, 1)] * 20, *[(0, 1)] * 20), weights=[2] * 10 + [1] * 40
    )
    for key in ("percent_agreement", "cohen_kappa", "fleiss_kappa", "gwet_ac1"):
        assert weighted[key].value == pytest.approx(doubled[key].value)
        assert weighted[key].se > doubled[key].se


def test_that_long_form_becomes_codes():
    got = from_long([0, 0, 1, 2, 2], [0, 1, 1, 0, 1], [1, 0, 1, 0, 0], 2)
    assert got.values.tolist() == [[1, 2, 0], [0, 1, 0]]


def test_that_a_rater_twice_on_a_unit_is_an_error_with_the_count():
    with pytest.raises(ValueError, match="on a unit: 2"):
        from_long([0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 1, 1], 2)


@pytest.mark.parametrize(("keep", "value"), [("first", 1), ("last", 0)])
def test_that_the_first_or_the_last_of_duplicates_is_kept_when_asked(keep, value):
    assert from_long([0, 0], [0, 0], [1, 0], 2, duplicates=keep).values.tolist() == [[value]]


def test_that_unnamed_judgments_of_a_unit_stand_side_by_side():
    got = from_long([3, 0, 3, 3], None, [1, 0, 0, 1], 2)
    assert got.values.tolist() == [[0, 2, 2, 1], [2, 2, 2, 0], [2, 2, 2, 1]]


def test_that_many_raters_are_counted_without_a_table_of_all_patterns():
    rng = np.random.default_rng(3)
    values = np.full((60, 400), 7, np.uint8)
    for unit in range(400):
        values[rng.choice(60, 3, replace=False), unit] = rng.integers(0, 7, 3)
    patterns = tally(Codes(values, 7))
    assert patterns.units.sum() == 400
    assert patterns.anonymous().values.shape[1] == 3
    merged = patterns.anonymous()
    assert np.array_equal(merged.counts.T @ merged.units, patterns.counts.T @ patterns.units)
