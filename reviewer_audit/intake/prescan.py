"""Look at the zip of a workbook before any parser does: sizes, names, entities, far cells."""

import re
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reviewer_audit.errors import IntakeError
from reviewer_audit.intake.layout import letters
from reviewer_audit.intake.refusals import refuse

MAX_PARTS = 5_000
MAX_BYTES = 600 << 20
MAX_RATIO = 200
RATIO_FROM = 10 << 20
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELLS = 50_000_000
HEAD = 4096
_PIECE = 1 << 20
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FAR = re.compile(rb"r=\"([A-Z]{3,}|[B-Z][A-Z])(\d+)\"[^>]*>(</)?")  # cells beyond AZ
_ROW = re.compile(rb"row\b[^>]*?\br=[\"'](\d+)")
_OVERLAP = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a workbook holds that the reader ignores, and its parts."""

    macros: bool = False
    links: bool = False
    parts: tuple[str, ...] = ()


def prescan(path: Path | IO[bytes], file_name: str) -> Findings:
    """Refuse a zip that no spreadsheet program writes; tell what will be ignored."""
    with _as_refusals(file_name), zipfile.ZipFile(path) as book:
        parts = book.infolist()
        _check_parts(parts, file_name)
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                with book.open(part) as file:
                    head = file.read(HEAD).replace(b"\0", b"")  # utf-16 hides nothing
                    if _ENTITIES.search(head):
                        refuse("entities", file=file_name)
    names = tuple(part.filename for part in parts)
    return Findings(
        macros=any(name.lower().endswith("vbaproject.bin") for name in names),
        links=any("externallinks/" in name.lower() for name in names),
        parts=names,
    )


@contextmanager
def _as_refusals(file_name: str) -> Iterator[None]:
    """Put what a broken zip raises into words."""
    try:
        yield
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        refuse("damaged", file=file_name, why=str(error)[:80].rstrip("."))
    except zlib.error:
        refuse("damaged", file=file_name, why="packed data is broken")


class ExtentScan(threading.Thread):
    """Looks through the sheets for cells far away, beside the child that already reads.

    The child is bounded anyway; this tells sooner, and in better words. ``far`` says that a dense
    reader would need more room than there is.
    """

    def __init__(self, path: Path, file_name: str) -> None:
        super().__init__(name="extent-scan", daemon=True)
        self._path = path
        self._file_name = file_name
        self._stop_asked = threading.Event()
        self.far = False
        self.refusal: IntakeError | None = None

    def run(self) -> None:
        """Scan every sheet; what is found waits in ``far`` and ``refusal``."""
        try:
            with _as_refusals(self._file_name), zipfile.ZipFile(self._path) as book:
                for part in book.infolist():
                    if "sheet" in part.filename and part.filename.endswith(".xml"):
                        with book.open(part) as file:
                            self._sheet(file)
        except IntakeError as refusal:
            self.refusal = refusal

    def stop(self) -> None:
        """End the scan; nobody waits for it any more."""
        self._stop_asked.set()
        self.join()

    def _sheet(self, file: IO[bytes]) -> None:
        rest, rows, columns, size = b"", 0, 0, 0
        while (piece := file.read(_PIECE)) and not self._stop_asked.is_set():
            size += len(piece)
            if size > MAX_BYTES:
                refuse("inflates", file=self._file_name, size=size >> 20)
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
                refuse("far_cell", file=self._file_name, cell=f"{letters(columns - 1)}{rows}")
            self.far = self.far or rows * columns > MAX_CELLS
            rest = text[-_OVERLAP:]


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


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number
