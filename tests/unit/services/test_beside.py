"""Conversations reach who grades without names, translations with what is known of them."""

import json

import pytest

from reviewer_audit.domain import beside
from reviewer_audit.domain.beside import MACHINE, TRANSLATION, from_cell, plain, thread_of
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import bringing, grading, projects, sampling

TALK = [
    {"id": "m1", "author": "jane.doe@example.org", "time": "10:01", "text": "hello"},
    {"id": "m2", "author": "Bob", "time": "10:02", "text": "go away"},
    {"id": "m3", "author": "jane.doe@example.org", "text": "why?"},
]


def thread(listed, **given):
    return thread_of(from_cell(json.dumps(listed), **given))


def test_that_authors_are_numbers_in_the_order_they_speak():
    found = thread(TALK)
    assert [(one.author, one.at, one.text) for one in found.messages] == [
        ("1", "10:01", "hello"), ("2", "10:02", "go away"), ("1", "", "why?"),
    ]  # fmt: skip
    assert "jane" not in from_cell(json.dumps(TALK))


@pytest.mark.parametrize(
    ("talk", "given", "marked"),
    [
        (TALK, {"own_id": "m2"}, 1),
        (TALK, {"content": " why? "}, 2),
        ([*TALK[:2], {"text": "x", "judged": True}], {"own_id": "m1"}, 2),
        (TALK, {}, -1),
        ([*TALK, *TALK], {"content": "hello"}, -1),
    ],
)
def test_that_the_judged_message_is_marked_where_it_can_be_known(talk, given, marked):
    assert thread(talk, **given).marked == marked


def test_that_parts_of_a_chat_with_a_machine_keep_their_roles():
    found = thread([{"role": "User", "content": "hi"}, {"role": "assistant", "content": "yes"}])
    assert [one.author for one in found.messages] == ["User", "assistant"]


@pytest.mark.parametrize(
    "cell",
    ["", "plain", "[]", "[1, 2]", '{"a": 1}', "[not json", '[{"author": "x"}]', "[" * 99_999],
)
def test_that_other_cells_stay_as_they_came(cell):
    assert from_cell(cell) is None
    assert plain(cell) == cell


def test_that_a_text_that_only_begins_like_a_conversation_is_shown_as_it_is():
    for text in ('{"messages": [', '{"messages": [1]}', '{"messages": [{"at": 1}]}'):
        assert thread_of(text) is None
        assert plain(text) == text


def test_that_a_vast_conversation_keeps_what_is_around_the_judged_message(monkeypatch):
    monkeypatch.setattr(beside, "MOST", 10)
    found = thread([{"text": str(k), "id": str(k)} for k in range(100)], own_id="50")
    assert (len(found.messages), found.cut) == (10, 90)
    assert found.messages[found.marked].text == "50"


def test_that_plain_words_tell_what_is_near_and_how_much_is_left_out():
    words = plain(
        from_cell(json.dumps([{"text": str(k), "id": str(k)} for k in range(99)]), own_id="50")
    )
    assert "▶ 50" in words
    assert words.splitlines()[-1] == "… (48)"


@pytest.mark.parametrize(("column", "name"), [("text_en", TRANSLATION), ("mt text", MACHINE)])
def test_that_an_import_brings_both_to_the_desk_and_no_name(store, tmp_path, column, name):
    import csv

    by = projects.seat(store, "Lea")
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["item id", "text", "label", "conversation", column])
        rows.writerow(["m2", "geh weg", "spam", json.dumps(TALK), "go away"])
        rows.writerow(["m9", "same", "spam", "no list", "same"])
    from reviewer_audit.services.intake import Asked

    asked = Asked(maps=("context=conversation", f"translation={column}"))
    bringing.import_file(store, tmp_path / "t.csv", asked, by=by)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), overlap=0.0, seed="7")
    sampling.draw_sample(store, plan, by=by)
    ann = projects.seat(store, "Ann")
    given = grading.desk(store, ann, round_id=grading.current_round(store, ann), limit=9)
    items = {item.content: item for item in given}
    assert items["geh weg"].context[name] == "go away"
    assert thread_of(items["geh weg"].context["conversation"]).marked == 1
    assert "jane" not in repr(given)
    assert items["same"].context == {"conversation": "no list"}
