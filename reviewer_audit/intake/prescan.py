"""Look at the zip of a workbook before any parser does: sizes, names, entities, far cells."""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reviewer_audit.intake.layout import letters
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
_FAR = re.compile(rb"r=\"([A-Z]{3,})(\d+)\"[^>]*>(</)?")  # cells beyond ZZ
_ROW = re.compile(rb"row\b[^>]*?\br=[\"'](\d+)")
_OVERLAP = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a workbook holds that the reader ignores, and how much it unpacks to."""

    macros: bool = False
    links: bool = False
    far: bool = False  # a cell so far away that a dense reader would run out of memory
    bytes: int = 0
    parts: tuple[str, ...] = ()


def prescan(path: Path, file_name: str, *, tick: Callable[[], None] = lambda: None) -> Findings:
    """Refuse a zip that no spreadsheet program writes; tell what will be ignored."""
    far = False
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            _check_parts(parts, file_name)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with book.open(part) as file:
                        far |= _check_xml(file, part.filename, file_name, tick)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        refuse("damaged", file=file_name, why=str(error)[:80].rstrip("."))
    except zlib.error:
        refuse("damaged", file=file_name, why="packed data is broken")
    names = tuple(part.filename for part in parts)
    return Findings(
        macros=any(name.lower().endswith("vbaproject.bin") for name in names),
        links=any("externallinks/" in name.lower() for name in names),
        far=far,
        bytes=sum(part.file_size for part in parts),
        parts=names,
    )


def _check_parts(parts: list[zipfile.ZipInfo], file_name: str) -> None:
    if len(parts) > MAX_PARTS:
        refuse("too_many_parts", file=file_name, count=len(parts))
    total = sum(part.file_size for part in parts)
    if total > MAX_BYTES:
        refuse("inflates", file=file_name, size=total >> 20)
    for part in parts:
        name = part.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name[:3]:
            refuse("unsafe_part", file=file_name)
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            refuse("inflates", file=file_name, size=part.file_size >> 20)


def _check_xml(file: IO[bytes], part: str, file_name: str, tick: Callable[[], None]) -> bool:
    """Check one part; tell whether it is a sheet with a cell far away from its table."""
    head = file.read(4096)
    plain = head.replace(b"\0", b"")  # utf-16 hides nothing
    if _ENTITIES.search(plain):
        refuse("entities", file=file_name)
    if "sheet" not in part or not part.endswith(".xml"):
        return False
    rest, rows, columns, size = b"", 0, 0, 0
    piece = head
    while piece:
        tick()
        size += len(piece)
        if size > MAX_BYTES:
            refuse("inflates", file=file_name, size=size >> 20)
        text = rest + piece
        for match in _FAR.finditer(text):
            column, digits, empty = match.groups()
            if empty or match.group().endswith(b"/>"):
                continue  # a style without a value takes no room
            columns = max(columns, _column_number(column))
            rows = max(rows, int(digits))
        at = text.rfind(b"row ")
        last = _ROW.match(text, at) if at >= 0 else None
        if last:
            rows = max(rows, int(last.group(1)))
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            refuse("far_cell", file=file_name, cell=f"{letters(columns - 1)}{rows}")
        rest = text[-_OVERLAP:]
        piece = file.read(_PIECE)
    return rows * columns > MAX_CELLS


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number
