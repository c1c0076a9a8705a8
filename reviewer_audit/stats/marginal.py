"""Whether two raters use the categories alike: who is stricter, and on what.

Agreement says how often raters differ; these say whether they differ in one direction. All take
the square table of two raters' answers to the same units, the first rater's in the rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats import compare
from reviewer_audit.stats.agreement import Sample, nothing_to_compare, over
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.measure import Estimate, Measure

_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Homogeneity:
    """A test that two raters are alike; without any disagreement p is 1 and no statistic exists.

    ``pairs`` counts the pairs of categories that were mixed up at all.
    """

    n: int
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    pairs: int = 0
    reason: str | None = None
    note: str = ""


def _square(table: ArrayLike) -> Floats:
    counts = np.asarray(table, np.float64)
    if counts.ndim != _TWO or counts.shape[0] != counts.shape[1]:
        message = "a table of two raters has as many rows as columns"
        raise ValueError(message)
    if not (np.isfinite(counts).all() and (counts >= 0).all()):
        message = "counts are numbers from 0 on"
        raise ValueError(message)
    return counts


def _tail(statistic: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))


def _start(counts: Floats) -> Homogeneity:
    """Return what is said before any test: nothing counted, or nothing that differs."""
    n = round(float(counts.sum()))
    if n == 0:
        return Homogeneity(n=0, reason="no_data", note=_("No unit was judged by both."))
    mixed = np.triu(counts + counts.T, 1)
    pairs = int((mixed > 0).sum())
    if not pairs:
        return Homogeneity(n=n, p=1.0, note=_("The raters never differ."))
    return Homogeneity(n=n, pairs=pairs)


def bowker(table: ArrayLike) -> Homogeneity:
    """Test symmetry: is A for B as frequent as B for A, for every pair (Bowker 1948).

    The sum of (n_ij - n_ji)^2 / (n_ij + n_ji); a pair never mixed up adds nothing. Degrees of
    freedom are all pairs, q (q - 1) / 2 (Fagerland, Lydersen & Laake 2017).
    """
    counts = _square(table)
    found = _start(counts)
    if found.p is not None or found.reason:
        return found
    both, gap = np.triu(counts + counts.T, 1), np.triu(counts - counts.T, 1)
    statistic = float((gap[both > 0] ** 2 / both[both > 0]).sum())
    q = len(counts)
    df = q * (q - 1) // 2
    return replace(found, statistic=statistic, df=df, p=_tail(statistic, df))


def _margins(counts: Floats) -> tuple[float, int]:
    """Return d' S^- d of the differences of the margins, and the rank of S."""
    gap = counts.sum(axis=1) - counts.sum(axis=0)
    spread = -(counts + counts.T)
    np.fill_diagonal(spread, 0.0)
    np.fill_diagonal(spread, -spread.sum(axis=1))
    rank = int(np.linalg.matrix_rank(spread, hermitian=True))
    inverse = np.linalg.pinv(spread, rcond=1e-12, hermitian=True)
    return float(gap @ inverse @ gap), rank


def stuart_maxwell(table: ArrayLike) -> Homogeneity:
    """Test whether both use each category equally often (Stuart 1955, Maxwell 1970).

    d' S^- d with the pseudo-inverse; degrees of freedom are the rank of S, so that a category
    without any disagreement drops out and one with equal margins does not.
    """
    counts = _square(table)
    found = _start(counts)
    if found.p is not None or found.reason:
        return found
    statistic, df = _margins(counts)
    return replace(found, statistic=statistic, df=df, p=_tail(statistic, df))


def bhapkar(table: ArrayLike) -> Homogeneity:
    """Test the same with the variance as found, X / (1 - X / n) of Stuart's X (Bhapkar 1966)."""
    found = stuart_maxwell(table)
    if found.statistic is None or found.df is None:
        return found
    left = 1 - found.statistic / found.n
    if left <= 1e-12:  # noqa: PLR2004
        return Homogeneity(
            n=found.n,
            pairs=found.pairs,
            reason="zero_denominator",
            note=_("The raters differ on every unit in the same way: no variance is left."),
        )
    statistic = found.statistic / left
    return replace(found, statistic=statistic, p=_tail(statistic, found.df))


