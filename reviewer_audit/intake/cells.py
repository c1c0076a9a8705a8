"""Cells of a workbook as text: verbatim, whole numbers without a point, dates as ISO."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

NUL = "\x00"
SAFE_DIGITS = 1e15  # Excel keeps fifteen digits; beyond, what arrives is no longer what was typed
_MILLISECOND = 1000


def number_text(value: float) -> str:
    """Return a number as text; one that may have lost digits shows it by its exponent."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        return str(value)
    if abs(value) >= SAFE_DIGITS:
        digits = f"{Decimal(repr(value)):E}"
        mantissa, _, exponent = digits.partition("E")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa}E{int(exponent):+03d}"
    return str(int(value)) if value == int(value) else repr(value)


def moment_text(value: datetime) -> str:
    """Return a moment as ISO 8601, rounded to what a serial number can hold."""
    if not value.microsecond:
        return value.isoformat()
    rounded = value + timedelta(microseconds=_MILLISECOND // 2)
    if rounded.microsecond // _MILLISECOND:
        return rounded.isoformat(timespec="milliseconds")
    return rounded.isoformat(timespec="seconds")


def span_text(value: timedelta) -> str:
    """Return a length of time as H:MM:SS."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_TEXTS: dict[type, Callable[[Any], str | None]] = {
    str: lambda value: value or None,
    float: number_text,
    int: lambda value: number_text(value) if abs(value) >= SAFE_DIGITS else str(value),
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: moment_text,
    date: lambda value: value.isoformat(),
    time: lambda value: value.isoformat(timespec="seconds"),
    timedelta: span_text,
    type(None): lambda _value: None,
}


class Texts:
    """Turns columns of cells into columns of text, and keeps each repeated text once."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[str | None, str | None]] = {}
        self._moments: dict[Any, str] = {}

    def column(self, index: int, cells: Sequence[Any]) -> list[str | None]:
        """Return one column of a block of rows as text."""
        kinds = set(map(type, cells))
        texts: list[str | None]
        if kinds == {str}:
            texts = [cell or None for cell in cells] if "" in cells else list(cells)
        else:
            texts = [_TEXTS.get(type(cell), str)(cell) for cell in cells]
        return self._shared(index, texts)

    def _shared(self, index: int, texts: list[str | None]) -> list[str | None]:
        """Keep one object per text where texts repeat: smaller to send, quicker to look up."""
        seen = self._seen.get(index)
        if seen is None:
            seen = self._seen[index] = {}
            if len(set(texts)) * 2 > len(texts) > 64:  # noqa: PLR2004 - mostly different
                self._seen[index] = seen = {"": ""}
        if "" in seen:
            return texts
        keep = seen.setdefault
        return [keep(text, text) for text in texts]


def transposed(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return rows of equal length as columns."""
    return list(zip(*rows, strict=True))


def without_nuls(column: list[str | None]) -> int:
    """Take NUL characters out of a column, in place; return how many there were."""
    count = 0
    if NUL in "".join(filter(None, column)):
        for at, cell in enumerate(column):
            if cell and NUL in cell:
                count += cell.count(NUL)
                column[at] = cell.replace(NUL, "") or None
    return count
