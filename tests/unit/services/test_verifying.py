"""What each kind of file tells of itself, and by which reason a foreign or altered one is refused."""

import json
import sqlite3
from dataclasses import replace
from hashlib import sha256

import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.grading import Grade
from reviewer_audit.errors import AuditError
from reviewer_audit.packs import archive, packfile, returnfile, sealing
from reviewer_audit.services import (
    grading,
    journal,
    merging,
    packing,
    projects,
    reporting,
    rounds,
    unaltered,
    verifying,
)
from reviewer_audit.store import sealed
from tests.apart import Apart
from tests.unit.services import workbooks

ITEMS = 12


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
    return Apart(store, tmp_path)


def told(apart, path, *, at="Lea", against=True, **asked):
    with apart.at(at):
        return verifying.verify(path, against=apart.store if against else None, **asked)


def flipped(path, at=-1):
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)
    return path


# -- projects ---------------------------------------------------------------------------------


def test_that_a_whole_project_says_so_with_the_head_of_its_journal(apart):
    found = verifying.project(apart.store)
    head = projects.journal_head(apart.store)
    assert (found.kind, found.whole, found.first_bad) == ("project", True, None)
    assert found.journal_head == head
    assert verifying.project(apart.store, head=head).whole


def test_that_a_head_printed_earlier_shows_a_journal_cut_or_rewritten(apart, tmp_path):
    head = projects.journal_head(apart.store)
    rows = int(head.partition(":")[0])
    cut = tmp_path / "cut.audit"
    projects.save_copy(apart.store, cut)
    with sqlite3.connect(cut) as db:
        db.execute("drop trigger journal_no_delete")
        db.execute("delete from journal where seq > ?", (rows - 2,))
    db.close()
    assert verifying.verify(cut).whole, "the chain alone does not show that its end is gone"
    found = verifying.verify(cut, head=head)
    assert (found.whole, found.first_bad) == (False, rows - 1)
    other = verifying.project(apart.store, head=f"2:{'0' * 16}")
    assert (other.whole, other.first_bad) == (False, 2)
    for nonsense in ("2", "2:ab", "two", ":", "99999:" + "a" * 16):
        assert not verifying.project(apart.store, head=nonsense).whole, nonsense


def test_that_an_altered_row_is_named(apart):
    with sqlite3.connect(apart.store.path) as db:
        db.execute("drop trigger journal_no_update")
        db.execute("update journal set body = '{}' where seq = 3")
    db.close()
    found = verifying.project(apart.store)
    assert (found.whole, found.first_bad) == (False, 3)
    assert "altered from journal row 3 on" in verifying.sentences(found)


def altered(store, sql, *args):
    with sqlite3.connect(store.path) as db:
        for (name,) in db.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            db.execute(f'drop trigger "{name}"')
        db.execute(sql, args)
    db.close()
    return verifying.project(store)


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
    assert "no longer the one" in found.notes[0]


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


# -- packs ------------------------------------------------------------------------------------


def test_that_a_pack_tells_its_auditor_who_signed_it(apart):
    pack = apart.pack("Ann")
    found = told(apart, pack.file, at="Ann", against=False)
    assert (found.kind, found.whole, found.first_bad) == ("pack", True, None)
    assert found.signed_by == verifying.Signer(fingerprint=pack.fingerprint)
    assert verifying.project(apart.store, head=found.journal_head).whole
    apart.open("Ann", pack)
    assert told(apart, pack.file, at="Ann", against=False).signed_by.known, "once opened"
    work = projects.open_project(apart.open("Ann", pack))
    with apart.at("Ann"):
        found = verifying.verify(pack.file, against=work)
    work.close()
    assert (found.whole, found.signed_by.known) == (True, True), "from the desk made of it, too"


def test_that_the_lead_sees_that_a_pack_is_the_project_s(apart):
    pack = apart.pack("Ann", passphrase="five green bottles")
    found = told(apart, pack.file, passphrase="five green bottles")
    assert found.whole
    assert found.signed_by.known
    assert found.signed_by.name == projects.title(apart.store)


def test_that_a_pack_that_does_not_open_tells_what_shows_from_outside(apart):
    pack = apart.pack("Ann")
    for asked in ({}, {"passphrase": "five green bottles"}):
        found = told(apart, pack.file, at="Bob", against=False, **asked)
        assert (found.kind, found.whole, found.signed_by) == ("pack", None, None)
        assert "sealed to 1 key; not cut short" in found.notes[0]
    worded = apart.pack("Bob", passphrase="five green bottles")
    found = told(apart, worded.file, at="Ann", against=False, passphrase="wrong")
    assert found.whole is None
    assert "1 passphrase" in found.notes[0]
    assert "passphrase given does not open it" in found.notes[1]
    worded.file.write_bytes(worded.file.read_bytes()[:-7])
    found = told(apart, worded.file, at="Ann", against=False)
    assert (found.whole, found.first_bad) == (False, "pack.damaged"), "its length tells"


def test_that_altered_and_foreign_packs_are_refused_by_their_own_reason(apart, make, tmp_path):
    pack = apart.pack("Ann")
    found = told(apart, flipped(pack.file), at="Ann", against=False)
    assert (found.whole, found.first_bad) == (False, "pack.damaged")
    (tmp_path / "other").mkdir()
    store = projects.create_project(tmp_path / "other" / "q.audit", make.POLICY, by="Lea")
    make.fill(store, 4)
    other = Apart(store, tmp_path)
    foreign = other.pack("Ann", passphrase="x")
    found = told(apart, foreign.file, passphrase="x")
    assert (found.whole, found.first_bad) == (False, "pack.other_project")
    assert verifying.verify(foreign.file, against=store, passphrase="x").whole
    store.close()


