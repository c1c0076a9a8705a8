"""A zip of few known parts: one order, one date, nothing compressed, and every byte accounted for.

What is read must be, byte by byte, what would be written from the parts that were found. So there
is no second reading of the same archive, and nothing hides between or behind the parts.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from reviewer_audit.domain.packs import Refusal
from reviewer_audit.packs.keys import Identity, PublicKey
from reviewer_audit.packs.refusals import refusal

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
BLOB = "blobs/"  # before the digest of a picture or recording
_BLOB = re.compile(BLOB + r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.[a-z]{1,8}|" + _BLOB.pattern)
_LARGEST_PART = 256 * 1024 * 1024
_LARGEST_MANIFEST = 64 * 1024
_LARGEST_WITH_BLOBS = 4 * 1024 * 1024  # it lists every part: some 25,000 pictures


def signed(
    manifest: Mapping[str, Any], parts: Mapping[str, bytes], by: Identity, *, use: bytes
) -> tuple[bytes, str]:
    """Return an archive of the parts under a signed manifest, and the manifest's SHA-256.

    ``use`` keeps a signature for one kind of file from passing for another kind.
    """
    import msgspec

    listed = {
        name: {"sha256": sha256(part).hexdigest(), "size": len(part)}
        for name, part in sorted(parts.items())
    }
    body = msgspec.json.encode({**manifest, "parts": listed}, order="sorted")
    whole = {MANIFEST: body, SIGNATURE: by.sign(use + body), **parts}
    return write(whole), sha256(body).hexdigest()


def opened(
    data: bytes,
    names: Sequence[str],
    *,
    use: bytes,
    signer: str,
    blobs: bool = False,
    maybe: Sequence[str] = (),
) -> tuple[dict[str, Any], dict[str, bytes], str]:
    """Return manifest, parts and the manifest's SHA-256; the signature is checked first.

    Args:
        data: the archive.
        names: the parts that must be there, besides manifest and signature.
        use: what the signature must be for.
        signer: the field of the manifest that holds the signer's public key.
        blobs: whether pictures and recordings may be there, too, each named by a digest.
        maybe: further parts that may be there.

    Raises:
        PackError: whatever is wrong, by its own reason.
    """
    import msgspec

    from reviewer_audit.errors import PackError
    from reviewer_audit.packs.keys import public_from

    parts = read(data, (MANIFEST, SIGNATURE, *names), blobs=blobs, maybe=maybe)
    body, signature = parts.pop(MANIFEST), parts.pop(SIGNATURE)
    try:
        manifest = msgspec.json.decode(body, type=dict[str, Any])
        key: PublicKey = public_from(str(manifest[signer]))
    except (msgspec.DecodeError, RecursionError, KeyError, PackError) as error:
        raise refusal(Refusal.FORMAT) from error
    if not key.verifies(signature, use + body):
        raise refusal(Refusal.SIGNATURE)
    listed = {
        name: {"sha256": sha256(part).hexdigest(), "size": len(part)}
        for name, part in parts.items()
    }
    if manifest.pop("parts", None) != listed:
        raise refusal(Refusal.CONTENT)
    return manifest, parts, sha256(body).hexdigest()


def write(parts: Mapping[str, bytes]) -> bytes:
    """Return the one archive that holds these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system = 3
            info.external_attr = 0o600 << 16
            target.writestr(info, parts[name])
    return out.getvalue()


def read(
    data: bytes, names: Sequence[str], *, blobs: bool = False, maybe: Sequence[str] = ()
) -> dict[str, bytes]:
    """Return the parts of an archive that holds exactly these names, and what else it may.

    Nothing is unpacked to disk, and nothing beyond the stated sizes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            infos = source.infolist()
            held = [info.filename for info in infos]
            _require_names(held, [*names, *(set(maybe) & set(held))], blobs=blobs)
            limit = _LARGEST_WITH_BLOBS if blobs else _LARGEST_MANIFEST
            parts = {info.filename: _part(source, info, limit) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise refusal(Refusal.ARCHIVE) from error
    if write(parts) != data:
        raise refusal(Refusal.ARCHIVE)
    return parts


def _require_names(found: Sequence[str], names: Sequence[str], *, blobs: bool) -> None:
    if any(not _NAME.fullmatch(name) for name in found):
        raise refusal(Refusal.BAD_NAME)
    if len(set(found)) != len(found):
        raise refusal(Refusal.DUPLICATE_PART)
    if any(not (blobs and _BLOB.fullmatch(name)) for name in set(found) - set(names)):
        raise refusal(Refusal.EXTRA_PART)
    if set(names) - set(found):
        raise refusal(Refusal.MISSING_PART)


def _part(source: zipfile.ZipFile, info: zipfile.ZipInfo, manifest: int) -> bytes:
    """Read one part, never more of it than it says; ``manifest`` is the most that one may have."""
    largest = manifest if info.filename in {MANIFEST, SIGNATURE} else _LARGEST_PART
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > largest:
        raise refusal(Refusal.TOO_LARGE)
    if info.compress_size != info.file_size:
        raise refusal(Refusal.TOO_LARGE)
    return source.read(info)
