"""What an auditor may ask of a pack before it is opened, and of a project before it is used.

Of the grading path like ``returning``: nothing here may know decisions. ``is_work`` loads no
cipher, so every project can be asked.
"""

from dataclasses import dataclass
from pathlib import Path

from reviewer_audit.i18n import _
from reviewer_audit.services.projects import Project
from reviewer_audit.store import meta

_WORK = "work"  # as ``returning`` writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSeen:
    """A pack that was read and not yet opened.

    ``fingerprint`` is that of the key that signed it; ``known`` says that an earlier pack of the
    same project, opened here, was signed by the same key. ``work`` is the project beside the pack
    that was made from it before.
    """

    auditor: str
    items: int
    due: str
    fingerprint: str
    known: bool
    is_calibration: bool = False  # to vote on in a session
    work: Path | None = None


def is_work(store: Project) -> bool:
    """Return whether a project was made from a pack."""
    with store.read_blind() as tx:
        return meta.get(tx, _WORK) != ""


def look(path: Path, *, passphrase: str = "") -> PackSeen:
    """Read a pack and say whose it is and who signed it; nothing is made and nobody trusted.

    Raises:
        PackError: the pack is not whole, not for this user, or not signed by the project that
            earlier packs of it came from.
    """
    from reviewer_audit.domain.packs import Refusal
    from reviewer_audit.errors import PackError
    from reviewer_audit.packs import keys, packfile, sealing
    from reviewer_audit.packs.refusals import refusal
    from reviewer_audit.services.returning import named

    try:
        if path.stat().st_size > sealing.LARGEST:
            raise refusal(Refusal.TOO_LARGE)
        pack = packfile.read(sealing.unseal(path.read_bytes(), keys.every(), passphrase))
    except OSError as error:
        message = _("{name} cannot be opened: {why}.").format(name=path.name, why=error.strerror)
        raise PackError(
            message, _("Check the name and the folder."), code="pack.unreadable"
        ) from error
    except PackError as error:
        raise named(error, path) from error
    known = trusted_key(pack.manifest.project)
    if known not in {None, pack.manifest.project_key}:
        raise refusal(Refusal.FOREIGN_KEY, path.name)
    return PackSeen(
        auditor=pack.manifest.auditor_name,
        items=len(pack.items),
        due=pack.manifest.due,
        fingerprint=keys.public_from(pack.manifest.project_key).fingerprint,
        known=known is not None,
        is_calibration=pack.manifest.session > 0,
        work=_work_beside(path, pack.sha256),
    )


def _work_beside(pack: Path, sha256: str) -> Path | None:
    """Return the project beside a pack that was made from it; of several the one used last."""
    from reviewer_audit.errors import StorageError
    from reviewer_audit.services.returning import work_of

    beside = [one for one in pack.parent.glob("*.audit") if one.stem.startswith(pack.stem)]
    for path in sorted(beside, key=lambda one: one.stat().st_mtime, reverse=True):
        try:
            store = Project(path)
        except StorageError:
            continue
        try:
            work = work_of(store)
        finally:
            store.close()
        if work is not None and work.pack_sha256 == sha256:
            return path
    return None


def trusted_key(project: str) -> str | None:
    """Return the key by which packs of a project were signed that were opened here."""
    import json

    from reviewer_audit.packs import keys
    from reviewer_audit.services.returning import TRUSTED

    try:
        trusted = json.loads((keys.folder() / TRUSTED).read_text(encoding="utf-8"))
        known = trusted.get(project)
    except (OSError, ValueError, AttributeError):
        return None
    return known if isinstance(known, str) else None
