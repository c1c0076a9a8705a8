"""What each kind of file tells of itself, and by which reason a foreign or altered one is refused."""

import json
import sqlite3

import pytest

from reviewer_audit.errors import AuditError
from reviewer_audit.packs import archive, packfile, returnfile, sealing
from reviewer_audit.services import journal, projects, reporting, rounds, verifying, wrapping
from tests.apart import Apart

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
    own = wrapping.project_secrets(apart.store).identity
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
