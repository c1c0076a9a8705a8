"""Funnels, control charts, Paretos and agreement matrices as they are painted."""

import pytest
from PySide6.QtCore import QPointF, Qt

from reviewer_audit.reports.model import ChartKind, ChartSpec, Curve, Mark, Tone, Unit
from ui import theme
from ui.theme import Look
from ui.widgets.chart import Chart, ChartCard
from ui.widgets.chartmath import in_words, rows_to_copy
from ui.widgets.chartpoints import reach

LIMITS = tuple(
    Curve(name=name, points=tuple((n, 0.95 + sign * spread / n**0.5) for n in range(1, 120)), role=role)
    for name, spread, role in (("95 %", 0.4, "inner"), ("99.8 %", 0.65, "outer"))
    for sign in (-1, 1)
)  # fmt: skip


def point(name, n, value, **more):
    return Mark(label=name, value=value, n=n, text=f"{value:.0%}", filter=(("v", name),), **more)


def funnel(marks=None, **more):
    marks = marks or (
        point("small", 12, 0.75, muted=True),
        point("usual", 60, 0.94),
        point("low", 100, 0.80, tone=Tone.BAD),
    )
    given = {"target": 0.95, "curves": LIMITS, "low": 0.7, "high": 1.0} | more
    return ChartSpec(
        key="f", kind=ChartKind.FUNNEL, title="One is low", marks=tuple(marks), **given
    )


def control(*, curves=True, n=9):
    marks = tuple(point(f"2026-09-{k + 1:02d}", 40, 0.9 + (k % 3) / 50) for k in range(n))
    lines = (
        Curve(name="upper limit", points=tuple((k, 0.98) for k in range(n)), role="outer"),
        Curve(name="lower limit", points=tuple((k, 0.85) for k in range(n)), role="lower"),
        Curve(name="moving average", points=tuple((k, 0.92) for k in range(n)), role="smooth"),
    )
    return ChartSpec(
        key="c", kind=ChartKind.LINE, title="In control", marks=marks, target=0.92,
        target_text="all together 92 %", low=0.8, high=1.0, curves=lines if curves else (),
    )  # fmt: skip


def pareto(counts=(50, 30, 20)):
    total = sum(counts)
    marks = tuple(
        Mark(label=f"cause {k}", value=float(n), text=f"{n}", filter=(("c", str(k)),))
        for k, n in enumerate(counts)
    )
    points = tuple((float(k), float(sum(counts[: k + 1]))) for k in range(len(counts)))
    return ChartSpec(
        key="p", kind=ChartKind.BARS, title="Few make most", marks=marks, unit=Unit.COUNT, low=0.0,
        high=float(total), curves=(Curve(name="sum", points=points, role="running"),),
    )  # fmt: skip


def matrix(values, names, **more):
    marks = tuple(
        Mark(label="", value=v, n=None if v is None else 40, text="" if v is None else f"{v:.0%}")
        for v in values
    )
    return ChartSpec(
        key="m", kind=ChartKind.HEAT, title="Pairs", marks=marks, rows=names, columns=names,
        low=0.5, high=1.0, **more,
    )  # fmt: skip


@pytest.fixture
def show(qtbot):
    def build(spec, width=620, height=420):
        chart = Chart("chart")
        qtbot.addWidget(chart)
        chart.resize(width, height)
        chart.put(spec)
        with qtbot.waitExposed(chart):
            chart.show()
        chart.grab()
        return chart

    return build


def pixels(chart, name):
    picture = chart.grab().toImage()
    wanted = theme.color(name).name()
    return [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).name() == wanted
    ]


def test_that_a_funnel_sets_n_to_the_right_and_the_rate_upwards(show):
    chart = show(funnel())
    small, usual, low = (chart.place_of(k).center() for k in range(3))
    assert small.x() < usual.x() < low.x()
    assert usual.y() < low.y() < small.y()
    steps = (usual.x() - small.x()) / (60 - 12), (low.x() - usual.x()) / (100 - 60)
    assert steps[0] == pytest.approx(steps[1], rel=0.02)


def test_that_limits_of_a_funnel_stay_inside_the_plot(show):
    curves = (Curve(name="", points=((1, -5.0), (100, 5.0)), role="outer"),)
    chart = show(funnel(curves=curves))
    assert not chart.grab().isNull()
    picture = chart.grab().toImage()
    ground = theme.color("surface").name()
    muted = theme.color("muted").name()
    bottom = [picture.pixelColor(x, picture.height() - 2).name() for x in range(picture.width())]
    assert muted not in bottom
    assert ground in bottom or bottom


def test_that_a_funnel_of_times_does_not_begin_at_nought():
    marks = (point("a", 10, 0.9, x=36.0), point("b", 10, 0.8, x=44.0))
    least, most = reach(funnel(marks))
    assert 30 < least < 36
    assert 44 < most < 50
    assert reach(funnel()) == (0.0, pytest.approx(106.0))
    assert reach(ChartSpec(key="e", kind=ChartKind.FUNNEL, title="", marks=())) == (0.0, 1.0)


def test_that_names_of_points_are_never_written_over_each_other(show):
    marks = tuple(point(f"Vendor {k}", 60 + k, 0.9) for k in range(6))
    chart = show(funnel(marks, named=True))
    assert not chart.grab().isNull()


