"""Names and labels of pictures: legible, whole, and none over another."""

import re

import pytest

from reviewer_audit.render.page_runs import runs_of
from reviewer_audit.render.svg import drawn
from reviewer_audit.render.svg_canvas import SMALL, Canvas, room
from reviewer_audit.render.svg_names import write_names
from reviewer_audit.reports.model import ChartKind, ChartSpec, Curve, Mark

_TEXT = re.compile(r'<text x="([\d.-]+)" y="([\d.-]+)"([^>]*)>([^<]*)</text>')


def texts(shapes: str) -> dict[str, tuple[float, float]]:
    """Return where each text of a picture begins."""
    found = {}
    for x, y, more, text in _TEXT.findall(shapes):
        wide = room(text, SMALL)
        back = wide if 'anchor="end"' in more else wide / 2 if "middle" in more else 0.0
        found[text] = (float(x) - back, float(y))
    return found


def funnel(**more) -> ChartSpec:
    return ChartSpec(key="funnel", kind=ChartKind.FUNNEL, title="Funnel", low=0.8, high=1.0, **more)


def test_that_names_of_points_side_by_side_do_not_lie_over_each_other():
    canvas = Canvas(height=320)
    points = [(600.0, 100.0), (602.0, 101.0), (400.0, 104.0)]
    filled = [(x - 5, y - 5, x + 5, y + 5) for x, y in points] + [(0.0, 101.0, 680.0, 103.0)]
    write_names(canvas, [("Vendor A", *points[0]), ("Vendor B", *points[1])], filled)
    (a_x, a_y), (b_x, b_y) = texts("".join(canvas.shapes)).values()
    assert abs(a_y - b_y) >= SMALL or abs(a_x - b_x) >= room("Vendor A", SMALL)
    assert all(abs(y - 4 - 102) > 3 for y in (a_y, b_y))  # and none on the line


def test_that_points_at_one_place_are_counted():
    marks = tuple(Mark(label=f"R-{k}", value=0.9, n=30) for k in range(3))
    assert "\u00d73" in texts(drawn(funnel(marks=marks), "one").text)


def test_that_limits_reach_the_end_of_the_picture():
    curve = Curve(name="95 %", points=((1.0, 0.85), (50.0, 0.9), (200.0, 0.95)), role="inner")
    spec = funnel(marks=(Mark(label="A", value=0.9, n=100),), curves=(curve,))
    along = re.findall(r'<polyline points="([^"]+)"', drawn(spec, "one").text)[0].split()
    assert len(along) == 3
    assert float(along[-1].split(",")[0]) == pytest.approx(680 - room("95 %", SMALL) - 10, abs=0.1)


def test_that_times_begin_where_the_points_do():
    marks = tuple(Mark(label=f"R-{k}", value=0.9, n=30, x=40.0 + k) for k in range(5))
    shown = texts(drawn(funnel(marks=marks), "one").text)
    assert "40" in shown
    assert "0" not in shown


def test_that_days_stand_whole_below_a_chart_of_many():
    marks = tuple(Mark(label=f"2026-09-{k:02}", value=0.9, n=30) for k in range(7, 22))
    spec = ChartSpec(key="periods", kind=ChartKind.LINE, title="Over time", marks=marks)
    days = [text for text in texts(drawn(spec, "one").text) if text.startswith("2026")]
    assert days[:2] == ["2026-09-07", "2026-09-09"]
    assert not [text for text in days if "\u2026" in text]


def test_that_an_interval_beyond_the_axis_shows_that_it_goes_on():
    marks = tuple(
        Mark(label=f"d{k}", value=0.9, low=low, high=0.95) for k, low in ((1, 0.85), (2, 0.4))
    )
    spec = ChartSpec(
        key="periods", kind=ChartKind.LINE, title="Over time", marks=marks, low=0.8, high=1.0
    )
    assert drawn(spec, "one").text.count("<polyline") == 2  # the line itself, and one tip


def test_that_one_block_after_a_wide_table_stays_on_its_page():
    wide = {"kind": "table", "turned": True}
    narrow = {"kind": "table", "turned": False}
    low = {"kind": "figure", "width": 680, "height": 200}
    high = {"kind": "figure", "width": 680, "height": 600}
    assert [run["turned"] for run in runs_of([wide, narrow])] == [True]
    assert [run["turned"] for run in runs_of([wide, low])] == [True]
    assert [run["turned"] for run in runs_of([wide, high])] == [True, False]
    assert [run["turned"] for run in runs_of([wide, narrow, narrow])] == [True, False]
