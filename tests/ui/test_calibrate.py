"""Calibrate in the window: what each may see, what is refused, and how it is run."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_audit.domain.calibration import Side, TaskState, Turn
from reviewer_audit.errors import StorageError
from reviewer_audit.services import calibration, calibration_tasks
from tests.ui.calibrating import KEY, hold, sit, words_of
from tests.unit.services.calibrated import PEOPLE, begun, ruled, voted
from ui.screens.calibrate.presenter import Presenter
from ui.screens.calibrate.running import STEPS

__all__ = ["sit"]
NAMES = [name for name, _side in PEOPLE]


def test_that_an_empty_screen_says_what_to_do_next(sit, store, make):
    here = sit()
    assert here.screen.empty.title.full == "Nothing to calibrate on yet"
    asked = []
    here.session.wanted.connect(lambda screen, _what: asked.append(screen))
    here.screen.empty.button.click()
    assert asked == ["sample"]


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
    assert here.screen.pages.currentWidget() is here.screen.work, "nobody votes any more"
    here.screen._fail(StorageError("It failed.", "Again."))
    assert here.screen.banner.isVisible(), "said where somebody looks"
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
    assert "content is hidden" in shown.lines.full
    assert "hidden" not in here.screen.meeting.lines.full, "the pane below says it"
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


def test_that_the_outcome_is_the_reports_own_and_follows_what_is_done(sit, store, make):
    lead, _base, _votes = voted(store, make)
    ruled(store, lead)
    calibration_tasks.add_task(store, "Say what spam is", owner="Policy", by=lead)
    here = sit()
    here.screen.show_section("outcome")
    page = here.screen.outcome
    lead_line = here.screen.vm.board.report.section("summary").blocks[0].text
    assert lead_line in words_of(page.blocks)
    page.table.selectRow(0)
    page.done.click()
    here.settle()
    assert here.record().tasks[0].state is TaskState.DONE
    assert page.end.isEnabled()
    page.end.click()
    here.settle()
    assert here.screen.state_line() == "October · closed"
    assert not page.end.isVisible()
    assert page.new.isEnabled(), "actions outlive the session"


def test_that_a_ballot_takes_the_keys_of_the_desk_and_the_chosen_label_has_the_focus(
    sit, store, make
):
    voted(store, make)
    here = sit()
    calibration.join(store, [("Late", Side.VENDOR)], by=here.session.person)
    here.settle()
    here.screen.votes.hand_to(here.record().voters[-1])
    here.settle()
    window = here.voting
    QTest.keyClick(window, KEY.Key_Return)
    for key, label in ((KEY.Key_2, "spam"), (KEY.Key_Down, "threat"), (KEY.Key_U, "")):
        QTest.keyClick(window.focusWidget() or window, key)
        assert window.chosen == label
        assert window.focusWidget() is window._rows[label]
    QTest.keyClick(window.focusWidget(), KEY.Key_Return)
    assert window.count.full == "Item 2 of 15"
    assert window.chosen is None
    QTest.keyClick(window.focusWidget() or window, KEY.Key_Backspace)
    assert (window.count.full, window.chosen) == ("Item 1 of 15", "")
    window.close()
