"""How long decisions take, and whether anybody is faster than reading allows.

Nothing here proves anything about a person: each figure comes with how often it would be seen
with nothing amiss.
"""

from math import floor, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.verdict import at_least

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORDS_PER_MINUTE = 300.0  # the fast end of silent reading (Brysbaert 2019: 175 to 300)
CHARACTERS_PER_WORD = 6.0  # 4.6 letters of English prose, a space, punctuation
SECONDS_PER_CHARACTER = 60 / (WORDS_PER_MINUTE * CHARACTERS_PER_WORD)
ENOUGH = 30  # times from which a person has a floor of their own
HALF = 0.5  # of the time of peers; habit alone hardly makes anybody faster
SHUFFLES, SEED = 999, 20
_SCALE = 1.4826  # from the median deviation to the standard deviation of a normal value
_CELLS = 4_000_000


def order_limits(n: int, q: float, confidence: float = 0.95) -> tuple[int | None, int | None]:
    """Return which order statistics, from 1, hold a quantile between them; None: none does.

    Distribution-free: P(X(l) <= x_q <= X(u)) = P(l <= B < u) for B binomial(n, q). Hahn & Meeker
    (1991), Statistical Intervals, 5.2; Conover (1999), 3.2. Each tail keeps its own half.
    """
    from scipy.special import bdtr

    tail = (1 - confidence) / 2
    reach = int(8 * sqrt(n * q * (1 - q))) + 12
    first = max(0, floor(n * q) - reach)
    k = np.arange(first, min(n, floor(n * q) + reach) + 1)
    below = np.asarray(bdtr(k.astype(np.float64), n, q), np.float64)  # P(B <= k)
    inside = np.flatnonzero(below <= tail)
    low = int(k[inside[-1]]) + 1 if len(inside) else None
    high = int(k[np.flatnonzero(below >= 1 - tail)[0]]) + 1
    return low, high if high <= n else None


def quantile_of(values: ArrayLike, q: float, confidence: float = 0.95) -> Estimate:
    """Return a quantile with a distribution-free interval.

    The value interpolates between order statistics (Hyndman & Fan 1996, type 7). An end that no
    order statistic reaches is None, and a note says so.

    Args:
        values: seconds, or any other unit; finite.
        q: between 0 and 1; .5 is the median.
        confidence: of the two-sided interval.
    """
    ordered = np.sort(np.asarray(values, np.float64))
    return quantile_sorted(ordered, q, confidence)


def quantile_sorted(ordered: Floats, q: float, confidence: float = 0.95) -> Estimate:
    """Return a quantile of values that are in order already."""
    n = len(ordered)
    if not n:
        return Estimate.undefined("no_data", _("Nothing was timed."), confidence=confidence)
    low, high = order_limits(n, q, confidence)
    at = q * (n - 1)
    left = floor(at)
    right = min(left + 1, n - 1)
    value = float(ordered[left] + (at - left) * (ordered[right] - ordered[left]))
    missing = [word for word, end in (("lower", low), ("upper", high)) if end is None]
    return Estimate(
        value=value,
        n=n,
        low=None if low is None else float(ordered[low - 1]),
        high=None if high is None else float(ordered[high - 1]),
        confidence=confidence,
        method="order statistics, binomial",
        note=_too_few(missing),
        flags=tuple(f"no_{word}_limit" for word in missing),
    )


def _too_few(missing: list[str]) -> str:
    match missing:
        case []:
            return ""
        case ["lower"]:
            return _("Too few values for the lower limit.")
        case ["upper"]:
            return _("Too few values for the upper limit.")
        case _both:
            return _("Too few values for the lower and the upper limit.")


