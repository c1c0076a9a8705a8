"""Control totals: how many decisions the vendor says there are, against how many arrived."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reviewer_audit.domain.intake import SLICE_ROLES, ColumnMapping, RawTable
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.intake import dates, values
from reviewer_audit.intake.columns import Cells
from reviewer_audit.intake.labels import fold
from reviewer_audit.intake.refusals import refuse

DAY = "day"
ALL = "all"
DATE_LENGTH = len("2024-01-31")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLine:
    """One key of a control total; the difference is what arrived too much (or, below 0, less)."""

    key: str
    expected: int
    arrived: int

    @property
    def difference(self) -> int:
        """Return arrived - expected."""
        return self.arrived - self.expected


def arrived(table: RawTable, mapping: ColumnMapping, by: str) -> Counter[str]:
    """Count the rows of a table, quarantined ones included, by a role, by "day" or "all"."""
    cells = Cells(table, mapping)
    if by == ALL:
        return Counter({ALL: len(cells)})
    if by == DAY:
        moments = cells.dates(R.DECIDED_AT, quarantine=False)
        if moments is None:
            refuse("not_mapped", role=R.DECIDED_AT.value, columns=", ".join(table.header))
        return Counter(moment[:DATE_LENGTH] for moment in moments)
    if by not in SLICE_ROLES:
        refuse("unknown_role", role=by, roles=", ".join([DAY, ALL, *SLICE_ROLES]))
    role = R(by)
    named = cells.trimmed(role)
    default = mapping.vendor if role == R.VENDOR else ""
    if named is None:
        if not default:
            refuse("not_mapped", role=by, columns=", ".join(table.header))
        return Counter({default: len(cells)})
    return Counter(name or default for name in named)


def typed(texts: Iterable[str]) -> dict[str, int]:
    """Return totals typed as NAME=NUMBER."""
    totals: dict[str, int] = {}
    for text in texts:
        name, mark, amount = text.rpartition("=")
        number = values.number(amount) if mark else None
        if number is None or number != int(number) or number < 0:
            refuse("bad_totals", why=f"“{text}”")
        totals[name.strip()] = totals.get(name.strip(), 0) + int(number)
    return totals


def from_table(table: RawTable, *, key: str = "", amount: str = "") -> dict[str, int]:
    """Return totals from a sheet: by the named columns, or the first and the last that fit."""
    counts = {name: _counts(table.column(name)) for name in table.header}
    amount = amount or next((name for name in reversed(table.header) if counts[name]), "")
    key = key or next((name for name in table.header if name != amount), "")
    numbers = counts.get(amount)
    if not key or not numbers or key not in table.header:
        refuse("bad_totals", why="no column of names and none of counts")
    totals: Counter[str] = Counter()
    for name, number in zip(table.column(key), numbers, strict=True):
        if number is not None:
            totals[(name or "").strip()] += number
    return dict(totals)


def compare(
    expected: Mapping[str, int], came: Mapping[str, int], *, by: str = ""
) -> tuple[ControlLine, ...]:
    """Return every key with what was announced and what arrived; keys match caselessly."""
    if by == DAY:
        reader = dates.Reader(dates.order_of(expected).name, "UTC")
        days = reader.column(expected)
        expected = {
            (day or key)[:DATE_LENGTH]: number
            for day, (key, number) in zip(days, expected.items(), strict=True)
        }
    names: dict[str, str] = {}
    told: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for totals, side in ((expected, told), (came, found)):
        for name, number in totals.items():
            names.setdefault(fold(name), name)
            side[fold(name)] += number
    return tuple(
        ControlLine(key=name, expected=told[folded], arrived=found[folded])
        for folded, name in names.items()
    )


def _counts(column: Iterable[str | None]) -> list[int | None]:
    """Return a column as whole numbers; empty where it holds anything else."""
    out: list[int | None] = []
    for cell in column:
        number = values.number(cell) if cell and cell.strip() else None
        if cell and cell.strip() and (number is None or number != int(number)):
            return []
        out.append(None if number is None else int(number))
    return out if any(number is not None for number in out) else []
