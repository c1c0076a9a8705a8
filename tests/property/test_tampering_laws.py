"""Whatever is altered anywhere in a return or a pack, it is refused and nothing is changed."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from reviewer_audit.errors import PackError
from reviewer_audit.packs import archive, packfile, sealing
from reviewer_audit.services import merging, projects, returning, wrapping
from tests.apart import Apart

ITEMS = 6
PARTS = ("entries.jsonl", "manifest.json", "manifest.sig")
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def world():
    """Make a project with a pack and a return of it, neither taken in."""
    from tests.conftest import POLICY, fill

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = projects.create_project(folder / "p.audit", POLICY, by="Lea")
        fill(store, ITEMS, auditors=("Ann",))
        apart = Apart(store, folder)
        pack = apart.pack("Ann")
        work = apart.open("Ann", pack)
        apart.grade(work)
        yield apart, pack.file, apart.give_back("Ann", work)
        store.close()


def refused(apart, path):
    """Merge a return that must be refused; return the reason, the project being as it was."""
    before, others = apart.store.path.read_bytes(), set(apart.store.path.parent.iterdir())
    with pytest.raises(PackError) as caught:
        apart.merge(path)
    assert apart.store.path.read_bytes() == before
    assert set(apart.store.path.parent.iterdir()) == others
    return caught.value.code


def unopened(apart, data, passphrase=""):
    """Open a pack that must be refused; return the reason, nothing being made."""
    path, out = apart.path(".auditpack"), apart.path(".audit")
    path.write_bytes(data)
    with apart.at("Ann"), pytest.raises(PackError) as caught:
        returning.open_pack(path, out, passphrase=passphrase)
    assert not out.exists()
    path.unlink()
    return caught.value.code


def resealed(apart, inner):
    path = apart.sealed(inner)
    data = path.read_bytes()
    path.unlink()
    return data


def judged(apart, data):
    path = apart.path(".auditreturn")
    path.write_bytes(data)
    try:
        return refused(apart, path)
    finally:
        path.unlink()


OUTSIDE = {
    "pack.damaged",
    "pack.not_a_pack",
    "pack.newer_version",
    "pack.no_key_fits",
    "pack.too_large",
}
INSIDE = {
    "pack.bad_archive", "pack.altered_part", "pack.bad_signature", "pack.malformed",
    "pack.bad_part_name", "pack.extra_part", "pack.missing_part", "pack.duplicate_part",
    "pack.too_large", "pack.broken_chain",
}  # fmt: skip


@relaxed
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_that_no_bit_of_a_sealed_return_can_be_flipped(world, place, bit):
    apart, _pack, file = world
    data = bytearray(file.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    assert judged(apart, data) in OUTSIDE


@relaxed
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_that_no_bit_of_a_sealed_pack_can_be_flipped(world, place, bit):
    apart, pack, _file = world
    data = bytearray(pack.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    assert unopened(apart, data) in OUTSIDE


@relaxed
@given(cut=st.floats(0, 1, exclude_max=True), longer=st.binary(max_size=40))
@example(cut=0.0, longer=b"")
def test_that_neither_can_be_cut_or_lengthened(world, cut, longer):
    apart, pack, file = world
    for path, refuse in ((pack, unopened), (file, judged)):
        data = path.read_bytes()
        changed = data[: int(cut * len(data))] + longer
        assume(changed != data)
        assert refuse(apart, changed) in OUTSIDE
        assert not longer or refuse(apart, data + longer) in OUTSIDE


@relaxed
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_that_no_bit_inside_a_return_can_be_flipped_by_who_can_seal(world, place, bit):
    apart, _pack, file = world
    inner = bytearray(apart.inner(file))
    inner[int(place * len(inner))] ^= 1 << bit
    assert judged(apart, resealed(apart, bytes(inner))) in INSIDE


@relaxed
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_that_no_bit_inside_a_pack_can_be_flipped_by_who_can_seal(world, place, bit):
    apart, pack, _file = world
    with apart.at("Ann"):
        payload = bytearray(sealing.unseal(pack.read_bytes(), [apart.signer("Ann")]))
    payload[int(place * len(payload))] ^= 1 << bit
    data = sealing.seal(bytes(payload), [apart.signer("Ann").public])
    assert unopened(apart, data) in INSIDE | {"pack.foreign_key"}


def test_that_a_signature_written_in_other_letters_is_no_signature(world):
    apart, pack, _file = world
    with apart.at("Ann"):
        payload = sealing.unseal(pack.read_bytes(), [apart.signer("Ann")])
    length = 4 + int.from_bytes(payload[:4], "big")
    head, hexes = payload[:length].rsplit(b'"signature":', 1)
    changed = head + b'"signature":' + hexes.upper() + payload[length:]
    assert changed != payload
    data = sealing.seal(changed, [apart.signer("Ann").public])
    assert unopened(apart, data) in INSIDE


@relaxed
@given(order=st.permutations(range(ITEMS)), keep=st.integers(0, ITEMS))
def test_that_no_line_can_be_moved_or_left_out_and_signed_anew(world, order, keep):
    """The signer's own key does not help: the chain ends in another seal."""
    apart, _pack, file = world
    assume(keep < ITEMS or list(order) != sorted(order))
    parts = archive.read(apart.inner(file), PARTS)
    lines = parts["entries.jsonl"].split(b"\n")[:-1]
    manifest = json.loads(parts["manifest.json"])
    del manifest["parts"]
    told = b"".join(lines[k] + b"\n" for k in order[:keep])
    from reviewer_audit.packs import returnfile

    inner, _sha = archive.signed(
        manifest, {"entries.jsonl": told}, apart.signer("Ann"), use=returnfile._USE
    )
    assert judged(apart, resealed(apart, inner)) == "pack.broken_chain"


