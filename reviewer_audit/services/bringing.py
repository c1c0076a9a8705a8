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
    return done if dry_run else _with_media(store, done, folder, by, progress)


def commit(
    store: Project,
    prepared: Prepared,
    *,
    by: Person,
    folder: Path,
    checked: IntakeResult | None = None,
    progress: Progress = SILENT,
) -> ImportSummary:
    """Load a file that was looked at, and the pictures that it names.

    Raises:
        IntakeError: the folder cannot be read, or a needed column is not mapped.
    """
    folder = media_intake.require_folder(folder)
    done = intake.commit(store, prepared, by=by, checked=checked, progress=progress)
    return _with_media(store, done, folder, by, progress)


def _with_media(
    store: Project, done: ImportSummary, folder: Path, by: Person, progress: Progress
) -> ImportSummary:
    column = done.mapping.get(ColumnRole.MEDIA.value)
    if not column:
        return done
    found = media_intake.attach(store, folder, by=by, progress=progress)
    problems = (*done.problems, *grouped(found.problems(str(column))))
    return replace(done, media=found, problems=problems)
