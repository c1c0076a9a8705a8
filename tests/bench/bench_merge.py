"""50 packs of 500 items, sealed to keys, graded, returned and merged, against their bare parts.

The floor, from the same files: read them, decrypt them (X25519, HKDF, ChaCha20-Poly1305), hash
every answer once, and insert the same rows, ready made, into the same table of a copy of the
project by plain sqlite3, in one transaction. Merging does all that and parses, verifies
signatures, chains, keys and answers, saves the project first, and says how each item now stands.
Both are timed in turn; the median of the ratios counts.

Run as: python tests/bench/bench_merge.py
"""

import argparse
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from reviewer_audit.domain.packs import Entry, ReturnManifest
from reviewer_audit.packs import keys, packfile, returnfile, sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import merging, packing, projects, sampling, wrapping
from tests.apart import sits
from tests.conftest import POLICY, load, rows

LIMIT = 3.0
NOTE = "what the auditor saw and why the answer is what it is " * 2


def project(folder, packs, items):
    """Make a project of so many auditors with so many items each."""
    store = projects.create_project(folder / "p.audit", POLICY, by="Lea")
    lead = projects.seat(store, "Lea")
    given = [(f"item-{k:06d}", ("ok", "spam")[k % 2]) for k in range(packs * items)]
    load(store, rows(given, content=["words " * 40] * len(given)), by=lead)
    names = tuple(f"Auditor {k:02d}" for k in range(packs))
    sampling.draw_sample(store, SamplePlan(method=Method.ALL, auditors=names, seed="1"), by=lead)
    return store, lead, names


def answered(pack_file, identity, project_key, folder):
    """Grade a pack from beginning to end without a desk, and return the file for the lead."""
    pack = packfile.read(sealing.unseal(pack_file.read_bytes(), [identity]))
    entries = [
        Entry(
            handle=item.handle, kind="answer", labels=("spam",), action="remove", escalate=False,
            severity="S2", confidence="high", reason="", note=NOTE, flagged=False, query="",
            graded_at=f"2026-11-02T09:{k // 60 % 60:02d}:{k % 60:02d}.000Z", duration_ms=4000,
        )
        for k, item in enumerate(pack.items)
    ]  # fmt: skip
    lines = returnfile.lines(entries)
    work = sha256(pack.sha256.encode()).hexdigest()[:32]
    manifest = ReturnManifest(
        project=pack.manifest.project, pack=pack.manifest.pack, pack_sha256=pack.sha256, work=work,
        auditor_id=pack.manifest.auditor_id, auditor_key=identity.public.text,
        entries=len(lines), head=returnfile.chain(pack.sha256, work, lines)[-1],
    )  # fmt: skip
    out = folder / f"{pack.manifest.pack}.auditreturn"
    out.write_bytes(returnfile.seal(returnfile.write(manifest, lines, identity), project_key))
    return out


def bare(files, identity, target, prepared):
    """Read, decrypt, hash and insert, and nothing else."""
    begun = time.perf_counter()
    private = X25519PrivateKey.from_private_bytes(identity.opening)
    own = private.public_key().public_bytes_raw()
    for path in files:
        data = path.read_bytes()
        head, body = sealing._head(data)
        stanza = body["recipients"][0]
        theirs = sealing._bytes(stanza["from"], 32)
        shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
        wrapping = ChaCha20Poly1305(sealing._derived(shared, theirs + own, b"wrap"))
        file_key = wrapping.decrypt(bytes(12), sealing._bytes(stanza["key"], 48), None)
        salt = sealing._bytes(body["salt"], 16)
        cipher = ChaCha20Poly1305(sealing._derived(file_key, salt, b"payload"))
        inner = cipher.decrypt(bytes(12), data[len(head) :], head)
        for line in inner.split(b"\n"):
            sha256(line).digest()
    db = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(prepared[0]))
    db.executemany(f"INSERT INTO grade VALUES ({marks})", prepared)
    db.execute("COMMIT")
    db.close()
    return time.perf_counter() - begun


def merged(fresh, files, folder, k):
    """Merge into a fresh copy of the project; return seconds and the rows that it wrote."""
    path = folder / f"merged-{k}.audit"
    path.write_bytes(fresh)
    store = projects.open_project(path)
    lead = projects.seat(store, "Lea")
    begun = time.perf_counter()
    done = merging.merge(store, files, by=lead)
    seconds = time.perf_counter() - begun
    assert sum(tally.new for tally in done.files) > 0
    assert not any(tally.refused for tally in done.files)
    store.close()
    with sqlite3.connect(path) as db:
        written = db.execute("SELECT * FROM grade").fetchall()
    db.close()
    for each in (path, done.backup):
        each.unlink()
    return seconds, written


def main():
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--packs", type=int, default=50)
    wanted.add_argument("--items", type=int, default=500)
    wanted.add_argument("--rounds", type=int, default=5)
    given = wanted.parse_args()
    with (
        tempfile.TemporaryDirectory(dir=os.environ.get("REVIEWER_AUDIT_BENCH_DIR")) as name,
        sits(Path(name) / "keys"),
    ):
        folder = Path(name)
        store, lead, names = project(folder, given.packs, given.items)
        identities = [keys.generate() for _ in names]
        begun = time.perf_counter()
        packed = [
            packing.pack(
                store, who, folder / f"{k}.auditpack", by=lead, to=identities[k].public.text
            )
            for k, who in enumerate(names)
        ]
        packing_time = time.perf_counter() - begun
        own = wrapping.project_secrets(store).identity
        files = [
            answered(one.file, identity, own.public.text, folder)
            for one, identity in zip(packed, identities, strict=True)
        ]
        store.close()
        fresh = store.path.read_bytes()
        _seconds, prepared = merged(fresh, files, folder, "first")
        times = []
        for k in range(given.rounds):
            target = folder / f"bare-{k}.audit"
            target.write_bytes(fresh)
            floor = bare(files, own, target, prepared)
            target.unlink()
            times.append((floor, merged(fresh, files, folder, k)[0]))
    ratio = statistics.median(whole / floor for floor, whole in times)
    floor, whole = (statistics.median(column) for column in zip(*times, strict=True))
    print(
        f"{given.packs} packs of {given.items} items sealed in {packing_time:.1f} s, leaks looked "
        f"for in each | Python {platform.python_version()}, {os.cpu_count()} cores"
    )
    fits = ratio <= LIMIT
    print(
        f"merge {len(prepared):,} answers: {whole:.2f} s, read + decrypt + hash + insert bare "
        f"{floor:.2f} s, ratio {ratio:.2f} (limit {LIMIT:g}) {'ok' if fits else 'MISSED'}"
    )
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
