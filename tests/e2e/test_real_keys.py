"""Real keys in a real window: xdotool types before an X server, and the database is read back.

Nothing of the product runs in this process but the making of the project: what is tested is what a
keyboard does to the program as its users start it, with a kill -9 in the middle.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewer_audit import settings
from reviewer_audit.services import projects
from tests.faults.test_kill_window import homes

ROOT = Path(__file__).parents[2]
ITEMS, KILLED_AT = 200, 100
GUARD = 0.155  # after an item has changed the desk takes no answer for 150 ms
PATIENCE = 20.0
REASON = "Xvfb and xdotool are not there"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason=REASON),
]


@pytest.fixture
def display():
    """An X server of our own."""
    read, wrote = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(wrote), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=(wrote,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(wrote)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    assert number, "the X server did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=20)


class Hands:
    """A window, and somebody who types before it."""

    def __init__(self, path, env):
        self._env = env
        self._path = path
        self.child = subprocess.Popen(
            [sys.executable, "-m", "ui", str(path)], env=env, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        found = self._xdotool("search", "--sync", "--onlyvisible", "--pid", str(self.child.pid))
        self._window = found.split()[-1]
        self.press("--window", self._window, do="windowfocus")

    def press(self, *keys, do="key"):
        """Press keys one after the other, as X names them."""
        target = keys if do != "key" else ("--delay", "8", *keys)
        if do == "windowfocus":
            target = (self._window,)
        self._xdotool(do, *target)

    def type(self, words):
        self._xdotool("type", "--delay", "5", words)

    def settle(self, book):
        """Wait until the desk takes keys: a note that is begun comes into the file; take it back."""
        before, end = book.notes(), time.monotonic() + 2 * PATIENCE
        while book.notes() == before:
            assert time.monotonic() < end, "the desk took no key"
            self.press("n")
            self.type(".")
            book.look_for(lambda: book.notes() != before, 3.0)
        typed = len("".join(book.notes())) - len("".join(before))
        self.press(*["BackSpace"] * typed, "Escape")
        assert book.look_for(lambda: book.notes() == before, PATIENCE)
        time.sleep(GUARD)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(timeout=20)

    def _xdotool(self, *words):
        done = subprocess.run(
            ["xdotool", *words], env=self._env, check=True, capture_output=True, text=True,
            timeout=60,
        )  # fmt: skip
        return done.stdout


class Book:
    """The project file, looked into while the window writes it."""

    def __init__(self, path):
        self._address = f"{path.as_uri()}?mode=ro"

    def ask(self, sql):
        file = sqlite3.connect(self._address, uri=True, timeout=5)
        try:
            return file.execute(sql).fetchall()
        finally:
            file.close()

    def notes(self):
        return [note for (note,) in self.ask("select note from draft")]

    def look_for(self, rule, seconds):
        end = time.monotonic() + seconds
        while not rule() and time.monotonic() < end:
            time.sleep(0.004)
        return rule()

    def wait(self, sql, wanted):
        if not self.look_for(lambda: self.ask(sql)[0][0] == wanted, PATIENCE):
            pytest.fail(f"{sql} is {self.ask(sql)}, not {wanted}")


class Script:
    """Ten ways to grade an item; each says what the database must hold after it."""

    def __init__(self, hands, book):
        self.hands, self.book = hands, book
        self.rows = []  # what was typed: position, kind, labels, revision, flagged, note, query

    def grade(self, position):
        ways = (
            self.plainly, self.spam, self.searched, self.noted, self.flagged, self.not_judged,
            self.skipped, self.further, self.revised, self.asked,
        )  # fmt: skip
        ways[(position - 1) % len(ways)](position)

    def plainly(self, at):
        self.hands.press("1", "Return")
        self._expect(at, labels=["ok"])

    def spam(self, at):
        self.hands.press("2", "Return")
        self._expect(at, labels=["spam"])

    def searched(self, at):
        self.hands.press("slash")
        self.hands.type("thr")
        self.hands.press("Return", "Return")
        self._expect(at, labels=["threat"])

    def noted(self, at):
        self.hands.press("n")
        self.hands.type(f"because 1 of {at}")
        self.hands.press("Escape", "2", "Return")
        self._expect(at, labels=["spam"], note=f"because 1 of {at}")

    def flagged(self, at):
        self.hands.press("f", "1", "Return")
        self._expect(at, labels=["ok"], flagged=1)

    def not_judged(self, at):
        self.hands.press("u", "2", "Return")
        self._expect(at, kind="cannot_judge")

    def skipped(self, at):
        self.hands.press("w")
        self._expect(at, kind="skipped")

    def further(self, at):
        self.hands.press("2", "plus", "3", "Return")
        self._expect(at, labels=["spam", "threat"])

    def revised(self, at):
        self.hands.press("2", "Return")
        self._expect(at, labels=["spam"])
        self.hands.press("ctrl+z")
        time.sleep(0.12 + GUARD)  # the item comes back by itself
        self.hands.press("3", "Return")
        self._expect(at, labels=["threat"], revision=2)

    def asked(self, at):
        self.hands.press("1", "q")
        self.hands.type("is 2 right?")
        self.hands.press("ctrl+Return")
        self._expect(at, labels=["ok"], query="is 2 right?")

    def _expect(self, at, *, kind="answer", labels=(), revision=1, flagged=0, note="", query=""):
        self.rows.append((at, kind, list(labels), revision, flagged, note, query))
        self.book.wait("select count(*) from grade", len(self.rows))
        time.sleep(GUARD)


def test_that_200_items_typed_on_a_real_keyboard_stand_in_the_database_as_typed(
    store, make, tmp_path, display
):
    make.fill(store, ITEMS)
    store.close()
    home = tmp_path / "home"
    home.mkdir()
    env = homes(home) | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
    ours = Path(env["XDG_CONFIG_HOME"]) / settings.APP / "settings.json"
    settings.save(settings.AppSettings(name="Ann"), ours)
    book = Book(store.path)
    hands = Hands(store.path, env)
    try:
        script = Script(hands, book)
        hands.settle(book)
        for position in range(1, KILLED_AT + 1):
            script.grade(position)
        hands.press("n")
        hands.type("half a sentence")
        book.wait("select count(*) from draft where note = 'half a sentence'", 1)
        hands.kill()
        hands = script.hands = Hands(store.path, env)
        hands.settle(book)
        hands.press("1", "Return")
        script._expect(KILLED_AT + 1, labels=["ok"], note="half a sentence")
        for position in range(KILLED_AT + 2, ITEMS + 1):
            script.grade(position)
    finally:
        hands.kill()
    found = book.ask(
        "select a.position, g.kind, g.labels, g.revision, g.flagged, g.note, g.query"
        " from grade g join assignment a on a.id = g.assignment_id order by g.id"
    )
    assert [(*row[:2], json.loads(row[2]), *row[3:]) for row in found] == script.rows
    assert len(script.rows) > ITEMS, "undo makes revisions"
    assert book.ask("select count(*) from draft") == [(0,)]
    again = projects.open_project(store.path)
    assert projects.verify(again) is None
    again.close()
