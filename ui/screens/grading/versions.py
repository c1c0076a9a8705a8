"""What another version of the rule book said: in words, for the side note of the desk.

Pure; no Qt. The round grades by its own version; the other is there to be read.
"""

from typing import TYPE_CHECKING

from reviewer_audit.i18n import _
from ui.screens.grading.labels import full_title

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Label, Policy

_CLAUSE = (
    "title", "definition", "examples", "counter_examples", "severity", "default_action",
    "is_violation", "critical", "must_escalate",
)  # fmt: skip


def other_clauses(then: "Policy", now: "Policy") -> tuple[str, ...]:
    """Return the labels of either version whose clause was another one then."""
    before = {label.key: label for label in then.labels}
    after = {label.key: label for label in now.labels}
    return tuple(
        key
        for key in (*after, *(key for key in before if key not in after))
        if _clause(before.get(key)) != _clause(after.get(key))
    )


def note(version: str, then: "Policy | None", now: "Policy") -> str:
    """Say under which version an item was decided, and which clauses were others then."""
    said = _("Decided under version {then}; this round grades by {now}.").format(
        then=version, now=now.version
    )
    if then is None:
        return said
    titles = {label.key: full_title(label) for label in (*then.labels, *now.labels)}
    other = other_clauses(then, now)
    if not other:
        return f"{said} {_('No clause was another one then.')}"
    named = _(", ").join(titles[key] for key in other)
    return f"{said} {_('Other clauses then: {labels}.').format(labels=named)}"


def clause_then(key: str, then: "Policy", now: "Policy") -> str:
    """Return a label's clause as it was, where it was another one; empty where it was the same."""
    if key not in other_clauses(then, now):
        return ""
    label = next((one for one in then.labels if one.key == key), None)
    if label is None:
        return _("It had no such label.")
    examples = [f"• {one}" for one in label.examples]
    counter = [f"• {_('not: {example}').format(example=one)}" for one in label.counter_examples]
    lines = [label.definition or _("The policy gives no definition."), *examples, *counter]
    return "\n".join(lines)


def _clause(label: "Label | None") -> tuple[object, ...] | None:
    return None if label is None else tuple(getattr(label, name) for name in _CLAUSE)
