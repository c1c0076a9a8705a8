"""From a 100,000 x 14 workbook to committed rows, against reading it and writing it bare.

Floor, in the same run: python-calamine reading the file plus sqlite3 ``executemany`` of the same
rows in one transaction. Run: python -m tests.bench.bench_import [rows] [repeats]
"""

import sys
import tempfile
import time
from pathlib import Path

from reviewer_audit.services import inspecting, intake, projects
from tests.bench import workbook
from tests.bench.bench_intake import POLICY, floor

START_SECONDS = 0.5
TARGET = 1.5


def imported(path, folder):
    """Return the seconds of every stage of a whole import into a new project."""
    store = projects.create_project(folder / "bench.audit", POLICY, by="Bench")
    lead = projects.seat(store, "Bench")
    inspecting.make_ready()  # as the window does when the file dialog opens
    time.sleep(START_SECONDS)
    stages = {}
    start = time.perf_counter()
    prepared = intake.prepare(store, path)
    stages["read and map"] = time.perf_counter() - start
    start = time.perf_counter()
    checked = intake.check(prepared, POLICY)
    stages["validate"] = time.perf_counter() - start
    start = time.perf_counter()
    done = intake.commit(store, prepared, by=lead, checked=checked)
    stages["store and commit"] = time.perf_counter() - start
    store.close()
    (folder / "bench.audit").unlink()
    return stages, done


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "decisions.xlsx"
        workbook.write(path, rows)
        runs = []
        for _ in range(repeats):
            bare = floor(path, folder)
            stages, done = imported(path, folder)
            runs.append((sum(stages.values()) / sum(bare.values()), bare, stages, done))
    runs.sort(key=lambda run: run[0])
    ratio, bare, stages, done = runs[len(runs) // 2]  # the median
    print(f"import of {rows:,} x 14: {done.accepted:,} accepted, {done.quarantined:,} not used")
    for title, found in (("floor", bare), ("import", stages)):
        for stage, seconds in found.items():
            print(f"  {title:7} {stage:24} {seconds:6.2f} s")
    print(f"  ratio {ratio:.2f}, of {runs[0][0]:.2f} to {runs[-1][0]:.2f} (target <= {TARGET})")
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main())