def mean_of(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return a mean with Student's interval, cut at 0: for counts a day or an hour."""
    from scipy.special import stdtrit

    given = np.asarray(values, np.float64)
    n = len(given)
    if not n:
        return Estimate.undefined("no_data", _("Nothing was counted."), confidence=confidence)
    value = float(given.mean())
    if n == 1:
        note = _("One value alone: no interval.")
        flags: tuple[str, ...] = ("single_unit",)
        return Estimate(
            value=value, n=1, confidence=confidence, method="mean", note=note, flags=flags
        )
    se = float(given.std(ddof=1)) / sqrt(n)
    half = float(stdtrit(n - 1, 1 - (1 - confidence) / 2)) * se
    return Estimate(
        value=value,
        n=n,
        low=max(0.0, value - half),
        high=value + half,
        confidence=confidence,
        method="Student's t",
        se=se,
    )


def reading_seconds(characters: ArrayLike) -> Floats:
    """Return the time in which the fastest usual reader has read so many characters.

    300 words a minute, the fast end of adults reading English prose silently (Brysbaert 2019,
    J. Mem. Lang. 109), six characters a word. Scripts with fewer characters a word are read
    slower by the character, so the time is if anything too short for them.
    """
    return np.asarray(characters, np.float64) * SECONDS_PER_CHARACTER


def own_floor(seconds: ArrayLike) -> float:
    """Return the time that a person's own work hardly ever undercuts: three robust deviations.

    exp(median - 3 * 1.4826 * median deviation) of log seconds; 0 with fewer than 30 times.
    """
    given = np.asarray(seconds, np.float64)
    if len(given) < ENOUGH or not (given > 0).all():
        return 0.0
    logs = np.log(given)
    middle = float(np.median(logs))
    return float(np.exp(middle - 3 * _SCALE * float(np.median(np.abs(logs - middle)))))


def too_fast(seconds: ArrayLike, characters: ArrayLike, kind: ArrayLike) -> NDArray[np.bool_]:
    """Say of each answer of one person whether it came faster than reading, or than usual.

    Args:
        seconds: spent on each answer.
        characters: of the text that was judged; 0 for media.
        kind: code of the type of item, for the person's own floor.
    """
    spent, kinds = np.asarray(seconds, np.float64), np.asarray(kind)
    floor_of = reading_seconds(characters)
    for one in np.unique(kinds):
        mine = kinds == one
        floor_of[mine] = np.maximum(floor_of[mine], own_floor(spent[mine]))
    return np.asarray(spent < floor_of)


def peers_share(fast: NDArray[np.bool_], group: Ints, person: Ints, who: int) -> Floats:
    """Return, for each answer of one person, the share of too fast ones among peers.

    Within the same group of items (their length); one of each kind is added, so that nothing is
    impossible.
    """
    others = person != who
    count = int(group.max(initial=0)) + 1
    hits = np.bincount(group[others], fast[others], count)
    size = np.bincount(group[others], minlength=count)
    share = (hits + 1) / (size + 2)
    return np.asarray(share[group[person == who]], np.float64)


def longest_run(answer: ArrayLike, quick: ArrayLike) -> int:
    """Return the most answers in a row that are the same and all quick."""
    return int(_runs(np.asarray(answer)[None, :], np.asarray(quick, np.bool_)[None, :])[0])


def _runs(answer: NDArray[Any], quick: NDArray[np.bool_]) -> Ints:
    """Return the longest run of each row."""
    rows, n = answer.shape
    if not n:
        return np.zeros(rows, np.int64)
    last = np.zeros(rows, np.int64)
    best = np.zeros(rows, np.int64)
    for k in range(n):
        goes_on = (answer[:, k] == answer[:, k - 1]) & (last > 0) if k else np.zeros(rows, np.bool_)
        last = np.where(quick[:, k], np.where(goes_on, last + 1, 1), 0)
        best = np.maximum(best, last)
    return best


def run_chance(answer: ArrayLike, quick: ArrayLike, run: int) -> float:
    """Return how often a run as long comes about if only the order of the answers is chance.

    A permutation test with seeded shuffles of the person's own answers and times, kept together:
    (1 + as long ones) / (1 + shuffles).
    """
    said, fast = np.asarray(answer), np.asarray(quick, np.bool_)
    rng = np.random.Generator(np.random.PCG64(SEED))
    as_long, left = 0, SHUFFLES
    while left:
        part = min(left, max(1, _CELLS // max(len(said), 1)))
        order = rng.permuted(np.tile(np.arange(len(said)), (part, 1)), axis=1)
        as_long += int((_runs(said[order], fast[order]) >= run).sum())
        left -= part
    return (1 + as_long) / (1 + SHUFFLES)


def peer_ratios(seconds: ArrayLike, unit: Ints, person: Ints, who: int) -> Floats:
    """Return a person's times on items that others timed too, over the others' median time."""
    spent = np.asarray(seconds, np.float64)
    usable = spent > 0
    mine = np.flatnonzero(usable & (person == who))
    rest = np.flatnonzero(usable & (person != who))
    rest = rest[np.argsort(unit[rest], kind="stable")]
    starts = np.searchsorted(unit[rest], unit[mine], "left")
    ends = np.searchsorted(unit[rest], unit[mine], "right")
    return np.array(
        [
            spent[mine[k]] / float(np.median(spent[rest[start:end]]))
            for k, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
            if end > start
        ],
        np.float64,
    )


def robust_z(ratios: ArrayLike) -> float | None:
    """Return how far the median log ratio lies from 0, in its own robust standard errors.

    median / (1.2533 * 1.4826 * median deviation / sqrt(n)); None without spread.
    """
    logs = np.log(np.asarray(ratios, np.float64))
    if len(logs) < 2:  # noqa: PLR2004
        return None
    middle = float(np.median(logs))
    spread = _SCALE * float(np.median(np.abs(logs - middle)))
    return middle / (sqrt(pi / 2) * spread / sqrt(len(logs))) if spread > 0 else None


def half_time_chance(ratios: ArrayLike) -> float:
    """Return how often somebody who usually takes half the time of peers is below it as often.

    A sign test against the ratio .5: P(B >= those below) for B binomial(n, .5); ties are not
    below.
    """
    given = np.asarray(ratios, np.float64)
    return float(at_least(int((given < HALF).sum()), len(given), HALF))
