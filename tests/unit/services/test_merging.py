"""Merging: what comes back is taken in whole, or refused by its own reason and nothing changes."""

import json

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.errors import AuditError, ClosedError
from reviewer_audit.services import export, grading, merging, projects, rounds
from reviewer_audit.store import grades
from reviewer_audit.store import rounds as rounds_store
from tests.apart import Apart, refusal

ITEMS = 12
NAMES = ("entries.jsonl", "manifest.json", "manifest.sig")


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
    return Apart(store, tmp_path)


def loads(apart):
    with apart.store.read() as tx:
        return {
            line.person.name: (line.assigned, line.graded) for line in rounds_store.progress(tx, 1)
        }


def test_that_returns_are_counted_by_auditor_and_merged(apart):
    files = apart.returned("Ann"), apart.returned("Bob", 4)
    foreseen = merging.foreseen(merging.check(apart.store, files))
    merged = apart.merge(*files)
    told = [(t.auditor, t.new, t.known, t.revised, t.late) for t in merged.files]
    assert told == [("Ann", 9, 0, 0, 0), ("Bob", 4, 0, 0, 0)]
    assert [t.as_json() for t in foreseen.files] == [t.as_json() for t in merged.files]
    assert (foreseen.applied, merged.applied, merged.merge_id) == (False, True, 1)
    assert loads(apart) == {"Ann": (9, 9), "Bob": (9, 4)}
    assert projects.verify(apart.store) is None


def test_that_a_dry_run_changes_nothing(apart):
    file = apart.returned("Ann")
    before = apart.store.path.read_bytes()
    merging.foreseen(merging.check(apart.store, [file]))
    assert apart.store.path.read_bytes() == before


def test_that_a_second_merge_of_the_same_file_changes_nothing(apart):
    file = apart.returned("Ann")
    apart.merge(file)
    before = apart.store.path.read_bytes()
    again = apart.merge(file, file)
    assert [(t.new, t.known) for t in again.files] == [(0, 9), (0, 9)]
    assert (again.merge_id, again.backup) == (None, None)
    assert apart.store.path.read_bytes() == before


def test_that_the_project_is_saved_before_it_is_changed(apart):
    before = apart.store.path.read_bytes()
    merged = apart.merge(apart.returned("Ann"))
    saved = projects.open_project(merged.backup)
    with saved.read() as tx:
        assert grades.newest_revisions(tx, 1) == []
    saved.close()
    assert before != apart.store.path.read_bytes()


def test_that_a_partial_return_is_completed_by_a_later_one(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 3)
    early = apart.give_back("Ann", work)
    apart.grade(work, skip=3)
    apart.grade(work, 2, label="spam", minutes=60)
    late = apart.give_back("Ann", work)
    first, second = apart.merge(early).files[0], apart.merge(late).files[0]
    assert (first.new, first.known, first.revised) == (3, 0, 0)
    assert (second.new, second.known, second.revised) == (6, 3, 2)
    after = apart.digest()
    assert apart.merge(early).files[0].known == 3
    assert apart.digest() == after


def test_that_of_two_openings_the_answer_graded_last_counts_in_any_order(apart):
    first, second = apart.pack("Ann"), apart.pack("Ann")
    works = apart.open("Ann", first), apart.open("Ann", second)
    apart.grade(works[0], label="ok")
    apart.grade(works[1], label="spam", minutes=60)
    files = [apart.give_back("Ann", work) for work in works]
    apart.merge(files[1])
    newest = apart.digest()
    merged = apart.merge(files[0])
    assert merged.files[0].revised == 9
    assert apart.digest() == newest
    with apart.store.read() as tx:
        assert {json.loads(row.labels)[0] for row in grades.newest_revisions(tx, 1)} == {"spam"}
    assert loads(apart)["Ann"] == (9, 9)


