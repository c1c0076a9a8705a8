"""The window in another language: chosen in Settings, spoken from the next start on."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from reviewer_audit import i18n
from reviewer_audit.services import demo
from ui import theme
from ui.models.records import RecordsModel, number
from ui.safe import PlainLabel, ordered
from ui.screens.grading.keys import Command, understand
from ui.screens.settings.appearance import AppearancePage
from ui.widgets.buttons import SegmentedControl
from ui.wording import dated

ROOT = Path(__file__).parents[2]
STARTED = """
import json, sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSpinBox
def painted():
    from ui.screens import SCREENS
    (window,) = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    spin = QSpinBox(); spin.setValue(42)
    print(json.dumps({
        "right": window.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        "steps": [one.title for one in SCREENS],
        "cancel": QApplication.translate("QPlatformTheme", "Cancel"),
        "figure": spin.text(),
    }))
    return 0
QApplication.exec = staticmethod(painted)
from ui.app import main
sys.exit(main(["reviewer-audit-gui"]))
"""


@pytest.fixture
def turned():
    """Lay the application out from right to left, for one test."""
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def started(home, language):
    """Start the window as a user does who chose a language; return what it says."""
    for name in ("reviewer-audit", "Library/Application Support/reviewer-audit"):
        folder = home / name
        folder.mkdir(parents=True)
        text = json.dumps({"language": language})
        (folder / "settings.json").write_text(text, encoding="utf-8")
    here = {name: str(home) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    env = os.environ | here | {"QT_QPA_PLATFORM": "offscreen", "LOCALAPPDATA": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, env=env, capture_output=True, check=True
    )
    return json.loads(done.stdout.decode("utf-8").splitlines()[-1])


@pytest.mark.parametrize(
    ("language", "home", "cancel"),
    [("de", "Start", "Abbrechen"), ("es", "Inicio", "Cancelar"), ("ar", "الرئيسية", "ألغِ")],
)
def test_that_the_window_starts_in_the_language_that_was_chosen(tmp_path, language, home, cancel):
    seen = started(tmp_path, language)
    assert home in seen["steps"]
    assert seen["cancel"] == cancel
    assert seen["right"] == (language == "ar")
    assert seen["figure"] == "42"  # Western digits everywhere


@pytest.mark.slow
def test_that_every_word_of_results_policy_and_sample_can_be_translated(tmp_path):
    project = tmp_path / "sample.audit"
    demo.create_sample(project)
    here = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    env = os.environ | here | {"QT_QPA_PLATFORM": "offscreen", "LOCALAPPDATA": str(tmp_path)}
    walk = [sys.executable, "tests/ui/untranslated.py", str(project), "results,policy,sample"]
    done = subprocess.run(walk, cwd=ROOT, env=env, capture_output=True, check=False)
    ours, *left = done.stdout.decode("utf-8").splitlines()
    assert not left
    assert int(ours.split()[0]) > 1000  # it did look


def test_that_a_language_is_kept_and_comes_with_the_next_start(session, qtbot):
    page = AppearancePage(session)
    qtbot.addWidget(page)
    before = page.later.full
    page.language.activated.emit(page.language.findData("ar"))
    assert session.settings.language == "ar"
    assert i18n.language() == "en"  # the window goes on as it began
    assert page.later.full != before
    page.language.activated.emit(page.language.findData("en"))
    assert page.later.full == before


@pytest.mark.usefixtures("turned")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Riverline دون الهدف", "\u200fRiverline دون الهدف"),
        ("الفرق -6.6", "الفرق \u2066-6.6\u2069"),
        ("فترة 4.6\N{EN DASH}7.4", "فترة \u20664.6\N{EN DASH}7.4\u2069"),
        ("Nothing to turn", "Nothing to turn"),
        ("الإصدار 2026-09", "الإصدار \u20662026-09\u2069"),
        ("دون 95 % هنا. 11 خطأ", "دون \u206695 %\u2069 هنا. 11 خطأ"),
        ("وقت: Spam · 12 صفًا", "وقت: \u200fSpam · \u200f12 صفًا"),
        ("ينتهي بـ .audit", "ينتهي بـ \u2066.audit\u2069"),
        ("One line.\nسطر", "\u2068One line.\u2069\nسطر"),
    ],
)
def test_that_names_signs_and_intervals_keep_their_order_from_right_to_left(text, shown, qtbot):
    assert ordered(text) == shown
    label = PlainLabel("x", text)
    qtbot.addWidget(label)
    assert (label.text(), label.full) == (shown, text)


def test_that_nothing_is_put_into_texts_from_left_to_right():
    assert ordered("Riverline دون -6.6") == "Riverline دون -6.6"


@pytest.mark.usefixtures("turned")
def test_that_a_figure_of_a_table_keeps_its_sign_in_front():
    model = RecordsModel((number("Gap", lambda n: n),))
    model.show([-3])
    assert model.index(0, 0).data() == "\u2066-3\u2069"
    assert model.as_tsv([0], header=False) == "-3\n"


def test_that_days_are_written_with_the_names_of_the_language(monkeypatch):
    day = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
    assert dated(day, "%a %d %b %Y, %H:%M") == "Mon 02 Nov 2026, 09:05"
    monkeypatch.setattr(i18n, "_translation", i18n._translation)
    monkeypatch.setattr(i18n, "_language", "en")
    i18n.use("ar", ROOT / "resources" / "locale")
    assert dated(day, "%d %b") == "02 نوفمبر"
    i18n.use("de", ROOT / "resources" / "locale")
    assert dated(day, "%a %d %b %Y, %H:%M") == "Mo 02. Nov. 2026, 09:05"


@pytest.mark.usefixtures("turned")
def test_that_arrow_keys_lead_on_to_the_left(qtbot):
    control = SegmentedControl("by", [("v", "Vendor"), ("q", "Queue"), ("l", "Language")])
    qtbot.addWidget(control)
    qtbot.keyClick(control.findChildren(QAbstractButton)[0], Qt.Key.Key_Left)
    assert control.current == "q"
    left = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    assert understand(left).command is Command.NEXT


@pytest.mark.usefixtures("turned")
def test_that_no_line_is_set_in_by_the_blank_at_its_end(qtbot):
    label = PlainLabel("note", "سترى معنى كل عمود وما سيُستورد قبل أن يحدث ذلك", wrap=True)
    qtbot.addWidget(label)
    label.setStyleSheet("background: white; color: black")
    label.resize(label.fontMetrics().horizontalAdvance(label.full) * 2 // 3, 80)
    picture = label.grab().toImage()
    edges = []
    for y in range(picture.height()):
        inked = [x for x in range(picture.width()) if picture.pixelColor(x, y).lightness() < 128]
        edges.append(max(inked, default=-1))
    lines = "".join("x" if edge >= 0 else " " for edge in edges).split()
    assert len(lines) > 1
    middle = len(edges) // 2
    assert abs(max(edges[:middle]) - max(edges[middle:])) <= 2


@pytest.mark.usefixtures("turned")
def test_that_the_sheet_is_mirrored():
    sheet = theme.stylesheet(theme.LIGHT)
    assert "border-left: 1px" in sheet.partition("railFrame")[2].partition("}")[0]
    assert "QSlider::add-page:horizontal" in sheet
