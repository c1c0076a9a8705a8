"""Grading workbooks for tests: handed out, filled in, and what of them counts."""

import json

import openpyxl
import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.errors import PackError
from reviewer_audit.services import packing
from reviewer_audit.store import grades, items, people
from tests import spreadsheets as sheets

OK, SPAM, THREAT = "No violation", "Spam & scam", "Threat"
L, F, S, A, E, R, C, N = (
    names.LABEL, names.FURTHER, names.SEVERITY, names.ACTION, names.ESCALATE, names.REASON,
    names.CONFIDENCE, names.NOTES,
)  # fmt: skip


def book(apart, auditor="Ann", **asked):
    return packing.pack(apart.store, auditor, apart.path(".xlsx"), by=apart.lead, **asked).file


def contents(path):
    sheet = openpyxl.load_workbook(path)[names.GRADING_SHEET]
    place = sheets.titles_of(sheet)[names.CONTENT]
    return [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]


def filled(path, answers, **asked):
    """Fill rows in, by their place in the sheet or their content, with a label or several cells."""
    held = contents(path)
    told = {
        held[key] if isinstance(key, int) else key: (
            said if isinstance(said, dict) else {names.LABEL: said}
        )
        for key, said in answers.items()
    }
    return sheets.fill(path, names.GRADING_SHEET, names.CONTENT, told, **asked)


def counting(apart, auditor="Ann"):
    """Return the answers that count, by content."""
    with apart.store.read() as tx:
        who = people.find(tx, auditor).id
        given = [row for row in grades.newest_revisions(tx, 1) if row.auditor_id == who]
        held = items.table(tx, [row.item_id for row in given])
    return {held[row.item_id]["content"]: row for row in given}


def said(apart, auditor="Ann"):
    return {
        content: (row.kind, *json.loads(row.labels))
        for content, row in counting(apart, auditor).items()
    }


def aside(merged):
    return [code for tally in merged.files for _row, code in tally.set_aside]


def refused(apart, *files, **asked):
    before = apart.store.path.read_bytes()
    with pytest.raises(PackError) as caught:
        apart.merge(*files, **asked)
    assert apart.store.path.read_bytes() == before
    return caught.value.code