def table_of(given: Sample) -> NDArray[np.int64]:
    """Return how often each pair of answers was given, the first rater's in the rows."""
    patterns = given.named.only(given.named.paired)
    table = np.zeros((given.q, given.q), np.int64)
    np.add.at(table, (patterns.values[:, 0], patterns.values[:, 1]), patterns.units)
    return table


def _refused(given: Sample, name: str) -> Estimate | None:
    if given.anonymous:
        return given.not_applicable(
            _("{name} needs to know who gave which answer.").format(name=name)
        )
    if given.raters != _TWO:
        return given.not_applicable(_("{name} compares two raters.").format(name=name))
    named = given.named
    if named.cells or not np.array_equal(named.mass, named.units):
        return given.not_applicable(
            _("{name} counts units: none may be weighted or in a cluster.").format(name=name)
        )
    return nothing_to_compare(given)


def _as_measure(
    name: str, test: Callable[[ArrayLike], Homogeneity]
) -> Callable[[Sample], Estimate]:
    """Return the p-value of a test as an estimate."""

    def measure(given: Sample) -> Estimate:
        if (refused := _refused(given, name)) is not None:
            return refused
        found = test(table_of(given))
        if found.p is None:
            return given.undefined(found.reason or "no_data", found.note)
        told = name if found.statistic is None else f"{name}, chi-square {found.statistic:.4g}"
        return Estimate(
            value=found.p,
            n=found.n,
            confidence=given.confidence,
            method=told,
            note=found.note,
            df=None if found.df is None else float(found.df),
        )

    return measure


bowker_p = _as_measure("Bowker's test of symmetry", bowker)
stuart_maxwell_p = _as_measure("Stuart-Maxwell test", stuart_maxwell)
bhapkar_p = _as_measure("Bhapkar's test", bhapkar)


def _on_violations(given: Sample, name: str) -> Estimate | NDArray[np.int64]:
    """Return the 2 x 2 table of violating or not, or why there is none."""
    if (refused := _refused(given, name)) is not None:
        return refused
    table = table_of(given)
    if given.violating is None:
        if given.q != _TWO:
            return given.not_applicable(_("It is not said which categories are violations."))
        return table[::-1, ::-1]  # of two categories the last one counts as found
    side = np.array(given.violating, np.int64)
    fold = np.stack([side, 1 - side])
    return np.asarray(fold @ table @ fold.T, np.int64)


def mcnemar_p(given: Sample) -> Estimate:
    """Return the mid-P value of McNemar (1947): does one flag more often than the other."""
    table = _on_violations(given, "McNemar's test")
    if isinstance(table, Estimate):
        return table
    b, c = int(table[0, 1]), int(table[1, 0])
    note = "" if b + c else _("The raters never differ.")
    value = compare.mcnemar(b, c)["p_mid"]
    name = f"McNemar, mid-P, {b} against {c} units"
    n = int(table.sum())
    return Estimate(value=value, n=n, confidence=given.confidence, method=name, note=note)


def strictness(given: Sample) -> Estimate:
    """Return how much more often the first rater flags than the second (Newcombe, method 10)."""
    table = _on_violations(given, "Strictness")
    if isinstance(table, Estimate):
        return table
    n = int(table.sum())
    ends = compare.paired_difference(table.tolist(), given.confidence)
    low, high = ends or (None, None)
    return Estimate(
        value=float(table[0, 1] - table[1, 0]) / n,
        n=n,
        low=low,
        high=high,
        confidence=given.confidence,
        method="paired difference, Newcombe's method 10",
    )


def _measure(key: str, title: str, unit: str, compute: Callable[[Sample], Estimate]) -> Measure:
    return Measure(key=key, title=title, unit=unit, needs="raters", compute=over(compute))


MCNEMAR = _measure("mcnemar", "McNemar's test", "p-value", mcnemar_p)
BOWKER = _measure("bowker", "Bowker's test of symmetry", "p-value", bowker_p)
STUART_MAXWELL = _measure("stuart_maxwell", "Stuart-Maxwell test", "p-value", stuart_maxwell_p)
BHAPKAR = _measure("bhapkar", "Bhapkar's test", "p-value", bhapkar_p)
STRICTNESS = _measure("strictness", "Strictness", "difference", strictness)
