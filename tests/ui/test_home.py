"""Home: recent audits, the rounds of the open one, and a new audit from nothing or a workbook."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QPushButton

from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.services import policies, projects
from reviewer_audit.settings import AppSettings, RecentAudit
from ui.safe import PlainLabel
from ui.screens.home.beginning import FoundLabels, read_labels
from ui.screens.home.rows import due_line, due_tone, round_line
from ui.screens.home.screen import HomeScreen
from ui.session import Session

MONDAY = datetime(2026, 9, 14, 12, tzinfo=UTC)


@pytest.fixture
def open_home(qtbot, looks, idle):
    sessions = []

    def build(store=None, person=None, **kept):
        session = Session(settings=AppSettings(**kept))
        sessions.append(session)
        home = HomeScreen(session)
        qtbot.addWidget(home)
        home.resize(1000, 700)
        with qtbot.waitExposed(home):
            home.show()
        if store is not None:
            session.person = person
            session.use(store)
            idle(session)
        return home, session

    yield build
    for session in sessions:
        session.jobs.shutdown()
        session.work.shutdown()


def said(home):
    return {label.full for label in home.findChildren(PlainLabel) if label.isVisible()}


def test_that_the_first_day_offers_the_sample(open_home):
    home, _session = open_home()
    assert "No audits yet" in said(home)
    assert home.findChild(QPushButton, "home:norecent:button").text() == "Open the sample audit"


def test_that_recent_audits_are_listed_with_their_state(open_home, tmp_path, qtbot):
    there, gone = tmp_path / "a.audit", tmp_path / "b.audit"
    there.write_bytes(b"x")
    home, session = open_home(
        recent=(
            RecentAudit(path=str(there), title="Q3", state="Week 37 · Grading"),
            RecentAudit(path=str(gone), title="Old", state="Closed"),
        )
    )
    words = said(home)
    assert f"Week 37 · Grading · {tmp_path}" in words
    assert f"The file is no longer there · {tmp_path}" in words
    opened = []
    session.open = opened.append
    row = home.findChild(object, "home:recent0")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert opened == [there]
    assert home.findChild(object, "home:recent1").focusPolicy() == Qt.FocusPolicy.NoFocus


def test_that_an_audit_can_be_taken_off_the_list(open_home, qtbot):
    home, session = open_home(recent=(RecentAudit(path="/gone.audit", title="Old"),))
    home.findChild(QAbstractButton, "home:recent0:forget").click()
    assert session.settings.recent == ()
    qtbot.waitUntil(lambda: "No audits yet" in said(home))


def test_that_rounds_say_state_and_who_still_has_items(open_home, store, make, idle):
    make.fill(store, 5, auditors=("Ann", "Bob"))
    home, session = open_home(store, make.person(store, "Lea"))
    (line,) = [text for text in said(home) if text.startswith("5 decisions drawn")]
    assert "5 grades are still out" in line
    assert "Ann" in line
    assert "Bob" in line
    gone = []
    session.wanted.connect(lambda key, _what: gone.append(key))
    home.findChild(object, "home:round1").pressed.emit()
    assert gone == ["grade"]
    assert session.round_id == 1


def test_that_an_empty_project_asks_for_decisions(open_home, store, make):
    home, session = open_home(store, make.person(store, "Lea"))
    assert "No decisions yet" in said(home)
    gone = []
    session.wanted.connect(lambda key, _what: gone.append(key))
    home.findChild(QPushButton, "home:next:button").click()
    assert gone == ["data"]


@pytest.mark.parametrize(
    ("due", "said_as", "tone"),
    [
        ("2026-09-14", "due today", "caution"), ("2026-09-15", "due tomorrow", "caution"),
        ("2026-09-20", "due in 6 days", "small"), ("2026-09-13", "1 day late", "bad"),
        ("2026-09-04", "10 days late", "bad"), ("soon", "due soon", "small"),
    ],
)  # fmt: skip
def test_that_what_is_due_is_said_as_people_say_it(due, said_as, tone):
    assert (due_line(due, MONDAY), due_tone(due, MONDAY)) == (said_as, tone)


def test_that_a_long_list_of_auditors_is_cut_with_its_number():
    def one(n):
        person = Person(id=PersonId(str(n)), name=f"P{n}")
        return SimpleNamespace(person=person, left=n)

    line = SimpleNamespace(sampled=100, progress=[one(n) for n in range(6)], left=15)
    assert round_line(line) == (
        "100 decisions drawn · 15 grades are still out · P5 5 · P4 4 · P3 3 · 2 others"
    )


# -- a new audit ------------------------------------------------------------------------------


def fill_in(home, tmp_path, title="Q3: Market/place?"):
    form = home.findChild(object, "newaudit")
    form._put_into(str(tmp_path))
    home.findChild(QLineEdit, "newaudit:name").setText(title)
    home.findChild(QLineEdit, "newaudit:person").setText("Lena")
    return form


def test_that_a_new_audit_is_made_opened_and_leads_to_its_data(open_home, tmp_path, idle):
    home, session = open_home()
    home.arrive("new")
    form = fill_in(home, tmp_path)
    assert form.path() == tmp_path / "Q3 Market place.audit"
    gone = []
    session.wanted.connect(lambda key, what: gone.append((key, what)))
    home.findChild(QPushButton, "newaudit:make").click()
    idle(session)
    idle(session)
    assert session.person.name == "Lena"
    assert projects.title(session.store) == "Q3: Market/place?"
    assert policies.newest(session.store).no_violation is not None
    assert gone == [("data", None)]
    assert session.settings.name == "Lena"
    session.close()


def test_that_an_audit_that_is_there_is_never_overwritten(open_home, tmp_path, idle):
    (tmp_path / "Q3.audit").write_bytes(b"somebody's work")
    home, session = open_home()
    home.arrive("new")
    fill_in(home, tmp_path, "Q3")
    home.findChild(QPushButton, "newaudit:make").click()
    idle(session)
    assert (tmp_path / "Q3.audit").read_bytes() == b"somebody's work"
    banner = home.findChild(object, "newaudit:banner")
    assert banner.isVisible()
    assert "already a file" in banner.text.full
    assert home.findChild(QPushButton, "newaudit:make").isEnabled()


def test_that_nothing_is_made_without_a_title(open_home):
    home, _session = open_home()
    home.arrive("new")
    assert not home.findChild(QPushButton, "newaudit:make").isEnabled()
    home.findChild(QPushButton, "newaudit:cancel").click()
    assert home.findChild(object, "newaudit") is None or not home._new


def test_that_the_labels_of_a_workbook_become_the_policy(open_home, tmp_path, idle):
    book = tmp_path / "week_37.csv"
    lines = ["item_id,content,decision"]
    lines += [f"{n},text {n},{'Approve' if n % 3 else 'Spam'}" for n in range(30)]
    book.write_text("\n".join(lines), encoding="utf-8")
    home, session = open_home()
    home.arrive(book)
    idle(session)
    boxes = {box.text(): box.isChecked() for box in home.findChildren(QCheckBox)}
    assert boxes == {"Approve   20": True, "Spam   10": False}
    fill_in(home, tmp_path, "Week 37")
    gone = []
    session.wanted.connect(lambda key, what: gone.append((key, what)))
    home.findChild(QPushButton, "newaudit:make").click()
    idle(session)
    idle(session)
    labels = {one.key: one.is_violation for one in policies.newest(session.store).labels}
    assert labels == {"Approve": False, "Spam": True}
    assert gone == [("data", book)]
    session.close()


def test_that_a_workbook_that_cannot_be_read_is_said_and_the_general_policy_stays(
    open_home, tmp_path, idle
):
    book = tmp_path / "broken.xlsx"
    book.write_bytes(b"not a workbook")
    home, session = open_home()
    home.arrive(book)
    idle(session)
    assert home.findChild(object, "newaudit:banner").isVisible()
    assert home.findChild(object, "newaudit:source").current == "general"


def test_that_labels_are_counted_as_they_stand(tmp_path):
    book = tmp_path / "x.csv"
    book.write_text("item_id,decision\n1,Allow\n2, Allow \n3,\n4,Hate\n", encoding="utf-8")
    found = read_labels(book)
    assert found == FoundLabels(column="decision", values=(("Allow", 2), ("Hate", 1)))
    assert found.harmless == ("Allow",)
