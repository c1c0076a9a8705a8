"""Whether a declared target is met: one-sided exact bounds, three answers and what they hang on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isinf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats import hypergeometric
from reviewer_audit.stats.measure import TargetVerdict

Floats = NDArray[np.float64]

CHANCE = 0.8  # of a verdict, for the number of further decisions
LOOK_RISK = 0.0294 / 0.05  # share of the risk spent at each of two looks (Pocock)
FURTHEST = 10  # times the decisions at hand; beyond that the rate is too close to the target
TIED = 10  # decisions that say as much as one: what to draw next is not more of the same
FULL_RESPONSE = 0.9
_TIE = hypergeometric.TIE
_NEAR = 1e-9  # of a whole number: it is meant
_NORMAL, _LIKELY, _LOOSE = 400, 0.6, 1.5  # where the normal curve may choose what to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A declared target: its threshold, who carries the burden of proof, how sure one must be."""

    threshold: float
    rule: str = "proven"
    confidence: float = 0.95
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a sample says about a share.

    ``n_eff`` is the size of the simple draw that would say as much; infinite for a census.
    ``frame`` is set where the sample is a simple draw and exactly the decisions it was drawn from
    are in question: how many they are. Counts then are hypergeometric and ``n_eff`` decides
    nothing. ``slack`` decisions are given away at either bound where that number is itself an
    estimate. ``shift`` is taken off before the bound behind *meets* (weighted samples, where a
    stratum without a seen error still may hold some). ``left`` is how many decisions of the frame
    were not drawn; None means without limit.
    """

    share: float | None
    n: int
    n_eff: float
    frame: int | None = None
    slack: int = 0
    shift: float = 0.0
    left: int | None = None
    response: float = 1.0
    accept_partial: bool = False
    method: str = "one-sided Clopper-Pearson"
    measure: str = "measured"
    look: int = 1
    looks: int = 1
    provisional: bool = True
    reason: str | None = None  # why no bound may be given

    @property
    def worth(self) -> float:
        """Decisions of the simple draw that counts are read as."""
        return self.n_eff if self.frame is None else float(self.n)

    @property
    def whole(self) -> tuple[int, int]:
        """The right decisions of a simple draw; credits are rounded against either verdict."""
        count = (self.share or 0.0) * self.n
        return floor(count + _NEAR), ceil(count - _NEAR)

    def turned(self) -> "Evidence":
        """Return the same evidence about the complement."""
        return self if self.share is None else replace(self, share=1 - self.share)


def at_least(x: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """P(X >= x) for a binomial count; fractions are read by the beta integral."""
    from scipy.special import betainc

    hits, size = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    inside = (hits > 0) & (hits <= size)
    a, b = np.where(inside, hits, 1.0), np.where(inside, size - hits + 1, 1.0)
    return np.asarray(np.where(inside, betainc(a, b, p), np.where(hits <= 0, 1.0, 0.0)), np.float64)


def at_most(x: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """P(X <= x) for a binomial count."""
    from scipy.special import betainc

    hits, size = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    inside = (hits >= 0) & (hits < size)
    a, b = np.where(inside, size - hits, 1.0), np.where(inside, hits + 1, 1.0)
    return np.asarray(
        np.where(inside, betainc(a, b, 1 - p), np.where(hits >= size, 1.0, 0.0)), np.float64
    )


def nearest_counts(frame: int, target: float, slack: int = 0) -> tuple[int, int]:
    """Return the counts of right decisions in a frame that a verdict must rule out.

    For *meets* the most that miss the target, for *below* the fewest that reach it, each ``slack``
    to the safe side. No count misses a target of 0; 0 stands for it.
    """
    enough = max(0, ceil(frame * target * (1 - _TIE)))
    return min(max(0, enough - 1) + slack, frame), max(0, enough - slack)


def fewest_that_meet(
    n: ArrayLike, target: float, risk: float, frame: int | None = None, slack: int = 0
) -> Floats:
    """Return the fewest right of ``n`` that meet a target; n + 1 where none can.

    Of a simple draw from a ``frame`` that alone is in question they rule out that it holds one
    right decision fewer than the target asks for.
    """
    if frame is not None:
        return hypergeometric.fewest(n, nearest_counts(frame, target, slack)[0], frame, risk)
    size = np.asarray(n, np.float64)
    meets = np.clip(np.ceil(_edge(size, target, 1 - risk)), 0, size + 1)
    while (up := (at_least(meets, size, target) > risk + _TIE) & (meets <= size)).any():
        meets = meets + up
    while (down := (at_least(meets - 1, size, target) <= risk + _TIE) & (meets > 0)).any():
        meets = meets - down
    return meets


def most_that_fall_below(
    n: ArrayLike, target: float, risk: float, frame: int | None = None, slack: int = 0
) -> Floats:
    """Return the most right of ``n`` that still fall below a target; -1 where none can."""
    if frame is not None:
        return hypergeometric.most(n, nearest_counts(frame, target, slack)[1], frame, risk)
    size = np.asarray(n, np.float64)
    below = np.clip(np.floor(_edge(size, target, risk)), -1, size)
    while (down := (at_most(below, size, target) > risk - _TIE) & (below >= 0)).any():
        below = below - down
    while (up := (at_most(below + 1, size, target) <= risk - _TIE) & (below < size)).any():
        below = below + up
    return below


def _edge(size: Floats, target: float, level: float) -> Floats:
    """Return about where a binomial count has this level (Cornish & Fisher)."""
    from scipy.special import ndtri

    z = float(ndtri(level))
    skew = (z * z - 1) * (1 - 2 * target) / 6
    return np.asarray(size * target + z * np.sqrt(size * target * (1 - target)) + skew, np.float64)


def critical_counts(
    n: ArrayLike, target: float, confidence: float, frame: int | None = None
) -> tuple[Floats, Floats]:
    """Return the fewest right of ``n`` that meet a target, and the most that fall below it."""
    risk = 1 - confidence
    return fewest_that_meet(n, target, risk, frame), most_that_fall_below(n, target, risk, frame)


def p_values(evidence: Evidence, target: float) -> tuple[float, float]:
    """Return the p-values against "below the target" and against "meets the target"."""
    if evidence.share is None or evidence.n_eff <= 0 or evidence.reason:
        return 1.0, 1.0
    if evidence.frame is not None:
        n, frame, (few, many) = evidence.n, evidence.frame, evidence.whole
        short, enough = nearest_counts(frame, target, evidence.slack)
        return (
            float(hypergeometric.at_least(few, n, short, frame)),
            float(hypergeometric.at_most(many, n, enough, frame)),
        )
    if isinf(evidence.n_eff):
        return (0.0, 1.0) if evidence.share >= target - _TIE else (1.0, 0.0)
    size = evidence.n_eff
    low = max(0.0, evidence.share - evidence.shift) * size
    return (
        float(at_least(min(low, size), size, target)),
        float(at_most(min(evidence.share * size, size), size, target)),
    )


def bounds(evidence: Evidence, low_risk: float, high_risk: float) -> tuple[float, float]:
    """Return the one-sided lower and upper bound."""
    from reviewer_audit.stats.intervals import lower_bound, upper_bound

    share = evidence.share or 0.0
    if evidence.frame is not None:
        n, frame, slack, (few, many) = evidence.n, evidence.frame, evidence.slack, evidence.whole
        return (
            float(hypergeometric.least_share(few, n, frame, low_risk, slack)),
            float(hypergeometric.largest_share(many, n, frame, high_risk, slack)),
        )
    if isinf(evidence.n_eff):
        return share, share
    size = evidence.n_eff
    low = min(max(0.0, share - evidence.shift) * size, size)
    high = min(share * size, size)
    return float(lower_bound(low, size, 1 - low_risk)), float(
        upper_bound(high, size, 1 - high_risk)
    )


def _holm(scaled: Sequence[float]) -> list[int]:
    """Return by how much each one's risk is divided, for p-values scaled by their own risk."""
    order = sorted(range(len(scaled)), key=lambda j: scaled[j])
    divisor, step, stopped = [0] * len(scaled), len(scaled), False
    for j in order:
        divisor[j] = step
        if not stopped and scaled[j] * step <= 1 + _TIE:
            step -= 1
        else:
            stopped = True
    return divisor


