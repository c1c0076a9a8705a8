"""Each way of altering a return is refused by its own reason, and the project stays as it was."""

import json

import pytest

from reviewer_audit.errors import AuditError
from reviewer_audit.packs import archive, returnfile
from reviewer_audit.services import merging, packing, projects
from tests.apart import Apart, refusal

ITEMS = 12
NAMES = ("entries.jsonl", "manifest.json", "manifest.sig")


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
    return Apart(store, tmp_path)


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
