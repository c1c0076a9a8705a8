"""Sheets that somebody else fills in and sends back: locked but for the columns of their answers.

The first column is hidden and holds the reference of each row. ``intake.answer_sheet`` reads them
back, finding columns by their titles.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from reviewer_audit.render import xl_text, xlsx_styles
from reviewer_audit.render.xlsx_page import lines, set_up_print

LISTS = "Lists"
OPEN, EDGE = "EAF0FF", "C9D5F5"  # what may be filled in
HEADER_POINTS = 32
GUIDE_WIDTH = 82
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column: a drop-down where it has choices; ``told`` is said to who types something else."""

    title: str
    width: float
    answer: bool = False
    choices: Sequence[str] = ()
    told: str = ""


def begin() -> Any:
    """Return a workbook without sheets, whose styles are ours."""
    from openpyxl import Workbook
    from openpyxl.workbook.protection import WorkbookProtection

    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.security = WorkbookProtection(lockStructure=True)
    xlsx_styles.register(workbook)
    return workbook


def fill(
    sheet: Any,
    lists: Any,
    columns: Sequence[SheetColumn],
    rows: Sequence[Sequence[str]],
    *,
    heights: Sequence[float],
    frozen: str,
) -> None:
    """Write titles and rows, all of it as text; ``lists`` is the sheet behind the drop-downs."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter as letter

    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(1, place)
        cell.style = "Audit column"
        cell.alignment = Alignment(vertical="bottom", wrap_text=True)  # level with what is below
        xl_text.put(cell, column.title)
        sheet.column_dimensions[letter(place)].width = column.width
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[1].height = HEADER_POINTS
    looks: dict[tuple[bool, bool], Any] = {}
    for number, (texts, height) in enumerate(zip(rows, heights, strict=True), start=2):
        for place, (column, text) in enumerate(zip(columns, texts, strict=True), start=1):
            cell = sheet.cell(number, place)
            _dress(cell, looks, answer=column.answer, quoted=bool(text))
            if text:
                xl_text.put(cell, text)
        sheet.row_dimensions[number].height = height
    bottom = len(rows) + 1
    for place, column in enumerate(columns, start=1):
        if column.choices and bottom > 1:
            _drop_down(sheet, lists, column, f"{letter(place)}2:{letter(place)}{bottom}")
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A1:{letter(len(columns))}{bottom}"
    sheet.protection.enable()
    sheet.protection.autoFilter = False  # False: allowed although the sheet is locked
    sheet.protection.sort = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def guide(sheet: Any, told: Sequence[tuple[str, str]], *, title: str) -> None:
    """Write what to do: (style, text) from top to bottom, on a locked sheet."""
    from openpyxl.styles import Alignment

    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = GUIDE_WIDTH
    for number, (style, text) in enumerate(told, start=1):
        cell = sheet.cell(number, 1)
        cell.style = f"Audit {style}"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        xl_text.put(cell, text)
        size = float(cell.font.size)
        wrapped = lines(text, GUIDE_WIDTH * 9.6 / size)
        sheet.row_dimensions[number].height = wrapped * size * 1.4 + 7
    set_up_print(sheet, title, "", upright=True)
    sheet.protection.enable()


def add_lists(workbook: Any) -> Any:
    """Add the hidden sheet that drop-downs take their choices from."""
    lists = workbook.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    lists.protection.enable()
    return lists


def unvarying(workbook: Any, *, title: str) -> bytes:
    """Return the file of a workbook, made of nothing but what is in it: no time and no user."""
    import re
    import zipfile
    from datetime import datetime
    from io import BytesIO

    about = workbook.properties
    about.creator = about.lastModifiedBy = "Reviewer Audit"
    about.title = title
    about.created = datetime(*EPOCH)  # noqa: DTZ001 - openpyxl writes times without a zone
    made, fixed = BytesIO(), BytesIO()
    workbook.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the time of saving
                part = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", part
                )
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return fixed.getvalue()


def _dress(cell: Any, looks: dict[tuple[bool, bool], Any], *, answer: bool, quoted: bool) -> None:
    """Give a cell its look; each is worked out once, for sheets have many cells."""
    from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side

    key = answer, quoted
    if key in looks:
        cell._style = looks[key]  # noqa: SLF001 - how openpyxl itself copies a look
        return
    cell.style = "Audit text"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.quotePrefix = quoted
    if answer:
        cell.number_format = xlsx_styles.TEXT  # what is typed stays text; long text needs none
        cell.protection = Protection(locked=False)
        cell.fill = PatternFill("solid", start_color=OPEN)
        line = Side(style="thin", color=EDGE)
        cell.border = Border(left=line, right=line, bottom=line)
    looks[key] = copy(cell._style)  # noqa: SLF001 - as above


def _drop_down(sheet: Any, lists: Any, column: SheetColumn, where: str) -> None:
    from openpyxl.utils import get_column_letter as letter
    from openpyxl.worksheet.datavalidation import DataValidation

    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for number, choice in enumerate(column.choices, start=1):
        xl_text.put(lists.cell(number, place), choice)
    name = letter(place)
    rule = DataValidation(
        type="list", formula1=f"{LISTS}!${name}$1:${name}${len(column.choices)}", allow_blank=True
    )
    rule.errorTitle, rule.error = column.title, column.told
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(where)
