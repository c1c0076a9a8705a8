"""Settings, People: the roster as a lead keeps it, and what an auditor does not see of it."""

import openpyxl
import pytest
from PySide6.QtCore import Qt

from reviewer_audit.domain.people import Role
from reviewer_audit.services import projects, roster
from ui.screens.settings.people import PeoplePage

SECRET = "Xylophone"


@pytest.fixture
def page(session, store, make, qtbot, looks, idle):
    """The page, with Lea the lead sitting here and Ann chosen."""
    make.load(
        store,
        make.rows([("a", "spam"), ("b", "ok")], slices={"queue": ["Ads", "Posts"]}),
        by=projects.seat(store, "Lea"),
    )
    session.person = projects.seat(store, "Lea")
    page = PeoplePage(session)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.arrive("Ann")
    with qtbot.waitExposed(page):
        page.show()
    idle(session)
    return page


@pytest.fixture
def write(page, session, qtbot, idle):
    """Type into a field of the form and leave it."""

    def typed(key, text):
        made = page.form._fields[key]
        made.setFocus()
        made.selectAll()
        qtbot.keyClick(made, Qt.Key.Key_Delete)
        qtbot.keyClicks(made, text)
        qtbot.keyClick(made, Qt.Key.Key_Return)
        idle(session)
        idle(session)

    return typed


def known(store, by=None):
    by = by or projects.seat(store, "Lea")
    return next(one.known for one in roster.lines(store, by=by) if one.person.name == "Ann")


def test_that_fields_are_kept_as_they_are_left(page, write, store):
    write("languages", "en, de")
    write("queues", "Ads")
    write("hours", "37.5")
    write("away", "2026-12-24..2027-01-03")
    write("not_topics", "Posts")
    found = known(store)
    assert (found.languages, found.queues, found.hours) == (("en", "de"), ("Ads",), 37.5)
    assert roster.away_text(found.away) == "2026-12-24..2027-01-03"
    assert found.not_topics == ("Posts",)
    row = [page.table.records.index(0, k).data() for k in range(6)]
    assert row == ["Ann", "Auditor", "en, de", "Ads", "37.5", "2026-12-24..2027-01-03"]
    write("hours", "")
    assert known(store).hours is None


def test_that_what_cannot_be_read_is_said_and_keeps_what_was_there(page, write, store):
    write("away", "2026-12-24")
    write("away", "at Christmas")
    assert "names no days" in page.form.banner.text.full
    assert roster.away_text(known(store).away) == "2026-12-24"
    write("away", "2026-12-25")
    assert page.form.banner.isHidden()


def test_that_a_word_that_nothing_has_is_told(page, write):
    write("queues", "Ads, Adz")
    assert page.form.banner.text.full == "Kept. Nothing brought in so far has: Adz"
    assert page.form._said["queues"].full == "This audit has: Ads, Posts"


def test_that_the_choice_of_a_person_and_typed_text_outlive_a_refresh(page, session, store, idle):
    made = page.form._fields["queues"]
    made.setFocus()
    made.setText("Ad")
    projects.seat(store, "Zoe", Role.AUDITOR)
    idle(session)
    idle(session)
    assert (page.table.current.person.name, made.text()) == ("Ann", "Ad")


def test_that_people_come_in_from_a_sheet(page, session, store, idle, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name", "queues"])
    book.active.append(["Zoe", "Ads"])
    book.save(tmp_path / "team.xlsx")
    page.bring(tmp_path / "team.xlsx")
    idle(session)
    idle(session)
    assert page.banner.text.full == "Known now: Zoe"
    assert [one.person.name for one in page.table.records.rows] == ["Ann", "Lea", "Zoe"]


def test_that_an_auditor_sees_no_form_and_nothing_private(session, store, qtbot, looks, idle):
    lead = projects.seat(store, "Lea")
    entry = roster.Entry(name="Ann", changes={"not_topics": (SECRET,), "languages": ("en",)})
    roster.change(store, [entry], by=lead)
    page = PeoplePage(session)  # Ann sits here
    qtbot.addWidget(page)
    page.show()
    idle(session)
    assert page.form.isHidden()
    assert page.sheet.isHidden()
    assert page.table.records.rows[0].known.not_topics == ()
    told = [made.text() for made in page.form._fields.values()]
    assert SECRET not in " ".join(told) + str(page.table.records.rows)


def test_that_what_is_private_goes_when_an_auditor_sits_down(page, write, session, store, idle):
    write("not_topics", SECRET)
    assert page.form._fields["not_topics"].text() == SECRET
    session.sit(projects.seat(store, "Ann"))
    idle(session)
    idle(session)
    assert page.form.isHidden()
    assert page.form._fields["not_topics"].text() == ""
    assert SECRET not in page.form.banner.text.full + page.form.banner.accessibleName()
