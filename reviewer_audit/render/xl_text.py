"""The one gate between text and a spreadsheet cell: content stays text, whole and readable."""

import re
from collections.abc import Iterable
from typing import Any

from reviewer_audit.i18n import N_, is_right_to_left, translated
from reviewer_audit.text import is_turned, ordered

LIMIT = 32_767  # UTF-16 units that a cell of Excel holds
CUT = N_("\u2026 [cut: the full text is in the project]")

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # one may begin where another ends
_PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)}
_PICTURES |= {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\!", " ") | {"'": "\u2019"})
_SHEET_NAME_LIMIT = 31  # UTF-16 units
_LABEL_LIMIT = 255


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
    name = plain(title).strip(" '").translate(_SHEET_NAME).strip()
    return _short(name, _SHEET_NAME_LIMIT) or "Sheet"


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return a name for each sheet of a workbook: no two alike, in capitals or not."""
    taken: set[str] = set()
    names = []
    for title in titles:
        whole = name = sheet_name(title)
        number = 1
        while name.casefold() in taken:
            number += 1
            tail = f" {number}"
            name = _short(whole, _SHEET_NAME_LIMIT - len(tail)) + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def label(text: str) -> str:
    """Return text for a chart, which holds no more than a line or two of it."""
    whole = " ".join(plain(text).split())
    return whole if units(whole) <= _LABEL_LIMIT else _short(whole, _LABEL_LIMIT - 1) + "\u2026"


def header_text(text: str) -> str:
    """Return text for a page header or footer, where ``&`` starts a code."""
    return " ".join(plain(text).split()).replace("&", "&&")[:80].rstrip("&")


def put(cell: Any, text: str) -> None:
    """Write text into a cell of openpyxl: never a formula, a number, an error or a link."""
    cell._value = xl_text(text)  # noqa: SLF001 - ``value`` looks for formulas and errors in it
    cell.data_type = "s"
    if not cell.quotePrefix:
        cell.quotePrefix = True  # or F2 and Enter would turn it into a formula


def in_order(text: str) -> str:
    """Return a text of ours as an Arabic workbook shows it; what is not Arabic stays as it is."""
    return ordered(text) if is_right_to_left() and is_turned(text) else text


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short(text: str, limit: int) -> str:
    kept = text[:limit]
    while units(kept) > limit:
        kept = kept[:-1]
    return kept.strip(" '")


def _escape(text: str) -> str:
    return _ESCAPED.sub("_x005F_", text)


def _fit(text: str, limit: int) -> str:
    whole = _escape(text) if "_x" in text else text
    if len(whole) * 2 <= limit or units(whole) <= limit:
        return whole
    cut = translated(CUT)
    room = limit - units(cut)
    kept = text[:room]
    while (excess := units(_escape(kept)) - room) > 0:
        kept = kept[: -max(1, excess // 8)]
    return _escape(kept) + cut
