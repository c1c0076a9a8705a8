"""Write one table for machines: CSV that no spreadsheet takes for formulas, JSON Lines, Parquet."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from reviewer_audit.render.files import replacing
from reviewer_audit.reports.tidy import Kind, Tidy, Value

_DANGEROUS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


def csv_text(value: object) -> str:
    """Return a value for a CSV cell; text that could run as a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = storable(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV: UTF-8 with mark, every cell quoted, formula-safe.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as f:
        _write_rows(f, header, rows)


def write_raw_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV for programs alone: text as it is, no mark before what may run.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow([_raw_text(name) for name in header])
        writer.writerows([_raw_text(value) for value in row] for row in rows)


def _raw_text(value: object) -> str:
    return storable(value) if isinstance(value, str) else csv_text(value)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as the bytes of such a file."""
    text = io.StringIO(newline="")
    _write_rows(text, header, rows)
    return text.getvalue().encode("utf-8-sig")


def _write_rows(f: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(f, quoting=csv.QUOTE_ALL)
    writer.writerow([csv_text(name) for name in header])
    writer.writerows([csv_text(value) for value in row] for row in rows)


def write_jsonl(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as JSON Lines: one object per row, values as they are.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as f:
        for row in rows:
            record = {name: _plain(value) for name, value in zip(header, row, strict=True)}
            f.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")


def write_parquet(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as Parquet; a column of mixed kinds becomes text.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    import pyarrow as pa
    from pyarrow import parquet

    table = [list(row) for row in rows]
    columns = [pa.array(*_column([row[i] for row in table])) for i in range(len(header))]
    whole = pa.Table.from_arrays(columns, names=[storable(name) for name in header])
    with replacing(path) as temporary, temporary.open("wb") as f:
        parquet.write_table(whole, f)


def _column(values: list[object]) -> tuple[list[object], str]:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return values, "bool"
    if kinds == {int}:
        return values, "int64"
    if kinds and kinds <= {int, float}:
        return values, "double"
    return [None if value is None else storable(_plain(value)) for value in values], "string"


def write_arrow(path: Path, table: Tidy) -> None:
    """Write a table as Parquet, each column of its declared type, its meaning beside it.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    from pyarrow import parquet

    with replacing(path) as temporary, temporary.open("wb") as f:
        parquet.write_table(arrow_of(table), f)


def arrow_of(table: Tidy) -> Any:
    """Return a table for programs that share memory: Parquet and Tableau."""
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.TIME: pa.timestamp("us", "UTC"),
    }
    columns = [
        pa.array([_of_kind(row[k], one.kind) for row in table.rows], types[one.kind])
        for k, one in enumerate(table.fields)
    ]
    fields = [
        pa.field(one.name, types[one.kind], metadata={"description": one.label})
        for one in table.fields
    ]
    return pa.Table.from_arrays(
        columns, schema=pa.schema(fields, metadata={"description": table.kind.row})
    )


def _of_kind(value: Value, kind: Kind) -> object:
    if value is None:
        return None
    if kind is Kind.TIME:
        return moment(str(value))
    return storable(value) if kind is Kind.TEXT else value


def moment(text: str) -> datetime:
    """Return a time of a table; one without a zone is UTC."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {storable(key): _plain(part) for key, part in value.items()}
    return storable(value)


def storable(value: object) -> str:
    """Return text that UTF-8 can hold: half a character becomes the replacement character."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
