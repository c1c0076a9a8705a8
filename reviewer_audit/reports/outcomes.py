"""How each decision compares with the final answer: once per pair of answers, then spread out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.policy import Match, Policy
from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.reports.data import (
    CANNOT_JUDGE,
    PENDING,
    TECHNICAL,
    UNGRADED,
    Answer,
    AuditData,
    Bool,
    Float64,
)

OUTCOMES: tuple[Outcome, ...] = tuple(Outcome)
CODE = {outcome: code for code, outcome in enumerate(OUTCOMES)}
ERRORS = (
    Outcome.OVER_ENFORCED,
    Outcome.UNDER_ENFORCED,
    Outcome.WRONG_POLICY,
    Outcome.WRONG_ACTION,
    Outcome.WRONG_ESCALATION,
)
LEFT_OUT = {  # final answer -> outcome of a decision that does not count
    UNGRADED: Outcome.UNGRADED,
    PENDING: Outcome.PENDING,
    CANNOT_JUDGE: Outcome.UNGRADABLE,
    TECHNICAL: Outcome.TECHNICAL,
}
HARM = {"remove": 2.0, "removal": 2.0, "suspend": 4.0, "suspension": 4.0, "ban": 8.0}
WRONG_POLICY_PENALTY, ADJACENT_PENALTY, FULL_PENALTY = 0.25, 0.5, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the policy says about one answer."""

    answer: Answer
    violating: bool
    critical: bool
    must_escalate: bool
    severity: float
    harm: float
    rank: int | None
    action: str  # of equivalent actions, the one that stands for all


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One pair of answers, compared."""

    outcome: Outcome
    labels_match: bool
    critical: bool = False
    penalty: float = 0.0
    weight: float = 1.0
    stricter: int = 0  # by rank of the action: 1 stricter than the final answer, -1 milder
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The comparison of every decision of an audit, as columns."""

    code: NDArray[np.int8]  # index into OUTCOMES
    counted: Bool  # has a final answer that counts
    labels_match: Bool
    vendor_violating: Bool
    final_violating: Bool
    critical: Bool
    charged: Bool  # an error whose cause, if any is set, is charged to the vendor
    penalty: Float64  # 0 right .. 1 wholly wrong
    weight: Float64  # severity weight of the decision
    stricter: NDArray[np.int8]
    skipped_facets: tuple[str, ...]

    def is_(self, outcome: Outcome) -> Bool:
        """Say of every decision whether it has this outcome."""
        return np.equal(self.code, CODE[outcome])

    @property
    def correct(self) -> Bool:
        """The decisions that are right in every facet compared."""
        return self.is_(Outcome.CORRECT)

    @property
    def wrong(self) -> Bool:
        """The decisions that count and are not right."""
        return self.counted & ~self.correct

    def tally(self, mask: Bool | None = None) -> dict[str, int]:
        """Count the decisions of each outcome."""
        code = self.code if mask is None else self.code[mask]
        counts = np.bincount(code, minlength=len(OUTCOMES))
        return {outcome.value: int(counts[k]) for k, outcome in enumerate(OUTCOMES)}


def facts(policy: Policy, answer: Answer) -> Facts:
    """Look an answer up in the policy; a label it does not know is violating."""
    known = {label.key: label for label in policy.labels}
    labels = [known.get(key) for key in answer.labels]
    weights = policy.severity_weights
    group = next((group for group in policy.equivalences if answer.action in group), None)
    rank = next((action.rank for action in policy.actions if action.key == answer.action), None)
    return Facts(
        answer=answer,
        violating=any(label is None or label.is_violation for label in labels),
        critical=any(label is not None and label.critical for label in labels),
        must_escalate=any(label is not None and label.must_escalate for label in labels),
        severity=max((weights.get(label.severity, 1.0) for label in labels if label), default=1.0),
        harm=HARM.get(answer.action, 0.0),
        rank=rank,
        action=min(group) if group else answer.action,
    )


def labels_match(vendor: Answer, final: Answer, match: Match) -> bool:
    """Say whether the labels of two answers count as the same."""
    if match == Match.PRIMARY:
        return vendor.labels[:1] == final.labels[:1]
    if match == Match.ANY:
        return vendor.labels == final.labels or not set(vendor.labels).isdisjoint(final.labels)
    return set(vendor.labels) == set(final.labels)


def _escalation(vendor: Facts, final: Facts) -> tuple[bool, bool]:
    """Return (compared, wrong): a required escalation missed, or a needless one."""
    required = True if final.must_escalate else final.answer.escalate
    done = vendor.answer.escalate
    if required is None or done is None:
        return False, False
    return True, required != done


