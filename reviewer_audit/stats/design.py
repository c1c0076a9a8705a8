"""Shares of a designed sample, for many slices at once.

A slice is a domain of the whole sample: what lies outside stays in the variance with the value 0.
With equal weights and no clusters everything reduces to the simple binomial interval. Otherwise
the interval is that of Korn & Graubard (1998) with add-one stratum variances: a stratum in which
no error was seen does not count as one that holds none.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.stats.counting import cross, divide, narrowest, quotient
from reviewer_audit.stats.estimators import t_ratio
from reviewer_audit.stats.retracing import Parts, parts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PROCESS, BATCH, OTHER_REVIEWERS = "process", "batch", "other_reviewers"
FULL_RESPONSE = 0.9
FEW_CLUSTERS = 8
LEAST_ALIKE = 0.02  # intraclass correlation of reviewers not seen
_SAME = 1e-9


def tally(codes: Ints, size: int, weights: Floats | Bools | None = None) -> Floats:
    """Count, or add up, by code."""
    return np.bincount(codes, weights, size).astype(np.float64)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Drawn decisions with what is known of the draw; only those that count carry weight."""

    stratum: Ints  # (n,)
    population: Floats  # (H,) decisions of the frame
    drawn: Floats  # (H,)
    counted: Bools  # (n,) has a final answer
    weight: Floats  # (n,) raised for non-response within strata, 0 where it does not count
    cluster: Ints | None  # (n,) decisions that hang together, None: each stands alone
    estimand: str

    @cached_property
    def taken(self) -> Floats:
        """How many decisions of each stratum count."""
        return self._per_stratum(self.counted)

    def _per_stratum(self, mask: Bools) -> Floats:
        return tally(self.stratum[mask], len(self.population))

    @cached_property
    def fraction(self) -> Floats:
        """The share of each stratum that was seen: 0 unless the batch itself is the question."""
        if self.estimand != BATCH:
            return np.zeros(len(self.population))
        return np.minimum(self.taken / np.maximum(self.population, 1), 1.0)

    @cached_property
    def equal(self) -> bool:
        """Whether every decision that counts weighs the same."""
        weights = self.weight[self.counted]
        return not len(weights) or bool(np.ptp(weights) <= _SAME * weights.max())

    @cached_property
    def response(self) -> float:
        """The share of the drawn decisions that count."""
        return float(self.counted.mean()) if len(self.counted) else 1.0

    @property
    def census(self) -> bool:
        """Whether the whole batch in question was seen."""
        return self.estimand == BATCH and bool(self.counted.sum() >= self.population.sum())

    @property
    def unsampled(self) -> bool:
        """Whether a stratum of the frame gave no decision at all."""
        return bool(((self.population > 0) & (self.drawn == 0)).any())

    @property
    def unanswered(self) -> bool:
        """Whether a stratum gave decisions, but none that counts."""
        return bool(((self.taken == 0) & (self.drawn > 0)).any())


def prepare(
    *,
    stratum: NDArray[np.int32] | Ints,
    population: Ints,
    probability: Floats,
    counted: Bools,
    cluster: NDArray[np.int32] | Ints | None = None,
    estimand: str = PROCESS,
) -> Sample:
    """Weigh a sample: inverse probabilities, raised within strata for decisions left out."""
    if not (np.isfinite(probability).all() and (probability > 0).all()):
        message = "an inclusion probability is a positive number"
        raise ValueError(message)
    h = np.asarray(stratum, np.int64)
    base = 1 / probability
    strata = len(population)
    everything = tally(h, strata, base)
    answered = tally(h, strata, base * counted)
    raised = np.divide(everything, answered, out=np.zeros(strata), where=answered > 0)
    codes = None
    if cluster is not None and estimand != BATCH:
        _, codes = np.unique(np.asarray(cluster), return_inverse=True)
        if estimand == PROCESS and tally(codes[counted], 1).max() <= 1:
            codes = None
    return Sample(
        stratum=h,
        population=np.asarray(population, np.float64),
        drawn=tally(h, strata),
        counted=counted,
        weight=base * raised[h] * counted,
        cluster=None if codes is None else codes.astype(np.int64),
        estimand=estimand,
    )


