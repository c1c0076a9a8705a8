"""Votes of a session that go out sealed and come back signed."""

import random
import re
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from reviewer_audit.domain.calibration import Side, Turn, Vote
from reviewer_audit.errors import AuditError
from reviewer_audit.packs import archive, keys, packfile, returnfile, sealing
from reviewer_audit.services import (
    calibration,
    calibration_packs,
    calibration_voting,
    projects,
    returning,
    rounds,
    verifying,
)
from tests.apart import Apart, refusal
from tests.unit.services.calibrated import PEOPLE, Refused, begun, cast, ruled, voted


class Session(Apart):
    """A session whose people sit elsewhere."""

    def voter(self, name):
        return calibration_voting.participant_named(calibration.read(self.store), name)

    def pack(self, name, **asked):
        if not {"to", "passphrase"} & asked.keys():
            asked["to"] = self.key_of(name)
        with self.at("Lea"):
            return calibration_packs.pack(
                self.store, self.voter(name), self.path(".auditpack"), by=self.lead, **asked
            )

    def take(self, file, **asked):
        return calibration_voting.cast_sheet(self.store, file, by=self.lead, **asked)

    def votes(self, name, turn=Turn.BLIND):
        """What counts of somebody: item -> label."""
        who, found = self.voter(name).id, calibration.read(self.store).votes[turn]
        return {item: (v.labels or ("",))[0] for (p, item), v in found.items() if p == who}


@pytest.fixture
def apart(store, make, tmp_path):
    """A session with two newcomers who have not voted yet."""
    voted(store, make)
    session = Session(store, tmp_path)
    calibration.join(store, [("Late", Side.VENDOR), ("Lola", Side.CLIENT)], by=session.lead)
    return session


def refused(apart, file, **asked):
    """Take a file in, expect a refusal and an untouched project; return the reason."""
    before = apart.store.path.read_bytes()
    with pytest.raises(AuditError) as caught:
        apart.take(file, **asked)
    assert apart.store.path.read_bytes() == before
    return caught.value.code


def test_that_votes_go_out_sealed_and_come_back_signed_any_number_of_times(apart):
    work = apart.open("Late", apart.pack("Late"))
    apart.grade(work, 6, label="spam")
    early = apart.give_back("Late", work)
    apart.grade(work, 2, label="cannot_judge", minutes=5)
    apart.grade(work, 15, label="ok", minutes=6, skip=6)
    late = apart.give_back("Late", work)
    done = apart.take(late)
    assert (done.recorded, done.unchanged, done.by_name) == (15, 0, {"Late": 15})
    assert not done.first_key, "it was sealed to this key"
    assert done.fingerprint == keys.public_from(apart.key_of("Late")).fingerprint
    said = sorted(apart.votes("Late").values())
    assert said == ["", "", *["ok"] * 9, *["spam"] * 4]
    digest = apart.votes("Late")
    for file in (early, late, early):
        done = apart.take(file)
        assert (done.recorded, done.first_key) == (0, False)
    assert apart.votes("Late") == digest
    assert verifying.project(apart.store).whole


def test_that_a_return_is_not_taken_for_the_votes_of_somebody_else(apart):
    work = apart.open("Late", apart.pack("Late"))
    apart.grade(work, 3, label="spam")
    file = apart.give_back("Late", work)
    assert refused(apart, file, participant="Lola") == "calibration.other_voter"
    assert apart.take(file, participant="late").by_name == {"Late": 3}


def test_that_returns_in_any_order_leave_the_same_votes(apart, tmp_path):
    pack = apart.pack("Late")
    works = [apart.open("Late", pack), apart.open("Late", pack)]
    apart.grade(works[0], 8, label="spam", minutes=9)
    apart.grade(works[1], 15, label="ok", minutes=3)
    first, second = (apart.give_back("Late", work) for work in works)
    kept = tmp_path / "kept.audit"
    projects.save_copy(apart.store, kept)
    seen = []
    for order in ((first, second), (second, first), (first, second, first)):
        apart.store.close()
        shutil.copy(kept, apart.store.path)
        apart.store = projects.open_project(apart.store.path)
        for file in order:
            apart.take(file)
        seen.append(apart.votes("Late"))
    assert seen[0] == seen[1] == seen[2]
    assert sorted(seen[0].values()) == [*["ok"] * 7, *["spam"] * 8], "given last, it counts"


def test_that_a_vote_given_in_the_room_afterwards_is_not_written_over(apart):
    work = apart.open("Late", apart.pack("Late"))
    apart.grade(work, label="ok", minutes=-3_000_000)  # years before the room's now
    who, item = apart.voter("Late").id, calibration.read(apart.store).items[0].item_id
    later = Vote(item_id=item, participant_id=who, labels=("threat",))
    calibration_voting.cast(apart.store, [later], by=apart.lead)
    assert apart.take(apart.give_back("Late", work)).recorded == 15
    assert apart.votes("Late")[item] == "threat"


