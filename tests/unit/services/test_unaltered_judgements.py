"""A verdict, reply, ruling or vote altered behind the triggers is named by its row of the journal."""

import json
import sqlite3
from datetime import date

import pytest

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.services import (
    adjudication,
    calibration,
    disputes,
    projects,
    releasing,
    ruling,
    verifying,
)
from reviewer_audit.services import (
    calibration_leaving as leaving,
)
from reviewer_audit.store import journal, sealed
from reviewer_audit.store.migrations import m0009_sealed
from reviewer_audit.store.tables.base import metadata
from reviewer_audit.store.tables.verdicts import verdict as verdict_table
from tests.unit.services.calibrated import ruled, voted
from tests.unit.services.reviewed import revealed, verdict
from tests.unit.services.test_disputes import reply

DAY, UNTIL = date(2030, 1, 1), date(2030, 1, 5)
GIVEN = {f"n{k}": ("spam", "ok") for k in range(4)}


def behind(store, sql, *args):
    """Change a table behind its triggers, which stand again afterwards."""
    with sqlite3.connect(store.path) as db:
        triggers = db.execute("select name, sql from sqlite_master where type = 'trigger'")
        triggers = triggers.fetchall()
        for name, _sql in triggers:
            db.execute(f'drop trigger "{name}"')
        done = db.execute(sql, args).rowcount
        for _name, again in triggers:
            db.execute(again)
    db.close()
    assert done, "nothing was altered"
    return verifying.project(store)


def row_of(store, action, number=-1):
    """The journal's row of an action."""
    with store.read() as tx:
        return [row["seq"] for row in journal.entries(tx) if row["action"] == action][number]


@pytest.fixture
def reviewed(store, make, tmp_path):
    """A round with verdicts one by one and by sheet, replies of the vendor, and rulings."""
    lead, items = revealed(store, make, GIVEN, vendors=("North",))
    cleo, arno = projects.seat(store, "Cleo"), projects.seat(store, "Arno")
    for name in ("n0", "n1"):
        given = verdict(items[name], "spam", cleo, rationale="seen")
        adjudication.settle(store, given, by=cleo)
    book = tmp_path / "north.xlsx"
    releasing.release(store, "North", UNTIL, book, by=lead, day=DAY)
    reply(book, dict.fromkeys(("n2", "n3"), ("dispute", "", "no")))
    disputes.import_replies(store, book, by=lead, day=DAY)
    for line in disputes_of(store, arno):
        ruling.rule(store, line.dispute.decision_id, Ruling.REJECTED, by=arno, rationale="no")
    assert verifying.project(store).whole
    return store


def disputes_of(store, who):
    return ruling.raised(store, by=who)


@pytest.mark.parametrize(
    ("sql", "action", "number"),
    [
        ("update verdict set labels = '[\"ok\"]' where id = 1", "verdict.settle", 0),
        ("update verdict set rationale = 'unseen' where id = 2", "verdict.settle", 1),
        ("update verdict set decided_by = 'x' where id = 2", "verdict.settle", 1),
        ("update verdict set cause = 'P1' where origin = 'ruled' and id = 4", "dispute.rule", 1),
        ("delete from verdict where id = 4", "dispute.rule", 1),
        ("update ruling set ruling = 'accepted' where id = 1", "dispute.rule", 0),
        ("update ruling set rationale = '' where id = 2", "dispute.rule", 1),
        ("update vendor_reply set argument = 'yes' where id = 2", "dispute.import", 0),
        ("update review_mark set policy_gap = 1 where id = 1", "verdict.settle", 0),
    ],
)
def test_that_what_was_judged_and_then_altered_is_named(reviewed, sql, action, number):
    found = behind(reviewed, sql)
    assert (found.whole, found.first_bad) == (False, row_of(reviewed, action, number))
    assert "seals" in found.notes[0]


def test_that_a_judgement_slipped_in_is_noticed(reviewed):
    columns = "round_id, item_id, labels, action, cause, rationale, decided_by, decided_at, origin"
    found = behind(
        reviewed, f"insert into verdict ({columns}) select {columns} from verdict where id = 1"
    )
    assert (found.whole, found.first_bad) == (False, row_of(reviewed, "dispute.rule"))


def test_that_votes_rulings_and_the_baseline_of_a_session_are_held_against_seals(store, make):
    lead, _base, _votes = voted(store, make)
    who = calibration.read(store).voters[0]
    for move in (leaving.take_out, leaving.bring_back, leaving.take_out):
        move(store, who, "had seen it", by=lead)
    ruled(store, lead)
    calibration.close(store, by=lead)
    assert verifying.project(store).whole
    for table, what, action, number in (
        ("calibration_taken_out", "reason", "calibration.take_out", 1),
        ("calibration_ruling", "precedent", "calibration.rule", 2),
        ("calibration_vote", "note", "calibration.vote", -1),
        ("calibration_baseline", "rationale", "calibration.seal", -1),
    ):
        found = behind(store, f"update {table} set {what} = {what} || '!' where id = 3")
        assert found.first_bad == row_of(store, action, number), table
        behind(store, f"update {table} set {what} = rtrim({what}, '!') where id = 3")
        assert verifying.project(store).whole, "as it was"


def test_that_somebody_put_out_of_a_session_behind_the_journal_is_noticed(store, make):
    voted(store, make)
    known = calibration.read(store)
    columns = "session_id, participant_id, out, reason, by, at"
    found = behind(
        store,
        f"insert into calibration_taken_out ({columns}) values (?, ?, 1, 'x', 'y', 'z')",
        known.session.id,
        known.voters[0].id,
    )
    assert not found.whole


def test_that_what_an_older_version_recorded_is_no_alteration(store, make, monkeypatch):
    _lead, items = revealed(store, make, GIVEN)
    cleo = projects.seat(store, "Cleo")
    with monkeypatch.context() as older:
        older.delitem(verdict_table.info, "sealed")
        adjudication.settle(store, verdict(items["n0"], "spam", cleo), by=cleo)
    assert not verifying.project(store).whole, "this version never writes one without"
    told = dict.fromkeys(m0009_sealed.TABLES, 1)
    behind(store, "update meta set value = ? where key = 'sealed_after'", json.dumps(told))
    assert verifying.project(store).whole
    behind(store, "delete from meta where key = 'sealed_after'")
    assert verifying.project(store).whole, "as in a file that could only be read, so never migrated"
    adjudication.settle(store, verdict(items["n1"], "spam", cleo), by=cleo)
    assert verifying.project(store).whole
    assert not behind(store, "update verdict set cause = 'P1' where id = 2").whole


def test_that_the_tables_that_say_so_are_those_held_against_seals():
    told = {name for name, table in metadata.tables.items() if table.info.get("sealed")}
    assert (
        told
        == {table.name for table in sealed.JUDGED}
        == {*m0009_sealed.TABLES, "calibration_taken_out", "original_opened"}
    )
