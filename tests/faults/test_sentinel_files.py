"""Nothing that the vendor said leaves the project file while somebody grades in the window."""

import json
import subprocess
import sys
from pathlib import Path

from reviewer_audit import settings
from tests.faults.test_kill_window import ROOT, homes


def places(folder, sentinel):
    """Yield each file under a folder that tells the sentinel, in its name or its bytes."""
    spellings = [sentinel.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    for path in folder.rglob("*"):
        told = path.read_bytes() if path.is_file() else b""
        if sentinel in path.name or any(one in told for one in spellings):
            yield path


def test_that_grading_in_the_window_leaves_nothing_of_the_vendor_anywhere(store, make, tmp_path):
    make.fill(store, 6)
    store.close()
    home = store.path.parent / "home"
    home.mkdir()
    env = homes(home)
    ours = Path(env["XDG_CONFIG_HOME"]) / settings.APP / "settings.json"
    settings.save(settings.AppSettings(name="Ann"), ours)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.window_process", "watch", str(store.path),
         make.SENTINEL],
        check=False, capture_output=True, text=True, timeout=240, cwd=ROOT, env=env,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["graded"] == 5
    assert seen["words"] > 1000, "the walk sees what is shown"
    assert seen["met"] == []
    assert make.SENTINEL not in done.stdout.replace(json.dumps(seen), "") + done.stderr
    assert list(places(tmp_path, make.SENTINEL)) == [store.path]
    written = {path.name for path in home.rglob("*") if path.is_file()}
    assert {"settings.json", "app.log", "crash.log"} <= written, "the run wrote what it writes"
