"""Do two people give the same wrong answers more often than independent people would?

Agreement on right answers says nothing: good graders agree. What counts is the same wrong
answer, held against what two independent people with their own confusion would give: the
generalized binomial test of van der Linden & Sotaridona (2006), J. Educ. Behav. Stat. 31, and
beside it omega of Wollack (1997), Appl. Psychol. Meas. 21. Their response model is replaced by
tables of confusion, known from each person's other answers.

Some items mislead everybody. Chances are therefore raised by as much as all other pairs coincide
beyond independence. Still no proof: a reason to look.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.stats.compare import benjamini_hochberg, holm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST = 10  # items with a known answer that both judged; fewer say nothing
KNOWN = 20  # answers of other people or on other items, from which confusion is known
_PRIOR = 5.0  # answers that everybody's table of confusion weighs against one's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgments:
    """Answers in long form: who said what of which unit, and what is right (-1: not known).

    ``right`` has one value per answer, that of its unit; codes run from 0 to ``categories`` - 1.
    """

    unit: Ints
    person: Ints
    value: Ints
    right: Ints
    categories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two people and the wrong answers they share.

    ``chance`` is the probability that two independent people share as many; ``holm`` and ``bh``
    adjust it for all pairs looked at, ``innocently`` is how often the most striking of as many
    innocent pairs looks like this. ``omega`` is the same as a z score (None without variance).
    """

    first: int
    second: int
    shared: int
    same_wrong: int
    expected: float
    omega: float | None
    chance: float
    holm: float
    bh: float
    innocently: float
    factor: float
    units: tuple[int, ...]  # where both gave the same wrong answer


def poisson_binomial(chances: ArrayLike) -> Floats:
    """Return P(K = 0 ... n) for the number of hits among n trials with chances of their own.

    Exact, by convolution of one binomial for each distinct chance (Hong 2013 reviews others).
    """
    from scipy.special import gammaln, xlog1py, xlogy

    out = np.ones(1)
    values, counts = np.unique(np.asarray(chances, np.float64), return_counts=True)
    for p, n in zip(values.tolist(), counts.tolist(), strict=True):
        k = np.arange(n + 1)
        ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
        out = np.convolve(out, np.exp(ways + xlogy(k, p) + xlog1py(n - k, -p)))
    return out


def at_least(hits: int, chances: ArrayLike) -> float:
    """Return P(K >= hits) for trials with chances of their own."""
    if hits <= 0:
        return 1.0
    return min(1.0, float(poisson_binomial(chances)[hits:].sum()))


def omega(hits: float, chances: ArrayLike) -> float | None:
    """Return how many standard deviations hits lie above what was expected (Wollack 1997)."""
    p = np.asarray(chances, np.float64)
    variance = float((p * (1 - p)).sum())
    return float(hits - p.sum()) / variance**0.5 if variance > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meetings:
    """All occasions at which two people judged the same unit: rows of the judgments."""

    one: Ints
    two: Ints
    key: Ints  # of the pair of people


def _meetings(given: Judgments, people: int) -> _Meetings:
    order = np.lexsort((given.person, given.unit))
    unit = given.unit[order]
    ones, twos = [], []
    for step in range(1, len(order)):
        at = np.flatnonzero(unit[step:] == unit[:-step])
        if not len(at):
            break
        ones.append(order[at])
        twos.append(order[at + step])
    one = np.concatenate(ones) if ones else np.empty(0, np.int64)
    two = np.concatenate(twos) if twos else np.empty(0, np.int64)
    apart = given.person[one] != given.person[two]
    one, two = one[apart], two[apart]
    key = given.person[one] * people + given.person[two]
    _, first = np.unique(
        key * (int(given.unit.max(initial=0)) + 1) + given.unit[one], return_index=True
    )
    return _Meetings(one=one[first], two=two[first], key=key[first])


