"""Review in the window: by keyboard alone, the vendor hidden first, to the end of the round."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from reviewer_audit.domain.disputes import DISPUTE_COLUMNS
from reviewer_audit.domain.policy import Label
from reviewer_audit.domain.verdicts import Mark
from reviewer_audit.services import closing, disputes, projects, releasing, review, rounds
from reviewer_audit.store import disputes as stored
from tests.unit.services.reviewed import revealed
from ui.deskkeys import label_name
from ui.safe import PlainLabel, TextPane
from ui.screens.review.screen import ReviewScreen
from ui.session import Session

KEY = Qt.Key


class Reviewing:
    """The screen with the session behind it, and a person's hands on it."""

    def __init__(self, store, qtbot, who):
        self.store, self._qtbot = store, qtbot
        self.session = Session(projects.seat(store, who))
        self.session._store = store
        store.on_commit.append(self.session._announce)
        self.screen = ReviewScreen(self.session)
        self.screen.resize(1016, 700)
        self.screen.show()
        self.screen.shown()
        self.settle()

    def close(self):
        self.store.on_commit.remove(self.session._announce)
        self.screen.rounds.close()
        self.screen.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()
        self.screen.deleteLater()

    def settle(self):
        for _again in range(4):
            self._qtbot.waitUntil(lambda: not self.session.jobs.is_busy, timeout=10_000)
            QTest.qWait(1)

    def press(self, *keys):
        for key in keys:
            QTest.keyClick(self.screen.window().focusWidget() or self.screen.queue.table, key)
            self.settle()

    def find(self, name, kind=QWidget):
        found = self.screen.findChild(kind, name)
        assert found is not None, name
        return found

    def said(self, name):
        return self.find(name, PlainLabel).full

    def words(self):
        """All text on show on the page of items."""
        items = self.screen.items
        labels = [w.full for w in items.findChildren(PlainLabel) if w.isVisible()]
        panes = [w.toPlainText() for w in items.findChildren(TextPane)]
        return "\n".join(
            [*labels, *panes, *[w.accessibleName() for w in items.findChildren(QWidget)]]
        )

    @property
    def item(self):
        return self.screen.vm.case.entry.name


@pytest.fixture
def many(tmp_path, make):
    """An audit with twelve labels, one of which has a letter of its own."""
    more = tuple(Label(key=f"more{k}", title=f"More {k}") for k in range(4, 12))
    own = (Label(key="gore", title="Gore", hotkey="g"),)
    policy = replace(make.POLICY, labels=(*make.POLICY.labels, *more, *own))
    store = projects.create_project(tmp_path / "many.audit", policy, by="Lea")
    yield store
    store.close()


@pytest.fixture
def sit(qtbot, looks, store):
    made = []

    def build(who="Lea", store=store):
        made.append(Reviewing(store, qtbot, who))
        return made[-1]

    yield build
    for one in made:
        one.close()


def test_that_an_empty_screen_says_what_to_do_next(sit, qtbot):
    here = sit()
    assert here.said("review:empty:title") == "Nothing to review yet"
    asked = []
    here.session.wanted.connect(lambda screen, _what: asked.append(screen))
    here.screen.empty.button.click()
    assert asked == ["sample"]


def test_that_a_blind_round_shows_nothing(sit, store, make):
    make.fill(store, 3)
    here = sit()
    assert here.said("review:empty:title") == "Round 1 is graded blind"
    assert here.screen.vm.board is None


def test_that_the_vendor_and_names_are_hidden_until_each_has_its_turn(sit, store, make):
    revealed(store, make)
    here = sit()
    assert here.item == "missed"
    before = here.words()
    for secret in ("North", "South", "Ann", make.SENTINEL, "Under-enforced", "Critical"):
        assert secret not in before
    here.press(KEY.Key_3, KEY.Key_V)
    assert "Under-enforced" in here.words()
    assert "Ann" not in here.words()
    assert here.screen.answer.chosen == "threat", "what was chosen stays"
    here.press(KEY.Key_Return)
    here.screen.queue.filter.choose("all")
    here.screen.queue._fill()
    here.screen.queue.go(here.screen.vm.board.entries[0].item_id)
    here.settle()
    assert here.item == "missed"
    assert "Ann" in here.words()


def test_that_p_marks_a_gap_before_the_vendors_answer_and_not_after(sit, store, make):
    _lead, items = revealed(store, make)
    here = sit()
    here.press(KEY.Key_P, KEY.Key_V)
    assert here.screen.vm.case.mark == Mark(policy_gap=True)
    here.press(KEY.Key_J)
    here.press(KEY.Key_V)
    assert here.screen.vm.case.mark == Mark(policy_gap=False)
    here.press(KEY.Key_P)
    assert here.screen.vm.case.mark == Mark(policy_gap=False)
    causes = here.find("review:cause", QComboBox)
    assert [causes.itemData(k) for k in range(causes.count())] == ["", "R1"]
    assert items


def test_that_a_queue_is_settled_by_keys_alone(sit, store, make):
    revealed(store, make)
    lea = sit()
    seen = []
    right = {"missed": KEY.Key_3, "wrong": KEY.Key_1, "alike": KEY.Key_2, "split": KEY.Key_1,
             "same": KEY.Key_2}  # fmt: skip
    for _again in range(5):
        seen.append(lea.item)
        lea.press(right[lea.item], KEY.Key_Return)
    assert sorted(seen) == sorted(right)
    assert closing.standing(store).in_the_way == ("1 second look is missing",)
    assert lea.said("review:queue:note") == "1 of 5 left"


