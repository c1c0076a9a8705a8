"""kill -9 while somebody grades in the real window: no grade that showed "Saved" is lost."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from reviewer_audit import settings
from reviewer_audit.services import projects

ROOT = Path(__file__).parents[2]
SEED = 10
MOST = 40  # grades of one run of the window


def homes(folder):
    """Return an environment in which all that belongs to the user lies in a folder."""
    own = {"HOME": folder, "TMPDIR": folder / "tmp"}
    own |= {f"XDG_{name}_HOME": folder / name for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    for path in own.values():
        path.mkdir(exist_ok=True)
    own["XDG_RUNTIME_DIR"] = folder / "tmp"
    return {**os.environ, **{k: str(v) for k, v in own.items()}, "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def ann_s_home(tmp_path):
    """A user whose usual name is Ann."""
    home = tmp_path / "home"
    home.mkdir()
    env = homes(home)
    ours = Path(env["XDG_CONFIG_HOME"]) / settings.APP / "settings.json"
    settings.save(settings.AppSettings(name="Ann"), ours)
    return env


def acknowledged(path, env, rng):
    """Let somebody grade in a window, kill it at a random moment, return what it said is saved."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.window_process", "kill", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT, env=env,
    )  # fmt: skip
    try:
        assert child.stdout.readline().strip() == "ready", child.communicate()[1][-2000:]
        told = [int(child.stdout.readline()) for _ in range(rng.randrange(1, MOST))]
        try:
            child.wait(timeout=rng.random() * 0.03)
        except subprocess.TimeoutExpired:
            pass
        else:
            pytest.fail("the window ended by itself")
    finally:
        child.send_signal(signal.SIGKILL)
        rest, _errors = child.communicate()
    return told + [int(line) for line in rest.split("\n")[:-1] if line]


def kill_and_check(store, make, env, times):
    make.fill(store, MOST * times * 4)
    store.close()
    rng = random.Random(SEED)
    saved = set()
    for _ in range(times):
        saved |= set(acknowledged(store.path, env, rng))
        again = projects.open_project(store.path)
        try:
            assert not again.read_only
            assert projects.verify(again) is None
            with again.read() as tx:
                kept = {row[0] for row in tx.execute(text("select assignment_id from grade"))}
                marked = tx.execute(
                    text("select count(*) from assignment where state = 'answer'")
                ).scalar()
        finally:
            again.close()
        assert saved <= kept, "a grade that showed Saved was lost"
        assert marked == len(kept), "a grade without its mark, or a mark without its grade"
        assert len(kept) - len(saved) <= times, "at most one grade a run is saved unacknowledged"
    return len(saved)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_that_no_grade_shown_as_saved_is_lost_when_the_window_is_killed(store, make, ann_s_home):
    assert kill_and_check(store, make, ann_s_home, 2) > 5, "an empty sweep proves nothing"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_that_no_grade_shown_as_saved_is_lost_in_10_kills(store, make, ann_s_home, capsys):
    saved = kill_and_check(store, make, ann_s_home, 10)
    assert saved > 60
    with capsys.disabled():
        print(f"\n10 kills of the window, {saved} grades shown as saved, none lost")
