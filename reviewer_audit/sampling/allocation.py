"""How many decisions each cell gives."""

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _

Ints = NDArray[np.int64]
_TINY = 1e-15


def _floors(sizes: Ints, total: int, floors: ArrayLike | None) -> Ints:
    if floors is None:
        low = np.zeros(len(sizes), np.int64)
    else:
        low = np.minimum(np.broadcast_to(np.asarray(floors, np.int64), sizes.shape), sizes)
    if total > sizes.sum():
        message = _("Asked for {total} decisions, but only {sum} are there.").format(
            total=total, sum=sizes.sum()
        )
        raise SampleError(message, _("Ask for fewer, or take all."))
    if low.sum() > total:
        message = _(
            "The minimum per cell alone asks for {sum} decisions, the size is {total}."
        ).format(sum=low.sum(), total=total)
        raise SampleError(message, _("Raise the size or lower the minimum."))
    return low


def _shared(measure: Sequence[int], sizes: Ints, total: int, low: Ints) -> Ints:
    """Share by largest remainder, in integers, between a floor and the size of each cell."""
    out = low.copy()
    free = set(range(len(sizes)))
    while free:
        left = total - sum(int(out[h]) for h in range(len(sizes)) if h not in free)
        base = sum(measure[h] for h in free)
        if base == 0:
            break
        high = [h for h in free if left * measure[h] > int(sizes[h]) * base]
        short = [h for h in free if left * measure[h] < int(low[h]) * base]
        # Settle the side that is further off first, as water-filling asks for.
        over = sum(left * measure[h] - int(sizes[h]) * base for h in high)
        under = sum(int(low[h]) * base - left * measure[h] for h in short)
        if not high and not short:
            for h in free:
                out[h] = left * measure[h] // base
            spare = total - int(out.sum())
            order = sorted(free, key=lambda h: (-(left * measure[h] % base), -measure[h], h))
            for h in order[:spare]:
                out[h] += 1
            return out
        settled, values = (high, sizes) if over >= under else (short, low)
        for h in settled:
            out[h] = values[h]
        free -= set(settled)
    return out


def proportional(sizes: ArrayLike, total: int, floors: ArrayLike | None = None) -> Ints:
    """Share ``total`` in proportion to the cells, largest remainders first, exactly."""
    cells = np.asarray(sizes, np.int64)
    return _shared([int(v) for v in cells], cells, total, _floors(cells, total, floors))


def equal(sizes: ArrayLike, total: int, floors: ArrayLike | None = None) -> Ints:
    """Give every cell the same, as far as it reaches."""
    cells = np.asarray(sizes, np.int64)
    return _shared([int(v > 0) for v in cells], cells, total, _floors(cells, total, floors))


def neyman_shares(sizes: ArrayLike, spread: ArrayLike, total: float) -> NDArray[np.float64]:
    """Return the optimal shares as real numbers: in proportion to size times spread."""
    product = np.asarray(sizes, np.float64) * np.asarray(spread, np.float64)
    return np.asarray(total * product / product.sum(), np.float64)


def cost_shares(
    sizes: ArrayLike, spread: ArrayLike, cost: ArrayLike, budget: float
) -> NDArray[np.float64]:
    """Return the optimal shares for a budget where cells differ in the cost of one decision."""
    product = np.asarray(sizes, np.float64) * np.asarray(spread, np.float64)
    root = np.sqrt(np.asarray(cost, np.float64))
    return np.asarray(budget * (product / root) / (product * root).sum(), np.float64)


def neyman(
    sizes: ArrayLike, spread: ArrayLike, total: int, floors: ArrayLike | None = None
) -> Ints:
    """Share ``total`` so that the variance is smallest: exact, by priority values (Wright 2012)."""
    cells = np.asarray(sizes, np.int64)
    out = _floors(cells, total, floors)
    if total - int(out.sum()) >= int(((out == 0) & (cells > 0)).sum()):
        out = np.maximum(out, np.minimum(cells, 1))
    product = np.asarray(sizes, np.float64) * np.asarray(spread, np.float64)

    def entry(h: int) -> tuple[float, int]:
        k = int(out[h])
        return (-product[h] / np.sqrt(k * (k + 1)) if k else -np.inf, h)

    heap = [entry(h) for h in range(len(cells)) if out[h] < cells[h]]
    heapq.heapify(heap)
    for _turn in range(total - int(out.sum())):
        h = heap[0][1]
        out[h] += 1
        if out[h] < cells[h]:
            heapq.heapreplace(heap, entry(h))
        else:
            heapq.heappop(heap)
    return out


