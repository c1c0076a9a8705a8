"""A whole audit in the real window, by keys alone; its scorecard against ``stats --json``."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from reviewer_audit import __version__
from reviewer_audit.assets import resource
from reviewer_audit.changes import Topic
from reviewer_audit.reports.results import SCORE_KEYS
from reviewer_audit.services import analysis, overview, projects
from tests.e2e.test_scorecard import agrees, same, table
from tests.e2e.window import CTRL, KEYS, Keyboard
from ui.screens.grading import keyboard as desk_keys

ROOT = Path(__file__).parents[2]
BY_HAND, DRAWN = 20, 60
HOTKEYS = {
    "no_violation": "1", "spam": "2", "fake_reviews": "3", "counterfeit": "4",
    "misleading_listing": "5", "restricted_goods": "6", "off_platform_payment": "7",
    "impersonation": "8", "personal_data": "9", "targeted_insult": "0",
}  # fmt: skip


@pytest.fixture
def sit_down(qapp, tmp_path):
    """Start the window; the next start finds the preferences of the one before."""
    open_now = []

    def start():
        open_now.append(Keyboard(tmp_path))
        return open_now[-1]

    def leave(keys):
        open_now.remove(keys)
        keys.close()
        assert keys.strays.found == set(), "windows flashed up beside the main one"

    yield start, leave
    while open_now:
        open_now.pop().close()


@pytest.fixture(scope="module")
def right_keys():
    """Return the digit that is right for each content of the sample."""
    with resource("demo/truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["Item ID"]: row["Label"] for row in csv.DictReader(file)}
    rows = openpyxl.load_workbook(resource("demo/vendor_decisions.xlsx")).worksheets[0].values
    return {
        str(row[2]).strip(): HOTKEYS.get(truth.get(str(row[1]), ""), "1") for row in rows if row[2]
    }


def grades(path):
    """Return (position, revision, labels, action) of each grade, as a reader of the file finds it."""
    store = projects.open_project(path)
    try:
        with store.read() as tx:
            sql = (
                "select a.position, g.revision, g.kind, g.labels, g.note from grade g"
                " join assignment a on a.id = g.assignment_id order by g.id"
            )
            return [tuple(row) for row in tx.execute(text(sql))]
    finally:
        store.close()


def begin(keys, folder):
    """Make a new project on the sample's policy."""
    keys.press(KEYS.Key_N, CTRL)
    keys.type("Autumn launch")
    keys.tab_to("newaudit:choose")
    keys.press(KEYS.Key_Return)
    keys.give_file(folder)
    keys.fill("newaudit:person", "Lea")
    keys.tab_to("newaudit:source:general")
    keys.press(KEYS.Key_Right)
    keys.give_file(resource("policies/sample.yaml"))
    keys.picture("01-new")
    keys.tab_to("newaudit:make")
    keys.press(KEYS.Key_Return)
    keys.wait(lambda: keys.session.has_project and keys.window.front == "data")
    keys.settle()


def bring_in(keys):
    """Look at the guesses, change some, import."""
    keys.press(KEYS.Key_I, CTRL)
    keys.give_file(resource("demo/vendor_decisions.xlsx"))
    state = keys.page.bringing
    keys.wait(lambda: state.review is not None and not state.busy)
    guessed = {one.name: str(one.role) for one in state.review.columns}
    assert (guessed["Item ID"], guessed["Label"], guessed["Shift"]) == ("item_id", "label", "team")
    assert keys.tab_to("data:role:Item ID").currentText() == "Item id"
    shown = keys.tab_to("data:role:Shift")
    assert shown.currentText() == "Team"
    for _step in range(2):  # over "Reviewer", which is taken
        keys.press(KEYS.Key_Down)
        keys.settle()
    assert shown.currentText() == "Tenure"
    kept = {one.name: str(one.role) for one in state.review.columns}
    assert kept == guessed | {"Shift": "tenure"}, "stepping over a role took it from its column"
    keys.pick("data:labels:Low quality", "Spam")
    keys.wait(lambda: state.can_import)
    assert state.review.accepted == 2401
    keys.picture("02-data")
    keys.press(KEYS.Key_Return, CTRL)
    keys.wait(lambda: state.path is None)
    keys.settle()
    keys.picture("03-imported")


