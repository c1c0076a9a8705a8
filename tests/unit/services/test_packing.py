"""Packs: what goes out, to whom, and what comes of it on the other side."""

import random
import shutil
import sqlite3
import zipfile
from io import BytesIO

import pytest

from reviewer_audit.errors import AuditError, ClosedError, PackError
from reviewer_audit.packs import keys, packfile, sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import grading, packing, projects, returning, rounds, sampling
from reviewer_audit.store import packs as packs_store
from reviewer_audit.store import rounds as rounds_store
from tests.apart import Apart

ITEMS = 24


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.25)
    return Apart(store, tmp_path)


def opened(apart, auditor, pack):
    with apart.at(auditor):
        return packfile.read(sealing.unseal(pack.file.read_bytes(), keys.every()))


def code(caught):
    return caught.value.code


def test_that_a_pack_holds_what_the_auditor_has_to_grade_and_nothing_else(apart):
    pack = apart.pack("Ann")
    inside = opened(apart, "Ann", pack)
    assert pack.items == len(inside.items) == 15
    assert {item.content for item in inside.items} <= {
        f"content of item-{k:05d}" for k in range(ITEMS)
    }
    assert all(len(item.handle) == 32 for item in inside.items)
    assert inside.manifest.auditor_name == "Ann"
    assert inside.journal_head.partition(":")[0].isdigit()


def test_that_handles_and_order_tell_nothing_and_orders_differ(apart):
    ann, bob = (opened(apart, name, apart.pack(name)) for name in ("Ann", "Bob"))
    shared = {item.content for item in ann.items} & {item.content for item in bob.items}
    assert len(shared) == 6
    orders = [[i.content for i in inside.items if i.content in shared] for inside in (ann, bob)]
    assert orders[0] != orders[1]
    assert [i.content for i in ann.items] != sorted(i.content for i in ann.items)


def inner_of(pack, passphrase):
    payload = sealing.unseal(pack.file.read_bytes(), passphrase=passphrase)
    return payload[4 + int.from_bytes(payload[:4], "big") :]


def test_that_permuting_all_vendor_decisions_changes_no_byte_and_no_length(apart, tmp_path):
    apart.pack("Ann")  # the project has its keys from here on
    path, original = apart.store.path, tmp_path / "original.audit"
    projects.save_copy(apart.store, original)
    apart.store.close()
    seen = set()
    for seed in range(4):
        shutil.copy(original, path)
        _permute(path, seed)
        apart.store = projects.open_project(path)
        pack = apart.pack("Bob", passphrase="fixed")
        seen.add((inner_of(pack, "fixed"), pack.manifest_sha256, len(pack.file.read_bytes())))
        apart.store.close()
    assert len(seen) == 1
    apart.store = projects.open_project(path)


def _permute(path, seed):
    """Deal the vendor's answers and all else of the vendor's out anew."""
    with sqlite3.connect(path) as db:
        rows = db.execute("select id from vendor_decision order by id").fetchall()
        known = db.execute("select id, text from term").fetchall()
        spam = next(number for number, text in known if "spam" in text)
        other = db.execute(
            "insert into term (id, text) values ((select max(id) + 1 from term), '[\"ok\"]')"
            " returning id"
        ).fetchone()[0]
        dealt = [spam if k % 3 else other for k in range(len(rows))]
        random.Random(seed).shuffle(dealt)
        for (number,), label in zip(rows, dealt, strict=True):
            db.execute(
                "update vendor_decision set labels = ?, reason = ?, handling_seconds = ?,"
                " vendor = ?, queue = ? where id = ?",
                (label, "r" * (seed + 1), seed * 1.5, label, label, number),
            )
    db.close()


