"""The desk under real keys: the next item at once, the commit behind it, nothing lost."""

import json
import threading

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_audit.services import grading
from tests.ui.desk import CTRL, KEYS, SHIFT, Desk, drafts, graded, pause
from ui.screens.grading import drafts as draft_keeper
from ui.screens.grading import keyboard
from ui.screens.grading.states import Empty


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


@pytest.fixture
def open_desk(store, make, qtbot):
    opened = []

    def build(n=4, **given):
        make.fill(store, n, **given)
        opened.append(Desk(store, qtbot))
        return opened[-1].ready()

    yield build
    for desk in opened:
        desk.close()


def said(row):
    return row.position, row.kind, tuple(json.loads(row.labels)), row.revision


def test_that_a_person_grades_by_keys_alone_to_the_end(store, open_desk):
    desk = open_desk(5)
    for position in range(1, 6):
        desk.wait(lambda position=position: desk.vm.item.position == position)
        desk.grade("2" if position % 2 else "1")
    desk.wait(lambda: desk.screen._empty is Empty.ALL_DONE)
    assert [said(row)[::2] for row in graded(store)] == [
        (position, ("spam",) if position % 2 else ("ok",)) for position in range(1, 6)
    ]
    assert desk.screen.header.count.text() == "5 of 5"
    assert "5 items answered" in desk.screen.empty.text.full


def test_that_a_digit_chooses_and_only_enter_submits(store, open_desk):
    desk = open_desk()
    desk.type("2")
    desk.settle()
    assert desk.answer.labels == ("spam",)
    assert graded(store) == []
    assert desk.vm.item.position == 1


def test_that_enter_without_a_label_says_what_is_missing(store, open_desk):
    desk = open_desk()
    desk.press(KEYS.Key_Return)
    assert desk.status.startswith("Choose a label first")
    assert graded(store) == []


def test_that_a_grade_holds_everything_that_was_said(store, open_desk):
    desk = open_desk()
    desk.type("2")
    desk.type("a2")  # action: the second rung
    desk.type("s4")
    desk.type("ecc")
    desk.type("+3")
    desk.type("f")
    desk.type("n")
    desk.type("because 1")
    desk.press(KEYS.Key_Escape)
    desk.type("q")
    desk.type("is 2 right?")
    desk.press(KEYS.Key_Return, CTRL)
    desk.wait(lambda: graded(store) != [])
    (row,) = graded(store)
    assert json.loads(row.labels) == ["spam", "threat"]
    assert (row.action, row.severity, row.escalate, row.confidence) == ("warn", "S4", 1, "medium")
    assert (row.note, row.query, row.flagged) == ("because 1", "is 2 right?", 1)
    assert row.duration_ms is not None
    desk.settle()


def test_that_details_show_only_where_they_apply(open_desk):
    desk = open_desk()
    details = desk.screen.decision.details
    assert not details.isVisible()
    desk.type("2")
    assert details.isVisible()
    assert details.action.text() == "Remove  A"
    desk.type("1")
    assert not details.isVisible()
    desk.type("e")
    assert not desk.answer.escalate
    assert "violation" in desk.status


def test_that_typing_in_a_field_triggers_no_key(store, open_desk):
    desk = open_desk()
    desk.type("2")
    desk.type("n")
    desk.type("1 skip w, flag f, undo u / 3")
    desk.press(KEYS.Key_Return)
    desk.press(KEYS.Key_Left)
    desk.settle()
    assert desk.answer.labels == ("spam",)
    assert not desk.answer.flagged
    assert desk.answer.note == "1 skip w, flag f, undo u / 3\n"
    assert graded(store) == []


def test_that_ctrl_enter_submits_from_inside_the_note(store, open_desk):
    desk = open_desk()
    desk.type("2n")
    desk.type("clear case")
    desk.press(KEYS.Key_Return, CTRL)
    desk.wait(lambda: graded(store) != [])
    assert graded(store)[0].note == "clear case"
    assert desk.screen.decision.note.toPlainText() == ""


def test_that_the_search_finds_narrows_and_chooses(open_desk):
    desk = open_desk()
    desk.type("/")
    desk.type("thr")
    rows = desk.screen.decision.labels.rows_model.rows()
    assert [row.key for row in rows] == ["threat"]
    assert desk.screen.clause.title.full == "Threat"
    desk.press(KEYS.Key_Return)
    assert desk.answer.labels == ("threat",)
    assert len(desk.screen.decision.labels.rows_model.rows()) == 3
    assert desk.screen.focusWidget() is desk.screen.decision.labels


