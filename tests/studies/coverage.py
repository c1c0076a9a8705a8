"""The coverage study: python -m tests.studies.coverage [--audits 2000] [--out FILE]."""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.studies import coverage_accuracy as accuracy
from tests.studies import coverage_agreement as agreement
from tests.studies import coverage_methods as methods
from tests.studies.audits import DESIGNS, REVIEWERS_FEW
from tests.studies.coverage_page import page

OUT = Path(__file__).parents[2] / "docs" / "coverage-study.md"
DESIGN = {design.key: design for design in (*DESIGNS, REVIEWERS_FEW)}
ERRORS = (0.01, 0.02, 0.05)
CHECKS = tuple(
    accuracy.Check(key=key, errors=errors, adjudicated=settled, control=control)
    for errors in ERRORS
    for key, settled, control in (
        ("one auditor", False, 0.0),
        ("differences settled", True, 0.0),
        ("and 5 % of agreements", True, 0.05),
    )
)
CHECKED = (("simple", (200, 1000)), ("two", (200, 1000)), ("r20", (200, 1000)))
FRAMES, SEEN = (50, 200, 1000), (0.1, 0.25, 0.5, 0.8, 0.95)  # batches, and the part seen of each
LARGER = 500  # audits of a cell of the larger rating table, which takes 20 times as long


def _accuracy(job):
    key, p, n, check, audits = job
    return accuracy.cell(DESIGN[key], p, n, audits=audits, check=check)


def _two(job):
    kappa, prevalence, n, audits, interval = job
    return agreement.cells(
        agreement.two_raters, kappa, prevalence, n, audits=audits, interval=interval
    )


def _three(job):
    n, audits = job
    return agreement.cells(
        agreement.three_raters, 0.7, 0.05, n, audits=audits, table="3 raters, 5 categories"
    )


def jobs(audits):
    """Return all work by name, the long ones first."""
    perfect = accuracy.Check()
    plain = [
        (design.key, p, n, perfect, audits)
        for n in reversed(accuracy.SIZES)
        for design in DESIGNS
        for p in accuracy.ACCURACIES
        if n >= design.least
    ]
    erring = [
        (key, p, n, check, audits)
        for key, sizes in CHECKED
        for n in sizes
        for check in CHECKS
        for p in accuracy.ACCURACIES
    ]
    few = [("few", p, 200, perfect, min(audits, 200)) for p in accuracy.ACCURACIES]
    tables = [
        (kappa, prevalence, n)
        for n in reversed(agreement.UNITS)
        for kappa in agreement.KAPPAS
        for prevalence in agreement.PREVALENCES
        if n * prevalence >= agreement.EXPECTED - 1e-9
    ]
    default = [(*one, audits, "dirichlet") for one in tables]
    peers = [
        (*one, audits, kind)
        for kind in ("analytic", "bootstrap")
        for one in tables
        if one[0] == agreement.KAPPAS[1]
    ]
    larger = [(n, min(audits, LARGER)) for n in reversed(agreement.UNITS)]
    return {
        "plain": (_accuracy, plain),
        "erring": (_accuracy, erring),
        "few": (_accuracy, few),
        "agreement": (_two, default),
        "peers": (_two, peers),
        "larger": (_three, larger),
        "methods": (methods.cell, methods.jobs(audits)),
        "batch": (methods.batch, [(frame, seen) for frame in FRAMES for seen in SEEN]),
    }


def run(audits, workers=2):
    """Return the results of all work by name."""
    out = {}
    with ProcessPoolExecutor(workers) as pool:
        for name, (work, todo) in jobs(audits).items():
            start = time.perf_counter()
            out[name] = list(pool.map(work, todo))
            taken = time.perf_counter() - start
            sys.stderr.write(f"{name}: {len(todo)} cells, {taken:.0f} s\n")
    return out


def main():
    """Run the study and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audits", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    start = time.perf_counter()
    found = run(given.audits)
    text = page(found, DESIGN, given.audits)
    given.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    busy = sum(os.times()[:4])
    taken = time.perf_counter() - start
    sys.stderr.write(f"{given.out}: {taken:.0f} s, {busy:.0f} s of processor time\n")


if __name__ == "__main__":
    main()
