"""How many items two auditors must both judge."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
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
            message = _("How often a rater says yes lies between 0 and 1.")
            raise SampleError(message)
        chance = self.first * self.second + (1 - self.first) * (1 - self.second)
        agree = kappa * (1 - chance) + chance
        both = (agree + self.first + self.second - 1) / 2
        out = np.array(
            [[both, self.first - both], [self.second - both, 1 - self.first - self.second + both]]
        )
        if out.min() < -1e-12:  # noqa: PLR2004
            message = _("Raters who say yes that often cannot reach a kappa of {kappa:g}.").format(
                kappa=kappa
            )
            raise SampleError(message, _("Bring their rates closer together, or lower kappa."))
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
        message = _("No study tells a kappa of {truth:g} from {against:g}.").format(
            truth=truth, against=against
        )
        raise SampleError(message, _("Choose another kappa to compare with."))
    held = quantile(1 - risk, sides=2 if two_sided else 1)
    found = quantile(power, sides=1)
    spread = held * sqrt(kappa_spread(raters, against)) + found * sqrt(kappa_spread(raters, truth))
    return ceil(round((spread / (truth - against)) ** 2, 9))


def size_for_kappa_margin(
    raters: Raters, kappa: float, margin: float, confidence: float = 0.95
) -> int:
    """Return how many items make the interval of kappa reach about so far to either side."""
    if not margin > 0:
        message = _("The margin lies above 0.")
        raise SampleError(message)
    z = quantile(confidence)
    return max(2, ceil(round(z * z * kappa_spread(raters, kappa) / margin**2, 9)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """How many items two auditors grade, and what that shows.

    ``margin`` is how far the interval of kappa is expected to reach to either side, ``power`` the
    chance of telling ``versus`` from it, ``flagged`` the items that either of them flags.
    """

    size: int
    kappa: float
    versus: float | None
    margin: float
    power: float | None
    flagged: float
    confidence: float


def study(
    raters: Raters,
    kappa: float,
    *,
    margin: float | None = None,
    versus: float | None = None,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Study:
    """Return the larger of the sizes that were asked for; a margin of 0.1 where none was.

    Args:
        raters: how often each auditor flags an item.
        kappa: the kappa that is expected.
        margin: how far its interval may reach to either side.
        versus: another kappa that must be told from it (one side).
        power: chance of telling it.
        confidence: of interval and test.

    Raises:
        SampleError: no table has such a kappa, or nothing can be told.
    """
    from scipy.special import ndtr

    sizes = []
    for name, value in (("power", power), ("confidence", confidence)):
        if not 0 < value < 1:
            message = _("The {name} {value:g} is not a share between 0 and 1.").format(
                name=name, value=value
            )
            raise SampleError(message)
    if versus is not None:
        risk = 1 - confidence
        sizes.append(size_for_kappa(raters, versus, kappa, risk=risk, power=power))
    if margin is not None or not sizes:
        sizes.append(size_for_kappa_margin(raters, kappa, margin or 0.1, confidence))
    size = max(sizes)
    spread = sqrt(kappa_spread(raters, kappa))
    told = None
    if versus is not None:
        bar = quantile(confidence, sides=1) * sqrt(kappa_spread(raters, versus))
        told = float(ndtr((abs(kappa - versus) * sqrt(size) - bar) / spread))
    return Study(
        size=size,
        kappa=kappa,
        versus=versus,
        margin=quantile(confidence) * spread / sqrt(size),
        power=told,
        flagged=size * float(1 - raters.table(kappa)[1, 1]),
        confidence=confidence,
    )
