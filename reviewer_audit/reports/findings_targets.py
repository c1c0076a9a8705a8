"""Where a declared target is missed though nothing stands out: a verdict, said first."""

from collections.abc import Mapping, Sequence

import numpy as np

from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.reports.results import Finding, Scores
from reviewer_audit.stats.measure import TargetVerdict


def target_findings(
    data: AuditData, overall: Scores, vendors: Mapping[str, Scores], found: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Name vendors below their target, or the whole where none is, that no finding names yet.

    The verdicts are those of the round: only declared targets have one, and they share the risk
    among them (Holm), so nothing is tested here anew.
    """
    named = {one.slice.get("vendor") for one in found}
    out = []
    column = data.column("vendor")
    below = {name: it for name, scores in vendors.items() if name and (it := _below(scores))}
    for name, verdict in below.items():
        if name not in named:
            mask = np.asarray(column.codes == column.names.index(name))
            out.append(_finding(data, name, vendors[name], verdict, mask))
    whole = _below(overall)
    if whole and not below and not any(named - {None}):
        out.append(_finding(data, "", overall, whole, np.ones(data.n, np.bool_)))
    return tuple(out)


def _below(scores: Scores) -> TargetVerdict | None:
    found = scores.verdict
    return found if found is not None and found.status == "below" else None


def _finding(
    data: AuditData, vendor: str, scores: Scores, verdict: TargetVerdict, mask: Bool
) -> Finding:
    key = "charged_accuracy" if verdict.measure == "charged" else "accuracy"
    wrong = words.complement(scores[key])
    seen = outcomes(data)
    behind = mask & (seen.charged if key == "charged_accuracy" else seen.wrong)
    target = words.target_percent(verdict.target)
    return Finding(
        text=f"{vendor or 'The whole audit'} is below the target of {target}: "
        f"{words.share(scores[key])} of the decisions are "
        f"{'right or not charged' if key == 'charged_accuracy' else 'right'}.",
        detail=words.DOT.join(
            (
                f"{words.target_percent(data.confidence)} interval {words.interval(scores[key])}",
                words.verdict_sentence(verdict).rstrip("."),
            )
        ),
        slice={"vendor": vendor} if vendor else {},
        estimate=wrong,
        decisions=tuple(data.decision_id[behind].tolist()),
        kind="target",
        test="verdict",
    )
