"""Sheets with a cell far away from the table: read row by row, the stray cells left out.

A dense reader would need room for every cell in between. Child process only.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from reviewer_audit.intake.cells import Texts
from reviewer_audit.intake.formats import Message, Request
from reviewer_audit.intake.refusals import give_up

BLOCK = 4096
MAX_WIDTH = 1_024  # columns beyond hold stray cells, not answers
MAX_GAP = 10_000  # blank rows after which a table has ended


def read(request: Request) -> Iterator[Message]:
    """Tell the sheets of a workbook, and the cells that hang together."""
    from openpyxl import load_workbook

    book = load_workbook(request.path, read_only=True, data_only=True, keep_links=False)
    for name in request.sheets:
        if name not in book.sheetnames:
            give_up("no_sheet", sheet=name, sheets=", ".join(map(repr, book.sheetnames)))
    for index, sheet in enumerate(book.worksheets):
        hidden = sheet.sheet_state != "visible"
        wanted = sheet.title in request.sheets if request.sheets else not hidden
        yield ("sheet", index, sheet.title, hidden, wanted)
        if wanted:
            sheet.reset_dimensions()
            yield from _cells(sheet, index)


def _cells(sheet: Any, index: int) -> Iterator[Message]:
    texts = Texts()
    first, gap, stray, far = 1, 0, 0, 0
    rows = sheet.iter_rows(values_only=True)
    while block := list(islice(rows, BLOCK)):
        kept: list[tuple[Any, ...]] = []
        for number, row in enumerate(block, first):
            beyond = sum(1 for cell in row[MAX_WIDTH:] if cell is not None)
            inside = any(cell is not None for cell in row[:MAX_WIDTH])
            if beyond or (inside and gap > MAX_GAP):
                stray, far = stray + 1, far or number
            gap = 0 if inside and gap <= MAX_GAP else gap + 1
            kept.append(row[:MAX_WIDTH] if gap <= MAX_GAP else ())
        if gap <= MAX_GAP + BLOCK:
            width = max(map(len, kept))
            columns = [
                texts.column(at, [row[at] if at < len(row) else None for row in kept])
                for at in range(width)
            ]
            yield ("rows", index, first, columns)
        first += len(block)
        yield ("progress", first - 1, 0)
    if stray:
        yield ("problem", "far_cells_left_out", "", far, "", stray)