def draw(keys):
    """Draw for Ann, who is named here for the first time."""
    keys.visit("sample")
    keys.fill("sample:size", str(DRAWN))
    keys.fill("sample:auditor:new", "Ann")
    keys.press(KEYS.Key_Return)
    keys.fill("sample:seed", "7")
    keys.wait(lambda: keys.page.planner.can_draw())
    keys.picture("04-plan")
    keys.find_action("draw the sample")
    keys.wait(lambda: keys.page.pages.currentWidget() is keys.page.drawn)
    keys.settle()
    keys.picture("05-drawn")


def answer(keys, right_keys, *, wrong=False):
    """Answer the item in front as an auditor who knows, or does not."""
    keys.ready()
    digit = right_keys[keys.desk.item.content.strip()]
    keys.grade("2" if wrong and digit == "1" else digit)


def grade_by_hand(keys, right_keys):
    """Grade twenty items, with all that an answer may hold."""
    keys.sit("Ann")
    assert keys.window.front == "grade"
    assert keys.steps == ["Policy · v2026-09", f"Grade · {DRAWN} left"]
    for position in range(1, BY_HAND + 1):
        keys.wait(lambda: keys.desk.item is not None)
        assert keys.desk.item.position == position
        if position == 3:
            keys.ready()
            keys.type("nseen twice 123")
            keys.press(KEYS.Key_Escape)
            keys.type("fc")
        elif position == 5:
            keys.ready()
            keys.type("u")
            keys.grade("2")
            continue
        answer(keys, right_keys)
    keys.picture("06-desk")
    keys.press(KEYS.Key_Z, CTRL)
    keys.wait(lambda: keys.desk.recorded is not None)
    assert keys.desk.item.position == BY_HAND
    keys.ready()
    keys.type("9")
    keys.picture("07-undo")
    keys.press(KEYS.Key_Return)
    keys.wait(lambda: keys.desk._sent is None and keys.desk.sitting.revised == 1)
    assert keys.desk.item.position == BY_HAND + 1


def come_again(keys, path):
    """Open the project by its path, or as the newest of the recent ones."""
    keys.press(KEYS.Key_O, CTRL)
    keys.give_file(path)
    keys.wait(lambda: keys.session.has_project and keys.window.front == "grade")
    keys.wait(lambda: keys.desk.item is not None)


def reveal(keys):
    keys.visit("results")
    keys.picture("10-blind")
    keys.find_action("reveal")
    assert keys.focus.objectName() == "reveal:no", "the careful answer has the focus"
    keys.picture("11-reveal")
    keys.press(KEYS.Key_Tab)
    assert keys.focus.objectName() == "reveal:yes"
    keys.press(KEYS.Key_Return)
    keys.wait(lambda: keys.page.vm.results is not None)
    keys.settle()
    keys.picture("12-results")


def write(keys, folder):
    keys.visit("reports")
    keys.wait(lambda: keys.page.vm.may_write)
    keys.settle()
    keys.fill("reports:folder", str(folder))
    keys.press(KEYS.Key_Return)
    keys.picture("13-reports")
    keys.find_action("write reports")
    keys.wait(lambda: keys.page.result.isVisible())
    keys.picture("14-written")


def compare(path, folder):
    """Hold every measure and every slice of the workbook against ``stats --json``."""
    store = projects.open_project(path)
    try:
        by = ("vendor", "queue", "language", "market", "vendor+queue")
        stats = analysis.as_json(analysis.results(store, by=by))
    finally:
        store.close()
    assert (stats["decisions"], stats["graded_decisions"]) == (DRAWN, DRAWN - 1)
    files = sorted(folder.glob("*.xlsx"))
    assert len(files) == 1 + len(stats["by"]["vendor"])
    (whole,) = [one for one in files if not any(v in one.name for v in stats["by"]["vendor"])]
    book = openpyxl.load_workbook(whole)
    seen = set()
    for row in table(book["KPI detail"], "Key"):
        if row["Key"] in SCORE_KEYS:
            found = stats["overall"][row["Key"]]
            for column, field in (("Value", "value"), ("Low", "low"), ("High", "high")):
                assert same(row[column], found[field]), (row["Key"], column)
            assert row["n"] == found["n"], row["Key"]
            seen.add(row["Key"])
    assert seen == set(SCORE_KEYS)
    roles = {"Vendor": "vendor", "Queue": "queue", "Language": "language", "Market": "market",
             "Vendor and queue": "vendor+queue"}  # fmt: skip
    counted = dict.fromkeys(roles.values(), 0)
    for row in table(book["Breakdowns"], "By"):
        role = roles.get(row["By"])
        if role:
            name = row["Value"].replace(" · ", " + ")
            agrees(row, stats["by"][role][name], f"{role} {name}")
            counted[role] += 1
    assert counted == {role: len(stats["by"][role]) for role in counted}
    return stats


