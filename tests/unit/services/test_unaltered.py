"""An answer altered in its table, however it came there, is named by the row of the journal."""

import sqlite3
from dataclasses import replace
from hashlib import sha256

import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.grading import Grade
from reviewer_audit.packs import returnfile
from reviewer_audit.services import (
    grading,
    merging,
    projects,
    recording,
    rounds,
    unaltered,
    verifying,
)
from reviewer_audit.store import journal as journal_rows
from reviewer_audit.store import sealed
from tests.apart import Apart
from tests.unit.services import workbooks
from tests.unit.services.reviewed import revealed

ITEMS = 12


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
    return Apart(store, tmp_path)


def altered(store, sql, *args):
    with sqlite3.connect(store.path) as db:
        for (name,) in db.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            db.execute(f'drop trigger "{name}"')
        db.execute(sql, args)
    db.close()
    return verifying.project(store)


def rows_of(store):
    with store.read() as tx:
        return journal_rows.entries(tx)


def answered(apart, name="Ann", count=4):
    """Let somebody answer items here, and one of them twice; returns the journal's row before."""
    who = projects.seat(apart.store, name)
    before = int(projects.journal_head(apart.store).partition(":")[0])
    for k in [*range(count), 0]:
        item, _last = grading.item_at(apart.store, who, round_id=1, position=k + 1)
        given = Grade(assignment_id=item.assignment_id, labels=("spam",), note=f"note {k}")
        grading.answer(apart.store, given, by=who)
    return before


@pytest.mark.parametrize(
    "change",
    ["labels = '[\"ok\"]'", "note = 'other'", "graded_at = '2020-01-01T00:00:00.000Z'",
     "kind = 'skipped'", "severity = 'S4'", "flagged = 1"],
)  # fmt: skip
def test_that_an_answer_altered_in_its_table_is_named_by_its_row(apart, change):
    before = answered(apart)
    assert verifying.project(apart.store).whole
    found = altered(apart.store, f"update grade set {change} where id = 2")
    assert (found.whole, found.first_bad) == (False, before + 2)
    assert "no longer what this row" in found.notes[0]


def test_that_an_answer_taken_out_or_slipped_in_is_noticed(apart):
    before = answered(apart)
    columns = ", ".join(
        f'"{c}"' for c in ("assignment_id", "kind", "labels", "action", "severity", "confidence",
                           "reason", "note", "flagged", "query", "graded_at", "after_reveal", "source")
    )  # fmt: skip
    found = altered(
        apart.store,
        f"insert into grade (revision, {columns}) select 9, {columns} from grade where id = 1",
    )
    assert (found.whole, found.first_bad) == (False, before + 5)
    found = altered(apart.store, "delete from grade where id in (1, 6)")
    assert (found.whole, found.first_bad) == (False, before + 1)


def test_that_answers_of_returns_are_held_against_their_chains(apart):
    early = apart.open("Ann", apart.pack("Ann"))
    apart.grade(early, 3)
    first = apart.give_back("Ann", early)
    apart.grade(early, 5, label="spam", minutes=5)
    apart.merge(first)
    apart.merge(apart.give_back("Ann", early), apart.returned("Bob", label="threat"))
    head = int(projects.journal_head(apart.store).partition(":")[0])
    assert verifying.project(apart.store).whole
    found = altered(apart.store, "update grade set labels = '[\"spam\"]' where id = 2")
    assert not found.whole
    assert found.first_bad < head, "the merge that brought it"
    altered(apart.store, "update grade set labels = '[\"ok\"]' where id = 2")
    assert verifying.project(apart.store).whole, "as it was"
    found = altered(apart.store, "update grade set source = 'x' where id = 2")
    assert not found.whole
    sql = "update merge_file set head = ? where entries = 3"
    altered(
        apart.store,
        "update grade set source = (select source from grade where id = 1) where id = 2",
    )
    assert not altered(apart.store, sql, "0" * 64).whole


def test_that_answers_of_sheets_are_held_against_the_seal_of_their_sheet(store, make):
    revealed(store, make)
    assert verifying.project(store).whole
    head = int(projects.journal_head(store).partition(":")[0])
    found = altered(store, "update grade set labels = '[\"ok\"]' where id = 3")
    assert (found.whole, found.first_bad < head) == (False, True)
    assert "grade.record" in [
        row["action"] for row in rows_of(store) if row["seq"] == found.first_bad
    ]


def test_that_a_sheet_read_in_two_parts_is_no_alteration(apart, tmp_path):
    names_here = [f"item-{k:05d}" for k in range(ITEMS)]
    sheet = tmp_path / "grades.csv"
    for last, label in ((4, "ok"), (8, "ok"), (8, "spam")):
        lines = [f"{name},Zoe,{label}" for name in names_here[:last]]
        sheet.write_text("\n".join(["item_id,auditor,label", *lines]), encoding="utf-8")
        recording.record_sheet(apart.store, sheet, by=apart.lead)
    recording.record_sheet(apart.store, sheet, by=apart.lead)  # brings nothing new
    assert verifying.project(apart.store).whole


def test_that_answers_of_workbooks_are_held_against_their_seals(apart):
    path = workbooks.book(apart)
    workbooks.filled(path, {k: {names.LABEL: workbooks.SPAM} for k in range(4)})
    apart.merge(path)
    workbooks.filled(path, {k: {names.LABEL: workbooks.OK} for k in range(2, 6)})
    apart.merge(path)
    assert verifying.project(apart.store).whole
    found = altered(apart.store, "update grade set note = 'other' where id = 3")
    assert not found.whole


def test_that_an_answer_altered_together_with_its_seal_is_noticed(apart):
    path = workbooks.book(apart)
    apart.merge(workbooks.filled(path, dict.fromkeys(range(4), workbooks.SPAM)))
    with apart.store.read() as tx:
        rows = sealed.returned(tx)
    for k in (1, 3):  # one with others behind it, and the last one
        before, row = rows[k - 1].source.split(".")[2], rows[k]
        forged = replace(unaltered._entry(row), note="forged")
        seal = sha256(bytes.fromhex(before) + returnfile.lines([forged])[0]).hexdigest()
        source = f"{row.source.rpartition('.')[0]}.{seal}"
        sql = "update grade set note = ?, source = ? where id = ?"
        assert not altered(apart.store, sql, "forged", source, row.id).whole
        assert altered(apart.store, sql, row.note, row.source, row.id).whole, "as it was"


def test_that_withdrawn_late_and_taken_back_answers_are_no_alteration(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 4)
    file = apart.give_back("Ann", work)
    number = apart.merge(file).merge_id
    merging.withdraw(apart.store, number, by=apart.lead)
    apart.merge(file)
    apart.pack("Cleo", take_from="Ann")
    apart.grade(work, minutes=9)
    answered(apart, "Bob")
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    apart.merge(apart.give_back("Ann", work))
    assert verifying.project(apart.store).whole
