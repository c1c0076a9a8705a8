"""Every screen in every state: nothing cut, covered or without a name, at any size and language."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QTableWidget, QVBoxLayout, QWidget

from tests.ui.inspection import faults
from ui.safe import PlainLabel
from ui.widgets.buttons import Button

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(qtbot):
    made = QWidget()
    made.setObjectName("page")
    made.resize(400, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def put(page, widget, x=0, y=0, width=100, height=30):
    widget.setParent(page)
    widget.setGeometry(x, y, width, height)
    widget.show()
    return widget


def test_that_a_sound_page_has_no_faults(page):
    put(page, PlainLabel("a", "Short"))
    put(page, PlainLabel("b", "Long enough to be cut " * 5, elide=True), y=40)
    put(page, Button("c", "Press"), y=80)
    assert faults(page) == []


@pytest.mark.parametrize(
    "widget",
    [
        lambda: PlainLabel("cut", "Much too long for its place"),
        lambda: PlainLabel("cut", "Breaks into more lines than there is room for " * 3, wrap=True),
        lambda: Button("cut", "Much too long for a small button"),
    ],
)
def test_that_cut_text_is_found(page, widget):
    put(page, widget())
    (said,) = faults(page)
    assert "cut in page is cut by" in said


def test_that_texts_on_each_other_are_found(page):
    put(page, PlainLabel("one", "One"))
    put(page, PlainLabel("two", "Two"), x=5, y=5)
    (said,) = faults(page)
    assert "overlap" in said


def test_that_what_lies_over_the_page_on_purpose_is_none(page):
    box = QVBoxLayout(page)
    box.addWidget(PlainLabel("one", "One"))
    over = put(page, QWidget(), width=200, height=200)
    put(over, PlainLabel("two", "Two"), x=5, y=5)
    over.raise_()
    assert faults(page) == []


def test_that_a_text_reaching_out_of_its_frame_is_found(page):
    frame = put(page, QWidget())
    put(frame, PlainLabel("out", "Out of it"), x=60)
    (said,) = faults(page)
    assert "reaches out" in said


def test_that_a_field_without_a_name_is_found_and_one_with_a_buddy_is_not(page):
    put(page, QLineEdit()).setObjectName("nameless")
    named = put(page, QLineEdit(), y=40)
    label = put(page, PlainLabel("said", "Said"), y=80)
    label.setBuddy(named)
    (said,) = faults(page)
    assert "nameless" in said
    assert "has no name" in said


def test_that_a_cut_heading_of_a_table_is_found(page):
    table = put(page, QTableWidget(1, 1), width=200, height=100)
    table.setHorizontalHeaderLabels(["A heading that is far too long for it"])
    table.setAccessibleName("Table")
    table.setColumnWidth(0, 40)
    assert any("heading" in said for said in faults(page))


@pytest.mark.slow
@pytest.mark.parametrize("given", ["100", "200", "de", "es", "ar"])
def test_that_nothing_is_broken_on_any_screen(given, tmp_path):
    """A process each: words are constants of modules."""
    name = "make_screens.py" if given.isdigit() else "make_screens_in.py"
    more = [] if given.isdigit() else [given]
    percent = ["--percent", given] if given.isdigit() else []
    command = [sys.executable, f"tests/ui/{name}", *more, str(tmp_path), "--check", *percent]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.rsplit("\n", 2)[-2].split()[0]) > 60, done.stdout