def test_that_arrows_move_and_enter_chooses_before_it_submits(store, open_desk):
    desk = open_desk()
    for _step in range(2):
        desk.press(KEYS.Key_Down)
    desk.press(KEYS.Key_Return)
    assert desk.answer.labels == ("spam",)
    assert graded(store) == []
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: len(graded(store)) == 1)


def test_that_cannot_judge_asks_why_and_is_recorded(store, open_desk):
    desk = open_desk()
    desk.type("u")
    assert desk.screen.decision.picker.is_open
    desk.type("2")
    assert not desk.screen.decision.picker.is_open
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: graded(store) != [])
    assert (graded(store)[0].kind, graded(store)[0].reason) == ("cannot_judge", "language")


def test_that_skipping_asks_no_reason_and_goes_on(store, open_desk):
    desk = open_desk()
    desk.type("w")
    desk.wait(lambda: graded(store) != [])
    assert graded(store)[0].kind == "skipped"
    assert desk.vm.item.position == 2


def test_that_undo_goes_back_with_the_answer_kept_and_submitting_revises(store, open_desk):
    desk = open_desk()
    desk.grade("2")
    desk.type("1")  # begun on the second item
    desk.press(KEYS.Key_Z, CTRL)
    desk.wait(lambda: desk.vm.item.position == 1)
    assert desk.answer.labels == ("spam",)
    assert "revises" in desk.screen.decision.revising.full
    desk.grade("3")
    assert [said(row) for row in graded(store)] == [
        (1, "answer", ("spam",), 1),
        (1, "answer", ("threat",), 2),
    ]
    assert desk.vm.item.position == 2
    assert desk.answer.labels == ("ok",), "what was begun on the next item is kept"


def test_that_undo_is_offered_from_the_first_grade_on(open_desk):
    desk = open_desk()
    desk.settle()
    assert not desk.screen.decision.undo.isEnabled()
    desk.press(KEYS.Key_Z, CTRL)
    desk.wait(lambda: desk.status == "Nothing has been graded yet.")
    desk.grade("2")
    assert desk.screen.decision.undo.isEnabled()


def test_that_what_was_said_of_an_item_goes_with_it_and_what_was_saved_stays_said(open_desk):
    desk = open_desk()
    desk.grade("2")
    assert desk.status == "✓ Saved"
    desk.type("a")
    assert desk.status == "That applies to a violation: choose its label first."
    desk.press(KEYS.Key_Right)
    desk.wait(lambda: desk.vm.item.position == 3)
    assert desk.status == ""
    desk.press(KEYS.Key_Return)
    assert desk.status.startswith("Choose a label first")
    desk.type("2")
    assert desk.status == ""


def test_that_undo_again_goes_further_back(open_desk):
    desk = open_desk()
    desk.grade("2")
    desk.grade("1")
    for position in (2, 1):
        desk.press(KEYS.Key_Z, CTRL)
        desk.wait(lambda position=position: desk.vm.item.position == position)
    desk.press(KEYS.Key_Z, CTRL)
    desk.wait(lambda: desk.status == "This is your first grade.")


def test_that_previous_next_and_go_to_reach_any_item(open_desk):
    desk = open_desk(6)
    desk.grade("2")
    desk.press(KEYS.Key_Left)
    desk.wait(lambda: desk.vm.item.position == 1)
    desk.press(KEYS.Key_Right)
    desk.wait(lambda: desk.vm.item.position == 2)
    desk.press(KEYS.Key_G, CTRL)
    desk.type("5")
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: desk.vm.item.position == 5)
    desk.press(KEYS.Key_Backspace)
    desk.wait(lambda: desk.vm.item.position == 4)
    desk.settle()


def test_that_after_a_jump_the_desk_goes_on_from_there_and_comes_back_for_the_rest(
    store, open_desk
):
    desk = open_desk(4)
    desk.vm.go_to(3)
    desk.wait(lambda: desk.vm.item.position == 3)
    for _step in range(4):
        desk.settle()
        desk.grade("1")
    desk.wait(lambda: desk.screen._empty is Empty.ALL_DONE)
    assert [row.position for row in graded(store)] == [3, 4, 1, 2]


def test_that_shift_and_a_digit_chooses_label_eleven_and_on(store, open_desk, make):
    desk = open_desk()
    desk.screen.decision.slots["⇧1"] = "threat"
    desk.press(KEYS.Key_1, SHIFT)
    assert desk.answer.labels == ("threat",)


def test_that_a_held_enter_grades_one_item(store, open_desk):
    desk = open_desk()
    desk.type("2")
    desk.press(KEYS.Key_Return)
    for key in (KEYS.Key_1, KEYS.Key_Return):
        held = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "1", True)  # noqa: FBT003
        QApplication.sendEvent(desk.screen.focusWidget(), held)
    desk.settle()
    assert len(graded(store)) == 1
    assert desk.answer.labels == ()


