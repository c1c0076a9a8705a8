"""The grades of a round as judgments: what every measure of auditors against auditors takes."""

from collections.abc import Sequence

import numpy as np

from reviewer_audit.reports.classified import label_codes
from reviewer_audit.reports.data import AuditData, Int64
from reviewer_audit.stats.coding import Codes, code_type, from_long


def by_name(names: Sequence[str]) -> list[int]:
    """Return the places of auditors in the order of their names."""
    return sorted(range(len(names)), key=lambda k: (names[k].casefold(), k))


def all_grades_as_codes(data: AuditData) -> Codes:
    """Return primary labels, auditors x items; items that nobody graded are missing throughout."""
    codes = label_codes(data)
    q = len(codes.keys)
    value = codes.code[data.grades_answer] if len(data.grades_item) else np.empty(0, np.int64)
    shape = (len(data.auditors), data.m)
    if not shape[0] or not shape[1]:
        return Codes(np.empty(shape, code_type(q)), q)
    return from_long(data.grades_item, data.grades_auditor, value, q, shape=shape)


def grades_as_codes(data: AuditData) -> tuple[Codes, Int64]:
    """Return primary labels, auditors x items graded by two or more, and which items these are."""
    codes = label_codes(data)
    item, who = data.grades_item, data.grades_auditor
    per_item = np.bincount(item, minlength=data.m)
    shared = per_item[item] > 1
    items, unit = np.unique(item[shared], return_inverse=True)
    value = codes.code[data.grades_answer[shared]]
    q = len(codes.keys)
    shape = (max(len(data.auditors), 2), len(items))
    if not len(items):
        return Codes(np.empty((shape[0], 0), code_type(q)), q), items.astype(np.int64)
    return from_long(unit, who[shared], value, q, shape=shape), items.astype(np.int64)