def test_that_of_one_opening_the_last_answer_counts_whatever_its_clock_says(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 2, minutes=60)
    first = apart.give_back("Ann", work)
    apart.grade(work, 2, label="spam", minutes=0)  # the clock was put back
    apart.merge(apart.give_back("Ann", work))
    after = apart.digest()
    with apart.store.read() as tx:
        assert {json.loads(row.labels)[0] for row in grades.newest_revisions(tx, 1)} == {"spam"}
    merging.withdraw(apart.store, 1, by=apart.lead)
    apart.merge(first)
    apart.merge(apart.give_back("Ann", work))
    assert apart.digest() == after


def test_that_an_answer_given_here_stands_until_a_later_return(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 1, label="ok")
    apart.merge(apart.give_back("Ann", work))
    ann = projects.seat(apart.store, "Ann")
    with apart.store.read() as tx:
        (row,) = grades.newest_revisions(tx, 1)
    grading.answer(apart.store, Grade(assignment_id=row.assignment_id, labels=("threat",)), by=ann)
    with apart.store.read() as tx:
        (row,) = grades.newest_revisions(tx, 1)
    assert json.loads(row.labels) == ["threat"]


def test_that_what_was_taken_back_and_came_graded_after_all_counts_for_both(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 4)
    early = apart.give_back("Ann", work)
    apart.merge(early)
    cleo = apart.open("Cleo", apart.pack("Cleo", take_from="Ann"))
    apart.grade(cleo)
    apart.grade(work, skip=4)
    apart.merge(apart.give_back("Cleo", cleo), apart.give_back("Ann", work))
    assert loads(apart) == {"Ann": (9, 9), "Bob": (9, 0), "Cleo": (5, 5)}


def test_that_a_late_return_is_listed_and_not_counted(apart):
    ann, bob = apart.returned("Ann"), apart.returned("Bob", label="spam")
    apart.merge(ann)
    before = apart.digest()
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    merged = apart.merge(bob)
    assert [(t.new, t.revised, t.late) for t in merged.files] == [(0, 0, 9)]
    assert apart.digest() == before
    assert apart.merge(bob).files[0].known == 9
    assert loads(apart)["Bob"] == (9, 0)
    with apart.store.read() as tx:
        assert sum(row.after_reveal for row in grades.every(tx, 1)) == 9


def test_that_a_merge_is_withdrawn_as_a_whole_and_can_be_done_again(apart):
    ann, bob = apart.returned("Ann"), apart.returned("Bob")
    apart.merge(ann)
    only_ann = apart.digest()
    number = apart.merge(bob).merge_id
    both = apart.digest()
    items, backup = merging.withdraw(apart.store, number, by=apart.lead)
    assert items == 9
    assert backup.exists()
    assert apart.digest() == only_ann
    assert loads(apart) == {"Ann": (9, 9), "Bob": (9, 0)}
    bob_person = projects.seat(apart.store, "Bob")
    _item, last = grading.item_at(apart.store, bob_person, round_id=1, position=1)
    assert last is None
    again = apart.merge(bob)
    assert again.files[0].new == 9
    assert apart.digest() == both
    for unknown in (number, 99):
        with pytest.raises(AuditError) as caught:
            merging.withdraw(apart.store, unknown, by=apart.lead)
        assert caught.value.code == "merge.unknown"


def test_that_nothing_is_withdrawn_after_reveal(apart):
    number = apart.merge(apart.returned("Ann")).merge_id
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    with pytest.raises(ClosedError):
        merging.withdraw(apart.store, number, by=apart.lead)


def test_that_one_bad_file_keeps_the_good_ones_out(apart, tmp_path):
    bad = tmp_path / "bad.auditreturn"
    bad.write_bytes(b"hello")
    assert refusal(apart, apart.returned("Ann"), bad) == "pack.not_a_pack"
    assert loads(apart)["Ann"] == (9, 0)


def test_that_the_journal_holds_seals_and_no_answers(apart):
    file = apart.returned("Ann")
    apart.merge(file)
    out = apart.path(".jsonl")
    export.export(apart.store, "journal", out, by=apart.lead)
    told = out.read_text(encoding="utf-8")
    assert "pack.merge" in told
    assert "spam" not in told
