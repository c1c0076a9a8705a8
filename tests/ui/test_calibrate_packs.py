"""Votes from elsewhere in the window: sealed, opened, answered, and brought back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_audit.domain.calibration import Side, Turn
from reviewer_audit.services import calibration, returning
from tests.apart import Apart
from tests.ui.calibrating import sit
from tests.unit.services.calibrated import voted
from ui import opening
from ui.screens.calibrate.handout import BOOK, PACK

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
    return here.sheet("calibrate:hand")


def test_that_a_pack_without_a_key_shows_its_passphrase_and_votes_come_back(here, tmp_path):
    sheet = ask(here, "Late")
    assert sheet.how.current == PACK
    assert "a passphrase is made up" in sheet.said.full
    file = tmp_path / "late.auditpack"
    with here.apart.at("Lea"):
        sheet.save(str(file))
        here.settle()
    words = sheet.passphrase.full
    assert sheet.isVisible()
    assert sheet.heading.full == "The passphrase of this pack"
    assert not sheet.go_on.isVisible()
    assert here.screen.banner.text.full == "15 items are in late.auditpack"
    sheet.close()
    with here.apart.at("Late"):
        work = returning.open_pack(file, tmp_path / "w.audit", passphrase=words).file
    here.apart.grade(work, 6, label="spam")
    back = here.apart.give_back("Late", work)
    here.screen.vm.bring(back)
    here.settle()
    assert here.screen.banner.text.full == "6 votes are new"
    late = next(p for p in here.record().voters if p.name == "Late")
    assert here.record().given(Turn.BLIND, late.id) == 6
    assert "6/15" in str([here.screen.votes._done(late, Turn.BLIND)])
    sheet = ask(here, "Late")
    assert sheet.said.full.startswith("Sealed to the key they are known by")
    sheet.close()


def test_that_a_pack_is_sealed_to_the_key_in_a_file_and_a_wrong_one_is_refused(here, tmp_path):
    sheet = ask(here, "Lola")
    bad, good = tmp_path / "bad.auditkey", tmp_path / "lola.auditkey"
    bad.write_text("rak1-nothing")
    good.write_text(here.apart.key_of("Lola"))
    sheet.read_key(str(bad))
    here.settle()
    assert sheet.banner.isVisible()
    sheet.read_key(str(good))
    here.settle()
    assert not sheet.banner.isVisible()
    assert sheet.said.full.startswith("Compare by voice with Lola")
    file = tmp_path / "lola.auditpack"
    sheet.save(str(file))
    here.settle()
    open_ = {w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()}
    assert "calibrate:hand" not in open_
    with here.apart.at("Lola"):
        assert returning.open_pack(file, tmp_path / "w.audit").items == 15


def test_that_the_workbook_is_still_there_for_who_has_no_program(here, tmp_path):
    sheet = ask(here, "Late")
    QTest.keyClick(sheet.how, Qt.Key.Key_Right)
    assert sheet.how.current == BOOK
    assert sheet.go_on.text().startswith("Save")
    assert not sheet.key.isVisible()
    sheet.save(str(tmp_path / "late.xlsx"))
    here.settle()
    assert here.screen.banner.text.full == "15 items are in late.xlsx"


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
