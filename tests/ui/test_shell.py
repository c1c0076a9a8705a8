"""The frame: rail by seat, header, palette, keys, failures, preferences, start-up."""

import json
import logging
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from reviewer_audit import log, settings
from reviewer_audit.domain.people import Role
from reviewer_audit.errors import StorageError
from reviewer_audit.settings import AppSettings, RecentAudit
from ui.actions import Action, Actions, fuzzy, matching
from ui.failures import Failures
from ui.main_window import MainWindow
from ui.screens import SCREENS
from ui.session import Session

ROOT = Path(__file__).parents[2]
HEAVY = {
    "sqlalchemy", "pandas", "numpy", "scipy", "matplotlib", "openpyxl", "pyarrow", "yaml", "msgspec",
}  # fmt: skip


@pytest.fixture
def open_window(qtbot, looks, idle):
    sessions = []

    def build(store=None, person=None, **kept):
        session = Session(settings=AppSettings(**kept))
        sessions.append(session)
        window = MainWindow(session, looks)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        if store is not None:
            session.person = person
            session.use(store)
            idle(session)
        return window, session

    yield build
    for session in sessions:
        session.jobs.shutdown()
        session.work.shutdown()


def steps(window):
    rail = window.rail.list
    return [rail.item(at).text().partition(" · ")[0] for at in range(rail.count())]


# -- rail and seat ----------------------------------------------------------------------------


def test_that_without_an_audit_only_home_and_settings_are_offered(open_window):
    window, _session = open_window()
    assert steps(window) == ["Home", "Settings"]
    assert window.front == "home"


def test_that_a_lead_sees_every_step_with_its_live_state(open_window, store, make, idle):
    make.fill(store, 4)
    window, _session = open_window(store, make.person(store, "Lea"))
    assert steps(window) == [screen.title for screen in SCREENS]
    rail = window.rail.list
    assert "Grade · 4 out" in [rail.item(at).text() for at in range(rail.count())]


def test_that_the_rail_follows_a_commit(open_window, store, make, idle):
    window, session = open_window(store, make.person(store, "Lea"))
    rail = window.rail.list
    session.jobs.start(make.fill, store, 3)
    idle(session)
    idle(session)
    assert "Grade · 3 out" in [rail.item(at).text() for at in range(rail.count())]
    assert window.rail.saved.full.startswith("Saved · ")


def test_that_who_has_open_assignments_sees_the_desk_alone(open_window, store, make):
    make.fill(store, 3)
    window, _session = open_window(store, make.person(store, "Ann"))
    assert set(steps(window)) <= {"Grade", "Policy"}
    assert window.front == "grade"
    assert window.rail.line.full == "3 left on your desk"


def test_that_a_lead_at_the_desk_is_asked_and_journalled_before_the_leads_screens(
    open_window, store, make, idle
):
    make.fill(store, 3, auditors=("Lea",))
    window, session = open_window(store, make.person(store, "Lea"))
    assert "Home" not in steps(window)
    assert window.may_take_lead_seat()
    window.ask_for_lead_seat()
    notice = window.findChild(object, "notice")
    notice.findChildren(QAbstractButton)[1].click()
    idle(session)
    idle(session)
    assert "Home" in steps(window)
    from reviewer_audit.services.overview import overview

    assert overview(store, session.person).rounds[0].unblinded == ("Lea",)


def test_that_an_auditor_cannot_take_the_leads_seat(open_window, store, make):
    make.fill(store, 3)
    window, _session = open_window(store, make.person(store, "Ann"))
    assert not window.may_take_lead_seat()
    assert not window.actions_here.run("lead")


def test_that_changing_the_seat_changes_the_rail(open_window, store, make, idle):
    make.fill(store, 3)
    window, session = open_window(store, make.person(store, "Lea"))
    names = [action.text() for action in window.rail.menu.actions() if action.isCheckable()]
    assert names == ["Ann", "Lea"]
    window.rail.menu.actions()[0].trigger()
    idle(session)
    assert session.person.name == "Ann"
    assert "Home" not in steps(window)
    assert session.settings.seats[str(store.path)] == session.person.id


def test_that_every_screen_opens_and_every_widget_that_takes_keys_has_a_name(
    open_window, store, make, idle
):
    make.fill(store, 3)
    window, session = open_window(store, make.person(store, "Lea"))
    for screen in SCREENS:
        window.visit(screen.key)
        idle(session)
        assert window.front == screen.key
        assert not window.grab().isNull()
        nameless = [
            f"{type(widget).__name__} {widget.objectName()}"
            for widget in window.findChildren(object)
            if hasattr(widget, "focusPolicy")
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and not (widget.accessibleName() or getattr(widget, "text", str)())
            and not widget.objectName().startswith("qt_")
        ]
        assert nameless == [], screen.key


def test_that_a_project_that_cannot_be_opened_is_told_in_three_parts(open_window, tmp_path, idle):
    window, session = open_window()
    session.open(tmp_path / "gone.audit")
    idle(session)
    notice = window.findChild(object, "notice")
    assert notice is not None
    assert len([t for t in notice.findChildren(QLabel) if t.text()]) >= 2
    notice.close()
    assert not session.has_project


