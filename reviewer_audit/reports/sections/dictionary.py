"""What every word and column of the report means."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.model import Block, CellKind, Column, DataTable
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_MEANINGS = {
    "accuracy": N_("Decisions whose answer is that of the audit, of all decisions that count."),
    "label_accuracy": N_("The same by labels alone, whatever the action."),
    "over_enforcement": N_("The vendor called the item violating, and it is not."),
    "under_enforcement": N_("The item is violating, and the vendor did not call it so."),
    "wrong_policy": N_("Both violating, but under another label."),
    "wrong_action": N_("The label is right; the action is neither the same nor equivalent."),
    "wrong_escalation": N_("A required escalation is missing, or one was needless."),
    "false_positive_rate": N_("Called violating, of the decisions on items that are not."),
    "false_negative_rate": N_("Not called violating, of the decisions on items that are."),
    "precision": N_("Really violating, of the decisions that called the item violating."),
    "recall": N_("Called violating, of the decisions on violating items."),
    "severity_weighted_accuracy": N_(
        "Accuracy in which an error weighs as much as the harm at stake."
    ),
    "critical_errors": N_(
        "Missed violations of a label marked critical, or a missed escalation that "
        "the policy requires."
    ),
    "charged_accuracy": N_(
        "Accuracy in which an error with an uncharged root cause (policy, tool, "
        "audit, external) is not wrong; the denominator stays."
    ),
    "percent_agreement": N_("How often two people gave the same answer; part of it is chance."),
    "cohen_kappa": N_(
        "Agreement of two people beyond the chance that follows from how often each "
        "uses each label. Low where one label prevails."
    ),
    "krippendorff_alpha": N_(
        "Agreement of any number of people with answers missing, beyond chance."
    ),
    "gwet_ac1": N_("Agreement beyond chance that stays steady where one label prevails."),
    "low, high": N_(
        "Ends of the interval in which the true value lies with the confidence stated."
    ),
    "n": N_("Decisions (or items) behind the value: its denominator."),
    "check": N_(
        "A formula that recomputes the value: numerator / n, or the sum of weight times numerator "
        "by the sum of weight times n, from the hidden sheet of check data. A word where no sum of "
        "decisions gives it."
    ),
    "meets": N_("The bound of the interval proves the target."),
    "not_disproven": N_("The data do not rule the target out, and the contract asks for no more."),
    "below": N_("The bound of the interval lies under the target."),
    "not_enough_evidence": N_("The data neither prove the target nor rule it out."),
    "provisional": N_(
        "The round is not closed: disputes and late answers can still move the numbers."
    ),
}


def _title(key: str) -> str:
    if key == "low, high":
        return _("Low, high")
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
                Column(title=_("Key"), kind=CellKind.ID),
                Column(title=_("Called")),
                Column(title=_("Meaning"), wide=True),
            ),
            rows=tuple(
                (key, _title(key), translated(meaning)) for key, meaning in _MEANINGS.items()
            ),
        ),
    )


SECTION = SectionKind(key="dictionary", title=N_("Data dictionary"), blocks=_blocks)
