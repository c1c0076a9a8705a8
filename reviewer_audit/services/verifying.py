"""Is a file whole, unaltered, and in whose name: projects, packs, returns, and what was handed out.

Projects carry a chain of seals, packs and returns a signature. A report or a workbook carries
neither: its SHA-256 stands in the journal of the project that wrote it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from reviewer_audit.domain.packs import PACK_SUFFIX, RETURN_SUFFIX, Pack, Refusal
from reviewer_audit.errors import AuditError, PackError
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.packs import keys, packfile, returnfile, sealing
from reviewer_audit.packs.keys import Identity
from reviewer_audit.packs.refusals import refusal
from reviewer_audit.services import (
    calibration,
    calibration_returns,
    merging,
    projects,
    unaltered,
    wrapping,
)
from reviewer_audit.services.journal import said
from reviewer_audit.services.packdesk import is_work, trusted_key
from reviewer_audit.services.projects import Project
from reviewer_audit.services.returning import bytes_of, is_pack
from reviewer_audit.store import calibration_packs, journal, packs, people

OTHER_HEAD, UNKNOWN_FILE = "journal.other_head", "journal.unknown_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose key signed a file; ``name`` is empty where nobody here knows the key."""

    fingerprint: str
    name: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a file tells of itself.

    ``whole`` is None where that cannot be told: nothing here opens the file. ``first_bad`` is the
    number of the first bad journal row, or the reason why a sealed file is refused.
    """

    file: str
    kind: str  # project, pack, return, sealed (a pack or a return), report, workbook, source
    whole: bool | None
    signed_by: Signer | None = None
    journal_head: str | None = None
    first_bad: int | str | None = None
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        signer = self.signed_by
        return {
            "file": self.file,
            "kind": self.kind,
            "whole": self.whole,
            "signed_by": signer
            and {"fingerprint": signer.fingerprint, "name": signer.name, "known": signer.known},
            "journal_head": self.journal_head,
            "first_bad": self.first_bad,
            "notes": list(self.notes),
        }


def verify(
    path: Path, *, against: Project | None = None, passphrase: str = "", head: str = ""
) -> Verified:
    """Say whether a file is whole and in whose name.

    Args:
        path: the file.
        against: the project that a pack, a return or a report should belong to.
        passphrase: opens a pack that was sealed to one.
        head: a journal head that was printed earlier; a project must still hold it.

    Raises:
        AuditError: the file cannot be read, or carries nothing to verify it by.
    """
    if is_pack(path):
        return _sealed(path, against, passphrase)
    if against is not None and path.suffix.casefold() != ".audit":
        return _handed_out(path, against)
    if path.suffix.casefold() in {".xlsx", ".html", ".pdf", ".csv", ".jsonl", ".parquet"}:
        bytes_of(path)
        message = _("{name} carries no seal of its own.").format(name=path.name)
        hint = _("Verify it with the project that wrote it: its journal holds the file's SHA-256.")
        raise AuditError(message, hint, code="verify.unsealed")
    store = projects.open_project(path)
    try:
        return project(store, name=str(path), head=head)
    finally:
        store.close()


def project(store: Project, *, name: str = "", head: str = "") -> Verified:
    """Say whether the journal of an open project is whole, and the answers are as it says.

    ``head`` is one that was printed earlier: the journal must still hold it.
    """
    bad = projects.verify(store)
    altered = unaltered.first_altered(store) if bad is None else None
    with store.read() as tx:
        last, _seal = journal.head(tx)
        held = not head or journal.holds(tx, head)
    notes: tuple[str, ...] = ()
    if altered is not None:
        bad = altered
        notes = (
            _("What somebody answered or ruled is no longer what this row of the journal seals."),
        )
    if bad is None and not held:
        number = head.partition(":")[0]
        bad = min(last + 1, int(number)) if number.isdecimal() else last + 1
        note = _(
            "The journal is whole in itself, but holds no row {head}: it is another one, or cut."
        ).format(head=head)
        notes = (note,)
    return Verified(
        file=name or str(store.path),
        kind="project",
        whole=bad is None,
        journal_head=projects.journal_head(store),
        first_bad=bad,
        notes=notes,
    )


def sentences(found: Verified) -> list[str]:
    """Return what was found, for people."""
    whole = {True: "whole", False: "NOT whole", None: "cannot be told"}[found.whole]
    words = [f"{found.file}: {found.kind}, {whole}"]
    if found.kind == "project" and found.first_bad is not None:
        words.append(f"altered from journal row {found.first_bad} on")
    elif found.first_bad is not None:
        words.append(f"reason: {found.first_bad}")
    signer = found.signed_by
    if signer is not None and signer.fingerprint:
        known = f"the key of {signer.name}" if signer.name else "a key known here"
        words.append(
            f"signed by {signer.fingerprint}, {known if signer.known else 'a key not known here'}"
        )
    if found.journal_head:
        words.append(f"journal head {found.journal_head}")
    return [*words, *(note for note in found.notes if note)]


def _sealed(path: Path, against: Project | None, passphrase: str) -> Verified:
    kind = {PACK_SUFFIX: "pack", RETURN_SUFFIX: "return"}.get(path.suffix.casefold(), "sealed")
    try:
        data = bytes_of(path)
        needs = sealing.recipients(data)
        payload = sealing.unseal(data, _identities(against), passphrase)
    except PackError as error:
        if error.code in {Refusal.LOCKED, Refusal.PASSPHRASE}:
            return Verified(file=str(path), kind=kind, whole=None, notes=_outside(needs, error))
        return _bad(path, kind, error)
    try:
        if payload.startswith(b"PK"):  # a return is the bare archive
            return _return(path, payload, against)
        return _pack(path, packfile.read(payload), against)
    except PackError as error:
        return _bad(path, "return" if payload.startswith(b"PK") else "pack", error)


def _pack(path: Path, pack: Pack, against: Project | None) -> Verified:
    given = pack.manifest
    key = keys.public_from(given.project_key)
    expected = trusted_key(given.project)
    signer = Signer(fingerprint=key.fingerprint, known=expected == key.text)
    reason: str | None = None
    if expected not in {None, key.text}:
        reason = Refusal.FOREIGN_KEY.value
    if against is not None and not is_work(against):
        reason = _foreign(pack, against)
        if reason is None:
            signer = Signer(fingerprint=key.fingerprint, name=projects.title(against), known=True)
    many = ngettext("{n:,} item for {name}", "{n:,} items for {name}", given.items)
    notes = [many.format(n=given.items, name=given.auditor_name)]
    if reason is not None and reason != OTHER_HEAD:
        notes.append(refusal(Refusal(reason), path.name).message)
    elif reason is not None:
        notes.append(_("The journal of the project no longer holds the head that the pack names."))
    return Verified(
        file=str(path),
        kind="pack",
        whole=reason is None,
        signed_by=signer,
        journal_head=pack.journal_head,
        first_bad=reason,
        notes=tuple(notes),
    )


def _foreign(pack: Pack, against: Project) -> str | None:
    """Return why a pack is not one of this project's; None where it is."""
    own = _secrets(against)
    given = pack.manifest
    if own is None or given.project != own.project:
        return Refusal.OTHER_PROJECT.value
    if given.project_key != own.identity.public.text:
        return Refusal.FOREIGN_KEY.value
    with against.read() as tx:
        issued = packs.get(tx, given.pack) or calibration_packs.get(tx, given.pack)
        held = journal.holds(tx, pack.journal_head)
    if issued is None:
        return Refusal.UNKNOWN_PACK.value
    if issued.manifest_sha256 != pack.sha256:
        return Refusal.OTHER_PACK.value
    return None if held else OTHER_HEAD


