"""Share the drawn items among auditors."""

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _

Item = TypeVar("Item", str, int)


def mix(*parts: str) -> bytes:
    """Return what decides an order: the same on every machine."""
    return hashlib.sha256(b"\x1f".join(part.encode() for part in parts)).digest()


def doubled(items: int, overlap: float) -> int:
    """Return how many of the items two auditors grade: the share, halves rounded up."""
    return int(Fraction(str(overlap)) * items + Fraction(1, 2))


class _Desks:
    """Who has how much, and which two have met how often."""

    def __init__(self, loads: Sequence[int]) -> None:
        self.loads = list(loads)
        self.met = [[0] * len(loads) for _one in loads]

    def least(self, beside: int | None = None) -> int:
        """Pick the emptiest desk, beside another one the desk it has met least."""
        everyone = (desk for desk in range(len(self.loads)) if desk != beside)
        if beside is None:
            return min(everyone, key=lambda desk: (self.loads[desk], sum(self.met[desk]), desk))
        return min(everyone, key=lambda desk: (self.loads[desk], self.met[beside][desk], desk))

    def pair(self) -> tuple[int, int]:
        """Pick two desks for one item."""
        first = self.least()
        second = self.least(first)
        self.met[first][second] += 1
        self.met[second][first] += 1
        return first, second


def assign(
    items: Sequence[Item],
    auditors: Sequence[str],
    overlap: float,
    seed: str,
    *,
    loads: Mapping[str, int] | None = None,
) -> dict[str, list[Item]]:
    """Give every item to one auditor, and the overlap share to exactly two.

    Loads differ by at most one item, pairs of auditors share as evenly as they can, and everyone
    gets an order of their own that shows nothing of the strata. ``loads`` are the items that
    auditors have from an earlier draw.
    """
    if not auditors:
        message = _("Nobody is named to grade the items.")
        raise SampleError(message, _("Name at least one auditor."))
    twice = doubled(len(items), overlap)
    if twice and len(auditors) < 2:  # noqa: PLR2004
        message = _("An overlap needs at least two auditors.")
        raise SampleError(message, _("Name another auditor or set the overlap to 0."))
    desks = _Desks([(loads or {}).get(name, 0) for name in auditors])
    piles: list[list[Item]] = [[] for _one in auditors]
    shuffled = sorted(items, key=lambda item: mix(seed, "assign", str(item)))
    for position, item in enumerate(shuffled):
        chosen = desks.pair() if position < twice else (desks.least(),)
        for desk in chosen:
            desks.loads[desk] += 1
            piles[desk].append(item)
    return {name: in_order(pile, name, seed) for name, pile in zip(auditors, piles, strict=True)}


def in_order(items: Sequence[Item], auditor: str, seed: str) -> list[Item]:
    """Return items in an auditor's own order; what is added to them lands anywhere in it."""
    return sorted(items, key=lambda item: mix(seed, auditor, str(item)))
