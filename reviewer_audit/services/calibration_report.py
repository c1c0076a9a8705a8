"""Write the report of a calibration session: workbook, web page, PDF."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit import __version__
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _, speaking
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.model import Report
from reviewer_audit.services import calibration, calibration_results, projects
from reviewer_audit.services.projects import Project
from reviewer_audit.services.reporting import Format, Written, write_as

if TYPE_CHECKING:
    from reviewer_audit.render.document import Source


def write_report(
    store: Project,
    out: Path,
    *,
    by: Person,
    session_id: int | None = None,
    formats: Sequence[Format] = (Format.XLSX,),
    language: str = "",
    progress: Progress = SILENT,
) -> tuple[Written, ...]:
    """Write the report of a session in each format.

    A file that is there is replaced only once the new one is whole. ``language`` is one of
    ``i18n.LANGUAGES``, or "" for the window's.

    Raises:
        CalibrationError: the baseline is not frozen.
        OutputError: the folder or a file cannot be written; old files are as they were.
    """
    known = calibration.read(store, session_id)
    calibration.require_sealed(known.session)  # who writes is told in their own language
    with speaking(language):
        found = calibration_results.results_of(store, known)
        made = calibration_results.report_of(store, known, found)
    project, title = projects.title(store), known.session.title
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("The folder {name} cannot be made: {why}.").format(
            name=out.name, why=error.strerror
        )
        raise OutputError(message, _("Nothing was written. Choose another folder.")) from error
    kinds = [kind for kind in Format if kind in formats]
    written = []
    for at, kind in enumerate(kinds):
        progress.step(at, len(kinds), _("Writing the report"))
        path = out / _file_name(project, title, kind, made.language)
        lost = _write(store, made, path, kind, title)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        written.append(
            Written(
                path=path,
                kind=str(kind),
                vendor="",
                edition=made.edition,
                sha256=digest,
                warnings=lost,
            )
        )
    if not store.read_only:
        body = {
            "session": known.session.id,
            **({"language": made.language} if made.language != "en" else {}),
            "files": [one.sha256 for one in written],
        }
        with store.write("calibration.report", by=by, body=body):
            pass  # the journal says what was handed over
    return tuple(written)


def _write(store: Project, report: Report, path: Path, kind: Format, title: str) -> tuple[str, ...]:
    def source() -> "Source":
        from reviewer_audit.render.document import Source

        return Source(
            project=projects.title(store),
            round_title=title,
            journal_head=projects.journal_head(store),
            written=datetime.now(UTC).date().isoformat(),
            program=f"Reviewer Audit {__version__}",
        )

    return write_as(kind, report, path, source)


def _file_name(project: str, title: str, kind: Format, language: str = "en") -> str:
    told = "" if language == "en" else language
    text = " ".join(part for part in ("calibration", project, title, told) if part)
    name = re.sub(r"[^\w.-]+", "-", text, flags=re.UNICODE)
    return f"{name.strip('-.')[:120]}.{kind}"
