"""Seal bytes to keys and passphrases, and open them again.

The construction is that of the age format (https://age-encryption.org/v1) with one payload text:
a random file key is wrapped for each recipient, and the payload is encrypted under a key derived
from it. Nothing of the ciphers is ours.

- To a key: an ephemeral X25519 key; HKDF-SHA256 (RFC 5869) over the shared secret, salted with
  both public keys; ChaCha20-Poly1305 (RFC 8439) with a zero nonce, since the key is used once.
- To a passphrase: scrypt (RFC 7914), N = 2^16, r = 8, p = 1 (64 MiB), 16 bytes of salt; then the
  same cipher.
- Payload: HKDF-SHA256 of the file key salted with 16 random bytes; ChaCha20-Poly1305; the whole
  head is its associated data, so that no recipient can be added or taken out.

The payload is padded by Padme (Nikitin et al. 2019, PURBs, section 4): its length says at most
twelve per cent about what is in it.
"""

import base64
import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from reviewer_audit.domain.packs import Refusal
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.packs.keys import Identity, PublicKey
from reviewer_audit.packs.refusals import refusal

MAGIC = b"reviewer-audit sealed 1\n"
LARGEST = 512 * 1024 * 1024
_LARGEST_HEAD = 16 * 1024
_MOST_RECIPIENTS = 20
_WORK, _MOST_WORK = 16, 20  # scrypt's N as a power of two: 64 MiB, at most 1 GiB
_TAG = 16  # bytes that ChaCha20-Poly1305 adds
_NONCE = bytes(12)  # every key encrypts one text


def seal(payload: bytes, to: Sequence[PublicKey] = (), *, passphrases: Sequence[str] = ()) -> bytes:
    """Encrypt bytes so that each of the keys and each of the passphrases alone opens them."""
    file_key, salt = os.urandom(32), os.urandom(16)
    stanzas = [_for_key(file_key, public) for public in to]
    stanzas += [_for_passphrase(file_key, passphrase) for passphrase in passphrases]
    if not stanzas:
        message = "nobody could open it"
        raise ValueError(message)
    body = {"recipients": stanzas, "salt": _b64(salt)}
    head = MAGIC + json.dumps(body, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    cipher = ChaCha20Poly1305(_derived(file_key, salt, b"payload"))
    return head + cipher.encrypt(_NONCE, padded(payload), head)


def unseal(data: bytes, identities: Iterable[Identity] = (), passphrase: str = "") -> bytes:
    """Open what was sealed to one of these keys, or to the passphrase.

    Raises:
        PackError: it is no sealed file, was altered or cut, or nothing given opens it.
    """
    head, body = _head(data)
    file_key = _file_key(body["recipients"], identities, passphrase)
    try:
        cipher = ChaCha20Poly1305(_derived(file_key, _bytes(body.get("salt"), 16), b"payload"))
        plain = cipher.decrypt(_NONCE, memoryview(data)[len(head) :], head)
    except InvalidTag as error:
        raise refusal(Refusal.DAMAGED) from error
    return unpadded(plain)


def recipients(data: bytes) -> tuple[str, ...]:
    """Return what each recipient needs to open a sealed file: "x25519" (a key) or "scrypt".

    That much anyone can read off it.

    Raises:
        PackError: it is no sealed file, or one whose length shows that it was cut.
    """
    head, body = _head(data)
    padded = len(data) - len(head) - _TAG
    if padded < 0 or padme(padded) != padded:
        raise refusal(Refusal.DAMAGED)
    return tuple(str(one.get("type")) for one in body["recipients"])


def is_sealed(head: bytes) -> bool:
    """Return whether a file beginning with these bytes is one of ours."""
    return head.startswith(MAGIC)


def padme(length: int) -> int:
    """Return the padded length: the next number with few significant bits, at least 4,096."""
    length = max(length, 4096)
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1
    return (length + mask) & ~mask


def padded(payload: bytes) -> bytes:
    """Return bytes behind their length, filled up so that what is outside tells little of it."""
    framed = len(payload).to_bytes(8, "big") + payload
    return framed.ljust(padme(len(framed)), b"\0")


def unpadded(framed: bytes) -> bytes:
    """Return what was padded; PackError where it was not filled up as ``padded`` does."""
    length = int.from_bytes(framed[:8], "big")
    if length > len(framed) - 8 or len(framed) != padme(length + 8):
        raise refusal(Refusal.DAMAGED)
    return framed[8 : 8 + length]


def _head(data: bytes) -> tuple[bytes, dict[str, Any]]:
    if not data.startswith(MAGIC):
        older = data.startswith(MAGIC.rsplit(b" ", 1)[0])
        raise refusal(Refusal.NEWER if older else Refusal.NOT_OURS)
    if len(data) > LARGEST:
        raise refusal(Refusal.TOO_LARGE)
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + _LARGEST_HEAD) + 1
    try:
        body = json.loads(data[len(MAGIC) : end]) if end else None
    except (ValueError, RecursionError):
        body = None
    stanzas = body.get("recipients") if isinstance(body, dict) else None
    if not isinstance(stanzas, list) or not 0 < len(stanzas) <= _MOST_RECIPIENTS:
        raise refusal(Refusal.DAMAGED)
    if not all(isinstance(one, dict) for one in stanzas) or not isinstance(body, dict):
        raise refusal(Refusal.DAMAGED)
    return data[:end], body


