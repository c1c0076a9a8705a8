"""The grading workbook as it goes out: blind, locked, whole, and text in every cell."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.packs import PackItem
from reviewer_audit.domain.policy import Match
from reviewer_audit.render.grading_workbook import (
    GUIDE,
    LENGTH,
    POLICY,
    GradingBook,
    grading_workbook,
)
from reviewer_audit.services.outgoing import to_grade_by
from tests.spreadsheets import rows_of, titles_of
from tests.unit.render.hostile import PAYLOADS


def item(number, content="text", **more):
    about = {"content_kind": "text", "language": ""} | more
    return PackItem(handle=f"{number:032x}", content=content, **about)


def made(make, items, **more):
    about = {"auditor": "Ann", "due": "", "policy": to_grade_by(make.POLICY)} | more
    return grading_workbook(GradingBook(items=items, **about))


def opened(data):
    return openpyxl.load_workbook(BytesIO(data))


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info: archive.read(info) for info in archive.infolist()}


def asked(policy):
    return [column.title for column in names.answer_columns(policy)]


def test_that_the_same_items_give_the_same_bytes_and_no_time(make):
    data = made(make, [item(1), item(2)])
    assert data == made(make, [item(1), item(2)])
    assert {info.date_time for info in parts(data)} == {(1980, 1, 1, 0, 0, 0)}
    about = opened(data).properties
    assert (about.creator, about.lastModifiedBy) == ("Reviewer Audit", "Reviewer Audit")
    assert about.created == about.modified
    assert about.created.year == 1980


def test_that_all_is_locked_but_the_answers_and_the_reference_is_hidden(make):
    book = opened(made(make, [item(1)]))
    assert book.sheetnames == [GUIDE, names.GRADING_SHEET, POLICY, "Lists"]
    assert book.active.title == GUIDE, "no item is in sight before somebody chooses to look"
    assert book["Lists"].sheet_state == "hidden"
    assert book.security.lockStructure
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    sheet = book[names.GRADING_SHEET]
    titles = titles_of(sheet)
    assert titles[names.HANDLE] == 1
    assert sheet.column_dimensions["A"].hidden
    unlocked = {title for title, k in titles.items() if not sheet.cell(2, k).protection.locked}
    assert unlocked == set(asked(make.POLICY))
    for title, k in titles.items():
        assert sheet.cell(1, k).protection.locked, title


def test_that_drop_downs_hold_what_the_policy_allows(make):
    book = opened(made(make, [item(1), item(2)]))
    sheet, lists = book[names.GRADING_SHEET], book["Lists"]
    titles = {place: title for title, place in titles_of(sheet).items()}
    held = {}
    for rule in sheet.data_validations.dataValidation:
        (where,) = rule.sqref.ranges
        cells = lists[rule.formula1.partition("!")[2].replace("$", "")]
        held[titles[where.min_col]] = [row[0].value for row in cells]
        assert (where.min_row, where.max_row, rule.type) == (2, 3, "list")
        assert rule.showErrorMessage
    assert held[names.LABEL] == ["No violation", "Spam & scam", "Threat", "Cannot judge"]
    assert held[names.SEVERITY] == ["S0", "S1", "S2", "S3", "S4"]
    assert held[names.ACTION] == ["No action", "Warning", "Remove"]
    assert held[names.ESCALATE] == ["Yes", "No"]
    assert held[names.CONFIDENCE] == ["Low", "Medium", "High"]
    assert len(held[names.REASON]) == 5


def test_that_a_policy_is_asked_for_nothing_that_it_has_no_use_for(make):
    plain = replace(
        make.POLICY,
        actions=(),
        labels=tuple(
            replace(one, severity="S0", must_escalate=False, default_action="")
            for one in make.POLICY.labels
        ),
    )
    assert asked(plain) == [names.LABEL, names.REASON, names.CONFIDENCE, names.NOTES]
    assert names.FURTHER in asked(replace(plain, match=Match.ANY))
    assert names.FURTHER not in asked(make.POLICY)


@pytest.mark.parametrize("name", PAYLOADS)
def test_that_hostile_text_stays_text_in_every_cell(make, name):
    text = PAYLOADS[name]
    short = " ".join(text.split())[:60] or "x"
    label = replace(make.POLICY.labels[1], title=short, definition=text, examples=(text,))
    policy = replace(make.POLICY, name=text, labels=(make.POLICY.labels[0], label))
    items = [
        item(1, text, language=text, context={text or "y": text, short: text}),
        item(2, "after it"),
    ]
    data = made(make, items, policy=policy, auditor=text, due=text)
    for info, part in parts(data).items():
        whole = ET.fromstring(part)
        assert not re.search(rb"<f[ >/]", part), info.filename
        assert b"<hyperlink" not in part, info.filename
        assert b'TargetMode="External"' not in part, info.filename
        assert whole is not None
    sheet = opened(data)[names.GRADING_SHEET]
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in {"s", "n"}
            assert cell.data_type == "s" or cell.value is None
            assert cell.quotePrefix == (cell.value is not None)


def test_that_long_content_is_cut_nowhere(make):
    text = "".join(chr(97 + k % 26) for k in range(70_001))
    sheet = opened(made(make, [item(1, text), item(2)]))[names.GRADING_SHEET]
    titles = titles_of(sheet)
    held = [titles[names.CONTENT]] + [titles[f"{names.CONTENT}, part {k}"] for k in range(2, 6)]
    assert "".join(sheet.cell(2, k).value for k in held) == text
    assert sheet.cell(2, titles[LENGTH]).value.startswith("70,001 characters: read on")
    assert sheet.cell(3, titles[LENGTH]).value is None


def test_that_a_row_says_where_its_text_goes_on_below(make):
    text = "word " * 2_000
    sheet = opened(made(make, [item(1, text), item(2)]))[names.GRADING_SHEET]
    titles = titles_of(sheet)
    assert "read on above the sheet" in sheet.cell(2, titles[LENGTH]).value
    assert sheet.row_dimensions[2].height <= 409
    assert LENGTH not in titles_of(opened(made(make, [item(1)]))[names.GRADING_SHEET])


def test_that_a_row_is_as_high_as_its_context_needs(make):
    items = [item(1, context={"thread": "an earlier post " * 20}), item(2, context={"thread": "x"})]
    sheet = opened(made(make, items))[names.GRADING_SHEET]
    high, low = (sheet.row_dimensions[row].height for row in (2, 3))
    assert high > 5 * low


def test_that_what_hides_in_content_is_named(make):
    sheet = opened(made(make, [item(1, "a\u202egnp.exe\u200b")]))[names.GRADING_SHEET]
    assert sheet.cell(2, titles_of(sheet)[names.CONTENT]).value == "a[U+202E]gnp.exe[U+200B]"


def test_that_context_cannot_pass_for_a_column_of_ours(make):
    items = [item(1, context={"LABEL": "spam", " notes": "x", "market": "IE", "Length": "3"})]
    sheet = opened(made(make, items))[names.GRADING_SHEET]
    titles = [cell.value for cell in sheet[1]]
    assert len({names.title_key(title) for title in titles}) == len(titles)
    assert "LABEL (of the item)" in titles
    assert "market" in titles


def test_that_context_stands_before_content_and_answers_follow_it(make):
    items = [item(1, language="de", context={"market": "AT"}), item(2, context={"author": "x"})]
    sheet = opened(made(make, items))[names.GRADING_SHEET]
    assert [cell.value for cell in sheet[1]] == [
        names.HANDLE, names.NUMBER, "Language", "author", "market", names.CONTENT,
        *asked(make.POLICY),
    ]  # fmt: skip
    assert [row[1:6] for row in rows_of(sheet)] == [
        ["1", "de", None, "AT", "text"], ["2", None, "x", None, "text"],
    ]  # fmt: skip


def test_that_the_guide_warns_and_says_that_nobody_sealed_it(make):
    book = opened(made(make, [item(1)], due="2030-05-01", auditor="Ann Chovey"))
    told = "\n".join(row[0].value for row in book[GUIDE].iter_rows() if row[0].value)
    assert "1 item for Ann Chovey, due 2030-05-01" in told
    assert "violent, sexual, hateful" in told
    assert "neither sealed nor signed" in told
    assert "answer as Ann Chovey" in told


def test_that_the_policy_sheet_holds_the_clauses_with_examples(make):
    label = replace(
        make.POLICY.labels[1], definition="What spam is.", examples=("buy now",),
        counter_examples=("a review",), aliases=("VENDOR-SPELLING",),
    )  # fmt: skip
    policy = to_grade_by(replace(make.POLICY, labels=(make.POLICY.labels[0], label)))
    data = made(make, [item(1)], policy=policy)
    told = {cell.value for row in opened(data)[POLICY].iter_rows() for cell in row}
    assert {"What spam is.", "buy now", "a review", "S2", "Warning"} <= told
    assert not any(b"VENDOR-SPELLING" in part for part in parts(data).values())
