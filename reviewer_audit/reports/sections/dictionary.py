"""What every word and column of the report means."""

from reviewer_audit.reports import words
from reviewer_audit.reports.model import Block, CellKind, Column, DataTable
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_MEANINGS = {
    "accuracy": "Decisions whose answer is that of the audit, of all decisions that count.",
    "label_accuracy": "The same by labels alone, whatever the action.",
    "over_enforcement": "The vendor called the item violating, and it is not.",
    "under_enforcement": "The item is violating, and the vendor did not call it so.",
    "wrong_policy": "Both violating, but under another label.",
    "wrong_action": "The label is right; the action is neither the same nor equivalent.",
    "wrong_escalation": "A required escalation is missing, or one was needless.",
    "false_positive_rate": "Called violating, of the decisions on items that are not.",
    "false_negative_rate": "Not called violating, of the decisions on items that are.",
    "precision": "Really violating, of the decisions that called the item violating.",
    "recall": "Called violating, of the decisions on violating items.",
    "severity_weighted_accuracy": "Accuracy in which an error weighs as much as the harm at stake.",
    "critical_errors": "Missed violations of a label marked critical, or a missed escalation that "
    "the policy requires.",
    "charged_accuracy": "Accuracy in which an error with an uncharged root cause (policy, tool, "
    "audit, external) is not wrong; the denominator stays.",
    "percent_agreement": "How often two people gave the same answer; part of it is chance.",
    "cohen_kappa": "Agreement of two people beyond the chance that follows from how often each "
    "uses each label. Low where one label prevails.",
    "krippendorff_alpha": "Agreement of any number of people with answers missing, beyond chance.",
    "gwet_ac1": "Agreement beyond chance that stays steady where one label prevails.",
    "low, high": "Ends of the interval in which the true value lies with the confidence stated.",
    "n": "Decisions (or items) behind the value: its denominator.",
    "check": "A formula that recomputes the value as numerator / n; empty where decisions are "
    "weighted.",
    "meets": "The bound of the interval proves the target.",
    "not_disproven": "The data do not rule the target out, and the contract asks for no more.",
    "below": "The bound of the interval lies under the target.",
    "not_enough_evidence": "The data neither prove the target nor rule it out.",
    "provisional": "The round is not closed: disputes and late answers can still move the numbers.",
}


def _title(key: str) -> str:
    return (
        words.score_title(key)
        if key in (words.SCORES | words.COEFFICIENTS)
        else (words.spoken(key) if key != "n" else "n")
    )


def _blocks(scope: Scope) -> tuple[Block, ...]:  # noqa: ARG001 - the same for every report
    return (
        DataTable(
            key="dictionary",
            columns=(
                Column(title="Key", kind=CellKind.ID),
                Column(title="Called"),
                Column(title="Meaning", wide=True),
            ),
            rows=tuple((key, _title(key), meaning) for key, meaning in _MEANINGS.items()),
        ),
    )


SECTION = SectionKind(key="dictionary", title="Data dictionary", blocks=_blocks)
