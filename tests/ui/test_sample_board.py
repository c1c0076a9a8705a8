"""The board of a drawn round: pace, due dates, what nobody has, and giving items on by keys."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from reviewer_audit.domain.grading import Grade
from reviewer_audit.domain.people import Role
from reviewer_audit.services import grading, planning, projects, roster
from reviewer_audit.services.planning import Wish
from reviewer_audit.services.roster import Entry
from tests.ui.samples import KEYS, Sampling, decisions


@pytest.fixture
def open_sample(qtbot, looks):
    made = []

    def build(store, who="Lea"):
        made.append(Sampling(store, qtbot, who))
        return made[-1]

    yield build
    for one in made:
        one.close()


@pytest.fixture
def drawn(store, make):
    """Ann, Bob and nobody else: queue z is nobody's, and Ann would be late."""
    decisions(store, make)
    lead = projects.seat(store, "Lea")
    for name in ("Ann", "Bob"):
        projects.seat(store, name, Role.AUDITOR)
    entries = [Entry(name=name, changes={"queues": ("x", "y")}) for name in ("Ann", "Bob")]
    roster.change(store, entries, by=lead)
    today = datetime.now(UTC).date()
    wish = Wish(method="all", auditors=("Ann", "Bob"), seed="7")
    planning.draw(store, wish, by=lead, due=today.isoformat())
    ann = projects.seat(store, "Ann")
    for days in (2, 1):
        at = datetime.combine(today - timedelta(days=days), datetime.min.time(), UTC)
        for item in grading.desk(store, ann, round_id=1, limit=3):
            given = Grade(assignment_id=item.assignment_id, labels=("ok",), graded_at=at)
            grading.answer(store, given, by=ann)
    return store


def test_that_the_board_says_pace_lateness_and_what_nobody_has(drawn, open_sample):
    sample = open_sample(drawn)
    assert "6 in 2 days" in sample.said("sample:person0:pace")
    assert sample.said("sample:person0:late") == "7 days late"
    assert sample.said("sample:person1:pace") == "not begun"
    assert sample.said("sample:nobody") == "Nobody has 60 drawn items"
    assert sample.said("sample:nobody:what") == "60 z"
    words_here = sample.everything_said()
    assert "spam" not in words_here.lower()


def test_that_items_are_given_on_by_keys(drawn, open_sample, qtbot):
    sample = open_sample(drawn)
    button = sample.screen.findChild(QPushButton, "sample:person0:give")
    assert button.accessibleName() == "Pass on what Ann has not graded"
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    sample.settle()
    sheet = sample.screen.window().findChild(QDialog, "give")
    assert sheet.who == "Ann"
    assert sheet.to.keys == ("Bob", "Lea")
    assert not sheet.go_on.isEnabled()
    qtbot.keyClicks(sheet.new_name, "Cleo")
    qtbot.keyClick(sheet.new_name, Qt.Key.Key_Return)
    qtbot.keyClick(sheet, KEYS.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sample.settle()
    assert sample.said("sample:banner:text") == "Given on: Cleo 24."
    assert sample.said("sample:person0:left") == "done"
    assert sample.said("sample:person2:left") == "24 left"


def test_that_what_nobody_has_is_handed_out_and_a_refusal_stays_on_the_sheet(
    drawn, open_sample, qtbot
):
    sample = open_sample(drawn)
    sample.click("sample:nobody:give")
    sample.settle()
    sheet = sample.screen.window().findChild(QDialog, "give")
    assert sheet.who == ""
    sheet.to.add("Bob", "Bob")
    sheet.give()
    sample.settle()
    assert sheet.banner.text.full == "Nobody named can take any of the 60 items."
    sheet.to.add("Zoe", "Zoe")
    sheet.give()
    sample.settle()
    assert sample.said("sample:banner:text") == "Given on: Zoe 60."
    assert sample.screen.findChild(object, "sample:nobody") is None


def test_that_days_are_written_with_the_year_only_where_it_is_another():
    from ui.screens.sample import words

    assert words.day(f"{datetime.now(UTC).year}-03-04") == "4 Mar"
    assert words.day("2019-12-24") == "24 Dec 2019"


def test_that_the_plan_says_what_nobody_named_takes_before_anything_is_drawn(
    store, make, open_sample
):
    decisions(store, make)
    lead = projects.seat(store, "Lea")
    roster.change(store, [Entry(name="Ann", changes={"queues": ("x",)})], by=lead)
    sample = open_sample(store)
    sample.form.auditors.add("Ann", "Ann")
    sample.settle()
    told = sample.screen.planner.warning.full
    assert "Nobody named takes 90 of the decisions: 60 z · 30 y." in told
    sample.form.auditors.add("Bob", "Bob")
    sample.settle()
    assert "Nobody named" not in sample.screen.planner.warning.full
    assert "by what each takes" in sample.screen.planner.tiles["load"].range.full


def test_that_a_pack_may_be_due_on_a_day_of_its_own(drawn, open_sample):
    sample = open_sample(drawn)
    sample.screen.ask_to_seal("Ann")
    sample.settle()
    sheet = sample.screen.window().findChild(QDialog, "seal")
    sheet.to.choose("words")
    sheet.to.changed.emit("words")
    for box in (sheet.first, sheet.again):
        box.setText("four words or more")
    sheet.due.setText("soon")
    assert not sheet.go_on.isEnabled()
    sheet.due.setText("2031-02-03")
    assert sheet.go_on.isEnabled()
    sheet.seal(str(drawn.path.with_name("ann.auditpack")))
    sample.settle()
    assert sample.said("sample:person0:pace").endswith("due 3 Feb 2031")


def test_that_reveal_asks_about_what_nobody_has(drawn):
    from reviewer_audit.services import overview
    from ui.screens.results.blind import open_count, partial_words

    line = overview.overview(drawn, projects.seat(drawn, "Lea")).newest
    assert open_count(line) == 60 + 54
    assert "nobody 60" in partial_words(line)
    assert "no verdict" in partial_words(line)
