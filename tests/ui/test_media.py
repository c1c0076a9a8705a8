"""Pictures, conversations and translations on the desk: nothing is in sight before it is asked for."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from reviewer_audit.services import projects
from tests import media_files
from tests.ui.desk import KEYS
from ui.media import frames, part
from ui.media.fetching import SIDE
from ui.safe import PlainLabel
from ui.screens.grading import keyboard
from ui.widgets import picture
from ui.widgets.picture import Shield

NAME = "removed/VENDOR-SAID-SO.png"


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


@pytest.fixture
def shown(open_kinds):
    """Open the desk on one picture of fine red and blue stripes."""

    def build():
        desk = open_kinds(("a", "look", NAME), files={NAME: stripes()})
        desk.wait(lambda: view(desk).state is Shield.COVERED)
        return desk

    return build


def stripes(size=(300, 200)):
    """Return a picture whose neighbouring columns are pure red and pure blue."""
    import io

    from PIL import Image

    made = Image.new("RGB", size, (255, 0, 0))
    for x in range(1, size[0], 2):
        made.paste((0, 0, 255), (x, 0, x + 1, size[1]))
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def view(desk):
    return desk.screen.content.media.view


def colours(widget):
    """Return (how far the colours are from grey, how far neighbours are apart) of a widget."""
    seen = widget.grab().toImage()
    middle = range(60, min(240, seen.width()))
    pixels = [seen.pixelColor(x, 60) for x in middle]
    colourful = max(abs(p.red() - p.blue()) for p in pixels)
    apart = max(
        abs(a.lightness() - b.lightness()) + abs(a.red() - b.red()) for a, b in pairwise(pixels)
    )
    return colourful, apart


def space(desk, kind):
    target = desk.screen.focusWidget() or desk.screen
    event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
    QApplication.sendEvent(target, event)


def test_that_no_frame_ever_shows_a_picture_that_nobody_asked_to_see(shown, monkeypatch):
    painted = []
    usual = picture.ShieldedPicture.paintEvent

    def paint(self, event):
        usual(self, event)
        painted.append((self.state, self._clear is None))

    monkeypatch.setattr(picture.ShieldedPicture, "paintEvent", paint)
    desk = shown()
    assert colours(view(desk).viewport()) <= (0, 4)
    assert {state for state, _unmade in painted} <= {Shield.EMPTY, Shield.COVERED}
    assert all(unmade for _state, unmade in painted), "nothing sharper than the blur exists yet"


def test_that_it_is_seen_while_space_is_held_and_no_longer(shown):
    desk = shown()
    space(desk, QEvent.Type.KeyPress)
    assert view(desk).state is Shield.OPEN
    desk.type("g")
    colourful, apart = colours(view(desk).viewport())
    assert (colourful, apart > 200) == (255, True)
    space(desk, QEvent.Type.KeyRelease)
    assert view(desk).state is Shield.COVERED
    assert desk.answer.labels == ()


def test_that_pointing_at_it_shows_nothing_and_drawing_a_box_shows_that_part(shown):
    desk = shown()
    port = view(desk).viewport()
    for x in range(10, 200, 20):
        QTest.mouseMove(port, QPoint(x, 40))
    assert view(desk).state is Shield.COVERED
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    drag(port, QPoint(120, 90))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(120, 90))
    assert view(desk).state is Shield.REGION
    seen = port.grab().toImage()
    inside = [seen.pixelColor(x, 50).lightness() for x in range(30, 110)]
    outside = [seen.pixelColor(x, 120).lightness() for x in range(30, 110)]
    assert max(inside) - min(inside) > 20 >= max(outside) - min(outside)
    assert view(desk)._back.isActive()
    view(desk)._back.timeout.emit()
    assert view(desk).state is Shield.COVERED


def drag(port, to):
    from PySide6.QtGui import QMouseEvent

    at = QPointF(to)
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, port.mapToGlobal(at), left, left, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(port, event)


def test_that_the_blur_comes_back_by_itself(shown):
    desk = shown()
    desk.type("b")
    assert view(desk).state is Shield.OPEN
    assert view(desk)._back.isActive()
    assert view(desk)._back.interval() == picture.BACK_MS
    view(desk)._back.timeout.emit()
    assert view(desk).state is Shield.COVERED


def test_that_the_cover_and_the_next_item_put_it_back(open_kinds):
    files = {"a.png": stripes(), "b.png": media_files.noisy(size=(300, 200))}
    desk = open_kinds(("a", "one", "a.png"), ("b", "two", "b.png"), files=files)
    desk.wait(lambda: view(desk).state is Shield.COVERED)
    desk.type("b")
    desk.press(KEYS.Key_F9)
    assert view(desk).state is Shield.COVERED
    desk.press(KEYS.Key_F9)
    desk.type("b")
    space(desk, QEvent.Type.KeyPress)
    desk.press(KEYS.Key_Right)
    desk.wait(lambda: desk.vm.item.position == 2)
    assert view(desk).state in {Shield.EMPTY, Shield.COVERED}
    desk.wait(lambda: view(desk).state is Shield.COVERED)


def test_that_a_key_let_go_in_another_window_leaves_nothing_open(shown, monkeypatch):
    desk = shown()
    space(desk, QEvent.Type.KeyPress)
    assert view(desk).state is Shield.OPEN
    monkeypatch.setattr(picture.ShieldedPicture, "isActiveWindow", lambda _view: False)
    QApplication.sendEvent(view(desk), QEvent(QEvent.Type.ActivationChange))
    assert view(desk).state is Shield.COVERED


def test_that_who_wants_no_shield_has_none(shown):
    desk = shown()
    desk.session.prefer(shield_media=False)
    assert view(desk).state is Shield.OPEN
    assert not view(desk).is_grey
    desk.session.prefer(shield_media=True)
    assert view(desk).state is Shield.COVERED


def test_that_space_in_a_field_is_a_space(shown):
    desk = shown()
    desk.type("n")
    desk.type("a b")
    assert desk.answer.note == "a b"
    assert view(desk).state is Shield.COVERED


def test_that_the_next_items_pictures_are_fetched_before_they_are_wanted(open_kinds):
    files = {f"{k}.png": media_files.noisy(seed=k) for k in range(3)}
    desk = open_kinds(*((str(k), "x", f"{k}.png") for k in range(3)), files=files)
    fetcher = desk.screen.content.media.fetcher
    desk.wait(lambda: len(fetcher._kept) == 3)
    desk.press(KEYS.Key_Right)
    desk.wait(lambda: desk.vm.item.position == 2)
    assert view(desk).state is Shield.COVERED, "it was there at once"


def test_that_a_full_size_picture_is_fetched_when_wanted_and_scrolls(open_kinds):
    desk = open_kinds(("a", "x", "a.png"), files={"a.png": media_files.noisy(size=(2 * SIDE, 400))})
    desk.wait(lambda: view(desk).state is Shield.COVERED)
    desk.type("z")
    desk.wait(lambda: view(desk)._given.whole)
    assert view(desk).horizontalScrollBar().maximum() > SIDE
    assert view(desk).state is Shield.COVERED
    desk.type("z")
    assert view(desk).horizontalScrollBar().maximum() == 0


def test_that_frames_and_pictures_are_gone_through_by_key(open_kinds):
    files = {"a.gif": media_files.moving(2), "b.png": media_files.picture()}
    desk = open_kinds(("a", "", "a.gif; b.png"), files=files)
    media = desk.screen.content.media
    desk.wait(lambda: view(desk).state is Shield.COVERED)
    assert "moves, frame 1 of 2" in media.hint.full
    desk.type(",")
    assert "frame 2 of 2" in media.hint.full
    desk.type(",")
    desk.wait(lambda: view(desk).state is Shield.COVERED)
    assert media.hint.full.startswith("2 of 2")
    desk.type(",")
    assert media.hint.full.startswith("1 of 2")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "did not come with this item"),
        (media_files.vast(), "30,000 by 30,000 pixels"),
        (b"<svg/>", "of no kind that is shown"),
    ],
)
def test_that_a_picture_that_is_not_there_says_why_and_can_be_judged(open_kinds, body, words):
    desk = open_kinds(("a", "x", "a.png"), files={"a.png": body} if body else {})
    assert words in view(desk).accessibleName()
    assert "say that it cannot be judged" in view(desk).accessibleName()
    desk.grade("u1")


def test_that_the_name_of_a_file_stands_in_no_widget(shown):
    desk = shown()
    for widget in [desk.screen, *desk.screen.findChildren(QWidget)]:
        told = [
            widget.accessibleName(),
            widget.toolTip(),
            widget.windowTitle(),
            widget.objectName(),
        ]
        told += [widget.full] if isinstance(widget, PlainLabel) else []
        told += [widget.toPlainText()] if isinstance(widget, QPlainTextEdit) else []
        told += [widget.text()] if isinstance(widget, QPushButton) else []
        assert not any("VENDOR" in str(text) or "removed" in str(text) for text in told)


def test_that_a_recording_says_that_it_cannot_be_played_where_the_extra_is_missing(
    open_kinds, monkeypatch
):
    monkeypatch.setattr(part, "can_play", lambda: False)
    desk = open_kinds(("a", "x", "a.mp4"), files={"a.mp4": media_files.mp4()})
    assert "reviewer-audit[media] is not installed" in view(desk).accessibleName()
    assert view(desk).height() >= view(desk).words_height(view(desk).width())
    assert not desk.screen.content.media.player.isVisible()


def test_that_a_recording_that_breaks_says_so_in_the_place_of_its_picture(open_kinds, monkeypatch):
    monkeypatch.setattr(part, "can_play", lambda: True)
    desk = open_kinds(("a", "x", "a.mp4"), files={"a.mp4": media_files.mp4()})
    media = desk.screen.content.media
    assert media.player.isVisible()
    media.player._broke()
    assert not media.player.isVisible()
    assert view(desk).isVisible()
    assert view(desk).accessibleName().startswith("This recording cannot be played here.")
    desk.grade("u1")


@pytest.mark.no_qt_log  # Qt's multimedia tells which sound and video libraries a machine lacks
def test_that_a_film_opens_when_asked_silent_and_shielded_and_plays_nothing_by_itself(open_kinds):
    pytest.importorskip("PySide6.QtMultimedia", reason="the extra media is not installed")
    desk = open_kinds(("a", "x", "a.mp4"), files={"a.mp4": media_files.film()})
    box = desk.screen.content.media.player
    assert box._engine is None
    box.play.setFocus()
    desk.press(KEYS.Key_Space)
    desk.wait(lambda: len(box.strip._frames) == frames.STRIP)
    assert box.play.hasFocus()
    desk.wait(lambda: box._engine.position == 0)  # it begins where it begins
    hint = desk.screen.content.media.hint
    assert hint.full.startswith("Hold Space")
    desk.type("b")
    assert hint.full == "In grey"
    desk.type("b")
    assert box._engine.is_muted
    assert not box._engine.is_playing
    assert box.view.state is Shield.COVERED
    media = desk.screen.content.media
    for high, shown in ((120, False), (400, True)):  # what has keys as well leaves its room
        media.resize(media.width(), high)
        assert media.blur.isVisible() is shown
    box.strip.chosen.emit(0.5)
    desk.wait(lambda: box._engine.position > 0)
    assert not box._engine.is_playing
    box.play.click()
    desk.wait(lambda: box._engine.is_playing)
    desk.press(KEYS.Key_F9)
    assert not box._engine.is_playing


def test_that_a_strip_of_frames_is_as_shielded_as_the_film(qtbot):
    from PySide6.QtGui import QColor, QImage

    image = QImage(116, 56, QImage.Format.Format_RGB32)  # as wide and high as its place
    image.fill(QColor("black"))
    for x in range(0, 116, 2):
        for y in range(56):
            image.setPixelColor(x, y, QColor("white"))
    strip = frames.FrameStrip()
    qtbot.addWidget(strip)
    strip.resize(6 * 120, 56)
    strip.add(frames.as_picture(image))
    assert spread(strip) < 20
    strip.show_open(on=True)
    assert spread(strip) > 200
    strip.resize(6 * 60, 56)
    strip.grab()
    assert strip.height() == 28, "as high as its frames"
    with qtbot.waitSignal(strip.chosen):
        QTest.keyClick(strip, Qt.Key.Key_Down)


def spread(strip):
    seen = strip.grab().toImage()
    greys = [seen.pixelColor(x, 40).lightness() for x in range(20, 90)]
    return max(greys) - min(greys)


def test_that_a_picture_is_shown_in_review_too_and_behind_its_shield(open_kinds, qtbot, idle):
    from reviewer_audit.services import review_item, rounds
    from ui.screens.review.votes import ItemCard
    from ui.session import Session

    desk = open_kinds(("a", "", "a.png"), files={"a.png": stripes()})
    desk.wait(lambda: view(desk).state is Shield.COVERED)
    desk.grade("2")
    lead = projects.seat(desk.store, "Lea")
    rounds.reveal(desk.store, by=lead)
    case = review_item.case(desk.store, 1, by=lead)
    session = Session(lead)
    session.use(desk.store)
    card = ItemCard(session)
    qtbot.addWidget(card)
    card.resize(500, 500)
    card.show()
    card.put(case)
    qtbot.waitUntil(lambda: card.media.view.state is Shield.COVERED, timeout=10_000)
    assert not card.content.isVisible()
    card.media.view.setFocus()
    QTest.keyPress(card.media.view, Qt.Key.Key_Space)
    assert card.media.view.state is Shield.OPEN
    QTest.keyRelease(card.media.view, Qt.Key.Key_Space)
    assert card.media.view.state is Shield.COVERED
    session.jobs.shutdown()
    session.work.shutdown()


def test_that_a_sentence_in_place_of_a_picture_scrolls_where_it_has_no_room(qtbot):
    box = picture.ShieldedPicture("x")
    qtbot.addWidget(box)
    box.resize(140, 40)
    box.say("It is not here. " * 12)
    box.show()
    bar = box.verticalScrollBar()
    assert bar.maximum() == box.words_height(box.viewport().width()) - box.viewport().height()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert bar.value() > 0
    box.wait()
    assert bar.maximum() == 0