def _file_key(
    stanzas: Sequence[dict[str, Any]], identities: Iterable[Identity], passphrase: str
) -> bytes:
    keyed = [one for one in stanzas if one.get("type") == "x25519"]
    worded = [one for one in stanzas if one.get("type") == "scrypt"]
    for identity in identities if keyed else ():
        for one in keyed:
            found = _by_key(one, identity)
            if found is not None:
                return found
    for one in worded if passphrase else ():
        found = _by_passphrase(one, passphrase)
        if found is not None:
            return found
    raise refusal(Refusal.PASSPHRASE if worded and passphrase else Refusal.LOCKED)


def _for_key(file_key: bytes, public: PublicKey) -> dict[str, Any]:
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public.sealing))
    wrapping = ChaCha20Poly1305(_derived(shared, own + public.sealing, b"wrap"))
    wrapped = wrapping.encrypt(_NONCE, file_key, None)
    return {"type": "x25519", "from": _b64(own), "key": _b64(wrapped)}


def _by_key(stanza: dict[str, Any], identity: Identity) -> bytes | None:
    own = _bytes(stanza.get("from"), 32)
    private = X25519PrivateKey.from_private_bytes(identity.opening)
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(own))
        salt = own + private.public_key().public_bytes_raw()
        wrapping = ChaCha20Poly1305(_derived(shared, salt, b"wrap"))
        return wrapping.decrypt(_NONCE, _bytes(stanza.get("key"), 48), None)
    except (InvalidTag, ValueError):  # ValueError: a point of small order
        return None


def _for_passphrase(file_key: bytes, passphrase: str) -> dict[str, Any]:
    salt = os.urandom(16)
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, _WORK)).encrypt(_NONCE, file_key, None)
    return {"type": "scrypt", "salt": _b64(salt), "work": _WORK, "key": _b64(wrapped)}


def _by_passphrase(stanza: dict[str, Any], passphrase: str) -> bytes | None:
    work = stanza.get("work")
    if not isinstance(work, int) or not _WORK <= work <= _MOST_WORK:
        raise refusal(Refusal.DAMAGED)
    key = _stretched(passphrase, _bytes(stanza.get("salt"), 16), work)
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, _bytes(stanza.get("key"), 48), None)
    except InvalidTag:
        return None


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    words = unicodedata.normalize("NFKC", passphrase).strip().encode()
    try:
        return Scrypt(salt=salt, length=32, n=1 << work, r=8, p=1).derive(words)
    except (MemoryError, UnsupportedAlgorithm) as error:
        message = _("There is not enough memory to try the passphrase.")
        raise PackError(message, _("Nothing was changed. Close other programs.")) from error


def _derived(secret: bytes, salt: bytes, use: bytes) -> bytes:
    info = b"reviewer-audit sealed 1 " + use
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: object, length: int) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        raw = b""
    if len(raw) != length:
        raise refusal(Refusal.DAMAGED)
    return raw
