"""Results: every figure opens exactly the decisions behind it, and can be taken away."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from reviewer_audit.errors import RoundError
from reviewer_audit.reports import words
from reviewer_audit.services import analysis, drilldown, projects, rounds
from tests.ui.lead import keeping, lending, opened_items, opening, screen_on, settle, shut
from tests.ui.small_audit import answers, build
from ui.safe import PlainLabel
from ui.screens.results.behind import BehindPage
from ui.screens.results.overview import FindingCard
from ui.widgets.takeaway import TakeAway

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
    screen = screen_on(sample)
    qtbot.addWidget(screen)
    screen.shown()
    settle(idle, screen.session)
    found = analysis.results(sample, full=True)
    first = screen.findChild(FindingCard, "results:finding0")
    assert "Riverline" in first.accessibleName()
    assert "Marketplace" in first.accessibleName()
    first.findChild(QAbstractButton).click()
    settle(idle, screen.session)
    assert sorted(line.decision for line in screen.behind.lines) == sorted(
        found.findings[0].decisions
    )
    assert screen.behind.card.title.full == found.findings[0].text
    tile = screen.overview.tiles.tiles[0]
    assert tile.value.full == words.share(found.overall["accuracy"])
    assert "95" in screen.overview.forest.title.full
    shut(screen)
