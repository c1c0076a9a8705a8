"""The control of agreements: how often vendor and auditors agreed and both were wrong."""

from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.scores import score
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.measure import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementControl:
    """A random part of the agreements, looked at by a second person.

    ``wrong_rate`` counts items. ``unlooked_share`` is the (weighted) share of counting decisions
    whose agreement nobody looked at. ``accuracy`` is the measured accuracy less what is
    wrong among these: only differences are adjudicated, so errors that auditors share with the
    vendor would otherwise flatter it (verification bias). ``floor`` takes the upper bound of the
    wrong rate for all of them.
    """

    population: int
    drawn: int
    looked: int
    wrong: int
    not_judged: int  # looked at, and found not to be judged at all
    seed: str
    wrong_rate: Estimate
    unlooked_share: float
    accuracy: Estimate
    floor: float | None

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "population": self.population,
            "drawn": self.drawn,
            "looked": self.looked,
            "wrong": self.wrong,
            "not_judged": self.not_judged,
            "seed": self.seed,
            "wrong_rate": self.wrong_rate.as_json(),
            "unlooked_share": self.unlooked_share,
            "accuracy": self.accuracy.as_json(),
            "floor": self.floor,
        }


def agreement_control(
    data: AuditData,
    *,
    unlooked: Bool,
    population: int,
    drawn: int,
    looked: int,
    wrong: int,
    not_judged: int = 0,
    seed: str = "",
) -> AgreementControl:
    """Carry the wrong rate of the control into the accuracy.

    Args:
        data: the round as it stands.
        unlooked: (n,) decisions of items that are agreements nobody looked at.
        population: agreements the control was drawn from.
        drawn: how many were drawn.
        looked: how many of them have a final answer by a second person that counts.
        wrong: on how many of these a decision turned out not to be right.
        not_judged: how many turned out not to be judged at all.
        seed: of the draw.
    """
    rate = proportion(wrong, looked, data.confidence)
    ready = Prepared(data)
    weight, counted = ready.sample.weight, ready.outcomes.counted
    total = float(np.sum(weight * counted))
    share = float(np.sum(weight * (counted & unlooked))) / total if total else 0.0
    measured = score(data).estimates["accuracy"]
    return AgreementControl(
        population=population,
        drawn=drawn,
        looked=looked,
        wrong=wrong,
        not_judged=not_judged,
        seed=seed,
        wrong_rate=rate,
        unlooked_share=share,
        accuracy=carried(measured, rate, share),
        floor=None
        if measured.value is None or rate.high is None
        else max(0.0, measured.value - share * rate.high),
    )


def carried(measured: Estimate, rate: Estimate, share: float) -> Estimate:
    """Return accuracy - share x wrong rate, with an interval from those of both.

    The interval is MOVER for a linear combination of two parameters, a - s w (Zou & Donner 2008,
    Statistics in Medicine 27:1693-1702, eq. 1-2): L = e - sqrt((a - la)^2 + s^2 (uw - w)^2) and
    U = e + sqrt((ua - a)^2 + s^2 (w - lw)^2). The two-phase design is that of Tenenbein (1970),
    JASA 65:1350-1361: all differences are verified, agreements at random.
    """
    if measured.value is None or measured.low is None or measured.high is None:
        return measured
    if share <= 0:
        return replace(measured, note=_("every agreement was looked at"))
    if rate.value is None or rate.low is None or rate.high is None:
        return Estimate.undefined(
            "no_control", _("no agreement was looked at yet"), confidence=measured.confidence
        )
    value = max(0.0, measured.value - share * rate.value)
    down = sqrt((measured.value - measured.low) ** 2 + (share * (rate.high - rate.value)) ** 2)
    up = sqrt((measured.high - measured.value) ** 2 + (share * (rate.value - rate.low)) ** 2)
    return Estimate(
        value=value,
        n=measured.n,
        low=max(0.0, value - down),
        high=min(1.0, value + up),
        confidence=measured.confidence,
        method=_("two-phase, MOVER; {method}").format(method=measured.method),
        note=_("{n} agreements looked at").format(n=rate.n),
        flags=measured.flags,
    )
