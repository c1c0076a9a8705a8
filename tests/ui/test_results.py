"""Results: blind before reveal, afterwards every figure right and every figure opens its decisions."""

import csv
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableView, QWidget

from reviewer_audit.errors import RoundError, StillBlindError
from reviewer_audit.reports import words
from reviewer_audit.services import analysis, drilldown, projects, rounds
from tests import conftest as builders
from tests.ui.small_audit import answers, build
from ui.main_window import MainWindow
from ui.safe import PlainLabel
from ui.screens.results.behind import BehindPage
from ui.screens.results.overview import FindingCard
from ui.screens.results.screen import ResultsScreen
from ui.session import Session
from ui.widgets.takeaway import TakeAway

KEYS = Qt.Key


@pytest.fixture
def open_results(store, qtbot, idle):
    """Open the screen in the lead's seat and wait until it is done."""
    opened = []

    def build_screen(*, wait=True):
        session = Session(projects.seat(store, "Lea"))
        session.use(store)
        screen = ResultsScreen(session)
        screen.session = session
        opened.append((session, screen))
        qtbot.addWidget(screen)
        screen.resize(1016, 700)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.shown()
        if wait:
            settle(idle, session)
        return screen

    yield build_screen
    for session, _screen in opened:
        session.jobs.shutdown()
        session.work.shutdown()


def settle(idle, session):
    for _ in range(3):
        QApplication.processEvents()
        idle(session)


@pytest.fixture
def revealed(store, make):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    return audit


@pytest.fixture(scope="module")
def kept(tmp_path_factory, qapp):
    """One revealed audit and one screen on it, for all tests that only look and click."""
    store = projects.create_project(
        tmp_path_factory.mktemp("kept") / "p.audit", builders.POLICY, by="Lea"
    )
    audit = build(store, builders)
    rounds.reveal(store, by=audit.lead)
    session = Session(projects.seat(store, "Lea"))
    session.use(store)
    screen = ResultsScreen(session)
    screen.session, screen.store = session, store
    screen.resize(1016, 700)
    yield screen
    screen.close()
    session.jobs.shutdown()
    session.work.shutdown()
    screen.deleteLater()
    store.close()


@pytest.fixture
def screen(kept, qtbot, idle):
    """The kept screen as it was in the beginning."""
    with qtbot.waitExposed(kept):
        kept.show()
    kept.shown()
    settle(idle, kept.session)
    yield kept
    kept.leave()
    kept.behind.names.setChecked(False)
    kept.banner.hide()
    kept.show_section("overview")
    kept.hide()


def opened_items(screen):
    return sorted(line.item for line in screen.behind.lines)


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
    assert any("4 items are still out" in text for text in said)
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
    assert "20 items have no answer yet (Ann 20)" in confirmation.partial.full
    assert "no verdict" in confirmation.partial.full
    assert confirmation.yes.accessibleName() == "Reveal without 20 items"
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


# -- what a click opens -----------------------------------------------------------------------


def cells_with_marks(screen):
    spec = screen.overview.confusion.chart.spec
    return [at for at, mark in enumerate(spec.marks) if mark.filter]


def test_that_a_confusion_cell_opens_exactly_its_decisions(screen, idle):
    chart = screen.overview.confusion.chart
    seen = 0
    for at in cells_with_marks(screen):
        where = dict(chart.spec.marks[at].filter)
        QTest.mouseClick(
            chart, Qt.MouseButton.LeftButton, pos=chart.place_of(at).center().toPoint()
        )
        settle(idle, screen.session)
        wanted = sorted(
            item
            for item, _v, decided, right in answers()
            if (decided, right) == (where["vendor_label"], where["final_label"])
        )
        assert opened_items(screen) == wanted
        assert len(wanted) == chart.spec.marks[at].value
        assert screen.pages.currentWidget() is screen.behind
        seen += len(wanted)
        screen.leave()
    assert seen == len(answers())


def test_that_a_tile_opens_the_errors_it_counts(screen, idle):
    over = screen.overview.tiles.tiles[1]
    over.setFocus()
    QTest.keyClick(over, KEYS.Key_Return)
    settle(idle, screen.session)
    assert opened_items(screen) == sorted(
        i for i, _v, d, r in answers() if (d, r) == ("spam", "ok")
    )


