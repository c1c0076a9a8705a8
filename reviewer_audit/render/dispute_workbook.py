"""The workbook in which a vendor agrees with or disputes what an audit found.

The names of the sheet and of its columns are what ``intake.dispute_sheet`` looks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, DISPUTE_SHEET, DisputeRow
from reviewer_audit.render import answer_sheet
from reviewer_audit.render.answer_sheet import SheetColumn
from reviewer_audit.render.xlsx import save
from reviewer_audit.render.xlsx_page import set_up_print

WIDTHS = (12, 18, 16, 20, 16, 60, 22, 16, 20, 22, 16, 34, 24, 12, 40, 14, 16, 26, 60)
ANSWERS = 3  # the last columns are the vendor's
ROW_POINTS = 48


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
    workbook = answer_sheet.begin()
    sheet = workbook.create_sheet(DISPUTE_SHEET)
    title = f"{book.vendor}: {book.round_title}"
    answer_sheet.guide(workbook.create_sheet("How to answer"), _guide(book, title), title=title)
    answer_sheet.fill(
        sheet,
        answer_sheet.add_lists(workbook),
        _columns(book),
        [(*row.shown, row.reply, row.clause, row.argument) for row in book.rows],
        heights=[ROW_POINTS] * len(book.rows),
        frozen="C2",
    )
    set_up_print(sheet, title, "", repeat=1)
    save(workbook, path, title="Decisions to agree with or dispute")


def _columns(book: DisputeBook) -> list[SheetColumn]:
    reply, clause, _argument = DISPUTE_COLUMNS[-ANSWERS:]
    choices = {
        reply: (("Agree", "Dispute"), "Choose Agree or Dispute."),
        clause: (book.clauses, "Choose a clause of the policy."),
    }
    columns = []
    for place, (title, width) in enumerate(zip(DISPUTE_COLUMNS, WIDTHS, strict=True)):
        known, told = choices.get(title, ((), ""))
        answer = place >= len(DISPUTE_COLUMNS) - ANSWERS
        columns.append(
            SheetColumn(title=title, width=width, answer=answer, choices=known, told=told)
        )
    return columns


def _guide(book: DisputeBook, title: str) -> list[tuple[str, str]]:
    reply, clause, argument = DISPUTE_COLUMNS[-ANSWERS:]
    lines = [
        ("sheet title", title),
        ("subtitle", book.project),
        ("body", f"{len(book.rows):,} of your decisions, each with the answer of the audit."),
        ("body", f"Answer until {book.until}, that day included. No answer counts as agreement."),
        ("body", f"{reply}: choose Agree or Dispute; nothing else can be changed."),
        ("body", f"{clause}: the rule that you say applies."),
        ("body", f"{argument}: what the audit overlooked. A dispute needs one."),
        ("body", "You may filter and save the sheet with any program, and send back a part of it."),
        ("body", "Somebody who neither graded nor settled the item decides each dispute."),
    ]
    if book.left_out:
        more = f"{book.left_out:,} more were drawn and have no final answer yet; not listed here."
        lines.append(("note", more))
    return lines
