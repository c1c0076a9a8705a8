"""The columns of a table in cells: what they are called, what they hold, how wide they are."""

import re
from dataclasses import dataclass
from typing import assert_never

from reviewer_audit.i18n import _
from reviewer_audit.render.xlsx_page import Page, columns, end_of_interval, retraced
from reviewer_audit.reports.model import Cell, CellKind, Column, DataTable, Word
from reviewer_audit.stats.measure import Estimate

FILTERED_FROM = 4  # columns
_NARROW, _WIDEST, _LONG, _LONGEST = 8.0, 34.0, 46.0, 96.0
_CROWDED, _CROWDED_SHARED = 8, 4  # texts: with more of them, text wraps in narrow columns
_CROWDED_WIDTH = 16.0
_TOKEN = 21  # a time or an id so long stays on one line
_PRINTED = 190.0  # characters: with more on one page the letters get too small to read
_READ, _READ_WIDE = 21.0, 34.0  # but so wide a column of text stays
_CHECK = 13.0


@dataclass(frozen=True, slots=True)
class Field:
    """One column of cells; a column of estimates becomes several."""

    title: str
    part: str  # cell | value | low | high | numerator | n | check
    column: int  # index into the table's columns
    kind: CellKind
    wide: bool = False
    whose: str = ""  # the estimate it belongs to, where a table has several
    of: str = ""  # the same, always

    @property
    def name(self) -> str:
        """The heading in a list: no two columns of a table have the same."""
        if not self.whose:
            return self.title
        return end_of_interval(high=self.part == "high", of=self.whose)

    @property
    def text(self) -> bool:
        """Whether it holds text, which stands on the left."""
        return self.part == "cell" and self.kind in {CellKind.TEXT, CellKind.ID, CellKind.WORD}


def fields(table: DataTable) -> tuple[Field, ...]:
    """Return the columns of cells that a table needs."""
    estimates = (CellKind.ESTIMATE, CellKind.COEFFICIENT)
    several = sum(column.kind in estimates for column in table.columns) > 1
    every = enumerate(table.columns)
    return tuple(field for i, column in every for field in _fields(column, i, several=several))


def _fields(column: Column, i: int, *, several: bool) -> list[Field]:
    match column.kind:
        case CellKind.ESTIMATE | CellKind.COEFFICIENT:
            whose = column.title if several else ""
            out = [
                Field(column.title, "value", i, column.kind),
                Field(end_of_interval(high=False), "low", i, column.kind, whose=whose),
                Field(end_of_interval(high=True), "high", i, column.kind, whose=whose),
            ]
            parts: list[tuple[str, str]] = []
            if not column.brief and column.kind is CellKind.ESTIMATE:
                parts = [(_("Numerator"), "numerator"), ("n", "n"), (_("Check"), "check")]
            elif not column.brief:
                parts = [("n", "n"), (_("Check"), "check")]
            return out + [
                Field(title, part, i, column.kind, of=column.title) for title, part in parts
            ]
        case (
            CellKind.TEXT
            | CellKind.ID
            | CellKind.INTEGER
            | CellKind.SHARE
            | CellKind.NUMBER
            | CellKind.WORD
        ):
            return [Field(column.title, "cell", i, column.kind, column.wide)]
        case _:
            assert_never(column.kind)


def crowded_by(every: tuple[Field, ...], *, shared: bool) -> bool:
    """Whether so many columns hold text that it wraps in narrow ones."""
    if sum(field.text for field in every) > _CROWDED:
        return True
    free = (field.text and not field.wide and field.kind is not CellKind.WORD for field in every)
    return shared and sum(free) > _CROWDED_SHARED


def is_filtered(table: DataTable) -> bool:
    """Whether a table is a list that readers will want to filter."""
    return len(table.rows) > 1 and len(fields(table)) >= FILTERED_FROM


def fit(page: Page, table: DataTable, *, shared: bool) -> None:
    """Make the columns wide enough; ``shared``: other tables stand on the sheet too."""
    every = fields(table)
    crowded = crowded_by(every, shared=shared)
    fixed, free = {}, {}
    for at, field in enumerate(every, start=page.first):
        if runs_on(table, field, shared=shared):
            continue
        longest = max((len(part) for part in re.split(r"[ -]", field.name)), default=0)
        least = max(_NARROW, longest + (3.0 if field.text else 2.0))
        if not field.text:
            fixed[at] = max(least, _CHECK) if _explained(table, field) else least
            continue
        texts = [worded(row[field.column]) for row in table.rows[:400]]
        seen = [columns(text) for text in texts]
        tokens = [len(token) for text in texts for token in text.split(" ")]
        whole = max(seen, default=0) <= _TOKEN and not any(" " in text for text in texts)
        narrow = crowded and field.kind is not CellKind.WORD and not whole
        most = _CROWDED_WIDTH if narrow else _WIDEST
        if field.wide:
            most = _LONGEST if len(every) <= FILTERED_FROM else _LONG
        width = max(least, min(most, max(seen, default=0) * 1.06 + 3.0))
        uncut = min(_WIDEST, max(tokens, default=0) * 1.06 + 3.0)
        if field.kind is not CellKind.WORD:  # which stands on one line
            readable = max(uncut, _READ_WIDE if field.wide else _READ)
            least = max(least, min(width, readable))
        free[at] = width, width if field.kind is CellKind.WORD else least
    level = _level(free, _PRINTED - sum(fixed.values()))
    for at, (width, least) in free.items():
        fixed[at] = max(least, min(width, level))
    for at, width in fixed.items():
        page.widen(at, width)


def _level(free: dict[int, tuple[float, float]], room: float) -> float:
    """Return how wide columns of text may be at most, so that print stays readable."""
    level = max((width for width, _least in free.values()), default=0.0)
    while level > _READ and sum(max(w, min(f, level)) for f, w in free.values()) > room:
        level -= 1.0
    return level


def _explained(table: DataTable, field: Field) -> bool:
    """Whether a column of checks has words in it, for a figure that is no share of counts."""
    return field.part == "check" and any(
        isinstance(e := row[field.column], Estimate) and e.value is not None and not retraced(e)
        for row in table.rows
    )


def runs_on(table: DataTable, field: Field, *, shared: bool) -> bool:
    """Whether a column goes on to the right end of a sheet that tables share."""
    last = field.column == len(table.columns) - 1
    return shared and field.wide and last and not is_filtered(table)


def worded(value: Cell) -> str:
    """Return the text of a cell; nothing for figures."""
    if isinstance(value, Word):
        return value.text
    return value if isinstance(value, str) else ""
