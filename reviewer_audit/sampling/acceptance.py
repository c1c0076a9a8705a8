"""Acceptance plans: inspect n decisions of a lot, accept it with at most c errors among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.stats import hypergeometric

Floats = NDArray[np.float64]

LARGEST = 1_000_000
KINDS = ("binomial", "hypergeom", "poisson")
_TIE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Inspect ``size`` decisions, accept with at most ``accept`` errors.

    ``lot`` is the number of decisions in the lot where it is counted in (hypergeometric).
    """

    size: int
    accept: int
    lot: int | None = None

    def chance(self, rate: float) -> float:
        """Return the chance that a lot with such a share of errors is accepted."""
        kind = "binomial" if self.lot is None else "hypergeom"
        return float(accepted([rate], self.size, self.accept, kind=kind, lot=self.lot)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A share of errors and the chance that a lot with it is accepted."""

    rate: float
    chance: float

    def __post_init__(self) -> None:
        for name, value in ((_("share of errors"), self.rate), (_("chance"), self.chance)):
            if not (isfinite(value) and 0 < value < 1):
                message = _("The {name} {value:g} is not a share between 0 and 1.").format(
                    name=name, value=value
                )
                raise SampleError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How a plan behaves at one share of errors.

    ``outgoing`` is the share of errors after rejected lots were checked in full and corrected
    (AOQ); ``inspected`` the decisions checked per lot on average (ATI).
    """

    rate: float
    accepted: float
    outgoing: float
    inspected: float


def accepted(
    rates: ArrayLike, size: int, accept: int, *, kind: str = "binomial", lot: int | None = None
) -> Floats:
    """Return the operating characteristic: the chance of acceptance at each share of errors.

    Args:
        rates: shares of errors in the lot.
        size: decisions inspected.
        accept: errors tolerated.
        kind: ``binomial`` (a process without end), ``hypergeom`` (one lot of ``lot`` decisions,
            errors rounded to whole ones) or ``poisson`` (errors per hundred decisions).
        lot: decisions in the lot, for ``hypergeom``.
    """
    from scipy.special import bdtr, pdtr

    shares = np.asarray(rates, np.float64)
    if not ((shares >= 0) & (shares <= 1)).all() or size < 1:
        message = _("A share of errors lies between 0 and 1, and a plan inspects something.")
        raise SampleError(message)
    if accept < 0:
        return np.zeros(len(shares))
    if accept >= size:
        return np.ones(len(shares))
    if kind == "binomial":
        return np.asarray(bdtr(accept, size, shares), np.float64)
    if kind == "poisson":
        return np.asarray(pdtr(accept, size * shares), np.float64)
    if kind != "hypergeom" or lot is None:
        message = _("A plan is one of {kinds}; hypergeom needs the size of the lot.").format(
            kinds=", ".join(KINDS)
        )
        raise SampleError(message)
    if size > lot:
        message = _("A lot of {lot} cannot give a sample of {size}.").format(lot=lot, size=size)
        raise SampleError(message)
    return hypergeometric.at_most(accept, size, np.rint(shares * lot), lot)


def find_plan(
    producer: Promise, consumer: Promise, *, kind: str = "binomial", lot: int | None = None
) -> Plan:
    """Return the smallest plan that keeps both promises.

    The producer's lots at ``producer.rate`` are accepted with at least its chance, the consumer's
    at ``consumer.rate`` with at most its chance (Guenther 1969; Schilling & Neubauer 2017, ch. 5):
    for c = 0, 1, ... the smallest n that protects the consumer, until it is fair to the producer.
    """
    if not (producer.rate < consumer.rate and producer.chance > consumer.chance):
        message = _(
            "The producer's share of errors must be the smaller one, its chance the larger."
        )
        raise SampleError(message)
    top = lot if kind == "hypergeom" and lot is not None else LARGEST
    size = 0
    for accept in range(top):
        size = _protecting(consumer, accept, max(size, accept + 1), top, kind, lot)
        if size > top:
            break
        fair = float(accepted([producer.rate], size, accept, kind=kind, lot=lot)[0])
        if fair >= producer.chance - _TIE:
            return Plan(size=size, accept=accept, lot=lot if kind == "hypergeom" else None)
    message = _("No plan of a practical size keeps both promises.")
    raise SampleError(message, _("Put the two shares of errors further apart."))


def _protecting(
    consumer: Promise, accept: int, start: int, top: int, kind: str, lot: int | None
) -> int:
    """Return the smallest size from ``start`` on that protects the consumer; beyond top: none."""

    def safe(size: int) -> bool:
        risk = float(accepted([consumer.rate], size, accept, kind=kind, lot=lot)[0])
        return risk <= consumer.chance + _TIE

    low, high = start - 1, min(start, top)
    while not safe(high):
        if high >= top:
            return top + 1
        low, high = high, min(high * 2, top)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if safe(middle) else (middle, high)
    return high


def behaviour(plan: Plan, rates: Sequence[float], lot: int) -> tuple[Behaviour, ...]:
    """Return the operating characteristic with AOQ and ATI, rejected lots being corrected.

    AOQ = p Pa (N - n) / N and ATI = n + (1 - Pa) (N - n) (Dodge & Romig 1959).
    """
    if plan.size > lot:
        message = _("A lot of {lot} cannot give a sample of {size}.").format(
            lot=lot, size=plan.size
        )
        raise SampleError(message)
    left = lot - plan.size
    out = []
    for rate in rates:
        chance = plan.chance(rate)
        out.append(
            Behaviour(
                rate=rate,
                accepted=chance,
                outgoing=rate * chance * left / lot,
                inspected=plan.size + (1 - chance) * left,
            )
        )
    return tuple(out)


def outgoing_limit(plan: Plan, lot: int, steps: int = 2000) -> tuple[float, float]:
    """Return the worst average outgoing share of errors (AOQL) and the incoming share it is at."""
    rates = np.linspace(0, 1, steps + 1)
    kind = "binomial" if plan.lot is None else "hypergeom"
    chance = accepted(rates, plan.size, plan.accept, kind=kind, lot=plan.lot)
    outgoing = rates * chance * (lot - plan.size) / lot
    worst = int(outgoing.argmax())
    return float(outgoing[worst]), float(rates[worst])
