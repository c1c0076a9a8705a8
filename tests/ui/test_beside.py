"""What stands beside content on the desk: conversations, translations, what the eye cannot see."""

import json

import pytest

from reviewer_audit.domain.beside import Messages, Thread
from tests.ui.desk import KEYS
from ui.screens.grading import keyboard, signs
from ui.screens.grading.thread import ThreadView


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


def talk(n):
    return json.dumps(
        [{"id": f"m{k}", "author": f"jane{k % 3}", "text": f"message {k}"} for k in range(n)]
    )


def test_that_of_a_vast_conversation_only_what_is_near_is_in_the_list(open_kinds):
    desk = open_kinds(("m2500", "message 2500", "", talk(5000)))
    rows = desk.screen.content.talk.rows
    assert (rows.total, rows.rowCount()) == (5000, 61)
    assert rows.index(rows.marked_row, 0).data() == "Judged · Author 2\nmessage 2500"
    bar = desk.screen.content.talk.verticalScrollBar()
    bar.setValue(bar.minimum())
    assert rows.rowCount() == 101
    assert rows.index(rows.marked_row, 0).data() == "Judged · Author 2\nmessage 2500"
    bar.setValue(bar.maximum())
    assert rows.rowCount() == 141
    assert "Conversation, 5,000 messages" in desk.screen.content.talk_title.full
    assert "jane" not in "".join(rows.index(k, 0).data() for k in range(rows.rowCount()))
    assert not desk.screen.content.context.isVisible()


def test_that_the_judged_message_is_in_sight_from_the_start(open_kinds):
    desk = open_kinds(("m40", "message 40", "", talk(80)))
    view = desk.screen.content.talk
    view.doItemsLayout()
    view.settle()
    assert (
        view.viewport().rect().contains(view.visualRect(view.rows.index(view.rows.marked_row, 0)))
    )


def test_that_the_next_item_has_no_conversation_left(open_kinds):
    desk = open_kinds(("m1", "message 1", "", talk(3)), ("b", "alone"))
    desk.press(KEYS.Key_Right)
    desk.wait(lambda: desk.vm.item.position == 2)
    desk.press(KEYS.Key_Left)
    desk.wait(lambda: desk.vm.item.position == 1)
    column = desk.screen.content
    has_talk = desk.vm.item.content == "message 1"
    assert column.talk.isVisible() is has_talk
    assert (column.talk.rows.total == 3) is has_talk


def test_that_a_translation_stands_with_the_original_and_can_be_put_away(open_kinds):
    desk = open_kinds(("a", "geh weg", "", "", "go away"), ("b", "nichts"))
    if desk.vm.item.content != "geh weg":
        desk.press(KEYS.Key_Right)
        desk.wait(lambda: desk.vm.item.content == "geh weg")
    column = desk.screen.content
    assert column.translation.toPlainText() == "go away"
    assert column.translation_title.full == "Translation by a machine"
    assert column.translation.isVisible()
    assert column.content.isVisible()
    desk.type("t")
    assert not column.translation.isVisible()
    desk.type("t")
    assert column.translation.isVisible()


def test_that_a_translation_begins_at_its_first_line_after_items_without_one(open_kinds):
    long = "they say it was lost on the way and ask for the fee again " * 40
    desk = open_kinds(("a", "geh weg", "", "", long), ("b", "nichts"))
    bar = desk.screen.content.translation.verticalScrollBar()
    shown = []
    for position in (1, 2, 1, 2):
        desk.vm.go_to(position)
        desk.wait(lambda position=position: desk.vm.item.position == position)
        desk.settle()
        if desk.vm.item.content == "geh weg":
            assert bar.maximum() > 0
            shown.append(bar.value())
            bar.setValue(bar.maximum())
    assert shown == [0, 0]


def test_that_what_only_looks_alike_is_named_below_the_content(open_kinds):
    desk = open_kinds(("a", "log in at p\u0430ypal now"))
    line = desk.screen.content.signs
    desk.wait(line.isVisible)
    assert "“p\u0430ypal” (U+0430 Cyrillic)" in line.full


def test_that_characters_without_a_font_are_counted(qapp, monkeypatch):
    monkeypatch.setattr(signs, "_has_font", lambda c, _size: c != "\u16a0")
    assert signs.fontless_line("\u16a0\u16a0 \u0436 a") == (
        "2 characters have no font on this machine: U+16A0"
    )
    assert signs.fontless_line("\u0436 a") == ""


def test_that_marks_piled_on_letters_are_shown_in_shorter_parts(open_kinds):
    desk = open_kinds(("a", ("e" + "\u0301" * 30) * 1_000))
    assert desk.screen.content.content.pages == 8
    desk.type(".")
    assert desk.screen.content.content.page == 2


def test_that_a_message_tells_its_day_where_it_is_not_plain_from_above(open_kinds):
    at = ["2026-09-14T10:36:09Z", "2026-09-14T10:37:00Z", "2026-09-15T08:00:00Z", "later", "1 9"]
    told = [{"id": f"m{k}", "text": f"message {k}", "time": one} for k, one in enumerate(at)]
    rows = open_kinds(("m4", "message 4", "", json.dumps(told))).screen.content.talk.rows
    heads = ["2026-09-14 10:36 UTC", "10:37", "2026-09-15 08:00 UTC", "later", "Judged · 1 9"]
    assert [rows.head(row) for row in range(5)] == heads


def test_that_the_judged_message_tells_its_day(open_kinds):
    told = [
        {"id": f"m{k}", "text": f"message {k}", "time": f"2026-09-14 10:3{k}"} for k in range(2)
    ]
    rows = open_kinds(("m1", "message 1", "", json.dumps(told))).screen.content.talk.rows
    assert rows.head(1) == "Judged · 2026-09-14 10:31"


def test_that_who_and_when_of_a_message_break_into_lines_where_they_must(qtbot):
    said = Messages([{"author": "1", "text": "Hello", "at": "2026-09-14T10:18:00+00:00"}])
    view = ThreadView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.put(Thread(said))
    wide = view.visualRect(view.rows.index(0, 0)).height()
    view.resize(110, 300)
    qtbot.waitUntil(lambda: view.visualRect(view.rows.index(0, 0)).height() > wide)
