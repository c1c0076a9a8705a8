"""Tables for other programs: which formats there are, and writing them beside the reports."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.i18n import _
from ui import computed

if TYPE_CHECKING:
    from reviewer_audit.progress import Progress
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.services.projects import Project

USUAL = ("csv", "parquet", "sqlite")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat:
    """One format, and whether its library is there."""

    key: str
    title: str
    note: str
    available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """One file that was written."""

    path: Path
    sha256: str


def formats() -> tuple[TableFormat, ...]:
    """Return every format tables can be written in."""
    from reviewer_audit.services import export

    said = (
        ("csv", _("CSV"), _("Safe to open in a spreadsheet.")),
        ("raw-csv", _("CSV, text as it is"), _("For programs alone: a cell may hold a formula.")),
        ("jsonl", _("JSON Lines"), _("One object a row.")),
        ("parquet", _("Parquet"), _("Typed columns, for Python, R and SQL.")),
        ("sqlite", _("SQLite"), _("One database with views and the dictionary.")),
        ("xpt", _("SAS"), _("Transport file, version 8.")),
        ("sav", _("SPSS"), _("With labels of variables.")),
        ("hyper", _("Tableau"), _("One extract with all tables.")),
    )
    return tuple(
        TableFormat(
            key=key,
            title=title,
            note=note if export.available(key) else export.how_to_get(key),
            available=export.available(key),
        )
        for key, title, note in said
    )


def write_tables(
    store: "Project",
    found: "AuditResults",
    folder: Path,
    kinds: tuple[str, ...],
    *,
    interval: str,
    progress: "Progress",
    **asked: Any,
) -> tuple[TableFile, ...]:
    """Write every table that the readers may have into a folder of its own; tables are English."""
    from reviewer_audit.services import export, reporting

    if found.language != "en":
        found = computed.results_for_files(
            store, "en", round_id=found.round_id, interval=interval, full=True, further=True
        )

    whose = "" if asked["edition"] == reporting.INTERNAL else asked["edition"]
    name = reporting.file_name("tables", found, asked["vendor"], whose, "")
    written = export.export_all(
        store,
        folder / name,
        formats=[export.Format(kind) for kind in kinds],
        round_id=found.round_id,
        results=found,
        progress=progress,
        **asked,
    )
    return tuple(
        TableFile(path=written.folder / name, sha256=sha256)
        for name, sha256 in written.files.items()
    )