def test_that_frozen_votes_stand(apart):
    work = apart.open("Late", apart.pack("Late"))
    apart.grade(work, 4)
    known = apart.give_back("Late", work)
    apart.take(known)
    apart.grade(work, 15, label="spam", minutes=5)
    fresh = apart.give_back("Late", work)
    before = apart.votes("Late")
    calibration.begin(apart.store, by=apart.lead)
    assert refused(apart, fresh) == "calibration.state"
    assert apart.take(known).recorded == 0, "nothing new, so nothing to refuse"
    assert apart.votes("Late") == before
    with Refused("calibration.state"):
        apart.pack("Lola")


def test_that_items_that_were_ruled_are_voted_on_again(apart):
    with Refused("calibration.state"):
        apart.pack("Late", turn=Turn.AGAIN)
    ruled(apart.store, apart.lead)
    pack = apart.pack("Late", turn=Turn.AGAIN)
    assert pack.items == 15
    work = apart.open("Late", pack)
    apart.grade(work, label="threat")
    apart.take(apart.give_back("Late", work))
    assert set(apart.votes("Late", Turn.AGAIN).values()) == {"threat"}
    assert not apart.votes("Late")
    assert verifying.project(apart.store).whole


def test_that_what_is_not_theirs_is_refused_with_its_reason(apart, make, tmp_path):
    pack = apart.pack("Late")
    work = apart.open("Late", pack)
    apart.grade(work)
    file = apart.give_back("Late", work)
    inner = apart.inner(file)
    manifest, entries, _seals, _originals = returnfile.read(inner)

    def forged(name, lines=None, **changes):
        given = returnfile.lines(entries) if lines is None else lines
        new = replace(manifest, entries=len(given), **changes)
        head = returnfile.chain(new.pack_sha256, new.work, given)[-1]
        return apart.sealed(returnfile.write(replace(new, head=head), given, apart.signer(name)))

    lola = apart.pack("Lola")
    foreign = apart.key_of("Mallory")
    assert refused(apart, forged("Mallory", auditor_key=foreign)) == "pack.foreign_key"
    assert refused(apart, forged("Mallory")) == "pack.bad_signature"
    assert refused(apart, forged("Late", pack=lola.pack)) == "pack.other_pack"
    assert (
        refused(apart, forged("Late", pack=lola.pack, pack_sha256=lola.manifest_sha256))
        == "pack.other_person"
    )
    theirs = {"pack": lola.pack, "pack_sha256": lola.manifest_sha256,
              "auditor_id": apart.voter("Lola").person_id}  # fmt: skip
    assert refused(apart, forged("Late", **theirs)) == "pack.key_of_another"
    assert refused(apart, forged("Late", pack="0" * 32)) == "pack.unknown_pack"
    assert refused(apart, forged("Late", project="0" * 32)) == "pack.other_project"
    assert refused(apart, forged("Late", work="x")) == "pack.malformed"
    strange = returnfile.lines([replace(entries[0], handle="0" * 32)])
    assert refused(apart, forged("Late", strange)) == "pack.unknown_item"
    unknown = returnfile.lines([replace(entries[0], labels=("sarcasm",))])
    assert refused(apart, forged("Late", unknown)) == "pack.unknown_answer"
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    bad = tmp_path / "bad.auditreturn"
    bad.write_bytes(data)
    assert refused(apart, bad) == "pack.damaged"
    bad.write_text("item_id,label\n")
    assert refused(apart, bad) == "pack.not_a_pack"
    assert refusal(apart, file) == "pack.votes", "a merge says where it belongs"
    apart.take(file)
    fork = returnfile.lines([replace(entry, labels=("spam",)) for entry in entries])
    assert refused(apart, forged("Late", fork)) == "pack.forked"
    assert apart.take(forged("Late", returnfile.lines(entries)[:3])).recorded == 0
    assert set(apart.votes("Late").values()) == {"ok"}


def test_that_a_return_of_another_session_or_of_an_audit_is_refused(store, make, tmp_path):
    lead, first, _built = begun(store, make)
    apart = Session(store, tmp_path)
    known = calibration.read(store)
    calibration.set_baseline(
        store, [calibration_baseline(line.item_id) for line in known.items], by=lead
    )
    calibration.seal(store, by=lead)
    work = apart.open("Vera", apart.pack("Vera"))
    apart.grade(work)
    file = apart.give_back("Vera", work)
    calibration.new(store, by=lead, size=5, people=PEOPLE)
    assert refused(apart, file) == "pack.other_session"
    assert apart.take(file, session_id=first.id).recorded == 15
    assert rounds.resolve(store)


def calibration_baseline(item):
    from reviewer_audit.domain.calibration import Baseline

    return Baseline(item_id=item, labels=("ok",))


