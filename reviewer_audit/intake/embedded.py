"""Pictures that lie on the sheets of a workbook, each with the row that it is anchored to.

Runs in the child process. Of a drawing (ISO/IEC 29500-1, 20.5) only the anchor's first row and the
picture it embeds are read; names, descriptions and links of pictures are left where they are.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from reviewer_audit.domain.media import MediaFault
from reviewer_audit.intake.formats import Message, Request
from reviewer_audit.intake.gathering_media import LARGEST_PICTURE, as_blob
from reviewer_audit.intake.picturing import Refused

MOST = 50_000
LARGEST_XML = 64 << 20
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def pictures(request: Request) -> Iterator[Message]:
    """Yield one message a picture: sheet, row from 1, then "blob" with its bytes or "fault"."""
    left = MOST
    with zipfile.ZipFile(request.path) as book:
        for sheet, part in _sheets(book):
            for row, target in _anchored(book, part):
                if not left:
                    return
                left -= 1
                try:
                    yield (sheet, row, "blob", *as_blob(_picture(book, target)))
                except Refused as refused:
                    yield (sheet, row, "fault", refused.fault.value, refused.width, refused.height)


def holds_any(path: str) -> bool:
    """Return whether a file is a workbook with pictures; only its list of parts is read."""
    try:
        with zipfile.ZipFile(path) as book:
            names = book.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
    drawn = any(name.startswith("xl/drawings/drawing") for name in names)
    return drawn and any(name.startswith("xl/media/") for name in names)


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield name and part of every sheet."""
    targets = _relations(book, "xl/workbook.xml")
    root = _xml(book, "xl/workbook.xml")
    for sheet in () if root is None else root.iter(f"{_SHEET}sheet"):
        part = targets.get(sheet.get(f"{_LINK}id", ""), "")
        if part:
            yield sheet.get("name", ""), part


def _anchored(book: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, str]]:
    """Yield row and part of every picture that a sheet holds, from top to bottom."""
    found: list[tuple[int, str]] = []
    for drawing in _relations(book, sheet).values():
        root = _xml(book, drawing) if drawing.startswith("xl/drawings/") else None
        targets = _relations(book, drawing)
        for anchor in () if root is None else root:
            row = anchor.find(f"{_DRAWN}from/{_DRAWN}row")
            blip = anchor.find(f".//{_SHAPE}blip")
            target = "" if blip is None else targets.get(blip.get(f"{_LINK}embed", ""), "")
            if row is not None and (row.text or "").isdecimal() and target:
                found.append((int(row.text or 0) + 1, target))
    yield from sorted(found)


def _picture(book: zipfile.ZipFile, part: str) -> bytes:
    try:
        info = book.getinfo(part)
        if info.file_size > LARGEST_PICTURE:
            raise Refused(MediaFault.TOO_LARGE)
        with book.open(info) as file:
            return file.read(LARGEST_PICTURE)
    except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise Refused(MediaFault.DAMAGED) from error


def _relations(book: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the parts that a part of the workbook itself refers to, by their ids."""
    folder, name = posixpath.split(part)
    root = _xml(book, f"{folder}/_rels/{name}.rels")
    found = {}
    for one in () if root is None else root:
        target = one.get("Target", "")
        if one.get("TargetMode", "") != "External" and target:
            found[one.get("Id", "")] = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            )
    return found


def _xml(book: zipfile.ZipFile, part: str) -> Any:
    from defusedxml.ElementTree import fromstring

    try:
        info = book.getinfo(part)
    except KeyError:
        return None
    return fromstring(book.read(info)) if info.file_size <= LARGEST_XML else None
