"""A return: the answers to one pack, each sealed with the one before, signed by who gave them.

The seal of an answer is the SHA-256 of the seal before it and its line of text. The first one
starts from the pack's manifest and the name of the opening (``work``), so a chain belongs to one
pack of one round for ever, and a later return of the same work begins with the earlier one.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from reviewer_audit.domain.packs import Entry, Refusal, ReturnManifest
from reviewer_audit.packs import archive, sealing
from reviewer_audit.packs.keys import Identity, public_from
from reviewer_audit.packs.refusals import refusal

KIND, FORMAT = "return", 1
ENTRIES = "entries.jsonl"
ORIGINALS = "originals.json"  # where any was opened
_USE = b"reviewer-audit return 1\n"


def lines(entries: Iterable[Entry]) -> list[bytes]:
    """Return answers as the lines that are sealed."""
    import msgspec

    encode = msgspec.json.Encoder(order="sorted").encode
    return [encode(entry) for entry in entries]


def chain(pack_sha256: str, work: str, given: Sequence[bytes]) -> list[str]:
    """Return the seal of every line, and before them that of the beginning."""
    seal = sha256(f"{pack_sha256} {work}".encode()).digest()
    seals = [seal.hex()]
    for line in given:
        seal = sha256(seal + line).digest()
        seals.append(seal.hex())
    return seals


def write(
    manifest: ReturnManifest, given: Sequence[bytes], by: Identity, originals: Sequence[str] = ()
) -> bytes:
    """Return the inner archive of a return; ``originals`` are handles of those opened."""
    import msgspec

    body = {"kind": KIND, "format": FORMAT, **msgspec.to_builtins(manifest)}
    parts = {ENTRIES: b"".join(line + b"\n" for line in given)}
    if originals:
        parts[ORIGINALS] = msgspec.json.encode(list(originals))
    return archive.signed(body, parts, by, use=_USE)[0]


def seal(inner: bytes, to: str) -> bytes:
    """Return the file that goes back, sealed to the project's key."""
    return sealing.seal(inner, [public_from(to)])


def read(inner: bytes) -> tuple[ReturnManifest, list[Entry], list[str], list[str]]:
    """Return manifest, answers, their seals, and handles of originals; the chain is checked.

    Raises:
        PackError: whatever is wrong, by its own reason.
    """
    import msgspec

    found, parts, _sha256 = archive.opened(
        inner, (ENTRIES,), use=_USE, signer="auditor_key", maybe=(ORIGINALS,)
    )
    manifest = _manifest(found)
    given = parts[ENTRIES].split(b"\n")
    if given.pop() != b"":
        raise refusal(Refusal.CHAIN)
    seals = chain(manifest.pack_sha256, manifest.work, given)
    if len(given) != manifest.entries or seals[-1] != manifest.head:
        raise refusal(Refusal.CHAIN)
    decode = msgspec.json.Decoder(Entry).decode
    try:
        entries = [decode(line) for line in given]
        originals = msgspec.json.decode(parts.get(ORIGINALS, b"[]"), type=list[str])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(Refusal.FORMAT) from error
    return manifest, entries, seals[1:], originals


def _manifest(found: dict[str, Any]) -> ReturnManifest:
    import msgspec

    if found.get("kind") != KIND:
        raise refusal(Refusal.NOT_OURS)
    if found.get("format") != FORMAT:
        raise refusal(Refusal.NEWER)
    try:
        return msgspec.convert(found, ReturnManifest)
    except msgspec.ValidationError as error:
        raise refusal(Refusal.FORMAT) from error
