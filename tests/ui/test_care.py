"""What the desk does for who sits there: breaks, cover, masks, and a count for themselves."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from reviewer_audit import settings
from reviewer_audit.settings import AppSettings
from tests.ui.desk import KEYS, Desk, graded
from ui.screens.grading import keyboard
from ui.screens.grading.care import MOST_BYTES, masked_by
from ui.screens.grading.pace import MINUTE_MS, REST_MS, Pace
from ui.screens.settings.care import CarePage
from ui.session import Session

TODAY = datetime.now().astimezone().date().isoformat()
DOTS = "\N{BULLET}"


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


class Clock:
    def __init__(self):
        self.at = 0

    def __call__(self):
        return self.at

    def work(self, pace, minutes):
        """Let somebody work, a key every half minute."""
        for _half in range(2 * minutes):
            self.at += MINUTE_MS // 2
            pace.touch()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pace(clock):
    return Pace(clock)


@pytest.fixture
def open_desk(store, qtbot, make):
    opened = []

    def open_one(contents=None, n=3):
        make.fill(store, n, contents=contents)
        desk = Desk(store, qtbot).ready()
        opened.append(desk)
        return desk

    yield open_one
    for desk in opened:
        desk.close()


def test_that_a_break_is_due_after_work_alone(pace, clock):
    clock.work(pace, 24)
    assert not pace.is_due(25)
    clock.at += REST_MS - 1  # a long item: two minutes of it count
    pace.touch()
    assert (pace.minutes, pace.is_due(25)) == (26, True)
    assert not pace.is_due(0)


def test_that_who_rests_begins_anew(pace, clock):
    clock.work(pace, 60)
    clock.at += REST_MS
    assert not pace.is_due(50)  # nobody is there to be told
    pace.touch()
    assert (pace.minutes, pace.is_due(50)) == (0, False)


def test_that_a_break_put_off_is_offered_later(pace, clock):
    clock.work(pace, 50)
    pace.put_off(10)
    clock.work(pace, 9)
    assert not pace.is_due(50)
    clock.work(pace, 1)
    assert pace.is_due(50)


def test_that_the_desk_offers_a_break_and_takes_no_key_for_it(open_desk, clock):
    desk = open_desk()
    care = desk.screen.care
    care.pace = Pace(clock)
    clock.work(care.pace, 50)
    care.tick()
    assert care.banner.isVisible()
    assert care.banner.text.full == "50 minutes at the desk"
    desk.grade("1")  # goes on as if nothing were there
    QTest.mouseClick(care.banner.action, Qt.MouseButton.LeftButton)
    assert care.banner.isHidden()
    care.tick()
    assert care.banner.isHidden()
    clock.work(care.pace, 10)
    care.tick()
    assert care.banner.isVisible()
    care.banner.action.setFocus()
    desk.press(KEYS.Key_Space)
    assert care.banner.isHidden()
    assert desk.screen.decision.labels.hasFocus()  # not on a button that the next key would press


def test_that_a_silent_desk_is_covered_once_and_uncovered_by_its_key(open_desk, clock):
    desk = open_desk()
    care = desk.screen.care
    care.pace = Pace(clock)
    clock.at = 10 * MINUTE_MS - 1
    care.tick()
    assert desk.screen.cover.isHidden()
    clock.at += 1
    care.tick()
    care.tick()
    assert desk.screen.cover.isVisible()
    assert desk.vm.clock._last is None  # nobody works under a cover
    assert [one.key for one in desk.screen.commands if one.enabled()] == ["grade:cover"]
    desk.press(KEYS.Key_F9)
    assert desk.screen.cover.isHidden()
    desk.session.prefer(lock_minutes=0)
    clock.at += 100 * MINUTE_MS
    care.tick()
    assert desk.screen.cover.isHidden()


def test_that_words_of_the_own_list_are_masked_until_space_is_held(open_desk, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("\ufeffgadget\n", encoding="utf-8")
    desk = open_desk(["A Gadget here", "b", "c"], n=3)
    found = {desk.vm.item.content, *(item.content for item in desk.vm.ahead)}
    while desk.vm.item.content != "A Gadget here":
        assert "A Gadget here" in found
        desk.press(KEYS.Key_Right)
        desk.settle()
    desk.session.prefer(mask_words=True, mask_file=str(words))
    masked = f"A G{DOTS * 5} here"
    desk.wait(lambda: desk.content == masked)
    focus = desk.screen.focusWidget()
    QTest.keyPress(focus, KEYS.Key_Space)
    assert desk.content == "A Gadget here"
    QTest.keyRelease(focus, KEYS.Key_Space)
    assert desk.content == masked
    desk.session.prefer(mask_words=False)
    assert desk.content == "A Gadget here"


def test_that_a_list_that_cannot_be_read_is_said_and_masks_nothing(open_desk, tmp_path):
    desk = open_desk(["A Gadget here"], n=1)
    desk.session.prefer(mask_words=True, mask_file=str(tmp_path / "gone.txt"))
    desk.wait(desk.screen.care.banner.isVisible)
    assert "gone.txt" in desk.screen.care.banner.hint.full
    assert desk.content == "A Gadget here"


def test_that_a_list_has_a_limit(tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (MOST_BYTES + 1))
    with pytest.raises(ValueError, match=r"large\.txt"):
        masked_by(path)


def test_that_what_was_graded_is_counted_for_oneself_alone(open_desk, tmp_path, store):
    desk = open_desk()
    desk.session._settings_path = None
    desk.grade("1")
    desk.grade("2")
    desk.press(KEYS.Key_U)
    desk.settle()
    desk.screen.care.tick()
    assert desk.session.settings.exposure == {TODAY: [2, 0]}
    assert len(graded(store)) == 2
    kept = tmp_path / "settings.json"
    settings.save(desk.session.settings, kept)
    assert settings.load(kept).exposure == {TODAY: [2, 0]}
    store.close()
    assert TODAY.encode() + b'": [2' not in store.path.read_bytes()


def test_that_a_damaged_count_costs_nothing_else(tmp_path):
    kept = tmp_path / "settings.json"
    kept.write_text('{"exposure": {"a": [1], "b": "x", "c": [1, 2]}, "name": "Ann"}')
    found = settings.load(kept)
    assert (found.exposure, found.name) == ({"c": [1, 2]}, "Ann")


@pytest.fixture
def page(qtbot):
    session = Session(settings=AppSettings(exposure={TODAY: [1200, 7]}))
    made = CarePage(session)
    qtbot.addWidget(made)
    made.show()
    yield made
    session.close()


def test_that_the_page_keeps_what_is_chosen(page, monkeypatch):
    session = page._session
    assert page.today.full == "Today: 1,200 items, 7 of them severe (S3 or S4)"
    page.breaks.setCurrentIndex(page.breaks.findData(90))
    page.breaks.activated.emit(page.breaks.currentIndex())
    page.lock.activated.emit(page.lock.findData(0))
    page.shield.click()
    assert (session.settings.break_minutes, session.settings.lock_minutes) == (90, 0)
    assert not session.settings.shield_media
    asked = []
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: asked.append(dialog))
    page.masked.click()
    assert asked
    assert not page.masked.isChecked()
    page.mask_by("/somewhere/words.txt")
    assert page.masked.isChecked()
    assert page.file.full == "words.txt"
    page.forget.click()
    assert session.settings.exposure == {}
    assert page.week.full.startswith("In seven days: 0 items")
