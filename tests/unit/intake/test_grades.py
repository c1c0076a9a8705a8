"""Grades from a sheet, labels for a draft."""

import pytest

from reviewer_audit.errors import IntakeError
from reviewer_audit.intake.drafting import labels_found
from reviewer_audit.intake.validation import validate_grades


def test_that_grades_are_read_with_all_they_say(table, mapped, policy):
    given = table(
        i=["a", "b"],
        l=["spam;hate", "Cannot judge"],
        w=["Ann", "Ben"],
        a=["Remove", None],
        s=["S3", None],
        c=["High", None],
        n=["why", None],
        t=["2024-03-01", None],
    )
    roles = {
        "auditor": "w",
        "action": "a",
        "severity": "s",
        "confidence": "c",
        "notes": "n",
        "graded_at": "t",
    }
    rows = validate_grades(given, mapped(item_id="i", label="l", **roles), policy).rows
    assert rows.external_id == ["a", "b"]
    assert rows.kind == ["answer", "cannot_judge"]
    assert rows.labels == [("spam", "hate"), ()]
    assert (rows.action[0], rows.severity[0], rows.confidence[0]) == ("remove", "S3", "high")
    assert (rows.note[0], rows.graded_at[0]) == ("why", "2024-03-01T00:00:00Z")
    assert rows.row_number == [2, 3]


def test_that_a_blank_is_no_grade_and_wrong_rows_are_set_aside(table, mapped, policy):
    given = table(i=["a", None, "c", "d", None], l=["ok", "ok", "nope", None, None])
    result = validate_grades(given, mapped(item_id="i", label="l"), policy, auditor="Ann")
    assert result.rows.auditor == ["Ann"]
    assert {(q.row_number, q.code) for q in result.quarantined} == {
        (3, "missing_item_id"),
        (4, "unknown_label"),
    }
    assert result.blank == 2
    assert result.rows_read == 3


def test_that_a_second_grade_of_one_auditor_for_one_item_is_a_duplicate(table, mapped, policy):
    given = table(i=["a", "a", "a"], l=["ok", "spam", "ok"], w=["Ann", "ANN ", "Ben"])
    result = validate_grades(given, mapped(item_id="i", label="l", auditor="w"), policy)
    assert result.rows.labels == [("ok",), ("ok",)]
    assert [(q.row_number, q.code) for q in result.quarantined] == [(3, "duplicate_grade")]


def test_that_somebody_must_have_graded(table, mapped, policy):
    given = table(i=["a", "b"], l=["ok", "ok"], w=["Ann", None])
    with pytest.raises(IntakeError, match="does not say who graded"):
        validate_grades(given, mapped(item_id="i", label="l"), policy)
    result = validate_grades(given, mapped(item_id="i", label="l", auditor="w"), policy)
    assert [q.code for q in result.quarantined] == ["missing_auditor"]


def test_that_labels_for_a_draft_are_counted_as_most_rows_spell_them(table):
    given = table(
        l=["Hate", "hate", "Hate", "spam;Hate", '["spam"]', "Adult, nude", None, "cannot_judge"]
    )
    found = [(label.value, label.count) for label in labels_found(given, "L")]
    assert found == [("Hate", 4), ("spam", 2), ("Adult, nude", 1)]
    with pytest.raises(IntakeError, match="no column"):
        labels_found(given, "x")


def test_that_commas_part_labels_only_where_each_part_also_stands_alone(table):
    found = labels_found(table(l=["a", "b", "a, b", "a, c"]), "l")
    assert [(label.value, label.count) for label in found] == [("a", 2), ("b", 2), ("a, c", 1)]
