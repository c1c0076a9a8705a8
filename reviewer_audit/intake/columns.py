"""Cells of the mapped columns, read column by column: each different value is looked at once."""

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import TypeVar

from reviewer_audit.domain.intake import (
    ColumnMapping,
    Problem,
    Quarantined,
    RawTable,
)
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.intake import dates
from reviewer_audit.intake.refusals import refuse

PREVIEW = 60
T = TypeVar("T")
LOST_DIGITS = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,}", re.IGNORECASE)


class Cells:
    """The mapped cells of a table, and what is wrong with them so far."""

    def __init__(self, table: RawTable, mapping: ColumnMapping) -> None:
        self.table = table
        self.mapping = mapping
        self.problems: list[Problem] = []
        self.bad: dict[int, tuple[str, str]] = {}  # row -> code and column, the first one stays
        for columns in mapping.roles.values():
            for column in columns:
                if column not in table.header:
                    refuse("unknown_column", column=column, columns=self._header())

    def __len__(self) -> int:
        return len(self.table)

    def _header(self) -> str:
        return ", ".join(f"“{name}”" for name in self.table.header)

    def need(self, role: R) -> str:
        """Return the column of a role that cannot be done without."""
        column = self.mapping.column(role)
        if not column:
            refuse("not_mapped", role=role.value, columns=self._header())
        return column

    def raw(self, role: R) -> list[str | None] | None:
        """Return the cells of a role as they came; None where it is not mapped."""
        column = self.mapping.column(role)
        return self.table.column(column) if column else None

    def verbatim(self, role: R) -> list[str] | None:
        """Return cells with nothing changed but blanks made empty texts."""
        cells = self.raw(role)
        if cells is None:
            return None
        return [cell or "" for cell in cells] if None in cells else cells  # type: ignore[return-value]

    def trimmed(self, role: R) -> list[str] | None:
        """Return cells without blanks around them."""
        cells = self.raw(role)
        if cells is None:
            return None
        if None in cells:
            return [cell.strip() if cell else "" for cell in cells]
        return list(map(str.strip, cells))  # type: ignore[arg-type]

    def blame(self, row: int, code: str, column: str) -> None:
        """Quarantine a row, unless it already is."""
        self.bad.setdefault(row, (code, column))

    def note(self, code: str, column: str, rows: Sequence[int]) -> None:
        """List a problem that leaves the rows usable."""
        if rows:
            first = rows[0]
            self.problems.append(self.problem(code, column, first, count=len(rows)))

    def problem(self, code: str, column: str, row: int, *, count: int = 1) -> Problem:
        """Return a problem of one row, with the cell it is about."""
        cell = self.table.column(column)[row] if column else None
        return Problem(
            code=code,
            column=column,
            row_number=self.table.row_numbers[row],
            sheet=self.sheet(row),
            value_preview=(cell or "")[:PREVIEW],
            count=count,
        )

    def sheet(self, row: int) -> str:
        """Return the name of the sheet a row stands on."""
        return self.table.sheet_names[self.table.sheet_of_row[row]]

    def ids(self, role: R, missing: str) -> list[str]:
        """Return the ids of a role; rows without one, or whose digits are lost, are quarantined."""
        column = self.need(role)
        ids = self.trimmed(role) or []
        if missing and "" in ids:
            for row in [at for at, text in enumerate(ids) if not text]:
                self.blame(row, missing, column)
        self.lost_digits(ids, column)
        return ids

    def lost_digits(self, ids: Sequence[str], column: str) -> None:
        """Quarantine ids that went through a number and came out rounded."""
        if "+" not in "".join(ids):
            return
        for row, text in enumerate(ids):
            if "+" in text and LOST_DIGITS.fullmatch(text):
                self.blame(row, "id_lost_digits", column)

    def dates(self, role: R, *, quarantine: bool) -> list[str] | None:
        """Return ISO 8601 texts with Z; the order of day and month is the column's."""
        column = self.mapping.column(role)
        if not column:
            return None
        cells = self.table.column(column)
        asked = self.mapping.date_orders.get(column) or self.mapping.date_orders.get("", "")
        order = dates.order_of(cells, asked)
        read = dates.Reader(order.name, self.mapping.timezone).column(cells)
        for code, found in (("ambiguous", order.ambiguous), ("mixed", order.mixed)):
            if found:
                shown = f"{dates.ORDER_NAMES[order.name]} ({order.name})"
                self.problems.append(
                    Problem(code=f"date_order_{code}", column=column, value_preview=shown)
                )
        wrong = [row for row, text in enumerate(read) if text is None]
        if quarantine:
            for row in wrong:
                self.blame(row, "bad_date", column)
        else:
            self.note("bad_date", column, wrong)
        return [text or "" for text in read] if wrong else read  # type: ignore[return-value]

    def parsed(
        self, role: R, parse: Callable[[str], T | None], code: str, blank: T
    ) -> list[T] | None:
        """Return what ``parse`` makes of each different value; the unreadable is a problem."""
        column = self.mapping.column(role)
        if not column:
            return None
        cells = self.table.column(column)
        made: dict[str | None, T] = {None: blank}
        unread: set[str | None] = set()
        for value in set(cells):
            if value is None:
                continue
            result = parse(value) if value.strip() else blank
            if result is None and value.strip():
                unread.add(value)
            made[value] = blank if result is None else result
        if unread:
            self.note(code, column, [at for at, cell in enumerate(cells) if cell in unread])
        return [made[cell] for cell in cells]

    def quarantined(self) -> tuple[Quarantined, ...]:
        """Return the rows that cannot be used, in the order of the source."""
        return tuple(
            Quarantined(
                row_number=self.table.row_numbers[row],
                sheet=self.sheet(row),
                code=code,
                column=column,
                values=self.table.row(row),
            )
            for row, (code, column) in sorted(self.bad.items())
        )

    def bad_problems(self) -> list[Problem]:
        """Return the reasons of quarantine, grouped by code and column."""
        groups: dict[tuple[str, str], list[int]] = {}
        for row, reason in sorted(self.bad.items()):
            groups.setdefault(reason, []).append(row)
        return [
            self.problem(code, column, rows[0], count=len(rows))
            for (code, column), rows in groups.items()
        ]

    def kept(self) -> "Kept":
        """Return the choice of the rows that can be used."""
        return Kept(len(self), self.bad)


class Kept:
    """Picks the usable rows out of columns."""

    def __init__(self, total: int, bad: Iterable[int]) -> None:
        left_out = set(bad)
        self.rows: Sequence[int] = (
            [row for row in range(total) if row not in left_out] if left_out else range(total)
        )
        self._all = not left_out
        self._getter = itemgetter(*self.rows) if len(self.rows) > 1 and left_out else None

    def __call__(self, column: Sequence[T]) -> list[T]:
        """Return the usable rows of one column."""
        if self._all:
            return column if isinstance(column, list) else list(column)
        if self._getter is not None:
            return list(self._getter(column))
        return [column[row] for row in self.rows]
