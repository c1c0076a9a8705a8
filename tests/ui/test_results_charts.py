"""The Charts and Checks parts: pictures with tables behind them, and why one is not there."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reviewer_audit.reports.data import Coded
from reviewer_audit.reports.model import ChartKind
from reviewer_audit.reports.scores import score_round
from reviewer_audit.services import analysis, drilldown, rounds
from tests.ui.lead import in_front, keeping, lending, opened_items, opening, settle
from tests.ui.small_audit import build
from tests.unit.reports import audits, made
from ui import computed
from ui.screens.results.gallery import GALLERY
from ui.theme import Look

KEYS = Qt.Key
every_kind = pytest.mark.parametrize("kind", [key for key, _title in GALLERY])


@pytest.fixture(scope="module")
def kept(tmp_path_factory, qapp):
    yield from keeping(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def screen(kept, qtbot, idle):
    yield from lending(kept, qtbot, idle)


@pytest.fixture
def open_results(store, qtbot, idle):
    yield from opening(store, qtbot, idle)


@pytest.fixture
def two_auditors(store, make, open_results):
    audit = build(store, make, auditors=("Ann", "Ben"), overlap=0.6)
    rounds.reveal(store, by=audit.lead)
    return open_results()


def draw(screen, kind, by=""):
    screen.show_section("charts")
    screen.charts.show_kind(kind)
    if by:
        screen.charts.show_by(by)
    screen.grab()
    return screen.charts


@every_kind
def test_that_every_picture_is_drawn_or_says_why_not(kind, screen):
    page = draw(screen, kind)
    if page.picture.spec is None:
        assert page.stack.currentWidget() is page.nothing
        assert len(page.why.full) > 20
        assert not page.view.isVisible()
    else:
        assert page.stack.currentWidget() is page.chart
        assert page.chart.title.full == page.picture.spec.title
        assert page.chart.chart.accessibleDescription()
        assert page.picture.table is not None, "a table stands behind every chart"


@every_kind
def test_that_the_table_behind_holds_as_many_lines_as_the_chart(kind, screen, qtbot):
    page = draw(screen, kind)
    if page.picture.spec is None:
        assert page.picture.empty
        return
    page.view.setFocus()
    page.view.choose("table")
    page.view.changed.emit("table")
    assert page.stack.currentWidget() is page.card
    rows = page.table.records.rowCount()
    spec = page.picture.spec
    assert rows == (len(spec.rows) if spec.kind is ChartKind.HEAT else len(spec.marks))
    page.view.choose("chart")


@every_kind
def test_that_every_picture_explains_itself(kind, screen):
    page = draw(screen, kind)
    about = page.about()
    if page.picture.spec is None:
        assert about is None
        return
    assert about.choices
    assert about.choices[about.at].explain().about.formula
    page.chart.chart._at = 0
    assert page.about().choices


def test_that_the_keys_walk_the_funnel_and_enter_opens_the_decisions(screen, idle, qtbot):
    page = draw(screen, "people", "vendor")
    chart = page.chart.chart
    in_front(screen, qtbot)
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, KEYS.Key_End)
    name = chart.spec.marks[-1].label
    QTest.keyClick(chart, KEYS.Key_Return)
    settle(idle, screen.session)
    assert screen.behind.isVisible()
    assert opened_items(screen)
    assert all(name in item for item in opened_items(screen))


def test_that_persons_stand_in_the_funnel_without_mark_rank_or_verdict(screen):
    page = draw(screen, "people", "reviewer")
    spec = page.picture.spec
    assert {mark.tone.value for mark in spec.marks} == {"neutral"}
    assert all(mark.muted for mark in spec.marks), "all have fewer than 30"
    assert "no verdict" in spec.note
    titles = [column.title for column in page.picture.table.columns]
    assert not {"Rank", "Outside", "Verdict"} & set(titles)
    names = [row[0] for row in page.picture.table.rows]
    assert names == sorted(names)


def test_that_the_pareto_runs_up_to_all_errors(screen):
    page = draw(screen, "causes", "outcome")
    spec = page.picture.spec
    counts = [mark.value for mark in spec.marks]
    assert counts == sorted(counts, reverse=True)
    assert spec.curves[0].points[-1][1] == sum(counts) == 14
    assert page.picture.table.rows[-1][-1] == pytest.approx(1.0)


def test_that_pairs_of_auditors_stand_with_their_number_of_items(two_auditors):
    page = draw(two_auditors, "pairs", "agreement")
    spec = page.picture.spec
    assert spec.rows == spec.columns == ("Ann", "Ben")
    cell = spec.marks[1]
    pair = two_auditors.vm.results.further.strict.auditors[0]
    assert cell.value == pair.agreement.value
    assert cell.n == pair.agreement.n
    assert spec.marks[0].value is None, "nobody agrees with themselves"
    assert page.about().choices[0].key == "percent_agreement"
    page.show_by("strictness")
    first, turned = page.picture.spec.marks[1], page.picture.spec.marks[2]
    assert first.value == -turned.value


def test_that_one_auditor_alone_is_told_how_to_get_pairs(screen):
    page = draw(screen, "pairs")
    assert "overlap" in page.why.full


@pytest.mark.parametrize(("look", "percent"), [(Look.DARK, 100), (Look.CONTRAST, 200)])
@every_kind
def test_that_every_picture_is_painted_in_every_palette(kind, look, percent, screen, looks):
    looks.wear(look, percent)
    screen.resize(806, 700)
    page = draw(screen, kind)
    picture = page.grab().toImage()
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }
    assert len(colors) > 2


def test_that_parts_become_a_list_where_they_do_not_fit(screen, looks, qtbot):
    screen.show_section("overview")
    screen.resize(1016, 700)
    screen.grab()
    assert screen.sections.row.isVisible()
    looks.wear(Look.LIGHT, 200)
    screen.resize(806, 700)
    screen.grab()
    assert screen.sections.list.isVisible()
    assert not screen.sections.row.isVisible()
    assert screen.minimumSizeHint().width() <= 806, "nothing is out of reach sideways"
    screen.sections.list.setCurrentIndex(1)
    screen.sections.list.activated.emit(1)
    assert screen.stack.currentWidget() is screen.slices


# -- checks -----------------------------------------------------------------------------------


def test_that_checks_name_the_gate_the_baseline_and_what_if_auditors_err(screen):
    screen.show_section("checks")
    found = screen.vm.results.further
    gate = screen.checks.cards["gate"]
    said = " ".join(label.full for label in gate.findChildren(type(gate.title)))
    assert found.gates.critical.sentence in said
    assert "Never acting" in said
    err = screen.checks.cards["err"].about()
    keys = [one.key for one in err.choices]
    assert keys.count("if_auditors_err") == len(found.sensitivity.overall.levels)
    assert {"ceiling", "rogan_gladen", "overturned_by"} <= set(keys)
    for card in screen.checks.cards.values():
        about = card.about()
        for one in about.choices if about else ():
            assert one.explain().about.source


def test_that_sentences_about_misleading_rates_stand_first(screen):
    found = screen.vm.results
    page = screen.overview
    assert page.misleading.isHidden() == (not found.further.gates.misleading)
    warned = replace(
        found.further,
        gates=replace(found.further.gates, misleading=("Raw rates mislead.", "Twice.")),
    )
    page.put(replace(found, further=warned))
    assert page.misleading.isVisible()
    assert page.misleading.text.full == "Raw rates mislead."
    assert page.misleading.hint.full == "Twice."
    page.put(found)


def test_that_numbers_without_the_further_ones_are_shown_all_the_same(screen):
    found = screen.vm.results
    bare = replace(found, further=None)
    screen._show(bare)
    screen.show_section("checks")
    assert screen.checks.nothing.isVisible()
    page = draw(screen, "people")
    assert page.picture.spec is None
    screen._show(found)


# -- computed once, and large -----------------------------------------------------------------


def test_that_results_and_reports_share_one_computation(store, make, open_results, monkeypatch):
    asked = []
    real = analysis.results
    monkeypatch.setattr(
        analysis, "results", lambda *a, **more: (asked.append(more), real(*a, **more))[1]
    )
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    screen = open_results()
    assert len(asked) == 1
    again = computed.results(store, round_id=screen.vm.results.round_id, full=True)
    assert len(asked) == 1
    assert again.further is None, "a report is told what it asked for, no more"
    assert again.overall == screen.vm.results.overall
    computed.results(store, round_id=again.round_id, full=True, confidence=0.9)
    assert len(asked) == 2


def test_that_a_commit_makes_the_numbers_new(store, make, monkeypatch):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    one = rounds.resolve(store)
    first = computed.results(store, round_id=one.id, full=True)
    assert computed.results(store, round_id=one.id, full=True) is first
    rounds.new(store, by=audit.lead, title="Week 2")
    assert computed.results(store, round_id=one.id, full=True) is not first


def test_that_a_round_is_read_once_for_all_that_is_opened_until_something_is_written(
    store, make, monkeypatch
):
    audit = build(store, make)
    rounds.reveal(store, by=audit.lead)
    read, known = [], drilldown.gathered_round

    def counted(*asked):
        read.append(asked)
        return known(*asked)

    monkeypatch.setattr(drilldown, "gathered_round", counted)
    south = computed.behind(store, 1, (("vendor", "South"),))
    wrong = computed.behind(store, 1, (("vendor", "South"), ("outcome", "over_enforced")))
    assert (south.total, wrong.total, len(read)) == (28, 9, 1)
    assert wrong == drilldown.decisions_behind(store, 1, wrong.where)
    with store.write("test", by=audit.lead):
        pass
    assert computed.behind(store, 1, south.where) == south
    assert len(read) == 3


def test_that_contradicted_decisions_are_shown_with_both_answers(store, make, open_results, idle):
    audit = build(store, make)
    item = audit.known[0][0]
    rows = make.rows(
        [(item, "threat")],
        slices={"vendor": ["North"], "queue": ["Posts"], "reviewer": ["R0"]},
    )
    make.load(store, rows, by=audit.lead, name="later.csv")
    rounds.reveal(store, by=audit.lead)
    screen = open_results()
    settle(idle, screen.session)
    screen.show_section("method")
    card = screen.method.conflicts
    assert card.isVisible()
    assert "1 drawn decision came with another answer" in card.note.full
    line = card.table.records.rows[0]
    assert (line.item, line.counts, line.also) == (item, "No violation", "Threat")
    card._open(line)
    settle(idle, screen.session)
    assert opened_items(screen) == [item]


def test_that_without_contradictions_nothing_is_said_of_them(screen):
    screen.show_section("method")
    assert not screen.method.conflicts.isVisible()


def large(found, n=100_000, reviewers=300):
    """The numbers of a round of 100,000 decisions by 300 reviewers."""
    kinds = [("ok", "ok"), ("spam", "spam"), ("spam", "ok"), ("ok", "threat")]
    small = audits.audit(kinds, population=[n])
    which = np.random.default_rng(20).choice(4, n, p=[0.7, 0.2, 0.07, 0.03])
    place = np.arange(n)
    coded = {
        role: Coded((place % size).astype(np.int32), tuple(f"{role}{k:03d}" for k in range(size)))
        for role, size in (("vendor", 6), ("queue", 9), ("reviewer", reviewers))
    }
    data = replace(
        small,
        decision_id=place.astype(np.int64),
        item=place.astype(np.int32),
        item_ids=place.astype(np.int64),
        vendor=small.vendor[which],
        final=small.final[which],
        cause=np.full(n, -1, np.int32),
        stratum=np.zeros(n, np.int32),
        stratum_sampled=np.array([n], np.int64),
        probability=np.ones(n),
        slices=coded,
    )
    families = [("vendor",), ("queue",), ("reviewer",), ("vendor", "queue")]
    overall, by = score_round(data, families)
    wrong = made.results().errors[0]
    errors = tuple(replace(wrong, decision=k, cause=f"Cause {k % 5}") for k in range(10_000))
    return replace(found, overall=overall, by=by, errors=errors, decisions=n, further=None)


def test_that_100_000_decisions_are_on_screen_in_two_seconds_of_work(screen):
    found = screen.vm.results
    many = large(found)
    screen.vm.results = many
    start = time.process_time()
    screen._show(many)
    for key in ("overview", "slices", "agreement", "checks", "method"):
        screen.show_section(key)
        screen.grab()
    screen.show_section("slices")
    screen.slices.show_role("reviewer")
    screen.grab()
    for kind in ("slices", "causes", "labels"):
        draw(screen, kind)
    screen.explain()
    screen.grab()
    spent = time.process_time() - start
    screen.vm.results = found
    screen._show(found)
    assert spent < 2.0, f"{spent:.2f} s"
