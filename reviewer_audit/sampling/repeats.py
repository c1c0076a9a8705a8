"""Which items come a second time, and where: far behind the first, and nowhere in particular."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", str, int)
APART = 20  # items at least between an item and its repeat, where the list is long enough


def chosen(able: Sequence[Item], many: int, seed: str, auditor: str) -> list[Item]:
    """Return which of the items that may are to come again."""
    return sorted(able, key=lambda item: _mix(seed, auditor, str(item)))[:many]


def spread(
    order: Sequence[Item], again: Mapping[Item, Item], token: Callable[[Item], str]
) -> list[Item]:
    """Return a list with every repeat in its second half, well behind the item it repeats.

    Args:
        order: items in any order, their repeats among them or not.
        again: item -> its repeat.
        token: hexadecimal digits without a pattern, always the same for an item.
    """
    copies = set(again.values())
    out = [item for item in order if item not in copies]
    wanted = [item for item in out if item in again]
    for item in wanted:  # what comes again has to come early
        place, half = out.index(item), len(out) // 2
        free = [k for k in range(half) if out[k] not in again]
        if place >= half and free:
            other = free[int(token(item), 16) % len(free)]
            out[place], out[other] = out[other], out[place]
    for item in sorted(wanted, key=lambda one: token(again[one])):
        first = min(max(len(out) // 2, out.index(item) + 1 + APART), len(out))
        room = len(out) - first + 1
        out.insert(first + int(token(again[item]), 16) % room, again[item])
    # of these the first was answered before
    out.extend([item for item in order if item in copies and item not in out])
    return out


def tokens(seed: str, auditor: str) -> Callable[[Item], str]:
    """Return tokens for a desk, from the seed of its draw."""
    return lambda item: _mix(seed, auditor, str(item))


def _mix(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(["repeat", *parts]).encode()).hexdigest()
