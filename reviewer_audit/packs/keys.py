"""Who somebody is, when files travel: a pair of private keys, kept where only they can read it.

A key signs (Ed25519, RFC 8032) and opens what was sealed to it (X25519, RFC 7748). Its public
half is a line of text that may be sent openly; its fingerprint is short enough to read aloud.
"""

import base64
import binascii
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.settings import APP

OWN = "own"  # the key of this installation
_PREFIX = "rak1-"
_CHECK = 4  # bytes of checksum, against a slip in copying


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a key that others may have: 32 bytes to verify by, 32 bytes to seal to."""

    verifying: bytes
    sealing: bytes

    @property
    def text(self) -> str:
        """The key as one line of text."""
        raw = self.verifying + self.sealing
        return _PREFIX + base64.urlsafe_b64encode(raw + _checksum(raw)).decode().rstrip("=")

    @property
    def fingerprint(self) -> str:
        """80 bits of the key's SHA-256 in four groups, to compare by voice."""
        short = base64.b32encode(sha256(self.verifying + self.sealing).digest()[:10]).decode()
        return "-".join(short[k : k + 4] for k in range(0, 16, 4))

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Return whether the owner of this key signed exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.verifying).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Identity:
    """A whole key: 32 secret bytes to sign with, 32 to open with. Its repr shows neither."""

    signing: bytes = field(repr=False)
    opening: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The half that others may have."""
        return PublicKey(
            Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw(),
            X25519PrivateKey.from_private_bytes(self.opening).public_key().public_bytes_raw(),
        )

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(message)


def generate() -> Identity:
    """Make a new key from the system's randomness."""
    return Identity(os.urandom(32), os.urandom(32))


def public_from(text: str) -> PublicKey:
    """Read a public key from its line of text.

    Raises:
        PackError: it is none, or was not copied whole.
    """
    try:
        body = text.strip().removeprefix(_PREFIX)
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    raw, check = raw[:-_CHECK], raw[-_CHECK:]
    if not text.strip().startswith(_PREFIX) or len(raw) != 64 or check != _checksum(raw):  # noqa: PLR2004
        message = _("This is not a whole public key.")
        raise PackError(
            message,
            _("It is one line that begins with {prefix}.").format(prefix=_PREFIX),
            code="key.refused",
        )
    return PublicKey(raw[:32], raw[32:])


def folder() -> Path:
    """Return the folder of this user's keys, made private."""
    from platformdirs import user_data_path

    keys = user_data_path(APP, appauthor=False) / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    return keys


def own(name: str = OWN) -> Identity:
    """Return the key of that name, made on first use.

    Raises:
        PackError: the file is there and is no key.
    """
    path = folder() / f"{name}.key"
    if not path.exists():
        _write(path, generate())
    return _read(path)


def every() -> Iterator[Identity]:
    """Return all keys of this user, the installation's own first."""
    paths = sorted(folder().glob("*.key"), key=lambda path: (path.stem != OWN, path.name))
    for path in paths:
        with suppress(PackError):
            yield _read(path)


def holder_of(public: str) -> Identity | None:
    """Return the key with this public half, if this user has it."""
    return next((one for one in every() if one.public.text == public), None)


def encode(identity: Identity) -> str:
    """Return a key as the text its file holds."""
    body = {"version": 1, "sign": identity.signing.hex(), "open": identity.opening.hex()}
    return json.dumps(body, sort_keys=True)


def decode(text: str) -> Identity:
    """Read a key from its file's text; ValueError where it is none."""
    body = json.loads(text)
    if not isinstance(body, dict) or body.get("version") != 1:
        raise ValueError(body)
    signing, opening = bytes.fromhex(str(body["sign"])), bytes.fromhex(str(body["open"]))
    if {len(signing), len(opening)} != {32}:
        raise ValueError(text)
    return Identity(signing, opening)


def _write(path: Path, identity: Identity) -> None:
    """Write a key that only its owner may read; one that another process made first stands."""
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(encode(identity))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    except OSError:
        if not path.exists():  # a disk without links
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _read(path: Path) -> Identity:
    try:
        return decode(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        message = _("The key file {name} cannot be read.").format(name=path.name)
        hint = _("Bring it back from a backup: what was sealed to it opens with nothing else.")
        raise PackError(message, hint, code="key.unreadable") from error


def _checksum(raw: bytes) -> bytes:
    return sha256(b"reviewer-audit key" + raw).digest()[:_CHECK]
