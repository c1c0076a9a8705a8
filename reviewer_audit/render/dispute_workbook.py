"""The workbook in which a vendor agrees with or disputes what an audit found.

The names of the sheet and of its columns are what ``intake.dispute_sheet`` looks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, DISPUTE_SHEET, DisputeRow
from reviewer_audit.render import xl_text, xlsx_styles
from reviewer_audit.render.xlsx import save
from reviewer_audit.render.xlsx_page import set_up_print

WIDTHS = (12, 18, 16, 20, 16, 60, 22, 16, 20, 22, 16, 34, 24, 12, 40, 14, 16, 26, 60)
ANSWERS = 3  # the last columns are the vendor's
ROW_POINTS = 48
LISTS = "Lists"
OPEN = "EAF0FF"  # what may be filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeBook:
    """What goes into the workbook."""

    project: str
    round_title: str
    vendor: str
    until: str
    rows: Sequence[DisputeRow]
    clauses: Sequence[str]
    left_out: int  # drawn decisions of the vendor without a final answer


def write_disputes(book: DisputeBook, path: Path) -> None:
    """Write the workbook.

    Raises:
        OutputError: the file cannot be written; an old one stays as it was.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    xlsx_styles.register(workbook)
    sheet = workbook.create_sheet(DISPUTE_SHEET)
    guide = workbook.create_sheet("How to answer")
    lists = workbook.create_sheet(LISTS)
    _decisions(sheet, book)
    _guide(guide, book)
    for place, clause in enumerate(book.clauses, start=1):
        xl_text.put(lists.cell(place, 1), clause)
    lists.sheet_state = "hidden"
    for one in (guide, lists):
        one.protection.enable()
    save(workbook, path, title="Decisions to agree with or dispute")


def _decisions(sheet: Any, book: DisputeBook) -> None:
    from copy import copy

    from openpyxl.styles import Alignment, PatternFill, Protection
    from openpyxl.utils import get_column_letter as letter

    last = len(DISPUTE_COLUMNS)
    for place, (title, width) in enumerate(zip(DISPUTE_COLUMNS, WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, place)
        cell.style = "Audit column"
        xl_text.put(cell, title)
        sheet.column_dimensions[letter(place)].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[1].height = 32
    looks: dict[tuple[bool, bool], Any] = {}
    for number, row in enumerate(book.rows, start=2):
        texts = (*row.shown, row.reply, row.clause, row.argument)
        for place, text in enumerate(texts, start=1):
            cell = sheet.cell(number, place)
            key = place > last - ANSWERS, bool(text)
            if key not in looks:
                cell.style = "Audit text"
                cell.number_format = xlsx_styles.TEXT
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.quotePrefix = key[1]
                if key[0]:
                    cell.protection = Protection(locked=False)
                    cell.fill = PatternFill("solid", start_color=OPEN)
                looks[key] = copy(cell._style)  # noqa: SLF001 - how openpyxl itself copies a look
            else:
                cell._style = looks[key]  # noqa: SLF001 - as above
            if text:
                xl_text.put(cell, text)
        sheet.row_dimensions[number].height = ROW_POINTS
    bottom = len(book.rows) + 1
    _drop_downs(sheet, book, bottom)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{letter(last)}{bottom}"
    sheet.protection.enable()
    sheet.protection.autoFilter = False  # False: allowed although the sheet is locked
    sheet.protection.sort = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    set_up_print(sheet, f"{book.vendor}: {book.round_title}", "", repeat=1)


def _drop_downs(sheet: Any, book: DisputeBook, bottom: int) -> None:
    from openpyxl.utils import get_column_letter as letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if bottom == 1:
        return
    last = len(DISPUTE_COLUMNS)
    reply = DataValidation(type="list", formula1='"Agree,Dispute"', allow_blank=True)
    reply.errorTitle, reply.error = "Agree or dispute", "Choose Agree or Dispute."
    columns = [(reply, last - 2)]
    if book.clauses:
        named = f"{LISTS}!$A$1:$A${len(book.clauses)}"
        clause = DataValidation(type="list", formula1=named, allow_blank=True)
        clause.errorTitle, clause.error = "Clause", "Choose a clause of the policy."
        columns.append((clause, last - 1))
    for rule, place in columns:
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(f"{letter(place)}2:{letter(place)}{bottom}")


def _guide(sheet: Any, book: DisputeBook) -> None:
    from openpyxl.styles import Alignment

    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 100
    reply, clause, argument = DISPUTE_COLUMNS[-ANSWERS:]
    lines = [
        ("sheet title", f"{book.vendor}: {book.round_title}"),
        ("subtitle", book.project),
        ("body", f"{len(book.rows):,} of your decisions, each with the answer of the audit."),
        ("body", f"Answer until {book.until}, that day included. No answer counts as agreement."),
        ("body", f"{reply}: choose Agree or Dispute; nothing else can be changed."),
        ("body", f"{clause}: the rule that you say applies."),
        ("body", f"{argument}: what the audit overlooked. A dispute needs one."),
        ("body", "You may sort, filter and save the sheet, and send back a part of it."),
        ("body", "Somebody who neither graded nor settled the item decides each dispute."),
    ]
    if book.left_out:
        more = f"{book.left_out:,} more were drawn and have no final answer yet; not listed here."
        lines.append(("note", more))
    for number, (style, text) in enumerate(lines, start=1):
        cell = sheet.cell(number, 1)
        cell.style = f"Audit {style}"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        xl_text.put(cell, text)
    set_up_print(sheet, f"{book.vendor}: {book.round_title}", "", upright=True)
