"""The desk at large text: two columns and a foot, all of it in sight, nothing to scroll for."""

import pytest
from PySide6.QtCore import QPoint, QRect

from tests.ui.desk import KEYS, Desk, graded
from ui.holding import scrolling
from ui.screens.grading import keyboard
from ui.theme import Look

ROOM = (1106, 758)  # beside the folded rail in a window of 1280 x 800


@pytest.fixture
def desk(store, make, qtbot, monkeypatch, looks):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)
    make.fill(store, 4)
    looks.wear(Look.LIGHT, 200)
    opened = Desk(store, qtbot)
    opened.holder = scrolling(opened.screen)
    opened.holder.resize(*ROOM)
    opened.holder.show()
    yield opened.ready()
    opened.holder.takeWidget()
    opened.close()
    opened.holder.close()


def all_in_sight(desk):
    """Whether no bar is needed and the ways on are in the window; the last layout is awaited."""
    bars = desk.holder.horizontalScrollBar().maximum(), desk.holder.verticalScrollBar().maximum()
    ports = desk.holder.viewport().rect()
    ways = (desk.screen.decision.submit, desk.screen.decision.flag, desk.screen.decision.labels)
    return bars == (0, 0) and all(
        ports.contains(QRect(way.mapTo(desk.screen, QPoint()), way.size())) for way in ways
    )


def test_that_everything_stays_in_sight_while_an_item_is_answered(desk, store):
    decision, clause = desk.screen.decision, desk.screen.clause
    desk.wait(lambda: all_in_sight(desk))
    assert decision.foot.folded
    assert not clause.isVisible()
    desk.type("2")
    desk.wait(lambda: decision.details.isVisible() and all_in_sight(desk))
    desk.wait(clause.isVisible)  # below what is judged
    assert clause.mapTo(desk.screen, QPoint()).y() > desk.screen.content.y()
    desk.type("q")
    desk.type("Why")
    desk.wait(lambda: decision.query.isVisible() and all_in_sight(desk))
    desk.press(KEYS.Key_Escape)
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: len(graded(store)) == 1 and desk.status == "✓ Saved")
    desk.wait(lambda: all_in_sight(desk) and not clause.isVisible())
    desk.press(KEYS.Key_Return)  # nothing is chosen: a message in a line of its own
    assert desk.status.startswith("Choose a label first")
    desk.wait(lambda: all_in_sight(desk))


def test_that_the_desk_unfolds_where_there_is_room_again(desk, looks):
    decision = desk.screen.decision
    desk.wait(lambda: all_in_sight(desk))
    looks.wear(Look.LIGHT, 100)
    desk.holder.resize(1016, 758)
    desk.wait(lambda: not decision.foot.folded)
    assert decision.isAncestorOf(decision.submit)
    assert decision.heading.isVisible()
    assert desk.screen.clause.isVisible()  # with the keys
    desk.wait(lambda: desk.holder.horizontalScrollBar().maximum() == 0)
