"""What happened to a case, in sentences."""

from collections.abc import Mapping
from typing import Any

from reviewer_audit.domain.cases import CaseEvent, Happened
from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words

SHOWED = {
    "better": N_("it got better"),
    "worse": N_("it got worse"),
    "not_shown": N_("no difference is shown"),
}
SENTENCES = {
    CaseEvent.ITEM: N_("Item added"),
    CaseEvent.NOTE: N_("Note: {text}"),
    CaseEvent.FINDING: N_("Finding: {text}"),
    CaseEvent.OWNER: N_("Owner: {person}"),
    CaseEvent.DUE: N_("Due {day}"),
    CaseEvent.CAUSE: N_("Root cause: {cause}{more}"),
    CaseEvent.ACTION: N_("To be done by {owner} until {due}: {text}"),
    CaseEvent.DONE: N_("Action {number} is done{more}"),
    CaseEvent.CHECK: N_("Later sample (round {round}): {checked}"),
    CaseEvent.CLOSED: N_("Closed: {text}"),
    CaseEvent.REOPENED: N_("Opened again: {text}"),
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
    return translated(SENTENCES[event.kind]).format_map(told)


def rate(told: Mapping[str, Any], *, signed: bool) -> tuple[str, str, int]:
    """Return value, range and n of an estimate that was written down; a difference is signed."""
    value, low, high = told["value"], told["low"], told["high"]
    if value is None or low is None or high is None:
        return _("not known"), str(told.get("note") or ""), int(told["n"])
    if signed:
        points = [f"{100 * x:+.1f}" for x in (value, low, high)]
        return (
            _("{points} points").format(points=points[0]),
            _("{low} to {high}").format(low=points[1], high=points[2]),
            int(told["n"]),
        )
    ends = _("{low} to {high}").format(low=words.percent(low), high=words.percent(high))
    return words.percent(value), ends, int(told["n"])


def _checked(value: Mapping[str, Any]) -> str:
    parts = [
        f"{name} {shown} ({ends}, n {n:,})"
        for name, key in (
            (_("before"), "before"),
            (_("later"), "after"),
            (_("difference"), "difference"),
        )
        for shown, ends, n in [rate(value[key], signed=key == "difference")]
    ]
    return f"{translated(SHOWED[str(value['showed'])])}; {', '.join(parts)}"
