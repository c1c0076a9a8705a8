"""Agreement over a table: what a row means, what is refused, what comes out."""

import csv
import json

import pytest

from reviewer_audit.errors import IntakeError
from reviewer_audit.services.agreement import (
    agreement_of_columns,
    agreement_of_file,
    agreement_of_wide,
)
from reviewer_audit.stats.panel import KEYS

UNITS = ["a", "a", "b", "b", "c", "c", "d", "d"]
RATERS = ["Ann", "Bo"] * 4
VALUES = ["spam", "spam", "ok", "spam", "ok", "ok", "ok", "ok"]


def value(found, key):
    return found["coefficients"][key]["value"]


def test_that_the_answer_has_the_shape_of_the_contract():
    found = agreement_of_columns(UNITS, RATERS, VALUES)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["units"], found["raters"], found["categories"]) == (4, 2, ["ok", "spam"])
    assert set(KEYS) < set(found["coefficients"])
    assert value(found, "percent_agreement") == 0.75
    assert value(found, "cohen_kappa") == pytest.approx(0.5)
    assert found["reading"].startswith(
        "They gave the same answer on 75.0\N{NO-BREAK SPACE}% of 4 units"
    )


def test_that_the_same_judgments_in_columns_agree_the_same():
    wide = agreement_of_wide({"Ann": VALUES[::2], "Bo": VALUES[1::2]})
    assert wide == agreement_of_columns(UNITS, RATERS, VALUES)


def test_that_judgments_without_raters_are_anonymous():
    found = agreement_of_columns(UNITS, None, VALUES)
    assert found["coefficients"]["cohen_kappa"]["reason"] == "not_applicable"
    assert value(found, "percent_agreement") == 0.75
    assert found["raters"] == 2


def test_that_blank_is_missing_and_never_a_category():
    found = agreement_of_columns([*UNITS, "e", "e"], [*RATERS, "Ann", "Bo"], [*VALUES, " ", None])
    assert found == agreement_of_columns(UNITS, RATERS, VALUES)


def test_that_rows_without_unit_or_rater_are_counted_and_left_out():
    found = agreement_of_columns([*UNITS, None, "e"], [*RATERS, "Ann", ""], [*VALUES, "ok", "ok"])
    assert found["left_out"] == 2
    assert found["units"] == 4


def test_that_a_rater_twice_on_a_unit_is_refused_with_the_count():
    with pytest.raises(IntakeError, match="repeat a rater on a unit: 1") as caught:
        agreement_of_columns([*UNITS, "a"], [*RATERS, "Ann"], [*VALUES, "ok"])
    assert "--duplicates" in caught.value.hint


@pytest.mark.parametrize(("keep", "expected"), [("first", 0.75), ("last", 0.5)])
def test_that_the_user_may_say_which_of_them_counts(keep, expected):
    found = agreement_of_columns([*UNITS, "a"], [*RATERS, "Ann"], [*VALUES, "ok"], duplicates=keep)
    assert value(found, "percent_agreement") == expected


def test_that_numbers_are_categories_in_the_order_of_numbers():
    found = agreement_of_columns(UNITS, RATERS, ["10", "9", "2", "2.0", "1", "1", "10", "10"])
    assert found["categories"] == ["1", "2", "9", "10"]
    assert value(found, "percent_agreement") == 0.75
    assert value(found, "cohen_kappa_linear") is not None  # numbers bring their order with them


def test_that_distances_are_those_of_the_numbers():
    near, far = (
        agreement_of_columns(
            UNITS, RATERS, ["1", "2", "2", "2", "1", "1", last, last], level="interval"
        )
        for last in ("3", "30")
    )
    assert value(near, "krippendorff_alpha") < value(far, "krippendorff_alpha")


def test_that_declared_categories_count_even_where_nobody_used_them():
    two, three = (
        agreement_of_columns(UNITS, RATERS, VALUES, categories=names)
        for names in (["ok", "spam"], ["ok", "spam", "hate"])
    )
    assert three["categories"] == ["ok", "spam", "hate"]
    assert value(two, "brennan_prediger") < value(three, "brennan_prediger")
    assert value(three, "cohen_kappa_quadratic") is not None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"categories": ["ok"]}, "'spam' \\(3\\)"),
        ({"level": "interval"}, "numbers"),
        ({"level": "cardinal"}, "nominal, ordinal"),
        ({"duplicates": "both"}, "first or the last"),
    ],
)
def test_that_what_does_not_fit_is_refused_in_words(options, words):
    with pytest.raises(IntakeError, match=words):
        agreement_of_columns(UNITS, RATERS, VALUES, **options)


