"""How a rule book is said."""

from typing import TYPE_CHECKING

from reviewer_audit.domain.policy import LOWER_IS_BETTER, TargetRule
from reviewer_audit.i18n import _
from reviewer_audit.reports.words import SCORES, score_title

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Label, Policy, Target

HARM = {
    "S0": _("no harm"),
    "S1": _("low"),
    "S2": _("medium"),
    "S3": _("high"),
    "S4": _("critical"),
}
TONES = {"S3": "caution", "S4": "bad"}


def severity(key: str) -> str:
    """Return a severity as a person reads it."""
    return f"{key} {HARM[key]}" if key in HARM else key


def action_title(key: str, policy: "Policy") -> str:
    """Return the title of an action; an unknown one stands for itself."""
    return next((one.title for one in policy.actions if one.key == key), key)


def marks(label: "Label") -> str:
    """Return what stands out about a label."""
    words = []
    if label.critical:
        words.append(_("critical"))
    if label.must_escalate:
        words.append(_("escalate"))
    return " · ".join(words)


def promise(target: "Target") -> str:
    """Return what a target promises."""
    sign = _("at most") if target.metric in LOWER_IS_BETTER else _("at least")
    return f"{metric(target)} {sign} {100 * target.threshold:.4g} %"


def metric(target: "Target") -> str:
    """Return what a target is about."""
    return score_title(target.metric) if target.metric in SCORES else target.metric


def scope(target: "Target") -> str:
    """Return what a target holds for."""
    if not target.slice:
        return _("the programme and every vendor")
    return ", ".join(f"{role} {value}" for role, value in target.slice)


def burden(target: "Target") -> str:
    """Return who has to prove what."""
    if target.rule is TargetRule.PROVEN:
        return _("must be proven")
    return _("holds unless disproven")


def searched(label: "Label") -> str:
    """Return all that is written about a label, for the search."""
    parts = (
        label.title,
        label.key,
        label.family,
        label.definition,
        *label.aliases,
        *label.examples,
        *label.counter_examples,
    )
    return "\n".join(parts).casefold()