def test_that_a_pack_holds_nothing_but_items_and_rules(apart, make):
    known = calibration.read(apart.store)
    cast(apart.store, apart.lead, {(apart.voter("Late").id, known.items[0].item_id): "threat"})
    pack = apart.pack("Late")
    with apart.at("Late"):
        payload = sealing.unseal(pack.file.read_bytes(), keys.every())
    inner = payload[4 + int.from_bytes(payload[:4], "big") :]
    with zipfile.ZipFile(BytesIO(inner)) as source:
        whole = b"".join(source.read(name) for name in source.namelist()).lower()
    words = set(re.findall(r"[\w-]+", whole.decode(errors="replace")))
    assert b"item-0" not in whole.replace(b"content of item-0", b"")
    others = [name for name, _side in PEOPLE]
    for told in (make.SENTINEL, "october", "north", "purpose", "disputed",
                 "control", "baseline", "rationale", "lea", *others):  # fmt: skip
        assert told.casefold() not in words, told
    assert "late" in words, "what is searched is the pack"
    inside = packfile.read(payload)
    assert inside.manifest.session == known.session.id
    assert '"actions":[]' in inside.policy
    order = [item.content for item in inside.items]
    assert order != sorted(order)
    assert verifying.verify(pack.file, against=apart.store).whole is None, "sealed to Late alone"
    with apart.at("Late"):
        assert verifying.verify(pack.file, against=apart.store).whole


def deal_anew(path, seed):
    """Deal all that is known of the vendor's decisions out among them in another order."""
    with sqlite3.connect(path) as db:
        names = [row[1] for row in db.execute("pragma table_info(vendor_decision)")]
        dealt = ", ".join(n for n in names if n not in {"id", "item_id", "external_id"})
        rows = db.execute(f"select {dealt} from vendor_decision order by id").fetchall()
        before = list(rows)
        random.Random(seed).shuffle(rows)
        assert rows != before
        for number, row in enumerate(rows, 1):
            marks = ", ".join("?" * len(row))
            db.execute(
                f"update vendor_decision set ({dealt}) = ({marks}) where id = ?", (*row, number)
            )
    db.close()


def test_that_permuting_all_vendor_decisions_changes_no_byte(apart, tmp_path):
    apart.pack("Late")  # the project has its secrets from here on
    path, original = apart.store.path, tmp_path / "original.audit"
    projects.save_copy(apart.store, original)
    apart.store.close()
    seen, lengths = set(), set()
    for seed in range(4):
        shutil.copy(original, path)
        deal_anew(path, seed)
        with sqlite3.connect(path) as db:  # and what the session knows of them
            db.execute("drop trigger calibration_item_no_update")
            db.execute(
                "update calibration_item set purpose = ?", (("clause", "control")[seed % 2],)
            )
            db.execute("drop trigger calibration_baseline_no_update")
            db.execute("update calibration_baseline set rationale = ?", ("r" * seed,))
        db.close()
        apart.store = projects.open_project(path)
        pack = apart.pack("Lola")
        with apart.at("Lola"):
            payload = sealing.unseal(pack.file.read_bytes(), keys.every())
        seen.add(payload[4 + int.from_bytes(payload[:4], "big") :])
        lengths.add(pack.file.stat().st_size)
        apart.store.close()
    assert len(seen) == len(lengths) == 1
    apart.store = projects.open_project(path)


def test_that_no_bit_inside_a_return_can_be_flipped_by_who_can_seal(apart):
    work = apart.open("Late", apart.pack("Late"))
    apart.grade(work, 3)
    inner = apart.inner(apart.give_back("Late", work))
    for place in range(0, len(inner), max(len(inner) // 40, 1)):
        changed = bytearray(inner)
        changed[place] ^= 1
        code = refused(apart, apart.sealed(bytes(changed)))
        assert code.startswith("pack."), place
    assert archive.MANIFEST


def test_that_a_passphrase_is_made_up_and_the_first_key_is_remembered(apart):
    with apart.at("Lea"):
        pack = calibration_packs.pack(
            apart.store, apart.voter("Late"), apart.path(".auditpack"), by=apart.lead
        )
    assert pack.passphrase
    work = apart.open("Late", pack, passphrase=pack.passphrase)
    apart.grade(work, 2)
    assert apart.take(apart.give_back("Late", work)).first_key
    again = apart.open("Mallory", pack, passphrase=pack.passphrase)
    apart.grade(again, 3, label="spam")
    assert refused(apart, apart.give_back("Mallory", again)) == "pack.foreign_key"
    with apart.at("Lea"):
        known = calibration_packs.pack(
            apart.store, apart.voter("Late"), apart.path(".auditpack"), by=apart.lead
        )
    assert (known.passphrase, known.sealed_to) == ("", "key"), "by the key that came back"
    assert returning.is_pack(known.file)


def test_that_the_expert_gets_no_pack_and_a_pack_has_its_name(apart):
    known = calibration.read(apart.store)
    with Refused("calibration.voter"):
        calibration_packs.pack(
            apart.store, known.experts[0], apart.path(".auditpack"), by=apart.lead
        )
    with Refused("calibration.name"):
        calibration_packs.pack(apart.store, apart.voter("Late"), apart.path(".zip"), by=apart.lead)
