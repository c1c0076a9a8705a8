"""An auditor who differs from the others more than they differ among themselves."""

from dataclasses import dataclass

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.classified import label_codes
from reviewer_audit.reports.data import AuditData, Bool, Int64
from reviewer_audit.reports.results import Finding
from reviewer_audit.stats.compare import holm
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.stratified_tests import excess_chance

ROLES = ("queue", "language")  # auditors are often chosen by these
_FEWEST = 3  # auditors; of two nobody can say who is out of line


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The items that exactly two auditors graded; ``given`` are the labels, settled -1: not yet."""

    item: Int64
    who: Int64  # (items, 2)
    given: Int64  # (items, 2)
    settled: Int64
    stratum: Int64

    @property
    def apart(self) -> Bool:
        return np.not_equal(self.given[:, 0], self.given[:, 1])

    def of(self, auditor: int) -> Bool:
        """Tell which items an auditor graded."""
        found: Bool = (self.who == auditor).any(axis=1)
        return found


def auditor_findings(data: AuditData, risk: float) -> tuple[Finding, ...]:
    """Name auditors whose answers differ from their partners' more than others' do.

    Blind second grades alone are looked at: no auditor's answer is taken for the truth. Items
    that an auditor shares with a partner are held against items that two others share, within
    the same queue and language (exact given the margins, Holm over the auditors). Of the others,
    those are named only who still differ where the first is not the partner.

    Args:
        data: The round.
        risk: Of naming anybody where all are alike.
    """
    pairs = _pairs(data)
    every = np.unique(pairs.who).tolist()
    asked = [k for k in every if words.SMALL <= pairs.of(k).sum() <= len(pairs.item) - words.SMALL]
    if len(every) < _FEWEST or not asked:
        return ()
    kept = np.ones(len(pairs.item), np.bool_)
    out: list[Finding] = []
    while asked:
        chances = [
            excess_chance(pairs.apart[kept], pairs.of(k)[kept], pairs.stratum[kept]) for k in asked
        ]
        adjusted = holm([*chances, *[1.0] * len(out)])  # as many looks as at first
        best = int(np.argmin(chances))
        enough = (pairs.of(asked[best]) & kept).sum() >= words.SMALL
        if adjusted[best] > risk or not enough:
            break
        found = _finding(data, pairs, asked[best], kept, float(adjusted[best]), len(asked))
        out.append(found)
        kept &= ~pairs.of(asked.pop(best))
    return tuple(out)


def _pairs(data: AuditData) -> _Pairs:
    code = label_codes(data).code
    order = np.lexsort((data.grades_auditor, data.grades_item))
    item = data.grades_item[order].astype(np.int64)
    two = np.bincount(item, minlength=data.m)[item] == 2  # noqa: PLR2004 - a pair
    rows = order[two]
    items = item[two][::2]
    final = data.final[items]
    settled = np.full(len(items), -1, np.int64)
    settled[final >= 0] = code[final[final >= 0]]
    given = code[data.grades_answer[rows]] if len(rows) else np.empty(0, np.int64)
    return _Pairs(
        item=items,
        who=data.grades_auditor[rows].astype(np.int64).reshape(-1, 2),
        given=given.astype(np.int64).reshape(-1, 2),
        settled=settled,
        stratum=_strata(data)[items],
    )


def _strata(data: AuditData) -> Int64:
    """Return a code of queue and language of every item: those of its first decision."""
    first = np.zeros(data.m, np.int64)
    first[data.item[::-1]] = np.arange(data.n)[::-1]
    columns = [data.column(role).codes[first] for role in ROLES] if data.n else []
    if not columns:
        return np.zeros(data.m, np.int64)
    return np.unique(np.stack(columns), axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def _finding(
    data: AuditData, pairs: _Pairs, auditor: int, kept: Bool, adjusted: float, tests: int
) -> Finding:
    name = data.auditors[auditor]
    mine = pairs.of(auditor) & kept
    others = kept & ~mine
    apart = mine & pairs.apart
    counts = int(apart.sum()), int(mine.sum())
    rest = int((others & pairs.apart).sum()), int(others.sum())
    estimate = proportion(*counts, data.confidence)
    level = words.target_percent(data.confidence)
    holms = words.p_value(adjusted)
    parts = [
        _("{estimate}, {level} interval {estimate2}").format(
            estimate=words.share(estimate), level=level, estimate2=words.interval(estimate)
        ),
        _("the others among themselves {proportion}").format(
            proportion=words.rate(proportion(*rest, data.confidence))
        ),
        _(
            "within the same queue and language, corrected over {tests} auditors (Holm {holms})"
        ).format(tests=tests, holms=holms),
        _settled(pairs, auditor, apart),
        _("a reason to talk, no verdict"),
    ]
    behind = np.isin(data.item, pairs.item[apart])
    return Finding(
        text=_(
            "{name} differs from the other auditors on {counts} of {counts2} "
            "items that both graded blind; the others differ among themselves "
            "on {rest} of {rest2}."
        ).format(
            name=name,
            counts=words.count(counts[0]),
            counts2=words.count(counts[1]),
            rest=words.count(rest[0]),
            rest2=words.count(rest[1]),
        ),
        detail=words.DOT.join(part for part in parts if part),
        slice={"auditor": name},
        estimate=estimate,
        decisions=tuple(data.decision_id[behind].tolist()),
        kind="auditor",
        test="excess_chance",
    )


def _settled(pairs: _Pairs, auditor: int, apart: Bool) -> str:
    """Say how often the final answer was the auditor's, and how often the partner's."""
    known = apart & (pairs.settled >= 0)
    if not known.any():
        return _("none of them is settled yet")
    own = np.where(pairs.who[:, 0] == auditor, pairs.given[:, 0], pairs.given[:, 1])
    theirs = np.where(pairs.who[:, 0] == auditor, pairs.given[:, 1], pairs.given[:, 0])
    against = int((known & (theirs == pairs.settled)).sum())
    right = int((known & (own == pairs.settled)).sum())
    return _("of {sum} settled differences {against} went to the partner, {right} to them").format(
        sum=words.count(int(known.sum())), against=words.count(against), right=words.count(right)
    )
