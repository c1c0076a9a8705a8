"""One table or one chart of a screen as a file of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.reports.model import Cell, CellKind, ChartSpec, DataTable, Word
from reviewer_audit.stats.measure import Estimate

ESTIMATES = {CellKind.ESTIMATE, CellKind.COEFFICIENT}


def write_table(out: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    """Write a table as CSV, JSON Lines or Parquet, as the name ends; no cell is a formula.

    Raises:
        OutputError: the file cannot be written, or its name ends in something else.
    """
    from reviewer_audit.render import tabular

    known = {
        ".csv": tabular.write_csv,
        ".jsonl": tabular.write_jsonl,
        ".parquet": tabular.write_parquet,
    }
    _require(out, tuple(known))
    known[out.suffix.lower()](out, header, rows)
    return out


def write_chart(out: Path, spec: ChartSpec) -> Path:
    """Draw a chart as a picture fit for print, PNG or SVG as the name ends.

    Raises:
        OutputError: the file cannot be written, or its name ends in something else.
    """
    from reviewer_audit.render import charts

    _require(out, (".png", ".svg"))
    charts.draw(spec, out)
    return out


def plain(table: DataTable) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return a table of a report with every estimate spread over value, low, high and n."""
    header: list[str] = []
    for column in table.columns:
        header.append(column.title)
        if column.kind in ESTIMATES:
            header += [f"{column.title}: {part}" for part in ("low", "high", "n")]
    return tuple(header), [
        tuple(
            part
            for column, cell in zip(table.columns, row, strict=True)
            for part in _spread(column.kind, cell)
        )
        for row in table.rows
    ]


def _spread(kind: CellKind, cell: Cell) -> tuple[Any, ...]:
    if kind in ESTIMATES:
        if not isinstance(cell, Estimate):
            return None, None, None, None
        return cell.value, cell.low, cell.high, cell.n
    return (cell.text if isinstance(cell, Word) else cell,)


def _require(out: Path, endings: tuple[str, ...]) -> None:
    if out.suffix.lower() not in endings:
        message = _("{name} does not say what kind of file it is.").format(name=out.name)
        raise OutputError(
            message,
            _("Nothing was written. Let it end in {endings}.").format(endings=", ".join(endings)),
        )
