"""Votes from elsewhere in the window: sealed, opened, answered, and brought back."""

from types import SimpleNamespace

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from reviewer_audit.domain.calibration import Side, Turn
from reviewer_audit.services import calibration, projects, returning
from reviewer_audit.store import blind
from tests.apart import Apart
from tests.ui.calibrating import sit
from tests.unit.services.calibrated import voted
from ui import opening
from ui.sealing import BOOK, WORDS

__all__ = ["sit"]


@pytest.fixture
def here(sit, store, make, tmp_path):
    lead, _base, _votes = voted(store, make)
    calibration.join(store, [("Late", Side.VENDOR), ("Lola", Side.CLIENT)], by=lead)
    made = sit()
    made.apart = Apart(store, tmp_path)
    return made


def ask(here, name):
    """Mark somebody and press the button that hands out."""
    at = next(k for k, p in enumerate(here.screen.votes.table.records.rows) if p.name == name)
    here.screen.votes.table.selectRow(at)
    here.screen.votes.book.click()
    here.settle()
    sheet = here.sheet("seal")
    assert sheet.who == name
    return sheet


def choose(here, sheet, kind):
    QTest.keyClick(sheet.to, Qt.Key.Key_Right, delay=-1)
    if sheet.to.current != kind:
        QTest.keyClick(sheet.to, Qt.Key.Key_Right)
    assert sheet.to.current == kind
    here.settle()


def test_that_a_pack_goes_by_a_passphrase_and_votes_come_back(here, tmp_path):
    sheet = ask(here, "Late")
    assert not sheet.due.isVisible(), "votes have the date of their session"
    choose(here, sheet, WORDS)
    assert not sheet.go_on.isEnabled()
    for one in (sheet.first, sheet.again):
        one.setText("four words are easy")
    assert sheet.go_on.isEnabled()
    file = tmp_path / "late.auditpack"
    with here.apart.at("Lea"):
        sheet.seal(str(file))
        here.settle()
    assert here.screen.banner.text.full == "late.auditpack is sealed: 15 items for Late."
    with here.apart.at("Late"):
        work = returning.open_pack(
            file, tmp_path / "w.audit", passphrase="four words are easy"
        ).file
    here.apart.grade(work, 6, label="spam")
    back = here.apart.give_back("Late", work)
    here.screen.vm.bring(back)
    here.settle()
    assert here.screen.banner.text.full == "6 votes are new"
    late = next(p for p in here.record().voters if p.name == "Late")
    assert here.record().given(Turn.BLIND, late.id) == 6
    assert "6/15" in str([here.screen.votes._done(late, Turn.BLIND)])
    sheet = ask(here, "Late")
    assert "Late · 9 to vote on" in sheet.auditor.currentText()
    assert sheet.fingerprint.full.startswith("Known as ")
    assert sheet.go_on.isEnabled(), "sealed to the key that signed"
    sheet.close()


def test_that_a_pack_is_sealed_to_the_key_in_a_file_and_a_wrong_one_is_refused(here, tmp_path):
    sheet = ask(here, "Lola")
    bad, good = tmp_path / "bad.auditkey", tmp_path / "lola.auditkey"
    bad.write_text("rak1-nothing")
    good.write_text(here.apart.key_of("Lola"))
    sheet.read_key(str(bad))
    here.settle()
    assert sheet.banner.isVisible()
    assert not sheet.go_on.isEnabled()
    sheet.read_key(str(good))
    here.settle()
    assert not sheet.banner.isVisible()
    assert sheet.fingerprint.full.startswith("Compare by voice with Lola")
    file = tmp_path / "lola.auditpack"
    sheet.seal(str(file))
    here.settle()
    open_ = {w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()}
    assert "seal" not in open_
    with here.apart.at("Lola"):
        assert returning.open_pack(file, tmp_path / "w.audit").items == 15


