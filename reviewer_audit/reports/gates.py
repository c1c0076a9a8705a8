"""What an average hides: critical errors, severity, the vendor who never acts, misleading rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.classified import design_of, settle, share_of, with_t
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.misleading import misleading
from reviewer_audit.reports.outcomes import HARM, OUTCOMES, penalty_of
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats.accuracy import estimates, evidence
from reviewer_audit.stats.design import Grouping
from reviewer_audit.stats.estimators import ratio
from reviewer_audit.stats.intervals import quantile
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.verdict import bounds

NO_DATA = N_("no decision with a final answer")
FEW_VIOLATIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalError:
    """One critical error: ``decision`` is its id in the project."""

    decision: int
    outcome: str
    vendor: tuple[str, ...]  # labels
    final: tuple[str, ...]
    charged: bool

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "decision": self.decision,
            "outcome": self.outcome,
            "vendor": list(self.vendor),
            "final": list(self.final),
            "charged": self.charged,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalGate:
    """Whether any critical error was seen, and how many there may be at most.

    ``status`` is clear, failed or no_data; ``at_most`` the one-sided upper bound of the rate. A
    gate fails whatever the average says; it is not a verdict on a target.
    """

    status: str
    rate: Estimate
    at_most: float | None
    bound_method: str
    errors: tuple[CriticalError, ...]
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "status": self.status,
            "rate": self.rate.as_json(),
            "at_most": self.at_most,
            "bound_method": self.bound_method,
            "errors": [error.as_json() for error in self.errors],
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyLine:
    """What an error of one kind costs, and what it cost here.

    ``penalty`` is between 0 (right) and 1, after scaling by the largest; ``lost`` is what the
    line takes off the severity-weighted accuracy.
    """

    outcome: str
    case: str  # any, same_action, one_step, further
    penalty: float
    declared: bool  # by the policy; else the default
    decisions: int
    lost: float

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """Severity-weighted accuracy with everything that went into it."""

    accuracy: Estimate
    severity_weights: Mapping[str, float]
    harm_weights: Mapping[str, float]  # of the actions of this policy
    penalties: tuple[PenaltyLine, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "accuracy": self.accuracy.as_json(),
            "severity_weights": dict(self.severity_weights),
            "harm_weights": dict(self.harm_weights),
            "penalties": [line.as_json() for line in self.penalties],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A vendor who always leaves everything up, on the same decisions.

    ``accuracy`` is one less the violating share; ``difference`` the vendor's accuracy less that;
    ``skill`` the share of the baseline's errors that the vendor avoids: 1 perfect, 0 no better
    than doing nothing, negative worse.
    """

    accuracy: Estimate
    difference: Estimate
    skill: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "accuracy": self.accuracy.as_json(),
            "difference": self.difference.as_json(),
            "skill": self.skill.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What stands beside an average; ``misleading`` are sentences for a banner."""

    critical: CriticalGate
    severity: Severity
    baseline: Baseline
    misleading: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "critical": self.critical.as_json(),
            "severity": self.severity.as_json(),
            "baseline": self.baseline.as_json(),
            "misleading": list(self.misleading),
        }


def gates(
    data: AuditData,
    ready: Prepared | None = None,
    *,
    cells: Sequence[Mapping[str, str]] = (),
    convenience: str = "",
) -> Gates:
    """Compute what an average hides.

    Args:
        data: the round.
        ready: the round prepared already, where it is.
        cells: role and value of each stratum, in the order of ``stratum_population``.
        convenience: why the frame is not one of all decisions, such as "appealed decisions".
    """
    ready = ready or Prepared(data)
    return Gates(
        critical=critical_gate(ready),
        severity=severity(ready),
        baseline=baseline(ready),
        misleading=misleading(ready, cells=cells, convenience=convenience),
    )


def _whole(ready: Prepared, key: str, kind: str) -> Estimate:
    whole = Grouping(ready.sample, None, 1)
    return estimates(
        ready.shares(key, whole),
        whole,
        kind=kind,
        confidence=ready.data.confidence,
        context=ready.context,
    )[0]


def critical_gate(ready: Prepared) -> CriticalGate:
    """Return the rate of critical errors, its one-sided exact upper bound, and each of them.

    Clopper & Pearson (1934); exactly a batch hypergeometric (Wright 1991); weighted samples by Korn
    & Graubard with the add-one shift.
    """
    whole = Grouping(ready.sample, None, 1)
    rate = _whole(ready, "critical_errors", "exact")
    found = evidence(ready.shares("critical_errors", whole), whole)
    at_most = None
    if rate.value is not None and not found.reason and found.n_eff > 0:
        risk = 1 - ready.data.confidence
        at_most = 1 - bounds(found.turned(), risk, risk)[0]
    errors = _critical_errors(ready)
    status = "failed" if errors else "clear" if rate.n else "no_data"
    return CriticalGate(
        status=status,
        rate=rate,
        at_most=at_most,
        bound_method=found.method,
        errors=errors,
        sentence=_gate_sentence(status, rate.n, len(errors), at_most, ready.data.confidence),
    )


def _critical_errors(ready: Prepared) -> tuple[CriticalError, ...]:
    data, o = ready.data, ready.outcomes
    final = data.final_of_decision
    return tuple(
        CriticalError(
            decision=int(data.decision_id[k]),
            outcome=OUTCOMES[int(o.code[k])].value,
            vendor=data.answers[int(data.vendor[k])].labels,
            final=data.answers[int(final[k])].labels,
            charged=bool(o.charged[k]),
        )
        for k in np.flatnonzero(o.critical & o.counted).tolist()
    )


def _gate_sentence(
    status: str, n: int, errors: int, at_most: float | None, confidence: float
) -> str:
    if status == "no_data":
        return _("The gate cannot be checked: {no_data}.").format(no_data=translated(NO_DATA))
    seen = (
        _("No critical error")
        if not errors
        else ngettext("{n} critical error", "{n} critical errors", errors).format(n=f"{errors:,}")
    )
    text = _("{seen} in {n:,} decisions").format(seen=seen, n=n)
    if at_most is None:
        return f"{text}."
    bound = words.percent(float(np.ceil(at_most * 1000 - 1e-9)) / 1000)  # never flatters
    sure = words.target_percent(confidence)
    return _("{text}; at most {bound} of all decisions have one ({sure} one-sided).").format(
        text=text, bound=bound, sure=sure
    )


def severity(ready: Prepared) -> Severity:
    """Return severity-weighted accuracy with the table of weights and penalties behind it."""
    policy = ready.data.policy
    return Severity(
        accuracy=_whole(ready, "severity_weighted_accuracy", "mean"),
        severity_weights=dict(policy.severity_weights),
        harm_weights={action.key: HARM.get(action.key, 0.0) for action in policy.actions},
        penalties=_penalty_lines(ready),
    )


_CASES = (
    (Outcome.OVER_ENFORCED, ("any",)),
    (Outcome.UNDER_ENFORCED, ("any",)),
    (Outcome.WRONG_POLICY, ("same_action", "one_step", "further")),
    (Outcome.WRONG_ACTION, ("one_step", "further")),
    (Outcome.WRONG_ESCALATION, ("any",)),
)
_STEPS = {"any": 0, "same_action": 0, "one_step": 1, "further": 2}


def _penalty_lines(ready: Prepared) -> tuple[PenaltyLine, ...]:
    o, policy = ready.outcomes, ready.data.policy
    weight = ready.sample.weight * o.weight * o.counted
    total = float(weight.sum())
    lines = []
    for outcome, cases in _CASES:
        left = o.is_(outcome)
        for place, case in enumerate(_merged(outcome, cases, policy)):
            penalty = penalty_of(outcome, _STEPS[case], policy)
            mine: Bool = left & (np.isclose(o.penalty, penalty) if len(cases) > 1 else True)
            if place == 0 and outcome.value in policy.penalties:
                mine = left
            lost = float((weight * o.penalty)[mine].sum()) / total if total > 0 else 0.0
            lines.append(
                PenaltyLine(
                    outcome=outcome.value,
                    case=case,
                    penalty=penalty,
                    declared=outcome.value in policy.penalties,
                    decisions=int(mine.sum()),
                    lost=lost,
                )
            )
    return tuple(lines)


def _merged(outcome: Outcome, cases: tuple[str, ...], policy: Policy) -> tuple[str, ...]:
    """A penalty that the policy declares is the same in all cases."""
    return ("any",) if outcome.value in policy.penalties else cases


def baseline(ready: Prepared) -> Baseline:
    """Compare with a vendor who always leaves everything up (domain.md 4.6, lift check).

    Difference: mean of the paired difference by linearisation, t. Skill: 1 - errors / violations,
    a ratio of totals; interval on the log scale of the ratio.
    """
    o, sample = ready.outcomes, ready.sample
    rows, confidence = o.counted, ready.data.confidence
    n = int(rows.sum())
    wrong, bad = o.wrong[rows].astype(float), o.final_violating[rows].astype(float)
    idle = _idle(ready)
    if n == 0 or sample.unsampled:
        gone = replace(idle, value=None) if idle.value is None else idle
        return Baseline(accuracy=idle, difference=gone, skill=gone)
    design = design_of(sample)
    gap = ratio(bad - wrong, np.ones(n), **design)
    difference = with_t(gap, n, confidence, _("paired difference, linearised"))
    return Baseline(
        accuracy=idle,
        difference=settle(difference, sample),
        skill=settle(_skill(wrong, bad, design, confidence), sample),
    )


def _idle(ready: Prepared) -> Estimate:
    o = ready.outcomes
    return share_of(ready)(o.counted & ~o.final_violating, o.counted, NO_DATA)


def _skill(wrong: Any, bad: Any, design: Mapping[str, Any], confidence: float) -> Estimate:
    n, violations = len(bad), int(bad.sum())
    if not violations:
        note = _("Nothing is violating: leaving everything up is right everywhere.")
        return Estimate.undefined("zero_denominator", note, n=n, confidence=confidence)
    got = ratio(wrong, bad, **design)
    if violations < FEW_VIOLATIONS or got.value <= 0 or got.se <= 0:
        few = violations < FEW_VIOLATIONS
        note = (
            _("Fewer than {few_violations} violations: no interval.").format(
                few_violations=FEW_VIOLATIONS
            )
            if few
            else _("No error was seen: no interval.")
        )
        flags = ("too_few_positives",) if few else ("degenerate_ci",)
        return Estimate(value=1 - got.value, n=n, confidence=confidence, note=note, flags=flags)
    half = quantile(confidence) * got.se / got.value
    return Estimate(
        value=1 - got.value,
        n=n,
        low=1 - got.value * float(np.exp(half)),
        high=1 - got.value * float(np.exp(-half)),
        confidence=confidence,
        method=_("1 - errors / violations, delta method on the log scale"),
        se=got.se,
        df=float(got.df),
    )
