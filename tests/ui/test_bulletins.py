"""Answers of the lead on the desk, and the page on which the lead writes them."""

import pytest
from PySide6.QtCore import Qt

from reviewer_audit.packs import keys
from reviewer_audit.services import bulletins, packing, projects, returning
from tests.ui.desk import CTRL, KEYS, Desk
from tests.ui.places import Place
from ui.screens.grading import keyboard
from ui.screens.settings.questions import AnswerForm, QuestionsPage


@pytest.fixture
def desk(store, make, qtbot, monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)
    make.fill(store, 4)
    made = Desk(store, qtbot).ready()
    yield made
    made.close()


def issue(store, answer="Only with a link.", **given):
    return bulletins.issue(store, answer, by=projects.seat(store, "Lea"), **given)


def test_that_an_answer_shows_at_once_and_leads_to_the_grade_it_touches(store, desk):
    banner, news = desk.screen.beside.banner, desk.screen.beside.news
    desk.grade("2")
    assert not banner.isVisible()
    issue(store, labels=["spam"])
    desk.wait(banner.isVisible)
    assert banner.text.full == "1 new answer of the lead"
    desk.type("i")
    desk.wait(news.isVisible)
    assert news.answer.toPlainText() == "Only with a link."
    assert "1 earlier grade of yours" in news.touched.full
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: desk.vm.item.position == 1)
    assert not news.isVisible()
    assert banner.isVisible(), "it was not said to be read"
    desk.type("i")
    desk.wait(news.isVisible)
    desk.press(KEYS.Key_Return, CTRL)
    desk.wait(lambda: not banner.isVisible())
    desk.settle()
    assert bulletins.listed(store)[0].read_by == ("Ann",)


def test_that_the_sheet_keeps_the_keys_from_the_item_below_until_it_is_closed(store, desk):
    news = desk.screen.beside.news
    desk.type("i")
    desk.wait(news.isVisible)
    desk.type("2")
    assert desk.answer.labels == ()
    desk.press(KEYS.Key_Escape)
    assert not news.isVisible()
    issue(store)
    desk.type("i")
    desk.wait(news.done.isVisible)
    desk.press(KEYS.Key_Return, CTRL)
    desk.settle()
    desk.type("i")
    desk.wait(news.isVisible)
    assert not news.done.isVisible()
    desk.type("2")
    assert desk.answer.labels == ()
    desk.press(KEYS.Key_Escape)
    assert not news.isVisible()
    desk.type("2")
    assert desk.answer.labels == ("spam",)


def test_that_what_was_begun_on_an_item_stays_when_an_answer_comes(store, desk):
    desk.type("2n")
    desk.type("half")
    issue(store)
    desk.wait(desk.screen.beside.banner.isVisible)
    desk.settle()
    assert desk.answer.labels == ("spam",)
    assert desk.answer.note == "half"


@pytest.fixture
def page(store, make, session, desk, qtbot, idle):
    desk.type("1q")
    desk.type("Is a price list spam?")
    desk.press(KEYS.Key_Return, CTRL)
    desk.settle()
    session.person = projects.seat(store, "Lea")
    made = QuestionsPage(session)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    idle(session)
    yield made
    made.close()


def test_that_the_lead_answers_a_question_in_the_window(page, session, store, idle):
    assert [one.text for one in page.questions.records.rows] == ["Is a price list spam?"]
    page.answer.click()
    (form,) = page.window().findChildren(AnswerForm)
    assert form.item.toPlainText().startswith("content of")
    assert form.question.text() == "Is a price list spam?"
    form.go.click()
    idle(session)
    assert "needs an answer" in form.banner.text.full
    form.text.setPlainText("No.")
    form.labels.item(1).setCheckState(Qt.CheckState.Checked)
    form.go.click()
    idle(session)
    (issued,) = bulletins.listed(store)
    assert (issued.bulletin.answer, issued.bulletin.labels) == ("No.", ("spam",))
    assert [one.answered for one in page.questions.records.rows] == [True]
    assert page.write.isEnabled()


def test_that_a_file_of_answers_opens_over_the_desk_of_a_pack(
    store, make, qtbot, looks, tmp_path, monkeypatch
):
    folder = tmp_path / "keys"
    folder.mkdir()
    monkeypatch.setattr(keys, "folder", lambda: folder)
    make.fill(store, 3)
    lead = projects.seat(store, "Lea")
    packing.pack(store, "Ann", tmp_path / "a.auditpack", by=lead)
    issue(store)
    bulletins.write_file(store, tmp_path / "b.auditbulletin")
    returning.open_pack(tmp_path / "a.auditpack", tmp_path / "w.audit")
    place = Place(qtbot, looks)
    place.session.open(tmp_path / "w.audit")
    place.settle()
    place.window.visit("grade")
    place.settle()
    place.drop(tmp_path / "b.auditbulletin")
    desk = place.window.stack.currentWidget().widget()
    qtbot.waitUntil(desk.beside.banner.isVisible, timeout=10_000)
    assert "1 new answer of the lead" in place.everything_said()
    place.close()


def test_that_near_duplicates_say_so_and_show_the_earlier_answer_when_asked(
    store, make, qtbot, monkeypatch
):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)
    same = "The same long advert for the same shoes, sent again and again to everybody here. " * 2
    make.fill(store, 4, contents=[same, "other", same.replace("shoes", "boots"), "more"])
    desk = Desk(store, qtbot).ready()
    desk.settle()
    at = next(k for k in range(1, 5) if at_position(desk, k).startswith("The same"))
    desk.wait(lambda: f"item {at + 1}" in desk.screen.decision.revising.full)
    desk.type("l")
    line = desk.screen.decision.revising
    desk.wait(lambda: line.full == "You have not answered an item that is nearly the same.")
    desk.grade("2")
    desk.wait(lambda: f"item {at}" in desk.screen.decision.revising.full)
    assert desk.answer.labels == (), "nothing is graded by itself"
    desk.type("l")
    desk.wait(lambda: line.full == f"You said: item {at}: Spam & scam")
    desk.settle()
    desk.close()


def at_position(desk, position):
    desk.vm.go_to(position)
    desk.wait(lambda: desk.vm.item.position == position)
    desk.settle()
    return desk.vm.item.content
