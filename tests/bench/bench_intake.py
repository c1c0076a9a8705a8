"""Reading and validating 100,000 x 14, as a ratio to what python-calamine and sqlite3 need bare.

The floor is measured in the same run. Run: python -m tests.bench.bench_intake [rows] [repeats]
"""

import sqlite3
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from reviewer_audit import intake
from reviewer_audit.domain.policy import Action, Label, Policy
from reviewer_audit.intake import mapping, sandbox, validation
from tests.bench import workbook

POLICY = Policy(
    name="bench",
    version="1",
    effective_from=date(2024, 1, 1),
    labels=tuple(
        Label(key=text.lower().replace(" ", "_"), title=text, is_violation=text != "No violation")
        for text in workbook.LABELS
    ),
    actions=(
        Action(key="none", title="None", rank=0),
        Action(key="restrict", title="Restrict", rank=1),
        Action(key="remove", title="Remove", rank=2),
    ),
)


@contextmanager
def timed(stages, name):
    """Add the seconds of a block to the stages."""
    start = time.perf_counter()
    yield
    stages[name] = stages.get(name, 0.0) + time.perf_counter() - start


def floor(path, folder):
    """Return what reading with python-calamine and a bare executemany of the same rows take."""
    from python_calamine import CalamineWorkbook

    stages = {}
    with timed(stages, "calamine to_python"):
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    plain = [
        [cell.isoformat() if isinstance(cell, datetime) else cell for cell in row] for row in rows
    ]
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    width = len(plain[0])
    database.execute(f"CREATE TABLE t({','.join(f'c{at}' for at in range(width))})")
    with timed(stages, "sqlite3 executemany"):
        database.execute("BEGIN IMMEDIATE")
        database.executemany(f"INSERT INTO t VALUES({','.join('?' * width)})", plain)
        database.execute("COMMIT")
    database.close()
    (folder / "floor.db").unlink()
    return stages


def ours(path):
    """Return what reading, suggesting and validating take, a cold child process included."""
    sandbox.close()
    stages = {}
    with timed(stages, "read"):
        table = intake.read(path)
    with timed(stages, "suggest"):
        chosen, _ = mapping.suggest(table, policy=POLICY)
    with timed(stages, "validate"):
        result = validation.validate_decisions(table, chosen, POLICY)
    return stages, result


def main(rows=100_000, repeats=3):
    """Print the stages and the ratio of the best runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = workbook.write(folder / "week.xlsx", rows)
        print(f"{rows:,} x {len(workbook.HEADER)}, {path.stat().st_size >> 20} MB")
        floors, runs = [], []
        for _ in range(repeats):
            floors.append(floor(path, folder))
            stages, result = ours(path)
            runs.append(stages)
        assert len(result.rows) == rows, result.problems
        best_floor = min(floors, key=lambda stages: sum(stages.values()))
        best = min(runs, key=lambda stages: sum(stages.values()))
        for title, stages in (("floor", best_floor), ("ours", best)):
            parts = "  ".join(f"{stage} {seconds:.2f} s" for stage, seconds in stages.items())
            print(f"{title:6} {sum(stages.values()):6.2f} s   {parts}")
        ratio = sum(best.values()) / sum(best_floor.values())
        print(f"read + suggest + validate / floor = {ratio:.2f} (before the store)")
        return ratio


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
