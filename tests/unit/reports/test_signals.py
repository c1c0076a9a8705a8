"""Signals for the lead: found where planted, silent where nothing is amiss."""

import json
from dataclasses import replace

import numpy as np
import pytest

from reviewer_audit.reports.signals import FEWEST, LONG, Work, signals, words

NAMES = [f"item-{k}" for k in range(400)]
PEOPLE = ("Ann", "Bob", "Cem", "Dee")


def work(rng, *, items=300, hasty=None, slow=(), q=3):
    """Four people judge all items alone, in usual time."""
    truth = rng.integers(0, q, items)
    people, units = np.divmod(np.arange(4 * items), items)
    wrong = (truth[units] + rng.integers(1, q, len(units))) % q
    answer = np.where(rng.random(len(units)) < 0.9, truth[units], wrong)
    characters = rng.integers(100, 1500, items)
    reading = characters[units] / 30
    seconds = (20 + reading * rng.lognormal(0.3, 0.2, len(units))) * rng.lognormal(0, 0.1)
    if hasty is not None:
        mine = np.flatnonzero(people == hasty)[::3]
        seconds[mine] = rng.uniform(0.5, 1.5, len(mine))
    return Work(
        group="auditors",
        people=PEOPLE,
        person=people,
        item=units,
        answer=answer,
        right=truth[units],
        categories=q,
        seconds=seconds,
        characters=characters[units],
        kind=np.zeros(len(units), np.int64),
        order=np.arange(len(units)),
        timed_by="time on the desk",
    )


def marked(found):
    return {(line.kind, line.people) for line in found.lines if line.marked}


def test_that_people_who_work_apart_in_usual_time_are_not_marked():
    found = signals(1, [work(np.random.default_rng(k)) for k in range(6)], NAMES)
    assert marked(found) == set()
    assert "Nothing stands out" in "\n".join(words(found))
    assert found.not_tested == ()


def test_that_copied_wrong_answers_are_marked_with_the_items():
    one = work(np.random.default_rng(1))
    answer = one.answer.copy()
    answer[300:480] = answer[:180]  # Bob copies Ann
    found = signals(1, [replace(one, answer=answer)], NAMES)
    assert marked(found) == {("same_wrong_answers", ("Ann", "Bob"))}
    line = found.lines[0]
    wrong = np.flatnonzero((answer[:300] == answer[300:600]) & (answer[:300] != one.right[:300]))
    assert line.observed == len(wrong)
    assert set(line.items) <= {NAMES[k] for k in wrong}
    assert 0 < line.chance <= line.innocently < line.holm * 1.0001 < 0.01
    assert "Ann and Bob" in "\n".join(words(found))


def test_that_answers_before_reading_are_marked():
    found = signals(1, [work(np.random.default_rng(2), hasty=2)], NAMES)
    assert marked(found) == {("too_fast", ("Cem",))}
    line = found.lines[0]
    assert (line.n, line.observed) == (300, 100)
    assert line.expected < 5


def test_that_one_answer_in_a_fast_run_is_marked():
    one = work(np.random.default_rng(3))
    answer, seconds = one.answer.copy(), one.seconds.copy()
    answer[620:660], seconds[620:660] = 1, 2.0
    found = signals(1, [replace(one, answer=answer, seconds=seconds)], NAMES)
    runs = [line for line in found.lines if line.kind == "fast_run"]
    assert [(line.people, line.observed) for line in runs] == [(("Cem",), 40)]
    assert runs[0].observed >= LONG
    assert runs[0].marked


def test_that_far_less_time_than_others_on_the_same_items_is_marked_and_a_quick_habit_is_not():
    one = work(np.random.default_rng(4))
    for pace, expected in ((0.7, set()), (0.25, {("Dee",)})):
        seconds = np.where(one.person == 3, one.seconds * pace, one.seconds)
        found = signals(1, [replace(one, seconds=seconds, characters=one.characters // 9)], NAMES)
        kept = {people for kind, people in marked(found) if kind == "faster_than_peers"}
        assert kept == expected
    line = next(o for o in found.lines if o.kind == "faster_than_peers" and o.people == ("Dee",))
    assert line.observed == pytest.approx(0.25, abs=0.03)
    assert line.z < -5


def test_that_what_cannot_be_looked_at_is_said():
    one = work(np.random.default_rng(5))
    unknown = replace(
        one, right=np.full(1200, -1), seconds=np.full(1200, np.nan), missing=("no times",)
    )
    found = signals(1, [unknown], NAMES)
    assert found.lines == ()
    assert found.not_tested[0] == "no times"
    assert "copying cannot be told" in found.not_tested[1]
    few = replace(one, seconds=np.where(one.item < FEWEST - 1, one.seconds, np.nan))
    assert any("timed answers" in text for text in signals(1, [few], NAMES).not_tested)
    none = np.empty(0, np.int64)
    empty = replace(
        one, person=none, item=none, answer=none, right=none, seconds=np.empty(0),
        characters=none, kind=none, order=none,
    )  # fmt: skip
    assert signals(1, [empty], NAMES).lines == ()


def test_that_everything_is_plain_json_and_says_what_it_is_for():
    shown = signals(3, [work(np.random.default_rng(6), hasty=0)], NAMES).as_json()
    json.dumps(shown, allow_nan=False)
    assert shown["round"] == 3
    assert "case list alone" in shown["note"]
    assert set(shown["lines"][0]) >= {"kind", "people", "chance", "innocently", "holm", "marked"}
