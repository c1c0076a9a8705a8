"""A rule of the policy behind more disagreement than the others: it may be unclear, or untaught."""

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.classified import label_codes
from reviewer_audit.reports.data import AuditData, Bool, Int64
from reviewer_audit.reports.findings_columns import Columns
from reviewer_audit.reports.results import Finding
from reviewer_audit.stats.compare import benjamini_hochberg

_MOST = 0.5


def rule_finding(
    data: AuditData, columns: Columns, active: Bool, risk: float
) -> tuple[Finding, ...]:
    """Name the rule whose decisions are wrong most often, if that is more than chance.

    Rules are compared on the content they apply to: the decisions whose final answer is that
    violation, against those of all other violations (exact test, Benjamini-Hochberg over the
    rules). Content without a violation is left aside, for it is of another difficulty.

    Args:
        data: The round.
        columns: Its errors.
        active: The decisions that no earlier finding explains.
        risk: Of naming a rule where all are alike.
    """
    codes = label_codes(data)
    label = np.full(data.n, -1, np.int64)
    label[active] = codes.code[data.final_of_decision[active]]
    asked = [k for k, violating in enumerate(codes.violating.tolist()) if violating]
    ruled = active & np.isin(label, asked)
    wrong = ruled & columns.hits["wrong"]
    asked = [k for k in asked if (label == k).sum() >= words.SMALL]
    if not asked:
        return ()
    raw = []
    for k in asked:
        mask = ruled & (label == k)
        deff = int(mask.sum()) / len(np.unique(data.item[mask]))  # an item has one right answer
        raw.append(columns.worse("wrong", mask, ruled & ~mask, deff))
    adjusted = benjamini_hochberg(raw)
    best = int(np.argmin(raw))
    mask = ruled & (label == asked[best])
    counts = np.bincount(label[wrong], minlength=len(codes.keys))
    if adjusted[best] > risk or counts[asked[best]] < counts.max():
        return ()
    key, title = codes.keys[asked[best]], codes.titles[asked[best]]
    estimate = columns.estimate("wrong", mask, data.confidence)
    some, whole = int((mask & wrong).sum()), int(wrong.sum())
    most = (
        _("behind most disagreement")
        if some > _MOST * whole
        else _("followed less than the others")
    )
    rest = columns.estimate("wrong", ruled & ~mask, data.confidence)
    corrected = words.p_value(float(adjusted[best]))
    parts = [
        _("{confidence} interval {estimate}").format(
            confidence=words.target_percent(data.confidence), estimate=words.interval(estimate)
        ),
        f"n{words.NBSP}{words.count(estimate.n)}",
        _("the other rules {rest}").format(rest=words.rate(rest)),
        _("survives correction over {n} rules (Benjamini-Hochberg {corrected})").format(
            n=len(asked), corrected=corrected
        ),
        _among_auditors(data, codes.code, asked[best]),
    ]
    return (
        Finding(
            text=_(
                "The rule {title} is {most}: {estimate} of the decisions it "
                "applies to are wrong, {some} of the {whole} errors on violating "
                "content."
            ).format(
                title=title,
                most=most,
                estimate=words.share(estimate),
                some=words.count(some),
                whole=words.count(whole),
            ),
            detail=words.DOT.join(part for part in parts if part),
            slice={"final_label": key},
            estimate=estimate,
            decisions=tuple(data.decision_id[mask & wrong].tolist()),
            kind="rule",
        ),
    )


def _among_auditors(data: AuditData, code: Int64, rule: int) -> str:
    """Say on how many items auditors differ where one of them chose the rule."""
    given = code[data.grades_answer] if len(data.grades_item) else np.empty(0, np.int64)
    answers = np.bincount(data.grades_item, minlength=data.m)
    chosen = np.bincount(data.grades_item, given == rule, minlength=data.m)
    shared = (answers > 1) & (chosen > 0)
    if not shared.any():
        return ""
    apart = int((shared & (chosen < answers)).sum())
    return _(
        "auditors differ on {apart} of the {sum} items graded twice where one of them chose it"
    ).format(apart=words.count(apart), sum=words.count(int(shared.sum())))