def test_that_a_click_on_a_point_opens_its_decisions(show, qtbot):
    chart = show(funnel())
    with qtbot.waitSignal(chart.opened) as told:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.place_of(2).center().toPoint())
    assert told.args[0] == (("v", "low"),)


def test_that_a_greyed_point_is_hollow_and_a_low_one_no_circle(show):
    chart = show(funnel(target=None, curves=()))
    picture = chart.grab().toImage()
    small = chart.place_of(0).center().toPoint()
    ratio = picture.devicePixelRatio()
    assert picture.pixelColor(small * ratio).name() == theme.color("surface").name()
    low = chart.place_of(2).center().toPoint()
    assert picture.pixelColor(low * ratio).name() == theme.color("bad").name()


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
@pytest.mark.parametrize(
    "spec", [funnel(), control(), pareto()], ids=["funnel", "control", "pareto"]
)
def test_that_each_is_painted_in_every_palette(spec, look, show, looks):
    looks.wear(look)
    chart = show(spec)
    picture = chart.grab().toImage()
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert len(colors) > 6


def test_that_limits_over_time_are_drawn_beside_the_points(show):
    with_, without = show(control()), show(control(curves=False))
    assert with_.place_of(0).width() < without.place_of(0).width(), "room for their names"
    assert len(pixels(with_, "muted")) > len(pixels(without, "muted"))


def test_that_figures_over_time_are_copied_with_their_limits():
    header, first, *_rest = rows_to_copy(control())
    assert header == [
        "",
        "value",
        "low",
        "high",
        "n",
        "upper limit",
        "lower limit",
        "moving average",
    ]
    assert first[5:] == [0.98, 0.85, 0.92]


def test_that_the_running_sum_ends_at_the_end_of_the_scale(show, looks):
    chart = show(pareto())
    spec = chart.spec
    assert spec.axis == (0.0, 100.0)
    dots = pixels(chart, "text")
    right = max(x for x, _y in dots)
    assert right > chart.width() * 0.6


def test_that_an_empty_pareto_and_an_empty_funnel_are_drawn(show):
    empty = ChartSpec(key="p", kind=ChartKind.BARS, title="None", marks=(), unit=Unit.COUNT)
    assert not show(empty).grab().isNull()
    assert (
        not show(ChartSpec(key="f", kind=ChartKind.FUNNEL, title="None", marks=())).grab().isNull()
    )


def test_that_a_pair_is_darker_the_more_it_agrees_and_blank_where_there_is_none(show):
    chart = show(matrix((None, 0.98, 0.55, None), ("Ann", "Ben")))
    picture = chart.grab().toImage()

    def ground(at):
        inside = chart.place_of(at).topLeft() + QPointF(8, 12)
        return picture.pixelColor(inside.toPoint()).name()

    assert ground(0) == theme.color("sunken").name()
    white = theme.color("surface").name()
    assert theme.contrast(ground(1), white) > theme.contrast(ground(2), white)


def test_that_titles_of_many_columns_are_not_cut(show):
    names = tuple(f"A label with a name {k}" for k in range(12))
    marks = tuple(Mark(label="", value=float(k % 13 == 0), n=1) for k in range(144))
    spec = ChartSpec(
        key="m", kind=ChartKind.HEAT, title="", marks=marks, rows=names, columns=names,
        unit=Unit.COUNT, diagonal=True,
    )  # fmt: skip
    chart = show(spec, 470, 560)
    last = chart.place_of(11)
    assert last.right() <= chart.width()
    metrics = chart.fontMetrics()
    head = last.top()
    small = theme.font("small", tabular=True)
    chart.setFont(small)
    needed = chart.fontMetrics().horizontalAdvance(names[0])
    assert head >= min(needed, theme.px(150)), metrics


def test_that_noughts_off_the_diagonal_stay_silent_in_a_large_matrix(show):
    names = tuple("abcdefghij")
    marks = tuple(
        Mark(label="", value=0.0 if row != column else 5.0)
        for row in range(10)
        for column in range(10)
    )
    spec = ChartSpec(
        key="m", kind=ChartKind.HEAT, title="", marks=marks, rows=names, columns=names,
        unit=Unit.COUNT, diagonal=True,
    )  # fmt: skip
    chart = show(spec, 470, 470)
    picture = chart.grab().toImage()
    cell = chart.place_of(1).adjusted(4, 4, -4, -4).toRect()
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(cell.left(), cell.right())
        for y in range(cell.top(), cell.bottom())
    }
    assert len(colors) == 1
    assert in_words(spec, 1) == "a → b: 0", "it is still said"


def test_that_a_long_title_wraps_and_none_of_it_is_cut(qtbot):
    card = ChartCard("card")
    qtbot.addWidget(card)
    title = "Riverline misses the target of 95 %, most of all in Marketplace and in Messages"
    card.put(funnel())
    card.say(title)
    card.resize(420, 360)
    with qtbot.waitExposed(card):
        card.show()
    card.grab()
    assert card.title.text() == title
    assert card.title.height() >= card.title.heightForWidth(card.title.width())
