"""How often intervals of accuracy hold the truth, and how often verdicts are wrong.

A verdict is put to the hardest test: *Below* with a target at the truth itself, *Meets* with one a
hair above it. In a process that is as often; in a batch it takes one right decision more.
"""

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.sensitivity import if_auditors_err
from reviewer_audit.stats.accuracy import estimates, evidence
from reviewer_audit.stats.design import Grouping
from reviewer_audit.stats.verdict import Promise, judge, p_values
from tests.studies.audits import as_round, audited

ACCURACIES = (0.80, 0.90, 0.95, 0.98, 0.995)
SIZES = (50, 100, 200, 500, 1000, 2000)
RISK = 0.05
HAIR = 1e-9
_ROWS = 400_000  # decisions handed over at once
_MARGIN = 1.2  # judge() is asked wherever a p-value comes this near the risk


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a final answer is made of."""

    key: str = "perfect"
    errors: float = 0.0
    adjudicated: bool = False
    control: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What came of all audits of one kind. Shares are of the audits that had an interval."""

    design: str
    check: str
    errors: float
    accuracy: float
    n: int
    audits: int
    given: int
    covered: float
    above: float  # the truth lies above the interval
    below: float  # and below it
    width: float
    mean: float  # of the estimates
    wrong_meets: float
    wrong_below: float
    adjusted: float | None = None  # coverage of the line that corrects for known errors
    flagged: float = 0.0  # share of audits with an estimate but no interval


def figures(drawn, final):
    """Return the estimate of accuracy of each audit and what it says for a verdict."""
    ready = Prepared(as_round(drawn, final))
    grouping = Grouping(ready.sample, ready.data.column("audit").codes, drawn.audits)
    shares = ready.shares("accuracy", grouping)
    kind = ready.recipes["accuracy"].kind
    found = estimates(shares, grouping, kind=kind, context=ready.context)
    said = [evidence(shares, grouping, k) for k in range(drawn.audits)]
    return found, [replace(one, slack=0) for one in said]  # each is a frame of its own, not a slice


def verdict_of(said, target, known):
    """Return the status of a verdict; what cannot come near its risk is not put to the judge."""
    one = replace(said, left=0)  # what it would take to change it is not asked here
    if (one, target) not in known:
        status = "inconclusive"
        if one.reason is None and min(p_values(one, target)) <= RISK * _MARGIN:
            status = judge([(one, Promise(threshold=target, confidence=1 - RISK))])[0].status
        known[one, target] = status
    return known[one, target]


def wrongly(said, truth, known):
    """Return whether a target is said to be met just above the truth, or missed at it."""
    return (
        verdict_of(said, truth + HAIR, known) == "meets",
        verdict_of(said, truth, known) == "below",
    )


def cell(design, accuracy, n, *, audits=2000, seed=20, check=None):
    """Draw audits of one kind and see what the product makes of them."""
    check = check or Check()
    rng = np.random.default_rng([seed, n, round(accuracy * 1000), *design.key.encode()])
    found, wrong, known = [], [], {}
    left = audits
    while left:
        some = min(left, max(1, _ROWS // n))
        drawn = design.draw(rng, accuracy, n, some)
        final = audited(
            rng,
            drawn,
            errors=check.errors,
            adjudicated=check.adjudicated,
            control=check.control,
        )
        more, said = figures(drawn, final)
        found += more
        wrong += [wrongly(one, accuracy, known) for one in said]
        left -= some
    return _summary(design, check, accuracy, n, found, np.array(wrong))


def _summary(design, check, accuracy, n, found, wrong):
    given = [one for one in found if one.low is not None]
    low, high = (np.array([getattr(one, end) for one in given]) for end in ("low", "high"))
    above, below = high < accuracy - 1e-12, low > accuracy + 1e-12

    def share(mask):
        return float(np.mean(mask)) if len(mask) else float("nan")

    adjusted = None
    if design.key == "simple" and check.errors:
        adjusted = _adjusted(given, accuracy, check.errors)
    return Cell(
        design=design.key,
        check=check.key,
        errors=check.errors,
        accuracy=accuracy,
        n=n,
        audits=len(found),
        given=len(given),
        covered=share(~above & ~below),
        above=share(above),
        below=share(below),
        width=share(high - low),
        mean=share(np.array([one.value for one in found])),
        wrong_meets=share(wrong[:, 0]),
        wrong_below=share(wrong[:, 1]),
        adjusted=adjusted,
        flagged=1 - len(given) / len(found),
    )


def _adjusted(given, accuracy, errors):
    """Return how often the line for auditors who err so often holds the truth."""
    held, known = 0, {}
    for one in given:
        x = one.numerator
        if x not in known:
            line = if_auditors_err(one, errors)
            known[x] = line.low - 1e-12 <= accuracy <= line.high + 1e-12
        held += known[x]
    return held / len(given)


def usual(cells):
    """Return mean and worst coverage, mean width and the worst rates of wrong verdicts."""
    covered = [one.covered for one in cells if isfinite(one.covered)]
    return {
        "mean": float(np.mean(covered)),
        "worst": min(covered),
        "width": float(np.mean([one.width for one in cells])),
        "wrong_meets": max(one.wrong_meets for one in cells),
        "wrong_below": max(one.wrong_below for one in cells),
    }
