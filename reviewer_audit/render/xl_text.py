"""The one gate between text and a spreadsheet cell: content stays text, whole and readable."""

import re
from typing import Any

LIMIT = 32_767  # UTF-16 units that a cell of Excel holds
CUT = "\u2026 [cut: the full text is in the project]"

_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)}
_PICTURES |= {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_SHEET_NAME_LIMIT = 31


def plain(text: str) -> str:
    """Return text that any XML part can hold: no surrogates, control characters as pictures."""
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\r\n", "\n").translate(_PICTURES)


def xl_text(text: str) -> str:
    """Return what to store so that Excel shows exactly this text.

    ``_xHHHH_`` is escaped, or Excel would read it as a character; what does not fit into a
    cell is cut, and the cut is marked.
    """
    return _fit(plain(text), LIMIT)


def sheet_name(title: str) -> str:
    """Return a name that Excel accepts for a sheet."""
    name = plain(title).translate(_SHEET_NAME).strip(" '")
    return name[:_SHEET_NAME_LIMIT].strip(" '") or "Sheet"


def header_text(text: str) -> str:
    """Return text for a page header or footer, where ``&`` starts a code."""
    return " ".join(plain(text).split()).replace("&", "&&")[:80].rstrip("&")


def put(cell: Any, text: str) -> None:
    """Write text into a cell of openpyxl: never a formula, a number, an error or a link."""
    cell._value = xl_text(text)  # noqa: SLF001 - ``value`` looks for formulas and errors in it
    cell.data_type = "s"
    if not cell.quotePrefix:
        cell.quotePrefix = True  # or F2 and Enter would turn it into a formula


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda found: "_x005F" + found.group(), text)


def _fit(text: str, limit: int) -> str:
    whole = _escape(text) if "_x" in text else text
    if len(whole) * 2 <= limit or units(whole) <= limit:
        return whole
    room = limit - units(CUT)
    kept = text[:room]
    while (excess := units(_escape(kept)) - room) > 0:
        kept = kept[: -max(1, excess // 8)]
    return _escape(kept) + CUT