def test_that_keys_just_after_the_item_changed_answer_nothing(store, open_desk, monkeypatch):
    desk = open_desk()
    monkeypatch.setattr(keyboard, "GUARD_MS", 150)
    desk.type("2")
    desk.press(KEYS.Key_Return)
    desk.type("2")
    desk.press(KEYS.Key_Return)
    desk.settle()
    assert len(graded(store)) == 1
    assert desk.answer.labels == ()
    pause(0.16)
    desk.type("2")
    assert desk.answer.labels == ("spam",)


def test_that_covered_the_desk_takes_no_key_but_f9(store, open_desk):
    desk = open_desk()
    desk.press(KEYS.Key_F9)
    assert desk.screen.cover.isVisible()
    desk.type("2")
    desk.press(KEYS.Key_Return)
    assert desk.answer.labels == ()
    desk.press(KEYS.Key_F9)
    assert not desk.screen.cover.isVisible()
    desk.type("2")
    assert desk.answer.labels == ("spam",)


def test_that_a_note_being_typed_survives_in_a_draft(store, open_desk, qtbot, monkeypatch):
    desk = open_desk()
    desk.vm.drafts._timer.setInterval(10)
    assert draft_keeper.DELAY_MS == 2_000
    desk.type("n")
    desk.type("half a sent")
    desk.wait(lambda: [note for _id, note in drafts(store)] == ["half a sent"])
    again = Desk(store, qtbot)
    again.ready()
    again.wait(lambda: again.answer.note == "half a sent")
    again.close()
    desk.press(KEYS.Key_Escape)
    desk.grade("1")
    desk.settle()
    assert drafts(store) == []


def test_that_the_desk_resumes_where_the_person_left_off(open_desk, store, qtbot):
    desk = open_desk()
    desk.grade("2")
    again = Desk(store, qtbot).ready()
    assert again.vm.item.position == 2
    again.wait(lambda: again.screen.header.count.text() == "1 of 4")
    again.close()


def test_that_nobody_with_work_is_told_so_in_words(store, make, qtbot):
    make.fill(store, 2)
    desk = Desk(store, qtbot, name="Somebody else")
    desk.wait(lambda: desk.screen._empty is Empty.NOTHING_ASSIGNED)
    assert desk.screen.empty.title.full == "Nothing to grade"
    assert desk.screen.empty.button.isVisible()
    desk.close()


@pytest.fixture
def held_commit(monkeypatch):
    """Hold every commit until the test lets it go; list the assignments that came."""
    gate, came, commit = threading.Event(), [], grading.answer

    def slow(store, given, *, by):
        came.append(given.assignment_id)
        assert gate.wait(10)
        return commit(store, given, by=by)

    monkeypatch.setattr(grading, "answer", slow)
    yield gate, came
    gate.set()


def test_that_the_next_item_does_not_wait_for_the_commit(store, open_desk, held_commit):
    gate, came = held_commit
    desk = open_desk(5)
    desk.settle()
    desk.type("1")
    desk.press(KEYS.Key_Return)
    assert desk.vm.item.position == 2
    assert desk.status == "Saving …"
    desk.type("2")
    desk.press(KEYS.Key_Return)
    assert desk.vm.item.position == 2, "one grade unacknowledged: the second waits"
    desk.type("3")
    assert desk.answer.labels == ("spam",), "what waits is not changed any more"
    desk.wait(lambda: len(came) == 1)
    assert graded(store) == []
    gate.set()
    desk.wait(lambda: desk.vm.item.position == 3)
    desk.wait(lambda: [said(row)[2] for row in graded(store)] == [("ok",), ("spam",)])
    desk.wait(lambda: desk.status == "✓ Saved")


def test_that_labels_are_no_stops_for_tab_and_every_stop_has_a_name(open_desk):
    desk = open_desk()
    desk.type("2")
    seen = []
    for _step in range(40):
        focus = desk.screen.focusWidget()
        if focus in seen:
            break
        seen.append(focus)
        QTest.keyClick(focus, KEYS.Key_Tab)
    names = [widget.objectName() for widget in seen]
    assert names.count("labels") == 1
    assert {"search", "note", "submit", "content"} <= set(names), names
    assert all(widget.accessibleName() for widget in seen), names
    QTest.keyClick(desk.screen.clause, KEYS.Key_Tab)
    while desk.screen.focusWidget() is not desk.screen.decision.labels:
        QTest.keyClick(desk.screen.focusWidget(), KEYS.Key_Tab)
    assert desk.screen.decision.labels.cursor_key() == "spam", (
        "who comes by Tab sees where they are"
    )