def resealed(apart, pack, *, manifest=None, head=None):
    """Forge a pack as who holds the project's key, but not its file, could."""
    own = packing.project_secrets(apart.store).identity
    with apart.at("Ann"):
        payload = sealing.unseal(pack.file.read_bytes(), [apart.signer("Ann")])
    size = int.from_bytes(payload[:4], "big")
    parts = archive.read(
        payload[4 + size :], ("items.jsonl", "manifest.json", "manifest.sig", "policy.json")
    )
    body = json.loads(parts.pop("manifest.json")) | (manifest or {})
    del parts["manifest.sig"], body["parts"]
    inner, digest = archive.signed(body, parts, own, use=packfile._USE)
    stated = head or json.loads(payload[4 : 4 + size])["head"]
    path = apart.path(".auditpack")
    path.write_bytes(packfile.seal(inner, digest, stated, own, passphrases=["x"]))
    return path


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"manifest": {"pack": "0" * 32}}, "pack.unknown_pack"),
        ({"manifest": {"due": "2030-01-01"}}, "pack.other_pack"),
        ({"head": "1:" + "0" * 16}, "journal.other_head"),
    ],
)
def test_that_a_pack_that_was_never_issued_like_this_is_found_out(apart, change, code):
    path = resealed(apart, apart.pack("Ann"), **change)
    found = told(apart, path, passphrase="x")
    assert (found.whole, found.first_bad) == (False, code)
    honest = resealed(apart, apart.pack("Ann"))
    assert told(apart, honest, passphrase="x").whole, "forged with nothing changed it is the same"


# -- returns ----------------------------------------------------------------------------------


def test_that_a_return_tells_the_lead_who_signed_it_and_others_that_it_is_sealed(apart):
    file = apart.returned("Ann")
    before = apart.store.path.read_bytes()
    found = told(apart, file)
    assert (found.kind, found.whole, found.first_bad) == ("return", True, None)
    assert (found.signed_by.name, found.signed_by.known) == ("Ann", True)
    assert apart.store.path.read_bytes() == before
    outside = told(apart, file, at="Ann", against=False)
    assert (outside.kind, outside.whole) == ("return", None)


def test_that_a_return_stays_whole_after_it_was_merged_and_its_round_closed(apart):
    file = apart.returned("Ann")
    apart.merge(file)
    assert told(apart, file).whole
    one = rounds.resolve(apart.store, None)
    with apart.store.write("round.close", by=apart.lead) as tx:
        from reviewer_audit.store import rounds as table

        table.change(tx, one.id, state="closed")
    assert told(apart, file).whole


def test_that_altered_returns_are_refused_by_their_own_reason(apart):
    file = apart.returned("Ann")
    inner = apart.inner(file)
    parts = archive.read(inner, ("entries.jsonl", "manifest.json", "manifest.sig"))
    parts["entries.jsonl"] = parts["entries.jsonl"].replace(b'"ok"', b'"spam"', 1)
    found = told(apart, apart.sealed(archive.write(parts)))
    assert (found.kind, found.whole, found.first_bad) == ("return", False, "pack.altered_part")
    body = json.loads(parts["manifest.json"])
    del body["parts"]
    forged, _sha = archive.signed(
        body | {"auditor_key": apart.key_of("Zoe")},
        {
            "entries.jsonl": archive.read(
                inner, ("entries.jsonl", "manifest.json", "manifest.sig")
            )["entries.jsonl"]
        },
        apart.signer("Zoe"),
        use=returnfile._USE,
    )
    found = told(apart, apart.sealed(forged))
    assert (found.whole, found.first_bad) == (False, "pack.foreign_key")
    assert not found.signed_by.known
    assert told(apart, flipped(file)).first_bad == "pack.damaged"


# -- what was handed out ----------------------------------------------------------------------


def test_that_a_report_is_whole_where_the_journal_names_it_and_nowhere_else(apart, tmp_path):
    apart.merge(apart.returned("Ann"), apart.returned("Bob"))
    rounds.reveal(apart.store, by=apart.lead)
    (written,) = reporting.write_scorecards(
        apart.store, tmp_path / "out", by=apart.lead, formats=[reporting.Format.HTML]
    )
    found = told(apart, written.path)
    assert (found.kind, found.whole, found.signed_by.name) == ("report", True, "Lea")
    assert "wrote reports" in found.notes[0]
    with pytest.raises(AuditError) as caught:
        told(apart, written.path, against=False)
    assert caught.value.code == "verify.unsealed"
    written.path.write_bytes(written.path.read_bytes() + b" ")
    found = told(apart, written.path)
    assert (found.whole, found.first_bad) == (False, "journal.unknown_file")


def test_that_what_is_no_file_of_ours_is_refused(apart, tmp_path):
    for name in ("none.audit", "none.auditpack", "none.html"):
        with pytest.raises(AuditError):
            told(apart, tmp_path / name)
    junk = tmp_path / "junk.audit"
    junk.write_text("no project")
    with pytest.raises(AuditError) as caught:
        told(apart, junk)
    assert "not an audit project" in str(caught.value)


# -- the journal in words ---------------------------------------------------------------------


def test_that_the_newest_lines_read_as_sentences(apart):
    apart.merge(apart.returned("Ann"))
    first, *_rest, last = journal.newest(apart.store)
    assert (first.who, first.what) == ("Lea", "took returned grades in")
    assert (last.number, last.what) == (1, "made the project")
    assert f"{first.number}:{first.seal}" == projects.journal_head(apart.store)
    assert len(journal.newest(apart.store, 2)) == 2
