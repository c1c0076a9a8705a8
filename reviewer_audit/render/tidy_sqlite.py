"""Write tables into one SQLite database, with the views one asks for first."""

import errno
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reviewer_audit.render.files import refused, replacing
from reviewer_audit.render.tabular import storable
from reviewer_audit.reports.tidy import Field, Kind, Tidy, Value
from reviewer_audit.reports.tidy_tables import ITEM, OUTCOME, OUTCOMES, ROLE, SLICE

_TYPES = {
    Kind.TEXT: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.NUMBER: "REAL",
    Kind.BOOLEAN: "INTEGER",
    Kind.TIME: "TEXT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A question that is asked often, over the tables it needs."""

    name: str
    needs: frozenset[str]
    row: str
    sql: str
    fields: tuple[Field, ...]


_VENDOR = Field(name="vendor", meaning="Vendor that decided.", missing="All of them, or not given.")
_COUNT = Field(name="decisions", kind=Kind.INTEGER, meaning="Drawn decisions.", unit="decisions")
VIEWS = (
    View(
        name="accuracy_by_slice",
        needs=frozenset({"estimates"}),
        row="Accuracy of every slice, as the reports state it.",
        sql="SELECT role, slice, value AS accuracy, low, high, confidence, numerator, n, method "
        "FROM estimates WHERE measure = 'accuracy'",
        fields=(
            ROLE,
            SLICE,
            Field(name="accuracy", kind=Kind.NUMBER, meaning="Accuracy.", unit="share"),
            Field(name="low", kind=Kind.NUMBER, meaning="Lower end.", unit="share"),
            Field(name="high", kind=Kind.NUMBER, meaning="Upper end.", unit="share"),
            Field(name="confidence", kind=Kind.NUMBER, meaning="Of the interval.", unit="share"),
            Field(name="numerator", kind=Kind.NUMBER, meaning="Correct decisions."),
            Field(name="n", kind=Kind.INTEGER, meaning="Decisions that count."),
            Field(name="method", meaning="How it was computed."),
        ),
    ),
    View(
        name="accuracy_recomputed",
        needs=frozenset({"outcomes"}),
        row="Accuracy computed anew from the single decisions, of all and of each vendor.",
        sql="WITH counting AS (SELECT vendor, weight, outcome = 'correct' AS correct FROM outcomes "
        "WHERE counted) SELECT NULL AS vendor, COUNT(*) AS n, SUM(correct) AS numerator, "
        "SUM(weight * correct) / SUM(weight) AS accuracy FROM counting UNION ALL "
        "SELECT vendor, COUNT(*), SUM(correct), SUM(weight * correct) / SUM(weight) "
        "FROM counting WHERE vendor IS NOT NULL GROUP BY vendor",
        fields=(
            _VENDOR,
            Field(name="n", kind=Kind.INTEGER, meaning="Decisions that count."),
            Field(name="numerator", kind=Kind.INTEGER, meaning="Correct decisions."),
            Field(name="accuracy", kind=Kind.NUMBER, meaning="Weighted share.", unit="share"),
        ),
    ),
    View(
        name="outcome_counts",
        needs=frozenset({"outcomes"}),
        row="How many drawn decisions of each vendor came out how.",
        sql="SELECT vendor, outcome, COUNT(*) AS decisions FROM outcomes GROUP BY vendor, outcome",
        fields=(_VENDOR, OUTCOME, _COUNT),
    ),
    View(
        name="outcomes_with_content",
        needs=frozenset({"outcomes", "items"}),
        row="One row for each drawn decision, with the content of its item.",
        sql="SELECT o.*, i.content FROM outcomes o LEFT JOIN items i ON i.item_id = o.item_id",
        fields=(*OUTCOMES.fields, Field(name="content", meaning="The content itself.")),
    ),
    View(
        name="double_grades",
        needs=frozenset({"grades"}),
        row="One row for each pair of auditors who answered the same item: their last answers "
        "before the reveal.",
        sql="WITH newest AS (SELECT item_id, auditor, kind, labels, MAX(revision) FROM grades "
        "WHERE NOT after_reveal GROUP BY item_id, auditor), "
        "last AS (SELECT * FROM newest WHERE kind = 'answer') "
        "SELECT a.item_id, a.auditor AS auditor_1, a.labels AS labels_1, "
        "b.auditor AS auditor_2, b.labels AS labels_2, a.labels IS b.labels AS same "
        "FROM last a JOIN last b ON a.item_id = b.item_id AND a.auditor < b.auditor",
        fields=(
            ITEM,
            Field(name="auditor_1", meaning="One auditor."),
            Field(name="labels_1", meaning="What that one answered."),
            Field(name="auditor_2", meaning="The other one."),
            Field(name="labels_2", meaning="What the other one answered."),
            Field(name="same", kind=Kind.BOOLEAN, meaning="Whether all labels are the same."),
        ),
    ),
)


def views_of(tables: Iterable[Tidy]) -> list[View]:
    """Return the views that these tables allow."""
    there = {one.name for one in tables}
    return [view for view in VIEWS if view.needs <= there]


def write_sqlite(path: Path, tables: Sequence[Tidy]) -> None:
    """Write every table under its name, and the views they allow.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    with replacing(path) as temporary:
        try:
            with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
                database.execute("PRAGMA journal_mode = OFF")  # it takes its place when whole
                database.execute("PRAGMA synchronous = OFF")
                database.execute("BEGIN")
                for table in tables:
                    _put(database, table)
                for view in views_of(tables):
                    database.execute(f"CREATE VIEW {view.name} AS {view.sql}")
                database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            full = error.sqlite_errorname == "SQLITE_FULL"
            number = errno.ENOSPC if full else errno.EIO
            raise refused(path, OSError(number, "the disk refused")) from error


def _put(database: sqlite3.Connection, table: Tidy) -> None:
    columns = ", ".join(f'"{one.name}" {_TYPES[one.kind]}' for one in table.fields)
    database.execute(f'CREATE TABLE "{table.name}" ({columns})')
    marks = ", ".join("?" * len(table.fields))
    database.executemany(
        f'INSERT INTO "{table.name}" VALUES ({marks})',  # noqa: S608 - our own names
        ([_cell(value) for value in row] for row in table.rows),
    )


def _cell(value: Value) -> Value:
    return storable(value) if isinstance(value, str) else value
