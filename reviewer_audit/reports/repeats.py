"""Auditors against themselves: the same items a second time, not known as such.

Only the first answer counts for the round; the second says how far an auditor can be relied on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from reviewer_audit.domain.policy import Policy
from reviewer_audit.reports.data import Int64
from reviewer_audit.stats import intra
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.intra import Consistency
from reviewer_audit.stats.measure import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatGrades:
    """Pairs of answers: whose, the primary label first given, and the one given again.

    Items of which one answer is missing, skipped or cannot-judge are not in it.
    """

    policy: Policy
    auditors: tuple[str, ...]
    auditor: Int64
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatReport:
    """How consistent auditors are, by name, and all of them; ``repeats`` counts the pairs."""

    auditors: Mapping[str, Consistency]
    overall: Estimate
    repeats: int


def repeat_report(given: RepeatGrades, confidence: float = 0.95) -> RepeatReport | None:
    """Compare first and second answers; None where no item was answered twice."""
    if not given.first:
        return None
    keys = [label.key for label in given.policy.labels]
    keys += sorted({*given.first, *given.second} - set(keys))
    index = {key: code for code, key in enumerate(keys)}
    violating = {label.key: label.is_violation for label in given.policy.labels}
    sides = [violating.get(key, True) for key in keys]
    rows = np.array([[index[key] for key in one] for one in (given.first, given.second)])
    found = {}
    for k, name in enumerate(given.auditors):
        mine = rows[:, given.auditor == k]
        if mine.shape[1]:
            codes = Codes(mine.astype(code_type(len(keys))), len(keys))
            found[name] = intra.consistency(codes, violating=sides, confidence=confidence)
    overall = intra.pooled([one.agreement for one in found.values()], confidence)
    if overall.low is None:  # everybody was consistent throughout: no spread to go by
        plain = proportion(int((rows[0] == rows[1]).sum()), rows.shape[1], confidence)
        overall = replace(overall, low=plain.low, high=plain.high, method=plain.method)
    return RepeatReport(auditors=found, overall=overall, repeats=len(given.first))
