"""How many items two auditors must both judge."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.errors import SampleError
from reviewer_audit.stats.intervals import quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raters:
    """How often each of two raters says yes."""

    first: float
    second: float

    def table(self, kappa: float) -> Floats:
        """Return the shares of the 2 x 2 table with these margins and a kappa.

        Raises:
            SampleError: no table has them.
        """
        if not (0 < self.first < 1 and 0 < self.second < 1):
            message = "How often a rater says yes lies between 0 and 1."
            raise SampleError(message)
        chance = self.first * self.second + (1 - self.first) * (1 - self.second)
        agree = kappa * (1 - chance) + chance
        both = (agree + self.first + self.second - 1) / 2
        out = np.array(
            [[both, self.first - both], [self.second - both, 1 - self.first - self.second + both]]
        )
        if out.min() < -1e-12:  # noqa: PLR2004
            message = f"Raters who say yes that often cannot reach a kappa of {kappa:g}."
            raise SampleError(message, "Bring their rates closer together, or lower kappa.")
        return np.asarray(np.maximum(out, 0.0), np.float64)


def kappa_spread(raters: Raters, kappa: float) -> float:
    """Return the variance of kappa of one item (Fleiss, Cohen & Everitt 1969; Cantor 1996)."""
    p = raters.table(kappa)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    chance, agree = float(rows @ columns), float(np.trace(p))
    slope = np.eye(2) * (1 - chance) - (columns[:, None] + rows) * (1 - agree)
    middle = agree * chance - 2 * chance + agree
    return (float((p * slope**2).sum()) - middle**2) / (1 - chance) ** 4


def size_for_kappa(
    raters: Raters,
    against: float,
    truth: float,
    *,
    risk: float = 0.05,
    power: float = 0.8,
    two_sided: bool = False,
) -> int:
    """Return how many items tell kappa ``truth`` from ``against`` (Cantor 1996).

    ((z_a sqrt(Q0) + z_b sqrt(Q1)) / (k1 - k0))^2 with Q the variance of one item at each kappa.
    """
    if against == truth:
        message = f"No study tells a kappa of {truth:g} from {against:g}."
        raise SampleError(message, "Choose another kappa to compare with.")
    held = quantile(1 - risk, sides=2 if two_sided else 1)
    found = quantile(power, sides=1)
    spread = held * sqrt(kappa_spread(raters, against)) + found * sqrt(kappa_spread(raters, truth))
    return ceil(round((spread / (truth - against)) ** 2, 9))


def size_for_kappa_margin(
    raters: Raters, kappa: float, margin: float, confidence: float = 0.95
) -> int:
    """Return how many items make the interval of kappa reach about so far to either side."""
    if not margin > 0:
        message = "The margin lies above 0."
        raise SampleError(message)
    z = quantile(confidence)
    return max(2, ceil(round(z * z * kappa_spread(raters, kappa) / margin**2, 9)))
