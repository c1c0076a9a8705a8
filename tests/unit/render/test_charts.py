"""Charts as files: every kind, any text, no window."""

import struct

import pytest

from reviewer_audit.render.charts import draw
from reviewer_audit.reports import charts
from reviewer_audit.reports.model import ChartKind, ChartSpec, Mark, Tone, Unit
from tests.unit.reports import made

HOSTILE = "\u202e$\\frac{1}{0}$ \ud800 <b> \u0639\u0631\u0628\u064a \u4e2d\u6587 " + "long " * 40


def spec(kind, label="m", marks=4, **more):
    heat = kind is ChartKind.HEAT
    names = tuple(f"{label}{i}" for i in range(2))
    return ChartSpec(
        key=kind.value, kind=kind, title=f"What is {label}?", target=0.9, target_text="target 90 %",
        marks=tuple(
            Mark(label=f"{label}{i}", value=(None if i == 2 and not heat else 0.5 + i / 10), low=0.4, high=0.95, n=10, text="t", tone=list(Tone)[i % 4], muted=i == 3)
            for i in range(marks)
        ),
        rows=names if heat else (), columns=names if heat else (), diagonal=heat, note="and more", **more,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ChartKind)
def test_that_every_kind_is_drawn_as_png_and_svg(tmp_path, kind):
    png, svg = tmp_path / "a.png", tmp_path / "a.svg"
    draw(spec(kind), png, dpi=60)
    draw(spec(kind), svg)
    raw = png.read_bytes()
    assert raw.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", raw[16:24])
    assert width > 400
    assert height > 100
    assert "<svg" in svg.read_text("utf-8")


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_that_hostile_names_are_drawn_as_text(tmp_path, kind):
    draw(spec(kind, HOSTILE), tmp_path / "a.png", dpi=40)


@pytest.mark.parametrize("kind", [k for k in ChartKind if k is not ChartKind.HEAT])
def test_that_a_chart_without_marks_is_drawn(tmp_path, kind):
    draw(spec(kind, marks=0), tmp_path / "a.png", dpi=40)


def test_that_the_same_chart_gives_the_same_file(tmp_path):
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        draw(charts.forest(made.results()), tmp_path / name, dpi=50)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_that_the_charts_of_an_audit_are_drawn(tmp_path):
    r = made.results()
    for i, chart in enumerate(
        (
            charts.forest(r),
            charts.by_role(r, "reviewer"),
            charts.outcomes(r),
            charts.confusion(r.confusion),
            charts.agreement(r),
        )
    ):
        draw(chart, tmp_path / f"{i}.png", dpi=40)
        assert (tmp_path / f"{i}.png").stat().st_size > 1000


def test_that_counts_have_whole_ticks(tmp_path):
    draw(spec(ChartKind.BARS, unit=Unit.COUNT), tmp_path / "a.png", dpi=40)
