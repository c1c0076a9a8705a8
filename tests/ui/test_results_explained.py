"""Every figure of Results explains itself, by keys alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from reviewer_audit.reports.results import SCORE_KEYS
from reviewer_audit.services import rounds
from reviewer_audit.stats import explained
from tests.ui.lead import in_front, keeping, lending, opening
from tests.ui.small_audit import build
from ui.screens.results import subjects
from ui.theme import Look

KEYS = Qt.Key


@pytest.fixture(scope="module")
def kept(tmp_path_factory, qapp):
    yield from keeping(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def screen(kept, qtbot, idle):
    yield from lending(kept, qtbot, idle)
    kept.sheet.sink()


@pytest.fixture
def open_results(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


def press(screen, key):
    QTest.keyClick(screen.window().focusWidget() or screen, key)


def focus(screen, widget, qtbot):
    in_front(screen, qtbot)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def figures(screen):
    combo = screen.sheet.figures
    return [combo.itemText(k) for k in range(screen.sheet._split)]


def test_that_a_tile_is_explained_by_one_key_and_left_by_another(screen, qtbot):
    tile = screen.overview.tiles.tiles[1]
    focus(screen, tile, qtbot)
    press(screen, KEYS.Key_I)
    sheet = screen.sheet
    assert sheet.isVisible()
    e = screen.vm.results.overall["over_enforcement"]
    assert sheet.figures.currentText() == "Over-enforced"
    assert f"{e.numerator:.0f} over-enforced of {e.n} decisions that count" in sheet.text
    assert "Wilson" in sheet.text or "mid-P" in sheet.text or "Clopper" in sheet.text
    for heading in ("Formula", "Source", "Mind", "Assumes", "What went in"):
        assert heading in sheet.text
    assert sheet.page.hasFocus(), "arrows scroll at once"
    press(screen, KEYS.Key_Escape)
    assert not sheet.isVisible()
    assert tile.hasFocus(), "what was in hand is in hand again"


def test_that_every_score_of_a_slice_can_be_chosen(screen, qtbot):
    focus(screen, screen.overview.tiles.tiles[0], qtbot)
    press(screen, KEYS.Key_I)
    names = figures(screen)
    assert {explained.explanation(key).title for key in SCORE_KEYS} <= set(names)
    assert any(name.startswith("Verdict") for name in names)
    screen.sheet.figures.setCurrentIndex(names.index("Recall"))
    assert "TP / (TP + FN)" in screen.sheet.text
    assert "called harmless, violating" in screen.sheet.text


def test_that_every_measure_there_is_can_be_read_up(screen):
    screen.explain()
    combo = screen.sheet.figures
    assert combo.count() == screen.sheet._split + 1 + len(explained.CATALOGUE)
    seen = set()
    for at in range(screen.sheet._split + 1, combo.count()):
        combo.setCurrentIndex(at)
        seen.add(combo.currentText())
        assert "Formula" in screen.sheet.text
        assert "Source" in screen.sheet.text
    assert len(seen) == len({entry.title for entry in explained.CATALOGUE.values()})


def test_that_the_line_between_both_lists_changes_nothing(screen):
    screen.explain()
    before = screen.sheet.text
    screen.sheet._show_at(screen.sheet._split)
    assert screen.sheet.text == before


def test_that_a_row_is_explained_at_the_figure_under_the_cursor(screen, qtbot):
    screen.show_section("slices")
    screen.slices.show_role("vendor")
    table = screen.slices.table
    table.setCurrentIndex(table.model().index(1, 3))
    focus(screen, table, qtbot)
    press(screen, KEYS.Key_I)
    assert screen.sheet.about.full == "South"
    assert screen.sheet.figures.currentText() == "Over-enforced"
    assert "9 over-enforced of 28 decisions that count" in screen.sheet.text


def test_that_a_coefficient_is_explained_at_its_row(screen, qtbot):
    screen.show_section("agreement")
    card = screen.agreement.vendor
    rows = [row.cells[0] for row in card.table.records.rows]
    card.table.selectRow(rows.index("Cohen's kappa"))
    focus(screen, card.table, qtbot)
    press(screen, KEYS.Key_I)
    assert screen.sheet.figures.currentText() == "Cohen's kappa"
    assert "Cohen (1960)" in screen.sheet.text
    assert "(po - pe) / (1 - pe)" in screen.sheet.text


def test_that_the_mark_in_hand_of_a_chart_is_explained(screen, qtbot):
    chart = screen.overview.forest.chart
    focus(screen, chart, qtbot)
    press(screen, KEYS.Key_Home)
    press(screen, KEYS.Key_I)
    where = chart.spec.marks[0].filter
    assert screen.sheet.about.full == where[0][1]
    scores = subjects.scores_at(screen.vm.results, where)
    assert f"of {scores['accuracy'].n} decisions that count" in screen.sheet.text


def test_that_a_coefficient_in_the_chart_of_agreement_is_explained(screen, qtbot):
    screen.show_section("agreement")
    chart = screen.agreement.chart.chart
    focus(screen, chart, qtbot)
    press(screen, KEYS.Key_Home)
    press(screen, KEYS.Key_I)
    title = chart.spec.marks[0].label.rpartition(": ")[2]
    assert screen.sheet.figures.currentText() == title


def test_that_a_small_button_explains_too(screen, qtbot):
    buttons = [
        b for b in screen.findChildren(QAbstractButton) if b.objectName().endswith(":explain")
    ]
    seen = [b for b in buttons if b.isVisible()]
    assert len(seen) >= 6, "four tiles and two charts at least"
    assert all(b.accessibleName() for b in buttons)
    qtbot.mouseClick(seen[0], Qt.MouseButton.LeftButton)
    assert screen.sheet.isVisible()


def test_that_a_tile_without_decisions_behind_it_is_explained_instead_of_opened(screen, qtbot):
    tiles = screen.overview.tiles.tiles
    for tile in tiles:
        assert tile.focusPolicy() == Qt.FocusPolicy.StrongFocus
    found = screen.vm.results
    nothing = dict.fromkeys(found.overall.outcomes, 0)
    flawless = replace(found.overall, outcomes=nothing)
    screen.overview.put(replace(found, overall=flawless))
    empty = next(t for t in tiles if not t._filter)
    focus(screen, empty, qtbot)
    press(screen, KEYS.Key_Return)
    assert screen.sheet.isVisible()
    assert not screen.behind.isVisible()
    screen.overview.put(found)


def test_that_the_explanation_is_copied_as_text(screen):
    screen.explain()
    screen.sheet.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Accuracy\n")
    assert "Formula" in text


def test_that_a_screen_reader_hears_all_of_it(screen):
    screen.explain()
    assert screen.sheet.page.accessibleName() == "Explanation"
    assert screen.sheet.page.accessibleDescription() == screen.sheet.text
    assert "Accuracy" in screen.sheet.accessibleName()
    assert screen.sheet.figures.accessibleName()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
def test_that_nothing_of_the_sheet_is_clipped(look, percent, screen, looks, qtbot):
    looks.wear(look, percent)
    screen.resize(1016 if percent == 100 else 806, 700)
    screen.explain()
    screen.grab()
    sheet = screen.sheet
    inside = sheet.page.widget()
    qtbot.waitUntil(lambda: inside.width() <= sheet.page.viewport().width())  # once laid out
    for label in inside.findChildren(QLabel):
        if label.isVisible():
            needed = label.heightForWidth(label.width())
            assert label.height() >= needed - 1, label.objectName()
    assert sheet.geometry().right() <= screen.figures.rect().right() + 1
    assert sheet.geometry().left() >= 0


def test_that_another_part_takes_the_sheet_away(screen):
    screen.explain()
    screen.show_section("method")
    assert not screen.sheet.isVisible()


def test_that_a_letter_typed_elsewhere_explains_nothing_while_the_decisions_are_on_show(
    screen, idle
):
    screen._open((("outcome", "over_enforced"),), "Over-enforced")
    idle(screen.session)
    screen.explain()
    assert not screen.sheet.isVisible()


def test_that_each_kind_of_agreement_has_its_own_words(store, make, open_results):
    audit = build(store, make, auditors=("Ann", "Ben"), overlap=0.5)
    rounds.reveal(store, by=audit.lead)
    screen = open_results()
    screen.show_section("agreement")
    card = screen.agreement.auditors
    card.table.selectRow(0)
    subject = card.about()
    assert [one.key for one in subject.choices][:2] == ["percent_agreement", "cohen_kappa"]
    for one in subject.choices:
        said = one.explain()
        assert said.about.source
        assert said.answer
