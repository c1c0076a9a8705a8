"""Write the report of a calibration session: workbook, web page, PDF."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from reviewer_audit import __version__
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _, in_english
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.model import Report
from reviewer_audit.services import calibration, calibration_results, projects
from reviewer_audit.services.projects import Project
from reviewer_audit.services.reporting import Format, Written


@in_english()
def write_report(
    store: Project,
    out: Path,
    *,
    by: Person,
    session_id: int | None = None,
    formats: Sequence[Format] = (Format.XLSX,),
    progress: Progress = SILENT,
) -> tuple[Written, ...]:
    """Write the report of a session in each format.

    A file that is there is replaced only once the new one is whole.

    Raises:
        CalibrationError: the baseline is not frozen.
        OutputError: the folder or a file cannot be written; old files are as they were.
    """
    known = calibration.read(store, session_id)
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
        progress.step(at, len(kinds), "Writing the report")
        path = out / _file_name(project, title, kind)
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
        body = {"session": known.session.id, "files": [one.sha256 for one in written]}
        with store.write("calibration.report", by=by, body=body):
            pass  # the journal says what was handed over
    return tuple(written)


def _write(store: Project, report: Report, path: Path, kind: Format, title: str) -> tuple[str, ...]:
    if kind is Format.XLSX:
        from reviewer_audit.render.xlsx import write_scorecard

        write_scorecard(report, path)
        return ()
    from reviewer_audit.render.document import Source

    source = Source(
        project=projects.title(store),
        round_title=title,
        journal_head=projects.journal_head(store),
        written=datetime.now(UTC).date().isoformat(),
        program=f"Reviewer Audit {__version__}",
    )
    match kind:
        case Format.HTML:
            from reviewer_audit.render.html import write_html

            write_html(report, path, source)
        case Format.PDF:
            from reviewer_audit.render.pdf import write_pdf

            return write_pdf(report, path, source)
        case _:
            assert_never(kind)
    return ()


def _file_name(project: str, title: str, kind: Format) -> str:
    name = re.sub(r"[^\w.-]+", "-", f"calibration {project} {title}", flags=re.UNICODE)
    return f"{name.strip('-.')[:120]}.{kind}"
