"""What stands beside an item on the desk: the version it was decided under, and its original."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import handout, intake, policies, projects, sampling
from tests.ui.desk import KEYS, Desk
from ui import outside
from ui.safe import Notice
from ui.screens.grading import keyboard, versions

PAGE = "https://example.org/p?<b>x</b>&y=1"


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


@pytest.fixture
def gone_to(monkeypatch):
    """Every address that would have been opened."""
    seen = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: seen.append(url.toString()) or True
    )
    return seen


@pytest.fixture
def second(make):
    """Version 2: another clause for spam."""
    labels = tuple(
        replace(one, definition="Now with a link.", examples=("buy",)) if one.key == "spam" else one
        for one in make.POLICY.labels
    )
    return replace(make.POLICY, version="2", effective_from=date(2026, 9, 1), labels=labels)


@pytest.fixture
def open_desk(store, make, qtbot, second):
    opened = []

    def build(**planned):
        lead = projects.seat(store, "Lea")
        policies.add_version(store, second, by=lead)
        given = make.rows(
            [(f"i{k}", "spam") for k in range(4)],
            decided_at=[f"2026-0{8 + k % 2}-10T00:00:00Z" for k in range(4)],
            context=[{"page": PAGE}] * 4,
        )
        intake.load(store, make.result(given), by=lead, file_name="d.csv", sha256="d")
        with store.write("test", by=lead) as tx:
            tx.exec_driver_sql('update batch set mapping = \'{"context": ["page"]}\'')
        plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7", **planned)
        sampling.draw_sample(store, plan, by=lead)
        opened.append(Desk(store, qtbot))
        desk = opened[-1].ready()
        desk.settle()
        return desk

    yield build
    for desk in opened:
        desk.close()


def go(desk, version):
    """Go on until an item of this version is on top."""
    for position in range(1, 5):
        desk.vm.go_to(position)
        desk.wait(lambda position=position: desk.vm.item.position == position)
        if desk.vm.item.decided_under == version:
            return
    raise AssertionError(version)


def notice(desk):
    found = [one for one in desk.screen.window().findChildren(Notice) if one.isVisible()]
    return found[0] if found else None


def test_that_the_desk_says_the_version_and_shows_the_clause_that_was_another(open_desk):
    desk = open_desk(versions_shown=True)
    clause = desk.screen.clause
    go(desk, "1")
    assert clause.note.isVisible()
    assert clause.note.full == (
        "Decided under version 1; this round grades by 2. Other clauses then: Spam & scam."
    )
    desk.type("2")
    assert clause.definition.full == "Now with a link.", "graded by the round's own version"
    assert clause.then_title.full == "In version 1"
    assert clause.then.full == "The policy gives no definition."
    desk.type("1")
    assert not clause.then.isVisible(), "the same then"
    go(desk, "2")
    assert not clause.note.isVisible(), "it is the round's own"


def test_that_nothing_is_said_where_the_plan_does_not(open_desk):
    desk = open_desk()
    assert not desk.screen.clause.note.isVisible()
    assert not desk.screen.content.original.isVisible()
    desk.type("o")
    assert desk.status == "This round opens no original of this item."
    assert notice(desk) is None


def test_that_a_label_of_one_version_alone_is_named(make, second):
    gone = replace(second, labels=second.labels[:2])
    assert versions.other_clauses(make.POLICY, gone) == ("spam", "threat")
    assert versions.clause_then("threat", gone, make.POLICY) == "It had no such label."
    assert "No clause was another one then." in versions.note("1", second, second)


def test_that_an_original_opens_once_it_was_seen_whole_and_confirmed(open_desk, gone_to, store):
    desk = open_desk(original="page")
    assert desk.screen.content.original.isVisible()
    desk.type("o")
    asked = notice(desk)
    told = "".join(one.full for one in asked.findChildren(type(desk.screen.content.number)))
    assert PAGE in told.replace("\u200b", "")
    assert "example.org" in told
    assert gone_to == []
    cancel, _yes = asked.findChildren(QPushButton)
    assert cancel.hasFocus() or asked.focusWidget() is cancel
    cancel.click()
    desk.settle()
    assert gone_to == []
    assert handout.state(store, 1).people[0].originals == 0
    desk.type("o")
    notice(desk).findChildren(QPushButton)[1].click()
    desk.settle()
    desk.wait(lambda: len(gone_to) == 1)
    assert handout.state(store, 1).people[0].originals == 1
    assert desk.status == "The original was opened. That is written down."


def test_that_what_cannot_be_written_down_is_not_opened(open_desk, gone_to, monkeypatch):
    from reviewer_audit.errors import StorageError
    from reviewer_audit.services import grading

    desk = open_desk(original="page")

    def refuse(*_given, **_named):
        raise StorageError("Full")  # noqa: EM101

    monkeypatch.setattr(grading, "open_original", refuse)
    desk.type("o")
    notice(desk).findChildren(QPushButton)[1].click()
    desk.settle()
    assert gone_to == []


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "ftp://x/y", "https://", "x", "", "\\\\host\\x"],
)
def test_that_nothing_but_an_address_of_the_web_is_handed_on(address, gone_to):
    assert not outside.open_page(address)
    assert gone_to == []


def test_that_where_it_leads_is_said_in_plain_letters():
    assert outside.host_of("https://p\u0430ypal.com/x") == "xn--pypal-4ve.com"


def test_that_escape_leaves_the_question_and_opens_nothing(open_desk, gone_to):
    desk = open_desk(original="page")
    desk.type("o")
    asked = notice(desk)
    from PySide6.QtTest import QTest

    QTest.keyClick(asked, KEYS.Key_Escape)
    desk.settle()
    assert gone_to == []


def test_that_one_module_alone_opens_anything_outside_the_window():
    ui = Path(outside.__file__).parent
    found = [one.name for one in ui.rglob("*.py") if "openUrl" in one.read_text(encoding="utf-8")]
    assert found == ["outside.py"]
