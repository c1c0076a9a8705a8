"""Write plain tables as a workbook, row by row: as many rows as a sheet can have."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from copy import copy
from itertools import chain, islice
from pathlib import Path
from typing import Any

from reviewer_audit.render import xl_text, xlsx_styles
from reviewer_audit.render.xlsx import save
from reviewer_audit.render.xlsx_page import set_up_print

LOOKED_AT = 300  # rows that decide how wide columns are
NARROWEST, WIDEST = 10.0, 60.0

Sheet = tuple[str, Sequence[str], Iterable[Sequence[object]]]


def write_tables(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write plain tables, every cell as text except whole numbers and floats.

    Args:
        path: Where to.
        sheets: Name, header and rows of each sheet.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    xlsx_styles.register(workbook)
    try:
        names = xl_text.sheet_names(name for name, _, _ in sheets)
        for called, (name, header, rows) in zip(names, sheets, strict=True):
            _write(workbook.create_sheet(called), name, header, rows)
        save(workbook, path)
    except BaseException:
        _forget(workbook)
        raise


def _write(sheet: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from openpyxl.utils import get_column_letter

    rest = iter(rows)
    first = list(islice(rest, LOOKED_AT))
    for place, title in enumerate(header):
        longest = max((len(str(row[place])[:60]) for row in first if place < len(row)), default=0)
        width = min(WIDEST, max(NARROWEST, len(title) * 1.15 + 3, longest * 1.1 + 2))
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "A2"
    set_up_print(sheet, name, "", repeat=1)
    cells = _Cells(sheet)
    sheet.append([cells.text(title, "column") for title in header])
    count = 1
    for row in chain(first, rest):
        sheet.append([cells.of(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(header)))}{count}"


def _forget(workbook: Any) -> None:
    """Take away what openpyxl has put aside for a workbook that is not written."""
    for sheet in workbook.worksheets:
        if not sheet.closed:
            sheet.close()
        with suppress(OSError, AttributeError):
            sheet._writer.cleanup()  # noqa: SLF001 - else the rows stay in the temporary folder


class _Cells:
    """Makes cells; every look is worked out once and shared."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._looks: dict[tuple[str, str, bool], Any] = {}

    def of(self, value: object) -> Any:
        """Return a cell for a value."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            cell = self._dressed("number", "General", quoted=False)
            cell.value = value
            return cell
        return self.text("" if value is None else str(value), "text", xlsx_styles.TEXT)

    def text(self, text: str, style: str, form: str = "") -> Any:
        """Return a cell that holds text, as text."""
        cell = self._dressed(style, form, quoted=bool(text))
        if text:
            xl_text.put(cell, text)
        return cell

    def _dressed(self, style: str, form: str, *, quoted: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet)
        key = (style, form, quoted)
        if key not in self._looks:
            cell.style = f"Audit {style}"
            if form:
                cell.number_format = form
            if quoted:
                cell.quotePrefix = True
            self._looks[key] = copy(cell._style)  # noqa: SLF001 - a cell has no other way to share it
        else:
            cell._style = self._looks[key]  # noqa: SLF001
        return cell
