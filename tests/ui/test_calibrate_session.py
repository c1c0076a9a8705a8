"""A whole calibration session of eight people on fifteen items, by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reviewer_audit.domain.calibration import Decision, SessionState, TaskKind, Turn
from tests.ui.calibrating import KEY, sit, words_of
from tests.unit.services.calibrated import LABELS, PEOPLE, answers, audit
from ui.screens.calibrate.running import STEPS

__all__ = ["sit"]


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
