"""Merging: what comes back is taken in whole, or refused by its own reason and nothing changes."""

import json

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.errors import AuditError, ClosedError
from reviewer_audit.packs import archive, returnfile
from reviewer_audit.services import export, grading, merging, packing, projects, rounds
from reviewer_audit.store import grades
from reviewer_audit.store import rounds as rounds_store
from tests.apart import Apart

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


def refusal(apart, *files, **asked):
    """Merge, expect a refusal and an untouched project; return the reason."""
    before = apart.store.path.read_bytes()
    others = {path.name for path in apart.store.path.parent.iterdir()}
    with pytest.raises(AuditError) as caught:
        apart.merge(*files, **asked)
    assert apart.store.path.read_bytes() == before
    assert {path.name for path in apart.store.path.parent.iterdir()} == others
    foreseen = merging.foreseen(merging.check(apart.store, files, **asked)).as_json()
    assert caught.value.code in {r["code"] for file in foreseen["files"] for r in file["refused"]}
    return caught.value.code


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


def rewritten(apart, path, *, lines=None, change=None, by="Ann", keep_signature=False):
    """Take a return apart and put it together again, changed, as its signer could."""
    parts = archive.read(apart.inner(path), NAMES)
    manifest = json.loads(parts["manifest.json"])
    if lines is not None:
        parts["entries.jsonl"] = lines(parts["entries.jsonl"])
    listed = manifest.pop("parts")
    manifest |= change(manifest) if change else {}
    if keep_signature:
        return apart.sealed(archive.write(parts))
    if lines is not None and change is None:
        assert listed
    inner, _digest = archive.signed(
        manifest, {"entries.jsonl": parts["entries.jsonl"]}, apart.signer(by), use=returnfile._USE
    )
    return apart.sealed(inner)


def whole(lines):
    return b"".join(line + b"\n" for line in lines)


LINE_CHANGES = {
    "an answer changed": lambda b: b.replace(b'"ok"', b'"spam"', 1),
    "a line left out": lambda b: whole(b.split(b"\n")[1:-1]),
    "two lines swapped": lambda b: whole([*b.split(b"\n")[1::-1], *b.split(b"\n")[2:-1]]),
    "the tail cut": lambda b: whole(b.split(b"\n")[:-3]),
    "a line twice": lambda b: b.split(b"\n")[0] + b"\n" + b,
    "the last newline gone": lambda b: b[:-1],
}


@pytest.mark.parametrize("lines", LINE_CHANGES.values(), ids=LINE_CHANGES)
def test_that_lines_altered_on_the_way_are_refused(apart, lines):
    file = apart.returned("Ann")
    assert refusal(apart, rewritten(apart, file, lines=lines)) == "pack.broken_chain"
    unsigned = rewritten(apart, file, lines=lines, keep_signature=True)
    assert refusal(apart, unsigned) == "pack.altered_part"


def test_that_flipped_bits_and_cut_tails_are_refused(apart, tmp_path):
    file = apart.returned("Ann")
    body = bytearray(file.read_bytes())
    for k in (40, len(body) // 2, len(body) - 1):
        flipped = bytearray(body)
        flipped[k] ^= 4
        file.write_bytes(flipped)
        assert refusal(apart, file) in {"pack.damaged", "pack.no_key_fits"}
    file.write_bytes(body[:-100])
    assert refusal(apart, file) == "pack.damaged"


def test_that_manifests_of_two_returns_cannot_be_swapped(apart):
    ann, bob = (archive.read(apart.inner(apart.returned(n)), NAMES) for n in ("Ann", "Bob"))
    mixed = ann | {"entries.jsonl": bob["entries.jsonl"]}
    assert refusal(apart, apart.sealed(archive.write(mixed))) == "pack.altered_part"
    mixed = ann | {"manifest.json": bob["manifest.json"]}
    assert refusal(apart, apart.sealed(archive.write(mixed))) == "pack.bad_signature"


def test_that_a_return_is_no_pack_and_a_pack_no_return(apart):
    pack = apart.pack("Ann")
    assert refusal(apart, pack.file) == "pack.no_key_fits"
    work = apart.returned("Bob")
    with apart.at("Bob"), pytest.raises(AuditError):
        apart.open("Bob", type("P", (), {"file": work})())


def test_that_an_answer_signed_by_a_foreign_key_or_another_person_is_refused(apart):
    apart.merge(apart.returned("Bob"))
    file = apart.returned("Ann")

    def of(who):
        return lambda _m: {"auditor_key": apart.key_of(who)}

    foreign = rewritten(apart, file, change=of("Zoe"), by="Zoe")
    assert refusal(apart, foreign) == "pack.foreign_key"
    assert (
        refusal(apart, rewritten(apart, file, change=of("Bob"), by="Bob")) == "pack.key_of_another"
    )
    other = rewritten(apart, file, change=lambda _m: {"auditor_id": "somebody"})
    assert refusal(apart, other) == "pack.other_person"


def test_that_the_first_key_is_trusted_and_the_second_refused(apart):
    with apart.at("Lea"):
        pack = packing.pack(
            apart.store, "Ann", apart.path(".auditpack"), by=apart.lead, passphrase="x"
        )
    one, two = apart.open("Ann", pack, passphrase="x"), apart.open("Eve", pack, passphrase="x")
    apart.grade(one)
    apart.grade(two, label="spam")
    merged = apart.merge(apart.give_back("Ann", one))
    assert merged.files[0].first_key
    assert len(merged.files[0].fingerprint) == 19
    assert refusal(apart, apart.give_back("Eve", two)) == "pack.foreign_key"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"project": "other"}, "pack.other_project"),
        ({"pack": "other"}, "pack.unknown_pack"),
        ({"work": "other"}, "pack.broken_chain"),
        ({"work": "0" * 32}, "pack.broken_chain"),
        ({"pack_sha256": "0" * 64}, "pack.broken_chain"),
        ({"entries": 3}, "pack.broken_chain"),
        ({"head": "0" * 64}, "pack.broken_chain"),
        ({"entries": "many"}, "pack.malformed"),
        ({"kind": "pack"}, "pack.not_a_pack"),
        ({"format": 2}, "pack.newer_version"),
    ],
)
def test_that_a_manifest_that_says_something_else_is_refused(apart, change, code):
    file = apart.returned("Ann")
    assert refusal(apart, rewritten(apart, file, change=lambda _m: change)) == code


