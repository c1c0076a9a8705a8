"""Files in Arabic: texts run from the right, and figures in them keep their order."""

import pytest
from openpyxl import Workbook

from reviewer_audit.i18n import speaking
from reviewer_audit.render import xlsx_styles
from reviewer_audit.render.svg_canvas import Canvas
from reviewer_audit.render.xlsx_chart_style import title
from reviewer_audit.render.xlsx_page import Page
from reviewer_audit.text import ordered

SENTENCE = "Riverline دون 95 %"
IN_ORDER = "\u200fRiverline دون \u206695 %\u2069"


@pytest.fixture
def page():
    workbook = Workbook()
    xlsx_styles.register(workbook, right_to_left=True)
    return Page(workbook.active)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (SENTENCE, IN_ORDER),
        ("بين 92.3 % و92.7 %", "بين \u206692.3 %\u2069 و\u206692.7 %\u2069"),
        ("(p < 0.001) دال", "\u200f(\u2066p < 0.001\u2069) دال"),
        (
            "دقة 5.8 % (4.6\N{EN DASH}7.4 %, n 80)",
            "دقة \u20665.8 %\u2069 \u2066(4.6\N{EN DASH}7.4 %, n 80)\u2069",
        ),
        ("جولات North and We…", "جولات North and We…\u200e"),
        ("مسار /tmp/pack-1…", "مسار \u2066/tmp/pack-1…\u2069\u200e"),
        ("رأس 11:a07003854ff9ee01", "رأس \u206611:a07003854ff9ee01\u2069"),
        ("المدة 40 s هنا", "المدة \u206640 s\u2069 هنا"),
        ("Riverline · Reviews", "Riverline · Reviews"),
        ("91.0\N{EN DASH}94.1 % · n 40", "\u206691.0\N{EN DASH}94.1 % · n 40\u2069"),
    ],
)
def test_that_figures_and_names_keep_their_place_among_arabic(text, shown):
    assert ordered(text) == shown


def test_that_a_cell_reads_in_the_direction_of_its_letters(page):
    with speaking("ar"):
        sentence, name = page.text(1, 1, SENTENCE, "body"), page.text(2, 1, "Riverline", "body")
    assert (sentence.value, sentence.alignment.readingOrder) == (IN_ORDER, 2)
    assert (name.value, name.alignment.readingOrder) == ("Riverline", 0)


def test_that_the_head_of_a_list_is_left_as_it_is(page):
    with speaking("ar"):
        assert page.text(1, 1, SENTENCE, "column").value == SENTENCE


def test_that_a_workbook_in_english_leaves_arabic_names_as_they_are(page):
    with speaking("en"):
        cell = page.text(1, 1, SENTENCE, "body")
    assert (cell.value, cell.alignment.readingOrder) == (SENTENCE, 0)


def test_that_pictures_and_titles_of_charts_say_their_direction():
    canvas = Canvas(height=10)
    with speaking("ar"):
        canvas.text(0, 0, SENTENCE)
        paragraph = title(SENTENCE).tx.rich.p[0]
    assert f"\u2067{IN_ORDER}\u2069" in canvas.shapes[0]
    assert (paragraph.pPr.rtl, paragraph.r[0].t) == (True, f"\u2067{IN_ORDER}\u2069")