def test_that_a_whole_audit_goes_by_keys_alone(sit_down, tmp_path, right_keys, monkeypatch):
    start, leave = sit_down
    keys = start()
    begin(keys, tmp_path)
    path = tmp_path / "Autumn launch.audit"
    bring_in(keys)
    draw(keys)
    grade_by_hand(keys, right_keys)
    leave(keys)

    kept = grades(path)
    assert [row[0] for row in kept] == [*range(1, BY_HAND + 1), BY_HAND]
    assert kept[-1][1:4] == (2, "answer", '["personal_data"]')
    assert kept[2][4] == "seen twice 123", "what is typed into a field grades nothing"
    assert kept[4][2] == "cannot_judge"

    keys = start()
    come_again(keys, path)
    assert keys.session.person.name == "Ann"
    assert keys.desk.item.position == BY_HAND + 1, "where she left off"
    assert keys.done == BY_HAND
    assert f"{BY_HAND} of {DRAWN}" in keys.page.header.count.full
    keys.picture("08-resumed")
    monkeypatch.setattr(desk_keys, "GUARD_MS", 0)
    for position in range(BY_HAND + 1, DRAWN + 1):
        answer(keys, right_keys, wrong=position % 15 == 0)
    keys.wait(lambda: keys.steps[-1] == "Grade · done", "the rail to say that all is done")
    keys.picture("09-done")
    keys.sit("Lea")
    reveal(keys)
    write(keys, tmp_path / "scorecards")
    leave(keys)

    assert len(grades(path)) == DRAWN + 1
    stats = compare(path, tmp_path / "scorecards")
    assert 0 < stats["overall"]["accuracy"]["value"] < 1


def test_that_the_rail_is_counted_again_for_what_came_while_it_was_counted(
    sit_down, store, make, monkeypatch
):
    start, leave = sit_down
    keys = start()
    make.fill(store, 2)
    keys.session.person = make.person(store, "Lea")
    keys.session.use(store)
    keys.settle()
    count, counted = overview.overview, []

    def counting(store, person):
        counted.append(person.name)
        return count(store, person)

    monkeypatch.setattr(overview, "overview", counting)
    keys.window._refresh(Topic.ROUNDS)
    keys.window._refresh(Topic.ROUNDS)
    keys.window._refresh(Topic.ROUNDS)
    keys.settle()
    assert counted == ["Lea", "Lea"]
    leave(keys)


def run_smoke(broken="pass"):
    code = (
        f"import sys, ui.smoke; {broken}; from ui.app import main; sys.exit(main(['x', '--smoke']))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        check=False, capture_output=True, text=True, timeout=240, cwd=ROOT,
    )  # fmt: skip


def test_that_smoke_tries_a_whole_audit_and_says_so_in_one_line():
    done = run_smoke()
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = done.stdout.splitlines()
    said = f"smoke ok {__version__} 2400 decisions, 12 drawn, 3 graded, 4 workbooks, "
    assert line.startswith(said)


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ("ui.smoke.PATIENCE = 0", "making a project takes too long"),
        ("ui.smoke.resource = lambda name: ui.smoke.Path('absent') / name", "sample.yaml"),
    ],
)
def test_that_smoke_says_in_one_line_what_failed(broken, word):
    done = run_smoke(broken)
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"smoke failed {__version__} ")
    assert word in line


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not there")
def test_that_the_same_goes_before_a_real_x_server():
    read, wrote = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(wrote), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(wrote,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(wrote)
    try:
        with os.fdopen(read) as said:
            display = said.readline().strip()
        assert display, "the X server did not start"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
             f"{__file__}::test_that_a_whole_audit_goes_by_keys_alone"],
            check=False, capture_output=True, text=True, timeout=400, cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{display}"},
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "1 passed" in done.stdout
