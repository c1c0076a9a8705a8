"""The auditor cannot see what the vendor decided: in types and in SQL."""

import dataclasses

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from reviewer_audit.domain.grading import BlindItem, DeskState, Grade
from reviewer_audit.domain.media import BlindMedia
from reviewer_audit.errors import ClosedError, GradeError, NotAssignedError
from reviewer_audit.services import grading, rounds
from reviewer_audit.store import sqlite
from reviewer_audit.store.tables import (  # noqa: F401
    calibration,
    cases,
    decisions,
    desk,
    disputes,
    gold,
    grades,
    items,
    media,
    packs,
    project,
    repeats,
    roster,
    samples,
    verdicts,
)
from reviewer_audit.store.tables import journal as _journal  # noqa: F401
from reviewer_audit.store.tables import rounds as _rounds  # noqa: F401
from reviewer_audit.store.tables.base import metadata


def test_that_no_field_of_the_auditors_type_could_hold_a_decision():
    assert {f.name for f in dataclasses.fields(BlindItem)} == {
        "assignment_id", "position", "total", "content", "content_kind", "language", "context",
        "policy_version", "media", "decided_under", "original",
    }  # fmt: skip
    assert {f.name for f in dataclasses.fields(BlindMedia)} == {
        "kind", "sha256", "fault", "width", "height", "frames",
    }  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "select labels from vendor_decision",
        "select count(*) from vendor_decision",
        "select i.content from item i join vendor_decision v on v.item_id = i.id",
        "select text from term",
        "select * from sample",
        "select cell from stratum",
        "select plan from draw",
        "select labels from verdict",
        "select file_name from batch",
        "select body from quarantine",
        "select value from control_total",
        "select value from secret",
        "select languages from roster",
        "select topic from roster_opt_out",
        "select item_id from pack_item",
        "select body from profile",
        "select external_id from item",
        "select kind from assignment",
        "select item_id from gold_seed",
        "select of_item from repeat_item",
        "select labels from gold",
        "select reason from gold_event",
        "select title from case_file",
        "select text from case_event",
        "select plan from round",
        "select frame from round",
        "select count(*) from journal",
        "select body from journal",
        "insert into verdict (id, round_id, item_id, labels, action, cause, rationale,"
        " decided_by, decided_at) values (1, 1, 1, '[]', '', '', '', '', '')",
        "update vendor_decision set reason = ''",
        "delete from vendor_decision",
        "drop table vendor_decision",
        "alter table vendor_decision add column x",
        "create table mine (x)",
        "create temp view v as select * from vendor_decision",
        "attach database ':memory:' as other",
        "pragma writable_schema = on",
        "select sql from sqlite_schema",
        "update assignment set auditor_id = 'p-bob'",
        "update item set content = ''",
        "delete from grade",
        "update round set state = 'revealed'",
    ],
)
def test_that_the_blind_connection_is_refused_all_but_grading(store, make, sql):
    make.fill(store)
    with store.read_blind() as tx, pytest.raises(DatabaseError, match=r"prohibited|authorized"):
        tx.execute(text(sql))
    with store.read() as tx:
        assert tx.scalar(text("select count(*) from vendor_decision")) == 3


def test_that_a_table_is_closed_to_the_blind_connection_until_it_is_put_on_the_list():
    assert set(metadata.tables) - set(sqlite.BLIND_READS) == {
        "vendor_decision", "term", "batch", "quarantine", "control_total", "profile",
        "sample", "stratum", "draw", "verdict", "unblinded",
        "review_mark", "review_draw", "review_control", "vendor_release", "released_decision",
        "window_end", "vendor_reply", "ruling",
        "secret", "person_key", "pack", "pack_item", "taken_back", "merge", "merge_file",
        "case_file", "case_event", "gold", "gold_event", "gold_seed", "roster", "roster_opt_out",
        "repeat_item",
        "calibration_session", "calibration_step", "calibration_item", "calibration_guest",
        "calibration_participant", "calibration_baseline", "calibration_vote", "calibration_ruling",
        "calibration_task", "calibration_regrade", "calibration_task_state", "calibration_pack",
        "guest_key", "calibration_taken_out",
    }  # fmt: skip


