"""The next version of the rule book is written in the window, and published."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from reviewer_audit.domain.policy import TargetRule
from reviewer_audit.services import policies, policy_draft
from tests.ui.intake_drive import Driver
from ui.screens.policy.forms import LabelForm, TargetForm, VersionForm


@pytest.fixture
def rules(store, qtbot):
    from ui.screens.policy.screen import PolicyScreen

    driver = Driver(store, qtbot, PolicyScreen)
    yield driver
    driver.close()


@pytest.fixture
def editing(rules):
    rules.screen.drafting.begin()
    for _again in range(3):
        rules.settle()
    assert rules.screen.shows_draft
    return rules


def kept(rules):
    for _again in range(3):
        rules.settle()
    return policy_draft.book(rules.store).draft


def write(rules, name, text):
    """Go into a field, write over what stands there, and leave it."""
    field = rules.find(name)
    rules.screen.activateWindow()  # a notice may have been in front
    rules.settle()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    return kept(rules)


def choose(rules, name, value):
    box = rules.find(name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    return kept(rules)


def open_form(rules, kind):
    (made,) = [one for one in rules.screen.findChildren(kind) if one.isVisible()]
    return made


def test_that_a_field_left_is_kept_and_a_window_opened_later_goes_on(editing, qtbot):
    editing.find("policy:tree").show_label("spam")
    draft = write(editing, "policy:edit:title", "Spam and lures")
    assert draft.label("spam").title == "Spam and lures"
    assert editing.words("policy:clause:title") != "Spam and lures"  # hidden while it is edited
    draft = write(editing, "policy:edit:definition", "Sells by lying.")
    assert draft.label("spam").definition == "Sells by lying."
    draft = choose(editing, "policy:edit:severity", "S3")
    draft = choose(editing, "policy:edit:action", "warn")
    label = draft.label("spam")
    assert (label.severity, label.default_action) == ("S3", "warn")
    assert policies.newest(editing.store).label("spam").title == "Spam & scam"
    from ui.screens.policy.screen import PolicyScreen

    later = Driver(editing.store, qtbot, PolicyScreen)
    try:
        assert not later.screen.shows_draft  # a reader sees what is in force first
        assert later.words("policy:draft:note").startswith("6 differences from version 1")
        later.find("policy:draft:edit", QPushButton).click()
        later.settle()
        later.find("policy:tree").show_label("spam")
        assert later.find("policy:edit:title").text() == "Spam and lures"
    finally:
        later.close()


def test_that_a_label_is_added_filled_in_moved_and_taken_out(editing):
    editing.find("policy:draft:label", QPushButton).click()
    form = open_form(editing, LabelForm)
    form.go()
    assert form.banner.isVisible()
    QTest.keyClicks(form.name, "Coordinated hoax")
    form.go()
    draft = kept(editing)
    assert draft.labels[-1].key == "coordinated_hoax"
    editing.find("policy:tree").show_label("coordinated_hoax")
    editing.find("policy:edit:up", QPushButton).click()
    assert [one.key for one in kept(editing).labels] == ["ok", "spam", "coordinated_hoax", "threat"]
    assert editing.find("policy:tree").current == "coordinated_hoax"
    editing.find("policy:edit:remove", QPushButton).click()
    assert [one.key for one in kept(editing).labels] == ["ok", "spam", "threat"]


def test_that_a_change_that_makes_no_rule_book_is_said_and_not_kept(editing):
    editing.find("policy:tree").show_label("spam")
    draft = write(editing, "policy:edit:title", "Threat")
    assert draft.label("spam").title == "Spam & scam"
    assert editing.screen.banner.isVisible()
    assert "already taken" in editing.screen.faults.toPlainText()
    assert editing.screen.shows_draft
    assert editing.find("policy:edit:title").text() == "Spam & scam"


def test_that_promises_are_added_changed_and_taken_out(editing):
    editing.screen.show_part("rules")
    editing.find("policy:draft:target", QPushButton).click()
    form = open_form(editing, TargetForm)
    form.of_what.setCurrentIndex(form.of_what.findData("recall"))
    form.threshold.setValue(90.0)
    form.where.setText("vendor")
    form.go()
    assert form.banner.isVisible()
    form.where.setText("vendor=North")
    form.go()
    made = kept(editing).targets[-1]
    assert (made.metric, made.threshold, made.slice) == ("recall", 0.9, (("vendor", "North"),))
    table = editing.find("policy:targets")
    table.setCurrentIndex(table.model().index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    form = open_form(editing, TargetForm)
    form.rule.setCurrentIndex(form.rule.findData(TargetRule.UNLESS_DISPROVEN))
    form.go()
    assert kept(editing).targets[-1].rule is TargetRule.UNLESS_DISPROVEN
    table.setCurrentIndex(table.model().index(0, 0))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [one.metric for one in kept(editing).targets] == ["recall"]


def test_that_the_draft_is_named_published_and_new_rounds_go_by_it(editing):
    editing.find("policy:draft:publish", QPushButton).click()
    yes = next(b for b in editing.screen.findChildren(QPushButton) if b.text() == "Publish")
    yes.click()
    kept(editing)
    assert "Nothing is different" in editing.screen.banner.text.full
    write(editing, "policy:edit:family", "Fine")
    editing.find("policy:draft:name", QPushButton).click()
    form = open_form(editing, VersionForm)
    form.day.setText("soon")
    form.go()
    assert form.banner.isVisible()
    form.day.setText("2027-01-01")
    form.version.setText("2")
    form.go()
    assert (kept(editing).version, str(kept(editing).effective_from)) == ("2", "2027-01-01")
    editing.find("policy:draft:publish", QPushButton).click()
    yes = [b for b in editing.screen.findChildren(QPushButton) if b.text() == "Publish"][-1]
    yes.click()
    assert kept(editing) is None, editing.screen.banner.text.full
    assert policies.newest(editing.store).version == "2"
    assert editing.screen.drafting.strip.isHidden()
    assert not editing.screen.shows_draft


def test_that_a_draft_is_discarded_only_when_asked_twice(editing):
    editing.find("policy:draft:discard", QPushButton).click()
    assert kept(editing) is not None
    yes = next(
        b for b in editing.screen.findChildren(QPushButton) if b.text() == "Discard the draft"
    )
    yes.click()
    assert kept(editing) is None
    assert not editing.screen.shows_draft


def test_that_an_auditor_has_nothing_to_edit(store, qtbot):
    from reviewer_audit.domain.people import Role
    from ui.screens.policy.screen import PolicyScreen

    driver = Driver(store, qtbot, PolicyScreen, name="Ann", role=Role.AUDITOR)
    try:
        assert [one.key for one in driver.screen.commands] == ["policy.search"]
        assert driver.screen.drafting.strip.isHidden()
    finally:
        driver.close()
