"""How far vendor and auditors, and auditors among each other, agree in a round."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.reports.results import Agreement
from reviewer_audit.stats import panel
from reviewer_audit.stats.agreement import Options
from reviewer_audit.stats.coding import code_type, from_long
from reviewer_audit.stats.masi import krippendorff_alpha_masi
from reviewer_audit.stats.measure import Estimate


def vendor_auditor(data: AuditData, mask: Bool | None = None) -> Agreement:
    """Pair each counting decision with each counting grade of its item."""
    chosen = np.ones(data.n, bool) if mask is None else mask
    counted = chosen & outcomes(data).counted
    rows = np.flatnonzero(counted)
    order = np.argsort(data.grades_item, kind="stable")
    starts = np.searchsorted(data.grades_item[order], data.item[rows], "left")
    ends = np.searchsorted(data.grades_item[order], data.item[rows], "right")
    times = ends - starts
    decision = np.repeat(rows, times)
    offset = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    grade = order[np.repeat(starts, times) + offset]
    primary, q = primary_labels(data)
    codes = panel.pairs(primary[data.vendor[decision]], primary[data.grades_answer[grade]], q)
    weight = 1 / data.probability[decision]
    equal = len(weight) == 0 or bool(np.allclose(weight, weight[0]))
    coefficients, reading = panel.described(
        codes,
        confidence=data.confidence,
        clusters=data.cluster[decision],
        weights=None if equal else weight,
        violating=_violating(data),
    )
    pairs_of_sets = [
        (data.answers[data.vendor[d]].labels, data.answers[data.grades_answer[g]].labels)
        for d, g in zip(decision.tolist(), grade.tolist(), strict=True)
    ]
    coefficients = _with_masi(
        coefficients,
        pairs_of_sets,
        anonymous=False,
        confidence=data.confidence,
        clusters=data.cluster[decision],
        weights=None if equal else weight,
    )
    return Agreement(units=len(decision), raters=2, coefficients=coefficients, reading=reading)


def auditor_auditor(data: AuditData) -> Agreement:
    """Compare auditors on the items that two or more of them graded."""
    per_item = np.bincount(data.grades_item, minlength=data.m)
    shared = per_item[data.grades_item] >= 2 if data.m else np.zeros(0, bool)  # noqa: PLR2004
    items, unit = np.unique(data.grades_item[shared], return_inverse=True)
    primary, q = primary_labels(data)
    value = primary[data.grades_answer[shared]]
    raters = len(data.auditors)
    codes = from_long(
        unit, data.grades_auditor[shared], value, q, shape=(max(raters, 2), len(items))
    )
    coefficients, reading = panel.described(
        codes, confidence=data.confidence, violating=_violating(data)
    )
    sets: dict[int, list[tuple[str, ...]]] = {}
    for place, answer in zip(unit.tolist(), data.grades_answer[shared].tolist(), strict=True):
        sets.setdefault(place, []).append(data.answers[answer].labels)
    coefficients = _with_masi(
        coefficients, list(sets.values()), anonymous=True, confidence=data.confidence
    )
    return Agreement(units=len(items), raters=raters, coefficients=coefficients, reading=reading)


def _with_masi(
    coefficients: Mapping[str, Estimate],
    sets: Sequence[Sequence[tuple[str, ...]]],
    **options: Unpack[Options],
) -> dict[str, Estimate]:
    """Add the multi-label coefficient where any answer has several labels."""
    if not any(len(labels) > 1 for unit in sets for labels in unit):
        return dict(coefficients)
    units = [[frozenset(labels) for labels in unit] for unit in sets]
    masi = krippendorff_alpha_masi(units, **options)
    return dict(coefficients) | {"krippendorff_alpha_masi": masi}


def primary_labels(data: AuditData) -> tuple[NDArray[Any], int]:
    """Return the primary label of every answer as a code in policy order."""
    keys = [label.key for label in data.policy.labels]
    found = [answer.labels[0] if answer.labels else "" for answer in data.answers]
    keys += sorted(set(found) - set(keys))
    index = {key: code for code, key in enumerate(keys)}
    return np.array([index[key] for key in found], code_type(len(keys))), len(keys)


def _violating(data: AuditData) -> list[bool]:
    keys = {label.key: label.is_violation for label in data.policy.labels}
    found = {answer.labels[0] if answer.labels else "" for answer in data.answers}
    return [*keys.values(), *(True for _key in sorted(found - keys.keys()))]