def test_that_the_schema_of_the_file_is_the_schema_of_the_code(store):
    with store.read() as tx:
        for name, table in metadata.tables.items():
            rows = tx.exec_driver_sql(f"select name from pragma_table_info('{name}')")
            assert {row[0] for row in rows} == {column.name for column in table.columns}, name


def desk_of(store, make, name):
    person = make.person(store, name)
    round_id = grading.current_round(store, person)
    if round_id is None:
        return person, None, ()
    return person, round_id, grading.desk(store, person, round_id=round_id, limit=99)


def test_that_an_auditor_sees_and_answers_only_what_is_theirs(store, make):
    make.fill(store, 4, auditors=("Ann", "Bob"))
    ann, _round, hers = desk_of(store, make, "Ann")
    _bob, _round, his = desk_of(store, make, "Bob")
    assert len(hers) == len(his) == 2
    assert not {i.content for i in hers} & {i.content for i in his}
    with pytest.raises(NotAssignedError):
        grading.answer(store, Grade(assignment_id=his[0].assignment_id, labels=("ok",)), by=ann)
    assert desk_of(store, make, "Zoe")[1] is None
    assert len(desk_of(store, make, "Bob")[2]) == 2


def test_that_a_revision_is_a_new_row_and_undo_finds_the_last_answer(store, make):
    make.fill(store, 3)
    ann, round_id, items_ = desk_of(store, make, "Ann")
    for item in items_[:2]:
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    item, kept = grading.undo(store, round_id=round_id, by=ann)
    assert (item.position, kept.labels) == (items_[1].position, ("ok",))
    revised = grading.answer(
        store, dataclasses.replace(kept, labels=("spam",), graded_at=None), by=ann
    )
    assert revised.revision == 2
    assert grading.undo(store, round_id=round_id, by=ann, steps=2)[0].position == 1
    assert grading.state(store, ann, round_id=round_id) == DeskState(
        total=3, graded=2, cannot_judge=0, skipped=0
    )
    with store.read() as tx:
        rows = tx.execute(text("select revision, labels from grade order by id")).all()
    assert [tuple(r) for r in rows] == [(1, '["ok"]'), (1, '["ok"]'), (2, '["spam"]')]


def test_that_an_answer_without_a_label_is_refused(store, make):
    make.fill(store, 1)
    ann, _round, (item,) = desk_of(store, make, "Ann")
    with pytest.raises(GradeError, match="No label"):
        grading.answer(store, Grade(assignment_id=item.assignment_id), by=ann)


def test_that_nothing_is_graded_after_reveal(store, make):
    make.fill(store, 2)
    ann, _round, (item, _other) = desk_of(store, make, "Ann")
    rounds.reveal(store, by=ann, partial=True)
    with pytest.raises(ClosedError):
        grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    with store.read() as tx:
        assert tx.scalar(text("select count(*) from grade")) == 0


def test_that_drafts_survive_and_end_with_the_answer(store, make):
    make.fill(store, 1)
    ann, _round, (item,) = desk_of(store, make, "Ann")
    grading.save_draft(store, item.assignment_id, "half a thought", by=ann)
    assert grading.draft(store, item.assignment_id, by=ann) == "half a thought"
    grading.answer(store, Grade(assignment_id=item.assignment_id, labels=("ok",)), by=ann)
    assert grading.draft(store, item.assignment_id, by=ann) == ""


def test_that_the_journal_seals_the_answer_without_holding_it(store, make):
    make.fill(store, 1)
    ann, _round, (item,) = desk_of(store, make, "Ann")
    given = Grade(assignment_id=item.assignment_id, labels=("ok",), note="secret words")
    grading.answer(store, given, by=ann)
    with store.read() as tx:
        body = tx.scalar(text("select body from journal where action = 'grade.answer'"))
    assert "secret" not in body
    assert "seal" in body
