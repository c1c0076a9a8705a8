"""Read a dispute workbook back: sorted, filtered, shortened or saved by another program."""

from collections.abc import Sequence
from pathlib import Path
from unicodedata import normalize

from reviewer_audit import intake
from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, DISPUTE_SHEET, ReturnedRow
from reviewer_audit.domain.intake import RawTable
from reviewer_audit.errors import IntakeError

HANDLE, ITEM = DISPUTE_COLUMNS[:2]
ANSWER, CLAUSE, ARGUMENT = DISPUTE_COLUMNS[-3:]
NEEDED = (HANDLE, ANSWER)


def read(path: Path) -> tuple[str, list[ReturnedRow]]:
    """Return the digest of a file and its rows; nothing in locked columns is believed.

    Columns are found by their title wherever they stand.

    Raises:
        IntakeError: the file cannot be read, or is no dispute workbook.
    """
    table = _table(path)
    places = {_key(name): k for k, name in enumerate(table.header)}
    at = {name: places.get(_key(name)) for name in (HANDLE, ITEM, ANSWER, CLAUSE, ARGUMENT)}
    if any(at[name] is None for name in NEEDED):
        message = f"{path.name} has no columns {' and '.join(repr(name) for name in NEEDED)}."
        raise IntakeError(
            message,
            "Nothing was changed. Send the workbook of the release, with its columns.",
            code="dispute.not_ours",
        )

    def cells(name: str) -> Sequence[str | None]:
        place = at[name]
        return table.columns[place] if place is not None else [""] * len(table)

    has_item = at[ITEM] is not None
    rows = zip(
        table.row_numbers,
        cells(HANDLE),
        cells(ITEM),
        cells(ANSWER),
        cells(CLAUSE),
        cells(ARGUMENT),
        strict=True,
    )
    return table.sha256, [
        ReturnedRow(
            row_number=number,
            handle=(handle or "").strip().casefold(),
            item=(item or "").strip() if has_item else None,
            reply=_key(reply or ""),
            clause=(clause or "").strip(),
            argument=(argument or "").strip(),
        )
        for number, handle, item, reply, clause, argument in rows
    ]


def _table(path: Path) -> RawTable:
    """Find the table by its titles: somebody may have renamed the sheet or written above it."""
    try:
        first = intake.read(path, sheets=(DISPUTE_SHEET,))
    except IntakeError:
        first = intake.read(path)
    if _has_titles(first.header):
        return first
    names = [sheet.name for sheet in first.sheets if not sheet.hidden]
    for name in names:
        table = intake.read(path, sheets=(name,)) if len(names) > 1 else first
        if _has_titles(table.header):
            return table
        for k, row in enumerate(table.head):
            if _has_titles([cell or "" for cell in row]):
                return intake.read(path, sheets=(name,), header_row=table.head_first + k)
    return first


def _has_titles(header: Sequence[str]) -> bool:
    return {_key(name) for name in NEEDED} <= {_key(name) for name in header}


def _key(text: str) -> str:
    return " ".join(normalize("NFKC", text).split()).casefold()