def test_that_ratios_of_negative_numbers_are_refused():
    with pytest.raises(IntakeError, match="negative"):
        agreement_of_columns(["a", "a"], ["x", "y"], ["-1", "2"], level="ratio")


def test_that_a_column_of_ids_is_no_set_of_categories():
    many = [str(k) for k in range(3000)]
    with pytest.raises(IntakeError, match="3,000 different"):
        agreement_of_columns(many, ["x"] * 3000, many)


def test_that_an_empty_table_says_so():
    found = agreement_of_columns([], [], [])
    assert found["coefficients"]["percent_agreement"]["reason"] == "no_data"
    assert found["reading"] == "No agreement can be stated: no unit was judged."


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "judgments.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["item", "rater", "label"])
        out.writerows(zip(UNITS, RATERS, VALUES, strict=True))
    return path


def test_that_a_file_agrees_as_its_columns_do(table):
    found = agreement_of_file(table, unit="item", rater="rater", value="Label")
    assert found == agreement_of_columns(UNITS, RATERS, VALUES)


def test_that_a_wide_file_has_a_rater_in_each_column(tmp_path):
    path = tmp_path / "wide.csv"
    rows = [f"{k},{a},{b}" for k, (a, b) in enumerate(zip(VALUES[::2], VALUES[1::2], strict=True))]
    path.write_text("\n".join(["id,Ann,Bo", *rows]), encoding="utf-8")
    assert agreement_of_file(path, wide=("Ann", "Bo")) == agreement_of_columns(
        UNITS, RATERS, VALUES
    )


def test_that_a_missing_column_is_named_with_those_there_are(table):
    with pytest.raises(IntakeError, match="'verdict'") as caught:
        agreement_of_file(table, unit="item", value="verdict")
    assert "item, rater, label" in caught.value.hint


@pytest.mark.parametrize(
    "options", [{}, {"unit": "item"}, {"value": "label"}, {"wide": ("a", "b"), "unit": "item"}]
)
def test_that_half_named_columns_are_refused(table, options):
    with pytest.raises(IntakeError, match="Name the columns"):
        agreement_of_file(table, **options)


def test_that_raters_known_by_name_are_compared_in_pairs_and_one_by_one():
    columns = {
        "Ann": ["x", "x", "y", "z", "x", "y", "z", "z", "x", "y"],
        "Bob": ["x", "y", "y", "z", "x", "y", "z", "x", "x", "y"],
        "Cem": ["x", "x", "y", "x", "x", "y", "z", "z", "y", "y"],
    }
    more = agreement_of_wide(columns)["more"]
    assert [pair["raters"] for pair in more["pairs"]] == [
        ["Ann", "Bob"],
        ["Ann", "Cem"],
        ["Bob", "Cem"],
    ]
    kappa = more["pairs"][0]["cohen_kappa"]
    assert kappa["value"] == pytest.approx(1 - 0.2 / 0.66)  # by hand: po 8/10, pe .34
    assert set(more["raters"]) == {"Ann", "Bob", "Cem"}
    assert more["raters"]["Ann"]["mace"]["value"] > more["raters"]["Cem"]["mace"]["value"]
    assert more["measures"]["light_kappa"]["value"] == pytest.approx(
        sum(pair["cohen_kappa"]["value"] for pair in more["pairs"]) / 3
    )
    assert more["measures"]["mcnemar"]["reason"]


def test_that_the_kind_of_interval_can_be_asked_for():
    columns = {"Ann": ["x", "x", "y", "y"] * 20, "Bob": ["x", "y", "y", "y"] * 20}
    ends = set()
    for interval in ("dirichlet", "analytic", "bootstrap"):
        found = agreement_of_wide(columns, interval=interval)
        kappa = found["coefficients"]["cohen_kappa"]
        assert kappa["value"] == pytest.approx(0.5)
        ends.add((kappa["low"], kappa["high"]))
    assert len(ends) == 3


def test_that_each_category_has_its_own_kappa_as_fleiss_published_it(shared):
    # Fleiss (1971), table 1: 30 patients, 6 raters, 5 diagnoses
    published = {1: 0.245, 2: 0.245, 3: 0.520, 4: 0.471, 5: 0.566}
    path = shared / "reference" / "statistics_cases.json"
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    ratings = next(c for c in cases if c["id"] == "fleiss-1971")["input"]["ratings"]
    units = [str(at) for at, row in enumerate(ratings) for _ in row]
    values = [str(value) for row in ratings for value in row]
    found = agreement_of_columns(units, None, values)["more"]["categories"]
    assert [one["category"] for one in found] == list("12345")
    for one in found:
        assert one["fleiss_kappa"]["value"] == pytest.approx(
            published[int(one["category"])], abs=6e-4
        )
        assert one["fleiss_kappa"]["n"] == 30
