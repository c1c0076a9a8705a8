"""Cells of a workbook as text: verbatim, whole numbers without a point, dates as ISO."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

FEW = 64  # cells from which nothing can be told
NUL = "\x00"
SAFE_DIGITS = 1e15  # Excel keeps fifteen digits; beyond, what arrives is no longer what was typed
_MILLISECOND = 1000
_MINUTES = [f"{hour:02d}:{minute:02d}:" for hour in range(24) for minute in range(60)]
_SECONDS = [f"{second:02d}" for second in range(60)]
_HALF = timedelta(microseconds=_MILLISECOND // 2)


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
    rounded = value + _HALF
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


class _Memo(dict[Any, str | None]):
    """Texts of cells by cell: each different one is made once, and kept as one object."""

    def __missing__(self, cell: Any) -> str | None:
        text = _TEXTS.get(type(cell), str)(cell)
        if cell not in {0, 1}:  # to a dict, True is 1
            self[cell] = text
        return text


class _Days(dict[int, str]):
    """First halves of moments, by the ordinal of their day."""

    def __missing__(self, day: int) -> str:
        text = self[day] = f"{date.fromordinal(day).isoformat()}T"
        return text


class Texts:
    """Turns columns of cells into columns of text, and keeps each repeated text once.

    Repeated texts that are one object are quicker to send, to look up and to compare.
    """

    def __init__(self) -> None:
        self._memos: dict[int, _Memo | None] = {}
        self._days = _Days()

    def column(self, index: int, cells: Sequence[Any]) -> list[str | None]:
        """Return one column of a block of rows as text."""
        memo = self._memo(index, cells)
        if memo is not None:
            return list(map(memo.__getitem__, cells))
        kinds = _kinds(cells)
        if kinds == {str}:
            return [cell or None for cell in cells] if "" in cells else list(cells)
        if kinds <= {datetime, date}:
            return self._moments(cells)
        return [_TEXTS.get(type(cell), str)(cell) for cell in cells]

    def packed(self, columns: Sequence[list[str | None]]) -> list[list[str | None] | str]:
        """Return columns as they are sent: those that hardly repeat as one text, quicker to send.

        Only for cells without NUL.
        """
        return [
            column if self._memos[at] is not None else _joined(column)
            for at, column in enumerate(columns)
        ]

    def _moments(self, cells: Sequence[date]) -> list[str | None]:
        """Return moments and days as ISO texts, moments put together from parts: it is quicker."""
        days, minutes, seconds = self._days, _MINUTES, _SECONDS
        return [
            days[at.toordinal()] + minutes[at.hour * 60 + at.minute] + seconds[at.second]
            if isinstance(at, datetime) and not at.microsecond
            else _TEXTS[type(at)](at)
            for at in cells
        ]

    def _memo(self, index: int, cells: Sequence[Any]) -> _Memo | None:
        """Return the memo of a column; None where its first cells hardly repeat."""
        if index not in self._memos:
            repeats = len(cells) <= FEW or len(set(cells)) * 2 <= len(cells)
            self._memos[index] = _Memo() if repeats else None
        return self._memos[index]


def _kinds(cells: Sequence[Any]) -> set[type]:
    """Return the types of cells; that all are texts, the usual case, joining tells at once."""
    try:
        "".join(cells)
    except TypeError:
        return set(map(type, cells))
    return {str}


def _joined(column: list[str | None]) -> str:
    try:
        return NUL.join(column)  # type: ignore[arg-type]
    except TypeError:
        return NUL.join([cell or "" for cell in column])


def unpacked(columns: Sequence[list[str | None] | str]) -> list[list[str | None]]:
    """Return columns as lists of cells again."""
    return [
        column if isinstance(column, list) else [cell or None for cell in column.split(NUL)]
        for column in columns
    ]


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