def test_that_nothing_of_the_vendor_leaves_with_a_pack_or_comes_back(apart, make, tmp_path):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work)
    returned = apart.give_back("Ann", work)
    told = [make.SENTINEL.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 6, "project, pack, work, return and keys"
    for path in set(written) - {apart.store.path}:
        assert make.SENTINEL not in path.name
        assert not any(one in path.read_bytes() for one in told), path.name
    assert not any(one in apart.inner(returned) for one in [*told, b"item-000"])
    assert b"item-000" not in work.read_bytes().replace(b"content of item-000", b"")


def test_that_the_opened_pack_tells_no_name_of_the_vendor_s(apart, make):
    pack = apart.pack("Ann")
    with apart.at("Ann"):
        payload = sealing.unseal(pack.file.read_bytes(), keys.every())
    archive = payload[4 + int.from_bytes(payload[:4], "big") :]
    with zipfile.ZipFile(BytesIO(archive)) as source:
        whole = b"".join(source.read(name) for name in source.namelist())
        assert {info.date_time for info in source.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"content of" in whole
    for told in (
        make.SENTINEL,
        "external",
        "stratum",
        "probability",
        "vendor",
        "reviewer",
        "queue",
    ):
        assert told.casefold().encode() not in whole.lower()


def test_that_the_rules_go_out_without_targets_and_without_words_of_exports(apart, make):
    inside = opened(apart, "Ann", apart.pack("Ann"))
    assert '"targets":[]' in inside.policy
    assert "0.95" not in inside.policy
    assert "Spam & scam" in inside.policy


def test_that_a_column_can_be_left_out(store, make, tmp_path):
    rows = make.rows(
        [(f"i{k}", "spam") for k in range(6)], context=[{"url": "/removed", "market": "x"}] * 6
    )
    make.load(store, rows, by=projects.seat(store, "Lea"))
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=projects.seat(store, "Lea"))
    apart = Apart(store, tmp_path)
    inside = opened(apart, "Ann", apart.pack("Ann", without=("url",)))
    assert {tuple(item.context) for item in inside.items} == {("market",)}


def test_that_the_work_project_is_graded_at_the_same_desk(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    store = projects.open_project(work)
    me = returning.work_of(store).auditor
    assert grading.current_round(store, me) == 1
    desk = grading.desk(store, me, round_id=1, limit=99)
    assert [item.position for item in desk] == list(range(1, 16))
    assert grading.policy(store, 1).label("spam").title == "Spam & scam"
    assert projects.verify(store) is None
    store.close()


def test_that_a_lead_s_project_gives_no_return(apart, tmp_path):
    with pytest.raises(PackError) as caught:
        returning.make_return(apart.store, tmp_path / "x.auditreturn")
    assert code(caught) == "pack.not_work"
    work = apart.open("Ann", apart.pack("Ann"))
    with pytest.raises(PackError) as caught:
        apart.give_back("Ann", work)
    assert code(caught) == "pack.nothing_graded"


def test_that_a_pack_opens_for_its_auditor_alone(apart):
    pack = apart.pack("Ann")
    with pytest.raises(PackError) as caught:
        apart.open("Bob", pack)
    assert code(caught) == "pack.no_key_fits"
    assert pack.file.name in caught.value.message
    assert not list(apart.folder.glob("file-*.audit*t"))


def test_that_a_made_up_passphrase_opens_a_pack_and_is_in_no_json(apart):
    with apart.at("Lea"):
        pack = packing.pack(apart.store, "Ann", apart.path(".auditpack"), by=apart.lead)
    assert len(pack.passphrase) == 24
    assert pack.passphrase not in str(pack.as_json())
    with pytest.raises(PackError) as caught:
        apart.open("Ann", pack)
    assert code(caught) == "pack.no_key_fits"
    with pytest.raises(PackError) as caught:
        apart.open("Ann", pack, passphrase="guess")
    assert code(caught) == "pack.wrong_passphrase"
    assert apart.open("Ann", pack, passphrase=pack.passphrase).exists()


def test_that_a_key_once_given_is_used_again_and_is_nobody_else_s(apart):
    apart.pack("Ann")
    with apart.at("Lea"):
        again = packing.pack(apart.store, "Ann", apart.path(".auditpack"), by=apart.lead)
    assert again.sealed_to == "key"
    apart.open("Ann", again)
    with pytest.raises(PackError) as caught:
        apart.pack("Bob", to=apart.key_of("Ann"))
    assert code(caught) == "pack.key_of_another"


def test_that_packs_of_one_project_must_come_from_one_key(apart, tmp_path):
    apart.open("Ann", apart.pack("Ann"))
    with sqlite3.connect(apart.store.path) as db:
        db.execute(
            "update secret set value = ? where name = 'identity'", (keys.encode(keys.generate()),)
        )
    db.close()
    with pytest.raises(PackError) as caught:
        apart.open("Ann", apart.pack("Ann"))
    assert code(caught) == "pack.foreign_key"


def test_that_what_is_taken_back_moves_and_nothing_is_lost(apart):
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work, 5)
    apart.merge(apart.give_back("Ann", work))
    pack = apart.pack("Cleo", take_from="Ann")
    assert (pack.taken_back, pack.items) == (10, 10)
    loads = {line.person.name: (line.assigned, line.graded)
             for line in rounds_progress(apart)}  # fmt: skip
    assert loads == {"Ann": (5, 5), "Bob": (15, 0), "Cleo": (10, 0)}
    with pytest.raises(PackError) as caught:
        apart.pack("Ann")
    assert code(caught) == "pack.empty"


def rounds_progress(apart):
    with apart.store.read() as tx:
        return rounds_store.progress(tx, 1)


def test_that_what_somebody_has_already_is_not_given_to_them_twice(apart):
    pack = apart.pack("Bob", take_from="Ann")
    assert pack.taken_back == 15
    assert pack.items == ITEMS
    assert {line.person.name: line.assigned for line in rounds_progress(apart)} == {"Bob": ITEMS}


def test_that_a_refused_pack_changes_nothing(apart, tmp_path):
    before = apart.store.path.read_bytes()
    for asked, wanted in (
        ({"auditor": "Zoe"}, "pack.empty"),
        ({"auditor": "Zoe", "take_from": "Nobody"}, "pack.nobody"),
        ({"auditor": "Ann", "take_from": "ann"}, "pack.nobody"),
        ({"auditor": "Ann", "to": "rak1-x"}, "key.refused"),
    ):
        with pytest.raises(PackError) as caught:
            apart.pack(**{"passphrase": "x"} | asked)
        assert code(caught) == wanted
    with apart.at("Lea"):
        for out in (tmp_path / "absent" / "x.auditpack", tmp_path / "x.audit"):
            with pytest.raises(AuditError):
                packing.pack(apart.store, "Ann", out, by=apart.lead, passphrase="x")
    assert apart.store.path.read_bytes() == before
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    with pytest.raises(ClosedError):
        apart.pack("Ann")


def test_that_every_pack_is_written_down_with_its_items(apart):
    pack = apart.pack("Ann")
    with apart.store.read() as tx:
        (row,) = packs_store.every(tx, 1)
        held = packs_store.handles(tx, pack.pack)
    assert (row.id, row.manifest_sha256, row.serial) == (pack.pack, pack.manifest_sha256, 1)
    assert len(held) == pack.items
    assert projects.verify(apart.store) is None


def test_that_an_opened_file_is_never_written_over(apart, tmp_path):
    pack = apart.pack("Ann")
    taken = tmp_path / "taken.audit"
    taken.write_text("mine")
    with apart.at("Ann"), pytest.raises(AuditError):
        returning.open_pack(pack.file, taken)
    assert taken.read_text() == "mine"
