"""Spreadsheets in, decisions and quarantine out."""

from collections.abc import Sequence
from pathlib import Path

from reviewer_audit.domain.intake import RawTable
from reviewer_audit.intake import excel, parquet, reading, text
from reviewer_audit.intake.formats import suffixes
from reviewer_audit.progress import SILENT, Progress

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
) -> RawTable:
    """Return the table of a file; raises IntakeError with one clear sentence where it has none."""
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
