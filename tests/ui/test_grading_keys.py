"""Keys of the desk where a person moved them, one key that grades, and own grades looked through."""

import json

import pytest

from tests.ui.desk import CTRL, KEYS, Desk, graded
from ui.deskkeys import label_name
from ui.screens.grading import keyboard


@pytest.fixture
def open_desk(store, make, qtbot, monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)
    opened = []

    def build(n=4):
        make.fill(store, n)
        opened.append(Desk(store, qtbot))
        return opened[-1].ready()

    yield build
    for desk in opened:
        desk.close()


def said(row):
    return row.position, row.kind, tuple(json.loads(row.labels)), row.revision


def test_that_own_keys_are_taken_at_once_and_shown_everywhere(open_desk):
    desk = open_desk()
    policy = desk.screen._policy
    desk.session.prefer(keys={"flag": "J", label_name(policy, "threat"): "7"})
    desk.type("7")
    assert desk.answer.labels == ("threat",)
    desk.type("j")
    assert desk.answer.flagged
    decision = desk.screen.decision
    assert "(J)" in decision.flag.accessibleName()
    assert "7" in [row.hotkey for row in decision.labels.rows_model.rows()]
    assert "J" in [one.keys for one in desk.screen.commands if one.title == "Flag the item"]
    assert "note, flag" in desk.screen.clause.keys.accessibleName()
    desk.type("f")
    assert desk.answer.flagged, "F does nothing any more"


def test_that_quick_submit_takes_one_key_where_nothing_is_left_to_fill_in(store, open_desk):
    desk = open_desk()
    desk.session.prefer(quick_submit=True)
    desk.type("1")
    desk.wait(lambda: [said(row) for row in graded(store)] == [(1, "answer", ("ok",), 1)])
    desk.settle()


def test_that_own_grades_are_looked_through_narrowed_and_gone_to(store, open_desk):
    desk = open_desk(6)
    for keys in ("2", "1f", "3nbecause", "u1"):
        desk.type(keys)
        desk.press(KEYS.Key_Return, CTRL)
        desk.settle()
    desk.type("m")
    own = desk.screen.beside.own
    desk.wait(own.isVisible)
    keys = lambda: [row.key for row in own.rows.rows_model.rows()]  # noqa: E731
    assert keys() == ["1", "2", "3", "4"]
    desk.type("because")
    assert keys() == ["3"]
    own.field.clear()
    desk.press(KEYS.Key_PageDown)
    assert keys() == ["2"], "flagged"
    desk.press(KEYS.Key_PageDown)
    assert keys() == ["3"], "noted"
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: desk.vm.item.position == 3)
    assert not own.isVisible()
    assert desk.answer.labels == ("threat",)
    desk.settle()
