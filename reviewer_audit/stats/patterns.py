"""The pattern histogram: how many units show which answers. All agreement is computed from it.

A million units of three raters and five categories are 216 counts; nothing else is read again.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.coding import Array, Codes, Floats, Integers

_SMALL = 4096  # so many counts are worth having even for a handful of units
_BYTE, _PAIRS = 256, 65536
_BLOCK = 2**19  # units counted at a time: their keys and what counting makes of them stay in cache
_REMEMBERED = 4096  # cells of a table whose agreement is kept
_LARGEST_KEY = 2**62
_ALONE, _WORTHWHILE = 2**17, 32  # multiplications of a piece; rows below which pieces cost more


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """How much weight each cluster of units puts on each pattern it shows."""

    cluster: Integers
    pattern: Integers
    weight: Floats
    clusters: int


@dataclass(frozen=True, kw_only=True)  # no slots: what is derived is kept
class Patterns:
    """Distinct answers (one pattern a row, q is missing) and the units that gave them.

    ``mass`` is the weight of the units of a pattern, scaled so that it sums to their number;
    ``moment`` the sum of the squares of these weights.
    """

    values: Array
    q: int
    units: Integers
    mass: Floats
    moment: Floats
    cells: Cells | None = None

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def n(self) -> int:
        """Return the number of units with a rating."""
        return int(self.units.sum())

    @cached_property
    def ratings(self) -> Floats:
        """Return the number of ratings of each pattern."""
        return np.asarray((self.values < self.q).sum(axis=1), np.float64)

    @cached_property
    def paired(self) -> NDArray[np.bool_]:
        """Tell which patterns have two ratings or more."""
        return self.ratings > 1

    @cached_property
    def counts(self) -> Floats:
        """Return how often each pattern holds each category: patterns x categories."""
        out = np.zeros((len(self), self.q + 1))
        rows = np.arange(len(self))
        for column in self.values.T:
            out[rows, column] += 1
        return np.asarray(out[:, : self.q])

    def pairs(self, table: Floats) -> Floats:
        """Sum a symmetric q x q table over the ordered pairs of ratings of each pattern."""
        padded = np.zeros((self.q + 1, self.q + 1))
        padded[: self.q, : self.q] = table
        total = np.zeros(len(self))
        places = self.values.shape[1]
        for first in range(places):
            for second in range(first + 1, places):
                total += padded[self.values[:, first], self.values[:, second]]
        return 2 * total

    @cached_property
    def _known(self) -> dict[bytes, Floats]:
        """Hold the agreement by each table: most measures ask for the same one."""
        return {}

    def agreement(self, table: Floats) -> Floats:
        """Return the mean agreement among the raters of each pattern; 0 where there is no pair."""
        key = table.tobytes() if table.size <= _REMEMBERED else b""
        if key in self._known:
            return self._known[key]
        m = self.ratings
        found = self.pairs(table) / np.where(self.paired, m * (m - 1), 1.0)
        if key:
            self._known[key] = found
        return found

    def per_rating(self, scores: Floats) -> Floats:
        """Sum a score of the category over the ratings of each pattern."""
        padded = np.append(scores, 0.0)
        total = np.zeros(len(self))
        for column in self.values.T:
            total += padded[column]
        return total

    def category_sums(self, masses: Floats, scale: Floats) -> Floats:
        """Return scale x category counts, summed over the patterns: histograms x categories."""
        if len(masses) > 1:
            return self._drawn_sums(masses, scale)
        weights = masses[0] * scale
        total = np.zeros(self.q + 1)
        for column in self.values.T:
            total += np.bincount(column, weights, self.q + 1)
        return total[None, : self.q]

    @cached_property
    def _summed(self) -> list[tuple[Floats, Floats, Floats]]:
        """Hold the last sums over drawn histograms: several measures ask for the same."""
        return []

    def _drawn_sums(self, masses: Floats, scale: Floats) -> Floats:
        for drawn, by, found in self._summed:
            if drawn is masses and np.array_equal(by, scale):
                return found
        found = _product(masses, self.counts * scale[:, None])
        self._summed[1:] = []
        self._summed.insert(0, (masses, scale, found))
        return found

    def rater_sums(self, masses: Floats) -> Floats:
        """Return the weight each rater gives each category: histograms x raters x categories."""
        raters = self.values.shape[1]
        if len(masses) > 1:
            answers = self.values[:, :, None] == np.arange(self.q)
            flat = answers.reshape(len(self), raters * self.q).astype(np.float64)
            return _product(masses, flat).reshape(len(masses), raters, self.q)
        out = np.zeros((1, raters, self.q))
        for rater, column in enumerate(self.values.T):
            out[0, rater] = np.bincount(column, masses[0], self.q + 1)[: self.q]
        return out

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """Return the patterns that are kept, as if no other had been there."""
        if kept.all():
            return self
        units, mass, moment = self.units[kept], self.mass[kept], self.moment[kept]
        scale = float(units.sum()) / total if (total := float(mass.sum())) else 1.0
        cells = self.cells
        if cells:
            stay = kept[cells.pattern]
            names, cluster = np.unique(cells.cluster[stay], return_inverse=True)
            cells = Cells(
                cluster=cluster,
                pattern=(np.cumsum(kept) - 1)[cells.pattern[stay]],
                weight=cells.weight[stay] * scale,
                clusters=len(names),
            )
        return replace(
            self,
            values=self.values[kept],
            units=units,
            mass=mass * scale,
            moment=moment * scale**2,
            cells=cells,
        )

    def two(self, first: int, second: int) -> Self:
        """Return the patterns of two raters, over the units that both judged."""
        columns = self.values[:, [first, second]]
        both = self.only(np.asarray((columns < self.q).all(axis=1), np.bool_))
        return both.recounted(both.values[:, [first, second]])

    def anonymous(self) -> Self:
        """Forget who gave which answer: fewer patterns, as wide as the most judged unit."""
        ordered = np.sort(self.values, axis=1)
        return self.recounted(ordered[:, : int(self.ratings.max(initial=0.0))])

    def recounted(self, rows: Array) -> Self:
        """Count the units again by other answers, one row for each pattern."""
        values, _, index = distinct(rows.T, self.q)
        size = len(values)
        cells = self.cells
        if cells:
            cells = _cells(cells.cluster, index[cells.pattern], cells.weight, size)
        return replace(
            self,
            values=values,
            units=np.bincount(index, self.units, size).astype(np.int64),
            mass=sums(index, self.mass, size),
            moment=sums(index, self.moment, size),
            cells=cells,
        )

    def standard_error(self, influence: Floats, *, freed: int = 1) -> float | None:
        """Return the delta-method standard error from the influence of each pattern.

        Units are independent, or clusters where there are any. ``freed`` = 1 divides by n - 1.

        Returns:
            The standard error; None for a single unit or cluster.
        """
        n = self.n
        if self.cells:
            cells = self.cells
            if cells.clusters <= 1:
                return None
            sums = np.bincount(cells.cluster, cells.weight * influence[cells.pattern])
            variance = cells.clusters / (cells.clusters - 1) * float(sums @ sums) / n**2
        else:
            if n <= 1:
                return None
            variance = float(self.moment @ influence**2) / (n * (n - freed))
        return float(np.sqrt(variance))


def _product(masses: Floats, table: Floats) -> Floats:
    """Multiply drawn histograms by a table, in pieces so small that no second thread is woken.

    Products of this size take longer to hand out than to compute where processors are busy.
    """
    rows = _ALONE // max(table.size, 1)
    if rows < _WORTHWHILE:
        return np.asarray(masses @ table)
    out = np.empty((len(masses), table.shape[1]))
    for start in range(0, len(masses), rows):
        np.matmul(masses[start : start + rows], table, out=out[start : start + rows])
    return out


def tally(
    codes: Codes, *, weights: ArrayLike | None = None, clusters: ArrayLike | None = None
) -> Patterns:
    """Count the patterns of the units that have a rating.

    Args:
        codes: The judgments.
        weights: Design weight of each unit.
        clusters: Cluster of each unit, any integers: units of one cluster are not independent.

    Raises:
        ValueError: a weight is not a positive number, or weights or clusters do not fit the units.
    """
    weight = None if weights is None else np.asarray(weights, np.float64)
    group = None if clusters is None else np.asarray(clusters)
    for given in (weight, group):
        if given is not None and given.shape != (codes.units,):
            message = f"one weight and one cluster for each of the {codes.units} units"
            raise ValueError(message)
    if weight is not None and not bool(np.all(np.isfinite(weight) & (weight > 0))):
        message = "design weights are positive numbers"
        raise ValueError(message)
    if weight is None and group is None:
        values, units, _ = distinct(codes.values, codes.q, index=False)
        rated = (values < codes.q).any(axis=1)
        values, units = values[rated], units[rated]
        mass = units.astype(np.float64)
        return Patterns(values=values, q=codes.q, units=units, mass=mass, moment=mass)
    return _tally_weighted(codes, weight, group)


def _tally_weighted(
    codes: Codes, weight: Floats | None, group: NDArray[np.generic] | None
) -> Patterns:
    rated = (codes.values < codes.q).any(axis=0)
    values, units, index = distinct(codes.values[:, rated], codes.q)
    size, n = len(values), int(rated.sum())
    each = np.ones(n) if weight is None else weight[rated]
    each = each * (n / each.sum()) if n else each
    cells = None
    if group is not None:
        _, cluster = np.unique(group[rated], return_inverse=True)
        cells = _cells(cluster, index, each, size)
    return Patterns(
        values=values,
        q=codes.q,
        units=units,
        mass=sums(index, each, size),
        moment=sums(index, each**2, size),
        cells=cells,
    )


def _cells(cluster: Integers, pattern: Integers, weight: Floats, size: int) -> Cells:
    keys, index = np.unique(cluster * size + pattern, return_inverse=True)
    return Cells(
        cluster=keys // size,
        pattern=keys % size,
        weight=sums(index, weight, len(keys)),
        clusters=int(cluster.max(initial=-1)) + 1,
    )


def sums(index: Integers, weights: ArrayLike, size: int) -> Floats:
    """Sum the weights by index."""
    return np.asarray(np.bincount(index, weights, size), np.float64)


def distinct(values: Array, q: int, *, index: bool = True) -> tuple[Array, Integers, Integers]:
    """Return the distinct columns as rows, how often each occurs and which one each column is."""
    places, n = values.shape
    side = q + 1
    possible = side**places
    if possible > max(_SMALL, n):
        ranked = _ranked_keys(values, side)
        _, first, which, found = np.unique(
            ranked, return_index=True, return_inverse=True, return_counts=True
        )
        return values[:, first].T, found, which
    keys = _keys(values, side, possible) if index else None
    counts = _counted(values, side, possible) if keys is None else count_keys(keys, possible)
    present = np.flatnonzero(counts)
    digits = side ** np.arange(places - 1, -1, -1)
    rows = (present[:, None] // digits % side).astype(values.dtype)
    which = np.empty(0, np.int64)
    if keys is not None:
        lookup = np.zeros(possible, np.int64)
        lookup[present] = np.arange(len(present))
        which = lookup[keys]
    return rows, counts[present], which


def _keys(values: Array, side: int, possible: int) -> Array:
    """Pack each column into one number, in the smallest type that holds it."""
    kind = np.min_scalar_type(possible - 1)
    if not len(values):
        return np.zeros(values.shape[1], kind)
    keys: Array = values[0].astype(kind)
    for row in values[1:]:
        keys *= kind.type(side)
        keys += row.astype(kind, copy=False)
    return keys


def _ranked_keys(values: Array, side: int) -> Array:
    """Pack each column into 64 bits, numbering the beginnings anew where they would overflow."""
    keys, bound = np.zeros(values.shape[1], np.uint64), 1
    for row in values:
        if bound * side > _LARGEST_KEY:
            names, place = np.unique(keys, return_inverse=True)
            keys, bound = place.astype(np.uint64), len(names)
        keys = keys * np.uint64(side) + row.astype(np.uint64)
        bound *= side
    return keys


def _counted(values: Array, side: int, possible: int) -> Integers:
    """Count the columns by their key, a block at a time."""
    counts = np.zeros(possible, np.int64)
    for start in range(0, values.shape[1], _BLOCK):
        counts += count_keys(_keys(values[:, start : start + _BLOCK], side, possible), possible)
    return counts


def count_keys(keys: Array, possible: int) -> Integers:
    """Count each key; bytes are counted two at a time, twice as fast."""
    if keys.dtype != np.uint8 or len(keys) < _PAIRS:
        return np.bincount(keys, minlength=possible)
    even = len(keys) // 2 * 2
    two = np.bincount(keys[:even].view(np.uint16), minlength=_PAIRS).reshape(_BYTE, _BYTE)
    counts = two.sum(axis=0) + two.sum(axis=1)
    counts[keys[even:]] += 1
    return np.asarray(counts[:possible])
