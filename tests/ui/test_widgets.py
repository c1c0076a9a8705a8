"""The pieces that screens are made of."""

import threading
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from reviewer_audit.reports.model import KeyFigure, Tone, Word
from reviewer_audit.stats.measure import Estimate
from ui.jobs import JobRunner
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button, SearchField, SegmentedControl
from ui.widgets.cards import Banner, EmptyState, Tile
from ui.widgets.progress import AFTER_MS, Meter, ProgressStrip, time_left


def figure(key="accuracy", verdict=None, behind=()):
    return KeyFigure(
        key=key,
        title="Accuracy",
        estimate=Estimate(value=0.939, n=2400),
        text="93.9 %",
        range="92.8 to 94.8 · n 2,400",
        note="upper bound under the target",
        verdict=verdict,
        filter=behind,
    )


def test_that_a_tile_shows_value_interval_verdict_and_opens(qtbot):
    tile = Tile("t")
    qtbot.addWidget(tile)
    behind = (("outcome", "over_enforced"),)
    tile.show_figure(figure(verdict=Word(text="Below 95 %", tone=Tone.BAD), behind=behind))
    assert (tile.value.full, tile.badge.text) == ("93.9 %", "Below 95 %")
    for word in ("93.9 %", "Below 95 %", "92.8 to 94.8", "n 2,400"):
        assert word in tile.accessibleName()
    with qtbot.waitSignal(tile.opened) as told:
        qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert told.args == [behind]
    with qtbot.waitSignal(tile.opened):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)


def test_that_a_tile_without_decisions_behind_it_is_no_tab_stop(qtbot):
    tile = Tile("t")
    qtbot.addWidget(tile)
    tile.show_figure(figure())
    assert tile.focusPolicy() == Qt.FocusPolicy.NoFocus
    with qtbot.assertNotEmitted(tile.opened):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("meets", "Meets"), ("not_disproven", "Not disproven"), ("below", "Below"),
        ("inconclusive", "Not enough evidence"), ("provisional", "Provisional"),
    ],
)  # fmt: skip
def test_that_a_verdict_is_a_word_for_those_who_see_no_colour(status, word, qtbot):
    badge = Badge("b")
    qtbot.addWidget(badge)
    badge.verdict(status)
    assert badge.text == badge.accessibleName() == word


def test_that_a_button_shows_its_key_and_obeys_enter(qtbot):
    done = []
    button = Button("b", "Undo & go", lambda: done.append(1), key="Ctrl+Z")
    qtbot.addWidget(button)
    assert button.text() == "Undo && go  Ctrl+Z"
    assert button.accessibleName() == "Undo & go (Ctrl+Z)"
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert done == [1]


def test_that_arrow_keys_move_a_choice_and_only_it_is_a_tab_stop(qtbot):
    control = SegmentedControl("by", [("v", "Vendor"), ("q", "Queue"), ("l", "Language")])
    qtbot.addWidget(control)
    buttons = control.findChildren(QAbstractButton)
    with qtbot.waitSignal(control.changed) as told:
        qtbot.keyClick(buttons[0], Qt.Key.Key_Left)
    assert told.args == ["l"]
    assert control.current == "l"
    stops = [b for b in buttons if b.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert stops == [buttons[2]]
    with qtbot.assertNotEmitted(control.changed):
        control.choose("q")


def test_that_escape_empties_a_search_then_leaves_it(qtbot):
    field = SearchField("s", "Search policy")
    qtbot.addWidget(field)
    field.setText("spam")
    with qtbot.assertNotEmitted(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_that_an_empty_place_says_what_to_do_with_one_button(qtbot):
    done = []
    empty = EmptyState("e", "No decisions yet", "Bring them in.", "Import", lambda: done.append(1))
    qtbot.addWidget(empty)
    (button,) = empty.findChildren(QAbstractButton)
    button.click()
    assert done == [1]


def test_that_a_banner_stays_until_it_is_closed(qtbot):
    banner = Banner("b")
    holder = QWidget()
    qtbot.addWidget(holder)
    banner.setParent(holder)
    done = []
    banner.show_text(
        "Not saved.", "Free space.", tone="bad", action="Retry", run=lambda: done.append(1)
    )
    banner.action.click()
    assert done == [1]
    assert banner.isVisibleTo(holder)
    assert banner.accessibleName() == "Not saved. Free space."
    banner.close_button.click()
    assert not banner.isVisibleTo(holder)


@pytest.fixture
def runner(qtbot):
    made = JobRunner()
    yield made
    made.shutdown()


@pytest.fixture
def strip(runner, qtbot):
    strip = ProgressStrip(runner)
    qtbot.addWidget(strip)
    return strip


def gated():
    gate, came = threading.Event(), threading.Event()

    def work(progress):
        progress.step(3, 10, "row 3")
        came.set()
        gate.wait(10)
        progress.step(4, 10, "row 4")

    return gate, came, work


def test_that_short_work_shows_no_progress(runner, strip, qtbot):
    with qtbot.assertNotEmitted(strip.shown, wait=AFTER_MS + 150):
        runner.start(lambda: 1, title="Short")


def test_that_long_work_shows_progress_and_can_be_cancelled(runner, strip, qtbot):
    gate, came, work = gated()
    ended = []
    with qtbot.waitSignal(strip.shown, timeout=3_000):
        runner.start(work, title="Importing", cancelled=lambda: ended.append("cancelled"))
    assert came.is_set()
    assert strip.title.full == "Importing"
    assert "row 3" in strip.note.full
    assert "3 / 10" in strip.note.full
    assert (strip.meter.value(), strip.meter.maximum()) == (3, 10)
    strip.cancel.click()
    assert not strip.cancel.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: ended == ["cancelled"])
    assert strip.isHidden()


def test_that_work_without_a_title_is_nobodys_business(runner, strip, qtbot):
    gate, _came, work = gated()
    with qtbot.assertNotEmitted(strip.shown, wait=AFTER_MS + 150):
        runner.start(work)
    gate.set()


@pytest.mark.parametrize(
    ("elapsed", "done", "total", "said"),
    [
        (1.0, 5, 10, ""), (10.0, 0, 10, ""), (10.0, 5, None, ""), (10.0, 5, 10, "about 10 s left"),
        (60.0, 1, 3, "about 2 minutes left"), (30.0, 1, 3, "about 1 minute left"),
    ],
)  # fmt: skip
def test_that_time_left_is_said_once_it_is_known(elapsed, done, total, said):
    assert time_left(elapsed, done, total) == said


def test_that_a_meter_of_nothing_does_not_pretend(qtbot):
    meter = Meter("m", "Graded")
    qtbot.addWidget(meter)
    meter.put(3, None)
    assert (meter.minimum(), meter.maximum()) == (0, 0)
    meter.put(12, 10)
    assert meter.value() == 10


class Listener(QObject):
    told = Signal(object)

    def __init__(self):
        super().__init__()
        self.heard = []

    def hear(self, what):
        self.heard.append(what)

    def callbacks(self):
        """Return all ways in which a job may call back to this object."""
        return (
            self.hear,
            self.told.emit,
            lambda what: self.told.emit(what),
            partial(self.hear),
        )


@pytest.mark.parametrize("way", range(4))
@pytest.mark.parametrize("gone", [False, True])
def test_that_what_is_gone_is_not_called_back(way, gone, runner, qtbot):
    listener, heard = Listener(), []
    listener.told.connect(heard.append)
    callback = listener.callbacks()[way]
    runner.start(lambda: "found", done=callback)
    if gone:
        shiboken6.delete(listener)
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=5_000)
    assert [*heard, *listener.heard] == ([] if gone else ["found"])
