"""Addresses of cells: read, written, and moved along where a table grows or shrinks."""

import re
from dataclasses import dataclass, replace
from typing import Self

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_AREA = re.compile(rf"({_CELL})(?::({_CELL}))?")
_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\s'!\"(),:+*/=&<>^-]+))!"
_PLACE = re.compile(rf"{_SHEET}(?P<area>{_CELL}(?::{_CELL})?)")
_IN_FORMULA = re.compile(  # texts are skipped whole; a name or function is no address
    rf"\"[^\"]*\"|(?P<sheet>{_SHEET})?(?<![\w.\[])(?P<area>{_CELL}(?::{_CELL})?)(?![\w(.\]!])"
)


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A block of cells, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read ``$B$2:$D$9`` or ``B2``; None where it is something else."""
        found = _AREA.fullmatch(text)
        if found is None:
            return None
        first, last = _cell(found[1]), _cell(found[2] or found[1])
        left, right = sorted((first[0], last[0]))
        top, bottom = sorted((first[1], last[1]))
        return cls(left, top, right, bottom) if right <= LAST_COLUMN else None

    def __str__(self) -> str:
        first = f"{letters(self.left)}{self.top}"
        last = f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.left == self.right and self.top == self.bottom

    def meets(self, other: "Area") -> bool:
        """Tell whether two blocks share a cell."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def holds(self, other: "Area") -> bool:
        """Tell whether another block lies inside."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class Growth:
    """A table that gets another number of rows: its sheet, its body before, its new last row."""

    sheet: str
    body: Area
    bottom: int
    totals: bool = False

    def followed(self, area: Area) -> Area:
        """Return what a formula means that named exactly a column, or the totals, before."""
        within = self.body.left <= area.left and area.right <= self.body.right
        if within and area.bottom == self.body.bottom and area.top in {
            self.body.top, self.body.top - 1
        }:  # fmt: skip
            return replace(area, bottom=self.bottom)
        below = self.body.bottom + 1
        if self.totals and within and area.top == area.bottom == below:
            return replace(area, top=self.bottom + 1, bottom=self.bottom + 1)
        return area

    def covered(self, area: Area) -> Area:
        """Return a block of rules that lay on the whole height of the table, made to fit."""
        across = self.body.left <= area.right and area.left <= self.body.right
        ends = self.body.bottom + self.totals
        tall = area.top <= self.body.top and self.body.bottom <= area.bottom <= ends
        if across and tall and self.bottom > self.body.bottom:
            return replace(area, bottom=area.bottom + self.bottom - self.body.bottom)
        return area


def place(text: str) -> tuple[str, Area] | None:
    """Read ``'Sheet 1'!$B$2``; None where a name means anything but one block of cells."""
    found = _PLACE.fullmatch(text.strip().removeprefix("="))
    area = Area.of(found["area"]) if found else None
    return (_title(found), area) if found and area else None


def formula(text: str, here: str, grown: list[Growth]) -> str:
    """Return a formula with the blocks that follow their tables."""

    def moved(found: re.Match[str]) -> str:
        if found["area"] is None:
            return found[0]
        sheet = _title(found) if found["sheet"] else here
        area = Area.of(found["area"])
        for one in grown:
            if area is not None and one.sheet.casefold() == sheet.casefold():
                new = one.followed(area)
                if new != area:
                    return (found["sheet"] or "") + _rewritten(found["area"], new)
        return found[0]

    return _IN_FORMULA.sub(moved, text) if grown else text


def rules(text: str, here: str, grown: list[Growth]) -> str:
    """Return a list of blocks under rules, those over a whole table made to fit."""
    parts = []
    for part in text.split():
        area = Area.of(part)
        for one in grown:
            if area is not None and one.sheet == here:
                area = one.covered(area)
        parts.append(str(area) if area is not None and area != Area.of(part) else part)
    return " ".join(parts)


def absolute(sheet: str, area: Area) -> str:
    """Return a block of cells of a sheet as names and charts write it."""
    first = f"${letters(area.left)}${area.top}"
    last = f"${letters(area.right)}${area.bottom}"
    title = sheet.replace("'", "''")
    return f"'{title}'!{first}" + ("" if area.single else f":{last}")


def has_address(text: str) -> bool:
    """Tell whether a formula names cells by their addresses."""
    return any(found["area"] for found in _IN_FORMULA.finditer(text))


def letters(column: int) -> str:
    """Return the letters of a column, counted from 1."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def _cell(text: str) -> tuple[int, int]:
    plain = text.replace("$", "").upper()
    name = plain.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column, int(plain[len(name) :])


def _title(found: re.Match[str]) -> str:
    quoted = found["quoted"]
    return quoted.replace("''", "'") if quoted else found["bare"]


def _rewritten(old: str, area: Area) -> str:
    """Write new rows into an address and keep its dollars."""
    rows = iter((area.top, area.bottom))
    return re.sub(r"\d+", lambda _found: str(next(rows)), old)
