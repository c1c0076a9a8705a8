"""Charts: painted right, walked through by keys, opened, copied, said in words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from reviewer_audit.reports.model import ChartKind, ChartSpec, Mark, Tone, Unit
from ui import theme
from ui.theme import Look
from ui.widgets.chart import Chart, ChartCard
from ui.widgets.chartmath import description, in_words, ticks, written

NAMES = ("No violation", "Spam & <b>scam</b>", "Threat")


def marks(n, **more):
    return tuple(
        Mark(
            label=f"Vendor {k}",
            value=0.9 + k / 100,
            low=0.88 + k / 100,
            high=0.92 + k / 100,
            n=100 * (k + 1),
            filter=(("vendor", f"V{k}"),),
            **more,
        )
        for k in range(n)
    )


def spec(kind=ChartKind.INTERVAL, given=None, **more):
    if kind is ChartKind.HEAT:
        given = (
            given
            if given is not None
            else tuple(
                Mark(label="", value=float(k * 7 % 5), filter=(("cell", str(k)),)) for k in range(9)
            )
        )
        more = {"rows": NAMES, "columns": NAMES, "diagonal": True, "unit": Unit.COUNT} | more
    more.setdefault("target", 0.95 if kind in {ChartKind.INTERVAL, ChartKind.LINE} else None)
    return ChartSpec(
        key="k",
        kind=kind,
        title="One misses the target",
        marks=given if given is not None else marks(4),
        **more,
    )


@pytest.fixture
def show(qtbot):
    def build(shown, width=520, height=360):
        chart = Chart("chart")
        qtbot.addWidget(chart)
        chart.resize(width, height)
        chart.put(shown)
        with qtbot.waitExposed(chart):
            chart.show()
        chart.grab()
        return chart

    return build


every_kind = pytest.mark.parametrize("kind", list(ChartKind))


@every_kind
def test_that_a_click_on_a_mark_opens_its_decisions(kind, show, qtbot):
    chart = show(spec(kind))
    at = 2
    with qtbot.waitSignal(chart.opened) as told:
        qtbot.mouseClick(
            chart, Qt.MouseButton.LeftButton, pos=chart.place_of(at).center().toPoint()
        )
    assert told.args[0] == chart.spec.marks[at].filter
    assert told.args[1] == in_words(chart.spec, at)


@every_kind
def test_that_the_keys_walk_and_enter_opens(kind, show, qtbot):
    chart = show(spec(kind))
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Right):
        qtbot.keyClick(chart, key)
    assert chart.current == 1
    assert chart.accessibleDescription() == in_words(chart.spec, 1)
    with qtbot.waitSignal(chart.opened) as told:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert told.args[0] == chart.spec.marks[1].filter


def test_that_down_moves_a_row_in_a_heat_map(show, qtbot):
    chart = show(spec(ChartKind.HEAT))
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current == len(NAMES)
    for _ in range(5):
        qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current == 2 * len(NAMES)


def test_that_a_mark_without_decisions_behind_it_opens_nothing(show, qtbot):
    chart = show(spec(given=(Mark(label="All", value=0.9),)))
    with qtbot.assertNotEmitted(chart.opened):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.place_of(0).center().toPoint())


@every_kind
@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
def test_that_marks_are_painted_in_every_palette(kind, look, show, looks):
    looks.wear(look)
    chart = show(spec(kind))
    picture = chart.grab().toImage()
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert len(colors) > 4


@pytest.mark.parametrize(("tone", "token"), [(Tone.GOOD, "good"), (Tone.BAD, "bad")])
def test_that_a_point_has_the_colour_of_its_tone(tone, token, show):
    chart = show(
        spec(given=(Mark(label="V", value=0.5, low=0.2, high=0.8, tone=tone),), target=None)
    )
    picture = chart.grab().toImage()
    wanted = theme.color(token).name()
    found = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).name() == wanted
    ]
    assert len(found) > 40


@every_kind
@pytest.mark.parametrize("n", [0, 1, 60])
def test_that_no_mark_and_many_marks_are_drawn(kind, n, show):
    if kind is ChartKind.HEAT:
        names = tuple(f"label {k}" for k in range(min(n, 20)))
        given = tuple(Mark(label="", value=1.0) for _ in range(len(names) ** 2))
        chart = show(spec(kind, given=given, rows=names, columns=names))
    else:
        chart = show(spec(kind, given=marks(n)))
    assert not chart.grab().isNull()
    assert chart.minimumHeight() > 0


def test_that_a_value_that_is_not_there_is_said_and_not_drawn_as_nought(show):
    chart = show(spec(given=(Mark(label="Empty", value=None, text="n/a", n=0),)))
    assert "n/a" in in_words(chart.spec, 0)
    assert not chart.grab().isNull()


def test_that_copied_figures_hold_no_formula(show, qtbot):
    chart = show(spec(given=(Mark(label="=1+1", value=0.5, low=0.4, high=0.6, n=10),)))
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "One misses the target"
    assert lines[2] == "'=1+1\t0.5\t0.4\t0.6\t10"


def test_that_a_heat_map_is_copied_as_its_matrix(show):
    chart = show(spec(ChartKind.HEAT))
    chart.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[1:] == list(NAMES)
    assert lines[2].split("\t")[0] == NAMES[0]
    assert len(lines) == 5


def test_that_a_chart_is_said_in_words():
    said = description(spec(given=marks(2), note="Interval 95 %."))
    assert "target" in said
    assert "Vendor 1: 91.0\u00a0%, 89.0\u00a0% to 93.0\u00a0%, n 200" in said
    assert said.endswith("Interval 95 %.")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.7, 1.0, [0.7, 0.8, 0.9, 1.0]),
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 89, [0, 20, 40, 60, 80]),
        (-1.0, 1.0, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (5, 5, [5]),
    ],
)
def test_that_ticks_are_round(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9394, Unit.SHARE, "93.9\u00a0%"), (1503.0, Unit.COUNT, "1,503"),
        (-0.123, Unit.COEFFICIENT, "-0.12"), (2.5, Unit.POINTS, "+2.5"), (0.0, Unit.POINTS, "0"), (None, Unit.SHARE, "\u2013"),
    ],
)  # fmt: skip
def test_that_values_are_written_by_their_unit(value, unit, text):
    assert written(value, unit) == text


def test_that_a_chart_card_says_its_question_and_passes_clicks_on(qtbot):
    card = ChartCard("card")
    qtbot.addWidget(card)
    card.put(spec())
    assert card.title.full == "One misses the target"
    assert card.hint.full == "Click a row for its decisions"
    with qtbot.waitSignal(card.opened):
        card.chart.opened.emit((("vendor", "V1"),), "x")