def test_that_shift_and_a_digit_reach_label_eleven_and_letters_are_as_on_the_desk(many, sit, make):
    revealed(many, make)
    here = sit(store=many)
    assert here.find("review:label:more11").text() == "⇧1  More 11"
    QTest.keyClick(here.screen.queue.table, KEY.Key_1, Qt.KeyboardModifier.ShiftModifier)
    assert here.screen.answer.chosen == "more11"
    here.press(KEY.Key_0)
    assert here.screen.answer.chosen == "more10"
    here.press(KEY.Key_G)
    assert here.screen.answer.chosen == "gore"
    here.press(KEY.Key_1)
    assert here.screen.answer.chosen == "ok"


def test_that_enter_without_an_answer_settles_nothing(sit, store, make):
    revealed(store, make)
    here = sit()
    here.press(KEY.Key_Return)
    assert here.said("review:said") == "Choose an answer first: its key, or U."
    assert all(not entry.looks for entry in review.queue(store, by=here.session.person))


def test_that_typing_a_rationale_triggers_no_key(sit, store, make):
    revealed(store, make)
    here = sit()
    here.press(KEY.Key_1)
    field = here.find("review:rationale", QPlainTextEdit)
    here.press(KEY.Key_N)
    assert here.screen.window().focusWidget() is field
    QTest.keyClicks(field, "23 pvjk u")
    here.settle()
    assert field.toPlainText() == "23 pvjk u"
    assert here.screen.answer.chosen == "ok"
    assert here.screen.vm.case.said is None
    here.press(KEY.Key_Escape)
    assert here.screen.queue.table.hasFocus()


def test_that_who_graded_is_told_and_may_act_again_only_with_a_reason(sit, store, make):
    revealed(store, make)
    ann = sit("Ann")
    assert ann.find("review:twice", QLineEdit).isVisible()
    ann.press(KEY.Key_3, KEY.Key_Return)
    assert ann.said("review:banner:text") == "You graded this item, so somebody else settles it."
    ann.find("review:twice", QLineEdit).setText("two of us")
    ann.press(KEY.Key_Return)
    assert closing.standing(store).acted_twice == 1


def test_that_agreed_items_are_settled_together(sit, store, make):
    revealed(store, make)
    here = sit()
    assert here.find("review:agreed", QAbstractButton).isVisible()
    here.press(KEY.Key_A)
    assert here.said("review:banner:text") == "1 item is settled"


def test_that_a_vendor_disputes_and_an_arbitrator_rules_in_the_window(sit, store, make, tmp_path):
    revealed(store, make)
    lea = sit()
    lea.screen.show_section("disputes")
    vendors = lea.screen.disputes.vendors
    vendors.table.setCurrentIndex(vendors.table.model().index(1, 0))
    vendors.until.setText("no date")
    assert not vendors.release.isEnabled()
    vendors.until.setText(date(2999, 1, 1).isoformat())
    book = tmp_path / "south.xlsx"
    vendors.release_to(book)
    lea.settle()
    assert "in south.xlsx" in lea.said("review:banner:text")
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Decisions"]
    sheet.cell(2, DISPUTE_COLUMNS.index("Agree or dispute") + 1).value = "Dispute"
    sheet.cell(2, DISPUTE_COLUMNS.index("Argument") + 1).value = "look at the rule"
    workbook.save(book)
    lea.screen.vm.bring(book)
    lea.settle()
    assert "look at the rule" in lea.said("review:argument")
    before = lea.screen.score.tiles["final"].value.full
    noor = sit("Noor")
    noor.screen.show_section("disputes")
    noor.find("review:accept", QAbstractButton).click()
    noor.settle()
    assert noor.said("review:disputeCard:note") == "0 open"
    noor.screen.show_section("score")
    assert noor.screen.score.tiles["final"].value.full != before
    assert not noor.find("review:close", QAbstractButton).isEnabled()
    assert "1 item is pending" in noor.said("review:way:said")


def test_that_a_window_is_ended_early_with_a_reason_alone(sit, store, make, tmp_path):
    lead, _items = revealed(store, make)
    out = tmp_path / "north.xlsx"
    releasing.release(store, "North", date(2999, 1, 1), out, by=lead)
    here = sit()
    here.screen.show_section("disputes")
    vendors = here.screen.disputes.vendors
    vendors.table.setCurrentIndex(vendors.table.model().index(1, 0))
    assert not vendors.end.isEnabled(), "nothing was released to South"
    vendors.table.setCurrentIndex(vendors.table.model().index(0, 0))
    vendors.end.setFocus()
    here.press(KEY.Key_Return)
    form = here.find("review:ending")
    reason = form.findChild(QLineEdit, "review:ending:reason")
    assert reason.accessibleName() == "Reason, required"
    QTest.keyClicks(reason, "   ")
    assert not form.end.isEnabled()
    QTest.keyClicks(reason, "Mail of 3 October")
    QTest.keyClick(reason, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    here.settle()
    assert here.said("review:banner:text") == "The window of North is over."
    assert not vendors.end.isEnabled()
    assert not disputes.open_windows(store, rounds.resolve(store))
    with store.read() as tx:
        assert [one.ended for one in stored.releases(tx)] == ["Mail of 3 October"]


def test_that_everything_a_hand_can_reach_has_a_name(sit, store, make):
    revealed(store, make)
    here = sit()
    for widget in here.screen.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(here.screen):
            named = widget.accessibleName() or getattr(widget, "text", str)()
            assert named, widget.objectName()


def test_that_a_label_s_own_key_chooses_it_here_too(sit, store, make):
    revealed(store, make)
    here = sit()
    policy = here.screen.vm.board.policy
    here.session.prefer(keys={label_name(policy, "threat"): "7"})
    here.settle()
    row = here.find("review:label:threat", QAbstractButton)
    assert "7" in row.text()
    here.screen.queue.table.setFocus()
    here.press(KEY.Key_7)
    assert here.screen.answer.chosen == "threat"