class Grouping:
    """The slices of one family, with the keys that every measure of it needs."""

    def __init__(self, sample: Sample, codes: NDArray[np.int32] | Ints | None, count: int) -> None:
        self.sample = sample
        n = len(sample.counted)
        self.whole = codes is None
        self._given: NDArray[np.integer] = np.zeros(n, np.uint8) if codes is None else codes
        self.count = count

    @cached_property
    def codes(self) -> Ints:
        """The slice of each decision."""
        return self._given.astype(np.int64)

    @cached_property
    def cells(self) -> tuple[Ints, Ints, Ints]:
        """The occurring (slice, stratum) pairs: cell of each decision, its slice, its stratum."""
        strata = max(len(self.sample.population), 1)
        keys, place = np.unique(self.codes * strata + self.sample.stratum, return_inverse=True)
        return place.astype(np.int64), keys // strata, keys % strata

    @cached_property
    def clusters(self) -> tuple[Ints, Ints]:
        """The occurring (slice, cluster) pairs: pair of each decision, its slice."""
        cluster = self.sample.cluster
        if cluster is None:
            cluster = np.arange(len(self.codes))
        size = int(cluster.max(initial=0)) + 1
        keys, place = np.unique(self.codes * size + cluster, return_inverse=True)
        return place.astype(np.int64), keys // size

    @cached_property
    def narrow(self) -> NDArray[np.unsignedinteger]:
        """The slice of each decision in as few bytes as it takes."""
        return narrowest(self._given, self.count)

    def cross(self, marks: NDArray[np.uint8], kinds: int) -> Floats:
        """Count each mark in each slice: slices x kinds."""
        return cross(self.narrow, self.count, marks, kinds)

    @cached_property
    def seen(self) -> Floats:
        """How many drawn decisions of each slice do not count, and how many do."""
        return self.cross(self.sample.counted.view(np.uint8), 2)

    @property
    def drawn(self) -> Floats:
        """How many drawn decisions each slice holds."""
        return np.asarray(self.seen.sum(axis=1))

    @property
    def counted(self) -> Floats:
        """How many of them count."""
        return np.asarray(self.seen[:, 1])

    @cached_property
    def frame(self) -> Floats:
        """How many decisions of the frame each slice stands for."""
        return tally(self.codes, self.count, self.sample.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One measure over all slices of a family; NaN where it is undefined."""

    value: Floats
    numerator: Floats
    n: Floats
    se: Floats
    n_eff: Floats  # size of the simple draw that says as much; infinite for a census
    df: Floats
    frame: Floats  # decisions of the batch that a simple draw is about; else infinite
    shift: Floats  # taken off before the bound behind "meets"
    weighted: bool
    few_clusters: Bools
    parts: tuple[Parts, ...] = ()  # of a weighted measure, slice by slice


def _linear_variance(
    grouping: Grouping, rows: Ints, residual: Floats, *, simple: bool
) -> tuple[Floats, Floats]:
    """Return the variance of a slice's ratio, with and without the frame's end, by strata."""
    sample = grouping.sample
    if simple:  # equal weights: one stratum is as good as many, and never too narrow
        taken = float(sample.counted.sum())
        seen = 0.0 if sample.estimand != BATCH else taken / max(sample.population.sum(), taken)
        square = tally(grouping.codes[rows], grouping.count, residual**2)
        variance = square * taken / max(taken - 1, 1)
        return variance * (1 - seen), variance
    cell, slices, strata = grouping.cells
    first = tally(cell[rows], len(slices), residual)
    second = tally(cell[rows], len(slices), residual**2)
    taken_h = sample.taken[strata]
    inner = np.where(
        taken_h > 1,
        (second - first**2 / np.maximum(taken_h, 1)) * taken_h / np.maximum(taken_h - 1, 1),
        second,
    )
    inner = np.maximum(inner, 0)
    kept = 1 - sample.fraction[strata]
    return (
        tally(slices, grouping.count, inner * kept),
        tally(slices, grouping.count, inner),
    )


def _alike(
    grouping: Grouping, rows: Ints, residual: Floats, weight: Floats
) -> tuple[Floats, Floats]:
    """Return by how much decisions that hang together widen each slice, and how many clusters.

    A pseudo-cluster of usual size, wrong as a whole, is added: where hardly an error was seen,
    decisions on one item count as one.
    """
    pair, slices = grouping.clusters
    count = grouping.count
    size = tally(pair[rows], len(slices))
    sums = tally(pair[rows], len(slices), residual)
    n = tally(slices, count, size)
    usual = divide(tally(slices, count, size**2), n)
    mean_square = divide(tally(grouping.codes[rows], count, weight**2), n)
    joint = tally(slices, count, sums**2) + mean_square * usual**2
    alone = tally(grouping.codes[rows], count, residual**2) + mean_square * usual
    clusters = tally(slices[size > 0], count)
    return np.fmax(divide(joint, alone), 1.0), clusters


def _add_one(
    grouping: Grouping, rows: Ints, y: Floats, weight: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return effective size (endless frame), its gain by the frame's end, and the shift."""
    sample, count = grouping.sample, grouping.count
    cell, slices, strata = grouping.cells
    n = tally(cell[rows], len(slices))
    held = n > 0
    x = tally(cell[rows], len(slices), y)
    share = tally(cell[rows], len(slices), weight)
    p = (x + 1) / (n + 2)
    mean = tally(slices, count, share * p)
    outside = 1 - n / np.maximum(sample.taken[strata], 1)
    inner = p * (1 - p) + outside * (p - mean[slices]) ** 2
    part = np.where(held, share**2 * inner / np.maximum(n, 1), 0.0)
    kept = 1 - sample.fraction[strata]
    endless = tally(slices, count, part)
    finite = tally(slices, count, part * kept)
    shift = np.zeros(count)
    open_ = held & (kept > 0)
    np.maximum.at(shift, slices[open_], (share / (n + 2))[open_])
    size = divide(mean * (1 - mean), endless)
    gain = quotient(endless, finite, np.inf)
    return size, gain, shift


def shares(
    grouping: Grouping,
    hit: Bools | Floats,
    domain: Bools,
    *,
    scale: Floats | None = None,
    confidence: float = 0.95,
) -> Shares:
    """Return hits among the decisions of a domain, slice by slice.

    Args:
        grouping: the slices.
        hit: 1 or 0 of each decision, or a credit between them.
        domain: the decisions in the denominator; those that do not count are left out anyway.
        scale: a further weight of each decision (severity), for a weighted mean.
        confidence: of the interval that will be built; it enters the cost of few clusters.
    """
    sample, count = grouping.sample, grouping.count
    rows = np.flatnonzero(domain & sample.counted)
    group, y = grouping.codes[rows], np.asarray(hit, np.float64)[rows]
    weight = sample.weight[rows] * (1.0 if scale is None else scale[rows])
    parts = () if (simple := sample.equal and scale is None) else parts_of(group, count, weight, y)
    n, hits, total = (tally(group, count, column) for column in (None, y, weight))
    value = divide(hits, n) if simple else divide(tally(group, count, weight * y), total)
    value = np.where((hits == n) & (n > 0), 1.0, value)
    weight = weight / np.where(total > 0, total, 1)[group]
    residual = weight * (y - value[group])
    finite, endless = _linear_variance(grouping, rows, residual, simple=sample.equal)
    shift, few = np.zeros(count), np.zeros(count, np.bool_)
    frame = simple_frame(sample, n) if simple else np.full(count, np.inf)
    if simple:
        size, gain = n, simple_gain(frame, n)
    elif scale is not None:
        size = np.fmin(
            divide(np.ones(count), tally(group, count, weight**2)), _binomial(value, endless)
        )
        gain = np.full(count, np.inf) if sample.census else quotient(endless, finite, 1.0)
    else:
        size, gain, shift = _add_one(grouping, rows, y, weight)
        size = np.fmin(size, n)
    df = _degrees(grouping, rows, n)
    if sample.cluster is not None:
        alike, clusters = _alike(grouping, rows, residual, weight)
        df = np.minimum(df, np.maximum(clusters - 1, 1))
        if sample.estimand == OTHER_REVIEWERS:
            finite, least, worst = _between(grouping, rows, residual, clusters)
            size = np.fmin(size / least, _binomial(value, finite))
            shift, few, df = shift + worst, clusters < FEW_CLUSTERS, clusters - 1
        else:
            size, finite = size / alike, finite * alike
    size = np.where(n > 0, size * np.minimum(t_ratio(n, df, confidence), 1.0), 1.0)
    return Shares(
        value=value,
        numerator=hits,
        n=n,
        se=np.sqrt(np.where(n > 0, finite, np.nan)),
        n_eff=np.where(n > 0, size * gain, 0.0),
        df=df,
        frame=frame,
        shift=shift,
        weighted=not simple,
        few_clusters=few & (n > 0),
        parts=parts,
    )


def _binomial(value: Floats, variance: Floats) -> Floats:
    """Return the size of the simple draw with this variance; without any, no limit."""
    return quotient(value * (1 - value), variance, np.inf)


def _between(
    grouping: Grouping, rows: Ints, residual: Floats, clusters: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the variance of a slice's share between whole clusters, its least cost, the shift.

    Twenty reviewers with ten errors between them say next to nothing about how much reviewers
    differ, and the samples that happen to hold none of the bad ones show the smallest variance.
    So a draw is never worth more than under an intraclass correlation of .02, 1 + (m - 1) .02
    (Kish 1965), and the bound behind *meets* allows for one more reviewer like the furthest seen.
    """
    pair, slices = grouping.clusters
    count = grouping.count
    size = tally(pair[rows], len(slices))
    sums = tally(pair[rows], len(slices), residual)
    variance = tally(slices, count, sums**2) * clusters / np.maximum(clusters - 1, 1)
    usual = quotient(tally(slices, count, size**2), tally(slices, count, size), 1.0)
    worst = np.zeros(count)
    np.maximum.at(worst, slices, np.abs(sums))
    return variance, 1 + (usual - 1) * LEAST_ALIKE, worst * clusters / (clusters + 1)


def simple_frame(sample: Sample, n: Floats) -> Floats:
    """Return how many decisions of the batch each slice of a simple draw is about.

    Of the whole sample that is the frame; of a slice what it stands for, rounded up, so that a
    slice counts as wholly seen only in a census. Infinite unless the batch is the question.
    """
    if sample.estimand != BATCH:
        return np.full(len(n), np.inf)
    taken = max(float(sample.counted.sum()), 1.0)
    each = max(float(sample.population.sum()), taken) / taken
    return np.ceil(n * each * (1 - _SAME))


def simple_gain(frame: Floats, n: Floats) -> Floats:
    """Return by how much the end of the frame makes a simple draw worth more."""
    endless = ~np.isfinite(frame) | (n <= 0)
    top, bottom = np.where(endless, 1.0, frame - 1), np.where(endless, 1.0, frame - n)
    return quotient(top, bottom, np.inf)


def _degrees(grouping: Grouping, rows: Ints, n: Floats) -> Floats:
    """Return the degrees of freedom of each slice: decisions less strata, n - 1 at most."""
    sample = grouping.sample
    most = np.maximum(n - 1, 1)
    if sample.equal:
        return most
    cell, slices, strata = grouping.cells
    touched = tally(cell[rows], len(slices)) > 0
    units = np.where(touched, np.maximum(sample.taken[strata] - 1, 0), 0.0)
    design = tally(slices, grouping.count, units)
    return np.clip(design, 1, most)
