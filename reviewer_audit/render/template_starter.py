"""A small workbook with names and tables in place, to make a template of one's own from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviewer_audit.render import xlsx_styles
from reviewer_audit.render.xlsx import save
from reviewer_audit.render.xlsx_page import set_up_print
from reviewer_audit.reports import words

_FACTS = (
    ("Vendor", "ra_vendor"),
    ("Round", "ra_round"),
    ("Period", "ra_period"),
    ("Policy", "ra_policy"),
    ("Edition", "ra_edition"),
    ("Decisions that count", "ra_counted"),
)
_MEASURES = (
    "accuracy",
    "charged_accuracy",
    "over_enforcement",
    "under_enforcement",
    "critical_errors",
)
_QUEUES = ("name", "accuracy", "accuracy_low", "accuracy_high", "accuracy_n", "remark")
_ERRORS = (
    "item", "decided_at", "queue", "language", "vendor_labels", "final_labels", "error",
    "severity", "clause", "rationale",
)  # fmt: skip
_WIDTHS = (26, 13, 11, 11, 11, 24)


def write_starter(path: Path) -> None:
    """Write the starter; OutputError where it cannot be written."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter as letter

    workbook = Workbook()
    xlsx_styles.register(workbook)
    front = workbook.active
    front.title = "Scorecard"
    for column, width in enumerate(_WIDTHS, start=1):
        front.column_dimensions[letter(column)].width = width
    front.sheet_view.showGridLines = False
    _write(front, 1, ["Scorecard"], "title")
    front.row_dimensions[1].height = 32
    _named(front, 2, 1, "ra_stamp", "warning")
    front.merge_cells("A2:F2")
    for row, (title, name) in enumerate(_FACTS, start=3):
        _write(front, row, [title], "fact name")
        form = xlsx_styles.WHOLE if name == "ra_counted" else ""
        _named(front, row, 2, name, "fact", form)
        front.merge_cells(start_row=row, start_column=2, end_row=row, end_column=6)
    at = 3 + len(_FACTS) + 1
    _write(front, at, ["Measure", "Value", "Low", "High", "n", "Verdict"], "column")
    for row, key in enumerate(_MEASURES, start=at + 1):
        _write(front, row, [words.score_title(key)], "text")
        for column, end in enumerate(("", "_low", "_high"), start=2):
            _named(front, row, column, f"ra_{key}{end}", "number", xlsx_styles.PERCENT)
        _named(front, row, 5, f"ra_{key}_n", "number", xlsx_styles.WHOLE)
        _named(front, row, 6, f"ra_{key}_verdict", "text")
    at += len(_MEASURES) + 2
    _table(front, at, "ra_slices_queue", _QUEUES)
    front.freeze_panes = "A3"
    set_up_print(front, "Scorecard", "")
    errors = workbook.create_sheet("Errors")
    for column, name in enumerate(_ERRORS, start=1):
        wide = {"clause": 56, "rationale": 46, "queue": 14, "language": 11, "severity": 11}
        errors.column_dimensions[letter(column)].width = wide.get(name, 21)
    _write(errors, 1, ["Errors"], "sheet title")
    _table(errors, 3, "ra_errors", _ERRORS)
    errors.freeze_panes = "A4"
    set_up_print(errors, "Errors", "", repeat=3)
    _chart(front, at)
    save(workbook, path, title="Template")


def _write(sheet: Any, row: int, texts: Sequence[str], style: str) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column, text)
        cell.style = f"Audit {style}"


def _named(sheet: Any, row: int, column: int, name: str, style: str, form: str = "") -> None:
    from openpyxl.workbook.defined_name import DefinedName

    cell = sheet.cell(row, column)
    cell.style = f"Audit {style}"
    if form:
        cell.number_format = form
    place = f"'{sheet.title}'!${cell.column_letter}${row}"
    sheet.parent.defined_names[name] = DefinedName(name, attr_text=place)


def _table(sheet: Any, top: int, name: str, fields: Sequence[str]) -> None:
    """Set a table with two rows, so that charts and rules on them reach along a column."""
    from openpyxl.utils import get_column_letter as letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    _write(sheet, top, [words.spoken(field) for field in fields], "column")
    for row in (top + 1, top + 2):
        for column, field in enumerate(fields, start=1):
            share = field.startswith("accuracy")
            cell = sheet.cell(row, column)
            long = field in {"clause", "rationale"}
            cell.style = f"Audit {'number' if share else 'long' if long else 'text'}"
            if share:
                whole = field.endswith("_n")
                cell.number_format = xlsx_styles.WHOLE if whole else xlsx_styles.PERCENT
    table = Table(displayName=name, ref=f"A{top}:{letter(len(fields))}{top + 2}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def _chart(sheet: Any, top: int) -> None:
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type = "bar"
    chart.title = "Accuracy by queue"
    chart.legend = None
    chart.add_data(Reference(sheet, min_col=2, min_row=top, max_row=top + 2), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=top + 2))
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0.0, 1.0  # bars begin at nought
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.width, chart.height = 16.0, 8.0
    sheet.add_chart(chart, "H3")
