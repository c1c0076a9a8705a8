"""Other intervals on the same audits, and batches without any chance: every count that may come."""

from dataclasses import dataclass

import numpy as np

from reviewer_audit.stats.estimators import korn_graubard, stratified_share
from reviewer_audit.stats.intervals import METHODS
from reviewer_audit.stats.verdict import critical_counts
from tests.studies.audits import DESIGNS, Drawn
from tests.studies.coverage_accuracy import ACCURACIES, HAIR, RISK, figures

SIMPLE = tuple(METHODS)
SIZES = (50, 100, 200, 500, 2000)
PLAIN = "Korn-Graubard, plain"
STRATIFIED = (50, 200, 500)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Coverage and width of one interval in one cell."""

    method: str
    accuracy: float
    n: int
    covered: float
    width: float


def enumerated(name, n):
    """Return the least coverage over true shares from .90 to .999, without any chance."""
    from scipy.stats import binom

    x, shares = np.arange(n + 1), np.linspace(0.9, 0.999, 1000)
    low, high = METHODS[name](x, np.full(n + 1, n), 0.95)
    held = (low[:, None] <= shares) & (shares <= high[:, None])
    return float((held * binom.pmf(x[:, None], n, shares)).sum(axis=0).min())


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is true of a frame of which a part is seen, at the worst of all truths from .80 on."""

    frame: int
    n: int
    covered: float
    wrong_meets: float
    wrong_below: float


def batch(job):
    """Return the least coverage and the largest risks, by every count and every truth."""
    from scipy.stats import hypergeom

    frame, seen = job
    n = round(frame * seen)
    x, right = np.arange(n + 1), np.arange(round(0.8 * frame), frame + 1)
    rows = (n + 1) * n
    every = Drawn(
        audits=n + 1,
        right=(np.arange(n) < x[:, None]).ravel(),
        removed=np.zeros(rows, bool),
        cell=np.zeros(rows, np.int64),
        population=np.array([frame]),
        estimand="batch",
    )
    found, _ = figures(every, ~every.right)
    low, high = (np.array([getattr(one, end) for one in found])[:, None] for end in ("low", "high"))
    truth, sure = right / frame, 1 - RISK
    held = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
    meets = [critical_counts(n, share + HAIR, sure, frame)[0] for share in truth[:-1]]
    below = [critical_counts(n, share, sure, frame)[1] for share in truth]
    return Batch(
        frame=frame,
        n=n,
        covered=float((held * hypergeom.pmf(x[:, None], frame, right, n)).sum(axis=0).min()),
        wrong_meets=float(hypergeom.sf(np.array(meets) - 1, frame, right[:-1], n).max()),
        wrong_below=float(hypergeom.cdf(np.array(below), frame, right, n).max()),
    )


def jobs(audits):
    """Return all cells: simple draws by every interval, 2 strata by the plain one."""
    simple = [("simple", p, n, audits) for n in SIZES for p in ACCURACIES]
    return simple + [("two", p, n, min(audits, 1000)) for n in STRATIFIED for p in ACCURACIES]


def cell(job):
    """Return how often each interval holds the truth."""
    key, p, n, audits = job
    design = next(one for one in DESIGNS if one.key == key)
    drawn = design.draw(np.random.default_rng([20, n, round(p * 1000)]), p, n, audits)
    if key == "two":
        return [_stratified(drawn, p)]
    x = drawn.right.reshape(audits, n).sum(axis=1)
    out = []
    for name in SIMPLE:
        low, high = METHODS[name](x, np.full(audits, n), 0.95)
        out.append(_cell(name, p, n, low, high))
    return out


def _stratified(drawn, p):
    n = drawn.size
    sizes = np.bincount(drawn.cell[:n])
    right = drawn.right.reshape(drawn.audits, n)
    hits = np.stack([right[:, drawn.cell[:n] == h].sum(axis=1) for h in range(len(sizes))], axis=1)
    ends = {}
    for row in map(tuple, hits.tolist()):
        if row not in ends:
            got = stratified_share(drawn.population, sizes, row, fpc=False)
            ends[row] = korn_graubard(got.value, got.se, n, got.df)
    low, high = np.array([ends[tuple(row)] for row in hits.tolist()]).T
    return _cell(PLAIN, p, n, low, high)


def _cell(name, p, n, low, high):
    held = (low <= p + 1e-12) & (p - 1e-12 <= high)
    return Cell(
        method=name,
        accuracy=p,
        n=n,
        covered=float(held.mean()),
        width=float(np.mean(high - low)),
    )
