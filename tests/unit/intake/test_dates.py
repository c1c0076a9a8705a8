"""Dates: one order for a whole column, decided from all its values."""

import pytest

from reviewer_audit.errors import IntakeError
from reviewer_audit.intake import dates
from reviewer_audit.intake.validation import validate_decisions


def read(values, timezone="UTC", asked=""):
    order = dates.order_of(values, asked)
    return dates.Reader(order.name, timezone).column(values)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-01", "2024-03-01T00:00:00Z"),
        ("2024-03-01 10:20:30", "2024-03-01T10:20:30Z"),
        ("2024-03-01T10:20:30.5+02:00", "2024-03-01T08:20:30.500Z"),
        ("2024-03-01T10:20+02", "2024-03-01T08:20:00Z"),
        ("20240301T102030Z", "2024-03-01T10:20:30Z"),
        ("2024/03/01 10:20", "2024-03-01T10:20:00Z"),
        ("31.03.2024 10:20", "2024-03-31T10:20:00Z"),
        ("3/31/2024 1:20:30 PM", "2024-03-31T13:20:30Z"),
        ("31/03/24", "2024-03-31T00:00:00Z"),
        ("1 Mar 2024 10:20", "2024-03-01T10:20:00Z"),
        ("March 1st, 2024 at 12:05 am", "2024-03-01T00:05:00Z"),
        ("Fri, 01 Mar 2024 10:20:30 GMT", "2024-03-01T10:20:30Z"),
        ("Fri, 01 Mar 2024 10:20:30 +0200", "2024-03-01T08:20:30Z"),
        ("1709288430", "2024-03-01T10:20:30Z"),
        ("1709288430000", "2024-03-01T10:20:30Z"),
        ("45352.5", "2024-03-01T12:00:00Z"),
        ("", ""),
        (None, ""),
        ("soon", None),
        ("32/01/2024", None),
        ("2024-W09-5", "2024-03-01T00:00:00Z"),
    ],
)
def test_that_a_date_is_read_in_any_usual_spelling(text, moment):
    order = dates.order_of([text or ""]).name
    assert dates.Reader(order, "UTC").column([text]) == [moment]


def test_that_one_value_decides_the_order_of_the_whole_column():
    assert read(["02/01/2022 21:47", "1/31/2022 16:23:03"]) == [
        "2022-02-01T21:47:00Z",
        "2022-01-31T16:23:03Z",
    ]
    assert read(["02/01/2022", "31/1/2022"])[0] == "2022-01-02T00:00:00Z"


def test_that_an_open_order_takes_the_shorter_span_and_says_so():
    order = dates.order_of(["02/01/2022", "02/05/2022", "02/07/2022"])
    assert (order.name, order.ambiguous) == ("mdy", True)
    order = dates.order_of(["01/02/2022", "05/02/2022", "07/02/2022"])
    assert (order.name, order.ambiguous) == ("dmy", True)


def test_that_points_mean_day_first_and_equal_numbers_mean_nothing():
    assert dates.order_of(["02.03.2022"]) == dates.Order(name="dmy")
    assert not dates.order_of(["03/03/2022"]).ambiguous


def test_that_two_orders_in_one_column_are_told_and_the_rest_is_quarantined(table, mapped, policy):
    given = table(
        i=list("abcd"), l=["ok"] * 4, t=["31/01/2022", "30/01/2022", "01/30/2022", "01/02/2022"]
    )
    result = validate_decisions(given, mapped(item_id="i", label="l", decided_at="t"), policy)
    assert [(row.row_number, row.code) for row in result.quarantined] == [(4, "bad_date")]
    assert "date_order_mixed" in {p.code for p in result.problems}
    assert result.rows.decided_at[-1] == "2022-02-01T00:00:00Z"


def test_that_an_open_order_is_a_problem_that_names_the_reading_chosen(table, mapped, policy):
    given = table(i=["a", "b"], l=["ok"] * 2, t=["01/02/2022", "01/03/2022"])
    chosen = mapped(item_id="i", label="l", decided_at="t")
    problem = validate_decisions(given, chosen, policy).problems[0]
    assert (problem.code, problem.value_preview) == ("date_order_ambiguous", "month first (mdy)")
    said = mapped({"date_orders": {"t": "dmy"}}, item_id="i", label="l", decided_at="t")
    result = validate_decisions(given, said, policy)
    assert result.rows.decided_at[0] == "2022-02-01T00:00:00Z"
    assert not result.problems


def test_that_times_without_zone_are_read_in_the_zone_of_the_mapping():
    assert read(["2024-07-01 10:00:00"], "Europe/Berlin") == ["2024-07-01T08:00:00Z"]
    assert read(["2024-01-01 10:00:00"], "Europe/Berlin") == ["2024-01-01T09:00:00Z"]
    assert read(["2024-01-01 10:00:00Z"], "Europe/Berlin") == ["2024-01-01T10:00:00Z"]


def test_that_an_unknown_zone_or_order_is_refused():
    with pytest.raises(IntakeError, match="no time zone"):
        dates.Reader("dmy", "Mars/Base")
    with pytest.raises(IntakeError, match="no order"):
        dates.order_of(["1/2/2024"], "xyz")


def test_that_a_bad_date_of_another_role_leaves_the_row_usable(table, mapped, policy):
    given = table(i=["a"], l=["ok"], q=["never"])
    result = validate_decisions(given, mapped(item_id="i", label="l", enqueued_at="q"), policy)
    assert result.rows.extra["enqueued_at"] == [""]
    assert [p.code for p in result.problems] == ["bad_date"]
