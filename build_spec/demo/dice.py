"""Chance that falls the same on every machine."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_T = TypeVar("_T")


class Dice:
    """Chance that falls the same on every machine: built on ``random()`` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing here is secret

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""
        return int(self._random.random() * n)

    def chance(self, share: float) -> bool:
        """Return True that often."""
        return self._random.random() < share

    def pick(self, options: Sequence[_T]) -> _T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def weighted(self, weights: Mapping[_T, float]) -> _T:
        """Return one of the options, the heavier the more often."""
        left = self._random.random() * sum(weights.values())
        for option, weight in weights.items():
            left -= weight
            if left < 0:
                return option
        return option

    def shuffled(self, options: Iterable[_T]) -> list[_T]:
        """Return the options in any order."""
        return [o for _, o in sorted(((self._random.random(), o) for o in options), key=_first)]

    def most(self, options: Iterable[tuple[_T, int]], count: int) -> list[_T]:
        """Draw some without replacement, the heavier the more likely."""
        roll = self._random.random
        keyed = [(max(roll() for _ in range(weight)), option) for option, weight in options]
        return [option for _, option in sorted(keyed, key=_first, reverse=True)[:count]]


def _first(pair: tuple[float, object]) -> float:
    return pair[0]
