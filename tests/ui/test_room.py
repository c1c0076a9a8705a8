"""Pages, rows and sheets ask for the room they need, and fold where there is less."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.safe import PlainLabel
from ui.widgets.blocks import Page
from ui.widgets.cards import Card, EmptyState
from ui.widgets.flow import Wrapping
from ui.widgets.folding import Folding
from ui.widgets.sheet import Sheet, add, field, form
from ui.widgets.stack import Stack

LONG = "Everybody who grades the round reads what is written here, and nobody else. " * 2


def shown(qtbot, widget, width, height=400):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_that_a_short_page_does_not_ask_for_the_room_of_the_long_one_behind_it(qtbot):
    outer, stack = QWidget(), Stack()
    QVBoxLayout(outer).addWidget(stack)
    short, long = PlainLabel("short", "One line", wrap=True), PlainLabel("long", LONG, wrap=True)
    long.setMinimumHeight(900)
    stack.addWidget(short)
    stack.addWidget(long)
    shown(qtbot, outer, 300)
    assert outer.layout().totalHeightForWidth(300) < 200
    stack.setCurrentWidget(long)
    assert outer.layout().totalHeightForWidth(300) >= 900


def test_that_a_row_goes_on_in_a_second_line_and_forgets_what_is_hidden(qtbot):
    buttons = [QPushButton(f"Button number {n}") for n in range(3)]
    row = Wrapping(*buttons)
    outer = QWidget()
    body = QVBoxLayout(outer)
    body.addWidget(row)
    body.addStretch(1)
    shown(qtbot, outer, 900)
    assert len({one.y() for one in buttons}) == 1
    outer.resize(buttons[0].width() * 2 + 60, 400)
    qtbot.waitUntil(lambda: len({one.y() for one in buttons}) == 2)
    assert row.height() > buttons[0].height() * 2
    buttons[0].hide()
    qtbot.waitUntil(lambda: row.height() < buttons[1].height() * 2)


def test_that_buttons_stand_below_a_heading_they_would_cut(qtbot):
    card = Card("card", "Questions of auditors", note="What they asked")
    button = QPushButton("Tell all without a question")
    card.with_buttons(button)
    shown(qtbot, card, 700)
    assert button.parentWidget().y() < card.note.y()
    card.resize(button.sizeHint().width() + 80, 400)
    qtbot.waitUntil(lambda: button.parentWidget().y() > card.note.y())
    assert card.title.text() == "Questions of auditors"


def test_that_a_folded_sheet_is_uncut_and_follows_what_is_in_it(qtbot):
    inside = QWidget()
    body = QVBoxLayout(inside)
    first, second = QWidget(), QWidget()
    first.setFixedHeight(300)
    second.setFixedHeight(250)
    second.hide()
    body.addWidget(first)
    body.addWidget(second)
    sheet = Page("sheet", inside, label="Sheet")
    folding = shown(qtbot, Folding("pair", sheet, QWidget(), threshold=600), 900)
    assert sheet.minimumHeight() == 0
    folding.resize(500, 400)
    qtbot.waitUntil(lambda: sheet.minimumHeight() >= 300)
    second.show()
    qtbot.waitUntil(lambda: sheet.minimumHeight() >= 550)


def test_that_a_sheet_is_as_high_as_its_lines_at_its_width(qtbot):
    sheet = Sheet(None, "sheet", "A heading", LONG)
    rows = form()
    add(rows, "Name", field("sheet:name", "Name"))
    sheet.body.addLayout(rows)
    button = sheet.cancel_button()
    shown(qtbot, sheet, 560, 100)
    assert sheet.height() == sheet.layout().totalHeightForWidth(sheet.width())
    assert button.geometry().bottom() < sheet.height() < 280


def test_that_an_empty_page_asks_for_its_lines_at_its_width(qtbot):
    empty = shown(qtbot, EmptyState("empty", "Nothing yet", LONG, "Begin"), 900)
    assert empty.minimumSizeHint().height() <= empty.layout().totalHeightForWidth(900)


def test_that_a_sheet_higher_than_the_screen_scrolls_between_heading_and_buttons(qtbot, looks):
    sheet = Sheet(None, "sheet", "A heading", LONG)
    rows = form()
    lines = [field(f"f{n}", f"Field {n}") for n in range(4)]
    for line in lines:
        add(rows, line.accessibleName(), line)
    sheet.body.addLayout(rows)
    late = PlainLabel("late", LONG, wrap=True)
    late.setMinimumHeight(sheet.screen().availableGeometry().height())
    late.hide()
    sheet.body.addWidget(late)
    done = sheet.button("done", "Done", lambda: None, kind="primary")
    qtbot.addWidget(sheet)
    sheet.show()
    bar = sheet.findChild(QWidget, "sheet:area").verticalScrollBar()
    assert bar.maximum() == 0
    low = sheet.height()
    late.show()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    room = sheet.screen().availableGeometry().height()
    assert low < sheet.height() <= room
    seen = done.mapTo(sheet, QPoint()).y() + done.height()
    assert seen <= sheet.height()
    assert sheet.heading.y() >= 0
    bar.setValue(bar.maximum())
    lines[0].setFocus()
    QTest.keyClick(lines[0], Qt.Key.Key_Tab)  # what has the focus is brought into sight
    qtbot.waitUntil(lambda: 0 <= lines[1].mapTo(sheet, QPoint()).y() <= done.y())
    late.hide()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    qtbot.waitUntil(lambda: sheet.height() == low)


def test_that_lines_that_fit_at_the_width_of_a_sheet_need_no_bar(qtbot):
    sheet = Sheet(None, "sheet", "A heading")
    sheet.body.addWidget(PlainLabel("long", LONG * 3, wrap=True))
    qtbot.addWidget(sheet)
    sheet.show()
    bar = sheet.findChild(QWidget, "sheet:area").verticalScrollBar()
    for wide in (1000, 600):
        sheet.resize(wide, sheet.height())
        sheet.fit()
        qtbot.wait(1)
        assert (bar.maximum(), bar.isVisible()) == (0, False)
