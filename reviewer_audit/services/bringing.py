"""Bring in a table with all that belongs to its items: the decisions first, then their pictures.

Two transactions: decisions are in even where pictures are not at hand yet. Bringing the same file
in again adds no decision, and looks once more for the pictures that were missing.
"""

from dataclasses import replace
from pathlib import Path

from reviewer_audit.domain.intake import ColumnRole, IntakeResult, grouped
from reviewer_audit.domain.people import Person
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import intake, media_intake
from reviewer_audit.services.intake import Asked, ImportSummary, Prepared
from reviewer_audit.services.media_intake import Attached
from reviewer_audit.services.projects import Project


def import_file(
    store: Project,
    path: Path,
    asked: Asked | None = None,
    *,
    by: Person,
    dry_run: bool = False,
    save_as: str = "",
    folder: Path | None = None,
    progress: Progress = SILENT,
) -> ImportSummary:
    """Bring a file in; the pictures it names lie in ``folder``, or beside it.

    Raises:
        IntakeError: the file or the folder cannot be read, or a needed column is not mapped.
    """
    folder = media_intake.require_folder(folder or path.parent)
    done = intake.import_file(
        store, path, asked, by=by, dry_run=dry_run, save_as=save_as, progress=progress
    )
    return done if dry_run else _with_media(store, done, path, folder, by, progress)


def commit(
    store: Project,
    prepared: Prepared,
    *,
    by: Person,
    path: Path,
    folder: Path | None = None,
    checked: IntakeResult | None = None,
    progress: Progress = SILENT,
) -> ImportSummary:
    """Load a file that was looked at, and the pictures that it holds or names.

    Raises:
        IntakeError: the folder cannot be read, or a needed column is not mapped.
    """
    folder = media_intake.require_folder(folder or path.parent)
    done = intake.commit(store, prepared, by=by, checked=checked, progress=progress)
    return _with_media(store, done, path, folder, by, progress)


def _with_media(
    store: Project, done: ImportSummary, path: Path, folder: Path, by: Person, progress: Progress
) -> ImportSummary:
    column = str(done.mapping.get(ColumnRole.MEDIA.value, ""))
    named = Attached()
    if column:
        named = media_intake.attach(store, folder, by=by, progress=progress)
    laid = media_intake.attach_embedded(store, path, done.source_sha256, by=by, progress=progress)
    found = named.plus(laid)
    if not column and found == Attached():
        return done
    problems = (*done.problems, *grouped(found.problems(column)))
    return replace(done, media=found, problems=problems)
