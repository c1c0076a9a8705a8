"""What changed between two versions of a policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from reviewer_audit.domain.policy import Policy

_LISTS = {"labels": "label", "actions": "action", "root_causes": "root cause", "targets": "target"}


class ChangeKind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; ``old`` and ``new`` are text, blank where there is none."""

    kind: ChangeKind
    what: str  # policy | label | action | root cause | target
    key: str  # the entry; blank for the policy itself
    field: str = ""
    old: str = ""
    new: str = ""


def diff(old: Policy, new: Policy) -> list[Change]:
    """List what is different in ``new``, in the order of the policy."""
    found = []
    for field in fields(Policy):
        before, after = getattr(old, field.name), getattr(new, field.name)
        what = _LISTS.get(field.name)
        if what:
            found += _entries(what, before, after)
        elif before != after:
            found.append(_changed("policy", "", field.name, before, after))
    return found


def _entries(what: str, before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    old, new = {_key(entry): entry for entry in before}, {_key(entry): entry for entry in after}
    found = []
    for key, entry in old.items():
        if key not in new:
            title = _text(getattr(entry, "title", key))
            found.append(Change(kind=ChangeKind.REMOVED, what=what, key=key, old=title))
    for key, entry in new.items():
        if key not in old:
            title = _text(getattr(entry, "title", key))
            found.append(Change(kind=ChangeKind.ADDED, what=what, key=key, new=title))
            continue
        for field in fields(entry):
            was, now = getattr(old[key], field.name), getattr(entry, field.name)
            if was != now:
                found.append(_changed(what, key, field.name, was, now))
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    if kept_before != kept_after:
        found.append(_changed(what, "", "order", kept_before, kept_after))
    return found


def _changed(what: str, key: str, field: str, old: object, new: object) -> Change:
    return Change(
        kind=ChangeKind.CHANGED, what=what, key=key, field=field, old=_text(old), new=_text(new)
    )


def _key(entry: Any) -> str:
    if hasattr(entry, "key"):
        return str(entry.key)
    return " · ".join([entry.metric, *(f"{role} {value}" for role, value in entry.slice)])


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return ", ".join(f"{key} {number}" for key, number in value.items())
        case str():
            return str(value)
        case Sequence():
            return "; ".join(_text(part) for part in value)
        case _:
            return str(value)
