"""kill -9 among drafts and revisions: what was acknowledged is there, each in its place."""

import os
import random
import signal
import subprocess
import sys

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
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    (item, *_rest) = grading.desk(store, ann, round_id=round_id, limit=1)
    note = f"half of {item.position}"
    grading.save_draft(store, item.assignment_id, note, by=ann)
    print("draft", item.assignment_id, 0, flush=True)
    given = Grade(assignment_id=item.assignment_id, labels=("ok",), note=f"all of {item.position}")
    print("grade", item.assignment_id, grading.answer(store, given, by=ann).revision, flush=True)
    if turn % 3 == 0:
        back, last = grading.undo(store, round_id=round_id, by=ann, steps=1 + turn % 2)
        grading.save_draft(store, back.assignment_id, "better", by=ann)
        print("draft", back.assignment_id, last.revision, flush=True)
        given = Grade(assignment_id=back.assignment_id, labels=("spam",), note="better")
        print("grade", back.assignment_id, grading.answer(store, given, by=ann).revision, flush=True)
"""
SEED = 41


def told_before_kill(path, rng):
    """Let somebody work, kill them at a random moment, return what they were told is kept."""
    child = subprocess.Popen(
        [sys.executable, "-c", GRADER, str(path)], stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert child.stdout.readline().strip() == "ready"
    lines = [child.stdout.readline() for _ in range(rng.randrange(1, 24))]
    try:
        child.wait(timeout=rng.random() * 0.02)
    except subprocess.TimeoutExpired:
        os.kill(child.pid, signal.SIGKILL)
    rest, _errors = child.communicate()
    whole = [line for line in (*lines, *rest.splitlines(keepends=True)) if line.endswith("\n")]
    return [(kind, int(item), int(n)) for kind, item, n in (line.split() for line in whole)]


def kill_and_check(store, make, times, seed):
    make.fill(store, 20 * times + 40)
    store.close()
    rng = random.Random(seed)
    kept, revised = set(), 0
    for _ in range(times):
        told = told_before_kill(store.path, rng)
        kept |= {(item, n) for kind, item, n in told if kind == "grade"}
        revised += sum(kind == "grade" and n > 1 for kind, _item, n in told)
        again = projects.open_project(store.path)
        try:
            assert not again.read_only
            assert projects.verify(again) is None
            with again.read() as tx:
                rows = tx.execute(text("select assignment_id, revision from grade")).all()
                notes = dict(tx.execute(text("select assignment_id, note from draft")).all())
        finally:
            again.close()
        found = {tuple(row) for row in rows}
        assert kept <= found, "an acknowledged grade or revision was lost"
        if told and told[-1][0] == "draft":  # else it went with its grade
            _kind, item, before = told[-1]
            answered = (item, before + 1) in found
            assert item in notes or answered, "an acknowledged draft was lost"
    return len(kept), revised


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_that_no_acknowledged_draft_or_revision_is_lost_to_kill_9(store, make):
    kept, revised = kill_and_check(store, make, 5, SEED)
    assert kept > 15
    assert revised > 2, "an empty sweep proves nothing"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_that_no_acknowledged_draft_or_revision_is_lost_in_40_kills(store, make, capsys):
    kept, revised = kill_and_check(store, make, 40, SEED + 1)
    assert revised > 40
    with capsys.disabled():
        print(f"\n40 kills, {kept} acknowledged grades, {revised} of them revisions, none lost")