def test_that_a_row_of_slices_opens_its_decisions(screen, idle):
    screen.show_section("slices")
    screen.slices.show_role("vendor")
    table = screen.slices.table
    table.selectRow(0)
    QTest.keyClick(table, KEYS.Key_Return)
    settle(idle, screen.session)
    assert opened_items(screen) == sorted(i for i, vendor, _d, _r in answers() if vendor == "North")


def test_that_a_row_of_the_forest_opens_its_decisions(screen, idle):
    chart = screen.overview.forest.chart
    chart.setFocus()
    QTest.keyClick(chart, KEYS.Key_Down)
    QTest.keyClick(chart, KEYS.Key_Return)
    settle(idle, screen.session)
    vendor = dict(chart.spec.marks[0].filter)["vendor"]
    assert opened_items(screen) == sorted(i for i, v, _d, _r in answers() if v == vendor)


def test_that_what_is_left_out_can_be_opened(store, make, open_results, idle):
    known = [item for item, vendor, _d, _r in answers() if vendor == "South"][:3]
    audit = build(store, make, auditors=("Ann", "Ben"), overlap=1.0, pending=set(known))
    rounds.reveal(store, by=audit.lead)
    screen = open_results()
    assert screen.vm.results.left_out["pending"] == 3
    screen.findChild(QAbstractButton, "results:leftout:pending").click()
    settle(idle, screen.session)
    assert opened_items(screen) == sorted(known)
    assert all(line.final_answer == "" for line in screen.behind.lines)
    bounds = words.bounds_sentence(screen.vm.results.overall)
    said = [label.full for label in screen.method.left_out.findChildren(PlainLabel)]
    assert bounds in said


def test_that_escape_leads_back_to_the_figure_it_came_from(screen, idle):
    tile = screen.overview.tiles.tiles[0]
    tile.setFocus()
    QTest.keyClick(tile, KEYS.Key_Return)
    settle(idle, screen.session)
    assert screen.behind.table.hasFocus()
    QTest.keyClick(screen.behind.table, KEYS.Key_Escape)
    assert screen.pages.currentWidget() is screen.figures
    assert tile.hasFocus()


def test_that_decisions_asked_for_before_the_numbers_are_there_open_after_them(
    revealed, open_results, idle
):
    screen = open_results(wait=False)
    screen.arrive((("vendor", "South"), ("outcome", "under_enforced")))
    settle(idle, screen.session)
    assert screen.pages.currentWidget() is screen.behind
    assert opened_items(screen) == sorted(i for i, v, d, r in answers() if (d, r) == ("ok", "spam"))
    assert screen.behind.card.title.full == "South · Missed violation"


def test_that_reviewers_are_named_only_when_asked_for(screen, idle):
    screen._open((("vendor", "South"),), "South")
    settle(idle, screen.session)
    behind = screen.behind
    reviewer = behind.lines[0].slices["reviewer"]

    def said():
        shown = [label.full for label in behind.findChildren(PlainLabel) if label.isVisible()]
        return shown + behind.table.records.as_tsv(range(len(behind.lines))).split()

    assert reviewer not in said()
    behind.names.setChecked(True)
    assert reviewer in said()


def test_that_the_list_shows_content_as_the_characters_it_has(store, make, qtbot, session):
    page = BehindPage(session.jobs)
    qtbot.addWidget(page)
    line = drilldown.DecisionLine(
        decision=1, item="=cmd()", decision_id="", decided_at="", slices={},
        content="<b>x</b> see http://bad.example\u202e", vendor_labels="Spam", vendor_answer="Spam",
        final_labels="Spam", final_answer="Spam", outcome="correct", critical=False, charged=False,
        cause="", clause="", note="", votes=(),
    )  # fmt: skip
    page.put(drilldown.Behind(where=(), total=1, lines=(line,)), "All")
    shown = page.detail.content.toPlainText()
    assert "<b>x</b>" in shown
    assert "hxxp://bad[.]example" in shown
    assert "[U+202E]" in shown
    page.table.copy(everything=True)
    assert "'=cmd()" in QGuiApplication.clipboard().text()


# -- the service behind -----------------------------------------------------------------------


