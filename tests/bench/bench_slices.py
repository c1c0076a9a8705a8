"""Accuracy of every slice of eight dimensions over 1,000,000 decisions, against one groupby.

What is timed: from a prepared round (each decision has its outcome and its weight, each dimension
its codes) to an estimate with its interval for every value of eight dimensions. The floor, in the
same run: one pandas ``groupby(categorical, observed=True)[c].agg(["sum", "count"])`` of the same
correct-or-not over the longest of these dimensions. Both are timed in turn and the best of each
is compared. Below the ratio, for information: all fourteen measures of all those slices.

Run as: python tests/bench/bench_slices.py
"""

import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.reports.data import Answer, AuditData, Coded
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.scores import measured, score_all

DECISIONS, ROUNDS, TARGET = 1_000_000, 9, 3.0
DIMENSIONS = {
    "vendor": 4,
    "site": 12,
    "team": 40,
    "reviewer": 300,
    "queue": 30,
    "language": 24,
    "market": 16,
    "policy_version": 6,
}


def audit():
    """Return a simple draw of as many items, one decision on each, one in seventeen wrong."""
    rng = np.random.default_rng(3)
    labels = ("ok", "spam", "threat")
    policy = Policy(
        name="Bench",
        version="1",
        effective_from=date(2026, 1, 1),
        labels=tuple(Label(key=key, title=key, is_violation=key != "ok") for key in labels),
    )
    n = DECISIONS
    final = rng.choice(3, n, p=[0.9, 0.07, 0.03]).astype(np.int32)
    vendor = np.where(rng.random(n) < 0.06, (final + 1) % 3, final).astype(np.int32)
    slices = {
        role: Coded(
            (rng.zipf(1.2, n) % size).astype(np.int32), tuple(f"{role}-{k}" for k in range(size))
        )
        for role, size in DIMENSIONS.items()
    }
    return AuditData(
        policy=policy,
        decision_id=np.arange(n),
        item=np.arange(n, dtype=np.int32),
        item_ids=np.arange(n),
        answers=tuple(Answer((key,)) for key in labels),
        vendor=vendor,
        final=final,
        cause=np.full(n, -1, np.int32),
        stratum=np.zeros(n, np.int32),
        stratum_population=np.array([10 * n]),
        stratum_sampled=np.array([n]),
        probability=np.full(n, 0.1),
        slices=slices,
    )


def floor(data, correct):
    """Return what is to be timed: pandas over the longest dimension."""
    longest = data.column(max(DIMENSIONS, key=DIMENSIONS.__getitem__))
    frame = pd.DataFrame({"c": correct})
    frame["slice"] = pd.Categorical.from_codes(longest.codes, list(longest.names))
    return lambda: frame.groupby("slice", observed=True)["c"].agg(["sum", "count"])


def timed(work):
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main():
    data = audit()
    ready = Prepared(data)
    families = [(role,) for role in DIMENSIONS]
    bare = floor(data, ready.outcomes.correct)
    found = measured(ready, "accuracy", families)
    wanted = bare()
    longest = max(DIMENSIONS, key=DIMENSIONS.__getitem__)
    for name, (right, n) in zip(wanted.index, wanted.to_numpy(), strict=True):
        one = found[longest][name]
        if (one.numerator, one.n) != (right, n) or not one.low <= one.value <= one.high:
            raise AssertionError(name)
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        best = [
            min(best[0], timed(bare)),
            min(best[1], timed(lambda: measured(ready, "accuracy", families))),
        ]
    ratio = best[1] / best[0]
    many = sum(len(one) for one in found.values())
    sys.stdout.write(f"one groupby of pandas        {best[0]:9.1f} ms\n")
    sys.stdout.write(f"{many} slices, with intervals {best[1]:9.1f} ms\n")
    missed = "" if ratio <= TARGET else "  MISSED"
    sys.stdout.write(f"ratio {ratio:.2f}  target <= {TARGET:g}{missed}\n")
    sys.stdout.write(
        f"all measures of these slices {timed(lambda: score_all(data, families)):9.1f} ms\n"
    )
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main())
