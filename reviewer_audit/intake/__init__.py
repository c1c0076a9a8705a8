"""Spreadsheets in, decisions and quarantine out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.intake import excel, parquet, text
from reviewer_audit.intake.formats import suffixes
from reviewer_audit.progress import SILENT, Progress

if TYPE_CHECKING:
    from reviewer_audit.domain.intake import RawTable
    from reviewer_audit.domain.policy import Policy

# the child process that reads imports this package too: what only the parent needs comes later

FORMATS = (excel.FORMAT, parquet.FORMAT, text.FORMAT)  # the first that recognises a file reads it
SUFFIXES = suffixes(FORMATS)


def read(
    path: Path | str,
    *,
    sheets: Sequence[str] = (),
    encoding: str = "",
    header_row: int | None = None,
    separator: str = "",
    password: str = "",
    measure_hidden: bool = False,
    progress: Progress = SILENT,
) -> "RawTable":
    """Return the table of a file; raises IntakeError with one clear sentence where it has none."""
    from reviewer_audit.intake import reading

    return reading.read(
        path,
        formats=FORMATS,
        sheets=sheets,
        encoding=encoding,
        header_row=header_row,
        separator=separator,
        password=password,
        measure_hidden=measure_hidden,
        progress=progress,
    )


def inspect(
    path: Path | str,
    *,
    sheet: Sequence[str] = (),
    encoding: str = "",
    header_row: int | None = None,
    separator: str = "",
    password: str = "",
    policy: "Policy | None" = None,
    purpose: str = "decisions",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Return sheets, columns, suggested roles and problems of a file, ready for JSON."""
    from reviewer_audit.intake import inspecting, mapping

    table = read(
        path,
        sheets=sheet,
        encoding=encoding,
        header_row=header_row,
        separator=separator,
        password=password,
        measure_hidden=True,
        progress=progress,
    )
    _, guesses = mapping.suggest(table, policy=policy, purpose=purpose)
    return inspecting.described(path, table, guesses)
