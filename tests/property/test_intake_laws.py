"""What is written is what is read, in every format; and no row is ever lost between two counts."""

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_audit import intake
from reviewer_audit.domain.intake import ColumnMapping, RawTable, SheetInfo
from reviewer_audit.domain.policy import Action, Label, Policy
from reviewer_audit.intake.validation import validate_decisions

HEADER = ("item_id", "content", "label")
EVERY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

# no surrogates, no NUL; carriage returns and other controls do not survive XML
text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=40
).filter(lambda value: "_x" not in value)
cell = st.one_of(st.none(), text.map(lambda value: value or None))
tables = st.lists(st.tuples(cell, cell), min_size=1, max_size=30).map(
    lambda rows: [(f"id-{at}", *row) for at, row in enumerate(rows)]
)


def write_text(path, rows, separator=",", encoding="utf-8"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([["" if value is None else value for value in row] for row in rows])
    path.write_bytes(out.getvalue().encode(encoding))


def write_xlsx(path, rows):
    from openpyxl import Workbook

    book = Workbook()
    for number, row in enumerate((HEADER, *rows), start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                one = book.active.cell(number, place)
                one.value = value
                one.data_type = "s"  # what looks like a formula is none
    book.save(path)


def write_parquet(path, rows):
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [pa.array(list(column), pa.string()) for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=list(HEADER)), path)


WRITERS = {
    "comma.csv": write_text,
    "semicolon.csv": lambda path, rows: write_text(path, rows, ";"),
    "tab.tsv": lambda path, rows: write_text(path, rows, "\t"),
    "bar.txt": lambda path, rows: write_text(path, rows, "|"),
    "utf16.csv": lambda path, rows: write_text(path, rows, "\t", "utf-16"),
    "bom.csv": lambda path, rows: write_text(path, rows, ",", "utf-8-sig"),
    "book.xlsx": write_xlsx,
    "columns.parquet": write_parquet,
}


@pytest.mark.parametrize("name", WRITERS)
@EVERY
@given(rows=tables)
def test_that_what_is_written_is_what_is_read(name, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        WRITERS[name](path, rows)
        table = intake.read(path)
    assert table.header == HEADER
    if name.endswith(".xlsx"):  # a cell of nothing but blanks is a blank cell there
        rows = [tuple(None if not (v or "").strip() else v for v in row) for row in rows]
    assert list(zip(*table.columns, strict=True)) == rows
    assert list(table.row_numbers) == list(range(2, len(rows) + 2))


POLICY = Policy(
    name="p",
    version="1",
    effective_from=date(2024, 1, 1),
    labels=(
        Label(key="ok", title="No violation", is_violation=False),
        Label(key="a", title="A, one"),
        Label(key="b", title="B"),
    ),
    actions=(Action(key="none", title="None", rank=0), Action(key="remove", title="R", rank=1)),
)
values = st.one_of(
    st.none(), text, st.sampled_from(["a", "B", "a;b", '["a","x"]', "A, one", "none", "1.2E+18"])
)
moments = st.one_of(
    st.none(), text, st.sampled_from(["2024-01-02", "31/01/2024", "1/31/2024", "45000", "soon"])
)


@EVERY
@given(rows=st.lists(st.tuples(values, values, values, moments, values), min_size=1, max_size=40))
def test_that_every_row_is_accepted_or_quarantined_and_labels_come_from_the_policy(rows):
    names = ("item", "label", "action", "when", "who")
    table = RawTable(
        file_name="t.csv",
        sha256="0" * 64,
        encoding="utf-8",
        sheets=(SheetInfo(name=""),),
        header=names,
        columns=tuple(list(column) for column in zip(*rows, strict=True)),
        sheet_names=("",),
        sheet_of_row=[0] * len(rows),
        row_numbers=range(2, len(rows) + 2),
    )
    mapping = ColumnMapping(
        roles={
            "item_id": ("item",),
            "label": ("label",),
            "action": ("action",),
            "decided_at": ("when",),
            "reviewer": ("who",),
        }
    )
    result = validate_decisions(table, mapping, POLICY)
    rows_out = result.rows
    assert result.rows_read == len(rows) == len(rows_out) + len(result.quarantined)
    numbers = [*rows_out.row_number, *(row.row_number for row in result.quarantined)]
    assert sorted(numbers) == list(table.row_numbers)
    assert {key for labels in rows_out.labels for key in labels} <= {"ok", "a", "b"}
    assert all(rows_out.labels)
    assert all(rows_out.external_id)
    assert all(moment == "" or moment.endswith("Z") for moment in rows_out.decided_at)
    lengths = {len(getattr(rows_out, name)) for name in ("identity", "labels", "context", "sheet")}
    assert lengths == {len(rows_out)}
    again = validate_decisions(table, mapping, POLICY)
    assert again.rows.identity == rows_out.identity
