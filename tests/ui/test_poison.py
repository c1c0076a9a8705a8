"""Whatever stands in a project is shown as the characters it has: nothing is rendered or fetched."""

import ctypes
import os
import random
import select
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from reviewer_audit.services import verifying
from reviewer_audit.settings import AppSettings
from tests.ui import poison
from tests.ui.hands import FileHands, Hands
from tests.ui.inspection import faults
from tests.ui.walking import everywhere
from ui.main_window import MainWindow
from ui.session import Session

OPENED = 0x20 | 0x1  # IN_OPEN, IN_ACCESS


class Watch:
    """Tells whether a file was opened, asked of the kernel, and whether somebody called a port."""

    def __init__(self, path):
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK)
        assert self._fd >= 0
        assert libc.inotify_add_watch(self._fd, os.fsencode(path), OPENED) >= 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)  # noqa: FBT003 - the library's
        self.port = self.listener.getsockname()[1]

    def opened(self):
        """Return how many events were told since the last time."""
        if not select.select([self._fd], [], [], 0)[0]:
            return 0
        data, count = os.read(self._fd, 65_536), 0
        while data:
            _wd, _mask, _cookie, length = struct.unpack_from("iIII", data)
            data, count = data[16 + length :], count + 1
        return count

    def called(self):
        """Tell whether anybody called."""
        return bool(select.select([self.listener], [], [], 0)[0])

    def close(self):
        os.close(self._fd)
        self.listener.close()


def settle(session):
    """Let jobs end and everything be painted."""
    end, quiet = time.monotonic() + 20, 0
    while quiet < 4 and time.monotonic() < end:
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()
        quiet = 0 if session.jobs.is_busy or session.work.is_busy else quiet + 1


def red(image: QImage):
    """Tell whether a picture has the colour of the decoy."""
    small = image.convertToFormat(QImage.Format.Format_RGB888)
    data, width = bytes(small.constBits()), small.bytesPerLine()
    return any(
        bytes(poison.RED * 8) in data[y * width : y * width + small.width() * 3]
        for y in range(small.height())
    )


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    """A poisoned project, and what watches its decoy."""
    folder = tmp_path_factory.mktemp("poison")
    trap = poison.decoy(folder)
    watch = Watch(trap)
    yield poison.build(folder, trap, watch.port), watch
    watch.close()


@pytest.fixture
def open_window(poisoned, looks, qtbot):
    """Open the poisoned project in a window, for who is named."""
    made = []

    def show(name):
        session = Session(settings=AppSettings(name=name))
        window = MainWindow(session, looks)
        qtbot.addWidget(window)
        window.show()
        window.resize(1280, 800)
        session.open(poisoned[0])
        settle(session)
        made.append((window, session))
        return window, session

    yield show
    for window, session in made:
        window.close()
        session.close()


def test_that_the_watch_sees_an_opened_decoy_and_a_call(tmp_path):
    trap = poison.decoy(tmp_path)
    watch = Watch(trap)
    try:
        assert (watch.opened(), watch.called()) == (0, False)
        shown = QImage(str(trap))
        assert red(shown)
        assert watch.opened()
        with socket.create_connection(("127.0.0.1", watch.port)):
            assert watch.called()
    finally:
        watch.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel is asked through inotify")
