"""Packs in the window: a lead hands them out, an auditor opens one, the grades come back."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLineEdit, QWidget

from reviewer_audit.services import merging, packing
from reviewer_audit.settings import AppSettings
from tests.apart import Apart
from ui.main_window import MainWindow
from ui.safe import PlainLabel
from ui.session import Session

CTRL, KEYS = Qt.KeyboardModifier.ControlModifier, Qt.Key
ITEMS = 12


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
    return Apart(store, tmp_path)


class Place:
    """A window, whoever sits before it, and their hands."""

    def __init__(self, qtbot, looks):
        self._qtbot = qtbot
        self.session = Session(settings=AppSettings())
        self.window = MainWindow(self.session, looks)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def close(self):
        for sheet in self.window.findChildren(QDialog):
            sheet.close()
        self.window.close()
        self.session.jobs.shutdown()
        self.session.work.shutdown()

    def lead(self, store, person):
        self.session.person = person
        self.session.use(store)
        self.settle()
        self.window.visit("sample")
        self.settle()

    def settle(self):
        """Wait until no job runs and what they told has arrived."""
        for _again in range(4):
            self._qtbot.waitUntil(
                lambda: not (self.session.jobs.is_busy or self.session.work.is_busy),
                timeout=20_000,
            )
            QTest.qWait(5)

    def find(self, name, kind=object):
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def gone(self, name):
        return self.window.findChild(object, name) is None

    def said(self, name):
        return self.find(name, PlainLabel).full

    def click(self, name):
        button = self.find(name, QAbstractButton)
        assert button.isVisible(), name
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, name, text):
        QTest.keyClicks(self.find(name, QLineEdit), text)

    def press(self, widget, key, held=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(widget, key, held)
        self.settle()

    def drop(self, *paths):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        event = QDropEvent(QPointF(QPoint(9, 9)), action, data, button, Qt.KeyboardModifier(0))
        self.window.dropEvent(event)
        self.settle()

    def steps(self):
        rail = self.window.rail.list
        return [rail.item(at).text().partition(" · ")[0] for at in range(rail.count())]

    def everything_said(self):
        seen = [one for one in self.window.findChildren(QWidget) if one.isVisible()]
        labels = [one.full for one in seen if isinstance(one, PlainLabel)]
        spoken = [one.accessibleName() for one in seen]
        return "\n".join([*labels, *spoken, self.window.windowTitle()])


@pytest.fixture
def place(qtbot, looks):
    place = Place(qtbot, looks)
    yield place
    place.close()


# -- the auditor ------------------------------------------------------------------------------


def test_that_a_pack_sealed_to_my_key_opens_at_the_desk_and_nothing_else(apart, place):
    pack = apart.pack("Ann")
    with apart.at("Ann"):
        place.drop(pack.file)
        assert place.said("packopen:who") == "9 items for Ann"
        assert place.said("packopen:fingerprint") == pack.fingerprint
        assert place.find("packopen:known").text == "New here"
        assert not place.find("packopen:passphrase").isVisible()
        place.press(place.find("packopen"), KEYS.Key_Return, CTRL)
        place.settle()
    assert place.session.store.path == pack.file.with_suffix(".audit")
    assert place.gone("packopen") or not place.find("packopen").isVisible()
    assert place.steps() == ["Grade", "Settings"]
    assert place.window.front == "grade"
    assert place.find("desk:send").isVisible()
    assert place.session.person.name == "Ann"
    place.session.close()


def test_that_nothing_is_made_or_trusted_before_the_auditor_says_so(apart, place, tmp_path):
    pack = apart.pack("Ann")
    with apart.at("Ann"):
        place.drop(pack.file)
        place.press(place.find("packopen"), KEYS.Key_Escape)
        assert not (tmp_path / "homes" / "Ann" / "trusted.json").exists()
    assert not pack.file.with_suffix(".audit").exists()


def test_that_a_second_pack_of_the_same_audit_is_known(apart, place):
    with apart.at("Ann"):
        apart.open("Ann", apart.pack("Ann"))
        place.drop(apart.pack("Ann").file)
        assert place.find("packopen:known").text == "Known here"


def test_that_a_passphrase_is_asked_for_and_a_wrong_one_can_be_mended(apart, place):
    pack = apart.pack("Ann", passphrase="five green bottles")
    with apart.at("Ann"):
        place.drop(pack.file)
        field = place.find("packopen:passphrase")
        assert field.isVisible()
        assert field.echoMode() is QLineEdit.EchoMode.Password
        assert not place.find("packopen:banner").isVisible()
        place.type("packopen:passphrase", "five green bottle")
        place.press(field, KEYS.Key_Return)
        assert "does not open with this passphrase" in place.said("packopen:banner:text")
        place.type("packopen:passphrase", "five green bottles")
        place.press(field, KEYS.Key_Return)
        assert place.said("packopen:who") == "9 items for Ann"
        place.click("packopen:open")
        place.settle()
    assert place.window.front == "grade"
    place.session.close()


def test_that_a_pack_signed_by_another_key_than_before_is_refused(apart, place, tmp_path):
    with apart.at("Ann"):
        pack = apart.pack("Ann")
        apart.open("Ann", pack)
        (tmp_path / "homes" / "Ann" / "trusted.json").write_text(
            f'{{"{packing.project_secrets(apart.store).project}": "rak1-other"}}'
        )
        place.drop(pack.file)
    assert "another key than the one expected" in place.said("packopen:banner:text")
    assert not place.find("packopen:open").isEnabled()


def test_that_an_altered_pack_says_so_and_makes_nothing(apart, place):
    pack = apart.pack("Ann")
    raw = bytearray(pack.file.read_bytes())
    raw[-1] ^= 1
    pack.file.write_bytes(raw)
    with apart.at("Ann"):
        place.drop(pack.file)
    assert "was altered or cut short" in place.said("packopen:banner:text")
    assert not pack.file.with_suffix(".audit").exists()


def test_that_grades_go_back_as_one_file_and_the_empty_desk_offers_it(apart, place, make, tmp_path):
    pack = apart.pack("Ann")
    work = apart.open("Ann", pack)
    apart.grade(work, 8)
    out = tmp_path / "ann.auditreturn"
    with apart.at("Ann"):
        place.session.open(work)
        place.settle()
        assert place.window.front == "grade"
        place.window.actions_here.run("return")
        place.window.findChild(QFileDialog).close()
        desk = place.window.findChild(object, "deskHeader").parent()
        desk.sending.write(str(out))
        place.settle()
        assert "8 items are in" in place.said("desk:return:text")
        QTest.keyClick(desk.focusWidget() or desk, KEYS.Key_1)
        QTest.qWait(400)
        QTest.keyClick(desk.focusWidget() or desk, KEYS.Key_1)
        QTest.keyClick(desk.focusWidget() or desk, KEYS.Key_Return)
        place.settle()
        assert place.said("empty:title") == "All done. Thank you."
        assert place.find("empty:button").text() == "Write the return file"
        desk.sending.write(str(out))
        place.settle()
        assert "9 items are in" in place.said("desk:return:text")
        said = place.everything_said()
        assert make.SENTINEL not in said
        assert "endor" not in said
    place.session.close()
    done = merging.merge(apart.store, [out], by=apart.lead)
    assert [(one.auditor, one.new) for one in done.files] == [("Ann", 9)]