def chained(manifest, lines):
    """Return the changes of a manifest whose chain was made anew for these lines."""
    seals = returnfile.chain(manifest["pack_sha256"], manifest["work"], lines)
    return {"entries": len(lines), "head": seals[-1]}


def test_that_a_return_of_an_earlier_round_answers_no_later_one(apart, make):
    file = apart.returned("Ann")
    second = apart.pack("Ann")
    moved = rewritten(apart, file, change=lambda _m: {"pack": second.pack})
    assert refusal(apart, moved) == "pack.other_pack"
    assert refusal(apart, file, round_id=2) == "pack.other_round"


def test_that_history_rewritten_by_the_auditor_is_refused(apart):
    file = apart.returned("Ann")
    lines = archive.read(apart.inner(file), NAMES)["entries.jsonl"].split(b"\n")[:-1]
    forged = [lines[0].replace(b'"ok"', b'"spam"'), *lines[1:]]
    other = rewritten(
        apart, file, lines=lambda _b: whole(forged), change=lambda m: chained(m, forged)
    )
    apart.merge(file)
    assert refusal(apart, other) == "pack.forked"
    shorter = rewritten(
        apart, file, lines=lambda _b: whole(forged[:2]), change=lambda m: chained(m, forged[:2])
    )
    assert refusal(apart, shorter) == "pack.forked"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b'"ok"', b'"unheard"'), "pack.unknown_answer"),
        ((b'["ok"]', b"[]"), "pack.unknown_answer"),
        ((b'"kind":"answer"', b'"kind":"guess"'), "pack.unknown_answer"),
        ((b'"severity":""', b'"severity":"S9"'), "pack.unknown_answer"),
        ((b'"flagged":false', b'"flagged":"no"'), "pack.malformed"),
        ((b'"2026-11-02T09:00:00.000Z"', b'"yesterday"'), "pack.malformed"),
        ((b'"2026-11-02T09:00:00.000Z"', b'"2026-11-02T09:00:00"'), "pack.malformed"),
        ((b"{", b"["), "pack.malformed"),
    ],
)
def test_that_an_answer_that_cannot_be_is_refused(apart, change, code):
    file = apart.returned("Ann")
    lines = archive.read(apart.inner(file), NAMES)["entries.jsonl"].split(b"\n")[:-1]
    forged = [lines[0].replace(*change, 1), *lines[1:]]
    assert forged != lines
    other = rewritten(
        apart, file, lines=lambda _b: whole(forged), change=lambda m: chained(m, forged)
    )
    assert refusal(apart, other) == code


def test_that_an_item_that_was_not_in_the_pack_is_refused(apart):
    file = apart.returned("Ann")
    lines = archive.read(apart.inner(file), NAMES)["entries.jsonl"].split(b"\n")[:-1]
    handle = json.loads(lines[0])["handle"].encode()
    forged = [lines[0].replace(handle, b"0" * 32), *lines[1:]]
    other = rewritten(
        apart, file, lines=lambda _b: whole(forged), change=lambda m: chained(m, forged)
    )
    assert refusal(apart, other) == "pack.unknown_item"


def test_that_another_project_s_return_is_refused(apart, make, tmp_path):
    (tmp_path / "other").mkdir()
    store = projects.create_project(tmp_path / "other" / "q.audit", make.POLICY, by="Lea")
    make.fill(store, 4)
    other = Apart(store, tmp_path / "other")
    file = other.returned("Ann")
    apart.pack("Ann")
    assert refusal(apart, file) == "pack.no_key_fits"
    store.close()


def test_that_a_project_without_packs_says_so(store, make, tmp_path):
    make.fill(store, 2)
    with pytest.raises(AuditError) as caught:
        merging.check(store, [tmp_path / "x.auditreturn"])
    assert caught.value.code == "pack.none"


def test_that_the_journal_holds_seals_and_no_answers(apart):
    file = apart.returned("Ann")
    apart.merge(file)
    out = apart.path(".jsonl")
    export.export(apart.store, "journal", out, by=apart.lead)
    told = out.read_text(encoding="utf-8")
    assert "pack.merge" in told
    assert "spam" not in told
