"""What rulings teach reaches those who grade in packs: in the next one, or in a sealed letter."""

import json

import pytest

from reviewer_audit.errors import PackError
from reviewer_audit.packs import bulletinfile
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    bulletin_desk,
    bulletins,
    grading,
    own_feedback,
    projects,
    returning,
    sampling,
)
from tests.apart import Apart
from tests.unit.services.test_own_feedback import settled


@pytest.fixture
def apart(store, make, tmp_path):
    """One round is closed, with a ruling that differs from Ann's grade; another is begun."""
    lead, _items = settled(store, make)
    make.load(store, make.rows([(f"new{k}", "spam") for k in range(4)]), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann", "Bob"), seed="5")
    sampling.draw_sample(store, plan, by=lead, title="Next")
    return Apart(store, tmp_path)


def work_of(apart, name="Ann"):
    return projects.open_project(apart.open(name, apart.pack(name)))


def test_that_the_next_pack_brings_precedents_and_ones_own_feedback(apart):
    work = work_of(apart)
    ann = returning.work_of(work).auditor
    here = grading.precedents_for(apart.store, projects.seat(apart.store, "Ann"))
    assert grading.precedents_for(work, ann) == here != {}
    (one,) = own_feedback.feedback(work, ann)
    (line,) = one.differences
    assert (line.mine, line.final) == (("spam",), ("ok",))
    assert (
        line
        == own_feedback.feedback(apart.store, projects.seat(apart.store, "Ann"))[0].differences[0]
    )
    work.close()


def test_that_a_pack_that_takes_items_from_another_desk_teaches_nothing_of_them(
    store, make, tmp_path
):
    lead, _items = settled(store, make)
    plan = SamplePlan(method=Method.ALL, auditors=("Bob",), seed="5")
    sampling.draw_sample(store, plan, by=lead, title="Again", again=True)
    apart = Apart(store, tmp_path)
    work = projects.open_project(apart.open("Ann", apart.pack("Ann", take_from="Bob")))
    ann = returning.work_of(work).auditor
    assert grading.precedents_for(work, ann) == {}
    assert [one.differences for one in own_feedback.feedback(work, ann)] == [()]
    work.close()


def test_that_everybody_gets_their_own_and_nobody_elses(apart):
    work = work_of(apart, "Bob")
    mine = own_feedback.feedback(work, returning.work_of(work).auditor)
    here = [
        own_feedback.feedback(apart.store, projects.seat(apart.store, n)) for n in ("Bob", "Ann")
    ]
    assert mine == here[0] != here[1]
    work.close()


def test_that_no_precedent_is_about_an_item_of_the_round_itself(apart):
    lead = apart.lead
    again = SamplePlan(method=Method.ALL, auditors=("Bob",), seed="6")
    sampling.draw_sample(apart.store, again, by=lead, again=True, title="All of it again")
    work = projects.open_project(apart.open("Bob", apart.pack("Bob", round_id=3)))
    assert grading.precedents_for(work, returning.work_of(work).auditor) == {}
    work.close()


def test_that_a_letter_brings_what_was_ruled_after_the_pack_went_out(apart, tmp_path):
    work = work_of(apart)
    ann = returning.work_of(work).auditor
    with work.write("test", by=ann) as tx:  # as of a pack from before the ruling
        tx.exec_driver_sql("delete from meta where key = 'feedback'")
    out = tmp_path / "b.auditbulletin"
    written = bulletins.write_file(apart.store, out, 2)
    assert (written.bulletins, written.letters) == (0, 1), "Bob's key is not known"
    assert b"words" not in out.read_bytes(), "sealed"
    with apart.at("Ann"):
        assert bulletin_desk.take(work, out, by=ann).letter
        assert len(own_feedback.feedback(work, ann)[0].differences) == 1
        assert not bulletin_desk.take(work, out, by=ann).letter, "the same letter says nothing new"
    work.close()


def test_that_a_letter_to_another_or_an_altered_one_is_refused(apart, tmp_path):
    work, other = work_of(apart), work_of(apart, "Bob")
    bob = returning.work_of(other).auditor
    out = tmp_path / "b.auditbulletin"
    bulletins.write_file(apart.store, out, 2)
    body = json.loads(out.read_bytes())
    body["letters"][bob.id] = body["letters"][returning.work_of(work).auditor.id]
    out.write_text(json.dumps(body))
    with apart.at("Ann"), pytest.raises(PackError):  # whoever can open it is not whom it names
        bulletin_desk.take(other, out, by=bob)
    with apart.at("Bob"), pytest.raises(PackError):  # whom it names cannot open it
        bulletin_desk.take(other, out, by=bob)
    work.close()
    other.close()


def test_that_a_file_is_read_whose_letters_are_for_others_alone(apart, tmp_path):
    work, _other = work_of(apart, "Bob"), work_of(apart).close()
    bob = returning.work_of(work).auditor
    out = tmp_path / "b.auditbulletin"
    bulletins.write_file(apart.store, out, 2)
    assert bulletinfile.letter_to(out.read_bytes(), "nobody") is None
    with apart.at("Bob"):
        done = bulletin_desk.take(work, out, by=bob)
    assert (done.new, done.letter) == (0, True)
    work.close()
