"""Plans that accept or refuse lots: by two points, and by ISO 2859-1 with its switching rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling import iso2859
from reviewer_audit.sampling.acceptance import (
    Behaviour,
    Plan,
    Promise,
    behaviour,
    find_plan,
    outgoing_limit,
)

WORDS = {"accept": True, "accepted": True, "reject": False, "rejected": False}
STEPS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0)  # of the good share of errors, for the curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """An acceptance plan and how it behaves; outgoing quality needs to know the lot."""

    plan: Plan
    producer: Promise  # a lot this good is accepted at least so often
    consumer: Promise  # a lot this bad at most so often
    refused: float  # how often a lot just good enough is refused all the same
    let_in: float  # how often a lot just too bad is accepted all the same
    curve: tuple[tuple[float, float], ...]  # share of errors, chance of acceptance
    corrected: tuple[Behaviour, ...]  # with refused lots checked in full, where the lot is known
    outgoing_limit: float | None

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {
            "n": self.plan.size,
            "c": self.plan.accept,
            "lot": self.plan.lot,
            "distribution": "binomial" if self.plan.lot is None else "hypergeometric",
            "aql": self.producer.rate,
            "lql": self.consumer.rate,
            "producer_risk": self.refused,
            "consumer_risk": self.let_in,
            "oc": [{"errors": rate, "accepted": chance} for rate, chance in self.curve],
            "corrected": [
                {"errors": b.rate, "outgoing": b.outgoing, "inspected": b.inspected}
                for b in self.corrected
            ],
            "outgoing_limit": self.outgoing_limit,
        }


def acceptance(
    aql: float,
    lql: float,
    *,
    alpha: float = 0.05,
    beta: float = 0.1,
    lot: int | None = None,
    rates: Sequence[float] = (),
) -> Acceptance:
    """Return the smallest plan that is fair to both sides, and how it behaves.

    Args:
        aql: share of errors of a lot that is good enough, refused in at most ``alpha`` of cases.
        lql: share of errors of a lot that is too bad, accepted in at most ``beta`` of cases.
        alpha: producer's risk.
        beta: consumer's risk.
        lot: decisions in a lot; the plan then counts it in (hypergeometric).
        rates: shares of errors to show the curve at, besides the usual ones.

    Raises:
        SampleError: no plan keeps both promises.
    """
    producer, consumer = Promise(rate=aql, chance=1 - alpha), Promise(rate=lql, chance=beta)
    kind = "binomial" if lot is None else "hypergeom"
    plan = find_plan(producer, consumer, kind=kind, lot=lot)
    usual = {round(aql * step, 6) for step in STEPS} | {aql, lql, *rates}
    shown = sorted(rate for rate in usual if 0 <= rate <= 1)
    return Acceptance(
        plan=plan,
        producer=producer,
        consumer=consumer,
        refused=1 - plan.chance(aql),
        let_in=plan.chance(lql),
        curve=tuple((rate, plan.chance(rate)) for rate in shown),
        corrected=behaviour(plan, shown, lot) if lot is not None else (),
        outgoing_limit=None if lot is None else outgoing_limit(plan, lot)[0],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStep:
    """One lot of a series: how it was inspected, what came of it, what holds from then on."""

    severity: str
    plan: iso2859.Plan
    accepted: bool
    after: str  # severity of the next lot
    score: int  # towards reduced inspection
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The plan of the next lot after a series of lots of one size."""

    lot: int
    level: str
    aql: float
    plans: dict[str, iso2859.Plan]
    steps: tuple[LotStep, ...]
    severity: str
    score: int
    stopped: bool
    vague: bool  # words alone told of lots of which the score wants the errors
    long_run: tuple[iso2859.Scheme, ...]

    @property
    def plan(self) -> iso2859.Plan:
        """The plan of the next lot."""
        return self.plans[self.severity]

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""

        def one(plan: iso2859.Plan) -> dict[str, Any]:
            return {
                "letter": plan.letter,
                "n": plan.inspected(self.lot),
                "table_n": plan.size,
                "ac": plan.accept,
                "re": plan.reject,
            }

        return {
            "standard": "ISO 2859-1:1999",
            "lot": self.lot,
            "level": self.level,
            "aql": self.aql,
            "severity": self.severity,
            "stopped": self.stopped,
            "switching_score": self.score,
            "next": None if self.stopped else one(self.plan),
            "plans": {name: one(plan) for name, plan in self.plans.items()},
            "history": [
                {
                    "severity": step.severity,
                    "n": step.plan.inspected(self.lot),
                    "ac": step.plan.accept,
                    "accepted": step.accepted,
                    "next_severity": step.after,
                    "switching_score": step.score,
                    "stopped": step.stopped,
                }
                for step in self.steps
            ],
            "long_run": [
                {
                    "errors": s.rate,
                    "accepted": s.accepted,
                    "inspected": s.inspected,
                    "shares": s.shares,
                    "stopped": s.stopped,
                }
                for s in self.long_run
            ],
        }


def series(
    lot: int,
    aql: float,
    *,
    level: str = "II",
    history: Sequence[str] = (),
    rates: Sequence[float] = (),
) -> Series:
    """Follow the switching rules over a series of lots, and say how the next one is inspected.

    Args:
        lot: decisions in each lot.
        aql: acceptance quality limit, in errors per hundred decisions.
        level: inspection level.
        history: of each lot, oldest first, how many errors its sample held, or accept or reject.
            An accepted lot of which no more is told earns nothing towards reduced inspection
            where the rule asks how many errors there were (Ac 2 or more).
        rates: shares of errors for which to say how 100 lots would fare.

    Raises:
        SampleError: a lot of the history is told in another way, or follows a stop.
    """
    plans, tighter = iso2859.severities(lot, aql, level=level)
    state, steps, vague = iso2859.State(), [], False
    for at, told in enumerate(history, start=1):
        if state.stopped:
            message = _(
                "Inspection stopped before lot {at}: five lots were lost while tightened."
            ).format(at=at)
            raise SampleError(message, _("Begin a new history once the vendor has acted."))
        now = plans[state.severity]
        errors = _errors(told, now, at)
        unsure = not told.strip().isdecimal() and errors <= now.accept
        vague = vague or (unsure and state.severity == "normal" and now.accept > 1)
        after = iso2859.step(state, errors, plans, tighter=tighter)
        steps.append(
            LotStep(
                severity=state.severity,
                plan=now,
                accepted=errors <= now.accept,
                after=after.severity,
                score=after.score,
                stopped=after.stopped,
            )
        )
        state = after
    return Series(
        lot=lot,
        level=level,
        aql=aql,
        plans=plans,
        steps=tuple(steps),
        severity=state.severity,
        score=state.score,
        stopped=state.stopped,
        vague=vague,
        long_run=iso2859.scheme(list(rates), lot, aql, level=level) if rates else (),
    )


def _errors(told: str, now: iso2859.Plan, at: int) -> int:
    word = told.strip().casefold()
    if word in WORDS:
        return now.accept if WORDS[word] else now.reject
    if not (word.isascii() and word.isdecimal()):
        message = _(
            "Lot {at}: {told!r} is neither a number of errors nor accept or reject."
        ).format(at=at, told=told)
        raise SampleError(message, _("Write the lots like 0,2,1 or accept,reject,accept."))
    return int(word)
