"""Files whose bytes depend on their content alone."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from build_spec.demo.setting import COLUMNS, START, TITLE_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def workbook(made: Sequence[Mapping[str, object]]) -> bytes:
    """Write the export as a workbook whose bytes depend on its content alone."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.creator = "Sample"
    book.properties.created = START.replace(tzinfo=None)
    sheet = book.create_sheet("Decisions")
    sheet.freeze_panes = f"A{len(TITLE_ROWS) + 2}"
    for letter, width in zip("ABCDK", (14, 24, 60, 26, 18), strict=True):
        sheet.column_dimensions[letter].width = width

    def cell(value: object, *, bold: bool = False) -> WriteOnlyCell:
        made_cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made_cell.data_type = "s"  # text that starts with = is still text
        elif isinstance(value, datetime):
            made_cell.number_format = "yyyy-mm-dd hh:mm:ss"
        if bold:
            made_cell.font = Font(bold=True)
        return made_cell

    for title in TITLE_ROWS:
        sheet.append([cell(text, bold=True) for text in title])
    sheet.append([cell(name, bold=True) for name in COLUMNS])
    for row in made:
        sheet.append([cell(row[name]) if row[name] not in {None, ""} else None for name in COLUMNS])
    sheet.append(())
    sheet.append([cell("Total", bold=True), cell(len(made), bold=True)])
    buffer = io.BytesIO()
    book.save(buffer)
    return timeless(buffer.getvalue())


def timeless(data: bytes) -> bytes:
    """Pack a workbook anew without the hour it was written."""
    out = io.BytesIO()
    stamp = START.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # the same on every machine
            new.writestr(info, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()


def table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Write a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue().encode()
