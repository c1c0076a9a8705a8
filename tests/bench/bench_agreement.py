"""Agreement on 1,000,000 units x 3 raters x 5 categories against packing and counting the codes.

Run as: python tests/bench/bench_agreement.py
"""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.panel import pairs_panel, panel

UNITS, RATERS, Q, REPEATS = 1_000_000, 3, 5, 7


def judgments():
    rng = np.random.default_rng(1)
    truth = rng.choice(Q, UNITS, p=[0.70, 0.15, 0.08, 0.05, 0.02])
    wrong = rng.random((RATERS, UNITS)) < 0.12
    return np.where(wrong, rng.integers(0, Q, (RATERS, UNITS)), truth).astype(np.uint8)


def floor(values):
    first, second, third = values
    key = (first * np.uint8(Q + 1) + second) * np.uint8(Q + 1) + third
    return np.bincount(key, minlength=(Q + 1) ** RATERS)


def best(work, repeats=REPEATS):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def main():
    values = judgments()
    codes = Codes(values, Q)
    base = best(lambda: floor(values))
    few = 100_000
    clusters = np.arange(few) // 2
    rows = {
        "pack + bincount, 1,000,000 x 3": base,
        "panel without draws": best(lambda: panel(codes, draws=2)),
        "panel, 2,000 draws": best(lambda: panel(codes)),
        "panel of 1,000 units": best(lambda: panel(Codes(values[:, :1000].copy(), Q))),
        "100,000 pairs in clusters of 2": best(
            lambda: pairs_panel(values[0, :few], values[1, :few], Q, clusters=clusters)
        ),
    }
    for name, taken in rows.items():
        sys.stdout.write(f"{name:34}{taken:9.2f} ms {taken / base:7.1f} x\n")


if __name__ == "__main__":
    main()