@pytest.mark.parametrize("who", ["lead", "Ann"])
def test_that_no_screen_renders_or_opens_what_a_text_names(who, poisoned, open_window):
    path, watch = poisoned
    watch.opened()
    name = poison.payloads(path.parent / "decoy.png", watch.port)[0][:60] if who == "lead" else who
    window, session = open_window(name)
    seen = []
    for place, shown in everywhere(window, session, settle):
        assert not red(shown.grab().toImage()), place
        rich = [
            label.objectName()
            for label in window.findChildren(QLabel)
            if label.textFormat() != Qt.TextFormat.PlainText and Qt.mightBeRichText(label.text())
        ]
        assert not rich, place
        assert not watch.opened(), place
        assert not watch.called(), place
        assert not faults(window), place
        seen.append(place)
    assert len(seen) >= (20 if who == "lead" else 4), seen
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel is asked through inotify")
@pytest.mark.parametrize("who", ["lead", "Ann"])
def test_that_random_actions_break_nothing(who, poisoned, open_window, monkeypatch, tmp_path):
    """Keys, clicks and text anywhere: no exception, no call, a valid database.

    ``make shake`` does 5,000 a seat, from a new seed each time; the suite a few, always the same.
    """
    turns, seed = int(os.environ.get("SHAKE", "600")), os.environ.get("SHAKE_SEED", "1")
    path, watch = poisoned
    rng = random.Random(who + seed)
    files = FileHands(tmp_path, _files_of(path), rng)
    monkeypatch.setattr(QFileDialog, "open", lambda dialog, *_slot: files.answer(dialog))
    monkeypatch.setenv("HOME", str(tmp_path))
    pages = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(url.scheme()) or True)
    name = poison.payloads(path.parent / "decoy.png", watch.port)[0][:60] if who == "lead" else who
    window, session = open_window(name)
    hands = Hands(window)
    before, me = _journal(path), session.person
    watch.opened()
    for turn in range(turns):
        hands.do(rng)
        if turn % 4 == 0:
            settle(session)  # a person waits for what they asked for
        if turn % 50 == 0:
            _put_away_menus()
            if session.store.path != path:  # hands wander to other audits, and to other seats
                session.open(path)
                settle(session)
            session.sit(me)
        if turn % 200 == 0:
            assert not watch.opened(), turn
            assert not watch.called(), turn
            assert not red(window.grab().toImage()), turn
    settle(session)
    _put_away_menus()
    assert hands.done > turns // 2
    assert session.has_project
    session.close()
    told = verifying.verify(path)
    assert told.whole, told
    with sqlite3.connect(path) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []
    db.close()
    after = _journal(path)
    assert after[: len(before)] == before, "the journal only grows"
    done = Counter(action for _seq, action, _hash in after[len(before) :])
    print(
        f"{who}: {hands.done} of {turns} acts, {files.saved} saved, {files.chosen} opened, wrote {dict(done)}"
    )
    assert done or files.saved, "nothing was completed"
    assert set(pages) <= {"http", "file"}, "folders of reports, and pages of originals"
    # written down first: a desk that is left in between opens nothing any more
    assert pages.count("http") <= done["grade.original"], "nothing opens that is not written down"


def _put_away_menus():
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def _journal(path):
    """Return the journal as number, action and seal."""
    db = sqlite3.connect(path.as_uri().replace("?", "%3f") + "?mode=ro", uri=True)
    try:
        return db.execute("select seq, action, hash from journal order by seq").fetchall()
    finally:
        db.close()


def _files_of(path):
    """Return what a person may choose where a file is asked for: one of each kind."""
    folder = path.parent
    made = [folder / "junk.xlsx", folder / "junk.auditreturn", folder / "words.txt"]
    for one in made:
        one.write_bytes(b"<img src=x> %1 {0}\n" * 5)
    return (*folder.glob("*.csv"), *made)


def _traceable():
    """Tell whether system calls can be watched here."""
    found = shutil.which("strace")
    if found is None:
        return False
    tried = subprocess.run([found, "-o", os.devnull, "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _traced(log, *command, **environment):
    """Run Python under the eyes of the kernel; return what it printed, and its system calls."""
    calls = "trace=open,openat,openat2,socket,connect,sendto,execve"
    program = ["strace", "-f", "-qq", "-s", "4096", "-e", calls, "-o", str(log), sys.executable]
    done = subprocess.run(
        [*program, *command],
        cwd=Path(__file__).parents[2],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout, log.read_text(errors="replace").splitlines()


@pytest.mark.slow
@pytest.mark.skipif(not _traceable(), reason="strace is not here, or may watch nothing")
def test_that_the_kernel_tells_of_an_opened_decoy_and_a_call(tmp_path):
    trap = poison.decoy(tmp_path)
    watch = Watch(trap)
    act = (
        f"import socket; open({str(trap)!r}); socket.create_connection(('127.0.0.1', {watch.port}))"
    )
    _told, seen = _traced(tmp_path / "calls", "-c", act)
    watch.close()
    assert [line for line in seen if trap.name in line and "openat" in line]
    assert [line for line in seen if "AF_INET" in line and "connect" in line]


@pytest.mark.slow
@pytest.mark.skipif(not _traceable(), reason="strace is not here, or may watch nothing")
@pytest.mark.parametrize("who", ["lead", "Ann"])
def test_that_the_kernel_saw_no_decoy_opened_and_no_connection(who, tmp_path):
    trap = poison.decoy(tmp_path)
    watch = Watch(trap)
    path = poison.build(tmp_path, trap, watch.port)
    watch.close()
    name = poison.payloads(trap, watch.port)[0][:60] if who == "lead" else who
    visit = ("-m", "tests.ui.poison_visit", str(path), name)
    told, seen = _traced(
        tmp_path / "calls", *visit, QT_QPA_PLATFORM="offscreen", HOME=str(tmp_path)
    )
    assert int(told.split()[-1]) >= (20 if who == "lead" else 4), told
    assert any(path.name[:8] in line for line in seen if "open" in line), "the project was opened"
    assert not [line for line in seen if trap.name in line and "execve(" not in line]
    assert not [line for line in seen if "AF_INET" in line]
    started = [line for line in seen if "execve(" in line]
    assert len(started) == 1, started
