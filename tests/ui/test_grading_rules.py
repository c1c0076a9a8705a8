"""What an answer holds, which key means what, where a label is found: without a window."""

import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from reviewer_audit.domain.grading import OTHER_REASON, AssignmentId, Confidence, GradeKind
from reviewer_audit.domain.policy import Label
from ui.deskkeys import desk_keys, label_keys, label_name, own_labels, refusal
from ui.hotkeys import hotkeys
from ui.screens.grading import answer as rules
from ui.screens.grading.answer import EMPTY
from ui.screens.grading.clock import IDLE_MS, ItemClock
from ui.screens.grading.keys import Command, Stroke, hints, keymap, offers, understand
from ui.screens.grading.labels import PolicyIndex, full_title

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


def with_labels(policy, *labels):
    return replace(policy, labels=labels)


def label(make, key):
    return make.POLICY.label(key)


def test_that_a_label_brings_its_severity_and_default_action(make):
    chosen = rules.choose(EMPTY, label(make, "spam"))
    assert (chosen.labels, chosen.severity, chosen.action) == (("spam",), "S2", "remove")
    assert not chosen.escalate


def test_that_a_label_which_must_be_escalated_escalates(make):
    assert rules.choose(EMPTY, label(make, "threat")).escalate


def test_that_another_label_takes_back_what_the_first_one_brought(make):
    threat = rules.choose(EMPTY, label(make, "threat"))
    sure = replace(threat, confidence=Confidence.HIGH)
    fine = rules.choose(sure, label(make, "ok"))
    assert (fine.labels, fine.escalate, fine.confidence) == (("ok",), False, None)


def test_that_choosing_the_same_label_again_keeps_what_was_changed(make):
    spam = rules.choose(EMPTY, label(make, "spam"))
    milder = replace(spam, action="warn")
    assert rules.choose(milder, label(make, "spam")) == milder


def test_that_the_first_label_stays_primary_and_a_further_one_can_be_taken_away(make):
    spam = rules.choose(EMPTY, label(make, "spam"))
    both = rules.add(spam, label(make, "threat"), make.POLICY)
    assert both.labels == ("spam", "threat")
    assert both.severity == "S2"
    assert both.escalate
    assert rules.add(both, label(make, "threat"), make.POLICY).labels == ("spam",)


def test_that_no_violation_is_never_one_of_several(make):
    spam = rules.choose(EMPTY, label(make, "spam"))
    assert rules.add(spam, label(make, "ok"), make.POLICY) == spam
    fine = rules.choose(EMPTY, label(make, "ok"))
    assert rules.add(fine, label(make, "spam"), make.POLICY).labels == ("spam",)


def test_that_cannot_judge_drops_the_label_and_keeps_the_note(make):
    spam = replace(rules.choose(EMPTY, label(make, "spam")), note="half of it is missing")
    cannot = rules.cannot_judge(spam, "content_missing")
    assert (cannot.kind, cannot.labels, cannot.note) == (
        GradeKind.CANNOT_JUDGE,
        (),
        "half of it is missing",
    )


def test_that_another_reason_must_be_said_in_the_note():
    other = rules.cannot_judge(EMPTY, OTHER_REASON)
    assert rules.missing(other)
    assert not rules.missing(replace(other, note="cut off"))


def test_that_an_answer_and_its_grade_are_the_same_thing(make):
    said = replace(
        rules.choose(EMPTY, label(make, "spam")),
        note="why",
        confidence=Confidence.LOW,
        flagged=True,
        query="really?",
    )
    assert rules.from_grade(rules.given(said, AssignmentId(1), duration_ms=5)) == said


def test_that_confidence_goes_round_from_none_to_none():
    seen = []
    answer = EMPTY
    for _step in range(4):
        answer = rules.next_confidence(answer)
        seen.append(answer.confidence)
    assert seen == [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH, None]


def test_that_the_policys_hotkeys_win_and_the_rest_take_the_free_digits(make):
    labels = [Label(key=f"l{k}", title=f"L{k}") for k in range(12)]
    labels[3] = replace(labels[3], hotkey="1")
    keys = hotkeys(with_labels(make.POLICY, *labels))
    assert keys["1"] == "l3"
    assert keys["2"] == "l0"
    assert keys["0"] == "l9"
    assert keys["⇧1"] == "l10"
    assert len(keys) == 12