def zipped(parts, *, method=zipfile.ZIP_STORED, date=(1980, 1, 1, 0, 0, 0), comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        target.comment = comment
        for name, data in parts:
            info = zipfile.ZipInfo(name, date)
            info.compress_type, info.create_system, info.external_attr = method, 3, 0o600 << 16
            target.writestr(info, data)
    return out.getvalue()


def link(parts):
    """Make the last part a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o120777 << 16
            target.writestr(info, data)
    return out.getvalue()


TRICKS = {
    "compressed": (lambda p: zipped(p, method=zipfile.ZIP_DEFLATED), "pack.too_large"),
    "another date": (lambda p: zipped(p, date=(2026, 1, 1, 0, 0, 0)), "pack.bad_archive"),
    "another order": (lambda p: zipped(p[::-1]), "pack.bad_archive"),
    "a comment": (lambda p: zipped(p, comment=b"hi"), "pack.bad_archive"),
    "a link": (link, "pack.bad_archive"),
    "a part more": (lambda p: zipped([*p, ("note.txt", b"")]), "pack.extra_part"),
    "a part less": (lambda p: zipped(p[1:]), "pack.missing_part"),
    "a part twice": (lambda p: zipped([*p, p[0]]), "pack.duplicate_part"),
    "a path upward": (lambda p: zipped([*p, ("../x.json", b"")]), "pack.bad_part_name"),
    "a path from the root": (lambda p: zipped([*p, ("/x.json", b"")]), "pack.bad_part_name"),
    "something before": (lambda p: b"#!/bin/sh\n" + zipped(p), "pack.bad_archive"),
    "something behind": (lambda p: zipped(p) + b"more", "pack.bad_archive"),
    "a bomb": (
        lambda p: zipped([(p[0][0], b"\0" * 20_000_000), *p[1:]], method=zipfile.ZIP_DEFLATED),
        "pack.too_large",
    ),
    "no zip": (lambda _p: b"PK nothing of the kind", "pack.bad_archive"),
    "nothing": (lambda _p: b"", "pack.bad_archive"),
}


@pytest.mark.parametrize(("trick", "code"), TRICKS.values(), ids=TRICKS)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_tricks_with_the_archive_are_refused_by_their_own_reason(world, trick, code):
    apart, pack, file = world
    parts = sorted(archive.read(apart.inner(file), PARTS).items())
    assert zipped(parts) == apart.inner(file), "the builder makes what the product makes"
    assert judged(apart, resealed(apart, trick(parts))) == code
    with apart.at("Ann"):
        payload = sealing.unseal(pack.read_bytes(), [apart.signer("Ann")])
    size = int.from_bytes(payload[:4], "big")
    names = ("items.jsonl", "manifest.json", "manifest.sig", "policy.json")
    parts = sorted(archive.read(payload[4 + size :], names).items())
    data = sealing.seal(payload[: 4 + size] + trick(parts), [apart.signer("Ann").public])
    assert unopened(apart, data) == code


def test_that_a_return_brought_again_or_to_another_project_changes_nothing(world, tmp_path):
    apart, _pack, file = world
    copy, twin = tmp_path / "p.audit", tmp_path / "twin"
    projects.save_copy(apart.store, copy)
    twin.mkdir()
    store = projects.open_project(copy)
    lead = projects.seat(store, "Lea")
    merging.merge(store, [file], by=lead)
    before, digest = copy.read_bytes(), merging.counting_digest(store)
    again = merging.merge(store, [file], by=lead)
    assert (again.merge_id, again.backup, copy.read_bytes()) == (None, None, before)
    assert merging.counting_digest(store) == digest
    store.close()
    from tests.conftest import POLICY, fill

    other = projects.create_project(twin / "q.audit", POLICY, by="Lea")
    fill(other, ITEMS, auditors=("Ann",))
    elsewhere = Apart(other, twin)
    elsewhere.pack("Ann")
    # sealed anew to the other project, by somebody who read it: its manifest still says whose it is
    own = wrapping.project_secrets(apart.store).identity
    inner = sealing.unseal(file.read_bytes(), [own])
    assert refused(elsewhere, elsewhere.sealed(inner)) == "pack.other_project"
    other.close()


def test_that_a_journal_head_is_bound_to_its_pack(world):
    """What stands beside the archive is signed for this archive alone."""
    apart, pack, _file = world
    with apart.at("Ann"):
        payload = sealing.unseal(pack.read_bytes(), [apart.signer("Ann")])
    size = int.from_bytes(payload[:4], "big")
    anchor = json.loads(payload[4 : 4 + size])
    forged = json.dumps(anchor | {"head": "99:" + "0" * 16}).encode()
    swapped = len(forged).to_bytes(4, "big") + forged + payload[4 + size :]
    with pytest.raises(PackError) as caught:
        packfile.read(swapped)
    assert caught.value.code == "pack.bad_signature"