def test_that_values_of_one_key_are_alternatives_and_keys_must_all_fit(store, revealed):
    both = (("vendor", "North"), ("vendor", "South"), ("final_label", "threat"))
    found = drilldown.decisions_behind(store, None, both)
    assert found.total == sum(right == "threat" for _i, _v, _d, right in answers())
    south = drilldown.decisions_behind(store, None, (("vendor", "South"), ("critical", "yes")))
    assert south.total == 0, "spam for a threat is the wrong policy, not a missed violation"


def test_that_only_as_many_are_brought_as_asked_and_all_are_counted(store, revealed):
    found = drilldown.decisions_behind(store, None, (), most=5)
    assert (len(found.lines), found.total) == (5, len(answers()))


def test_that_an_unknown_key_is_refused(store, revealed):
    with pytest.raises(RoundError):
        drilldown.decisions_behind(store, None, (("shoe_size", "9"),))


# -- taking away ------------------------------------------------------------------------------


def test_that_every_chart_and_table_copies_and_saves(screen, idle, tmp_path):
    takes = {take.objectName(): take for take in screen.findChildren(TakeAway)}
    assert {
        "results:forest:take", "results:confusion:take", "results:table:take",
        "results:slicechart:take", "results:auditors:take", "results:pairs:take",
        "results:agreementchart:take", "items:take",
    } <= takes.keys()  # fmt: skip
    matrix = takes["results:confusion:take"]
    offers = dict(matrix.offers())
    offers["Copy the figures"]()
    assert "No violation\t34" in QGuiApplication.clipboard().text()
    for name in ("matrix.csv", "matrix.png"):
        matrix.save(tmp_path / name)
        settle(idle, screen.session)
    assert (tmp_path / "matrix.png").read_bytes().startswith(b"\x89PNG")
    with (tmp_path / "matrix.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0][1:] == ["No violation", "Spam & scam", "Threat"]
    assert rows[1][1] == "34.0"
    assert screen.banner.text.full == "Saved matrix.png" or "matrix" in screen.banner.text.full


def test_that_a_saved_table_spreads_every_estimate(screen, idle, tmp_path):
    screen.slices.show_role("vendor")
    screen.slices.take.save(tmp_path / "vendors.csv")
    settle(idle, screen.session)
    with (tmp_path / "vendors.csv").open(encoding="utf-8-sig") as file:
        north = next(row for row in csv.DictReader(file) if row["Vendor"] == "North")
    scores = screen.vm.results.by["vendor"]["North"]["accuracy"]
    assert float(north["Accuracy: low"]) == scores.low
    assert int(north["Accuracy: n"]) == scores.n


# -- manners ----------------------------------------------------------------------------------


def test_that_nothing_is_computed_while_nobody_looks(store, revealed, qtbot, idle):
    session = Session(projects.seat(store, "Lea"))
    session.use(store)
    screen = ResultsScreen(session)
    qtbot.addWidget(screen)
    settle(idle, session)
    assert screen.vm.stage is None
    screen.shown()
    settle(idle, session)
    assert screen.vm.results is not None
    session.jobs.shutdown()
    session.work.shutdown()


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


# -- the sample audit -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    from reviewer_audit.services import demo

    path = tmp_path_factory.mktemp("sample") / "sample.audit"
    demo.create_sample(path)
    store = projects.open_project(path)
    yield store
    store.close()


def test_that_the_sample_audit_says_what_is_wrong_without_being_asked(sample, qtbot, idle):
    session = Session(projects.seat(sample))
    session.use(sample)
    screen = ResultsScreen(session)
    qtbot.addWidget(screen)
    screen.resize(1016, 700)
    screen.shown()
    settle(idle, session)
    found = analysis.results(sample, full=True)
    first = screen.findChild(FindingCard, "results:finding0")
    assert "Riverline" in first.accessibleName()
    assert "Marketplace" in first.accessibleName()
    first.findChild(QAbstractButton).click()
    settle(idle, session)
    assert sorted(line.decision for line in screen.behind.lines) == sorted(
        found.findings[0].decisions
    )
    assert screen.behind.card.title.full == found.findings[0].text
    tile = screen.overview.tiles.tiles[0]
    assert tile.value.full == words.share(found.overall["accuracy"])
    assert "95" in screen.overview.forest.title.full
    session.jobs.shutdown()
    session.work.shutdown()
