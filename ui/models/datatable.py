"""A table of a report shown as any other table: rows open the decisions behind them."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from reviewer_audit.reports import words
from reviewer_audit.reports.model import Cell, CellKind, DataTable, Filter, Word
from reviewer_audit.reports.model import Column as ReportColumn
from reviewer_audit.stats.measure import Estimate
from ui.models.records import Column, number

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURES = {
    CellKind.INTEGER,
    CellKind.SHARE,
    CellKind.NUMBER,
    CellKind.ESTIMATE,
    CellKind.COEFFICIENT,
}


@dataclass(frozen=True, slots=True, eq=False)
class TableRow:
    """One row with the filter of the decisions behind it."""

    cells: tuple[Cell, ...]
    filter: Filter = ()


def columns_of(table: DataTable) -> list[Column[TableRow]]:
    """Return columns that show a table of a report; the first one stretches."""
    wide = next((at for at, one in enumerate(table.columns) if one.wide), 0)
    return [_column(at, one, stretch=at == wide) for at, one in enumerate(table.columns)]


def rows_of(table: DataTable) -> tuple[list[TableRow], list[TableRow]]:
    """Return the rows, and those of them that are greyed."""
    filters: Sequence[Filter] = table.filters or ((),) * len(table.rows)
    rows = [TableRow(cells, behind) for cells, behind in zip(table.rows, filters, strict=True)]
    return rows, [rows[at] for at in sorted(table.muted)]


def cell_text(kind: CellKind, cell: Cell, *, brief: bool = False) -> str:
    """Write a cell as reports do: a rate with its interval, and n unless it is brief."""
    match cell:
        case None:
            written = ""
        case Word(text=text):
            written = text
        case Estimate(value=float()) if brief and kind is CellKind.ESTIMATE:
            written = f"{words.share(cell)} ({words.interval(cell)})"
        case Estimate():
            spoken = words.coefficient if kind is CellKind.COEFFICIENT else words.rate
            written = spoken(cell)
        case float() if kind is CellKind.SHARE:
            written = words.percent(cell)
        case float():
            written = f"{cell:,.3g}"
        case int():
            written = f"{cell:,}"
        case _:
            written = str(cell)
    return written


def _column(at: int, one: ReportColumn, *, stretch: bool) -> Column[TableRow]:
    made = number if one.kind in FIGURES else Column
    return made(
        one.title,
        partial(_sort_key, at),
        partial(_written, one.kind, one.brief),
        tone=partial(_tone, at),
        stretch=stretch,
    )


def _sort_key(at: int, row: TableRow) -> Any:
    cell = row.cells[at]
    match cell:
        case None:
            return None
        case Estimate(value=None):
            return None
        case Estimate(value=float(value)):
            return _Figure(value, cell)
        case Word(text=text):
            return text
    return cell


class _Figure(float):
    """The value of an estimate, which still knows the whole of it."""

    estimate: Estimate

    def __new__(cls, value: float, estimate: Estimate) -> Self:
        made = super().__new__(cls, value)
        made.estimate = estimate
        return made


def _written(kind: CellKind, brief: bool, value: Any) -> str:  # noqa: FBT001 - bound by partial
    if isinstance(value, _Figure):
        return cell_text(kind, value.estimate, brief=brief)
    if value is None and kind in {CellKind.ESTIMATE, CellKind.COEFFICIENT}:
        return "n/a"
    return cell_text(kind, value)


def _tone(at: int, row: TableRow) -> str:
    cell = row.cells[at]
    if isinstance(cell, Word) and cell.tone != "neutral":
        return cell.tone.value
    return ""
