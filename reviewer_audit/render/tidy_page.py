"""The data dictionary as a page to read: facts, tables, columns, and how to open each format."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reviewer_audit.render.tabular import storable
from reviewer_audit.render.tidy_stats import MOST_BYTES
from reviewer_audit.reports.tidy import Field, Tidy, Value

if TYPE_CHECKING:
    from reviewer_audit.render.tidy_sqlite import View

_HOW = {
    "csv": "UTF-8 with mark, every cell quoted. An apostrophe stands before text that a "
    "spreadsheet could run as a formula; `raw-csv` has text as it is. Spreadsheets turn ids into "
    "numbers: import the column as text.",
    "raw-csv": "UTF-8, RFC 4180, text as it is. Never open it in a spreadsheet: a cell may hold a "
    "formula.",
    "jsonl": "One JSON object a row; missing is null.",
    "parquet": "Typed columns, times as timestamps in UTC. Python: `pandas.read_parquet`; "
    'R: `arrow::read_parquet`; the meaning is in the metadata of each column as "description".',
    "sqlite": "`tables.sqlite` holds every table, the views below and a table `dictionary`. True "
    "and false are 1 and 0, times are text in ISO 8601.",
    "xpt": "SAS transport, version 8 (long names, long text), one file a table. SAS: "
    "`%xpt2loc(libref=work, filespec='outcomes.xpt')`; R: `haven::read_xpt`. True and false are 1 "
    "and 0, times are SAS datetimes in UTC. Programs that read version 5 alone cannot open it.",
    "sav": "SPSS, one file a table, with labels of variables. True and false are 1 and 0 with "
    "labels of values, times are SPSS date-times in UTC. A column called `by` is `by_` there.",
    "hyper": "Tableau: Connect, To a File, `tables.hyper`. Columns have their types; times are in "
    "UTC.",
}
_LIMITS = (
    "SAS and SPSS know no empty text beside missing text, drop blanks at the end of a text, show "
    f"the zero character as \u2400 and hold at most {MOST_BYTES:,} bytes of text. What is longer "
    "is cut there, says so in its last words, and is listed here:"
)


def page(
    tables: Sequence[Tidy],
    views: "Sequence[View]",
    kinds: Sequence[str],
    *,
    about: Mapping[str, Value],
    cut: Sequence[str],
) -> str:
    """Return the page as Markdown."""
    lines = ["# Data dictionary", ""]
    lines += [f"- {_md(fact)}: {_md(said)}" for fact, said in about.items() if said is not None]
    lines += [
        "",
        "An empty cell is a missing value; each column says what it means. Ids are text.",
        "",
    ]
    lines += ["## Formats", "", *(f"- **{kind}**: {_HOW[kind]}" for kind in kinds), ""]
    if {"xpt", "sav"} & set(kinds):
        lines += [_LIMITS, "", *(f"- {_md(one)}" for one in cut or ["nothing was cut"]), ""]
    lines += ["## Tables", ""]
    for table in tables:
        lines += _columns(table.name, f"{table.kind.row} Rows: {len(table.rows):,}.", table.fields)
    if views:
        lines += ["## Views of `tables.sqlite`", ""]
        for view in views:
            lines += _columns(view.name, view.row, view.fields)
    return "\n".join(lines)


def _columns(name: str, row: str, fields: Sequence[Field]) -> list[str]:
    return [
        f"### {name}",
        "",
        row,
        "",
        "| column | type | unit | meaning | codes | empty |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.name} | {one.kind} | {_md(one.unit)} | {_md(one.meaning)} | "
            f"{_md('; '.join(f'{code}: {said}' for code, said in one.codes.items()))} | "
            f"{_md(one.missing)} |"
            for one in fields
        ),
        "",
    ]


def _md(value: object) -> str:
    """Return text that stays text in Markdown: names come from outside."""
    text = " ".join(storable(value).split())
    return "".join(f"\\{sign}" if sign in "\\`*[]<>|#!&" else sign for sign in text)
