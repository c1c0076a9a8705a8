"""The Policy screen: the rule book is read here, and only a whole one comes in."""

from dataclasses import replace
from datetime import date

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem
from PySide6.QtTest import QTest

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.people import Role
from reviewer_audit.domain.policy import Label
from reviewer_audit.services import policies
from tests.ui.intake_drive import Driver
from ui.deskkeys import label_keys
from ui.screens.policy.tree import KEY, LabelTree


@pytest.fixture
def rules(store, qtbot):
    from ui.screens.policy.screen import PolicyScreen

    driver = Driver(store, qtbot, PolicyScreen)
    yield driver
    driver.close()


def newer(policy):
    label = Label(key="hoax", title="Hoax", family="Deception", severity="S1", definition="Untrue.")
    return replace(
        policy, version="2", effective_from=date(2026, 6, 1), labels=(*policy.labels, label)
    )


def written(policy, folder, name="new.yaml"):
    path = folder / name
    path.write_text(rule_books.dumps(policy), "utf-8")
    return path


def test_that_arrows_bring_up_the_clause_of_each_label(rules):
    tree = rules.find("policy:tree")
    tree.show_label("ok")
    assert rules.words("policy:clause:title") == "No violation"

    rules.press(tree, Qt.Key.Key_Down)

    assert rules.words("policy:clause:title") == "Spam & scam"
    assert rules.words("policy:key") == "spam"


def test_that_a_critical_label_says_so(rules):
    rules.find("policy:tree").show_label("threat")

    words = [rules.find(f"policy:mark{at}").text for at in range(4)]

    assert words == ["Violating", "S4 critical", "Critical", "Always escalated"]


def test_that_the_search_leaves_what_fits_and_escape_brings_all_back(rules):
    field = rules.find("policy:search")
    field.setFocus()
    QTest.keyClicks(field, "scam")
    assert rules.words("policy:found") == "1 of 3 labels"
    assert rules.words("policy:clause:title") == "Spam & scam"

    rules.press(field, Qt.Key.Key_Escape)

    assert rules.words("policy:found") == "3 labels"


def test_that_a_file_comes_in_as_a_new_version_and_the_old_one_stays(rules, store, tmp_path, make):
    rules.screen.import_file(written(newer(make.POLICY), tmp_path))
    rules.settle()

    assert [one.version for one in policies.versions(store)] == ["1", "2"]
    assert policies.newest(store).label("hoax").title == "Hoax"
    changes = rules.find("policy:changes").records.rows
    assert ("added", "label", "hoax") in {(str(c.kind), c.what, c.key) for c in changes}


def test_that_a_file_with_faults_changes_nothing_and_names_each_on_a_line(rules, store, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "name: X\nversion: '3'\neffective_from: never\nlabels:\n  - title: A\n    severity: S9\n",
        "utf-8",
    )

    rules.screen.import_file(path)
    rules.settle()

    assert [one.version for one in policies.versions(store)] == ["1"]
    assert rules.words("policy:banner:text").startswith("bad.yaml:")
    lines = rules.find("policy:faults").toPlainText().splitlines()
    assert len(lines) >= 2
    assert any("effective_from" in line for line in lines)


def test_that_a_version_that_is_there_already_is_refused(rules, store, tmp_path, make):
    rules.screen.import_file(written(make.POLICY, tmp_path))
    rules.settle()

    assert "already" in rules.words("policy:banner:text")
    assert len(policies.versions(store)) == 1


@pytest.mark.parametrize("name", ["out.yaml", "out.xlsx"])
def test_that_what_was_exported_reads_as_the_same_policy(rules, tmp_path, name, make):
    rules.screen.export_file(tmp_path / name)
    rules.settle()

    assert rule_books.load(tmp_path / name) == make.POLICY


def test_that_enter_on_an_old_version_shows_it_and_says_that_it_is_old(rules, tmp_path, make):
    rules.screen.import_file(written(newer(make.POLICY), tmp_path))
    rules.settle()
    rules.screen.show_part("versions")
    table = rules.find("policy:versions")
    table.setCurrentIndex(table.records.index(1, 0))

    rules.press(table, Qt.Key.Key_Return)

    assert "version 1" in rules.screen.state_line()
    assert rules.screen.state_line().endswith("not the newest")
    assert rules.words("policy:found") == "3 labels"


def test_that_an_auditor_reads_the_policy_but_cannot_change_it(store, qtbot):
    from ui.screens.policy.screen import PolicyScreen

    rules = Driver(store, qtbot, PolicyScreen, name="Ann", role=Role.AUDITOR)

    assert not rules.offers("policy.import")
    assert not rules.offers("policy.export")
    assert rules.find("policy:targets").records.rowCount() == 0
    rules.find("policy:tree").show_label("threat")
    assert rules.words("policy:clause:title") == "Threat"
    rules.close()


def test_that_nothing_of_an_emptied_tree_is_taken_for_alive(qtbot, store):
    """Else PySide hands it out as whatever Qt makes in its place, such as a selection."""

    def items():
        known = shiboken6.getAllValidWrappers()
        return sum(isinstance(one, QStandardItem) for one in known)

    before, tree = items(), LabelTree()
    qtbot.addWidget(tree)
    tree.put(policies.newest(store))
    assert items() > before
    tree._model.clear()
    assert items() == before


def test_that_every_label_tells_the_key_that_chooses_it_on_the_desk(qtbot, store):
    policy, tree = policies.newest(store), LabelTree()
    qtbot.addWidget(tree)
    tree.put(policy)
    told = {}
    for at in range(tree.model().rowCount()):
        family = tree.model().index(at, 0)
        for below in range(tree.model().rowCount(family)):
            row = tree.model().index(below, 0, family)
            told[row.data(KEY)] = row.siblingAtColumn(4).data()
    assert told == {label: key for key, label in label_keys(policy, {}).items()}
    assert all(told.values())
