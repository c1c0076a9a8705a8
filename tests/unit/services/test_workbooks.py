"""Grading workbooks come back: read right, or refused row by row, whatever was done to them."""

import json
from dataclasses import replace
from datetime import date

import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.policy import Match
from reviewer_audit.services import merging, projects
from tests import spreadsheets as sheets
from tests.apart import Apart
from tests.unit.services.workbooks import (
    OK,
    SPAM,
    THREAT,
    A,
    C,
    E,
    F,
    L,
    N,
    R,
    S,
    aside,
    book,
    contents,
    counting,
    filled,
    said,
)  # fmt: skip

ITEMS = 10


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.4)
    return Apart(store, tmp_path)


# -- what is read -------------------------------------------------------------------------------


def test_that_every_answer_of_a_workbook_arrives_as_the_desk_would_have_given_it(apart):
    path = book(apart)
    at = contents(path)
    filled(
        path,
        {
            0: {names.LABEL: OK, names.NOTES: "=1+1 fine"},
            1: {names.LABEL: SPAM, names.CONFIDENCE: "High"},
            2: {names.LABEL: SPAM, names.SEVERITY: "S3", names.ACTION: "Warning"},
            3: {names.LABEL: THREAT},
            4: {names.LABEL: THREAT, names.ESCALATE: "No"},
            5: {names.LABEL: "Cannot judge", names.REASON: "I do not read this language"},
        },
    )
    merged = apart.merge(path)
    (tally,) = merged.files
    assert (tally.auditor, tally.new, tally.known, tally.refused) == ("Ann", 6, 0, {})
    assert not tally.signed
    told = {
        content: (row.kind, json.loads(row.labels), row.severity, row.action, bool(row.escalate),
                  row.confidence, row.reason, row.note)
        for content, row in counting(apart).items()
    }  # fmt: skip
    assert told == {
        at[0]: ("answer", ["ok"], "S0", "none", False, "", "", "=1+1 fine"),
        at[1]: ("answer", ["spam"], "S2", "remove", False, "high", "", ""),
        at[2]: ("answer", ["spam"], "S3", "warn", False, "", "", ""),
        at[3]: ("answer", ["threat"], "S4", "remove", True, "", "", ""),
        at[4]: ("answer", ["threat"], "S4", "remove", False, "", "", ""),
        at[5]: ("cannot_judge", [], "", "", False, "", "language", ""),
    }
    assert projects.verify(apart.store) is None


def test_that_a_dry_run_says_the_same_and_changes_nothing(apart):
    path = filled(book(apart), {0: OK, 1: "perhaps"})
    before = apart.store.path.read_bytes()
    foreseen = merging.foreseen(merging.check(apart.store, [path]))
    assert apart.store.path.read_bytes() == before
    merged = apart.merge(path)
    assert [t.as_json() for t in foreseen.files] == [t.as_json() for t in merged.files]
    assert merged.files[0].as_json()["rows"] == [{"row": 3, "code": "unknown_label"}]
    assert merged.files[0].as_json()["refused"] == [{"code": "unknown_label", "count": 1}]


@pytest.mark.parametrize("done", sheets.HARMLESS)
def test_that_what_people_may_do_to_a_sheet_changes_no_answer(apart, done):
    path = book(apart)
    at = contents(path)
    filled(path, {0: OK, 1: SPAM, 5: THREAT}, change=sheets.HARMLESS[done])
    assert aside(apart.merge(path)) == []
    assert said(apart) == {
        at[0]: ("answer", "ok"), at[1]: ("answer", "spam"), at[5]: ("answer", "threat"),
    }  # fmt: skip


def test_that_rows_may_be_deleted_and_the_rest_comes_later(apart):
    path = book(apart)
    whole = apart.path(".xlsx")
    filled(path, dict.fromkeys(range(7), SPAM), out=whole)
    filled(path, {0: SPAM, 6: SPAM}, change=lambda _book, sheet: sheet.delete_rows(3, 4))
    first = apart.merge(path).files[0]
    assert (first.new, first.refused) == (2, {})
    second = apart.merge(whole).files[0]
    assert (second.new, second.known, second.revised) == (5, 2, 0)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("  SPAM  & Scam ", None), (" spam & SCAM ", "spam"), ("threat", "threat"),
        ("Cannot judge", None), ("spam; threat", None), ("1", None), (2, None),
        (date(2026, 3, 4), None), (True, None), ("#N/A", None), ("=A1", None),
    ],
)  # fmt: skip
def test_that_what_is_typed_past_the_list_counts_where_it_names_one_choice(apart, typed, label):
    path = filled(book(apart), {0: typed, 1: OK})
    merged = apart.merge(path)
    if label is None:
        assert len(aside(merged)) == 1
        assert len(said(apart)) == 1
    else:
        assert ("answer", label) in said(apart).values()
        assert aside(merged) == []


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({L: OK, S: "S2"}, "contradiction"),
        ({L: OK, A: "Remove"}, "contradiction"),
        ({L: OK, E: "Yes"}, "contradiction"),
        ({L: SPAM, R: "I do not read this language"}, "contradiction"),
        ({L: "Cannot judge", R: "I do not read this language", S: "S1"}, "contradiction"),
        ({L: "Cannot judge"}, "reason_missing"),
        ({L: "Cannot judge", R: "Another reason, said in the note"}, "note_missing"),
        ({S: "S2"}, "missing_label"),
        ({N: "a note alone"}, "missing_label"),
        ({L: SPAM, S: "high"}, "unknown_severity"),
        ({L: SPAM, S: date(2026, 1, 2)}, "unknown_severity"),
        ({L: SPAM, A: "Destroy"}, "unknown_action"),
        ({L: SPAM, E: "maybe"}, "bad_flag"),
        ({L: SPAM, C: "90 %"}, "unknown_confidence"),
        ({L: "Cannot judge", R: "tired"}, "unknown_reason"),
    ],
)
def test_that_an_answer_that_cannot_be_right_is_set_aside_with_its_reason(apart, cells, code):
    merged = apart.merge(filled(book(apart), {0: cells, 1: SPAM}))
    assert aside(merged) == [code]
    assert merged.files[0].set_aside[0][0] == 2
    assert merged.files[0].new == 1


