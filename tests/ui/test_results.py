"""Results: blind before reveal, the right numbers afterwards, good manners always."""

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView, QWidget

from reviewer_audit.errors import StillBlindError
from reviewer_audit.reports import words
from reviewer_audit.services import analysis, drilldown, projects, rounds
from tests.ui.lead import keeping, lending, opening, screen_on, settle, shut
from tests.ui.small_audit import answers, build
from tests.unit.reports import made
from ui.main_window import MainWindow
from ui.safe import PlainLabel
from ui.screens.results import figures
from ui.screens.results.screen import ResultsScreen
from ui.session import Session

KEYS = Qt.Key


@pytest.fixture
def open_results(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


@pytest.fixture
def revealed(store, make):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    return audit


@pytest.fixture(scope="module")
def kept(tmp_path_factory, qapp):
    yield from keeping(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def screen(kept, qtbot, idle):
    yield from lending(kept, qtbot, idle)


def everything_said(screen):
    """All that the screen says to eyes, mice and screen readers."""
    for widget in [screen, *screen.findChildren(QWidget)]:
        yield widget.toolTip()
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield widget.windowTitle()
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        if isinstance(widget, PlainLabel):
            yield widget.full
        if isinstance(widget, QTableView):
            model = widget.model()
            for row in range(model.rowCount()):
                for column in range(model.columnCount()):
                    yield str(model.index(row, column).data())
    yield screen.state_line()
    yield from (action.title for action in screen.commands)


# -- before reveal ----------------------------------------------------------------------------


def test_that_nothing_of_any_decision_is_said_before_reveal(store, make, open_results):
    build(store, make, leave=4, mark=make.SENTINEL)
    screen = open_results()
    said = list(everything_said(screen))
    assert any("4 grades are still out" in text for text in said)
    assert not [text for text in said if make.SENTINEL in text]
    assert not [text for text in said if "Spam" in text or "Threat" in text]
    assert screen.vm.results is None
    assert screen.pages.currentWidget() is screen.blind


def test_that_decisions_of_a_blind_round_cannot_be_asked_for(store, make, open_results):
    build(store, make, leave=1)
    with pytest.raises(StillBlindError):
        drilldown.decisions_behind(store, None, ())
    screen = open_results()
    screen._open((("vendor", "South"),), "")
    assert screen.behind.lines == ()


def test_that_who_still_has_items_is_named_with_counts(store, make, open_results):
    build(store, make, auditors=("Ann", "Ben"), overlap=0.5, leave=5)
    screen = open_results()
    said = [label.full for label in screen.blind.findChildren(PlainLabel)]
    assert "Ann" in said
    assert "5 left" in said
    assert "done" in said


def test_that_a_draft_and_an_audit_without_rounds_say_what_to_do(store, make, open_results):
    screen = open_results()
    wanted = []
    screen.session.wanted.connect(lambda key, _what: wanted.append(key))
    assert screen.pages.currentWidget() is screen.empty
    screen.empty.button.click()
    rounds.new(store, by=projects.seat(store, "Lea"))
    screen.vm.load()
    assert wanted == ["sample"]


def in_window(store, looks, qtbot, idle):
    session = Session()
    window = MainWindow(session, looks)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    session.person = projects.seat(store, "Lea")
    session.use(store)
    settle(idle, session)
    window.visit("results")
    settle(idle, session)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, session


@pytest.fixture
def window(store, looks, qtbot, idle):
    made = []

    def build_window():
        made.append(in_window(store, looks, qtbot, idle))
        return made[-1]

    yield build_window
    for _window, session in made:
        session.jobs.shutdown()
        session.work.shutdown()


def press(widget, key):
    target = widget.window().focusWidget() or widget
    QTest.keyClick(target, key)


def test_that_reveal_goes_by_keys_and_opens_the_figures(store, make, window, idle):
    build(store, make)
    frame, session = window()
    button = frame.findChild(QAbstractButton, "header:reveal")
    button.setFocus()
    press(frame, KEYS.Key_Return)
    screen = frame.findChild(ResultsScreen)
    assert screen.blind.confirmation.isVisible()
    assert not screen.blind.confirmation.partial.isVisible()
    assert frame.focusWidget().objectName() == "reveal:no", "the careful answer has the focus"
    press(frame, KEYS.Key_Tab)
    assert frame.focusWidget().objectName() == "reveal:yes"
    press(frame, KEYS.Key_Return)
    settle(idle, session)
    settle(idle, session)
    assert rounds.resolve(store).state.value == "revealed"
    assert screen.pages.currentWidget() is screen.figures
    assert "journal" in screen.banner.hint.full


def test_that_escape_takes_the_question_away_and_nothing_is_revealed(store, make, window, idle):
    build(store, make)
    frame, session = window()
    screen = frame.findChild(ResultsScreen)
    screen.ask_to_reveal()
    press(frame, KEYS.Key_Escape)
    settle(idle, session)
    assert not screen.blind.confirmation.isVisible()
    assert rounds.resolve(store).state.value == "grading"


def test_that_a_partial_reveal_names_who_and_how_many_before_it_happens(
    store, make, open_results, idle
):
    build(store, make, leave=20)
    screen = open_results()
    screen.ask_to_reveal()
    confirmation = screen.blind.confirmation
    assert "20 grades are missing (Ann 20)" in confirmation.partial.full
    assert "no verdict" in confirmation.partial.full
    assert confirmation.yes.accessibleName() == "Reveal without 20 grades"
    confirmation.yes.click()
    settle(idle, screen.session)
    settle(idle, screen.session)
    assert screen.vm.results.left_out["ungraded"] == 20
    assert screen.pages.currentWidget() is screen.figures


# -- the numbers ------------------------------------------------------------------------------


def test_that_the_tiles_are_the_numbers_of_the_analysis(screen):
    found = analysis.results(screen.store, full=True)
    keys = ("accuracy", "over_enforcement", "under_enforcement", "charged_accuracy")
    for tile, key in zip(screen.overview.tiles.tiles, keys, strict=True):
        e = found.overall[key]
        assert tile.label.full == words.score_title(key)
        assert tile.value.full == words.share(e)
        assert tile.range.full == words.range_and_n(e)
        assert tile.badge.text, "every tile says its verdict, or that it is provisional"
    counts = Counter((d, r) for _i, _v, d, r in answers())
    right = sum(n for (d, r), n in counts.items() if d == r)
    assert found.overall["accuracy"].numerator == right


def test_that_the_state_line_says_what_the_numbers_rest_on(screen):
    line = screen.state_line()
    assert line == (
        "58 decisions graded of 58 · all decisions (census) · 95\u00a0% intervals · "
        "provisional until closed"
    )


def test_that_a_census_of_this_batch_has_no_width(revealed, open_results, idle):
    screen = open_results()
    screen.estimand.setCurrentIndex(1)
    screen.estimand.activated.emit(1)
    settle(idle, screen.session)
    e = screen.vm.results.overall["accuracy"]
    assert screen.vm.results.estimand == "batch"
    assert e.low == e.high == e.value
    assert "every decision counted" in screen.overview.tiles.tiles[0].range.full


def test_that_another_confidence_changes_the_interval_and_never_the_value(
    revealed, open_results, idle
):
    screen = open_results()
    before = screen.vm.results.overall["accuracy"]
    screen.confidence.setCurrentIndex(2)
    screen.confidence.activated.emit(2)
    settle(idle, screen.session)
    after = screen.vm.results.overall["accuracy"]
    assert after.value == before.value
    assert after.low < before.low


def test_that_persons_get_no_verdict_and_no_rank(screen):
    screen.show_section("slices")
    screen.slices.show_role("reviewer")
    rows = screen.slices.table.records.rows
    names = [row.cells[0] for row in rows]
    assert names == sorted(names)
    remarks = {row.cells[-1].text for row in rows if row.cells[-1] is not None}
    assert remarks == {"Fewer than 30 decisions"}
    assert "no verdict" in screen.slices.card.note.full


def test_that_slices_that_compare_nothing_stand_behind_and_persons_last():
    found = made.results()
    several, one = found.by["vendor"], dict(list(found.by["vendor"].items())[:1])
    by = {"vendor": several, "vendor+queue": several, "queue": several, "reviewer": several}
    assert figures.roles(replace(found, by=by)) == ("vendor", "vendor+queue", "queue", "reviewer")
    assert figures.roles(replace(found, by=by | {"vendor": one})) == ("queue", "vendor", "reviewer")


def test_that_each_slice_stands_with_n_interval_and_what_was_left_out(screen):
    screen.slices.show_role("vendor")
    south = next(row for row in screen.slices.table.records.rows if row.cells[0] == "South")
    scores = analysis.results(screen.store).by["vendor"]["South"]
    assert south.cells[1] == scores.counted == 28
    assert south.cells[2] == scores["accuracy"]
    columns = screen.slices.table.records.columns
    shown = columns[2].text(columns[2].value(south))
    assert words.interval(scores["accuracy"]) in shown


def test_that_agreement_stands_with_intervals_and_the_sentence_that_reads_it(
    store, make, open_results
):
    audit = build(store, make, auditors=("Ann", "Ben"), overlap=0.5)
    rounds.reveal(store, by=audit.lead)
    screen = open_results()
    found = screen.vm.results
    card = screen.agreement.vendor
    assert card.reading.full == found.vendor_auditor.reading
    rows = {row.cells[0]: row.cells for row in card.table.records.rows}
    kappa = found.vendor_auditor.coefficients["cohen_kappa"]
    assert rows["Cohen's kappa"][1] == f"{kappa.value:.2f}"
    assert rows["Cohen's kappa"][2] == f"{kappa.low:.2f} to {kappa.high:.2f}"
    assert {"Percent agreement", "Krippendorff's alpha", "Gwet's AC1"} <= rows.keys()


# -- manners ----------------------------------------------------------------------------------


def test_that_nothing_is_computed_while_nobody_looks(store, revealed, qtbot, idle):
    screen = screen_on(store, "Lea")
    qtbot.addWidget(screen)
    settle(idle, screen.session)
    assert screen.vm.stage is None
    screen.shown()
    settle(idle, screen.session)
    assert screen.vm.results is not None
    shut(screen)


def test_that_a_chosen_round_is_the_one_on_show(store, revealed, open_results, idle):
    screen = open_results()
    assert screen.header_widget is None, "one round needs no chooser"
    rounds.new(store, by=revealed.lead, title="Week 2")
    settle(idle, screen.session)
    assert screen.header_widget is screen.rounds
    assert screen.pages.currentWidget() is screen.empty, "the newest has nothing drawn"
    screen.rounds.activated.emit(1)
    settle(idle, screen.session)
    assert screen.pages.currentWidget() is screen.figures
    assert screen.vm.results.round_title == "Week 1"


def test_that_everything_that_can_be_pressed_has_a_name(screen):
    for widget in screen.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            named = widget.accessibleName() or getattr(widget, "text", str)()
            inner = widget.objectName().startswith("qt_") or not widget.objectName()
            assert named or inner, widget.objectName()
