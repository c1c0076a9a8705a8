"""What Reports ask of the core in the background: documents, files, a look at files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.reports.model import Report
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.services.codes import Codes
    from reviewer_audit.services.evidence import Written as Evidence
    from reviewer_audit.services.projects import Project
    from reviewer_audit.services.reporting import Written
    from reviewer_audit.services.verifying import Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file that would be written."""

    vendor: str  # "": the whole audit
    name: str
    exists: bool
    reviewer: str = ""  # "": the whole vendor
    called: str = ""  # what the reviewer is called in it
    kind: str = "xlsx"
    written: "Written | None" = None


@dataclass(frozen=True, slots=True)
class Made:
    """A document, what was asked for, what it could hold, and the codes that files show, too."""

    about: tuple[str, str, str, tuple[str, ...]]
    report: "Report"
    available: tuple[tuple[str, str], ...]
    codes: "Codes"


def previewed(
    store: "Project",
    found: "AuditResults",
    codes: "Codes | None",
    *,
    sections: tuple[str, ...],
    **more: Any,
) -> Made:
    """Make the document that is asked for."""
    from reviewer_audit.reports.build import extract
    from reviewer_audit.services import reporting
    from reviewer_audit.services.codes import of_project

    known = codes or of_project(store)
    about = more["vendor"], more["reviewer"], more["edition"], sections
    whole = reporting.preview(found, codes=known, **more)
    if more["reviewer"]:  # feedback is one page
        return Made(about, whole, (), known)
    every = tuple((one.key, one.title) for one in whole.sections)
    return Made(about, extract(whole, sections), every, known)


def verified(store: "Project", paths: list[Path]) -> "tuple[Verified, ...]":
    """Look at files beside the journal."""
    from reviewer_audit.services import verifying

    return tuple(verifying.verify(path, against=store) for path in paths)


def evidence_of(
    store: "Project", found: "AuditResults", vendor: str, folder: Path, *, by: "Person"
) -> "tuple[Evidence, ...]":
    """Write the evidence file of a vendor into the folder."""
    from reviewer_audit.services import evidence, reporting

    name = reporting.file_name("evidence", found, vendor, evidence.SUFFIX)
    written = evidence.write_evidence(
        store, vendor, folder / name, by=by, round_id=found.round_id, estimand=found.estimand
    )
    return (written,)


def planned_files(
    found: "AuditResults",
    folder: Path,
    done: "tuple[Written, ...]",
    *,
    kinds: tuple[str, ...],
    **more: Any,
) -> tuple[PlannedFile, ...]:
    """Return the files that would be written, and which of them are there already."""
    from reviewer_audit.services import reporting

    by_name = {one.path.name: one for one in done}
    formats = [reporting.Format(kind) for kind in kinds]
    return tuple(
        PlannedFile(
            vendor=one.vendor,
            reviewer=one.reviewer,
            called=one.called,
            name=one.name,
            exists=(folder / one.name).exists(),
            kind=str(one.kind),
            written=by_name.get(one.name),
        )
        for one in reporting.planned(found, formats=formats, **more)
    )