def copying(given: Judgments) -> list[Pair]:
    """Test every pair of people that judged ten units and more with a known answer.

    The chance of the same wrong answer on a unit whose right answer is r is the sum over wrong k
    of a(r, k) b(r, k): tables of confusion from all answers outside what the two share, drawn
    towards everybody else's by five answers. Pairs of whom nothing else is known are left out.

    Args:
        given: answers; those without a known right answer are not used.

    Returns:
        The pairs, least likely first; empty where none can be tested.
    """
    kept = given.right >= 0
    given = Judgments(
        unit=given.unit[kept],
        person=given.person[kept],
        value=given.value[kept],
        right=given.right[kept],
        categories=given.categories,
    )
    people = int(given.person.max(initial=0)) + 1
    meetings = _meetings(given, people)
    keys, counts = np.unique(meetings.key, return_counts=True)
    tested = keys[counts >= FEWEST].tolist()
    if not tested:
        return []
    tables = _tables(given, people)
    pool = tables.sum(axis=0)
    same = _same_wrong(given, meetings)
    expected = _alone(given, meetings, tables, pool)
    found = []
    for key in tested:
        a, b = divmod(key, people)
        mine = meetings.key == key
        rest = ~np.isin(meetings.key // people, (a, b)) & ~np.isin(meetings.key % people, (a, b))
        factor = max(1.0, float((same[rest].sum() + 1) / (expected[rest].sum() + 1)))
        chances = _chances(given, meetings, mine, tables, pool, (a, b))
        if chances is None:
            continue
        found.append(_pair(given, meetings, mine, same, np.minimum(chances * factor, 1.0), factor))
    return _adjusted(found)


def _tables(given: Judgments, people: int) -> Floats:
    """Return how often each person said k where r was right: people x r x k."""
    q = given.categories
    cell = (given.person * q + given.right) * q + given.value
    return np.bincount(cell, minlength=people * q * q).reshape(people, q, q).astype(np.float64)


def _same_wrong(given: Judgments, meetings: _Meetings) -> NDArray[np.bool_]:
    first, second = given.value[meetings.one], given.value[meetings.two]
    return np.asarray((first == second) & (first != given.right[meetings.one]))


def _everybody(pool: Floats) -> Floats:
    """Return the table of confusion of all, one answer spread evenly over each row."""
    q = len(pool)
    return np.asarray((pool + 1 / q) / (pool.sum(axis=1, keepdims=True) + 1), np.float64)


def _alone(given: Judgments, meetings: _Meetings, tables: Floats, pool: Floats) -> Floats:
    """Return the chance of the same wrong answer at every meeting, its own answers left out."""
    right = given.right[meetings.one]
    base = _everybody(pool)[right]
    rows = []
    for side in (meetings.one, meetings.two):
        row = tables[given.person[side], right].copy()
        row[np.arange(len(side)), given.value[side]] -= 1
        rows.append((row + _PRIOR * base) / (row.sum(axis=1, keepdims=True) + _PRIOR))
    both = rows[0] * rows[1]
    return np.asarray(both.sum(axis=1) - both[np.arange(len(right)), right], np.float64)


def _chances(
    given: Judgments,
    meetings: _Meetings,
    mine: NDArray[np.bool_],
    tables: Floats,
    pool: Floats,
    pair: tuple[int, int],
) -> Floats | None:
    """Return the chance of the same wrong answer on each unit that two people share."""
    right = given.right[meetings.one[mine]]
    others = pool - tables[pair[0]] - tables[pair[1]]
    known = others.sum()
    base = _everybody(others)
    rows = []
    for person, side in zip(pair, (meetings.one[mine], meetings.two[mine]), strict=True):
        table = tables[person].copy()
        np.subtract.at(table, (right, given.value[side]), 1)
        known += table.sum()
        rows.append((table + _PRIOR * base) / (table.sum(axis=1, keepdims=True) + _PRIOR))
    if known < KNOWN:
        return None
    both = rows[0] * rows[1]
    np.fill_diagonal(both, 0)
    return np.asarray(both.sum(axis=1)[right], np.float64)


def _pair(
    given: Judgments,
    meetings: _Meetings,
    mine: NDArray[np.bool_],
    same: NDArray[np.bool_],
    chances: Floats,
    factor: float,
) -> Pair:
    hits = int(same[mine].sum())
    first = meetings.one[mine][0]
    chance = at_least(hits, chances)
    return Pair(
        first=int(given.person[first]),
        second=int(given.person[meetings.two[mine][0]]),
        shared=len(chances),
        same_wrong=hits,
        expected=float(chances.sum()),
        omega=omega(hits, chances),
        chance=chance,
        holm=chance,
        bh=chance,
        innocently=chance,
        factor=factor,
        units=tuple(given.unit[meetings.one[mine & same]].tolist()),
    )


def innocently(chance: float, looks: int) -> float:
    """Return how often the least likely of so many independent innocent looks is as unlikely."""
    return float(-np.expm1(looks * np.log1p(-min(chance, 1 - 1e-16))))


def _adjusted(found: list[Pair]) -> list[Pair]:
    chances = [pair.chance for pair in found]
    family, shares = holm(chances).tolist(), benjamini_hochberg(chances).tolist()
    out = [
        replace(pair, holm=h, bh=q, innocently=innocently(pair.chance, len(found)))
        for pair, h, q in zip(found, family, shares, strict=True)
    ]
    return sorted(out, key=lambda pair: (pair.chance, pair.first, pair.second))
