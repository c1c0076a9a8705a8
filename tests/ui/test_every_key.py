"""Every key of the desk, pressed for real, does what the key sheet says; none is missing."""

import pytest

from tests.ui.desk import CTRL, KEYS, SHIFT
from ui.deskkeys import DESK_KEYS
from ui.screens.grading import keyboard
from ui.screens.grading.keys import Command, hints, offers

TALK = '[{"id": "a", "text": "one"}, {"id": "b", "text": "two"}]'
KEYED = {  # every command and a key for it, on a board that prints letters
    "SUBMIT": KEYS.Key_Return, "SEARCH": "/", "FURTHER": "+", "PREVIOUS": KEYS.Key_Left,
    "NEXT": KEYS.Key_Right, "UP": KEYS.Key_Up, "DOWN": KEYS.Key_Down, "NOTE": "n", "FLAG": "f",
    "ASK": "q", "ESCALATE": "e", "ACTION": "a", "SEVERITY": "s", "CONFIDENCE": "c",
    "CANNOT_JUDGE": "u", "SKIP": "w", "OWN": "m", "ALIKE": "l", "BULLETINS": "i", "HIDDEN": "h",
    "MORE": ".", "TRANSLATION": "t", "ORIGINAL": "o", "BLUR": "b", "GREY": "g", "ZOOM": "z",
    "FRAME": ",", "PAGE_UP": KEYS.Key_PageUp, "PAGE_DOWN": KEYS.Key_PageDown,
    "LEAVE": KEYS.Key_Escape, "COVER": KEYS.Key_F9,
}  # fmt: skip
HELD = {"SUBMIT_ANYWHERE": KEYS.Key_Return, "UNDO": KEYS.Key_Z, "GO_TO": KEYS.Key_G}


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


@pytest.fixture
def desk(open_kinds):
    return open_kinds(
        ("a", "word " * 9_000, "", TALK, "translated"), ("b", "two\u200b"), ("c", "three")
    )


def test_that_no_command_is_without_a_key_and_none_is_named_twice():
    assert {*KEYED, *HELD} == {one.name for one in Command}
    usual = [one.usual for one in DESK_KEYS]
    assert len(set(usual)) == len(usual)


def test_that_each_key_reaches_its_command_and_no_other(desk, monkeypatch):
    seen = []
    monkeypatch.setattr(
        desk.screen._keys, "_does",
        {one: (lambda one=one: seen.append(one.name)) for one in Command},
    )  # fmt: skip
    for name, key in KEYED.items():
        seen.clear()
        desk.type(key) if isinstance(key, str) else desk.press(key)
        assert seen == [name]
    for name, key in HELD.items():
        seen.clear()
        desk.press(key, CTRL)
        assert seen == [name]
    seen.clear()
    desk.press(KEYS.Key_Backspace)
    assert seen == ["PREVIOUS"]


def test_that_what_a_key_does_is_on_the_sheet_and_in_the_palette():
    listed = {command for command, _key, _title in offers()}
    folded = {Command.SUBMIT, Command.UP, Command.DOWN, Command.PAGE_UP, Command.LEAVE}
    assert set(Command) - listed == folded
    sheet = " ".join(key for key, _words in hints()).split()
    assert [one.name for one in DESK_KEYS if one.usual not in sheet] == []


def test_that_keys_do_what_they_say(desk):  # noqa: PLR0915 - one key after the other
    content, decision, answer = desk.screen.content, desk.screen.decision, lambda: desk.answer
    desk.wait(lambda: desk.vm.item is not None)
    for position in (1, 2, 3):
        desk.vm.go_to(position)
        desk.wait(lambda position=position: desk.vm.item.position == position)
        if "translation" in str(desk.vm.item.context):
            break
    desk.type("t")
    assert not content.translation.isVisible()
    desk.type("t")
    assert content.translation.isVisible()
    before = content.content.page
    desk.type(".")
    assert content.content.page == before + 1
    bar = content.content.verticalScrollBar()
    bar.setValue(0)
    desk.press(KEYS.Key_PageDown)
    assert bar.value() > 0
    desk.press(KEYS.Key_PageUp)
    assert bar.value() == 0
    shown = content.shows_hidden
    desk.type("h")
    assert content.shows_hidden is not shown
    desk.type("2+3")
    assert answer().labels == ("spam", "threat"), "the first is primary"
    desk.type("e")
    desk.type("c")
    assert answer().confidence == "low"
    desk.type("f")
    assert answer().flagged
    desk.type("/")
    assert decision.search.hasFocus()
    desk.press(KEYS.Key_Escape)
    assert not decision.search.hasFocus()
    desk.type("n")
    assert decision.note.hasFocus()
    desk.press(KEYS.Key_Escape)
    desk.type("q")
    assert decision.query.hasFocus()
    desk.press(KEYS.Key_Escape)
    assert not decision.query.isVisible()
    desk.type("u")
    assert decision.picker.is_open
    desk.press(KEYS.Key_Escape)
    assert not decision.picker.is_open
    desk.press(KEYS.Key_G, CTRL)
    assert desk.screen.beside.go_to.isVisible()
    desk.press(KEYS.Key_Escape)
    assert not desk.screen.beside.go_to.isVisible()
    desk.press(KEYS.Key_F9)
    assert desk.screen.cover.isVisible()
    desk.press(KEYS.Key_F9)
    assert not desk.screen.cover.isVisible()
    desk.settle()


def test_that_shift_and_a_digit_is_no_further_label(desk):
    desk.type("2")
    desk.press(KEYS.Key_3, SHIFT)
    assert desk.answer.labels in {("spam",), ("threat",)}, "one label, never two"
    desk.settle()
