"""Calibrate in the window: a session of eight by fifteen by keys, and what each may see."""

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_audit.domain.calibration import Decision, SessionState, Side, TaskKind, Turn
from reviewer_audit.services import calibration, projects
from tests.unit.services.calibrated import LABELS, PEOPLE, answers, audit, begun, ruled, voted
from ui.safe import PlainLabel, TextPane
from ui.screens.calibrate.presenter import Presenter
from ui.screens.calibrate.running import STEPS
from ui.screens.calibrate.screen import CalibrateScreen
from ui.session import Session

KEY = Qt.Key
NAMES = [name for name, _side in PEOPLE]


class Calibrating:
    """The screen with the session behind it, and a lead's hands on it."""

    def __init__(self, store, qtbot):
        self.store, self._qtbot = store, qtbot
        self.session = Session(projects.seat(store, "Lea"))
        self.session._store = store
        store.on_commit.append(self.session._announce)
        self.screen = CalibrateScreen(self.session)
        self.screen.resize(1016, 700)
        self.screen.show()
        self.screen.shown()
        self.settle()

    def close(self):
        self.store.on_commit.remove(self.session._announce)
        if self.screen.presenter is not None:
            self.screen.presenter.close()
        self.screen.running.stop()
        self.screen.sessions.close()
        self.screen.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()
        self.screen.deleteLater()

    def settle(self):
        for _again in range(4):
            self._qtbot.waitUntil(lambda: not self.session.jobs.is_busy, timeout=60_000)
            QTest.qWait(1)

    def press(self, where, *keys):
        self.in_front(where.window())
        for key in keys:
            QTest.keyClick(where.focusWidget() or where, key)
        self.settle()

    def in_front(self, window):
        """Make a window the active one, as a desktop does when another closes."""
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow, timeout=5_000)

    def sheet(self, name):
        return next(w for w in QApplication.topLevelWidgets() if w.objectName() == name)

    @property
    def voting(self):
        return self.screen._window

    def answer(self, window, labels):
        """Begin, answer every item by its digit, and hand the laptop back."""
        QTest.keyClick(window, KEY.Key_Return)
        for label in labels:
            key = KEY.Key_U if not label else KEY.Key_1 + LABELS.index(label)
            QTest.keyClick(window.focusWidget() or window, key)
            QTest.keyClick(window.focusWidget() or window, KEY.Key_Return)
        assert window.pages.currentWidget() is window.after
        QTest.keyClick(window, KEY.Key_Return)
        self.settle()

    def record(self):
        return calibration.read(self.store)


@pytest.fixture
def sit(qtbot, looks, store):
    made = []

    def build():
        made.append(Calibrating(store, qtbot))
        return made[-1]

    yield build
    for one in made:
        one.close()


def words_of(widget):
    """All text a person or a screen reader finds in a window."""
    labels = [w.full for w in widget.findChildren(PlainLabel)]
    panes = [w.toPlainText() for w in widget.findChildren(TextPane)]
    every = widget.findChildren(QWidget)
    more = [w.accessibleName() for w in every] + [w.toolTip() for w in every]
    return "\n".join([widget.windowTitle(), *labels, *panes, *more])


def hold(window, key, *, down):
    kind = QKeyEvent.Type.KeyPress if down else QKeyEvent.Type.KeyRelease
    QApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def test_that_an_empty_screen_says_what_to_do_next(sit, store, make):
    here = sit()
    assert here.screen.empty.title.full == "Nothing to calibrate on yet"
    asked = []
    here.session.wanted.connect(lambda screen, _what: asked.append(screen))
    here.screen.empty.button.click()
    assert asked == ["sample"]


