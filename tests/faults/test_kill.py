"""kill -9 while grading: no acknowledged grade is lost, and the project opens every time."""

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress

import pytest
from sqlalchemy import text

from reviewer_audit.services import projects

GRADER = """
import sys
from pathlib import Path
from reviewer_audit.domain.grading import Grade
from reviewer_audit.services import grading, projects

store = projects.open_project(Path(sys.argv[1]))
ann = projects.seat(store, "Ann")
round_id = grading.current_round(store, ann)
position = int(sys.argv[2])
print("ready", flush=True)
while True:
    (item, *_rest) = grading.desk(store, ann, round_id=round_id, limit=1)
    given = Grade(assignment_id=item.assignment_id, labels=("ok",), note=f"n{item.position}")
    grading.answer(store, given, by=ann)
    print(item.assignment_id, flush=True)
"""
SEED = 37


def acknowledged(path, delay, rng):
    """Let a grader work, kill it at a random moment, return what it was told is saved."""
    child = subprocess.Popen(
        [sys.executable, "-c", GRADER, str(path), "0"],
        stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    told = []
    assert child.stdout.readline().strip() == "ready"
    wanted = rng.randrange(0, 12)
    for _ in range(wanted):
        line = child.stdout.readline()
        if line.strip():
            told.append(int(line))
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=rng.random() * delay)
    os.kill(child.pid, signal.SIGKILL)
    rest, _errors = child.communicate()
    return told + [int(line) for line in rest.split() if line.strip().isdigit()]


def kill_and_check(store, make, rounds, seed=SEED):
    make.fill(store, 20 * rounds + 50)
    store.close()
    rng = random.Random(seed)
    saved, hot = set(), 0
    for _ in range(rounds):
        saved |= set(acknowledged(store.path, 0.02, rng))
        hot += store.path.with_name(store.path.name + "-journal").exists()
        again = projects.open_project(store.path)
        try:
            assert not again.read_only
            assert projects.verify(again) is None
            with again.read() as tx:
                kept = {row[0] for row in tx.execute(text("select assignment_id from grade"))}
                states = tx.execute(
                    text("select count(*) from assignment where state = 'answer'")
                ).scalar()
        finally:
            again.close()
        assert saved <= kept, "an acknowledged grade was lost"
        assert states == len(kept), "a grade without its mark, or a mark without its grade"
    return len(saved), hot


def test_that_no_acknowledged_grade_is_lost_to_kill_9(store, make, capsys):
    saved, hot = kill_and_check(store, make, 12)
    assert saved > 20, "an empty sweep proves nothing"
    with capsys.disabled():
        print(f"\n12 kills, {saved} acknowledged grades, none lost, {hot} hot journals")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_that_no_acknowledged_grade_is_lost_in_190_kills(store, make, capsys, part):
    saved, hot = kill_and_check(store, make, 19, seed=SEED + 1 + part)
    assert saved > 40
    with capsys.disabled():
        print(f"\n19 kills, {saved} acknowledged grades, none lost, {hot} hot journals")
