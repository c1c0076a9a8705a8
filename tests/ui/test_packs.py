"""Packs in the window: a lead hands them out, an auditor opens one, the grades come back."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFileDialog, QLineEdit

from reviewer_audit.packs import keys, packfile, sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    handout,
    merging,
    packing,
    projects,
    returning,
    sampling,
    wrapping,
)
from tests.apart import Apart
from tests.ui.places import Place
from tests.unit.services.workbooks import OK, SPAM, filled
from ui.safe import PlainLabel
from ui.screens.grading.screen import GradingScreen
from ui.widgets.keycard import KeyCard

CTRL, KEYS = Qt.KeyboardModifier.ControlModifier, Qt.Key
ITEMS = 12


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
    return Apart(store, tmp_path)


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
    place.window.visit("settings")
    place.settle()
    assert "people" not in place.find("settings:pages").keys
    place.window.visit("grade")
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
            f'{{"{wrapping.project_secrets(apart.store).project}": "rak1-other"}}'
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
        QTest.keyClick(place.window.focusWidget(), KEYS.Key_R, CTRL)
        place.window.findChild(QFileDialog).close()
        desk = place.window.findChild(GradingScreen)
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
        assert place.find("empty:button").text() == "Look at the last one"
        said = place.everything_said()
        assert make.SENTINEL not in said
        assert "endor" not in said
    place.session.close()
    done = merging.merge(apart.store, [out], by=apart.lead)
    assert [(one.auditor, one.new) for one in done.files] == [("Ann", 9)]


# -- the lead ---------------------------------------------------------------------------------


@pytest.fixture
def sample(apart, place):
    """The lead's window at the sample, in which everybody's items are handed out."""
    place.lead(apart.store, apart.lead)
    return place


def key_file(apart, name, tmp_path):
    path = tmp_path / f"{name}.auditkey"
    path.write_text(apart.key_of(name) + "\n", encoding="utf-8")
    return path


def test_that_a_pack_is_sealed_to_the_key_in_a_file_and_opens_there(apart, sample, tmp_path):
    assert sample.said("sample:handout0:said") == "9 assigned · 9 open"
    with apart.at("Lea"):
        sample.press(sample.window, KEYS.Key_H, CTRL)
        sheet = sample.find("seal")
        sample.settle()
        assert not sheet.go_on.isEnabled()
        assert sample.said("seal:leaks") == "Nothing in the pack gives the vendor's decisions away."
        sheet.read_key(str(key_file(apart, "Ann", tmp_path)))
        sample.settle()
        assert apart.signer("Ann").public.fingerprint in sample.said("seal:fingerprint")
        sheet.seal(str(tmp_path / "ann.auditpack"))
        sample.settle()
    assert "ann.auditpack is sealed: 9 items for Ann." in sample.said("sample:banner:text")
    assert "0 returned · 9 open" in sample.said("sample:handout0:said")
    assert sample.said("sample:handout0:sealed").endswith("to their key")
    with apart.at("Ann"):
        done = returning.open_pack(tmp_path / "ann.auditpack", tmp_path / "w.audit")
    assert (done.auditor, done.items) == ("Ann", 9)


def test_that_a_passphrase_must_be_long_and_typed_twice(apart, sample, tmp_path):
    with apart.at("Lea"):
        sample.click("sample:handout1:seal")
        sheet = sample.find("seal")
        assert sheet.who == "Bob"
        sheet.to.choose("words")
        sheet.to.changed.emit("words")
        sample.type("seal:passphrase", "short")
        sample.type("seal:again", "short")
        assert not sheet.go_on.isEnabled()
        sample.type("seal:passphrase", " but longer")
        assert not sheet.go_on.isEnabled()
        sample.type("seal:again", " but longer")
        assert sheet.go_on.isEnabled()
        sheet.seal(str(tmp_path / "bob.auditpack"))
        sample.settle()
    with apart.at("Bob"):
        done = returning.open_pack(
            tmp_path / "bob.auditpack", tmp_path / "w.audit", passphrase="short but longer"
        )
    assert done.items == 9


def test_that_a_file_that_is_no_key_is_refused_in_words(apart, sample, tmp_path):
    (tmp_path / "no.auditkey").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "half.auditkey").write_text(apart.key_of("Ann")[:40])
    sample.window.actions_here.run("seal")
    sheet = sample.find("seal")
    for name in ("no", "half"):
        sheet.read_key(str(tmp_path / f"{name}.auditkey"))
        sample.settle()
        assert name in sample.said("seal:banner:text")
        assert not sheet.go_on.isEnabled()


def test_that_what_gives_the_decision_away_is_said_and_can_be_left_out(
    store, make, place, tmp_path
):
    n = 60
    answers = [(f"item-{k:05d}", "spam" if k % 2 else "ok") for k in range(n)]
    context = [{"queue": "spam-queue" if k % 2 else "other", "site": "here"} for k in range(n)]
    lead = projects.seat(store, "Lea")
    make.load(store, make.rows(answers, context=context), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=lead)
    apart = Apart(store, tmp_path)
    place.lead(store, lead)
    with apart.at("Lea"):
        place.window.actions_here.run("seal")
        place.settle()
        assert "1 thing in the pack gives" in place.said("seal:leaks")
        sheet = place.find("seal")
        boxes = sheet.findChildren(QCheckBox)
        assert [box.accessibleName() for box in boxes] == ["Leave “queue” out of the pack"]
        assert boxes[0].isChecked()
        sheet.read_key(str(key_file(apart, "Ann", tmp_path)))
        place.settle()
        sheet.seal(str(tmp_path / "ann.auditpack"))
        place.settle()
    with apart.at("Ann"):
        pack = packfile.read(
            sealing.unseal((tmp_path / "ann.auditpack").read_bytes(), keys.every())
        )
    assert {tuple(item.context) for item in pack.items} == {("site",)}


def test_that_dropped_returns_are_judged_first_and_taken_in_by_key(apart, sample):
    files = apart.returned("Ann"), apart.returned("Bob", 4)
    sample.drop(*files)
    assert sample.said("sample:returns:card:title") == "13 answers would be taken in"
    table = sample.find("sample:returns:table").records
    assert [(t.auditor, t.new, t.known, t.revised) for t in table.rows] == [
        ("Ann", 9, 0, 0), ("Bob", 4, 0, 0),
    ]  # fmt: skip
    assert not sample.find("sample:refusals").isVisible()
    sample.press(sample.window, KEYS.Key_Return, CTRL)
    assert sample.said("sample:banner:text") == "13 answers are in, from Ann and Bob."
    assert "9 returned · none open" in sample.said("sample:handout0:said")
    assert "4 returned · 5 open" in sample.said("sample:handout1:said")
    assert sample.said("sample:merge0:said") == "Ann and Bob: 13 new"


def test_that_returns_dropped_before_sample_was_visited_are_judged_there(apart, place):
    place.session.person = apart.lead
    place.session.use(apart.store)
    place.settle()
    place.drop(apart.returned("Ann"))
    assert place.said("sample:returns:card:title") == "9 answers would be taken in"
    assert place.find("sample:returns").isVisible()
    place.press(place.window, KEYS.Key_Escape)
    assert place.find("sample:drawn").isVisible()


def test_that_escape_leaves_the_dry_run_and_nothing_was_changed(apart, sample):
    file = apart.returned("Ann")
    before = apart.store.path.read_bytes()
    sample.drop(file)
    sample.press(sample.window, KEYS.Key_Escape)
    assert sample.find("sample:drawn").isVisible()
    assert apart.store.path.read_bytes() == before


def test_that_a_refused_file_says_why_and_the_others_can_go_on_without_it(apart, sample, tmp_path):
    good = apart.returned("Ann")
    bad = apart.returned("Bob")
    raw = bytearray(bad.read_bytes())
    raw[-1] ^= 1
    bad.write_bytes(raw)
    sample.drop(good, bad)
    assert f"{bad.name} was altered or cut short on its way" in sample.said("sample:refused0")
    assert not sample.find("header:apply").isEnabled()
    sample.click("sample:leaveout")
    assert not sample.find("sample:refusals").isVisible()
    sample.click("header:apply")
    assert sample.said("sample:banner:text") == "9 answers are in, from Ann."


def test_that_a_merge_is_withdrawn_after_a_question(apart, sample):
    apart.merge(apart.returned("Ann"))
    sample.settle()
    sample.click("sample:merge0:withdraw")
    notice = sample.find("notice")
    notice.findChildren(QAbstractButton)[1].click()
    sample.settle()
    assert sample.said("sample:merge0:gone") == "withdrawn"
    assert "0 returned · 9 open" in sample.said("sample:handout0:said")
    assert "Withdrawn: 9 items" in sample.said("sample:banner:text")


def test_that_returns_dropped_where_no_audit_is_open_say_where_to(apart, place):
    file = apart.returned("Ann")
    place.drop(file)
    texts = [one.full for one in place.find("notice").findChildren(PlainLabel)]
    assert "Returns are brought into the audit that handed out their packs." in texts


# -- my key -----------------------------------------------------------------------------------


def test_that_my_key_is_shown_on_request_and_saved_for_the_lead(apart, place, tmp_path):
    with apart.at("Ann"):
        assert not place.find("home:key").isHidden()
        place.window.visit("settings")
        place.settle()
        assert not (tmp_path / "homes" / "Ann" / "own.key").exists()
        place.window.visit("home")
        place.click("home:key")
        mine = apart.signer("Ann").public
        assert place.said("mykey:fingerprint") == mine.fingerprint
        place.window.findChild(KeyCard).write(tmp_path / "ann.auditkey")
        place.settle()
    assert (tmp_path / "ann.auditkey").read_text().strip() == mine.text
    assert mine.text in place.find("mykey")._text


# -- workbooks --------------------------------------------------------------------------------


def test_that_a_workbook_is_handed_out_from_the_same_form(apart, sample, tmp_path):
    sample.click("sample:handout1:seal")
    sheet = sample.find("seal")
    sample.settle()
    assert not sheet.go_on.isEnabled()
    sheet.to.choose("book")
    sheet.to.changed.emit("book")
    assert sheet.go_on.isEnabled()
    assert "answer as Bob" in sample.said("seal:unsealed")
    sheet.seal(str(tmp_path / "bob.xlsx"))
    sample.settle()
    assert "bob.xlsx is written: 9 items for Bob." in sample.said("sample:banner:text")
    assert sample.said("sample:handout1:sealed").startswith("a workbook, not sealed")


def test_that_the_return_of_a_workbook_waits_for_who_sent_it(apart, sample, tmp_path):
    path = tmp_path / "bob.xlsx"
    packing.pack(apart.store, "Bob", path, by=apart.lead)
    sample.settle()
    filled(path, {0: OK, 1: SPAM, 2: "perhaps"})
    sample.drop(path)
    assert sample.said("sample:returns:card:title") == "2 answers would be taken in"
    assert sample.said("sample:aside0") == "bob.xlsx, row 4: This label is not in the policy."
    box = sample.find("sample:sender0")
    assert box.accessibleName() == "Bob sent bob.xlsx"
    sample.press(sample.window, KEYS.Key_Return, CTRL)
    assert handout.state(apart.store, 1).merges == ()
    sample.press(box, KEYS.Key_Space)
    sample.press(sample.window, KEYS.Key_Return, CTRL)
    assert sample.said("sample:banner:text") == "2 answers are in, from Bob."
    assert sample.said("sample:merge0:said") == "Bob: 2 new"


def test_that_a_workbook_dropped_where_nothing_was_handed_out_is_data(sample, tmp_path):
    path = tmp_path / "decisions.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["item_id", "label"])
    book.save(path)
    sample.window.visit("sample")
    sample.settle()
    sample.drop(path)
    assert sample.window.front == "data"
