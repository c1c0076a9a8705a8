"""What is true when nobody is always right: model-based, beside adjudicated truth, never for it.

Dawid & Skene (1979): every grader has a table of confusion, the truth of an item is unknown, and
both are found together. Computed on distinct patterns of answers: a million items of three
graders and five categories are 125 rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.coding import Array, Codes, Floats, code_type
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.patterns import distinct, tally

GRADERS = 3  # per item, on average; fewer leave the tables of confusion open
SMOOTHING, STARTS, SEED = 0.1, 4, 20
_TOLERANCE, _STEPS, _TINY = 1e-9, 5000, 1e-300


@dataclass(frozen=True, kw_only=True)  # no slots: what is derived is kept
class Latent:
    """The fitted model.

    ``shares`` of the categories among true answers; ``confusion[g][k][l]`` how often grader g
    says l where k is true; ``truth[p][k]`` how likely k is true of an item with pattern p.
    """

    codes: Codes
    shares: Floats
    confusion: Floats
    truth: Floats
    loglik: float
    steps: int
    n: int
    flags: tuple[str, ...] = ()

    @property
    def accuracy(self) -> Floats:
        """Return how often each grader says what is true."""
        right = np.diagonal(self.confusion, axis1=1, axis2=2)
        return np.asarray(right @ self.shares, np.float64)

    @cached_property
    def posterior(self) -> Floats:
        """Return how likely each category is true of each item (NaN: unjudged)."""
        return per_unit(self.codes, self.truth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Patterns as counts: how often each grader gives each answer, and the items that show it."""

    answers: Floats  # patterns x (graders * categories)
    units: Floats
    graders: int
    q: int

    @property
    def votes(self) -> Floats:
        """Return the share of the votes of each category in each pattern."""
        sums = self.answers.reshape(len(self.units), self.graders, self.q).sum(axis=1)
        return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def occasions(
    answers: Sequence[Sequence[Sequence[object]]], categories: Sequence[object]
) -> tuple[Codes, tuple[int, ...]]:
    """Return codes of items x graders x repeated answers, and the grader of each row.

    A grader has as many rows as answers to any one item; gaps are missing.

    Raises:
        ValueError: an answer that is not among the categories.
    """
    q = len(categories)
    place = {name: code for code, name in enumerate(categories)}
    many = max((len(item) for item in answers), default=0)
    rows: list[list[int]] = []
    graders: list[int] = []
    for grader in range(many):
        given = [list(item[grader]) if grader < len(item) else [] for item in answers]
        for time in range(max(map(len, given))):
            said = [one[time] if time < len(one) else None for one in given]
            if strange := {v for v in said if v is not None and v not in place}:
                message = f"categories {sorted(map(str, strange))} are not declared"
                raise ValueError(message)
            rows.append([q if v is None else place[v] for v in said])
            graders.append(grader)
    table: Array = np.array(rows, code_type(q))
    return Codes(table.reshape(len(rows), len(answers)), q), tuple(graders)


def counted(codes: Codes, graders: Sequence[int]) -> Counts:
    """Count the answers of each grader in each pattern of answers that occurs."""
    patterns = tally(codes)
    values, many = patterns.values, max(graders) + 1
    answers = np.zeros((len(values), many, codes.q + 1))
    rows = np.arange(len(values))
    for column, grader in enumerate(graders):
        answers[rows, grader, values[:, column]] += 1
    flat = answers[:, :, : codes.q].reshape(len(values), -1)
    return Counts(answers=flat, units=patterns.units.astype(np.float64), graders=many, q=codes.q)


def per_unit(codes: Codes, table: Floats) -> Floats:
    """Spread a row for each pattern that :func:`counted` found over the units; NaN: unjudged."""
    values, _, which = distinct(codes.values, codes.q)
    rated = (values < codes.q).any(axis=1)
    rows = np.full((len(values), table.shape[1]), np.nan)
    rows[rated] = table
    return np.asarray(rows[which])


def not_identifiable(counts: Counts) -> str:
    """Return why truth cannot be found from these answers; empty where it can."""
    if counts.q < 2:  # noqa: PLR2004
        return _("One category only: nothing can be confused.")
    given = counts.answers.reshape(len(counts.units), counts.graders, counts.q).sum(axis=2) > 0
    each = float(given.sum(axis=1) @ counts.units / counts.units.sum())
    if each < GRADERS:
        return _("{each} graders an item; the model needs {graders} on average.").format(
            each=f"{each:.1f}", graders=GRADERS
        )
    together = (given.T.astype(np.float64) @ given) > 0
    reached = np.zeros(counts.graders, bool)
    active = np.flatnonzero(given.any(axis=0))
    reached[active[0]] = True
    while True:
        more = together[reached].any(axis=0)
        if not (more & ~reached).any():
            break
        reached |= more
    return "" if reached[active].all() else _("Some graders share no item with the others.")


