"""What the Review screen calls things."""

from typing import TYPE_CHECKING

from reviewer_audit.domain.verdicts import Reason
from reviewer_audit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.reports.data import Answer
    from reviewer_audit.services.review import Entry

WHY = {
    Reason.CRITICAL: _("Critical error: two people look at it"),
    Reason.PENDING: _("The auditors disagree and none has a majority"),
    Reason.DIFFERENCE: _("Vendor and auditors differ"),
    Reason.CONTROL: _("Control: vendor and auditors agree"),
}
CONFIDENCE = {
    "low": _("low confidence"),
    "medium": _("medium confidence"),
    "high": _("high confidence"),
}
STAGES = {
    "graded": _("As graded"),
    "adjudicated": _("Adjudicated, before disputes"),
    "final": _("With disputes"),
}
RULINGS = {
    "accepted": _("Accepted"),
    "partial": _("Partly accepted"),
    "rejected": _("Rejected"),
}
OUTCOMES = {
    "correct": (_("Right"), "good"),
    "over_enforced": (_("Over-enforced"), "bad"),
    "under_enforced": (_("Under-enforced"), "bad"),
    "wrong_policy": (_("Wrong rule"), "caution"),
    "wrong_action": (_("Wrong action"), "caution"),
    "wrong_escalation": (_("Wrong escalation"), "caution"),
    "pending": (_("Pending"), "neutral"),
    "ungradable": (_("Cannot judge"), "neutral"),
    "technical": (_("Technical"), "neutral"),
    "ungraded": (_("Not graded"), "neutral"),
}


def labels(policy: "Policy", keys: "Sequence[str]") -> str:
    """Return labels in words, the primary one first."""
    titles = {label.key: label.title for label in policy.labels}
    return _(", ").join(titles.get(key, key) for key in keys) or _("Cannot judge")


def action(policy: "Policy", key: str) -> str:
    """Return an action in words."""
    return next((one.title for one in policy.actions if one.key == key), key)


def answer(policy: "Policy", said: "Answer") -> str:
    """Return labels and action in words."""
    return " \u00b7 ".join(filter(None, (labels(policy, said.labels), action(policy, said.action))))


def votes(entry: "Entry") -> str:
    """Say how many voted, and whether alike."""
    if entry.votes > 1:
        return f"{entry.votes} " + (_("split") if entry.answers > 1 else _("alike"))
    return str(entry.votes)


def how_far(entry: "Entry") -> str:
    """Say how far an item is, in a word."""
    if entry.done:
        return _("done")
    if entry.looks:
        return f"{entry.looks}/{entry.needed}"
    return _("own") if entry.own else ""


def confidence(degree: str) -> str:
    """Say how sure an auditor was; a degree of another version stands as it is."""
    return CONFIDENCE.get(degree, degree)
