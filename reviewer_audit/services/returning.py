"""The auditor's side of packs: open one, grade at the same desk, send the grades back.

The project made from a pack holds what was in the pack and nothing else. The grading path ends
here, so this module may not know decisions either.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.beside import is_address
from reviewer_audit.domain.packs import RETURN_SUFFIX, Entry, Pack, Refusal, ReturnManifest
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.errors import AuditError, PackError, StorageError
from reviewer_audit.i18n import _
from reviewer_audit.packs import keys, packfile, returnfile, sealing
from reviewer_audit.packs.keys import Identity
from reviewer_audit.packs.refusals import refusal
from reviewer_audit.services import unpacking
from reviewer_audit.services.projects import Project, stored
from reviewer_audit.store import grades, items, meta, people, policies, rounds, side_notes

_WORK = "work"  # the fact that makes a project one of a pack
TRUSTED = "trusted.json"  # beside the keys: which project signs by which key


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a project made from a pack knows of that pack."""

    project: str
    pack: str
    pack_sha256: str
    work: str
    auditor_id: str
    auditor_name: str
    auditor_key: str
    project_key: str
    journal_head: str
    due: str
    item_times: bool = True  # whether time goes back item by item; opened before: it did

    @property
    def auditor(self) -> Person:
        """Who grades here."""
        return Person(id=PersonId(self.auditor_id), name=self.auditor_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A pack that became a project."""

    file: Path
    auditor: str
    items: int
    due: str
    fingerprint: str  # of the project's key
    first_time: bool  # the first pack of that project here: compare the fingerprint
    own_fingerprint: str  # of the key that will sign the return

    def as_json(self) -> dict[str, Any]:
        """Return the object that the command prints."""
        return {
            "file": str(self.file),
            "auditor": self.auditor,
            "items": self.items,
            "due": self.due,
            "project_fingerprint": self.fingerprint,
            "first_time": self.first_time,
            "own_fingerprint": self.own_fingerprint,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReturn:
    """A return that was written."""

    file: Path
    auditor: str
    answers: int
    graded: int
    left: int
    head: str
    own_fingerprint: str

    def as_json(self) -> dict[str, Any]:
        """Return the object that the command prints."""
        return asdict(self) | {"file": str(self.file)}


def is_pack(path: Path) -> bool:
    """Return whether a file is sealed by this program, by its first bytes."""
    try:
        with path.open("rb") as file:
            return sealing.is_sealed(file.read(64))
    except OSError:
        return False


def open_pack(path: Path, out: Path, *, passphrase: str = "") -> Opened:
    """Make a project to grade in from a pack.

    Raises:
        PackError: the pack is not whole, not for this user, or not signed by the project that
            earlier packs of it came from. Nothing was made.
        StorageError: there is a file of that name already.
    """
    try:
        pack = packfile.read(sealing.unseal(bytes_of(path), keys.every(), passphrase))
        policy = rule_books.decode(pack.policy)
        versions = [rule_books.decode(text) for text in pack.versions]
        PersonId(str(UUID(pack.manifest.auditor_id)))
        _require_beside(pack, policy, versions)
    except PackError as error:
        raise named(error, path) from error
    except (AuditError, ValueError) as error:
        raise refusal(Refusal.FORMAT, path.name) from error
    first_time = _require_trusted(pack, path)
    identity = _signer(pack)
    _make(out, pack, policy, versions, identity)
    if first_time:
        _trust(pack)
    return Opened(
        file=out,
        auditor=pack.manifest.auditor_name,
        items=len(pack.items),
        due=pack.manifest.due,
        fingerprint=keys.public_from(pack.manifest.project_key).fingerprint,
        first_time=first_time,
        own_fingerprint=identity.public.fingerprint,
    )


def work_of(store: Project) -> Work | None:
    """Return the pack that a project was made from; None where it is a lead's project."""
    with store.read_blind() as tx:
        text = meta.get(tx, _WORK)
    return Work(**json.loads(text)) if text else None


def make_return(store: Project, out: Path) -> MadeReturn:
    """Write all answers given so far into a file for the lead; it may be done again later.

    Raises:
        PackError: the project was not made from a pack, nothing is graded, or the key that must
            sign is not on this machine.
        OutputError: the file cannot be written.
    """
    work = work_of(store)
    if work is None:
        message = _("This project was not opened from a pack.")
        raise PackError(message, _("Nothing was written."), code="pack.not_work")
    if out.suffix.casefold() in {".audit", ".auditpack"}:
        message = _("{name} would look like a project or a pack.").format(name=out.name)
        raise PackError(
            message,
            _("Nothing was written. End it in {return_suffix}.").format(
                return_suffix=RETURN_SUFFIX
            ),
            code="pack.name",
        )
    identity = keys.holder_of(work.auditor_key)
    if identity is None:
        message = _("The key that opened this pack is not on this machine.")
        raise PackError(
            message, _("Nothing was written. Bring the key back."), code="pack.no_key_fits"
        )
    entries, graded, left, worked, originals = _entries(store, work)
    if not entries:
        message = _("Nothing is graded yet.")
        raise PackError(message, _("Nothing was written."), code="pack.nothing_graded")
    lines = returnfile.lines(entries)
    head = returnfile.chain(work.pack_sha256, work.work, lines)[-1]
    manifest = ReturnManifest(
        project=work.project,
        pack=work.pack,
        pack_sha256=work.pack_sha256,
        work=work.work,
        auditor_id=work.auditor_id,
        auditor_key=work.auditor_key,
        entries=len(lines),
        head=head,
        worked_ms=worked,
    )
    sealed = returnfile.seal(
        returnfile.write(manifest, lines, identity, originals), work.project_key
    )
    from reviewer_audit.render.files import replacing

    with replacing(out) as partial:
        partial.write_bytes(sealed)
    return MadeReturn(
        file=out,
        auditor=work.auditor_name,
        answers=len(entries),
        graded=graded,
        left=left,
        head=head,
        own_fingerprint=identity.public.fingerprint,
    )


def named(error: PackError, path: Path) -> PackError:
    """Return the same refusal with the file's name in its words."""
    message = error.message.replace("The file ", f"{path.name} ", 1)
    return PackError(message, error.hint, code=error.code)


def bytes_of(path: Path) -> bytes:
    """Return a file whole.

    Raises:
        PackError: it cannot be read, or is larger than any file of ours.
    """
    try:
        if path.stat().st_size > sealing.LARGEST:
            raise refusal(Refusal.TOO_LARGE, path.name)
        return path.read_bytes()
    except OSError as error:
        message = _("{name} cannot be opened: {why}.").format(name=path.name, why=error.strerror)
        raise PackError(
            message, _("Check the name and the folder."), code="pack.unreadable"
        ) from error


def _require_beside(pack: Pack, policy: Policy, versions: Sequence[Policy]) -> None:
    """Refuse a pack whose items name a rule book that is not in it, or no address of the web."""
    named_books = {item.version for item in pack.items} - {"", policy.version}
    addresses = {item.original for item in pack.items} - {""}
    held = sorted(book.version for book in versions)
    if held != sorted(named_books) or not all(map(is_address, addresses)):
        raise refusal(Refusal.FORMAT)


def _signer(pack: Pack) -> Identity:
    """Return the key to sign the return with: the one expected, or one of this person here."""
    if not pack.manifest.auditor_key:
        return keys.own(f"person-{UUID(pack.manifest.auditor_id)}")
    identity = keys.holder_of(pack.manifest.auditor_key)
    if identity is None:
        raise refusal(Refusal.LOCKED)
    return identity


def _trusted() -> dict[str, str]:
    try:
        known = json.loads((keys.folder() / TRUSTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _require_trusted(pack: Pack, path: Path) -> bool:
    """Return whether this is the first pack of its project here; refuse another key than before."""
    known = _trusted().get(pack.manifest.project)
    if known not in {None, pack.manifest.project_key}:
        raise refusal(Refusal.FOREIGN_KEY, path.name)
    return known is None


def _trust(pack: Pack) -> None:
    from reviewer_audit.render.files import replacing

    known = _trusted() | {pack.manifest.project: pack.manifest.project_key}
    with replacing(keys.folder() / TRUSTED) as partial:
        partial.write_text(json.dumps(known, sort_keys=True), encoding="utf-8")


def _make(
    out: Path, pack: Pack, policy: Policy, versions: Sequence[Policy], identity: Identity
) -> None:
    """Make the project in one transaction, or not at all."""
    given = pack.manifest
    work = Work(
        project=given.project,
        pack=given.pack,
        pack_sha256=pack.sha256,
        work=uuid4().hex,
        auditor_id=given.auditor_id,
        auditor_name=given.auditor_name,
        auditor_key=identity.public.text,
        project_key=given.project_key,
        journal_head=pack.journal_head,
        due=given.due,
        item_times=given.item_times,
    )
    who = Person(id=PersonId(given.auditor_id), name=given.auditor_name, role=Role.AUDITOR)
    store = Project(out, create=True)
    try:
        body = {"pack": given.pack, "manifest": pack.sha256, "journal_head": pack.journal_head}
        with store.write("pack.open", by=who, body=body) as tx:
            people.add(tx, who)
            meta.put(tx, "title", policy.name)
            meta.put(tx, _WORK, json.dumps(asdict(work), sort_keys=True))
            for book in (policy, *versions):
                policies.add(tx, stored(book))
            unpacking.fill(tx, pack, policy, who)
    except BaseException:
        store.close()
        out.unlink(missing_ok=True)
        raise
    store.close()


def _entries(store: Project, work: Work) -> tuple[list[Entry], int, int, int, list[str]]:
    """Return the auditor's answers in the order given, how many items they cover, how many wait.

    The fourth is the time worked on all of them together, in milliseconds; the last are the
    handles of items whose original was opened.
    """
    with store.read() as tx:
        (one,) = rounds.every(tx)
        handles = items.names_of(tx, {row.item_id for row in rounds.assignments(tx, one.id)})
        given = [row for row in grades.every(tx, one.id) if row.auditor_id == work.auditor_id]
        mine = [line for line in rounds.progress(tx, one.id) if line.person.id == work.auditor_id]
        opened = side_notes.opened(tx, one.id, PersonId(work.auditor_id))
    if one.state is not RoundState.GRADING:
        message = _("This project's round is no longer graded.")
        raise StorageError(message, _("Nothing was written. Open the pack anew."))
    entries = [
        Entry(
            handle=handles[row.item_id],
            kind=row.kind,
            labels=tuple(json.loads(row.labels)),
            action=row.action,
            escalate=None if row.escalate is None else bool(row.escalate),
            severity=row.severity,
            confidence=row.confidence,
            reason=row.reason,
            note=row.note,
            flagged=bool(row.flagged),
            query=row.query,
            graded_at=_utc(row.graded_at),
            duration_ms=row.duration_ms if work.item_times else None,
        )
        for row in given
    ]
    worked = sum(row.duration_ms or 0 for row in given)
    graded = len({entry.handle for entry in entries})
    originals = sorted(handles[number] for number in opened)
    return entries, graded, sum(line.left for line in mine), worked, originals


def _utc(text: str) -> str:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
