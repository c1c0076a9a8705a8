"""Read a dispute workbook back: sorted, filtered, shortened or saved by another program."""

from pathlib import Path

from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, DISPUTE_SHEET, ReturnedRow
from reviewer_audit.domain.workbooks import title_key
from reviewer_audit.intake import answer_sheet

HANDLE, ITEM, CONTENT = DISPUTE_COLUMNS[0], DISPUTE_COLUMNS[1], DISPUTE_COLUMNS[5]
ANSWER, CLAUSE, ARGUMENT = DISPUTE_COLUMNS[-3:]
NEEDED = (HANDLE, ANSWER)


def read(path: Path) -> tuple[str, list[ReturnedRow]]:
    """Return the digest of a file and its rows; nothing in locked columns is believed.

    Raises:
        IntakeError: the file cannot be read, or is no dispute workbook.
    """
    found = answer_sheet.read(path, DISPUTE_SHEET, NEEDED, room="dispute")
    has_item, has_content = found.has(ITEM), found.has(CONTENT)
    titles = (HANDLE, ITEM, CONTENT, ANSWER, CLAUSE, ARGUMENT)
    return found.sha256, [
        ReturnedRow(
            row_number=number,
            handle=handle.strip().casefold(),
            item=item.strip() if has_item else None,
            content=content if has_content else None,
            reply=title_key(reply),
            clause=clause.strip(),
            argument=argument.strip(),
        )
        for number, handle, item, content, reply, clause, argument in zip(
            found.row_numbers, *(found.cells(title) for title in titles), strict=True
        )
    ]