def _status(evidence: Evidence, target: float, rule: str, risks: tuple[float, float]) -> str:
    p_meets, p_below = p_values(evidence, target)
    if p_meets <= risks[0] + _TIE:
        return "meets"
    if p_below < risks[1] - _TIE:
        return "below"
    return "not_disproven" if rule == "unless_disproven" else "inconclusive"


def _overturned_by(
    evidence: Evidence, target: float, rule: str, risks: tuple[float, float]
) -> int | None:
    """Return how many wrong answers of auditors, all in one direction, change the verdict."""
    now = _status(evidence, target, rule, risks)
    share, n = evidence.share or 0.0, evidence.n

    def changed(k: int, sign: int) -> bool:
        moved = min(1.0, max(0.0, share + sign * k / n))
        if evidence.n_eff == n:
            moved = round(moved * n) / n
        return _status(replace(evidence, share=moved), target, rule, risks) != now

    found = []
    for sign in (-1, 1):
        high = ceil((share if sign < 0 else 1 - share) * n - _NEAR)
        low = 0
        if high <= 0 or not changed(high, sign):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if changed(middle, sign) else (middle, high)
        found.append(high)
    return min(found, default=None)


def chance_of_verdict(
    evidence: Evidence, target: float, further: NDArray[np.int64], risks: tuple[float, float]
) -> Floats:
    """Return the chance of a verdict after so many further decisions at the estimated rate."""
    share, worth, frame = evidence.share or 0.0, evidence.worth, evidence.frame
    total = np.rint(worth + further * worth / evidence.n)
    coming = total - round(worth)
    meets = fewest_that_meet(total, target, risks[0], frame, evidence.slack)
    below = most_that_fall_below(total, target, risks[1], frame, evidence.slack)
    ahead = meets - round(max(0.0, share - evidence.shift) * worth)
    behind = below - round(share * worth)
    if frame is None:
        return at_least(ahead, coming, share) + at_most(behind, coming, share)
    rest = frame - evidence.n
    right = round(share * rest)
    return hypergeometric.at_least(ahead, coming, right, rest) + hypergeometric.at_most(
        behind, coming, right, rest
    )