def _return(path: Path, payload: bytes, against: Project | None) -> Verified:
    manifest, entries, _seals, _originals = returnfile.read(payload)
    key = keys.public_from(manifest.auditor_key)
    signer = Signer(fingerprint=key.fingerprint)
    many = ngettext(
        "{n:,} answer, the last sealed {head}",
        "{n:,} answers, the last sealed {head}",
        len(entries),
    )
    notes = [many.format(n=len(entries), head=manifest.head[:16])]
    code: str | None = None
    if against is not None:
        with against.read() as tx:
            names = {person.id: person.name for person in people.everyone(tx)}
            owner = next((n for n, theirs in packs.keys(tx).items() if key.text in theirs), None)
        signer = Signer(
            fingerprint=key.fingerprint, name=names.get(owner, "") if owner else "",
            known=owner is not None,
        )  # fmt: skip
        wrong = _refused(path, manifest.pack, against)
        if wrong is not None and wrong.code not in {Refusal.CLOSED, "calibration.state"}:
            code = wrong.code
            notes.append(wrong.message)
    return Verified(
        file=str(path),
        kind="return",
        whole=code is None,
        signed_by=signer,
        first_bad=code,
        notes=tuple(notes),
    )


def _refused(path: Path, pack: str, against: Project) -> AuditError | None:
    """Return why a project would not take a return in; None where it would."""
    with against.read() as tx:
        issued = calibration_packs.get(tx, pack)
    if issued is None:
        return next(iter(merging.check(against, [path]).refusals), None)
    try:
        calibration_returns.judge(against, calibration.read(against, issued.session_id), path)
    except AuditError as error:
        return error
    return None


