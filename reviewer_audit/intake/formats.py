"""What a format is, and which one a file has: told by its content, never by its ending alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

HEAD_BYTES = 4096

Message = tuple[Any, ...]  # what a reader tells, see Reader
Column = list[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the child process is asked to read; crosses the border as plain data."""

    path: str
    file_name: str
    reader: str  # module:function
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    password: str = ""
    measure_hidden: bool = False
    seconds: int = 30
    files: tuple[str, ...] = ()  # in the folder ``path``, of what belongs to items
    data: bytes = b""  # a picture to decode, in place of a path
    side: int = 0
    frame: int = 0


# A reader yields tuples; first comes the kind. For each sheet, in this order:
#   sheet: index, name, hidden, wanted
#   rows: index, number of the first row, columns (see ``cells.unpacked``); of wanted sheets
#     only, in row order
#   merged: index, ranges of (top, left, bottom, right), from 0, in columns as told by rows
#   size: index, rows, columns; of hidden sheets, where asked for
# and at any time:
#   encoding: name; progress: done, total; problem: code, column, row, preview, count
#   saved: when the file says that it was saved, in UTC
Reader = Callable[[Request], Iterator[Message]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One family of files: how it is recognised, and who reads it."""

    name: str
    suffixes: tuple[str, ...]
    matches: Callable[[bytes], bool]
    reader: str  # module:function, imported in the child process


def suffixes(formats: Sequence[Format]) -> tuple[str, ...]:
    """Return every file ending the product reads, for file dialogs."""
    return tuple(suffix for form in formats for suffix in form.suffixes)
