"""The gold register in Settings, and the wish for gold in a plan."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from reviewer_audit.domain.gold import GoldState
from reviewer_audit.services import (
    gold,
    gold_adding,
    manifest,
    outlook,
    planning,
    policies,
    projects,
)
from reviewer_audit.services.planning import Wish
from ui.screens.sample import words
from ui.screens.sample.besides import BesidesField
from ui.screens.settings.gold import GoldPage
from ui.session import Session

SHEET = "item id,text,label,reasoning,signed by,author\n"


@pytest.fixture
def stocked(store, tmp_path):
    """Three gold items: one signed, one that waits, one that Lea wrote."""
    path = tmp_path / "gold.csv"
    rows = ["g1,buy now,spam,an offer,Noor,Sam", "g2,hello,ok,a greeting,,Sam", "g3,hm,ok,why,,"]
    path.write_text(SHEET + "\n".join(rows) + "\n", encoding="utf-8")
    gold_adding.from_sheet(store, path, by=projects.seat(store, "Lea"))
    return store


@pytest.fixture
def page(stocked, qtbot, looks, idle):
    session = Session(projects.seat(stocked, "Lea"))
    session.use(stocked)
    page = GoldPage(session)
    qtbot.addWidget(page)
    page.resize(800, 720)
    with qtbot.waitExposed(page):
        page.show()
    idle(session)
    yield page
    session.jobs.shutdown()
    session.work.shutdown()


def choose(page, name):
    at = next(k for k, line in enumerate(page.table.records.rows) if line.name == name)
    page.table.selectRow(at)


def state(store, name):
    found = gold.register(store, by=projects.seat(store, "Lea"))
    return next(line.state for line in found.lines if line.name == name)


def test_that_an_item_is_shown_with_its_reason_and_who_stands_for_it(page):
    assert page.counts.full.startswith("1 ready · 2 to be signed")
    assert page.about.isHidden()
    choose(page, "g1")
    assert page.content.toPlainText() == "buy now"
    assert "Because: an offer" in page.facts.full
    assert "Written by Sam; signed by Noor" in page.facts.full
    assert page.sign.isHidden()
    choose(page, "g3")
    assert not page.sign.isEnabled()  # Lea wrote it herself


def test_that_items_are_signed_one_by_one_and_all_at_once(page, stocked, qtbot, idle):
    choose(page, "g2")
    qtbot.keyClick(page.sign, Qt.Key.Key_Return)
    idle(page._session)
    assert state(stocked, "g2") is GoldState.READY
    assert page.told.full == "1 item signed"
    assert not page.sign_all.isEnabled()  # what is left Lea wrote herself
    assert page.table.current.name == "g2"


def test_that_an_item_goes_with_a_reason_alone(page, stocked, qtbot, idle):
    choose(page, "g1")
    assert not page.retire.isEnabled()
    page.reason.setText("the rule says else")
    assert page.retire.isEnabled()
    qtbot.keyClick(page.withdraw, Qt.Key.Key_Return)
    idle(page._session)
    assert state(stocked, "g1") is GoldState.WITHDRAWN
    assert page.reason.text() == ""
    choose(page, "g1")
    assert page.retire.isHidden()
    assert "Ended: the rule says else" in page.facts.full


def test_that_a_sheet_tells_what_came_of_it(page, tmp_path, idle):
    path = tmp_path / "more.csv"
    path.write_text(SHEET + "g9,new,spam,why,Noor,Sam\ng1,buy now,spam,why,,\n", encoding="utf-8")
    page.bring(path)
    idle(page._session)
    assert page.told.full == "1 item added · 1 row not used: already gold 1"
    assert len(page.table.records.rows) == 4


ODD = "Ref,What it says,Verdict of the panel,Grounds,reviewer,Shop\n"
ROWS = ["g7,buy this,spam,an offer,Vendor V,North", "g8,hello,ok,a greeting,Vendor W,South"]


def asked(page, idle, path):
    page.ask_columns(path)
    idle(page._session)
    return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "goldcolumns")


def pick(sheet, role, column):
    choice = sheet.choices[role]
    choice.setCurrentIndex(choice.findData(column))


def test_that_columns_of_any_name_are_chosen_by_the_lead(page, stocked, tmp_path, qtbot, idle):
    path = tmp_path / "odd.csv"
    path.write_text(ODD + "\n".join(ROWS) + "\n", encoding="utf-8")
    sheet = asked(page, idle, path)
    assert sheet.note.full == "2 rows in odd.csv"
    for role in sheet.choices:
        pick(sheet, role, "")
    assert sheet.lacking.full == "Still to choose: Item, Answer, Reasoning."
    assert not sheet.go_on.isEnabled()
    for role, column in {
        "item_id": "Ref", "label": "Verdict of the panel", "reasoning": "Grounds",
        "content": "Grounds",
    }.items():  # fmt: skip
        pick(sheet, role, column)
    assert sheet.lacking.full == "Chosen twice: Grounds."
    pick(sheet, "content", "What it says")
    sheet.context.setText("Shop, Shelf")
    assert sheet.lacking.full == "No such column: Shelf."
    sheet.context.setText("Shop")
    assert sheet.lacking.isHidden()
    qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(page._session)
    assert page.told.full == "2 items added"
    found = gold.register(stocked, by=projects.seat(stocked, "Lea"))
    line = next(one for one in found.lines if one.name == "g7")
    assert (line.content, line.item.reasoning, line.signed_by) == ("buy this", "an offer", "")
    with stocked.read() as tx:
        rows = tx.execute(text("select context from item where external_id = 'g7'")).all()
    assert rows == [('{"Shop": "North"}',)]


def test_that_likely_columns_are_chosen_already_and_none_is_none(page, stocked, tmp_path, idle):
    path = tmp_path / "more.csv"
    path.write_text(SHEET + "g9,new,spam,why,Noor,Sam\n", encoding="utf-8")
    sheet = asked(page, idle, path)
    picked = {role: c.currentData() for role, c in sheet.choices.items() if c.currentData()}
    assert picked == {"item_id": "item id", "label": "label", "reasoning": "reasoning",
                      "content": "text", "signed_by": "signed by", "author": "author"}  # fmt: skip
    pick(sheet, "signed_by", "")
    sheet.go_on.click()
    idle(page._session)
    assert state(stocked, "g9") is GoldState.UNSIGNED, "a role that was emptied is not guessed"


def test_that_what_cannot_be_gold_is_said_and_kept(page, qtbot, idle):
    page.item.setText("nobody")
    qtbot.keyClick(page.item, Qt.Key.Key_Return)
    idle(page._session)
    assert "no round yet" in page.told.full
    assert page.item.text() == "nobody"


def test_that_an_auditor_sees_no_register(stocked, session, qtbot, idle):
    page = GoldPage(session)  # Ann
    qtbot.addWidget(page)
    idle(session)
    assert len(page.table.records.rows) == 0
    assert "for leads" in page.told.full


def test_that_a_share_asked_for_on_the_command_line_stays_until_a_number_replaces_it(qtbot, looks):
    field = BesidesField("sample:gold", "Gold", "What it is for")
    qtbot.addWidget(field)
    field.put(0.05)
    assert (field.wish, field.text()) == (0.05, "5\N{NO-BREAK SPACE}%")
    field.setValue(3)
    assert field.wish == 3
    field.setValue(0)
    assert (field.wish, field.text()) == (0, "none")


def test_that_a_plan_carries_its_gold(stocked, make):
    lead = projects.seat(stocked, "Lea")
    make.load(stocked, make.rows([(f"i{k}", "spam") for k in range(9)]), by=lead)
    stock = planning.survey(stocked).gold
    assert (stock[GoldState.READY], stock[GoldState.UNSIGNED]) == (1, 2)
    planning.draw(stocked, Wish(size=6, auditors=("Ann",), gold=1.0, repeats=2.0), by=lead)
    ground = planning.survey(stocked, 1)
    assert (ground.wish.gold, ground.wish.repeats) == (1.0, 2.0)
    found = manifest.manifest(stocked, 1)
    assert (found.sampled, found.items, found.gold, found.repeats) == (6, 6, 1, 2)
    assert planning.plan_for(Wish(size=6, gold=2.0)).gold == 0  # nobody to give it to


def test_that_a_plan_says_whose_clause_has_changed_and_how_much_gold_there_is(stocked, make):
    lead = projects.seat(stocked, "Lea")
    make.load(stocked, make.rows([(f"i{k}", "spam") for k in range(9)]), by=lead)

    def said(**asked):
        wish = Wish(size=6, auditors=("Ann",), **asked)
        return words.warnings(outlook.look(stocked, planning.survey(stocked), wish))

    assert said() == ""
    assert "has 1 item to seed" in said(gold=2.0)
    newer = replace(make.POLICY, version="2", effective_from=date(2026, 6, 1))
    labels = [replace(label, definition="other") for label in newer.labels]
    policies.add_version(stocked, replace(newer, labels=tuple(labels)), by=lead)
    assert "signed again" in said()
    assert "has 0 items to seed" in said(gold=2.0)
