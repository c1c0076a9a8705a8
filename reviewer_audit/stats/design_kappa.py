"""Kappa from a designed sample: strata drawn at different rates, a finite frame, clusters."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.chance import BeyondChance
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.cohen import weighted_kappa
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.estimators import Linearised, linear
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.patterns import distinct

Ints = NDArray[np.int64]


def from_tables(tables: ArrayLike) -> tuple[Codes, Ints]:
    """Spread tables of two raters into units; also return which table each unit is of."""
    counts = np.asarray(tables, np.int64)
    q = counts.shape[1]
    each = [Codes.from_table(table) for table in counts]
    group = np.repeat(np.arange(len(each)), [codes.units for codes in each])
    if not each:
        return Codes(np.empty((2, 0), np.uint8), q), group
    return Codes(np.hstack([codes.values for codes in each]), q), group


def design_kappa(
    codes: Codes,
    *,
    weight: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    fraction: ArrayLike | None = None,
    table: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Return Cohen's kappa of the frame from a sample of units (Lumley 2010, svykappa).

    Delta method over weighted shares: the influence of every unit, summed by ultimate clusters
    within strata; t interval with their degrees of freedom.

    Args:
        codes: answers of two raters; units that both judged.
        weight: design weight of each unit.
        stratum: code of each unit's stratum.
        psu: code of each unit's cluster.
        fraction: sampled share of each stratum (of its clusters); 0 is a frame without end.
        table: q x q partial agreement; same or not where absent.
        confidence: of the interval.
    """
    options: dict[str, Any] = {"confidence": confidence, "draws": 1}
    if weight is not None:
        options["weights"] = weight
    given = sample(codes, **options)
    agree = np.eye(codes.q) if table is None else np.asarray(table, np.float64)
    plain = weighted_kappa(given, agree)
    if plain.value is None or plain.n == 1:
        return plain
    both = (codes.values < codes.q).all(axis=0)
    patterns = given.named.only(given.named.paired)
    influence = BeyondChance(chance=OWN_SHARES, weights=agree).influence(patterns)
    _, _, index = distinct(codes.values[:, both], codes.q)
    w = np.ones(codes.units) if weight is None else np.asarray(weight, np.float64)
    moved = np.zeros(codes.units)
    moved[both] = w[both] * influence[index] / w[both].sum()
    got = linear(plain.value, moved, stratum=stratum, psu=psu, fraction=fraction)
    return _with_interval(got, plain, confidence)


def _with_interval(got: Linearised, plain: Estimate, confidence: float) -> Estimate:
    from scipy.special import stdtrit

    note, flags = plain.note, ["low_information"] if "low_information" in plain.flags else []
    low: float | None = None
    high: float | None = None
    if got.df > 0 and got.se > 0:
        half = float(stdtrit(got.df, (1 + confidence) / 2)) * got.se
        low, high = max(-1.0, got.value - half), min(1.0, got.value + half)
    else:
        flags.append("degenerate_ci")
        note = _("No spread was seen: no interval.")
    if got.lonely:
        flags.append("lonely_stratum")
    return Estimate(
        value=got.value,
        n=plain.n,
        low=low,
        high=high,
        confidence=confidence,
        method="" if low is None else f"delta method by design, t with {got.df} df",
        note=note,
        se=got.se if got.df > 0 else None,
        df=float(got.df),
        flags=tuple(flags),
    )


def kappa_of_batch(codes: Codes, population: int, confidence: float = 0.95) -> Estimate:
    """Return Cohen's kappa about exactly the units of a finite batch: (1 - n / N) of the variance.

    Fleiss, Cohen & Everitt (1969) with the finite-population correction of Cochran (1977).
    """
    from reviewer_audit.stats.intervals import quantile

    given = sample(codes, confidence=confidence, draws=1)
    found = weighted_kappa(given, np.eye(codes.q))
    if found.value is None or found.se is None:
        return found
    if population < found.n:
        message = f"a batch of {population} cannot hold {found.n} units"
        raise ValueError(message)
    se = found.se * sqrt(1 - found.n / population)
    half = quantile(confidence) * se
    census = found.n == population
    return Estimate(
        value=found.value,
        n=found.n,
        low=max(-1.0, found.value - half),
        high=min(1.0, found.value + half),
        confidence=confidence,
        method="census" if census else f"delta method, batch of {population}",
        se=se,
        flags=tuple(flag for flag in found.flags if flag != "degenerate_ci" or not census),
    )


def stratified_kappa(
    tables: ArrayLike, population: ArrayLike, *, fpc: bool = True, confidence: float = 0.95
) -> Estimate:
    """Return kappa of the frame from one table of two raters for each stratum.

    Args:
        tables: strata x q x q counts of units.
        population: units of the frame in each stratum.
        fpc: whether the frame is finite.
        confidence: of the interval.
    """
    codes, stratum = from_tables(tables)
    big = np.asarray(population, np.float64)
    drawn = np.bincount(stratum, minlength=len(big))
    if ((drawn == 0) & (big > 0)).any():
        note = _("A stratum of the frame gave no unit: the whole frame has no estimate.")
        n = codes.units
        return Estimate.undefined("stratum_unsampled", note, n=n, confidence=confidence)
    return design_kappa(
        codes,
        weight=(big / np.maximum(drawn, 1))[stratum],
        stratum=stratum,
        fraction=drawn / big if fpc else None,
        confidence=confidence,
    )


def cluster_kappa(
    tables: ArrayLike, clusters: int | None = None, *, confidence: float = 0.95
) -> Estimate:
    """Return kappa from one table of two raters for each drawn cluster, of so many in the frame."""
    codes, psu = from_tables(tables)
    drawn = len(np.unique(psu))
    fraction = None if clusters is None else [drawn / clusters]
    return design_kappa(codes, psu=psu, fraction=fraction, confidence=confidence)
