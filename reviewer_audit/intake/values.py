"""Single values of a cell: severity, length of time, yes or no, confidence, number."""

import re

from reviewer_audit.domain.policy import SEVERITIES
from reviewer_audit.intake.labels import fold

_SEVERITY = re.compile(r"(?:(?:s|sev|severity|level|l)[\s\-_]*)?([0-4])(?:\.0)?")
_PRIORITY = re.compile(r"p[\s\-_]*([0-4])")
_SEVERITY_WORDS = {
    "none": 0,
    "no harm": 0,
    "not applicable": 0,
    "info": 0,
    "minimal": 1,
    "minor": 1,
    "low": 1,
    "moderate": 2,
    "medium": 2,
    "major": 3,
    "high": 3,
    "severe": 4,
    "critical": 4,
    "extreme": 4,
    "very high": 4,
}
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)")
_SPAN = re.compile(
    r"([\d.,]+)\s*(ms|msec|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)?"
)
_UNITS = {"ms": 0.001, "mi": 60.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_YES = frozenset(
    {"yes", "y", "true", "t", "1", "x", "escalated", "ja", "si", "sí", "oui", "да", "نعم"}
)
_NO = frozenset(
    {"no", "n", "false", "f", "0", "-", "none", "not escalated", "nein", "non", "нет", "لا"}
)
_CONFIDENCE = {
    "low": "low",
    "l": "low",
    "1": "low",
    "unsure": "low",
    "medium": "medium",
    "med": "medium",
    "m": "medium",
    "2": "medium",
    "moderate": "medium",
    "high": "high",
    "h": "high",
    "3": "high",
    "sure": "high",
    "certain": "high",
}


def severity(text: str) -> str | None:
    """Return S0 to S4, or None where a value is not on that scale. P0 is the most urgent."""
    value = fold(text)
    match = _SEVERITY.fullmatch(value)
    if match:
        return SEVERITIES[int(match.group(1))]
    match = _PRIORITY.fullmatch(value)
    if match:
        return SEVERITIES[4 - int(match.group(1))]
    rank = _SEVERITY_WORDS.get(value)
    return None if rank is None else SEVERITIES[rank]


def seconds(text: str, unit: str = "") -> float | None:
    """Return a length of time in seconds; ``unit`` is what the column's name says."""
    value = fold(text)
    clock = _CLOCK.fullmatch(value)
    if clock:
        hours, minutes, rest = clock.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
    match = _SPAN.fullmatch(value)
    if not match:
        return None
    amount = number(match.group(1))
    named = match.group(2) or unit or "s"
    scale = _UNITS["ms"] if named.startswith(("ms", "milli")) else _UNITS[named[0]]
    return None if amount is None else amount * scale


def unit_of(name: str) -> str:
    """Return the unit that a column's name gives: ms, m, h or s."""
    words = set(re.split(r"[\W_\d]+", name.casefold()))
    if words & {"ms", "msec", "milliseconds", "millis"}:
        return "ms"
    if words & {"min", "mins", "minutes", "minute"}:
        return "m"
    return "h" if words & {"h", "hours", "hrs"} else "s"


def number(text: str) -> float | None:
    """Return a number written with a point or a comma, or None."""
    value = text.strip().replace("\u00a0", "").replace(" ", "")
    if "," in value:
        if "." in value:
            last = max(value.rfind(","), value.rfind("."))
            value = value[:last].replace(",", "").replace(".", "") + "." + value[last + 1 :]
        elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", value):
            value = value.replace(",", "")
        else:
            value = value.replace(",", ".")
    try:
        return float(value)
    except ValueError:
        return None


def yes_or_no(text: str) -> bool | None:
    """Return what a yes-or-no cell says, or None."""
    value = fold(text)
    if value in _YES:
        return True
    return False if value in _NO else None


def confidence(text: str) -> str | None:
    """Return low, medium or high, or None."""
    return _CONFIDENCE.get(fold(text))
