"""The grades of a round as judgments: what every measure of auditors against auditors takes."""

from collections.abc import Sequence

import numpy as np

from reviewer_audit.reports.classified import label_codes
from reviewer_audit.reports.data import AuditData, Bool, Int64
from reviewer_audit.stats.coding import Codes, code_type, from_long


def by_name(names: Sequence[str]) -> list[int]:
    """Return the places of auditors in the order of their names."""
    return sorted(range(len(names)), key=lambda k: (names[k].casefold(), k))


def first_grades(data: AuditData) -> Bool:
    """Say of every grade whether it is its auditor's first one of the item; others are repeats."""
    out = np.zeros(len(data.grades_item), np.bool_)
    key = data.grades_item.astype(np.int64) * max(len(data.auditors), 1) + data.grades_auditor
    out[np.unique(key, return_index=True)[1]] = True
    return out


def all_grades_as_codes(data: AuditData) -> Codes:
    """Return primary labels, auditors x items; items that nobody graded are missing throughout."""
    codes = label_codes(data)
    q, kept = len(codes.keys), first_grades(data)
    value = codes.code[data.grades_answer[kept]] if len(kept) else np.empty(0, np.int64)
    shape = (len(data.auditors), data.m)
    if not shape[0] or not shape[1]:
        return Codes(np.empty(shape, code_type(q)), q)
    return from_long(data.grades_item[kept], data.grades_auditor[kept], value, q, shape=shape)


def grades_as_codes(data: AuditData) -> tuple[Codes, Int64]:
    """Return primary labels, auditors x items graded by two or more, and which items these are."""
    codes = label_codes(data)
    kept = first_grades(data)
    item, who = data.grades_item[kept], data.grades_auditor[kept]
    per_item = np.bincount(item, minlength=data.m)
    shared = per_item[item] > 1
    items, unit = np.unique(item[shared], return_inverse=True)
    value = codes.code[data.grades_answer[kept][shared]]
    q = len(codes.keys)
    shape = (max(len(data.auditors), 2), len(items))
    if not len(items):
        return Codes(np.empty((shape[0], 0), code_type(q)), q), items.astype(np.int64)
    return from_long(unit, who[shared], value, q, shape=shape), items.astype(np.int64)