def test_that_votes_go_out_and_come_back_as_a_workbook(here, tmp_path):
    sheet = ask(here, "Late")
    choose(here, sheet, BOOK)
    assert sheet.go_on.text().startswith("Save")
    assert not sheet.key.isVisible()
    file = tmp_path / "late.xlsx"
    sheet.seal(str(file))
    here.settle()
    assert here.screen.banner.text.full == "late.xlsx is written: 15 items for Late."
    book = openpyxl.load_workbook(file)
    column = [cell.value for cell in book["Items"][1]].index("Label") + 1
    for row in range(2, 7):
        book["Items"].cell(row, column).value = "Threat"
    book.save(file)
    here.screen.vm.bring(file)
    here.settle()
    assert here.screen.banner.text.full == "5 votes are new"
    late = next(p for p in here.record().voters if p.name == "Late")
    assert here.record().given(Turn.BLIND, late.id) == 5


def test_that_what_gives_answers_away_is_left_out_of_a_session_s_files_too(
    sit, store, make, tmp_path
):
    def rows(answers, **more):
        context = [{"queue": f"of {answer[1]}", "site": "here"} for answer in answers]
        return make.rows(answers, context=context, **more)

    leaking = SimpleNamespace(**vars(make) | {"rows": rows})
    lead, _base, _votes = voted(store, leaking)
    calibration.join(store, [("Late", Side.VENDOR)], by=lead)
    here = sit()
    here.apart = Apart(store, tmp_path)
    for kind, name in ((WORDS, "late.auditpack"), (BOOK, "late.xlsx")):
        sheet = ask(here, "Late")
        assert "1 thing in the pack gives" in sheet.leaks_said.full
        boxes = sheet.findChildren(QCheckBox)
        assert [box.accessibleName() for box in boxes] == ["Leave “queue” out of the pack"]
        choose(here, sheet, kind)
        for one in (sheet.first, sheet.again):
            one.setText("four words are easy")
        with here.apart.at("Lea"):
            sheet.seal(str(tmp_path / name))
            here.settle()
    with here.apart.at("Late"):
        work = returning.open_pack(
            tmp_path / "late.auditpack", tmp_path / "w.audit", passphrase="four words are easy"
        ).file
    opened = projects.open_project(work)
    with opened.read_blind() as tx:
        seen = {tuple(row["context"]) for row in blind.contents(tx, range(1, 16)).values()}
    opened.close()
    assert seen == {("site",)}
    book = openpyxl.load_workbook(tmp_path / "late.xlsx")
    words = {str(cell.value) for page in book for row in page.iter_rows() for cell in row}
    assert "here" in words
    assert not {"queue", "of spam", "of ok"} & words


def test_that_somebody_is_taken_out_with_a_reason_and_let_back_in(here):
    votes = here.screen.votes
    names = [p.name for p in votes.table.records.rows]

    def move(reason):
        votes.table.selectRow(names.index("Vera"))
        votes.out.click()
        here.settle()
        sheet = here.sheet("calibrate:takeout")
        assert not sheet.go_on.isEnabled(), "a reason is required"
        sheet.reason.setText(reason)
        QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        here.settle()

    votes.table.selectRow(names.index("Eve"))
    assert not votes.out.isEnabled(), "the expert does not vote"
    move("had seen the baseline")
    vera = next(p for p in here.record().participants if p.name == "Vera")
    assert vera.is_out
    assert votes._done(vera, Turn.BLIND) == "out"
    votes.table.selectRow(names.index("Vera"))
    assert votes.out.text().startswith("Let back in")
    votes.hand_to(vera)
    here.settle()
    assert here.screen._window is None, "who is out is not asked"
    move("it was another Vera")
    assert here.record().given(Turn.BLIND, vera.id) == 15


def test_that_returns_dropped_on_calibrate_are_votes(here, tmp_path):
    wanted = []
    here.session.wanted.connect(lambda screen, what: wanted.append((screen, what)))
    file = tmp_path / "late.auditreturn"
    opening.take(here.screen, here.session, [file], offers=lambda _key: True, front="calibrate")
    assert wanted == [("calibrate", (file,))]
    file.write_bytes(b"nothing")
    here.screen.arrive((file,))
    here.settle()
    assert here.screen.banner.text.full == "This project has issued no pack."