def _maximise(
    counts: Counts, truth: Floats, units: Floats, smoothing: float
) -> tuple[Floats, Floats]:
    weighted = truth * units[:, None]
    shares = weighted.sum(axis=0) + smoothing
    table = (weighted.T @ counts.answers).reshape(counts.q, counts.graders, counts.q) + smoothing
    total = table.sum(axis=2, keepdims=True)
    table = np.divide(table, total, out=np.full_like(table, 1 / counts.q), where=total > 0)
    return shares / shares.sum(), table


def expect(counts: Counts, shares: Floats, table: Floats) -> tuple[Floats, Floats]:
    """Return the chance of each truth for each pattern, and the log chance of the pattern."""
    log = counts.answers @ np.log(np.maximum(table, _TINY)).reshape(counts.q, -1).T
    log += np.log(np.maximum(shares, _TINY))
    top = log.max(axis=1, keepdims=True)
    chance = np.exp(log - top)
    total = chance.sum(axis=1, keepdims=True)
    return chance / total, (top + np.log(total))[:, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    shares: Floats
    table: Floats
    truth: Floats
    loglik: float
    reached: float
    steps: int
    settled: bool


def _climb(counts: Counts, truth: Floats, units: Floats, smoothing: float) -> _Run:
    """Alternate both steps until the (penalised) log likelihood stands still."""
    last, steps = -np.inf, 0
    for steps in range(1, _STEPS + 1):  # noqa: B007
        shares, table = _maximise(counts, truth, units, smoothing)
        truth, each = expect(counts, shares, table)
        loglik = float(units @ each)
        reached = loglik
        if smoothing:
            reached += smoothing * float(np.log(table).sum() + np.log(shares).sum())
        if reached - last < _TOLERANCE * max(1.0, abs(reached)):
            break
        last = reached
    settled = reached - last < _TOLERANCE * max(1.0, abs(reached))
    return _Run(
        shares=shares,
        table=table,
        truth=truth,
        loglik=loglik,
        reached=reached,
        steps=steps,
        settled=settled,
    )


def dawid_skene(
    codes: Codes,
    *,
    graders: Sequence[int] | None = None,
    smoothing: float = SMOOTHING,
    starts: int = STARTS,
    seed: int = SEED,
) -> Latent | Estimate:
    """Fit the model by EM, begun at the shares of the votes (Dawid & Skene 1979).

    Args:
        codes: the answers, one row per rater and occasion.
        graders: who gave each row, from 0; each row another where absent. A grader may answer
            an item several times.
        smoothing: added to every count (Dirichlet prior of 1 + this, MAP), so that no error is
            impossible because it was not seen; 0 is the likelihood of the paper.
        starts: climbs, the first from the votes and the others from votes blurred at random; the
            best is kept.
        seed: of the blurring (PCG64).

    Returns:
        The model; an undefined estimate where the answers cannot tell truth from error.
    """
    who = tuple(range(codes.raters)) if graders is None else tuple(graders)
    if len(who) != codes.raters:
        message = f"one grader for each of the {codes.raters} rows"
        raise ValueError(message)
    if not codes.raters or not (codes.values < codes.q).any():
        return Estimate.undefined("no_data", _("No unit was judged."))
    counts = counted(codes, who)
    n = round(float(counts.units.sum()))
    if note := not_identifiable(counts):
        return Estimate.undefined("not_identifiable", note, n=n)
    rng = np.random.Generator(np.random.PCG64(seed))
    best = _climb(counts, counts.votes, counts.units, smoothing)
    for _turn in range(starts - 1):
        blurred = counts.votes + 0.5 * rng.dirichlet(np.ones(counts.q), len(counts.units))
        blurred /= blurred.sum(axis=1, keepdims=True)
        run = _climb(counts, blurred, counts.units, smoothing)
        if run.reached > best.reached + 1e-6:
            best = run
    confusion = np.ascontiguousarray(best.table.transpose(1, 0, 2))
    return Latent(
        codes=codes,
        shares=best.shares,
        confusion=confusion,
        truth=best.truth,
        loglik=best.loglik,
        steps=best.steps,
        n=n,
        flags=_doubts(best, confusion),
    )


def _doubts(run: _Run, confusion: Floats) -> tuple[str, ...]:
    """Return flags: labels that changed places, a climb cut short."""
    mean = confusion.mean(axis=0)
    present = run.shares > 1e-6  # noqa: PLR2004
    flags = []
    if (mean.argmax(axis=1) != np.arange(len(mean)))[present].any():
        flags.append("labels_switched")
    if not run.settled:
        flags.append("not_converged")
    return tuple(flags)
