"""Tables for other programs: what they are called, what each column means, and for whom they are.

A table is tidy: one row for one thing, one column for one fact about it. Every column is declared
with its type, unit, meaning, codes and what an empty cell says; the declaration becomes the data
dictionary, and the labels of variables where a format has such.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from reviewer_audit.reports.editions import Edition

INTERNAL = "internal"
NOT_GIVEN = "Not given."
Value = str | int | float | bool | None
KINDS = {
    "text": "text; ids, too",
    "integer": "whole number",
    "number": "number of full precision",
    "boolean": "true or false",
    "time": "ISO 8601 in UTC, ending in Z",
}


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"  # ids, too: leading zeros and twenty digits stay
    INTEGER = "integer"
    NUMBER = "number"  # full precision
    BOOLEAN = "boolean"
    TIME = "time"  # ISO 8601 in UTC, ending in Z


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. ``person`` is the role of the people it names, who stand under codes."""

    name: str
    kind: Kind = Kind.TEXT
    meaning: str
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    missing: str = NOT_GIVEN
    person: str = ""
    internal: bool = False  # in the internal edition alone

    @property
    def label(self) -> str:
        """What a statistics program shows beside the name: meaning and unit."""
        return f"{self.meaning.rstrip('.')} [{self.unit}]" if self.unit else self.meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class TableKind:
    """A table: what one row is, its columns, and who may have it.

    ``sections`` are the parts of a report it stands behind; who may read one of them may have
    the table. Without any it holds single rows, which no edition has that names nobody.
    """

    key: str
    row: str
    fields: tuple[Field, ...]
    sections: tuple[str, ...] = ()
    internal: bool = False
    judged: bool = False  # targets and findings
    verbatim: bool = False  # rows as they came, in which anybody may be named
    shared: bool = False  # of all vendors together: left out where one of several is asked for

    def is_for(self, edition: Edition, *, named: bool = False) -> bool:
        """Tell whether an edition holds it; ``named``: reviewers stand under their names."""
        if self.internal and edition.key != INTERNAL:
            return False
        if (self.judged and not edition.judged) or (self.verbatim and not named):
            return False
        if self.sections:
            return any(edition.holds(section) for section in self.sections)
        return edition.identified


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidy:
    """A table with its rows."""

    kind: TableKind
    fields: tuple[Field, ...]
    rows: Sequence[tuple[Value, ...]]

    @property
    def name(self) -> str:
        """What it is called in every format."""
        return self.kind.key

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(one.name for one in self.fields)


def tidy(
    kind: TableKind, header: Sequence[str], rows: Iterable[Sequence[object]], *, inner: bool = True
) -> Tidy:
    """Return a table with declared columns; empty text becomes a missing value.

    Args:
        kind: what the table is.
        header: the columns of the rows, which must be those that are declared.
        rows: the values.
        inner: with the columns for the internal edition.
    """
    declared = {one.name: one for one in kind.fields}
    if tuple(header) != tuple(declared):
        message = f"{kind.key}: {sorted(set(header) ^ set(declared))} are not declared as written"
        raise ValueError(message)
    kept = [k for k, name in enumerate(header) if inner or not declared[name].internal]
    fields = tuple(kind.fields[k] for k in kept)
    return Tidy(
        kind=kind,
        fields=fields,
        rows=[
            tuple(_typed(row[k], one) for k, one in zip(kept, fields, strict=True)) for row in rows
        ],
    )


def _typed(value: object, one: Field) -> Value:
    if value is None or value == "":
        return None
    match one.kind:
        case Kind.TEXT | Kind.TIME:
            return str(value)
        case Kind.INTEGER:
            return int(value)  # type: ignore[call-overload,no-any-return]
        case Kind.NUMBER:
            return float(value)  # type: ignore[arg-type]
        case Kind.BOOLEAN:
            return bool(value)


DICTIONARY = TableKind(
    key="dictionary",
    row="One row for each column of each table.",
    fields=(
        Field(name="table_name", meaning="Name of the table or view."),
        Field(name="position", kind=Kind.INTEGER, meaning="Place of the column, from 1."),
        Field(name="column_name", meaning="Name of the column."),
        Field(name="type", meaning="What it holds.", codes=KINDS),
        Field(name="unit", meaning="Unit of its numbers.", missing="It has none."),
        Field(name="meaning", meaning="What it says."),
        Field(name="codes", meaning="What its values stand for.", missing="They speak plainly."),
        Field(name="missing", meaning="What an empty cell says."),
    ),
    sections=("dictionary",),
)


def dictionary(described: Iterable[tuple[str, Sequence[Field]]]) -> Tidy:
    """Return the dictionary of tables and views: (name, columns) of each."""
    rows: list[tuple[Value, ...]] = [
        (
            name,
            k,
            one.name,
            one.kind.value,
            one.unit or None,
            one.meaning,
            "; ".join(f"{code} = {said}" for code, said in one.codes.items()) or None,
            one.missing,
        )
        for name, fields in described
        for k, one in enumerate(fields, 1)
    ]
    return Tidy(kind=DICTIONARY, fields=DICTIONARY.fields, rows=rows)
