"""Seal what is handed out: by the project's key, to a person's key or to a passphrase."""

import base64
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from reviewer_audit.domain.media import BlindMedia
from reviewer_audit.domain.packs import ORIGINAL, VERSION, Lessons, PackItem, PackManifest
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.packs import keys, packfile
from reviewer_audit.packs.keys import Identity
from reviewer_audit.services.outgoing import Made
from reviewer_audit.services.projects import Project, journal_head
from reviewer_audit.store import packs
from reviewer_audit.store.project import Tx

MOST_MEDIA = 256 << 20  # bytes in one pack: it is sealed, and opened, in memory


@dataclass(frozen=True, slots=True)
class ProjectSecrets:
    """The project's key, its name among packs, and the secret behind handles and orders."""

    identity: Identity
    project: str
    handles: bytes

    def token(self, *parts: object) -> str:
        """Return 128 bits that tell nothing of the parts to who does not have the secret."""
        message = "\x1f".join(str(part) for part in parts).encode()
        return hmac.new(self.handles, message, sha256).hexdigest()[:32]


def project_secrets(store: Project) -> ProjectSecrets:
    """Return the project's key and secrets; PackError where it never issued a pack."""
    with store.read() as tx:
        held = packs.secrets(tx)
    if not held:
        message = _("This project has issued no pack.")
        raise PackError(message, _("Nothing was changed."), code="pack.none")
    return _as_secrets(held)


def secrets_of(store: Project) -> tuple[ProjectSecrets, dict[str, str]]:
    """Return the project's secrets, and those still to be written down."""
    with store.read() as tx:
        held = packs.secrets(tx)
    if held:
        return _as_secrets(held), {}
    new = {
        "identity": keys.encode(keys.generate()),
        "project": uuid4().hex,
        "handles": os.urandom(32).hex(),
    }
    return _as_secrets(new), new


def keep(tx: Tx, new_secrets: Mapping[str, str], who: Person, made: Made) -> None:
    """Write down, with the pack they were made for, new secrets and a new key of a person."""
    if new_secrets:
        packs.put_secrets(tx, dict(new_secrets))
    if made.new_key:
        packs.add_key(tx, who.id, made.new_key)


def public_key() -> tuple[str, str]:
    """Return this installation's public key, to send to a lead, and its fingerprint."""
    public = keys.own().public
    return public.text, public.fingerprint


def sealed(
    store: Project,
    project: Identity,
    who: Person,
    items: Sequence[PackItem],
    manifest: PackManifest,
    rules: str,
    *,
    to: str,
    passphrase: str,
    versions: Sequence[str] = (),
    lessons: Lessons = packfile.NO_LESSONS,
) -> Made:
    """Seal a pack to a person's key or to a passphrase; with neither, one is made up."""
    public, known = _key_of(store, who, to)
    made_up = "" if public or passphrase else _made_up()
    recipients = [public] if public else [keys.own().public.text] if made_up else []
    manifest = replace(manifest, auditor_key=public)
    blobs = _blobs(store, items)
    inner, digest = packfile.write(
        manifest, items, rules, project, blobs, versions=versions, lessons=lessons
    )
    data = packfile.seal(
        inner,
        digest,
        journal_head(store),
        project,
        to=recipients,
        passphrases=[words for words in (passphrase, made_up) if words],
    )
    new_key = "" if known else public
    return Made(data=data, digest=digest, sealed_to=public, new_key=new_key, passphrase=made_up)


def item(
    handle: str,
    without: frozenset[str],
    *,
    content: str,
    content_kind: str,
    language: str,
    context: Mapping[str, str],
    media: tuple[BlindMedia, ...] = (),
    version: str = "",
    original: str = "",
) -> PackItem:
    """Return what of an item goes into a pack."""
    return PackItem(
        handle=handle,
        content=content,
        content_kind=content_kind,
        language="" if "language" in without else language,
        context={name: value for name, value in context.items() if name not in without},
        media=() if "media" in without else media,
        version="" if VERSION in without else version,
        original="" if ORIGINAL in without else original,
    )


def _blobs(store: Project, items: Sequence[PackItem]) -> dict[str, bytes]:
    """Return the pictures and recordings that items name; PackError where they are too many."""
    from reviewer_audit.store import media

    named = {one.sha256 for item in items for one in item.media if one.sha256}
    if not named:
        return {}
    with store.read_blind() as tx:
        sizes = media.known(tx)
        size = sum(sizes[name] for name in named)
        if size > MOST_MEDIA:
            message = _("The pictures and recordings of these items have {size:,} MB.").format(
                size=size >> 20
            )
            hint = _(
                "Nothing was changed. A pack holds {most_media:,} MB: hand out "
                "fewer items, or leave them out with the column media."
            ).format(most_media=MOST_MEDIA >> 20)
            raise PackError(message, hint, code="pack.too_much_media")
        return {one.sha256: one.body for one in media.blobs(tx, named)}


def save(path: Path, data: bytes) -> None:
    """Write a file for another person whole or not at all, readable by this user alone."""
    from reviewer_audit.render.files import replacing

    with replacing(path) as partial:
        partial.write_bytes(data)


def _as_secrets(held: Mapping[str, str]) -> ProjectSecrets:
    identity = keys.decode(held["identity"])
    return ProjectSecrets(identity, held["project"], bytes.fromhex(held["handles"]))


def _key_of(store: Project, who: Person, given: str) -> tuple[str, bool]:
    """Return the key to seal to, and whether the project knew it as this person's newest."""
    with store.read() as tx:
        known = packs.keys(tx)
    mine = known.get(who.id, [])
    if not given:
        return (mine[-1], True) if mine else ("", True)
    public = keys.public_from(given).text
    if any(public in theirs for owner, theirs in known.items() if owner != who.id):
        message = _("This key belongs to another person of the project.")
        raise PackError(message, _("Nothing was changed."), code="pack.key_of_another")
    return public, bool(mine) and mine[-1] == public


def _made_up() -> str:
    """Return a passphrase of 100 bits in groups that can be read aloud."""
    text = base64.b32encode(os.urandom(13)).decode()[:20].lower()
    return "-".join(text[k : k + 4] for k in range(0, 20, 4))
