"""Write one table for machines: CSV that no spreadsheet takes for formulas, JSON Lines, Parquet."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from reviewer_audit.render.files import replacing

_DANGEROUS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


def csv_text(value: object) -> str:
    """Return a value for a CSV cell; text that could run as a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = _storable(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV: UTF-8 with mark, every cell quoted, formula-safe.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as f:
        _write_rows(f, header, rows)


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
    whole = pa.Table.from_arrays(columns, names=[_storable(name) for name in header])
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
    return [None if value is None else _storable(_plain(value)) for value in values], "string"


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {_storable(key): _plain(part) for key, part in value.items()}
    return _storable(value)


def _storable(value: object) -> str:
    """Return text that UTF-8 can hold: half a character becomes the replacement character."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
