"""The page of cases: one is opened, followed and closed in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from reviewer_audit.services import case_files, projects
from tests.ui.places import Place
from tests.unit.services.reviewed import revealed
from ui.screens.settings.caseforms import CaseForm
from ui.screens.settings.screen import SettingsScreen

CTRL, KEYS = Qt.KeyboardModifier.ControlModifier, Qt.Key
GIVEN = {"same": ("spam", "spam"), "wrong": ("spam", "ok"), "also": ("spam", "spam")}


@pytest.fixture
def screen(session, store, make, qtbot, looks, idle):
    lead, _items = revealed(store, make, GIVEN)
    session.person = lead
    screen = SettingsScreen(session)
    qtbot.addWidget(screen)
    screen.resize(1000, 800)
    with qtbot.waitExposed(screen):
        screen.show()
    idle(session)
    screen.show_page("cases")
    idle(session)
    return screen


@pytest.fixture
def page(screen):
    return screen.page("cases")


@pytest.fixture
def fill(page, session, idle, qtbot):
    """Press a button of the page, type into its form, and send it off by key."""

    def fill(button, *, sent=True, **given):
        button.click()
        (form,) = page.window().findChildren(CaseForm)
        qtbot.waitUntil(form.isActiveWindow)
        for key, text in given.items():
            widget = form.fields[key]
            if isinstance(widget, QLineEdit):
                widget.setText(text)
            else:
                assert widget.findData(text) >= 0, key
                widget.setCurrentIndex(widget.findData(text))
        QTest.keyClick(form, KEYS.Key_Return, CTRL)
        idle(session)
        if sent:
            qtbot.waitUntil(lambda: not page.window().findChildren(CaseForm))
        idle(session)
        idle(session)
        return form

    return fill


def rows(table):
    return table.records.rows


def test_that_no_case_is_opened_before_the_rounds_are_known(
    session, store, make, qtbot, looks, idle
):
    lead, _items = revealed(store, make, GIVEN)
    session.person = lead
    screen = SettingsScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    idle(session)
    screen.show_page("cases")
    page = screen.page("cases")
    page.new.click()
    assert not page.new.isEnabled()
    idle(session)
    assert page.new.isEnabled()


def test_that_a_case_goes_from_opened_to_closed_in_the_window(page, fill, session, store, qtbot):
    assert not page.card.isVisible()
    fill(page.new, title="Left up", reason="A complaint", items="wrong, also", where="vendor=North")
    qtbot.waitUntil(lambda: page.shown is not None)
    assert page.card.title.full == "Case 1: Left up"
    assert "Nobody owns it yet" in page.card.note.full
    assert [item.name for item in rows(page.items)] == ["wrong", "also"]
    assert not page.buttons["done"].isEnabled()
    fill(page.buttons["owner"], owner="Noor", due="2026-10-31")
    fill(page.buttons["cause"], cause="R1", text="never trained")
    fill(page.buttons["note"], kind="finding", text="Read as optional")
    fill(page.buttons["action"], text="Train", owner="Sam", due="2026-11-15")
    (line,) = rows(page.table)
    assert (line.owner, line.state.value, line.open_actions) == ("Noor", "acting", 1)
    fill(page.buttons["done"], text="held")
    assert "Root cause: Knowledge gap" in page.card.note.full
    assert rows(page.timeline)[0].what == "Action 1 is done: held"
    fill(page.buttons["close"], text="Worked", unchecked="the vendor left")
    assert rows(page.table)[0].state.value == "closed"
    assert not page.buttons["note"].isEnabled()
    assert page.buttons["close"].text().startswith("Open again")
    fill(page.buttons["close"], text="It came back")
    assert rows(page.table)[0].state.value == "checking"
    assert case_files.case_file(store, 1).as_json()["actions"][0]["owner"] == "Sam"


def test_that_what_is_wrong_is_said_in_the_form_which_keeps_what_was_typed(page, fill, store):
    form = fill(page.new, sent=False, title="Left up", reason="A complaint", items="nobody")
    assert form.banner.isVisible()
    assert form.fields["title"].text() == "Left up"
    assert case_files.board(store) == ()
    form.close()


def test_that_an_unsettled_item_does_not_tell_what_was_decided(page, fill, store):
    fill(page.new, title="Left up", reason="A complaint", items="wrong")
    (item,) = rows(page.items)
    assert item.decisions is None
    shown = [page.items.model().index(0, k).data() for k in range(3)]
    assert not any("Spam" in text for text in shown[:2])


def test_that_an_item_under_review_is_escalated_by_key(qtbot, looks, store, make):
    lead, _items = revealed(store, make, GIVEN)
    place = Place(qtbot, looks)
    place.session.person = lead
    place.session.use(store)
    place.settle()
    place.window.visit("review")
    place.settle()
    review = place.window._visited["review"]
    name = review.vm.case.entry.name
    review.queue.table.setFocus()
    QTest.keyClick(place.window.focusWidget(), KEYS.Key_E)
    place.settle()
    (form,) = place.window.findChildren(CaseForm)
    assert place.window.front == "settings"
    assert form.fields["items"].text() == name
    assert form.fields["round"].currentData() == "1"
    form.close()
    place.close()


def test_that_the_brief_is_saved_where_asked(page, fill, session, idle, tmp_path):
    fill(page.new, title="Left up", reason="A complaint", where="vendor=North")
    out = tmp_path / "brief.html"
    page.buttons["brief"].click()
    dialog = page.window().findChild(QFileDialog)
    dialog.fileSelected.emit(str(out))
    dialog.close()
    idle(session)
    assert "A complaint" in out.read_text(encoding="utf-8")


def test_that_the_list_follows_what_is_written_elsewhere(page, store, session, qtbot):
    from reviewer_audit.services import cases

    lead = projects.seat(store, "Lea")
    cases.open_case(store, "From elsewhere", "Because", by=lead, names=["same"])
    qtbot.waitUntil(lambda: len(rows(page.table)) == 1)
    assert page.new.isEnabled()


def test_that_a_page_nobody_looks_at_reads_nothing(page, store, session, idle, monkeypatch):
    from reviewer_audit.services import cases
    from ui.screens.settings import casework

    read = []
    monkeypatch.setattr(casework, "board", lambda _store, by: read.append(by) or ((), (), ()))
    page.hide()
    lead = projects.seat(store, "Lea")
    cases.open_case(store, "From elsewhere", "Because", by=lead, names=["same"])
    QTest.qWait(50)
    idle(session)
    assert read == []
    page.show()
    idle(session)
    assert len(read) == 1


def test_that_everything_a_hand_can_reach_has_a_name(page, fill):
    fill(page.new, title="Left up", reason="A complaint", where="vendor=North")
    page.buttons["check"].click()
    (form,) = page.window().findChildren(CaseForm)
    for holder in (page, form):
        for widget in holder.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(holder):
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    form.close()