def test_that_a_hotkey_which_belongs_to_the_desk_is_passed_over(make):
    labels = (Label(key="a", title="A", hotkey="n"), Label(key="b", title="B", hotkey="x"))
    assert hotkeys(with_labels(make.POLICY, *labels), taken={"N"}) == {"1": "a", "X": "b"}


def test_that_a_person_s_own_keys_win_over_those_of_the_policy(make):
    own = {label_name(make.POLICY, "threat"): "1", "note": "J"}
    assert label_keys(make.POLICY, own) == {"1": "threat", "2": "ok", "3": "spam"}
    assert desk_keys(own)["note"] == "J"
    moved = keymap(own)
    assert understand(event(Qt.Key.Key_J, text="j"), moved) == Stroke(command=Command.NOTE)
    assert understand(event(Qt.Key.Key_N, text="n"), moved) == Stroke(slot="N")
    assert ("J", "Write the rationale") in {(key, title) for _c, key, title in offers(moved)}
    assert any(key == "J  F" for key, _words in hints(moved))


def test_that_two_keys_may_change_places_and_a_clash_in_the_file_costs_only_itself():
    keys = desk_keys({"note": "F", "flag": "N", "skip": "A", "ask": "B", "escalate": "§"})
    assert (keys["note"], keys["flag"]) == ("F", "N")
    assert (keys["skip"], keys["ask"], keys["escalate"]) == ("W", "Q", "E")
    assert len(set(keys.values())) == len(keys)


@pytest.mark.parametrize(
    ("name", "wanted", "why"),
    [
        ("note", "F", "Flag the item"),
        ("note", "1", "digits choose labels"),
        ("note", "O", "Open the original"),
        ("note", "?", "kept for content"),
        ("note", "B", "Blur pictures"),
        ("spam", "1", "chooses No violation"),
        ("spam", "N", "Write the rationale"),
        ("spam", "%", "a digit, Shift and a digit, or a letter"),
        ("note", "J", ""),
        ("spam", "⇧4", ""),
        ("spam", "2", ""),
    ],
)
def test_that_a_key_in_use_is_refused_with_what_it_does(make, name, wanted, why):
    known = name if name == "note" else label_name(make.POLICY, name)
    said = refusal(known, wanted, {}, make.POLICY)
    assert (why in said) if why else not said


def test_that_more_labels_than_keys_leave_the_last_ones_to_the_search(make):
    labels = [Label(key=f"l{k}", title=f"L{k}") for k in range(30)]
    keys = hotkeys(with_labels(make.POLICY, *labels))
    assert len(keys) == 20
    assert "l20" not in keys.values()


def test_that_the_family_is_said_once():
    assert full_title(Label(key="a", title="Brigading", family="Harassment")) == (
        "Harassment · Brigading"
    )
    assert full_title(Label(key="a", title="Spam links", family="spam")) == "Spam links"


def searched(make, words):
    labels = (
        Label(key="a", title="Brigading", definition="pile on a private person"),
        Label(key="b", title="Insult", examples=("you pile of dirt",)),
        Label(key="c", title="Pile-up café", counter_examples=("a warning",)),
    )
    return [
        (h.label.key, h.where) for h in PolicyIndex(with_labels(make.POLICY, *labels)).search(words)
    ]


def test_that_the_search_ranks_titles_before_definitions_before_examples(make):
    assert searched(make, "pile") == [("c", ""), ("a", "definition"), ("b", "example")]


def test_that_every_word_must_be_found_and_accents_do_not_matter(make):
    assert searched(make, "CAFE pile") == [("c", "")]
    assert searched(make, "pile unknown") == []
    assert searched(make, "warning") == [("c", "not this label")]


def test_that_an_empty_search_shows_all_in_the_order_of_the_policy(make):
    assert [key for key, _where in searched(make, "  ")] == ["a", "b", "c"]


def event(key, held=NONE, text="", scan=0, *, repeat=False):
    return QKeyEvent(QEvent.Type.KeyPress, key, held, scan, 0, 0, text, repeat)


