"""Write the scorecards of a round."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import Report
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.services import analysis
from reviewer_audit.services.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file handed over."""

    path: Path
    kind: str
    vendor: str
    edition: str
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "path": str(self.path),
            "kind": self.kind,
            "vendor": self.vendor or None,
            "reviewer": None,
            "edition": self.edition,
            "sha256": self.sha256,
        }


def preview(results: AuditResults, vendor: str = "") -> Report:
    """Return the very document that would be written."""
    return build(results, vendor=vendor)


def planned(found: AuditResults, *, per: str = "") -> tuple[tuple[str, str], ...]:
    """Return the vendor ("" for the whole audit) and the name of every file to be written."""
    return tuple((vendor, f"{_file_name(found, vendor)}.xlsx") for vendor in _editions(found, per))


def write_scorecards(
    store: Project,
    out: Path,
    *,
    by: Person,
    round_id: int | None = None,
    per: str = "",
    estimand: str = "process",
    results: AuditResults | None = None,
    progress: Progress = SILENT,
) -> tuple[Written, ...]:
    """Write the audit's scorecard, and with ``per="vendor"`` one for each vendor.

    A file that is there is replaced only once the new one is whole.

    Raises:
        StillBlindError: the round is still graded.
        OutputError: the folder or a file cannot be written; old files are as they were.
    """
    from reviewer_audit.render.xlsx import write_scorecard

    found = results or analysis.results(
        store, round_id=round_id, estimand=estimand, full=True, further=True
    )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {out.name} cannot be made: {error.strerror}."
        raise OutputError(message, "Nothing was written. Choose another folder.") from error
    vendors = _editions(found, per)
    written = []
    for done, vendor in enumerate(vendors):
        progress.step(done, len(vendors), "Writing scorecards")
        path = out / f"{_file_name(found, vendor)}.xlsx"
        write_scorecard(build(found, vendor=vendor), path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        written.append(
            Written(path=path, kind="xlsx", vendor=vendor, edition="internal", sha256=digest)
        )
    if not store.read_only:
        body = {"round": found.round_id, "files": [one.sha256 for one in written]}
        with store.write("report.write", by=by, body=body):
            pass  # the journal says what was handed over
    return tuple(written)


def _editions(found: AuditResults, per: str) -> list[str]:
    return ["", *(v for v in found.by.get("vendor", {}) if v and per == "vendor")]


def _file_name(found: AuditResults, vendor: str) -> str:
    parts = ["scorecard", found.project, found.round_title, vendor]
    text = " ".join(part for part in parts if part)
    return re.sub(r"[^\w.-]+", "-", text, flags=re.UNICODE).strip("-.")[:120]