def test_that_an_audit_made_elsewhere_is_opened_by_its_lead(open_window, store, idle):
    path = store.path
    store.close()
    window, session = open_window()
    window.take(path)
    idle(session)
    idle(session)
    assert session.person.name == "Lea"
    assert session.person.role is Role.LEAD
    assert session.settings.recent[0].path == str(path)
    assert window.windowTitle().startswith("p ·")
    session.close()


def test_that_the_usual_name_sits_down_where_it_is_known(open_window, store, make, idle):
    make.person(store, "Ann")
    path = store.path
    store.close()
    window, session = open_window(name="Ann")
    session.open(path)
    idle(session)
    idle(session)
    assert session.person.name == "Ann"
    session.close()
    del window


def test_that_a_dropped_audit_is_opened(open_window, store, idle, monkeypatch):
    window, _session = open_window()
    taken = []
    monkeypatch.setattr(window, "take", taken.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(store.path))])
    drop = QDropEvent(
        QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(drop)
    assert taken == [store.path]


def test_that_a_dropped_workbook_begins_a_new_audit(open_window, tmp_path, idle):
    window, session = open_window()
    book = tmp_path / "vendor_week_37.csv"
    book.write_text("item_id,decision\n1,Approve\n2,Spam\n", encoding="utf-8")
    window.take(book)
    idle(session)
    assert window.front == "home"
    assert window.findChild(QLineEdit, "newaudit:name").text() == "Vendor week 37"


def test_that_a_file_of_another_kind_is_refused_in_words(open_window, tmp_path):
    window, session = open_window()
    window.take(tmp_path / "song.mp3")
    window.findChild(object, "notice").close()
    assert not session.has_project


# -- palette and keys -------------------------------------------------------------------------


def test_that_ctrl_k_finds_an_action_by_a_few_letters(open_window, qtbot):
    window, _session = open_window()
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.palette_overlay
    assert palette.isVisible()
    qtbot.keyClicks(palette.field, "sett")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.front == "settings"


def test_that_escape_closes_the_palette_and_gives_the_focus_back(open_window, qtbot):
    window, _session = open_window()
    window.rail.list.setFocus()
    window.palette_overlay.ask()
    qtbot.keyClick(window.palette_overlay.field, Qt.Key.Key_Escape)
    assert not window.palette_overlay.isVisible()
    assert window.rail.list.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_that_the_keys_of_the_moment_are_shown(key, open_window, qtbot):
    window, _session = open_window()
    window.activateWindow()
    if key == Qt.Key.Key_F1:
        qtbot.keyClick(window, key)
    else:
        qtbot.keyClicks(window, "?")
    assert window.key_overlay.isVisible()
    shown = {label.text() for label in window.key_overlay.findChildren(QLabel)}
    assert {"Ctrl+K", "Find an action", "Ctrl+O"} <= shown
    qtbot.keyClick(window.key_overlay, Qt.Key.Key_Escape)
    assert not window.key_overlay.isVisible()


def test_that_typing_a_question_mark_in_a_field_stays_there(open_window, qtbot):
    window, _session = open_window()
    window.visit("home", "new")
    field = window.findChild(QLineEdit, "newaudit:name")
    qtbot.keyClicks(field, "why?")
    assert field.text() == "why?"
    assert not window.key_overlay.isVisible()


def act(key, title, **more):
    return Action(key=key, title=title, run=lambda: None, **more)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("mr", "Make report"),
        ("report", "Make report"),
        ("gt", "Grade this"),
        ("open", "Open an audit"),
    ],
)
def test_that_a_few_letters_find_the_action_that_was_meant(wanted, first):
    actions = [act(t, t) for t in ("Open an audit", "Grade this", "Make report", "Remove partner")]
    assert matching(wanted, actions)[0].title == first


def test_that_letters_must_come_in_order():
    assert fuzzy("ba", "ab") is None
    assert fuzzy("", "ab") is not None
    assert fuzzy("OA", "open audit") > fuzzy("oa", "roadside")


def test_that_what_cannot_be_done_now_is_not_offered(open_window):
    window, _session = open_window()
    registry = Actions(window)
    registry.put("x", [act("a", "A", enabled=lambda: False), act("b", "B")])
    assert [one.key for one in matching("", registry.all())] == ["b"]
    assert not registry.run("a")
    registry.put("x", [])
    assert registry.all() == ()


# -- failures, log, preferences ---------------------------------------------------------------


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
    assert "test_shell.py" in written
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


def test_that_the_first_window_is_painted_without_heavy_libraries():
    done = run(
        "import sys, json; from ui.app import main; code = main(['x', '--smoke']);"
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules}))); sys.exit(code)"
    )
    assert done.returncode == 0, done.stderr
    smoke, loaded = done.stdout.splitlines()
    assert smoke.startswith("smoke ok")
    assert not HEAVY & set(json.loads(loaded))


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
