"""Take fields out of a node one by one, noting each fault instead of stopping at the first."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from reviewer_audit.i18n import _
from reviewer_audit.policies.node import Faults, Node

_T = TypeVar("_T")
_YES = frozenset({"true", "yes", "y", "on", "1", "x"})
_NO = frozenset({"false", "no", "n", "off", "0"})
_HALF_CHARACTERS = range(0xD800, 0xE000)  # surrogates: no file can hold them
_LONGEST = 20_000


class Fields:
    """The fields of one part of a policy."""

    def __init__(self, node: Node, faults: Faults, *, path: str = "") -> None:
        self.where = node.where
        self._path = path
        self._faults = faults
        self._taken: set[str] = set()
        self._nodes: Mapping[str, Node] = {}
        if isinstance(node.value, Mapping):
            self._nodes = node.value
        else:
            faults.add(
                self.place(), _("fields are expected here, not {kind}").format(kind=node.kind)
            )

    def place(self, name: str = "") -> str:
        """Return where a field stands, or this part where it is missing."""
        node = self._nodes.get(name)
        path = ".".join(part for part in (self._path, name) if part)
        where = node.where if node else self.where
        return f"{where}, {path}" if path else where

    def fault(self, name: str, what: str) -> None:
        """Note a fault at a field."""
        self._faults.add(self.place(name), what)

    def has(self, name: str) -> bool:
        """Whether the author gave the field a value."""
        node = self._nodes.get(name)
        return node is not None and node.value is not None

    def node(self, name: str) -> Node | None:
        """Take the raw value; None where it is blank or missing."""
        self._taken.add(name)
        node = self._nodes.get(name)
        return None if node is None or node.value is None else node

    def text(self, name: str, default: str = "") -> str:
        """Take text as it stands."""
        node = self.node(name)
        if node is None:
            return default
        if not isinstance(node.value, str):
            self.fault(name, _("text is expected here, not {kind}").format(kind=node.kind))
            return default
        self._check(name, node.value)
        return node.value

    def name(self, name: str, default: str | None = None) -> str:
        """Take a short text that may not be blank; without a default it must be there."""
        text = self.text(name)
        if not self.has(name):
            if default is None:
                self.fault(name, _("{name} is missing").format(name=name))
            return default or ""
        if not text.strip():
            self.fault(name, _("{name} is blank").format(name=name))
        elif text != text.strip():
            self.fault(
                name, _("{name} has spaces or line ends before or after it").format(name=name)
            )
        return text

    def flag(self, name: str, *, default: bool) -> bool:
        """Take a yes or a no."""
        text = self.text(name)
        if not self.has(name):
            return default
        if text.casefold() in _YES | _NO:
            return text.casefold() in _YES
        self.fault(name, _("yes or no is expected here, not {text!r}").format(text=text))
        return default

    def number(self, name: str, *, low: float, high: float, default: float | None = None) -> float:
        """Take a number between two bounds."""
        fallback = low if default is None else default
        text = self.text(name)
        if not self.has(name):
            if default is None:
                self.fault(name, _("{name} is missing").format(name=name))
            return fallback
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            limit = (
                _("a number from {low} to {high} is expected here, not {text!r}")
                if math.isfinite(high)
                else _("a number >= 0 is expected here, not {text!r}")
            )
            said = limit.format(low=f"{low:g}", high=f"{high:g}", text=text)
            self.fault(name, said)
            return fallback
        return value + 0.0  # no negative zero

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """Take one of several words."""
        text = self.text(name)
        if not self.has(name):
            return default
        if text in allowed:
            return text
        self.fault(
            name,
            _("{text!r} is none of {allowed}{near}").format(
                text=text, allowed=", ".join(allowed), near=near(text, allowed)
            ),
        )
        return default

    def day(self, name: str) -> date:
        """Take a date that must be there."""
        text = self.text(name)
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            said = (
                _("a date such as 2026-01-31 is expected here, not {text!r}")
                if self.has(name)
                else _("a date such as 2026-01-31 is expected here, and it is missing")
            )
            self.fault(name, said.format(text=text))
            return date.min

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts, none of them blank."""
        found = []
        for node in self.nodes(name):
            if isinstance(node.value, str) and node.value.strip():
                self._check(name, node.value)
                found.append(node.value)
            else:
                kind = _("blank") if isinstance(node.value, str) else node.kind
                self._faults.add(
                    f"{node.where}, {name}",
                    _("text is expected here, not {kind}").format(kind=kind),
                )
        return tuple(found)

    def nodes(self, name: str) -> Sequence[Node]:
        """Take a list of anything."""
        node = self.node(name)
        if node is None:
            return ()
        if isinstance(node.value, str | Mapping) or node.value is None:
            self.fault(name, _("a list is expected here, not {kind}").format(kind=node.kind))
            return ()
        return node.value

    def parts(self, name: str, read: "Callable[[Fields], _T]") -> tuple[_T, ...]:
        """Read a list of parts that have fields of their own."""
        return tuple(
            read(Fields(node, self._faults, path=f"{name}[{number}]"))
            for number, node in enumerate(self.nodes(name), start=1)
        )

    def inner(self, name: str) -> "Fields":
        """Read a part that has fields of its own; none where it is blank."""
        node = self.node(name)
        blank = Node(where=self.where, value={})
        path = ".".join(part for part in (self._path, name) if part)
        return Fields(node or blank, self._faults, path=path)

    def names(self) -> Iterable[str]:
        """Return the names the author used."""
        return self._nodes

    def done(self) -> None:
        """Call last: a field nobody asked for is a fault."""
        for name in self._nodes:
            if name not in self._taken:
                self.fault(
                    name,
                    _("unknown field {name!r}{near}").format(
                        name=name, near=near(name, sorted(self._taken))
                    ),
                )

    def _check(self, name: str, text: str) -> None:
        if len(text) > _LONGEST:
            self.fault(name, _("longer than {n:,} characters").format(n=_LONGEST))
        if any(ord(c) in _HALF_CHARACTERS for c in text):
            self.fault(name, _("holds half a character (a lone surrogate)"))


def near(text: str, allowed: Iterable[str]) -> str:
    """Suggest the closest allowed word, if one is close."""
    close = get_close_matches(text, list(allowed), n=1)
    return _("; did you mean {close!r}?").format(close=close[0]) if close else ""