def _handed_out(path: Path, against: Project) -> Verified:
    """Look a file up in the journal by its SHA-256: what was written, and what was read."""
    digest = sha256(bytes_of(path)).hexdigest()
    with against.read() as tx:
        row = journal.telling(tx, digest)
        bad = journal.first_bad(tx)
        names = {person.id: person.name for person in people.everyone(tx)}
    if row is None:
        note = _(
            "No row of the journal names this file: it was altered, or is not of this project."
        )
        return Verified(
            file=str(path), kind="unknown", whole=False, first_bad=UNKNOWN_FILE, notes=(note,)
        )
    kinds = {"report.write": "report", "tables.write": "table", "vendor.release": "workbook"}
    kind = kinds.get(row.action, "source")
    who, at = names.get(row.by, ""), f"{row.at[:16].replace('T', ' ')} UTC"
    note = _("Row {n:,} of the journal, {at}: {who} {said}.").format(
        n=row.seq, at=at, who=who or _("somebody"), said=said(row.action)
    )
    return Verified(
        file=str(path),
        kind=kind,
        whole=bad is None or bad > row.seq,
        signed_by=Signer(fingerprint="", name=who, known=bool(who)),
        journal_head=projects.journal_head(against),
        first_bad=bad,
        notes=(note,),
    )


def _bad(path: Path, kind: str, error: PackError) -> Verified:
    message = error.message.replace("The file ", f"{path.name} ", 1)
    return Verified(
        file=str(path), kind=kind, whole=False, first_bad=error.code, notes=(message, error.hint)
    )


def _outside(needs: tuple[str, ...], error: PackError) -> tuple[str, ...]:
    by_key, by_word = needs.count("x25519"), needs.count("scrypt")
    openers = [
        ngettext("{n} key", "{n} keys", by_key).format(n=by_key) if by_key else "",
        ngettext("{n} passphrase", "{n} passphrases", by_word).format(n=by_word) if by_word else "",
    ]
    wrong = error.code == Refusal.PASSPHRASE
    return (
        _("From outside: sealed to {openers}; not cut short.").format(
            openers=_(" and ").join(one for one in openers if one)
        ),
        _("The passphrase given does not open it.") if wrong else _("Nothing here opens it."),
        _("Who signed it and whether it was altered shows once it is opened."),
    )


def _identities(against: Project | None) -> Iterator[Identity]:
    own = _secrets(against) if against is not None else None
    if own is not None:
        yield own.identity
    yield from keys.every()


def _secrets(against: Project) -> wrapping.ProjectSecrets | None:
    try:
        return wrapping.project_secrets(against)
    except PackError:
        return None
