"""Texts from templates: what people write on an invented marketplace, in four languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")
_SLOT = re.compile(r"\{(\w+)\}")
_TRIES = 12


class Chance(Protocol):
    """Where the choices come from."""

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""

    def pick(self, options: Sequence[_T]) -> _T:
        """Return one of the options."""


class Writer:
    """Fills templates; avoids writing the same text twice."""

    def __init__(self, dice: Chance) -> None:
        import yaml

        self._dice = dice
        self._books = {
            path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
            for path in sorted(Path(__file__).parent.glob("*.yaml"))
        }
        self._written: set[str] = set()

    def write(self, language: str, kind: str) -> str:
        """Return a text of this kind."""
        book = self._books[language]
        text = ""
        for _ in range(_TRIES):
            text = self._fill(self._dice.pick(book[kind]), book["slots"])
            if text not in self._written:
                break
        self._written.add(text)
        return text

    def _fill(self, template: str, slots: dict[str, list[str]]) -> str:
        def choose(match: re.Match[str]) -> str:
            name = match[1]
            if name == "n":
                return str(12 + self._dice.below(900))
            if name == "nn":
                return f"{10 + self._dice.below(90)}"
            return self._dice.pick(slots[name])

        text = template
        while _SLOT.search(text):
            text = _SLOT.sub(choose, text)
        return text[:1].upper() + text[1:]
