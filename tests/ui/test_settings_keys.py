"""Settings > Keys: a key is given another place, or refused with the reason."""

import pytest

from reviewer_audit.errors import AuditError
from ui.screens.settings.keys import KeysPage, NewKey


@pytest.fixture
def page(session, make, store, qtbot, idle):
    make.fill(store, 2)
    made = KeysPage(session)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    idle(session)
    yield made
    made.close()


def line(page, title):
    return next(one for one in page.lines() if one.title == title)


def test_that_labels_and_commands_stand_with_their_keys(page):
    assert (line(page, "Label: Spam & scam").key, line(page, "Flag the item").key) == ("2", "F")


def test_that_a_key_is_kept_and_can_be_taken_back(page, session):
    page.give(line(page, "Flag the item"), "J")
    assert session.settings.keys == {"flag": "J"}
    assert line(page, "Flag the item").key == "J"
    page.give(line(page, "Flag the item"), "F")
    assert session.settings.keys == {}


def test_that_a_key_of_something_else_is_refused_and_says_of_what(page, session):
    with pytest.raises(AuditError, match="Write the rationale"):
        page.give(line(page, "Flag the item"), "N")
    assert session.settings.keys == {}


def test_that_the_form_takes_the_key_that_is_pressed(page, session, qtbot):
    page._ask(line(page, "Label: Threat"))
    (form,) = page.window().findChildren(NewKey)
    qtbot.keyClick(form.field, "x")
    assert form.field.text() == "X"
    form._go()
    assert line(page, "Label: Threat").key == "X"
    assert not form.isVisible()
