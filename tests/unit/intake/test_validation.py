"""Rows become decisions, or are set aside with a reason."""

import pytest

from reviewer_audit.domain.intake import SEPARATOR, grouped
from reviewer_audit.errors import IntakeError
from reviewer_audit.intake.labels import value_matches
from reviewer_audit.intake.validation import validate_decisions


def reasons(result):
    return {row.row_number: (row.code, row.column) for row in result.quarantined}


def test_that_labels_match_by_key_title_and_alias_whatever_case_and_width(table, mapped, policy):
    values = ["spam", " SPAM, scam ", "hs", "ｈａｔｅ", "Clean", "no violation"]  # noqa: RUF001
    given = table(id=list("abcdef"), l=values)
    result = validate_decisions(given, mapped(item_id="id", label="l"), policy)
    assert [labels[0] for labels in result.rows.labels] == "spam spam hate hate ok ok".split()  # noqa: SIM905


def test_that_a_value_is_cut_up_only_where_it_is_no_label_itself(table, mapped, policy):
    values = ["Spam, scam", "spam;HS", "hate | spam", "hate,spam", '["Hate", "spam", "hate"]']
    given = table(id=list("abcde"), l=values)
    result = validate_decisions(given, mapped(item_id="id", label="l"), policy)
    assert result.rows.labels == [
        ("spam",),
        ("spam", "hate"),
        ("hate", "spam"),
        ("hate", "spam"),
        ("hate", "spam"),
    ]


def test_that_unknown_and_missing_labels_are_quarantined_never_added(table, mapped, policy):
    given = table(id=list("abcde"), l=["spam", "nope", None, "spam;nope", "[]"])
    result = validate_decisions(given, mapped(item_id="id", label="l"), policy)
    assert reasons(result) == {
        3: ("unknown_label", "l"),
        4: ("missing_label", "l"),
        5: ("unknown_label", "l"),
        6: ("missing_label", "l"),
    }
    assert result.quarantined[0].values == {"id": "b", "l": "nope"}
    assert result.rows_read == len(result.rows) + len(result.quarantined)


def test_that_a_blank_label_means_no_violation_only_beside_an_action_of_rank_0(
    table, mapped, policy
):
    given = table(id=list("abc"), l=[None, " ", None], a=["Approve", "remove", None])
    result = validate_decisions(given, mapped(item_id="id", label="l", action="a"), policy)
    assert result.rows.labels == [("ok",)]
    assert reasons(result) == {3: ("missing_label", "l"), 4: ("missing_label", "l")}


def test_that_values_of_the_user_go_before_the_policys(table, mapped, policy):
    chosen = mapped({"label_aliases": {"Spam": "hate", "weird": "ok"}}, item_id="id", label="l")
    given = table(id=["a", "b"], l=["Spam", "WEIRD"])
    assert validate_decisions(given, chosen, policy).rows.labels == [("hate",), ("ok",)]
    found = value_matches(table(id=["a"] * 3, l=["weird", "x", "x"]), chosen, policy)
    assert [(match.value, match.count, match.keys) for match in found] == [
        ("x", 2, None),
        ("weird", 1, ("ok",)),
    ]


def test_that_several_label_columns_are_one_answer_the_first_is_primary(table, mapped, policy):
    given = table(id=["a", "b"], l1=["hate", None], l2=["spam", "spam"])
    result = validate_decisions(given, mapped(item_id="id", label=("l1", "l2")), policy)
    assert result.rows.labels == [("hate", "spam"), ("spam",)]


def test_that_items_need_an_id_with_all_its_digits(table, mapped, policy):
    ids = [" a ", None, "  ", "1.23E+18", "1,23457E+15", "12E4", "1234567890123456789"]
    result = validate_decisions(
        table(id=ids, l=["ok"] * 7), mapped(item_id="id", label="l"), policy
    )
    assert result.rows.external_id == ["a", "12E4", "1234567890123456789"]
    assert reasons(result) == {
        3: ("missing_item_id", "id"),
        4: ("missing_item_id", "id"),
        5: ("id_lost_digits", "id"),
        6: ("id_lost_digits", "id"),
    }


def test_that_a_decision_is_told_by_its_id_else_by_who_when_what_else_by_its_place(
    table, mapped, policy
):
    given = table(
        d=["D1", None],
        i=["a", "b"],
        r=["R1", "R2"],
        v=["V", "V"],
        t=["2024-01-02"] * 2,
        l=["ok"] * 2,
    )
    roles = {"item_id": "i", "label": "l", "reviewer": "r", "vendor": "v", "decided_at": "t"}
    who = SEPARATOR.join(("V", "b", "R2", "2024-01-02T00:00:00Z"))
    by_id = validate_decisions(given, mapped(decision_id="d", **roles), policy).rows
    assert by_id.identity == ["D1", who]
    assert validate_decisions(given, mapped(**roles), policy).rows.identity[1] == who
    place = validate_decisions(given, mapped(item_id="i", label="l"), policy).rows.identity
    assert place == [SEPARATOR.join(("f" * 64, "", str(row))) for row in (2, 3)]


