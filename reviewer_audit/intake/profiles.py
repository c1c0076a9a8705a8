"""A mapping kept for the next file of the same vendor, as JSON text."""

import json
from collections.abc import Sequence
from typing import Any

from reviewer_audit.domain.intake import ColumnMapping, ColumnRole
from reviewer_audit.intake.refusals import refuse

VERSION = 1
_PLAIN = ("list_separator", "timezone", "vendor", "decimal_mark")
_MAPS = ("label_aliases", "action_aliases", "date_orders")


def dump(mapping: ColumnMapping) -> str:
    """Return a mapping as JSON text, the same text for the same mapping."""
    body: dict[str, Any] = {name: getattr(mapping, name) for name in _PLAIN}
    body |= {name: dict(getattr(mapping, name)) for name in _MAPS}
    body["roles"] = {str(role): list(columns) for role, columns in mapping.roles.items() if columns}
    return json.dumps({"version": VERSION, **body}, ensure_ascii=False, sort_keys=True)


def load(text: str) -> ColumnMapping:
    """Return the mapping of a JSON text; IntakeError where it is none."""
    try:
        body: Any = json.loads(text)
        if body.get("version") != VERSION:
            refuse("bad_profile", why="another version")
        roles = {
            ColumnRole(role).value: tuple(map(str, columns))
            for role, columns in body["roles"].items()
        }
        return ColumnMapping(
            roles=roles,
            label_aliases=_texts(body["label_aliases"]),
            action_aliases=_texts(body["action_aliases"]),
            list_separator=str(body["list_separator"]),
            date_orders=_texts(body["date_orders"]),
            timezone=str(body["timezone"]),
            vendor=str(body["vendor"]),
            decimal_mark=str(body["decimal_mark"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        refuse("bad_profile", why=type(error).__name__)


def _texts(entries: dict[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in entries.items()}


def applies(profile: ColumnMapping, header: Sequence[str]) -> bool:
    """Tell whether every column that a profile names is in the header."""
    named = {column for columns in profile.roles.values() for column in columns}
    return bool(named) and named <= set(header)
