"""Values found in a column, matched to the labels and actions of a policy."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.domain.intake import ColumnMapping, RawTable
from reviewer_audit.domain.policy import CANNOT_JUDGE, Action, Label, Policy

SEPARATORS = (";", "|", ",")


def fold(text: str) -> str:
    """Return a value as it is compared: NFKC, trimmed, caseless."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _spellings(entries: Sequence[Label] | Sequence[Action]) -> dict[str, str]:
    """Return folded spelling -> key; a key beats a title, a title beats another spelling."""
    found: dict[str, str] = {}
    for entry in entries:
        found.setdefault(fold(entry.key), entry.key)
    for entry in entries:
        found.setdefault(fold(entry.title), entry.key)
    for entry in entries:
        for alias in entry.aliases:
            found.setdefault(fold(alias), entry.key)
    found.pop("", None)
    return found


class Matcher:
    """Finds the keys of values; each different value is looked at once."""

    def __init__(
        self,
        entries: Sequence[Label] | Sequence[Action],
        aliases: Mapping[str, str],
        separator: str = "",
    ) -> None:
        self._exact = dict(aliases)
        self._folded = _spellings(entries) | {fold(value): key for value, key in aliases.items()}
        self._separators = (separator,) if separator else SEPARATORS

    def one(self, value: str) -> str | None:
        """Return the key of a whole value, or None."""
        return self._exact.get(value) or self._folded.get(fold(value))

    def many(self, value: str) -> tuple[str, ...] | None:
        """Return the keys of a value that may be a list; None where some part is unknown.

        A value is cut up only where it is not itself a label. An empty list gives ().
        """
        whole = self.one(value)
        if whole is not None:
            return (whole,)
        text = value.strip()
        if not text:
            return ()
        if text.startswith("["):
            listed = _json_array(text)
            if listed is not None:
                return self._keys(listed)
        for separator in self._separators:
            if separator in text:
                keys = self._keys(text.split(separator))
                if keys:
                    return keys
        return None

    def _keys(self, parts: Iterable[str]) -> tuple[str, ...] | None:
        keys: dict[str, None] = {}
        for part in parts:
            if not part.strip():
                continue
            key = self.one(part)
            if key is None:
                return None
            keys[key] = None
        return tuple(keys)


def parts_of(value: str, separator: str = "") -> list[str]:
    """Return the entries of a cell that may be a list, without a policy to tell."""
    text = value.strip()
    if text.startswith("["):
        listed = _json_array(text)
        if listed is not None:
            return [part.strip() for part in listed if part.strip()]
    for mark in (separator,) if separator else (";", "|"):
        if mark in text:
            return [part.strip() for part in text.split(mark) if part.strip()]
    return [text] if text else []


def _json_array(text: str) -> list[str] | None:
    try:
        listed: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(listed, list):
        return None
    out = []
    for entry in listed:
        if isinstance(entry, dict):  # {"name": ..., "id": ...}, as some tools export
            entry = next((entry[k] for k in ("key", "name", "label", "id") if k in entry), "")  # noqa: PLW2901
        out.append("" if entry is None else str(entry))
    return out


def label_matcher(policy: Policy, mapping: ColumnMapping) -> Matcher:
    """Return the matcher of a policy's labels with the spellings of a mapping."""
    return Matcher(policy.labels, mapping.label_aliases, mapping.list_separator)


def action_matcher(policy: Policy, mapping: ColumnMapping) -> Matcher:
    """Return the matcher of a policy's actions with the spellings of a mapping."""
    return Matcher(policy.actions, mapping.action_aliases, mapping.list_separator)


def is_cannot_judge(value: str) -> bool:
    """Tell whether a grade says that the item cannot be judged."""
    return fold(value).replace(" ", "_").replace("-", "_").replace("'", "") in {
        CANNOT_JUDGE,
        "cant_judge",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMatch:
    """One value found in a label column, how often, and the keys it means (None: unknown)."""

    value: str
    count: int
    keys: tuple[str, ...] | None


def value_matches(table: RawTable, mapping: ColumnMapping, policy: Policy) -> list[ValueMatch]:
    """Return the values of the label columns with counts, the unknown ones first."""
    matcher = label_matcher(policy, mapping)
    counts: Counter[str] = Counter()
    for column in mapping.roles.get("label", ()):
        counts.update(cell for cell in table.column(column) if cell is not None and cell.strip())
    found = [
        ValueMatch(value=value, count=count, keys=matcher.many(value))
        for value, count in counts.most_common()
    ]
    return sorted(found, key=lambda match: match.keys is not None)
