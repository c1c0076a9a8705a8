"""Shares of a simple draw, slice by slice: equal weights, nothing clustered, so counts are all."""

import numpy as np

from reviewer_audit.stats.counting import divide
from reviewer_audit.stats.design import (
    BATCH,
    Bools,
    Grouping,
    Shares,
    simple_frame,
    simple_gain,
)


def plain_shares(grouping: Grouping, hit: Bools, domain: Bools) -> Shares:
    """Return what `design.shares` returns of such a draw, from one count of the decisions.

    The variance of a slice is v (1 - v) / n, times taken / (taken - 1) of the whole draw (Cochran
    1977, 3.2): what its residuals add up to.

    Args:
        grouping: the slices of a sample with equal weights and without clusters.
        hit: whether each decision is one.
        domain: the decisions in the denominator; those that do not count are left out anyway.
    """
    sample, count = grouping.sample, grouping.count
    inside = domain & sample.counted
    marks = sample.counted.astype(np.uint8)  # 0 does not count, 1 outside, 2 a miss, 3 a hit
    marks += inside
    marks += inside & hit
    found = grouping.cross(marks, 4)
    grouping.seen = np.stack([found[:, 0], found[:, 1:].sum(axis=1)], axis=1)
    n, hits = found[:, 2] + found[:, 3], found[:, 3]
    value = divide(hits, n)
    taken = float(sample.counted.sum())
    seen = taken / max(sample.population.sum(), taken) if sample.estimand == BATCH else 0.0
    variance = divide(value * (1 - value), n) * (taken / max(taken - 1, 1)) * (1 - seen)
    frame = simple_frame(sample, n)
    return Shares(
        value=value,
        numerator=hits,
        n=n,
        se=np.sqrt(variance),
        n_eff=np.where(n > 0, np.maximum(n, 1) * simple_gain(frame, n), 0.0),
        df=np.maximum(n - 1, 1),
        frame=frame,
        shift=np.zeros(count),
        weighted=False,
        few_clusters=np.zeros(count, np.bool_),
    )