def test_that_no_violation_may_say_so_in_every_column(apart):
    cells = {L: OK, S: "S0", A: "No action", E: "No", C: "low"}
    assert aside(apart.merge(filled(book(apart), {0: cells}))) == []


def test_that_a_date_in_the_notes_is_kept_as_it_reads(apart):
    path = book(apart)
    filled(path, {0: {L: OK, N: date(2026, 3, 4)}})
    apart.merge(path)
    (row,) = counting(apart).values()
    assert row.note == "2026-03-04"


def test_that_a_workbook_without_answers_brings_nothing(apart):
    merged = apart.merge(book(apart))
    assert (merged.files[0].new, merged.files[0].refused, merged.merge_id) == (0, {}, None)


@pytest.fixture
def several(tmp_path, make):
    """A round whose policy counts every label of an answer."""
    policy = replace(make.POLICY, match=Match.EXACT)
    store = projects.create_project(tmp_path / "several.audit", policy, by="Lea")
    make.fill(store, ITEMS, auditors=("Ann",))
    yield Apart(store, tmp_path)
    store.close()


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        ({L: SPAM, F: "Threat"}, ("spam", "threat")),
        ({L: SPAM, F: " threat ; Spam & scam;"}, ("spam", "threat")),
        ({L: SPAM, F: "threat or so"}, "unknown_label"),
        ({L: SPAM, F: OK}, "contradiction"),
        ({L: OK, F: SPAM}, "contradiction"),
        ({L: "Cannot judge", R: "I do not read this language", F: SPAM}, "contradiction"),
        ({F: SPAM}, "missing_label"),
    ],
)
def test_that_further_labels_follow_where_the_policy_counts_them(several, cells, labels):
    merged = several.merge(filled(book(several), {0: cells}))
    if isinstance(labels, str):
        assert aside(merged) == [labels]
    else:
        (row,) = counting(several).values()
        assert tuple(json.loads(row.labels)) == labels
        assert row.escalate, "a label that must be escalated is, wherever it stands"


# -- rows that cannot be believed ----------------------------------------------------------------


def test_that_rows_whose_hidden_column_was_left_behind_by_a_sort_are_set_aside(apart):
    def sort_what_is_seen(_book, sheet):
        rows = sheets.rows_of(sheet)
        kept = [row[0] for row in rows]
        sheets.put_rows(sheet, [[k, *row[1:]] for k, row in zip(kept, rows[::-1], strict=True)])

    path = filled(book(apart), {0: OK, 1: SPAM}, change=sort_what_is_seen)
    assert aside(apart.merge(path)) == ["moved_row", "moved_row"]
    assert said(apart) == {}


def test_that_rows_sorted_without_their_numbers_are_set_aside(apart):
    def sort_beside_the_frozen_columns(_book, sheet):
        rows = sheets.rows_of(sheet)
        left = [row[:2] for row in rows]
        sheets.put_rows(sheet, [a + row[2:] for a, row in zip(left, rows[::-1], strict=True)])

    path = filled(book(apart), {0: OK}, change=sort_beside_the_frozen_columns)
    assert aside(apart.merge(path)) == ["moved_row"]


def test_that_content_somebody_wrote_into_is_no_longer_what_was_judged(apart):
    def write(_book, sheet):
        sheet.cell(2, sheets.titles_of(sheet)[names.CONTENT]).value += " (I think)"

    path = filled(book(apart), {0: OK, 1: OK}, change=write)
    assert aside(apart.merge(path)) == ["moved_row"]


def test_that_numbers_that_became_dates_are_set_aside_and_plain_numbers_are_not(apart):
    def turn(_book, sheet):
        place = sheets.titles_of(sheet)[names.NUMBER]
        sheet.cell(2, place).value = date(2026, 1, 1)
        sheet.cell(3, place).value = 2

    path = filled(book(apart), {0: OK, 1: OK}, change=turn)
    assert aside(apart.merge(path)) == ["moved_row"]
    assert len(said(apart)) == 1


def test_that_a_row_twice_counts_once_or_not_at_all(apart):
    def repeat(_book, sheet):
        rows = sheets.rows_of(sheet)
        place = sheets.titles_of(sheet)[names.LABEL] - 1
        same, other, empty = list(rows[0]), list(rows[1]), list(rows[2])
        other[place], empty[place] = SPAM, None
        sheets.put_rows(sheet, [*rows, same, other, empty])

    path = filled(book(apart), {0: OK, 1: OK, 2: OK}, change=repeat)
    merged = apart.merge(path)
    assert aside(merged) == ["duplicate_row", "duplicate_row"]
    assert merged.files[0].new == 2


def test_that_a_reference_nobody_gave_out_is_set_aside(apart):
    def forge(_book, sheet):
        sheet.cell(2, 1).value = "f" * 32
        sheet.cell(3, 1).value = None

    path = filled(book(apart), {0: OK, 1: OK, 2: OK}, change=forge)
    assert aside(apart.merge(path)) == ["unknown_handle", "unknown_handle"]
