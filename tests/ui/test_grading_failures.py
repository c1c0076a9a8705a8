"""When the project cannot be written, and what must never be seen while a round grades."""

import json
import sqlite3
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from reviewer_audit.domain.policy import Label
from reviewer_audit.services import grading, policies, projects
from reviewer_audit.store import sqlite
from tests.ui.desk import CTRL, KEYS, Desk, graded, pause
from ui.screens.grading import keyboard


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)


@pytest.fixture
def open_desk(store, make, qtbot):
    opened = []

    def build(n=4, **given):
        make.fill(store, n, **given)
        opened.append(Desk(store, qtbot))
        return opened[-1].ready()

    yield build
    for desk in opened:
        desk.close()


@pytest.fixture
def locked(store, monkeypatch):
    """Let another program hold the project; call it to let go."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    others = []

    def lock(kind="immediate"):
        for engine in (store._engine, store._blind_engine):
            engine.dispose()  # so that the short patience holds
        others.append(sqlite3.connect(store.path, isolation_level=None))
        others[-1].execute(f"begin {kind}")

    def let_go():
        while others:
            others.pop().close()

    yield lock, let_go
    let_go()


@pytest.mark.parametrize("kind", ["immediate", "exclusive"])
def test_that_a_failed_commit_returns_to_its_item_with_the_answer_kept(
    kind, store, open_desk, locked
):
    lock, let_go = locked
    desk = open_desk()
    desk.settle()
    desk.type("2n")
    desk.type("why")
    lock(kind)
    desk.press(KEYS.Key_Return, CTRL)
    assert desk.vm.item.position == 2
    assert desk.answer.labels == ()
    desk.wait(lambda: desk.screen.decision.failure.isVisible())
    assert desk.vm.item.position == 1
    assert (desk.answer.labels, desk.answer.note) == (("spam",), "why")
    assert desk.status != "✓ Saved"
    said = desk.screen.decision.failure.accessibleName()
    assert "Another program is writing" in said  # what happened
    assert "Your answer is still here" in said  # what is safe
    assert "Press Enter" in said  # what to do
    let_go()
    assert graded(store) == []
    pause(keyboard.SURPRISE_MS / 1000 + 0.1)
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: not desk.screen.decision.failure.isVisible())
    desk.wait(lambda: desk.status == "✓ Saved")  # before it, a look would meet the writing
    (row,) = graded(store)
    assert row.note == "why"
    assert desk.vm.item.position == 2


def test_that_a_failure_keeps_what_was_begun_on_the_next_item(store, open_desk, locked):
    lock, let_go = locked
    desk = open_desk()
    desk.settle()
    desk.type("2")
    lock()
    desk.press(KEYS.Key_Return)
    desk.type("3")
    assert desk.vm.item.position == 2
    desk.wait(lambda: desk.vm.item.position == 1)
    let_go()
    pause(keyboard.SURPRISE_MS / 1000 + 0.1)
    desk.grade("")
    assert desk.vm.item.position == 2
    assert desk.answer.labels == ("threat",)


def test_that_fingers_still_typing_when_it_fails_do_nothing(store, open_desk, locked):
    lock, let_go = locked
    desk = open_desk()
    desk.settle()
    desk.type("2")
    lock()
    desk.press(KEYS.Key_Return)
    desk.type("n")
    desk.wait(lambda: desk.screen.decision.failure.isVisible())
    desk.type("few words on their way")  # f, w and s would flag, skip and grade
    desk.press(KEYS.Key_Return)
    let_go()
    desk.settle()
    assert graded(store) == []
    assert not desk.answer.flagged
    assert desk.vm.item.position == 1


def test_that_saved_never_shows_before_the_commit(store, open_desk, monkeypatch):
    desk = open_desk()
    seen = []
    commit = grading.answer

    def watched(store, given, *, by):
        seen.append(desk.screen.decision.status.full)
        return commit(store, given, by=by)

    monkeypatch.setattr(grading, "answer", watched)
    desk.grade("1")
    desk.settle()
    desk.grade("2")
    desk.settle()
    assert "✓ Saved" not in seen


def test_that_a_locked_round_refuses_in_words_and_loses_nothing(store, make, open_desk):
    from reviewer_audit.services import rounds

    desk = open_desk(2)
    desk.settle()
    desk.type("2")
    lead = projects.seat(store, "Lea")
    given = [(1, "ok"), (2, "ok")]
    for position, label in given:
        item, _grade = grading.item_at(
            store, desk.session.person, round_id=desk.vm._round, position=position
        )
        grading.answer(
            store,
            _grade_of(item, label),
            by=desk.session.person,
        )
    desk.session.blockSignals(True)  # noqa: FBT003 - the news of the reveal is still on its way
    rounds.reveal(store, by=lead)
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: desk.screen.decision.failure.isVisible())
    assert "no longer graded" in desk.screen.decision.failure.what.full
    assert desk.answer.labels == ("spam",)
    desk.session.blockSignals(False)  # noqa: FBT003


def _grade_of(item, label):
    from reviewer_audit.domain.grading import Grade

    return Grade(assignment_id=item.assignment_id, labels=(label,))


def every_word(screen):
    """Yield every text a person, a pointer or a screen reader could meet."""
    for widget in [screen, *screen.findChildren(QWidget)]:
        for name in (
            "text", "toPlainText", "placeholderText", "toolTip", "statusTip", "whatsThis",
            "accessibleName", "accessibleDescription", "objectName", "windowTitle", "title", "full",
        ):  # fmt: skip
            got = getattr(widget, name, None)
            value = got() if callable(got) else got
            if isinstance(value, str):
                yield value
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None:
            for kind in QAccessible.Text:
                if kind != QAccessible.Text.UserText:
                    yield face.text(kind)
        rows = getattr(widget, "rows_model", None)
        if rows is not None:
            yield from (str(row) for row in rows.rows())


def test_that_nothing_of_the_vendor_is_on_the_desk_in_any_state(store, make, open_desk):
    desk = open_desk(3)
    words = list(every_word(desk.screen))
    for keys in ("2", "as", "u"):
        desk.type(keys)
        words += every_word(desk.screen)
        desk.press(KEYS.Key_Escape)
    desk.type("/spam")
    words += every_word(desk.screen)
    desk.press(KEYS.Key_Escape)
    for _item in range(3):
        desk.grade("2")
        desk.settle()
        words += every_word(desk.screen)
    desk.press(KEYS.Key_Z, CTRL)
    desk.wait(lambda: desk.vm.item is not None)
    words += every_word(desk.screen)
    assert any("content of item-" in word for word in words), "the walk sees what is shown"
    assert not [word for word in words if make.SENTINEL in word or "item-0000" in word[:6]]


def test_that_hostile_content_is_shown_as_its_characters(store, make, open_desk):
    text = '<img src="file:///red.png">\u202eevil\u200b https://evil.example/x'
    desk = open_desk(1, contents=[text])
    assert desk.content == (
        '<img src="file:///red.png">[U+202E]evil[U+200B] hxxps://evil[.]example/x'
    ).replace("file:///", desk.content[10:].partition("red")[0])
    desk.type("h")
    assert "[U+202E]" not in desk.content
    desk.type("h")
    assert "[U+202E]" in desk.content


def test_that_long_content_comes_in_parts(make, open_desk):
    desk = open_desk(1, contents=["first " + "x" * 30_000 + " last"])
    assert len(desk.content) <= 20_000
    assert desk.screen.content.more.isVisible()
    desk.type(".")
    assert desk.content.endswith(" last")
    desk.type(".")
    assert desk.content.startswith("first ")


def test_that_right_to_left_content_starts_at_the_right(open_desk):
    desk = open_desk(1, contents=["لا تشتر من هذا البائع"])
    pane = desk.screen.content.content
    block = pane.document().firstBlock()
    line = block.layout().lineAt(0)
    assert block.textDirection().name == "RightToLeft"
    assert line.naturalTextRect().right() > pane.viewport().width() * 0.8


def test_that_thirty_labels_stand_by_family_and_none_is_cut_off(store, make, qtbot):
    many = tuple(
        Label(key=f"l{k}", title=f"Label {k}", family=f"Family {k // 6}") for k in range(30)
    )
    lead = projects.seat(store, "Lea")
    policies.add_version(
        store, replace(make.POLICY, version="2", labels=(*make.POLICY.labels, *many)), by=lead
    )
    make.fill(store, 2, by=lead)
    desk = Desk(store, qtbot).ready()
    labels = desk.screen.decision.labels
    rows = labels.rows_model.rows()
    headings = [row.title for row in rows if row.heading]
    assert headings == [f"Family {k}" for k in range(5)]
    assert labels.height() <= desk.screen.decision.height()
    assert labels.verticalScrollBar().maximum() > 0
    for _step in range(33):
        desk.press(KEYS.Key_Down)
    assert labels.cursor_key() == "l29"
    assert labels.visualRect(labels.currentIndex()).bottom() <= labels.viewport().height()
    desk.press(KEYS.Key_Return)
    desk.press(KEYS.Key_Return)
    assert desk.screen.decision.picker.is_open, "this label brings no action: it is asked for"
    desk.type("2")
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: [json.loads(row.labels) for row in graded(store)] == [["l29"]])
    assert graded(store)[0].action == "warn"
    desk.settle()
    desk.close()


def test_that_another_person_at_the_same_desk_begins_anew(store, make, open_desk):
    desk = open_desk(2, auditors=("Ann", "Bob"), overlap=1.0)
    desk.type("2n")
    desk.type("mine")
    desk.press(KEYS.Key_Escape)
    desk.settle()
    desk.session.sit(projects.seat(store, "Bob"))
    desk.wait(lambda: desk.vm.item is not None and desk.answer.note == "")
    desk.settle()
    assert desk.answer.labels == ()
    desk.grade("1")
    with store.read() as tx:
        from sqlalchemy import text

        sql = "select p.name from grade g join assignment a on a.id = g.assignment_id join person p on p.id = a.auditor_id"
        assert tx.execute(text(sql)).scalars().all() == ["Bob"]
    desk.settle()


def test_that_a_label_far_down_a_long_policy_is_found_and_brought_into_sight(store, make, qtbot):
    many = tuple(Label(key=f"l{k}", title=f"Label {k}", family=f"F{k // 9}") for k in range(500))
    lead = projects.seat(store, "Lea")
    policies.add_version(
        store, replace(make.POLICY, version="2", labels=(*make.POLICY.labels, *many)), by=lead
    )
    make.fill(store, 2, by=lead)
    desk = Desk(store, qtbot).ready()
    labels = desk.screen.decision.labels
    desk.type("/")
    desk.type("label 4")
    assert labels.rows_model.rows()[-1].title == "180 more: type on"
    desk.type("17")
    desk.press(KEYS.Key_Return)
    assert desk.answer.labels == ("l417",)
    at = labels._row_of("l417")
    desk.wait(
        lambda: labels.viewport().rect().intersects(labels.visualRect(labels.model().index(at, 0)))
    )
    desk.close()


def test_that_a_long_message_leaves_the_buttons_where_they_are(open_desk):
    desk = open_desk()
    decision = desk.screen.decision
    before = decision.submit.mapTo(decision, QPoint())
    desk.press(KEYS.Key_Return)
    assert desk.status.startswith("Choose a label first")
    desk.wait(lambda: decision.status.width() > decision.width() // 2)
    assert decision.submit.mapTo(decision, QPoint()) == before
    desk.grade("2")
    desk.wait(lambda: decision.status.y() > decision.flag.y())  # what is short: between them