def _kept(size: Floats, frame: int | None) -> Floats | float:
    """Return what is left of a count's variance where the frame ends."""
    return 1.0 if frame is None else np.clip((frame - size) / max(frame - 1, 1), 0, 1)


def _start(evidence: Evidence, target: float, top: int, risks: tuple[float, float]) -> int:
    """Return the first number of further decisions worth an exact look, by the normal curve."""
    from scipy.special import ndtr, ndtri

    share, worth, frame = evidence.share or 0.0, evidence.worth, evidence.frame
    coming = np.arange(1, top + 1) * worth / evidence.n
    total = worth + coming
    rest = None if frame is None else frame - evidence.n
    spread = np.sqrt(total * target * (1 - target) * _kept(total, frame))
    wide = np.sqrt(coming * share * (1 - share) * _kept(coming, rest)) + _LOOSE
    low = max(0.0, share - evidence.shift) * worth
    up = total * target - ndtri(risks[0]) * spread - low
    down = total * target + ndtri(risks[1]) * spread - share * worth
    chance = ndtr((coming * share - up + _LOOSE) / wide) + ndtr(
        (down - coming * share + _LOOSE) / wide
    )
    worth_a_look = chance >= np.maximum(CHANCE - _LOOSE / wide, _LIKELY)
    likely = np.flatnonzero(worth_a_look | (total < _NORMAL))
    return int(likely[0]) + 1 if len(likely) else top + 1


