"""Parquet: columns with types of their own, read into the same texts as every other format."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from reviewer_audit.intake.cells import Texts
from reviewer_audit.intake.formats import Format, Message, Request
from reviewer_audit.intake.refusals import give_up

MAGIC = b"PAR1"
BLOCK = 4096

FORMAT = Format(
    name="parquet",
    suffixes=(".parquet", ".pq"),
    matches=lambda head: head.startswith(MAGIC),
    reader="reviewer_audit.intake.parquet:read",
)


def read(request: Request) -> Iterator[Message]:
    """Tell the cells of a parquet file; its column names are the first row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(request.path, memory_map=True) as file:
            names = list(file.schema_arrow.names)
            total = file.metadata.num_rows
            zoned = {at for at, one in enumerate(file.schema_arrow) if getattr(one.type, "tz", "")}
            yield ("sheet", 0, "", False, True)
            yield ("rows", 0, 1, [[name] for name in names])
            first, texts = 2, Texts()
            for batch in file.iter_batches(batch_size=BLOCK, use_threads=False):
                columns = [
                    texts.column(at, list(map(_utc if at in zoned else _plain, cells)))
                    for at, cells in enumerate(column.to_pylist() for column in batch.columns)
                ]
                yield ("rows", 0, first, columns)
                first += batch.num_rows
                yield ("progress", first - 2, total)
    except pa.ArrowException as error:
        give_up("damaged", why=" ".join(str(error).split())[:120])


def _utc(value: datetime | None) -> str | None:
    """Return a moment that knows its zone as text that still knows it."""
    if value is None:
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _plain(value: Any) -> Any:
    """Return lists as JSON arrays and bytes as text; all else as it is."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value
