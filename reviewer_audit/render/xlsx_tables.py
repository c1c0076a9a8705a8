"""Tables of a report in cells: every figure a number, every text a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.i18n import _
from reviewer_audit.render.xlsx_checks import why_not
from reviewer_audit.render.xlsx_columns import (
    Field,
    crowded_by,
    fields,
    runs_on,
    worded,
)
from reviewer_audit.render.xlsx_page import Page, columns, lines, retraced
from reviewer_audit.render.xlsx_styles import (
    DASHED,
    DECIMAL,
    HEAT_RIGHT,
    HEAT_WRONG,
    PERCENT,
    TEXT,
    WHOLE,
)
from reviewer_audit.reports.model import (
    Cell,
    CellKind,
    ChartSpec,
    DataTable,
    Unit,
    Word,
)
from reviewer_audit.stats.measure import Estimate

_BEFORE = {CellKind.ESTIMATE: 5, CellKind.COEFFICIENT: 4}  # columns from a check back to its value
_NAMING = 3  # texts of a row that name its figure


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table came to stand."""

    header: int
    first: int
    last: int
    right: int


def write(
    page: Page, table: DataTable, *, spans: Sequence[int] | None = None, shared: bool = False
) -> Place:
    """Write a table at the page's row.

    Args:
        page: The sheet.
        table: What to write.
        spans: How many columns of the sheet each column of cells takes (None: one).
        shared: Other tables stand on the sheet, so long last columns run on to the right.
    """
    if table.title:
        page.text(page.row, page.first, table.title, "heading")
        page.height(page.row, 26)
        page.row += 1
    every = fields(table)
    starts = _starts(page, table, every, spans, shared=shared)
    header = page.row
    for field, (first, last) in zip(every, starts, strict=True):
        style = "column" if field.text else "number column"
        page.across(header, first, last, style)
        title = field.title if spans else field.name
        page.text(header, first, title, style)
        page.height(header, lines(title, page.width(first, last) - 2) * 13.0 + 5)
    page.row += 1
    crowded = crowded_by(every, shared=shared)
    brief = [
        (field, first)
        for field, (first, _end) in zip(every, starts, strict=True)
        if page.checks
        and field.part == "value"
        and table.columns[field.column].brief
        and field.kind is CellKind.ESTIMATE
    ]
    for i, row in enumerate(table.rows):
        page.height(page.row, 16.5)
        _row(page, every, starts, row, muted=i in table.muted, crowded=crowded)
        for field, first in brief:
            _again(page, field, row, first)
        page.row += 1
    place = Place(header, header + 1, max(page.row - 1, header), starts[-1][1])
    if not table.rows and table.empty:
        page.paragraph(table.empty, "note", size=9.5)
    if table.note:
        page.paragraph(table.note, "note", size=9.5)
    page.row += 1
    return place


def heat(page: Page, spec: ChartSpec) -> Place:
    """Write a heat map as cells that colour themselves by a scale."""
    if spec.title:
        page.text(page.row, page.first, spec.title, "heading")
        page.height(page.row, 24)
        page.row += 1
    header = page.row
    digits = {Unit.SHARE: "0%", Unit.COEFFICIENT: "0.00"}.get(spec.unit, DASHED)
    corner = f"{spec.row_title} \u2193   {spec.column_title} \u2192" if spec.row_title else ""
    page.text(header, page.first, corner, "heat name")
    for j, name in enumerate(spec.columns, start=page.first + 1):
        page.text(header, j, name, "heat column")
        page.height(header, lines(name, page.width(j) - 1) * 13.0 + 6)
    for i, name in enumerate(spec.rows):
        row = header + 1 + i
        page.text(row, page.first, name, "heat name")
        page.height(row, max(24.0, lines(name, page.width(page.first) - 1) * 13.0 + 4))
        for j in range(len(spec.columns)):
            value = spec.marks[i * len(spec.columns) + j].value
            whole = value is not None and value == int(value)
            shown = int(value or 0) if whole else value
            page.number(row, page.first + 1 + j, shown, "heat", digits)
    _scales(
        page.sheet, header + 1, page.first + 1, len(spec.rows), len(spec.columns), spec.diagonal
    )
    page.row = header + len(spec.rows) + 2
    return Place(header, header + 1, header + len(spec.rows), page.first + len(spec.columns))


def _scales(
    sheet: Any,
    top: int,
    left: int,
    rows: int,
    width: int,
    diagonal: bool,  # noqa: FBT001
) -> None:
    from openpyxl.formatting.rule import ColorScaleRule
    from openpyxl.utils import get_column_letter as letter

    def area(row: int, first: int, last: int) -> str:
        return f"{letter(left + first)}{row}:{letter(left + last)}{row}"

    right = [area(top + i, i, i) for i in range(min(rows, width))] if diagonal else []
    wrong: list[str] = []
    for i in range(rows):
        if not diagonal or i >= width:
            wrong.append(area(top + i, 0, width - 1))
            continue
        wrong += [area(top + i, 0, i - 1)] if i else []
        wrong += [area(top + i, i + 1, width - 1)] if i < width - 1 else []
    for areas, (low, high) in ((right, HEAT_RIGHT), (wrong, HEAT_WRONG)):
        if areas:
            rule = ColorScaleRule(
                start_type="num", start_value=0, start_color=low, end_type="max", end_color=high
            )
            sheet.conditional_formatting.add(" ".join(areas), rule)


