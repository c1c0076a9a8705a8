"""Failures, log, preferences and start-up: nothing lost, nothing told that is content."""

import json
import logging
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from reviewer_audit import log, settings
from reviewer_audit.errors import StorageError
from reviewer_audit.settings import AppSettings, RecentAudit
from ui.failures import Failures

ROOT = Path(__file__).parents[2]
HEAVY = {
    "sqlalchemy", "pandas", "numpy", "scipy", "matplotlib", "openpyxl", "pyarrow", "yaml", "msgspec",
}  # fmt: skip


SECRET = "the content of an item"


def boom(text=SECRET):
    raise KeyError(text)


@pytest.fixture
def failures(tmp_path, qtbot):
    made = Failures(tmp_path)
    yield made
    if made._notice is not None:
        made._notice.close()


def test_that_an_unexpected_failure_is_written_without_content_and_told_once(
    failures, tmp_path, qtbot
):
    for _ in range(3):
        try:
            boom()
        except KeyError as error:
            failures.take(error)
    qtbot.waitUntil(lambda: failures._notice is not None)
    qtbot.waitUntil(lambda: failures._count == 3)
    written = (tmp_path / "crash.log").read_text(encoding="utf-8")
    assert written.count("builtins.KeyError") == 3
    assert "test_failures.py" in written
    assert SECRET not in written
    assert stat.S_IMODE((tmp_path / "crash.log").stat().st_mode) == 0o600
    shown = " ".join(label.text() for label in failures._notice.findChildren(QLabel))
    assert SECRET not in shown
    assert not failures._notice.isModal() or failures._notice.windowModality()


def test_that_a_failure_in_a_thread_is_told_in_the_gui_thread(failures, qtbot):
    seen = []
    failures._came.connect(lambda *_: seen.append(threading.current_thread()))

    def work():
        try:
            boom()
        except KeyError as error:
            failures.take(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: failures._notice is not None)
    assert seen == [threading.main_thread()]


def test_that_an_expected_failure_keeps_its_words(failures, qtbot, tmp_path):
    failures.take(StorageError("The disk is full.", "Nothing was lost."))
    qtbot.waitUntil(lambda: failures._count == 1)
    assert "[store.refused]" in (tmp_path / "crash.log").read_text(encoding="utf-8")
    assert failures._notice is None


def test_that_the_log_holds_ids_and_counts_only(tmp_path):
    path = log.start(tmp_path)
    try:
        logger = logging.getLogger("reviewer_audit.test")
        logger.info("imported %d rows of %s by %s", 12, SECRET, "p-12")
        try:
            boom()
        except KeyError:
            logger.exception("import failed")
        for handler in logging.getLogger().handlers:
            handler.flush()
    finally:
        log.stop()
    text = path.read_text(encoding="utf-8")
    assert "imported 12 rows of <22 characters> by p-12" in text
    assert "builtins.KeyError" in text
    assert SECRET not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_that_preferences_come_back_as_they_were_kept(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    kept = AppSettings(look="dark", text_percent=150, name="Ann", seats={"a": "b"}).opened(
        RecentAudit(path="/x/a.audit", title="A", state="Closed")
    )
    settings.save(kept, path)
    assert settings.load(path) == kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"look": 7, "text_percent": "big", "recent": 3, "seats": [], "new": 1}',
     '{"recent": [7, {"path": 1}, {"title": "no path"}], "seats": {"a": 4}}'],
)  # fmt: skip
def test_that_damaged_preferences_cost_only_what_cannot_be_read(text, tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    assert settings.load(path) == AppSettings()


def test_that_ten_audits_are_remembered_the_newest_first():
    kept = AppSettings()
    for n in [*range(12), 5]:
        kept = kept.opened(RecentAudit(path=f"/{n}.audit"))
    assert [one.path for one in kept.recent][:3] == ["/5.audit", "/11.audit", "/10.audit"]
    assert len(kept.recent) == 10
    assert "/11.audit" not in {one.path for one in kept.forgotten("/11.audit").recent}


# -- start-up ---------------------------------------------------------------------------------


def run(code, **env):
    return subprocess.run(
        [sys.executable, "-c", code],
        check=False, capture_output=True, cwd=ROOT, text=True, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **env},
    )  # fmt: skip


FIRST = """
import json, sys
from PySide6.QtWidgets import QApplication
def painted():
    (window,) = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    window.grab()
    while window.front != "home":
        QApplication.processEvents()
    print(json.dumps(sorted({m.partition(".")[0] for m in sys.modules})))
    return 0
QApplication.exec = staticmethod(painted)
from ui.app import main
sys.exit(main(["x"]))
"""


def test_that_the_first_window_is_painted_without_heavy_libraries(tmp_path):
    own = {f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    done = run(FIRST, **own)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(json.loads(done.stdout))


HOOKS = """
import sys, threading, gc
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.failures import Failures
app = QApplication(sys.argv)
failures = Failures(Path(sys.argv[1]), app)
failures.install()
def slot(): raise ValueError("SECRET")
def work(): raise KeyError("SECRET")
class Bad:
    def __del__(self): raise OSError("SECRET")
QTimer.singleShot(0, slot)
thread = threading.Thread(target=work); thread.start(); thread.join()
bad = Bad(); del bad; gc.collect()
QTimer.singleShot(300, app.quit)
code = app.exec()
failures.remove()
sys.exit(code)
"""


def test_that_each_hook_writes_the_crash_file(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", HOOKS, str(tmp_path)],
        check=False, capture_output=True, cwd=ROOT, text=True, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "crash.log").read_text(encoding="utf-8")
    for kind in ("ValueError", "KeyError", "OSError"):
        assert f"builtins.{kind}" in written
    assert "SECRET" not in written + done.stdout + done.stderr
