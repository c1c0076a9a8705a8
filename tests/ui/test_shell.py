"""The frame: rail by seat, header, palette, keys, failures, preferences, start-up."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from reviewer_audit.domain.people import Role
from reviewer_audit.services import adjudication, rounds
from reviewer_audit.settings import AppSettings
from tests.unit.services.reviewed import revealed, verdict
from ui.actions import Action, Actions, fuzzy, matching
from ui.main_window import MainWindow
from ui.screens import SCREENS
from ui.session import Session
from ui.theme import Look


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


def test_that_the_frame_is_painted_before_anything_else_is_built(qtbot, looks):
    window = MainWindow(Session(settings=AppSettings()), looks, begin=False)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert (window.front, window.rail.seat.text()) == ("", "")
    assert steps(window) == ["Home", "Settings"]
    window.begin()
    assert (window.front, window.rail.seat.text()) == ("home", "Nobody yet")


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


def test_that_the_rail_folds_to_named_pictures_at_large_text(open_window, store, make, looks):
    window, _session = open_window(store, make.person(store, "Lea"))
    rail, wide = window.rail, window.rail.width()
    window.resize(1280, 800)
    assert (rail.list.folded, rail.title.isVisible()) == (False, True)
    looks.wear(Look.LIGHT, 200)
    assert (rail.list.folded, rail.title.isVisible(), rail.seat.text()) == (True, False, "")
    assert rail.width() < wide
    assert rail.list.step("results").text().startswith("Results")  # as it is read aloud
    assert "Results" in rail.list.step("results").toolTip()
    assert rail.seat.toolTip()
    assert rail.list.visualItemRect(rail.list.item(9)).bottom() <= rail.list.viewport().height()
    looks.wear(Look.LIGHT, 100)
    assert (rail.width(), rail.title.isVisible(), "Lea" in rail.seat.text()) == (wide, True, True)


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


def test_that_the_rail_counts_what_is_left_to_review_and_nothing_of_a_blind_round(
    open_window, store, make, idle, qtbot
):
    lead, items = revealed(store, make)
    window, session = open_window(store, lead)

    def said():
        idle(session)
        return window.rail.list.step("review").text()

    assert said() == "Review · 5 left"
    answer = verdict(items["wrong"], "ok", lead)
    adjudication.settle(store, answer, by=lead)
    qtbot.waitUntil(lambda: said() == "Review · 4 left", timeout=5_000)
    session.sit(make.person(store, "Ann"))
    idle(session)
    assert window.rail.list.step("review") is None
    session.sit(lead)
    rounds.new(store, by=lead, title="38")
    qtbot.waitUntil(lambda: said() == "Review", timeout=5_000)


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
