"""Ids shown with leading zeros by a number format: 123 that reads 00123. Child process only."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO, Any

_ZEROS = re.compile(r"0{2,}")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|([-/ ()])')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>')
_STYLE = re.compile(rb'\bs="(\d+)"')
_TAIL = 400  # a cell tag is never longer: what a piece keeps for the next


@dataclass(slots=True)
class ZeroPadded:
    """Cells of a sheet whose number format shows leading zeros."""

    formats: dict[int, dict[int, str]] = field(default_factory=dict)  # column -> row -> format

    def apply(self, columns: list[list[str | None]], first: int, offset: int) -> None:
        """Give such cells the text that the sheet shows."""
        for at, rows in self.formats.items():
            place = at - offset
            if not 0 <= place < len(columns):
                continue
            column = columns[place]
            for index, text in enumerate(column):
                number_format = rows.get(first + index)
                if number_format and text and text.isdigit():
                    column[index] = shown(text, number_format)


def shown(digits: str, number_format: str) -> str:
    """Return digits as an all-zeros number format shows them."""
    pattern = number_format.split(";", maxsplit=1)[0]
    pieces: list[tuple[bool, str]] = []  # (is a place for a digit, text)
    at = 0
    while at < len(pattern):
        literal = _LITERAL.match(pattern, at)
        if literal:
            pieces.append((False, next(part for part in literal.groups() if part is not None)))
            at = literal.end()
        else:
            pieces.append((True, pattern[at]))
            at += 1
    places = sum(is_place for is_place, _ in pieces)
    padded = digits.zfill(places)
    spare, padded = padded[: len(padded) - places], padded[len(padded) - places :]
    out, taken = [], 0
    for is_place, text in pieces:
        if is_place:
            out.append((spare if not taken else "") + padded[taken])
            taken += 1
        else:
            out.append(text)
    return "".join(out)


def is_zero_format(number_format: str) -> bool:
    """Tell whether a format shows nothing but digits, zeros first, and fixed text."""
    bare = _LITERAL.sub("", number_format.split(";", maxsplit=1)[0])
    return bool(_ZEROS.fullmatch(bare))


def zero_padded(source: str | bytes, sheet: str) -> ZeroPadded:
    """Return the zero-padded cells of a sheet; nothing for files that are no xlsx."""
    file: str | IO[bytes] = source if isinstance(source, str) else io.BytesIO(source)
    if not zipfile.is_zipfile(file):
        return ZeroPadded()
    with zipfile.ZipFile(file) as book:
        names = set(book.namelist())
        if "xl/styles.xml" not in names or "xl/workbook.xml" not in names:
            return ZeroPadded()
        styles = _zero_styles(book.read("xl/styles.xml"))
        if not styles:
            return ZeroPadded()
        part = _part_of(book, sheet)
        if part not in names:
            return ZeroPadded()
        with book.open(part) as cells:
            return _cells(cells, styles)


def _parsed(data: bytes) -> Any:
    from defusedxml.ElementTree import fromstring

    return fromstring(data)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _zero_styles(data: bytes) -> dict[int, str]:
    """Return the cell styles whose number format is all zeros: index -> format."""
    if b"numFmt" not in data:
        return {}
    root = _parsed(data)
    formats = {
        node.get("numFmtId"): node.get("formatCode", "")
        for node in root.iter()
        if _local(node.tag) == "numFmt"
    }
    zeros = {key: code for key, code in formats.items() if is_zero_format(code)}
    if not zeros:
        return {}
    for node in root.iter():
        if _local(node.tag) == "cellXfs":
            return {
                index: zeros[style.get("numFmtId")]
                for index, style in enumerate(node)
                if style.get("numFmtId") in zeros
            }
    return {}


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet."""
    relation = ""
    for node in _parsed(book.read("xl/workbook.xml")).iter():
        if _local(node.tag) == "sheet" and node.get("name") == sheet:
            relation = next((v for k, v in node.attrib.items() if _local(k) == "id"), "")
    for node in _parsed(book.read("xl/_rels/workbook.xml.rels")).iter():
        if node.get("Id") == relation:
            target = str(node.get("Target", ""))
            return posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )
    return ""


def _cells(cells: IO[bytes], styles: dict[int, str]) -> ZeroPadded:
    """Find the cells of those styles in the XML of a sheet."""
    found = ZeroPadded()
    rest = b""
    while piece := cells.read(1 << 20):
        text = rest + piece
        end = 0
        for match in _CELL.finditer(text):
            end = match.end()
            style = _STYLE.search(match.group())
            if style and (number_format := styles.get(int(style.group(1)))):
                column = _column_index(match.group(1))
                found.formats.setdefault(column, {})[int(match.group(2))] = number_format
        rest = text[max(end, len(text) - _TAIL) :]
    return found


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