@pytest.mark.slow
def test_that_a_session_of_eight_by_fifteen_is_run_by_keys(  # noqa: PLR0915 - it is whole
    sit, store, make, tmp_path
):
    audit(store, make)
    here = sit()
    assert here.screen.empty.title.full == "No calibration session yet"
    here.screen.empty.button.setFocus()
    here.press(here.screen, KEY.Key_Return)
    form = here.sheet("calibrate:new")
    QTest.keyClicks(form.title, "October")
    for side, line in form.people.items():
        QTest.keyClicks(line, ", ".join(name for name, one in PEOPLE if one is side))
    QTest.keyClick(form, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    here.settle()
    known = here.record()
    assert (len(known.items), len(known.voters), len(known.experts)) == (15, 8, 1)
    base, votes = answers(known)
    order = [line.item_id for line in known.items]

    here.press(here.screen.votes.table, KEY.Key_B)
    assert here.voting.windowTitle() == "Calibration"
    here.answer(here.voting, [base[item] for item in order])
    here.screen.votes.seal.setFocus()
    here.press(here.screen, KEY.Key_Return)
    notice = here.sheet("notice")
    QTest.keyClick(notice, KEY.Key_Tab)
    QTest.keyClick(notice.focusWidget(), KEY.Key_Space)
    here.settle()
    assert here.record().session.state is SessionState.VOTING

    for who in known.voters:
        here.screen.votes.vote.setFocus()
        here.press(here.screen, KEY.Key_Return)
        assert f"Hand the laptop to {who.name}" in words_of(here.voting)
        here.answer(here.voting, [votes[who.id, item] for item in order])
    known = here.record()
    got = {key: vote.labels[0] for key, vote in known.votes[Turn.BLIND].items()}
    assert got == votes

    here.screen.votes.begin.setFocus()
    here.press(here.screen, KEY.Key_Return)
    notice = here.sheet("notice")
    QTest.keyClick(notice, KEY.Key_Tab)
    QTest.keyClick(notice.focusWidget(), KEY.Key_Space)
    here.settle()
    assert here.screen.sections.current == "meeting"
    items = here.screen.meeting.items
    here.press(items, KEY.Key_P)
    shown = here.screen.presenter
    assert shown.isVisible()
    for at in range(15):
        item = here.screen.running.item
        for _step in range(5):
            QTest.keyClick(shown if at % 2 else items, KEY.Key_Right)
        assert STEPS[here.screen.running.step][0] == "ruling"
        ruling = (KEY.Key_3,) if at == 1 else (KEY.Key_1,)
        if at == 0:
            ruling = (KEY.Key_2,)
            answer = here.screen.meeting.answer
        here.press(items, *ruling)
        if at == 0:
            wrong = LABELS[(LABELS.index(base[item.item_id]) + 1) % 3]
            answer.setCurrentIndex(answer.findData(wrong))
        here.press(items, KEY.Key_Return)
        QTest.keyClick(shown, KEY.Key_Right)
        QTest.keyClick(shown, KEY.Key_Right)
    known = here.record()
    decisions = [one.decision for one in known.rulings.values()]
    assert (decisions.count(Decision.CHANGE), decisions.count(Decision.GAP)) == (1, 1)
    assert len(decisions) == 15

    here.screen.show_section("votes")
    for _who in known.voters[:2]:
        here.screen.votes.vote.setFocus()
        here.press(here.screen, KEY.Key_Return)
        here.answer(here.voting, [base[item] for item in order])
    assert [here.record().given(Turn.AGAIN, p.id) for p in known.voters[:3]] == [15, 15, 0]

    here.screen.show_section("outcome")
    here.screen.outcome.new.setFocus()
    here.press(here.screen, KEY.Key_Return)
    form = here.sheet("calibrate:action")
    QTest.keyClicks(form.text, "Say what spam is")
    QTest.keyClicks(form.owner, "Policy")
    form.clause.setCurrentIndex(form.clause.findData("spam"))
    QTest.keyClick(form, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    here.settle()
    task = here.record().tasks[0]
    assert task.kind is TaskKind.CLARIFICATION
    assert task.again
    here.screen.outcome.report.setFocus()
    here.press(here.screen, KEY.Key_Return)
    form = here.sheet("calibrate:report")
    form.folder.setText(str(tmp_path / "out"))
    QTest.keyClick(form, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    here.settle()
    assert sorted(p.suffix for p in (tmp_path / "out").iterdir()) == [".pdf", ".xlsx"]
    here.screen.outcome.end.setFocus()
    here.press(here.screen, KEY.Key_Return)
    assert here.record().session.state is SessionState.CLOSED


def test_that_a_voter_sees_item_and_policy_and_nothing_else(sit, store, make):
    _lead, base, votes = voted(store, make)
    here = sit()
    record = here.record()
    new = calibration.join(store, [("Late", Side.VENDOR)], by=here.session.person)
    here.settle()
    assert new == 1
    late = here.record().voters[-1]
    here.screen.votes.hand_to(late)
    here.settle()
    window = here.voting
    QTest.keyClick(window, KEY.Key_Return)
    said = words_of(window)
    assert "content of item-" in said
    assert not here.screen.work.isVisible(), "names and purposes lie under no ballot"
    for secret in (*NAMES, "North", "South", make.SENTINEL, "Critical", "Disagreement", "Clear"):
        assert secret not in said, secret
    assert not any(row.isChecked() for row in window._rows.values())
    QTest.keyClick(window, KEY.Key_Return)
    assert window.hint.full == "Choose an answer first: its digit, or U."
    QTest.keyClick(window, KEY.Key_U)
    QTest.keyClick(window, KEY.Key_Return)
    QTest.keyClick(window, KEY.Key_Escape)
    here.settle()
    vote = here.record().votes[Turn.BLIND][late.id, record.items[0].item_id]
    assert vote.labels == ()
    here.screen.votes.hand_to(late)
    here.settle()
    QTest.keyClick(here.voting, KEY.Key_Return)
    assert here.voting.count.full == "Item 2 of 15", "goes on where they stopped"
    here.voting.close()
    assert base
    assert votes


def test_that_the_projector_shows_no_name_and_content_only_while_a_key_is_held(sit, store, make):
    lead, _base, _votes = voted(store, make)
    ruled(store, lead)
    here = sit()
    here.screen.present()
    shown = here.screen.presenter
    assert isinstance(shown, Presenter)
    content = here.screen.running.item.content
    for _step in range(len(STEPS)):
        said = words_of(shown)
        assert content not in said
        assert not any(name in said for name in (*NAMES, "Ann", "Bob", "North", "South"))
        QTest.keyClick(shown, KEY.Key_Right)
    assert here.screen.running.at == 1
    QTest.keyClick(shown, KEY.Key_Left)
    assert (here.screen.running.at, here.screen.running.step) == (0, len(STEPS) - 1)
    hold(shown, KEY.Key_Space, down=True)
    assert content in words_of(shown)
    assert content in here.screen.meeting.content.toPlainText()
    hold(shown, KEY.Key_Space, down=False)
    assert content not in words_of(here.screen)
    hold(here.screen.meeting.items, KEY.Key_Space, down=True)
    assert content in words_of(shown)
    QTest.keyClick(shown, KEY.Key_Left)
    assert content not in words_of(shown), "another step hides it"
    hold(shown, KEY.Key_Space, down=True)
    QApplication.sendEvent(shown, QEvent(QEvent.Type.WindowDeactivate))
    assert content not in words_of(shown), "nobody hears the key let go"
    here.screen.close()
    assert not shown.isVisible(), "it goes with the lead's window"


def test_that_the_baseline_stays_hidden_before_its_step(sit, store, make):
    lead, _base, _votes = voted(store, make)
    calibration.begin(store, by=lead)
    here = sit()
    here.screen.present()
    shown = here.screen.presenter
    for key, _name in STEPS:
        assert ("Baseline: " in words_of(shown)) is (key == "baseline")
        QTest.keyClick(shown, KEY.Key_Right)


def test_that_the_clock_runs_down_and_begins_anew_with_the_next_item(sit, store, make):
    lead, _base, _votes = voted(store, make)
    calibration.begin(store, by=lead)
    here = sit()
    run = here.screen.running
    QTest.keyClick(here.screen.meeting.items, KEY.Key_T)
    assert run.runs
    for _second in range(3):
        run._tick()
    assert here.screen.meeting.time.text().startswith("4:57")
    run.left = 1
    run._tick()
    assert (run.left, run.runs) == (0, False)
    QTest.keyClick(here.screen.meeting.items, KEY.Key_Down)
    assert (run.at, run.left) == (1, 300)


def test_that_nothing_is_ruled_by_a_slip_and_a_changed_baseline_asks_for_its_answer(
    sit, store, make
):
    lead, _base, _votes = voted(store, make)
    calibration.begin(store, by=lead)
    here = sit()
    here.press(here.screen.meeting.items, KEY.Key_Return)
    assert here.screen.meeting.said.full == "Choose the ruling first: 1, 2 or 3."
    here.press(here.screen.meeting.items, KEY.Key_2, KEY.Key_Return)
    assert here.screen.meeting.said.full == "Choose the right answer first."
    assert not here.record().rulings


def test_that_what_is_typed_survives_a_step_on_the_projector(sit, store, make):
    lead, _base, _votes = voted(store, make)
    ruled(store, lead)
    here = sit()
    here.press(here.screen.meeting.items, KEY.Key_N)
    why = here.screen.meeting.why
    assert here.screen.focusWidget() is why
    QTest.keyClicks(why, "12 3 t")
    here.screen.running.forward()
    assert why.text().endswith("12 3 t")
    assert here.screen.running.step == 1


def test_that_everything_a_hand_can_reach_has_a_name(sit, store, make):
    lead, _base, _votes = voted(store, make)
    ruled(store, lead)
    here = sit()
    for key in ("votes", "meeting", "outcome"):
        here.screen.show_section(key)
        for widget in here.screen.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(here.screen):
                named = widget.accessibleName() or getattr(widget, "text", str)()
                assert named, widget.objectName()


def test_that_several_sessions_are_chosen_from_the_header(sit, store, make):
    lead, _session, _built = begun(store, make)
    calibration.new(store, by=lead, title="November", size=8)
    here = sit()
    assert here.screen.header_widget is here.screen.sessions
    assert here.screen.vm.board.record.session.title == "November"
    here.screen.sessions.activated.emit(1)
    here.settle()
    assert here.screen.vm.board.record.session.title == "October"


def test_that_votes_go_out_and_come_back_as_a_workbook(sit, store, make, tmp_path):
    lead, _base, _votes = voted(store, make)
    calibration.join(store, [("Late", Side.VENDOR)], by=lead)
    here = sit()
    late = here.record().voters[-1]
    book = tmp_path / "late.xlsx"
    here.screen.vm.hand_out(late, book, Turn.BLIND)
    here.settle()
    assert here.screen.banner.text.full == "15 items are in late.xlsx"
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Items"]
    column = [cell.value for cell in sheet[1]].index("Label") + 1
    for row in range(2, 7):
        sheet.cell(row, column).value = "Threat"
    workbook.save(book)
    here.screen.vm.bring(book)
    here.settle()
    assert here.screen.banner.text.full == "5 votes are new"
    assert here.record().given(Turn.BLIND, late.id) == 5


def test_that_a_refusal_is_said_where_the_hands_are(sit, store, make):
    lead, _base, _votes = voted(store, make)
    here = sit()
    here.screen.votes.hand_to(here.record().voters[0])
    here.settle()
    calibration.begin(store, by=lead)
    window = here.voting
    QTest.keyClick(window, KEY.Key_Return)
    QTest.keyClick(window, KEY.Key_3)
    QTest.keyClick(window, KEY.Key_Return)
    QTest.keyClick(window, KEY.Key_2)
    QTest.keyClick(window, KEY.Key_Return)
    here.settle()
    assert window.banner.text.full == "The blind votes are closed: the meeting has begun."
    window.close()
