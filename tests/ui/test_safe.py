"""Content is shown as the characters it has: nothing in it is ever rendered."""

import pytest
from PySide6.QtGui import QAccessible, QColor, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from reviewer_audit.errors import StorageError
from reviewer_audit.text import defang, reveal
from ui.models.records import Column
from ui.safe import (
    PlainLabel,
    TextPane,
    ask,
    caption,
    plain_tip,
    tell,
    tell_error,
    tells_whole,
    tip,
)
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card, EmptyState, Tile
from ui.widgets.table import Table

RED = QColor("#ff0000")


@pytest.fixture
def payload(tmp_path, qapp):
    picture = QPixmap(64, 64)
    picture.fill(RED)
    path = tmp_path / "red.png"
    assert picture.save(str(path))
    return f'<b>x</b><img src="{path.as_uri()}">'


def shows_red(widget):
    widget.resize(400, 200)
    seen = widget.grab().toImage()
    return any(
        seen.pixelColor(x, y) == RED
        for x in range(0, seen.width(), 4)
        for y in range(0, seen.height(), 4)
    )


def banner(text):
    made = Banner("b")
    made.show_text(text, text, action=text)
    return made


def tile(text):
    made = Tile("t", text)
    made.put(text, interval=text, note=text, badge=text)
    return made


def table(text):
    made = Table("t", [Column(text, lambda row: row)], empty=text)
    made.put([text])
    return made


WIDGETS = {
    "label": lambda text: PlainLabel("a", text),
    "wrapped": lambda text: PlainLabel("a", text, wrap=True),
    "elided": lambda text: PlainLabel("a", text, elide=True),
    "pane": lambda text: (pane := TextPane("p"), pane.put(text))[0],
    "card": lambda text: Card("c", text, note=text),
    "tile": tile,
    "badge": lambda text: Badge("b", text, "bad"),
    "banner": banner,
    "empty": lambda text: EmptyState("e", text, text, text),
    "button": lambda text: Button("b", text, hint=text),
    "table": table,
}


def test_that_the_payload_is_painted_by_a_bare_label(payload, qtbot):
    label = QLabel(payload)
    qtbot.addWidget(label)
    assert shows_red(label), "if this fails, the next tests prove nothing"


@pytest.mark.parametrize("kind", WIDGETS)
def test_that_a_picture_named_in_content_is_not_painted(payload, qtbot, kind):
    widget = WIDGETS[kind](payload)
    qtbot.addWidget(widget)
    assert not shows_red(widget)


def test_that_a_picture_named_in_content_is_not_painted_by_a_message(payload, qtbot):
    for notice in (
        tell(None, payload, payload, payload),
        ask(None, payload, payload, yes=payload, run=lambda: None, hint=payload),
    ):
        qtbot.addWidget(notice)
        assert not shows_red(notice)
        notice.close()


def test_that_a_tooltip_shows_every_character(payload):
    assert "<img" not in plain_tip(payload)
    assert "&lt;img" in plain_tip(payload)
    assert plain_tip("") == ""


def test_that_an_ampersand_in_a_title_makes_no_shortcut(qtbot):
    button = QPushButton(caption("Spam & scam"))
    qtbot.addWidget(button)
    assert button.text() == "Spam && scam"
    assert button.shortcut().isEmpty()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\u202eb\x00\ud800\n", "a[U+202E]b[U+0000][U+D800]\n"),
        ("a\r\nb", "a\nb"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("\u0646\u0645\u06cc\u200c\u062f", "\u0646\u0645\u06cc\u200c\u062f"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("\u3164blank", "[U+3164]blank"),
        ("line\u2028sep", "line[U+2028]sep"),
        ("no-break\u00a0space", "no-break\u00a0space"),
    ],
)
def test_that_hidden_characters_are_named(raw, shown):
    assert reveal(raw) == shown


def test_that_hidden_characters_can_be_left_out():
    assert reveal("a\u202eb\u200bc", named=False) == "abc"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("see https://a.b/c.d?e=f.g", "see hxxps://a[.]b/c.d?e=f.g"),
        ("HTTP://1.2.3.4", "hxxp://1[.]2[.]3[.]4"),
        ("www.a.example now", "www[.]a[.]example now"),
        ("a.example/path", "a[.]example/path"),
        ("p\u0430ypal.com/login", "p\u0430ypal[.]com/login"),
        ("file:///etc/hosts", "file[:]///etc/hosts"),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("e.g. this, 3.5 and data: none", "e.g. this, 3.5 and data: none"),
    ],
)
def test_that_links_are_defanged(raw, shown):
    assert defang(raw) == shown
    assert defang(shown) == shown


def test_that_a_million_characters_without_a_space_are_paged(qtbot):
    pane = TextPane("content")
    qtbot.addWidget(pane)
    pane.put("x" * 1_000_000)
    assert pane.pages == 50
    assert len(pane.toPlainText()) == 20_000
    pane.turn(100)
    assert pane.page == 50
    pane.turn(-1)
    assert pane.page == 49


def test_that_an_elided_label_keeps_the_whole_text(qtbot):
    label = PlainLabel("a", "word " * 60, elide=True)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.grab()
    assert label.text().endswith("…")
    assert label.full == label.accessibleName() == "word " * 60


def test_that_an_expected_failure_is_told_in_three_parts(qtbot):
    notice = tell_error(None, StorageError("The disk is full.", "Nothing was lost. Free space."))
    qtbot.addWidget(notice)
    texts = [label.text() for label in notice.findChildren(QLabel)]
    assert texts[1:3] == ["The disk is full.", "Nothing was lost. Free space."]
    notice.close()


def test_that_a_fault_of_the_program_is_not_told_as_an_expected_failure():
    with pytest.raises(KeyError):
        tell_error(None, KeyError("content"))


def test_that_a_question_does_nothing_unless_it_is_answered(qtbot):
    done = []
    notice = ask(None, "Erase?", "It is gone then.", yes="Erase", run=lambda: done.append(1))
    qtbot.addWidget(notice)
    cancel, yes = notice.findChildren(QPushButton)
    assert not cancel.isDefault()
    cancel.click()
    assert done == []
    again = ask(None, "Erase?", "It is gone then.", yes="Erase", run=lambda: done.append(1))
    qtbot.addWidget(again)
    again.findChildren(QPushButton)[1].click()
    assert done == [1]
    del yes


def test_that_a_screen_reader_hears_no_markup_and_nothing_twice(qtbot):
    def described(widget):
        spoken = QAccessible.queryAccessibleInterface(widget)
        return spoken.text(QAccessible.Text.Description).strip()

    label = PlainLabel(
        "long", "Northgate Trust and Safety <b>Operations</b>, night shift", elide=True
    )
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert "Operations" in label.toolTip()
    assert (label.accessibleName(), described(label)) == (label.full, "")
    box = QComboBox()
    qtbot.addWidget(box)
    tells_whole(box)
    box.addItems(["a", "Limit visibility"])
    box.setCurrentIndex(1)
    assert (box.toolTip(), described(box)) == ("<qt>Limit visibility</qt>", "")
    tip(box, "It <i>says</i> more")
    assert described(box) == "It <i>says</i> more"
    tip(box, "")
    assert (box.toolTip(), described(box)) == ("", "")
