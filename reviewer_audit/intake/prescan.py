"""Look at the zip of a workbook before any parser does: sizes, names, entities, far cells."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reviewer_audit.intake.refusals import refuse

MAX_PARTS = 5_000
MAX_BYTES = 600 << 20
MAX_RATIO = 200
RATIO_FROM = 10 << 20
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELLS = 50_000_000
_PIECE = 1 << 20
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FAR = re.compile(rb"\br=[\"']([A-Z]{3,})(\d+)[\"']")
_ROW = re.compile(rb"row\b[^>]*?\br=[\"'](\d+)")
_OVERLAP = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a workbook holds that the reader ignores, and how much it unpacks to."""

    macros: bool = False
    links: bool = False
    bytes: int = 0
    parts: tuple[str, ...] = ()


def prescan(path: Path, file_name: str, *, tick: Callable[[], None] = lambda: None) -> Findings:
    """Refuse a zip that no spreadsheet program writes; tell what will be ignored."""
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            _check_parts(parts, file_name)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with book.open(part) as file:
                        _check_xml(file, part.filename, file_name, tick)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise refuse("damaged", file=file_name, why=str(error)[:80].rstrip(".")) from error
    except Exception as error:
        if type(error).__name__ != "error":  # zlib.error
            raise
        raise refuse("damaged", file=file_name, why="packed data is broken") from error
    names = tuple(part.filename for part in parts)
    return Findings(
        macros=any(name.lower().endswith("vbaproject.bin") for name in names),
        links=any("externallinks/" in name.lower() for name in names),
        bytes=sum(part.file_size for part in parts),
        parts=names,
    )


def _check_parts(parts: list[zipfile.ZipInfo], file_name: str) -> None:
    if len(parts) > MAX_PARTS:
        raise refuse("too_many_parts", file=file_name, count=len(parts))
    total = sum(part.file_size for part in parts)
    if total > MAX_BYTES:
        raise refuse("inflates", file=file_name, size=total >> 20)
    for part in parts:
        name = part.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name[:3]:
            raise refuse("unsafe_part", file=file_name)
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise refuse("inflates", file=file_name, size=part.file_size >> 20)


def _check_xml(file: IO[bytes], part: str, file_name: str, tick: Callable[[], None]) -> None:
    head = file.read(4096)
    plain = head.replace(b"\0", b"")  # utf-16 hides nothing
    if _ENTITIES.search(plain):
        raise refuse("entities", file=file_name)
    if "worksheets/" not in part or not part.endswith(".xml"):
        return
    rest, rows, columns, size = b"", 0, 0, 0
    piece = head
    while piece:
        tick()
        size += len(piece)
        if size > MAX_BYTES:
            raise refuse("inflates", file=file_name, size=size >> 20)
        text = rest + piece
        for match in _FAR.finditer(text):
            letters, digits = match.groups()
            columns = max(columns, _column_number(letters))
            rows = max(rows, int(digits))
        at = text.rfind(b"row ")
        if at >= 0 and (match := _ROW.match(text, at)):
            rows = max(rows, int(match.group(1)))
        if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            raise refuse("far_cell", file=file_name, cell=f"{_letters(columns)}{rows}")
        rest = text[-_OVERLAP:]
        piece = file.read(_PIECE)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out or "A"
