"""What happened to a case, in sentences."""

from collections.abc import Mapping
from typing import Any

from reviewer_audit.domain.cases import CaseEvent, Happened
from reviewer_audit.i18n import _
from reviewer_audit.reports import words

SHOWED = {
    "better": "it got better",
    "worse": "it got worse",
    "not_shown": "no difference is shown",
}
SENTENCES = {
    CaseEvent.ITEM: "Item added",
    CaseEvent.NOTE: "Note: {text}",
    CaseEvent.FINDING: "Finding: {text}",
    CaseEvent.OWNER: "Owner: {person}",
    CaseEvent.DUE: "Due {day}",
    CaseEvent.CAUSE: "Root cause: {cause}{more}",
    CaseEvent.ACTION: "To be done by {owner} until {due}: {text}",
    CaseEvent.DONE: "Action {number} is done{more}",
    CaseEvent.CHECK: "Later sample (round {round}): {checked}",
    CaseEvent.CLOSED: "Closed: {text}",
    CaseEvent.REOPENED: "Opened again: {text}",
}


def sentence(event: Happened, names: Mapping[str, str], causes: Mapping[str, str]) -> str:
    """Return what happened; people and causes by name."""
    value, text = event.value, event.text
    cause = str(value.get("cause", ""))
    told = {key: names.get(str(one), str(one)) for key, one in value.items()} | {
        "text": text,
        "more": f": {text}" if text else "",
        "cause": causes.get(cause, cause),
        "checked": _checked(value) if event.kind is CaseEvent.CHECK else "",
    }
    return SENTENCES[event.kind].format_map(told)


def rate(told: Mapping[str, Any], *, signed: bool) -> tuple[str, str, int]:
    """Return value, range and n of an estimate that was written down; a difference is signed."""
    value, low, high = told["value"], told["low"], told["high"]
    if value is None or low is None or high is None:
        return _("not known"), str(told.get("note") or ""), int(told["n"])
    if signed:
        points = [f"{100 * x:+.1f}" for x in (value, low, high)]
        return (
            _("{points} points").format(points=points[0]),
            f"{points[1]} to {points[2]}",
            int(told["n"]),
        )
    return words.percent(value), f"{words.percent(low)} to {words.percent(high)}", int(told["n"])


def _checked(value: Mapping[str, Any]) -> str:
    parts = [
        f"{name} {shown} ({ends}, n {n:,})"
        for name, key in (("before", "before"), ("later", "after"), ("difference", "difference"))
        for shown, ends, n in [rate(value[key], signed=key == "difference")]
    ]
    return f"{SHOWED[str(value['showed'])]}; {', '.join(parts)}"