def _starts(
    page: Page,
    table: DataTable,
    every: tuple[Field, ...],
    spans: Sequence[int] | None,
    *,
    shared: bool,
) -> list[tuple[int, int]]:
    out = []
    at = page.first
    for i, field in enumerate(every):
        taken = spans[i] if spans else 1
        end = at + taken - 1
        if runs_on(table, field, shared=shared):
            end = max(end, page.last)
        out.append((at, end))
        at = end + 1
    return out


def _row(
    page: Page,
    every: tuple[Field, ...],
    starts: list[tuple[int, int]],
    row: tuple[Cell, ...],
    *,
    muted: bool,
    crowded: bool,
) -> None:
    for at, (field, (first, last)) in enumerate(zip(every, starts, strict=True)):
        value = row[field.column]
        style = _style(field, value, muted=muted)
        if style.startswith("text") and (crowded or _too_wide(page, value, first, last)):
            style = style.replace("text", "long", 1)
        if last > first:
            page.across(page.row, first, last, style)
        if field.part == "check":
            _check(page, field, row, starts, at, style)
        elif isinstance(value, Estimate):
            _estimate(page, field, value, first, style)
        elif isinstance(value, str | Word):
            text = worded(value)
            page.text(page.row, first, text, style, TEXT if field.kind is CellKind.ID else "")
            if "long" in style or isinstance(value, Word):
                page.height(page.row, lines(text, page.width(first, last) - 2.5) * 13.2 + 3)
        elif value is None:
            page.text(page.row, first, "", style)
        else:
            page.number(page.row, first, value, style, _form(field))


def _too_wide(page: Page, value: Cell, first: int, last: int) -> bool:
    return columns(worded(value)) > page.width(first, last) + 1


def _estimate(page: Page, field: Field, e: Estimate, at: int, style: str) -> None:
    if field.part == "value" and e.value is None:
        page.text(page.row, at, _("n/a"), style)
        return
    value = getattr(e, field.part)
    form = PERCENT if field.kind is CellKind.ESTIMATE else DECIMAL
    if field.part in {"n", "numerator"}:
        form = WHOLE
        if isinstance(value, float):
            if value.is_integer():
                value = int(value)
            else:
                form = "#,##0.00"
    page.number(page.row, at, value, style, form)


def _check(
    page: Page,
    field: Field,
    row: tuple[Cell, ...],
    starts: list[tuple[int, int]],
    at: int,
    style: str,
) -> None:
    """Write the formula that gives the figure again, or why there is none."""
    from openpyxl.utils import get_column_letter as letter

    value, here = row[field.column], starts[at][0]
    form = PERCENT if field.kind is CellKind.ESTIMATE else DECIMAL
    if not isinstance(value, Estimate) or value.value is None:
        page.text(page.row, here, "", style)
    elif field.kind is CellKind.ESTIMATE and retraced(value):
        top, below = (f"{letter(starts[k][0])}{page.row}" for k in (at - 2, at - 1))
        page.formula(page.row, here, f"={top}/{below}", style, form)
    elif formula := _again(page, field, row, starts[at - _BEFORE[field.kind]][0]):
        page.formula(page.row, here, formula, style, form)
    else:
        text = why_not(value)
        page.text(page.row, here, text, style.replace("bound", "long", 1))
        page.height(page.row, lines(text, page.width(here) - 2.5) * 13.2 + 3)


def _again(page: Page, field: Field, row: tuple[Cell, ...], at: int) -> str:
    """Re-trace a figure on the sheet of checks; return the formula that shows it, or nothing."""
    from openpyxl.utils import get_column_letter as letter

    value = row[field.column]
    if page.checks is None or not isinstance(value, Estimate):
        return ""
    named = [worded(cell) for cell in row if isinstance(cell, str)][:_NAMING]
    name = " \u00b7 ".join(
        part for part in (page.sheet.title, *named, field.of or field.title) if part
    )
    return page.checks.add(name, page.sheet, f"{letter(at)}{page.row}", value)


def _style(field: Field, value: Cell, *, muted: bool) -> str:
    if isinstance(value, Word):
        return f"word {value.tone}"
    if field.text:
        base = "long" if field.wide else "text"
    else:
        base = "number" if field.part in {"cell", "value"} else "bound"
    return f"{base} muted" if muted else base


def _form(field: Field) -> str:
    match field.kind:
        case CellKind.INTEGER:
            return WHOLE
        case CellKind.SHARE:
            return PERCENT
        case CellKind.NUMBER:
            return "#,##0.0"
        case _:
            return "General"