ROW = {"linux": 8}.get(sys.platform, 0)  # X11 and Wayland count places from 8


@pytest.mark.parametrize(
    ("pressed", "means"),
    [
        (event(Qt.Key.Key_1, text="1"), Stroke(slot="1")),
        (event(Qt.Key.Key_5, KEYPAD, "5"), Stroke(slot="5")),
        (event(Qt.Key.Key_1, SHIFT, "1"), Stroke(slot="⇧1")),
        (event(Qt.Key.Key_Exclam, SHIFT, "!"), Stroke(slot="⇧1")),
        (event(Qt.Key.Key_E, text="e"), Stroke(command=Command.ESCALATE)),
        (event(Qt.Key.Key_Slash, SHIFT, "/"), Stroke(command=Command.SEARCH)),
        (event(Qt.Key.Key_Plus, KEYPAD, "+"), Stroke(command=Command.FURTHER)),
        (event(Qt.Key.Key_Enter, KEYPAD), Stroke(command=Command.SUBMIT)),
        (event(Qt.Key.Key_Return, CTRL), Stroke(command=Command.SUBMIT_ANYWHERE)),
        (event(Qt.Key.Key_Z, CTRL, "\x1a"), Stroke(command=Command.UNDO)),
        (event(Qt.Key.Key_K, CTRL, "\x0b"), None),
        (event(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier, "e"), None),
        (event(Qt.Key.Key_Question, SHIFT, "?", 53 + ROW), None),
    ],
    ids=lambda case: str(getattr(case, "text", lambda: case)() or case),
)
def test_that_a_key_is_matched_by_its_character(pressed, means):
    assert understand(pressed) == means


@pytest.mark.skipif(sys.platform == "darwin", reason="places have other codes there")
@pytest.mark.parametrize(
    ("pressed", "means"),
    [
        (event(Qt.Key.Key_Ampersand, NONE, "&", 2 + ROW), Stroke(slot="1")),  # French row
        (event(Qt.Key.Key_Eacute, NONE, "é", 3 + ROW), Stroke(slot="2")),
        (event(0x06C6, NONE, "т", 49 + ROW), Stroke(command=Command.NOTE)),  # Cyrillic on N
        (event(0x05CD, NONE, "ث", 18 + ROW), Stroke(command=Command.ESCALATE)),  # Arabic on E
        (event(0x06D1, CTRL, "", 44 + ROW), Stroke(command=Command.UNDO)),  # Cyrillic on Z
        (
            event(Qt.Key.Key_O, NONE, "o", 31 + ROW),
            Stroke(command=Command.ORIGINAL),
        ),  # Dvorak: not S
    ],
    ids=["french-1", "french-2", "cyrillic-n", "arabic-e", "cyrillic-ctrl-z", "dvorak-o"],
)
def test_that_a_key_of_another_layout_is_matched_by_its_place(pressed, means):
    assert understand(pressed) == means


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_W])
def test_that_a_held_key_means_nothing(key):
    assert understand(event(key, repeat=True)) == Stroke()


def test_that_a_held_arrow_still_moves():
    assert understand(event(Qt.Key.Key_Down, repeat=True)) == Stroke(command=Command.DOWN)


def test_that_a_long_silence_counts_no_more_than_the_cut_off():
    now = [0]
    clock = ItemClock(now=lambda: now[0])
    clock.start()
    now[0] = 5_000
    clock.touch()
    now[0] += 3_600_000
    assert clock.worked_ms() == 5_000 + IDLE_MS


def test_that_time_under_the_cover_does_not_count():
    now = [0]
    clock = ItemClock(now=lambda: now[0])
    clock.start(worked=1_000)
    now[0] = 2_000
    clock.pause()
    now[0] = 60_000
    clock.resume()
    now[0] = 61_000
    assert clock.worked_ms() == 4_000


def test_that_a_ballot_takes_the_keys_that_labels_were_given(make):
    own = {label_name(make.POLICY, "threat"): "7", "flag": "J"}
    assert hotkeys(make.POLICY, own=own_labels(make.POLICY, own))["7"] == "threat"
    assert own_labels(make.POLICY, own) == {"threat": "7"}