def needed(
    evidence: Evidence, target: float, risks: tuple[float, float]
) -> Mapping[str, float] | None:
    """Return the smallest number of further decisions with 80 % chance of a verdict."""
    top = FURTHEST * evidence.n
    if evidence.left is not None:
        top = min(top, evidence.left)
    if evidence.frame is not None:
        top = min(top, evidence.frame - evidence.n)
    start, width = _start(evidence, target, top, risks), 64
    while start <= top:
        further = np.arange(start, min(top, start + width - 1) + 1, dtype=np.int64)
        enough = np.flatnonzero(chance_of_verdict(evidence, target, further, risks) >= CHANCE)
        if len(enough):
            return {"decisions": int(further[enough[0]]), "chance": CHANCE}
        start, width = start + width, min(width * 2, 2048)
    return None


def _one(evidence: Evidence, promise: Promise, divisors: tuple[int, int]) -> TargetVerdict:
    target = promise.threshold if promise.higher_is_better else 1 - promise.threshold
    seen = evidence if promise.higher_is_better else evidence.turned()
    risk = _risk(evidence, promise)
    risks = (risk / divisors[0], risk / divisors[1])
    verdict = TargetVerdict(
        status="inconclusive",
        target=promise.threshold,
        rule=promise.rule,
        measure=evidence.measure,
        bound=None,
        bound_method=evidence.method,
        confidence=1 - risks[0],
        look=evidence.look,
        provisional=evidence.provisional,
    )
    if seen.share is None or seen.n <= 0 or seen.n_eff <= 0:
        return replace(verdict, reason=evidence.reason or "no_data")
    if evidence.reason:
        return replace(verdict, reason=evidence.reason)
    status = _status(seen, target, promise.rule, risks)
    low, high = bounds(seen, *risks)
    by_upper = status in {"below", "not_disproven"}
    bound = high if by_upper else low
    verdict = replace(
        verdict,
        bound=bound if promise.higher_is_better else 1 - bound,
        confidence=1 - risks[int(by_upper)],
    )
    if seen.response < FULL_RESPONSE and not seen.accept_partial:
        return replace(verdict, reason="partial_audit")
    verdict = replace(
        verdict,
        status=status,
        overturned_by=_overturned_by(seen, target, promise.rule, risks),
    )
    if status != "inconclusive":
        return verdict
    further = needed(seen, target, risks)
    if further:
        return replace(verdict, needed=further)
    tied = seen.worth * TIED < seen.n  # the rate may lie far away: so little is said of it
    return replace(verdict, reason="hang_together" if tied else "too_close")


def each_verdict(confidence: float, looks: int) -> float:
    """Return how sure each verdict must be where so many looks share the risk (Pocock 1977)."""
    return confidence if looks == 1 else 1 - (1 - confidence) * LOOK_RISK


def _risk(evidence: Evidence, promise: Promise) -> float:
    return 1 - each_verdict(promise.confidence, evidence.looks)


def judge(family: Sequence[tuple[Evidence, Promise]]) -> tuple[TargetVerdict, ...]:
    """Give each declared target its verdict; several share the risk by Holm's steps."""
    scaled: list[tuple[float, float]] = []
    for evidence, promise in family:
        target = promise.threshold if promise.higher_is_better else 1 - promise.threshold
        seen = evidence if promise.higher_is_better else evidence.turned()
        risk = _risk(evidence, promise)
        meets, below = p_values(seen, target)
        scaled.append((meets / risk, below / risk))
    up, down = _holm([pair[0] for pair in scaled]), _holm([pair[1] for pair in scaled])
    return tuple(
        _one(evidence, promise, (up[j], down[j])) for j, (evidence, promise) in enumerate(family)
    )
