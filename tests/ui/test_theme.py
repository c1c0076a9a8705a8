"""The look of the window: readable in every palette, at every size, without a mouse."""

import re

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from reviewer_audit.assets import resource
from ui import theme
from ui.theme import PALETTES, TEXT_PERCENTS, Look, contrast
from ui.widgets.badge import VERDICTS

GROUNDS = ("bg", "surface", "rail", "sunken")
WORDS = ("text", "muted", "accent", "good", "caution", "bad")
ON = [
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("accent", "accent_soft"),
    ("text", "accent_soft"), ("good", "good_soft"), ("caution", "caution_soft"),
    ("bad", "bad_soft"), ("text", "good_soft"), ("text", "caution_soft"), ("text", "bad_soft"),
]  # fmt: skip
every_palette = pytest.mark.parametrize(
    "colors", PALETTES.values(), ids=[p.value for p in PALETTES]
)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_that_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@every_palette
def test_that_all_words_hold_four_and_a_half_to_one(colors):
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS] + ON
    weak = {
        f"{word} on {ground}": round(contrast(getattr(colors, word), getattr(colors, ground)), 2)
        for word, ground in pairs
        if contrast(getattr(colors, word), getattr(colors, ground)) < 4.5
    }
    assert weak == {}


@every_palette
def test_that_parts_and_chart_colours_hold_three_to_one(colors):
    parts = {"edge": colors.edge, "focus": colors.focus} | dict(enumerate(colors.series))
    weak = [
        (part, ground)
        for part, color in parts.items()
        for ground in ("bg", "surface", "rail")
        if contrast(color, getattr(colors, ground)) < (3 if ground == "surface" else 2.75)
    ]
    assert weak == []


@every_palette
@pytest.mark.parametrize("percent", [80, 100, 200])
def test_that_the_stylesheet_leaves_no_token_open(colors, percent):
    sheet = theme.stylesheet(colors, percent)
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert resource(f"icons/{path.rpartition('/')[2]}").exists()


def test_that_no_module_but_the_theme_names_a_colour():
    window = resource("icons/app.svg").parents[2] / "ui"
    named = {
        path.name: found
        for path in window.rglob("*.py")
        if path.name != "theme.py"
        and (found := re.findall(r"\"#(?:[0-9a-fA-F]{6})\"", path.read_text(encoding="utf-8")))
        and set(found) - {'"#000000"', '"#FFFFFF"'}
    }
    assert named == {}


def test_that_the_chosen_palette_and_size_are_worn(looks, qtbot, qapp):
    widget = QWidget()
    widget.setObjectName("screen")
    qtbot.addWidget(widget)
    for look in (Look.DARK, Look.CONTRAST, Look.LIGHT):
        looks.wear(look, 150)
        assert theme.tokens() is PALETTES[look]
        assert qapp.palette().window().color().name().upper() == PALETTES[look].bg
        assert qapp.font().pixelSize() == 20
        assert theme.px(10) == 15


@pytest.mark.parametrize(("asked", "got"), [(10, 80), (80, 80), (133, 133), (900, 200)])
def test_that_text_stays_between_80_and_200_per_cent(looks, asked, got):
    looks.wear(Look.LIGHT, asked)
    assert looks.percent == got
    assert TEXT_PERCENTS[0] <= looks.percent <= TEXT_PERCENTS[-1]


@pytest.mark.parametrize("look", list(PALETTES))
@pytest.mark.parametrize("kind", ["primary", "secondary", "quiet", "danger", "link", "field"])
def test_that_the_focus_ring_is_seen(look, kind, looks, qtbot):
    looks.wear(look)
    frame = QWidget()
    frame.setObjectName("screen")
    qtbot.addWidget(frame)
    row = QHBoxLayout(frame)
    other, widget = QLineEdit(), QLineEdit() if kind == "field" else QPushButton("Go on")
    widget.setProperty("kind", kind)
    row.addWidget(other)
    row.addWidget(widget)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()

    def edge():
        picture = widget.grab().toImage()
        middle = QPoint(picture.width() // 2, 1)
        ratio = picture.devicePixelRatio()
        return picture.pixelColor(middle * ratio if ratio != 1 else middle).name()

    other.setFocus()
    before = edge()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    after = edge()
    assert before != after
    assert contrast(after, theme.tokens().bg) >= 3


def test_that_every_verdict_has_a_shape_of_its_own():
    shapes = [shape for _tone, shape in VERDICTS.values()]
    assert len(set(shapes)) == len(shapes)