def _outcome(
    vendor: Facts, final: Facts, *, match: bool, action: bool, escalation: bool
) -> Outcome:
    if vendor.violating and not final.violating:
        return Outcome.OVER_ENFORCED
    if final.violating and not vendor.violating:
        return Outcome.UNDER_ENFORCED
    if not match:
        return Outcome.WRONG_POLICY
    if action:
        return Outcome.WRONG_ACTION
    return Outcome.WRONG_ESCALATION if escalation else Outcome.CORRECT


def penalty_of(outcome: Outcome, steps: int, policy: Policy) -> float:
    """Return what an error costs, 0 to 1 after scaling; ``steps`` is how far the actions differ."""
    if outcome is Outcome.CORRECT:
        return 0.0
    largest = max(FULL_PENALTY, *policy.penalties.values(), 0.0)
    if outcome.value in policy.penalties:
        return policy.penalties[outcome.value] / largest
    if outcome in {Outcome.OVER_ENFORCED, Outcome.UNDER_ENFORCED} or steps > 1:
        plain = FULL_PENALTY
    elif outcome is Outcome.WRONG_POLICY and not steps:
        plain = WRONG_POLICY_PENALTY
    else:
        plain = ADJACENT_PENALTY
    return plain / largest


def compare(vendor: Facts, final: Facts, policy: Policy, match: Match) -> Compared:
    """Compare one decision with the final answer; the first difference that applies is named."""
    same = labels_match(vendor.answer, final.answer, match)
    both = bool(vendor.answer.action and final.answer.action)
    differs = both and vendor.action != final.action
    ranked = differs and vendor.rank is not None and final.rank is not None
    gap = (vendor.rank or 0) - (final.rank or 0) if ranked else 0
    compared, escalation = _escalation(vendor, final)
    outcome = _outcome(vendor, final, match=same, action=differs, escalation=escalation)
    missed = final.must_escalate and vendor.answer.escalate is False
    steps = max(abs(gap), 1) if differs else 0
    return Compared(
        outcome=outcome,
        labels_match=same,
        critical=missed or (outcome is Outcome.UNDER_ENFORCED and final.critical),
        penalty=penalty_of(outcome, steps, policy),
        weight=max(final.severity, vendor.harm),
        stricter=(gap > 0) - (gap < 0),
        skipped=(() if both else ("action",)) + (() if compared else ("escalation",)),
    )


def _skipped(data: AuditData, pairs: list[Compared]) -> tuple[str, ...]:
    """Name the facets that could not be compared everywhere although some answer has them."""
    names = {name for pair in pairs for name in pair.skipped}
    present = {"action"} if any(answer.action for answer in data.answers) else set()
    if any(answer.escalate is not None for answer in data.answers):
        present.add("escalation")
    return tuple(name for name in ("action", "escalation") if name in names & present)


def outcomes(data: AuditData) -> Outcomes:
    """Compare every decision of an audit with the final answer of its item."""
    final = data.final_of_decision
    counted = final >= 0
    known = [facts(data.policy, answer) for answer in data.answers]
    size = max(len(known), 1)
    keys, place = np.unique(
        data.vendor[counted].astype(np.int64) * size + final[counted], return_inverse=True
    )
    pairs = [
        compare(known[key // size], known[key % size], data.policy, data.match)
        for key in keys.tolist()
    ]
    code = np.full(data.n, CODE[Outcome.UNGRADED], np.int8)
    for answer, outcome in LEFT_OUT.items():
        code[final == answer] = CODE[outcome]
    code[counted] = np.array([CODE[pair.outcome] for pair in pairs], np.int8)[place]
    wrong = counted & (code != CODE[Outcome.CORRECT])
    excused = np.array([not cause.charged for cause in data.policy.root_causes] + [False])

    def spread(values: list[float]) -> Float64:
        out = np.zeros(data.n)
        out[counted] = np.array(values, np.float64)[place]
        return out

    violating = np.array([fact.violating for fact in known] + [False])
    return Outcomes(
        code=code,
        counted=counted,
        labels_match=spread([float(pair.labels_match) for pair in pairs]) > 0,
        vendor_violating=violating[data.vendor] & counted,
        final_violating=violating[np.where(counted, final, -1)],
        critical=spread([float(pair.critical) for pair in pairs]) > 0,
        charged=wrong & ~excused[data.cause],
        penalty=spread([pair.penalty for pair in pairs]),
        weight=spread([pair.weight for pair in pairs]),
        stricter=spread([float(pair.stricter) for pair in pairs]).astype(np.int8),
        skipped_facets=_skipped(data, pairs),
    )
