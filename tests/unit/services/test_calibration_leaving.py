"""Somebody is taken out of a session: what they said stays written, counts no more, may come back."""

import numpy as np
import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from reviewer_audit.domain.calibration import Side, Turn
from reviewer_audit.services import (
    calibration,
    calibration_leaving,
    calibration_packs,
    calibration_results,
    calibration_voting,
    calibration_workbook,
    policies,
)
from tests.apart import Apart
from tests.unit.services.calibrated import Refused, cast, ruled, voted

OUT = "calibration.taken_out"


def named(store, name):
    return calibration_voting.participant_named(calibration.read(store), name)


def data(store):
    known = calibration.read(store)
    return calibration_results.data_of(
        known, policies.of_version(store, known.session.policy_version),
        dict.fromkeys([line.item_id for line in known.items], "x"),
    )  # fmt: skip


def figures(store):
    return calibration_results.results_of(store, calibration.read(store)).as_json()


def test_that_what_was_said_counts_no_more_and_counts_again(store, make):
    lead, _base, _votes = voted(store, make)
    before, all_of_it = data(store), figures(store)
    who = named(store, "Vera")
    pseudonyms = calibration_results.pseudonyms(calibration.read(store))
    code = {one.name: pseudonym for one, pseudonym in pseudonyms}
    calibration_leaving.take_out(store, who, "had seen the baseline", by=lead)
    known, after = calibration.read(store), data(store)
    row = before.who.index(code["Vera"])
    assert list(after.who) == [name for name in before.who if name != code["Vera"]]
    assert np.array_equal(after.blind, np.delete(before.blind, row, axis=0))
    assert np.array_equal(after.judged, np.delete(before.judged, row, axis=0))
    assert who.id not in {one.id for one in known.voters}
    assert known.given(Turn.BLIND, who.id) == 0
    report = calibration_results.report_of(
        store, known, calibration_results.results_of(store, known)
    )
    said = {row[0]: row[1] for section in report.sections for block in section.blocks
            for row in getattr(block, "rows", ()) if len(row) == 2}  # fmt: skip
    assert said["Participants taken out"] == "1"
    calibration_leaving.bring_back(store, named(store, "Vera"), "it was another Vera", by=lead)
    assert figures(store) == all_of_it
    with store.read() as tx:
        rows = tx.execute(text("select out, reason from calibration_taken_out order by id")).all()
    assert [tuple(one) for one in rows] == [
        (1, "had seen the baseline"),
        (0, "it was another Vera"),
    ]


def test_that_nothing_more_comes_in_and_nothing_goes_out(store, make, tmp_path):
    lead, _base, _votes = voted(store, make)
    calibration.join(store, [("Late", Side.VENDOR)], by=lead)
    late, apart = named(store, "Late"), Apart(store, tmp_path)
    pack, book = tmp_path / "late.auditpack", tmp_path / "late.xlsx"
    with apart.at("Lea"):
        sent = calibration_packs.pack(store, late, pack, by=lead, to=apart.key_of("Late"))
    calibration_workbook.hand_out(store, late, book, by=lead)
    work = apart.open("Late", sent)
    apart.grade(work, 3, label="spam")
    back = apart.give_back("Late", work)
    filled = openpyxl.load_workbook(book)
    column = [cell.value for cell in filled["Items"][1]].index("Label") + 1
    filled["Items"].cell(2, column).value = "Threat"
    filled.save(book)
    calibration_leaving.take_out(store, late, "not of this team", by=lead)
    item = calibration.read(store).items[0].item_id
    for file in (back, book):
        with Refused(OUT):
            calibration_voting.cast_sheet(store, file, by=lead)
    with Refused(OUT):
        cast(store, lead, {(late.id, item): "spam"})
    with Refused(OUT):
        calibration_packs.pack(store, late, pack, by=lead, passphrase="four words are easy")
    with Refused(OUT):
        calibration_workbook.hand_out(store, late, book, by=lead)
    calibration_leaving.bring_back(store, named(store, "Late"), "they are", by=lead)
    assert calibration_voting.cast_sheet(store, back, by=lead).recorded == 3


def test_that_it_needs_a_reason_a_voter_and_an_open_session(store, make):
    lead, _base, _votes = voted(store, make)
    vera = named(store, "Vera")
    expert = calibration.read(store).experts[0]
    for who, reason in ((vera, " "), (expert, "why not")):
        with Refused(OUT):
            calibration_leaving.take_out(store, who, reason, by=lead)
    with Refused(OUT):
        calibration_leaving.bring_back(store, vera, "never left", by=lead)
    ruled(store, lead)
    calibration_leaving.take_out(store, vera, "found out in the meeting", by=lead)
    with Refused(OUT):
        calibration_leaving.take_out(store, vera, "again", by=lead)
    calibration.close(store, by=lead)
    with Refused(OUT):
        calibration_leaving.bring_back(store, vera, "too late", by=lead)
    with store.write("x", by=lead) as tx, pytest.raises(DatabaseError, match="append-only"):
        tx.execute(text("delete from calibration_taken_out"))
