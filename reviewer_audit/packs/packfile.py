"""A pack: the items that one auditor is to grade, and the rules to grade them by.

A pack is written from :class:`PackItem`, which has no field for anything of the vendor's; no
other source of content reaches this module. The head of the lead's journal travels beside the
signed archive, under a signature of its own, since it says when the lead did what.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256 as digest_of
from types import MappingProxyType
from typing import Any

from reviewer_audit.domain.packs import Lessons, Pack, PackItem, PackManifest, Refusal
from reviewer_audit.errors import PackError
from reviewer_audit.packs import archive, sealing
from reviewer_audit.packs.keys import Identity, public_from
from reviewer_audit.packs.refusals import refusal

KIND, FORMAT = "pack", 1
WITH_BLOBS = 2  # the format of a pack that holds pictures: who cannot show them refuses it
WITH_BESIDE = 3  # of one that holds other rule books, precedents or feedback
NO_BLOBS: Mapping[str, bytes] = MappingProxyType({})
NO_LESSONS = Lessons()
ITEMS, POLICY = "items.jsonl", "policy.json"
VERSIONS, LESSONS = "versions.json", "lessons.json"  # each where there is something to say
_USE = b"reviewer-audit pack 1\n"
_USE_HEAD = b"reviewer-audit journal head 1\n"
_MOST_ITEMS = 200_000


def write(
    manifest: PackManifest,
    items: Sequence[PackItem],
    policy: str,
    by: Identity,
    blobs: Mapping[str, bytes] = NO_BLOBS,
    *,
    versions: Sequence[str] = (),
    lessons: Lessons = NO_LESSONS,
) -> tuple[bytes, str]:
    """Return the inner archive and the SHA-256 of its manifest: the same input, the same bytes.

    ``blobs`` are stored under their digest and padded, so that no size tells which is which.
    ``versions`` are other rule books that items name, ``lessons`` what is told to this auditor.
    """
    import msgspec

    encode = msgspec.json.Encoder(order="sorted").encode
    parts = {
        ITEMS: b"".join(encode(item) + b"\n" for item in items),
        POLICY: policy.encode(),
        **({VERSIONS: encode(list(versions))} if versions else {}),
        **({LESSONS: encode(lessons)} if lessons else {}),
        **{archive.BLOB + name: sealing.padded(body) for name, body in blobs.items()},
    }
    body = {
        "kind": KIND,
        "format": WITH_BESIDE if versions or lessons else WITH_BLOBS if blobs else FORMAT,
        **msgspec.to_builtins(manifest),
    }
    return archive.signed(body, parts, by, use=_USE)


def seal(
    inner: bytes,
    sha256: str,
    journal_head: str,
    by: Identity,
    *,
    to: Sequence[str] = (),
    passphrases: Sequence[str] = (),
) -> bytes:
    """Return the file that goes out: the archive and the journal's head, sealed."""
    signature = by.sign(_USE_HEAD + f"{sha256} {journal_head}".encode())
    anchor = _written(journal_head, signature)
    payload = len(anchor).to_bytes(4, "big") + anchor + inner
    return sealing.seal(payload, [public_from(key) for key in to], passphrases=passphrases)


def read(payload: bytes) -> Pack:
    """Return the pack in an unsealed file.

    Raises:
        PackError: whatever is wrong, by its own reason.
    """
    import msgspec

    length = int.from_bytes(payload[:4], "big")
    inner = payload[4 + length :]
    found, parts, sha256 = archive.opened(
        inner,
        (ITEMS, POLICY),
        use=_USE,
        signer="project_key",
        blobs=True,
        maybe=(VERSIONS, LESSONS),
    )
    manifest = _manifest(found)
    head = _anchor(payload[4 : 4 + length], sha256, manifest)
    decode = msgspec.json.Decoder(PackItem).decode
    try:
        items = [decode(line) for line in parts[ITEMS].splitlines()]
        policy = parts[POLICY].decode()
        versions = msgspec.json.decode(parts.get(VERSIONS, b"[]"), type=tuple[str, ...])
        lessons = msgspec.json.decode(parts.get(LESSONS, b"{}"), type=Lessons)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(Refusal.FORMAT) from error
    handles = {item.handle for item in items}
    if not 0 < len(items) == len(handles) == manifest.items <= _MOST_ITEMS:
        raise refusal(Refusal.FORMAT)
    return Pack(
        manifest=manifest,
        sha256=sha256,
        items=items,
        policy=policy,
        journal_head=head,
        blobs=_blobs(parts, items),
        versions=versions,
        lessons=lessons,
    )


def _blobs(parts: Mapping[str, bytes], items: Sequence[PackItem]) -> dict[str, bytes]:
    """Return pictures and recordings: just those that items name, each what its name says."""
    found = {
        name.removeprefix(archive.BLOB): sealing.unpadded(part)
        for name, part in parts.items()
        if name.startswith(archive.BLOB)
    }
    if any(digest_of(body).hexdigest() != name for name, body in found.items()):
        raise refusal(Refusal.CONTENT)
    if {one.sha256 for item in items for one in item.media if one.sha256} != set(found):
        raise refusal(Refusal.FORMAT)
    return found


def _manifest(found: dict[str, Any]) -> PackManifest:
    import msgspec

    if found.get("kind") != KIND:
        raise refusal(Refusal.NOT_OURS)
    if found.get("format") not in {FORMAT, WITH_BLOBS, WITH_BESIDE}:
        raise refusal(Refusal.NEWER)
    try:
        return msgspec.convert(found, PackManifest)
    except msgspec.ValidationError as error:
        raise refusal(Refusal.FORMAT) from error


def _anchor(raw: bytes, sha256: str, manifest: PackManifest) -> str:
    """Return the journal's head, if the same project signed it for this pack."""
    import msgspec

    try:
        anchor = msgspec.json.decode(raw, type=dict[str, str])
        head, signature = anchor["head"], bytes.fromhex(anchor["signature"])
        key = public_from(manifest.project_key)
    except (msgspec.DecodeError, KeyError, ValueError, PackError) as error:
        raise refusal(Refusal.FORMAT) from error
    if not key.verifies(signature, _USE_HEAD + f"{sha256} {head}".encode()):
        raise refusal(Refusal.SIGNATURE)
    if _written(head, signature) != raw:  # the same said in other bytes, such as A for a
        raise refusal(Refusal.FORMAT)
    return head


def _written(head: str, signature: bytes) -> bytes:
    """Return the only way in which a head of the journal and its signature are written."""
    import msgspec

    return msgspec.json.encode({"head": head, "signature": signature.hex()}, order="sorted")
