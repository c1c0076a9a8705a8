"""Share the drawn items among auditors of whom not everybody can take everything.

Who can take everything and works as long as the others is served by ``assign``, in the same way.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import gcd, lcm

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.assign import doubled, in_order, mix

Able = tuple[int, ...]  # the desks that can take an item


@dataclass(frozen=True, slots=True)
class Shared:
    """Who got what, and what nobody could take.

    ``single`` is how many items should have gone to two people and could not: too few have two
    people who can take them.
    """

    piles: dict[str, list[str]]
    uncovered: list[str]
    single: int = 0


def share(
    items: Sequence[str],
    auditors: Sequence[str],
    overlap: float,
    seed: str,
    *,
    able: Mapping[str, Able],
    capacity: Sequence[int],
    loads: Mapping[str, int] | None = None,
) -> Shared:
    """Give every item to one auditor who can take it, and the overlap share to exactly two.

    The overlap is a random part of the items that two can take. Its pairs rotate: each two
    auditors meet as often as the product of their capacities asks for, exact to one item where
    all of them can take everything. The others are dealt so that loads stand to each other as
    the capacities do, as nearly as it is possible at all: no chain of hand-overs from desk to
    desk would bring them nearer (Harvey, Ladner, Lovasz and Tamir 2006, J. Algorithms 59:53-78,
    for equal capacities; the argument needs no more than that the cost of a load is convex).

    Args:
        items: names of the items.
        auditors: names of the auditors; desks are their places in it.
        overlap: the share of items for two.
        seed: decides which items are shared, and every order.
        able: by item, the desks that can take it; none: nobody can.
        capacity: by desk, how much work it can do, in any unit; 0 takes nothing.
        loads: how many items auditors have already.
    """
    if not auditors:
        message = _("Nobody is named to grade the items.")
        raise SampleError(message, _("Name at least one auditor."))
    there = frozenset(desk for desk, size in enumerate(capacity) if size > 0)
    can = {item: tuple(desk for desk in able[item] if desk in there) for item in items}
    shuffled = sorted(items, key=lambda item: mix(seed, "assign", item))
    covered = [item for item in shuffled if can[item]]
    twice = doubled(len(covered), overlap)
    for_two = [item for item in covered if len(can[item]) > 1][:twice]
    desks = _Desks([(loads or {}).get(name, 0) for name in auditors], capacity)
    for item in sorted(for_two, key=lambda item: len(can[item])):
        desks.meet(item, can[item])
    chosen = set(for_two)
    rest = [item for item in covered if item not in chosen]
    for item in sorted(rest, key=lambda item: len(can[item])):
        desks.give(item, can[item])
    desks.level()
    piles = desks.piles()
    return Shared(
        piles={name: in_order(piles[k], name, seed) for k, name in enumerate(auditors)},
        uncovered=[item for item in shuffled if not can[item]],
        single=twice - len(for_two),
    )


def pairs_are_even(piles: Mapping[str, Sequence[str]]) -> bool:
    """Return whether no two people share over one item more than two others do."""
    held = [set(pile) for pile in piles.values()]
    met = [len(first & second) for first, second in combinations(held, 2)]
    return not met or max(met) - min(met) <= 1


class _Desks:
    """What lies on which desk. Costs are whole numbers, so that every machine agrees."""

    def __init__(self, loads: Sequence[int], capacity: Sequence[int]) -> None:
        self.loads = list(loads)
        sizes = [size for size in capacity if size > 0]
        unit = gcd(*sizes) if sizes else 1
        common = lcm(*(size // unit for size in sizes)) if sizes else 1
        # what an item weighs on a desk: the smaller the desk, the more
        self._weight = [common * unit // size if size > 0 else 0 for size in capacity]
        self._shared: list[list[str]] = [[] for _one in loads]
        self._alone: dict[tuple[Able, int], list[str]] = defaultdict(list)
        self._met: dict[tuple[int, int], int] = defaultdict(int)

    def piles(self) -> list[list[str]]:
        """Return what lies on each desk."""
        out = [list(pile) for pile in self._shared]
        for (_able, desk), pile in self._alone.items():
            out[desk].extend(pile)
        return out

    def meet(self, item: str, able: Able) -> None:
        """Put an item on two desks that have met least, for their size."""
        first, second = min(combinations(able, 2), key=self._strangers)
        self._met[first, second] += 1
        for desk in (first, second):
            self._shared[desk].append(item)
            self.loads[desk] += 1

    def give(self, item: str, able: Able) -> None:
        """Put an item on the desk that is emptiest for its size."""
        desk = min(able, key=lambda desk: (self._next(desk), desk))
        self._alone[able, desk].append(item)
        self.loads[desk] += 1

    def level(self) -> None:
        """Hand items on from full desks to empty ones, over others in between, while that helps."""
        while any(
            self._relieve(desk)
            for desk in sorted(range(len(self.loads)), key=self._last, reverse=True)
        ):
            pass

    def _relieve(self, full: int) -> bool:
        """Take one item from a desk, if a desk that is emptier for its size can be reached."""
        came: dict[int, tuple[int, Able]] = {}  # desk -> the one before it, by items of which kind
        waiting = deque([full])
        while waiting:
            desk = waiting.popleft()
            for (able, holder), pile in self._alone.items():
                if holder != desk or not pile:
                    continue
                for other in able:
                    if other != full and other not in came:
                        came[other] = desk, able
                        waiting.append(other)
        best = min(came, key=lambda desk: (self._next(desk), desk), default=full)
        if best == full or self._next(best) >= self._last(full):
            return False
        self.loads[full] -= 1
        self.loads[best] += 1
        while best != full:
            before, able = came[best]
            self._alone[able, best].append(self._alone[able, before].pop())
            best = before
        return True

    def _next(self, desk: int) -> int:
        """What one more item would weigh: the middle of its place, as Webster divides seats."""
        return (2 * self.loads[desk] + 1) * self._weight[desk]

    def _last(self, desk: int) -> int:
        return (2 * self.loads[desk] - 1) * self._weight[desk]

    def _strangers(self, pair: tuple[int, int]) -> tuple[int, int, tuple[int, int]]:
        first, second = pair
        met = (2 * self._met[pair] + 1) * self._weight[first] * self._weight[second]
        return met, self._next(first) + self._next(second), pair