def within_budget(
    sizes: ArrayLike,
    spread: ArrayLike,
    cost: ArrayLike,
    budget: float,
    floors: ArrayLike | None = None,
) -> Ints:
    """Return whole numbers for a budget by Wright's priority values, N S / sqrt(c k (k + 1)).

    The next decision goes to the cell where it takes off most variance for its cost, as long as
    any still fits (Wright 2012, 2017 with unequal costs): greedy, at most one decision a cell
    from the best.

    Args:
        sizes: decisions of each cell.
        spread: standard deviation of each cell.
        cost: of one decision of each cell.
        budget: for all.
        floors: fewest of each cell; 1 where absent.
    """
    cells, price = np.asarray(sizes, np.int64), np.asarray(cost, np.float64)
    if not (price > 0).all():
        message = _("A decision costs something.")
        raise SampleError(message)
    low = np.broadcast_to(np.asarray(1 if floors is None else floors, np.int64), cells.shape)
    out = np.minimum(low, cells).astype(np.int64)
    left = budget - float(price @ out)
    if left < 0:
        message = _("The minimum per cell alone costs {price:g} of {budget:g}.").format(
            price=float(price @ out), budget=budget
        )
        raise SampleError(message, _("Raise the budget or lower the minimum."))
    gain = np.asarray(sizes, np.float64) * np.asarray(spread, np.float64) / np.sqrt(price)

    def entry(h: int) -> tuple[float, int]:
        k = int(out[h])
        return (-gain[h] / np.sqrt(k * (k + 1)) if k else -np.inf, h)

    heap = [entry(h) for h in range(len(cells)) if out[h] < cells[h] and gain[h] > 0]
    heapq.heapify(heap)
    while heap:
        h = heapq.heappop(heap)[1]
        if price[h] > left + 1e-9:
            continue
        out[h] += 1
        left -= float(price[h])
        if out[h] < cells[h]:
            heapq.heappush(heap, entry(h))
    return out


def variance(sizes: ArrayLike, spread: ArrayLike, drawn: ArrayLike) -> float:
    """Return the variance of the share of right decisions (Cochran 1977, theorem 5.3).

    The sum of (N_h S_h)^2 (1/n_h - 1/N_h) / N^2; infinite where a cell gives none.
    """
    cells, n = np.asarray(sizes, np.float64), np.asarray(drawn, np.float64)
    there = cells > 0
    cells, n, s = cells[there], n[there], np.asarray(spread, np.float64)[there]
    if (n <= 0).any():
        return float("inf")
    return float((cells**2 * s**2 * (1 / n - 1 / cells)).sum() / cells.sum() ** 2)


def for_variance(
    sizes: ArrayLike,
    spread: ArrayLike,
    most: float,
    *,
    cost: ArrayLike | None = None,
    floors: ArrayLike | None = None,
) -> Ints:
    """Return the fewest decisions of each cell that bring the variance down to ``most``.

    By Wright's priority values, as in ``within_budget``: where all decisions cost the same no
    smaller total does, as each total is shared out with the smallest variance (Wright 2012).
    With costs the decisions that turn out not to be needed are given back, dearest first.

    Args:
        sizes: decisions of each cell.
        spread: standard deviation of each cell.
        most: largest variance of the share of all.
        cost: of one decision of each cell; 1 where absent.
        floors: fewest of each cell; 1 where absent.
    """
    cells = np.asarray(sizes, np.int64)
    price = np.ones(len(cells)) if cost is None else np.asarray(cost, np.float64)
    if not (price > 0).all():
        message = _("A decision costs something.")
        raise SampleError(message)
    low = np.broadcast_to(np.asarray(1 if floors is None else floors, np.int64), cells.shape)
    low = np.minimum(np.maximum(low, 1), cells)
    out = low.astype(np.int64)
    square = (np.asarray(sizes, np.float64) * np.asarray(spread, np.float64)) ** 2
    left = variance(cells, spread, out) - most
    whole = float(cells.sum()) ** 2

    def gain(h: int, k: int) -> float:
        """What the decision after the k-th takes off the variance."""
        return float(square[h]) / (k * (k + 1)) / whole

    heap = [(-gain(h, int(out[h])) / price[h], h) for h in range(len(cells)) if out[h] < cells[h]]
    heapq.heapify(heap)
    while left > _TINY and heap:
        h = heapq.heappop(heap)[1]
        left -= gain(h, int(out[h]))
        out[h] += 1
        if out[h] < cells[h]:
            heapq.heappush(heap, (-gain(h, int(out[h])) / price[h], h))
    for h in sorted(range(len(cells)), key=lambda h: -price[h]):
        while out[h] > low[h] and left + gain(h, int(out[h]) - 1) <= _TINY:
            out[h] -= 1
            left += gain(h, int(out[h]))
    return out


def shrunk_spread(errors: ArrayLike, audited: ArrayLike) -> NDArray[np.float64]:
    """Return the spread of each cell from last time, never 0: p = (x + .5) / (n + 1)."""
    p = (np.asarray(errors, np.float64) + 0.5) / (np.asarray(audited, np.float64) + 1)
    return np.asarray(np.sqrt(p * (1 - p)), np.float64)
