"""Work on packs off the GUI thread: what loads the ciphers is imported there, too."""

from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.merging import Checked, Merged
    from reviewer_audit.services.packing import Packed
    from reviewer_audit.services.projects import Project


def seal(
    store: "Project",
    auditor: str,
    out: Path,
    by: "Person",
    *,
    round_id: int,
    to: str,
    passphrase: str,
    without: tuple[str, ...],
    due: str,
    progress: Progress = SILENT,
) -> "Packed":
    """Seal an auditor's items into a file."""
    from reviewer_audit.services import packing

    return packing.pack(
        store,
        auditor,
        out,
        by=by,
        round_id=round_id,
        to=to,
        passphrase=passphrase,
        without=without,
        due=due,
        progress=progress,
    )


def check(
    store: "Project", paths: "Sequence[Path]", *, progress: Progress = SILENT
) -> "tuple[Sequence[Path], Checked]":
    """Read and judge returns; nothing is written."""
    from reviewer_audit.services import merging

    return paths, merging.check(store, paths, progress=progress)


def merge(
    store: "Project", paths: "Sequence[Path]", senders: "Sequence[str]" = (), *, by: "Person"
) -> "Merged":
    """Judge returns once more, since time has passed, and take them in."""
    from reviewer_audit.services import merging

    return merging.merge(store, paths, by=by, senders=senders)


def withdraw(store: "Project", merge_id: int, *, by: "Person") -> tuple[int, Path]:
    """Undo a merge as a whole."""
    from reviewer_audit.services import merging

    return merging.withdraw(store, merge_id, by=by)
