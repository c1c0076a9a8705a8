"""Judgments as small integers: fast to count, and nothing of their content is left."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.unsignedinteger[Any]]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Codes:
    """One row per rater, one column per unit; q declared categories, and q itself means missing.

    Raises:
        ValueError: a code is larger than q: a category that nobody declared.
    """

    values: Array
    q: int

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.dtype.kind != "u":  # noqa: PLR2004
            message = "codes are unsigned integers, one row per rater and one column per unit"
            raise ValueError(message)
        if self.values.size and int(self.values.max()) > self.q:
            found = sorted({int(code) for code in np.unique(self.values) if code > self.q})
            message = f"categories {found} are in the data but not declared"
            raise ValueError(message)

    @property
    def raters(self) -> int:
        """Return the number of raters, or of places where raters are anonymous."""
        return int(self.values.shape[0])

    @property
    def units(self) -> int:
        """Return the number of units, judged or not."""
        return int(self.values.shape[1])

    @classmethod
    def from_table(cls, table: ArrayLike) -> Self:
        """Spread a square table of two raters' counts into units."""
        counts = np.asarray(table)
        q = len(counts)
        cells = np.repeat(np.arange(q * q), counts.ravel())
        return cls(np.stack(np.divmod(cells, q)).astype(code_type(q)), q)

    @staticmethod
    def from_counts(counts: ArrayLike) -> "Codes":
        """Spread counts of units x categories into units of anonymous raters."""
        table = np.asarray(counts, np.int64)
        unit, category = np.divmod(np.repeat(np.arange(table.size), table.ravel()), table.shape[1])
        return from_long(unit, None, category, table.shape[1], shape=(0, len(table)))


def code_type(q: int) -> type[np.uint8] | type[np.uint16] | type[np.uint32]:
    """Return the smallest type that holds q categories and the code for missing."""
    for small in (np.uint8, np.uint16):
        if q <= np.iinfo(small).max:
            return small
    return np.uint32


def from_long(
    units: ArrayLike,
    raters: ArrayLike | None,
    values: ArrayLike,
    q: int,
    *,
    duplicates: str = "",
    shape: tuple[int, int] | None = None,
) -> Codes:
    """Arrange judgments, one a row, by rater and unit.

    Args:
        units: Unit of each judgment, numbered from 0.
        raters: Rater of each judgment, numbered from 0; None where they are anonymous.
        values: Category of each judgment; q is missing and such rows are left out.
        q: Number of declared categories.
        duplicates: What to keep where a rater judged a unit more than once: ``first``, ``last``
            or, empty, nothing: it is an error.
        shape: (raters, units) where some of them have no judgment at all.

    Raises:
        ValueError: a rater judged a unit more than once; the message has the count.
    """
    unit, value = np.asarray(units, np.int64), np.asarray(values, np.int64)
    rater = np.zeros(len(unit), np.int64) if raters is None else np.asarray(raters, np.int64)
    kept = value != q
    unit, rater, value = unit[kept], rater[kept], value[kept]
    wide = shape[1] if shape else int(unit.max(initial=-1)) + 1
    if raters is None:
        rater = _place(unit)
    tall = max(shape[0] if shape else 0, int(rater.max(initial=-1)) + 1)
    cell = rater * wide + unit
    if duplicates == "first":
        cell, value = cell[::-1], value[::-1]
    elif not duplicates and (twice := len(cell) - len(np.unique(cell))):
        message = f"judgments that repeat a rater on a unit: {twice:,}"
        raise ValueError(message)
    table = np.full(tall * wide, q, code_type(q))
    table[cell] = value
    return Codes(table.reshape(tall, wide), q)


def _place(unit: Integers) -> Integers:
    """Number the judgments of each unit in the order they come: 0, 1, 2 ..."""
    order = np.argsort(unit, kind="stable")
    ranked = unit[order]
    first = np.flatnonzero(np.diff(ranked, prepend=-1))
    place = np.empty(len(unit), np.int64)
    sizes = np.diff(first, append=len(unit))
    place[order] = np.arange(len(unit)) - np.repeat(first, sizes)
    return place
