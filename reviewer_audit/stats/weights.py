"""How much two different answers count as agreement: 1 on the diagonal, 0 at the far ends."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from reviewer_audit.stats.coding import Floats


def identity(scores: ArrayLike) -> Floats:
    """Same or not."""
    return np.eye(len(np.asarray(scores)))


def linear(scores: ArrayLike) -> Floats:
    """Fall with the distance (Cicchetti & Allison)."""
    return 1 - _scaled(_distance(scores))


def quadratic(scores: ArrayLike) -> Floats:
    """Fall with the squared distance (Fleiss & Cohen)."""
    return 1 - _scaled(_distance(scores) ** 2)


def radical(scores: ArrayLike) -> Floats:
    """Fall with the root of the distance (Gwet)."""
    return 1 - _scaled(np.sqrt(_distance(scores)))


def ordinal(scores: ArrayLike) -> Floats:
    """Fall with the number of category pairs between two answers (Gwet)."""
    steps = _distance(np.arange(len(np.asarray(scores)))) + 1
    return 1 - _scaled(steps * (steps - 1) / 2)


def ratio(scores: ArrayLike) -> Floats:
    """Fall with the squared relative distance; two zeros are the same."""
    x = np.asarray(scores, np.float64)
    total = np.abs(x[:, None] + x)
    parts = np.divide(_distance(x), total, out=np.zeros_like(total), where=total > 0)
    return 1 - _scaled(parts**2)


WEIGHTS: dict[str, Callable[[ArrayLike], Floats]] = {
    "identity": identity,
    "unweighted": identity,
    "linear": linear,
    "quadratic": quadratic,
    "radical": radical,
    "ordinal": ordinal,
    "ratio": ratio,
}


def from_disagreement(table: ArrayLike) -> Floats:
    """Turn a table of how bad each disagreement is (0 on the diagonal) into agreement."""
    return 1 - _scaled(np.asarray(table, np.float64))


def _distance(scores: ArrayLike) -> Floats:
    x = np.asarray(scores, np.float64)
    return np.abs(x[:, None] - x)


def _scaled(distance: Floats) -> Floats:
    largest = distance.max(initial=0.0)
    return distance / largest if largest > 0 else distance
