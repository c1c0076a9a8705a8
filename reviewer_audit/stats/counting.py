"""Counts of small codes by small marks: what a million decisions come down to."""

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.stats.patterns import count_keys

_BLOCK = 2**20  # decisions at a time, so that keys take a few MB at most


def narrowest(codes: NDArray[np.integer], size: int) -> NDArray[np.unsignedinteger]:
    """Return codes below ``size`` in the smallest type that holds them."""
    return codes.astype(np.min_scalar_type(max(size - 1, 0)))


def cross(
    codes: NDArray[np.unsignedinteger], size: int, marks: NDArray[np.uint8], kinds: int
) -> NDArray[np.float64]:
    """Count each mark under each code: size x kinds.

    Args:
        codes: of each decision, below ``size``.
        size: how many codes there are.
        marks: of each decision, below ``kinds``.
        kinds: how many marks there are.
    """
    cells = size * kinds
    kind = np.min_scalar_type(max(cells - 1, 0))
    found = np.zeros(cells, np.int64)
    for start in range(0, len(codes), _BLOCK):
        keys = codes[start : start + _BLOCK].astype(kind)
        keys *= kind.type(kinds)
        keys += marks[start : start + _BLOCK]
        found += count_keys(keys, cells)
    return found.reshape(size, kinds).astype(np.float64)


def quotient(
    top: NDArray[np.float64], bottom: NDArray[np.float64], otherwise: float
) -> NDArray[np.float64]:
    """Divide where there is something to divide by."""
    out = np.full(len(top), otherwise)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def divide(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide where there is something to divide by; NaN elsewhere."""
    return quotient(top, bottom, np.nan)