def test_that_two_judgments_of_nobody_are_two_decisions(table, mapped, policy):
    given = table(i=["a", "a"], r=[None, None], l=["ok", "ok"])
    rows = validate_decisions(given, mapped(item_id="i", label="l", reviewer="r"), policy).rows
    assert len(set(rows.identity)) == 2


def test_that_the_vendor_of_the_mapping_fills_what_the_file_leaves_out(table, mapped, policy):
    given = table(i=["a", "b"], v=["North", None], l=["ok", "ok"])
    named = validate_decisions(
        given, mapped({"vendor": "South"}, item_id="i", label="l", vendor="v"), policy
    )
    assert named.rows.slices["vendor"] == ["North", "South"]
    alone = validate_decisions(given, mapped({"vendor": "South"}, item_id="i", label="l"), policy)
    assert alone.rows.slices == {"vendor": ["South", "South"]}


def test_that_single_values_are_read_and_the_unreadable_is_listed(table, mapped, policy):
    given = table(
        i=list("abcd"),
        l=["ok"] * 4,
        s=["S2", "high", "P0", "-1"],
        e=["Yes", "0", None, "perhaps"],
        aht=["90", "1:30", "1,5 min", "long"],
        a=["Warn", "remove;warn", None, "fly"],
    )
    roles = {"severity": "s", "escalated": "e", "handling_seconds": "aht", "action": "a"}
    result = validate_decisions(given, mapped(item_id="i", label="l", **roles), policy)
    assert result.rows.severity == ["S2", "S3", "S4", ""]
    assert result.rows.escalated == [True, False, None, None]
    assert result.rows.handling_seconds == [90.0, 90.0, 90.0, None]
    assert result.rows.action == ["warn", "remove", "", ""]
    assert {
        (p["code"], p["column"], p["count"], p["example_row"]) for p in grouped(result.problems)
    } == {
        ("unknown_severity", "s", 1, 5),
        ("bad_flag", "e", 1, 5),
        ("bad_number", "aht", 1, 5),
        ("unknown_action", "a", 1, 5),
    }


def test_that_content_and_context_stay_verbatim_and_a_second_content_is_told(table, mapped, policy):
    given = table(
        i=["a", "a", "b"],
        c=[" x ", "y", None],
        p=["before", None, "q"],
        n=["n1", None, "n3"],
        l=["ok"] * 3,
    )
    roles = {"content": "c", "context": "p", "notes": "n"}
    result = validate_decisions(given, mapped(item_id="i", label="l", **roles), policy)
    assert result.rows.content == [" x ", "y", ""]
    assert result.rows.context == [{"p": "before"}, {}, {"p": "q"}]
    assert result.rows.extra["notes"] == ["n1", "", "n3"]
    assert result.items == 2
    codes = {(p.code, p.count, p.row_number) for p in result.problems}
    assert codes == {("content_differs", 1, 3), ("missing_content", 1, 4)}


def test_that_columns_nobody_mapped_reach_no_row(table, mapped, policy):
    given = table(i=["a"], l=["ok"], secret=["SENTINEL"])
    rows = validate_decisions(given, mapped(item_id="i", label="l"), policy).rows
    assert "SENTINEL" not in repr([getattr(rows, name) for name in rows.__slots__])


def test_that_an_import_without_item_or_label_is_refused(table, mapped, policy):
    given = table(i=["a"], l=["ok"])
    with pytest.raises(IntakeError, match="mapped to label"):
        validate_decisions(given, mapped(item_id="i"), policy)
    with pytest.raises(IntakeError, match="mapped to item_id"):
        validate_decisions(given, mapped(label="l"), policy)
    with pytest.raises(IntakeError, match="no column “gone”"):
        validate_decisions(given, mapped(item_id="gone", label="l"), policy)


def test_that_validation_can_be_cancelled(table, mapped, policy):
    from reviewer_audit.progress import Cancelled

    class Stop:
        def step(self, *_):
            raise Cancelled

    with pytest.raises(Cancelled):
        validate_decisions(
            table(i=["a"], l=["ok"]), mapped(item_id="i", label="l"), policy, progress=Stop()
        )
