"""Agreement on 1,000,000 units x 3 raters x 5 categories, against a floor and two peers.

The panel is percent agreement, Fleiss, Krippendorff, AC1, Conger, Brennan-Prediger and Cohen's
kappa of each pair of raters, all with standard errors, from uint8 codes in memory. The floor is
packing the same codes to one key and one numpy bincount of it. Peers: the krippendorff package
(alpha alone) and statsmodels (aggregate_raters and Fleiss' kappa), on the same codes. All are
timed in turn, in the same rounds, and the best of each is compared: what else the machine does
can only slow them down. Draws and Dawid-Skene start from the codes, too; the latter climbs from four
starts to convergence and keeps the chances of the truth by pattern. Memory is the peak of the panel
above its input, numpy's arrays included.

Run as: python tests/bench/bench_agreement.py
"""

import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.latent import dawid_skene
from reviewer_audit.stats.pairwise import pairwise
from reviewer_audit.stats.panel import coefficients

UNITS, RATERS, Q = 1_000_000, 3, 5
ROUNDS, IN_A_ROW = 15, 4
MEGABYTES = 20
WANTED = (
    "percent_agreement",
    "fleiss_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
    "conger_kappa",
    "brennan_prediger",
)


def judgments():
    rng = np.random.default_rng(1)
    truth = rng.choice(Q, UNITS, p=[0.70, 0.15, 0.08, 0.05, 0.02])
    wrong = rng.random((RATERS, UNITS)) < 0.12
    return np.where(wrong, rng.integers(0, Q, (RATERS, UNITS)), truth).astype(np.uint8)


def floor(values):
    first, second, third = values
    key = (first * np.uint8(Q + 1) + second) * np.uint8(Q + 1) + third
    return np.bincount(key, minlength=(Q + 1) ** RATERS)


def whole(values, interval):
    """Return all coefficients, and Cohen's kappa of each pair of raters."""
    given = sample(Codes(values, Q), interval=interval)
    found = coefficients(given)
    pairs = pairwise(given)
    for one in (*(found[key] for key in WANTED), *pairs.values()):
        assert None not in (one.value, one.se)
    return found


def peers(values):
    import krippendorff
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    domain = list(range(Q))
    return {
        "krippendorff (alpha)": lambda: krippendorff.alpha(
            values, value_domain=domain, level_of_measurement="nominal"
        ),
        "statsmodels (Fleiss)": lambda: fleiss_kappa(aggregate_raters(values.T, n_cat=Q)[0]),
    }


def timed(works, rounds, in_a_row=1):
    """Return the best milliseconds of each, taken in turn, a few in a row."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            for _ in range(in_a_row):
                start = time.perf_counter()
                work()
                best[name] = min(best[name], 1000 * (time.perf_counter() - start))
    return best


def memory(values):
    """Return how many MB the panel takes above its input, at most, as Python and numpy count."""
    tracemalloc.start()
    whole(values, "analytic")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def main():
    values = judgments()
    codes = Codes(values, Q)
    quick = timed(
        {
            "pack + bincount": lambda: floor(values),
            "panel": lambda: whole(values, "analytic"),
            "2,000 Dirichlet draws": lambda: whole(values, "dirichlet"),
            "2,000 bootstrap draws": lambda: whole(values, "bootstrap"),
            "Dawid-Skene": lambda: dawid_skene(codes),
        },
        ROUNDS,
        IN_A_ROW,
    )
    slow = timed(peers(values), 3)
    for name, taken in (quick | slow).items():
        sys.stdout.write(f"{name:28}{taken:10.2f} ms\n")
    base, panel = quick["pack + bincount"], quick["panel"]
    found = [("panel / pack + bincount", panel / base, 3.0, True)]
    found += [(f"{name} / panel", taken / panel, 100.0, False) for name, taken in slow.items()]
    found += [
        (f"{name} / panel", quick[name] / panel, 20.0, True)
        for name in ("2,000 Dirichlet draws", "2,000 bootstrap draws")
    ]
    found.append(("Dawid-Skene / panel", quick["Dawid-Skene"] / panel, 5.0, True))
    found.append(("panel, MB above its input", memory(values), MEGABYTES, True))
    missed = False
    for name, ratio, target, most in found:
        good = ratio <= target if most else ratio >= target
        missed |= not good
        sign = "<=" if most else ">="
        sys.stdout.write(
            f"{name:36}{ratio:8.2f}  target {sign} {target:g}{'' if good else '  MISSED'}\n"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
