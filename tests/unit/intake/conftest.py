"""Builders of small files and tables for the intake."""

import csv
import io
import zipfile
from datetime import date

import pytest

from reviewer_audit import intake
from reviewer_audit.domain.intake import ColumnMapping, RawTable, SheetInfo
from reviewer_audit.domain.policy import Action, Label, Policy

HEADER = ("item_id", "content", "reviewer", "label", "date")


@pytest.fixture
def policy():
    """Three labels, one of them without violation, and three actions."""
    return Policy(
        name="p",
        version="1",
        effective_from=date(2024, 1, 1),
        labels=(
            Label(key="ok", title="No violation", is_violation=False, aliases=("Clean",)),
            Label(key="spam", title="Spam, scam"),
            Label(key="hate", title="Hate", aliases=("HS",)),
        ),
        actions=(
            Action(key="none", title="No action", rank=0, aliases=("Approve",)),
            Action(key="warn", title="Warn", rank=1),
            Action(key="remove", title="Remove", rank=2),
        ),
    )


@pytest.fixture
def csv_file(tmp_path):
    """Write rows (or a text) as a text file and return its path."""

    def write(rows, *, name="week.csv", encoding="utf-8", separator=","):
        if not isinstance(rows, str):
            out = io.StringIO()
            csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
            rows = out.getvalue()
        path = tmp_path / name
        path.write_bytes(rows.encode(encoding))
        return path

    return write


@pytest.fixture
def book(tmp_path):
    """Write sheets as an xlsx: name -> rows; ``touch`` may change the workbook before it is saved."""
    from openpyxl import Workbook

    def write(sheets, *, name="week.xlsx", touch=None):
        work = Workbook()
        work.remove(work.active)
        for title, rows in sheets.items():
            sheet = work.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if touch is not None:
            touch(work)
        path = tmp_path / name
        work.save(path)
        return path

    return write


@pytest.fixture
def zipped(tmp_path):
    """Write a zip of named parts and return its path."""

    def write(parts, *, name="odd.xlsx"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for part, text in parts.items():
                out.writestr(part, text)
        return path

    return write


@pytest.fixture
def table():
    """Build a RawTable from columns, as if it had been read."""

    def build(**columns):
        cells = [list(column) for column in columns.values()]
        count = len(cells[0])
        return RawTable(
            file_name="t.csv",
            sha256="f" * 64,
            encoding="utf-8",
            sheets=(SheetInfo(name="", rows=count, columns=len(cells), header_row=1),),
            header=tuple(columns),
            columns=tuple(cells),
            sheet_names=("",),
            sheet_of_row=[0] * count,
            row_numbers=range(2, count + 2),
        )

    return build


@pytest.fixture
def mapped():
    """Build a mapping: role -> column, other fields by keyword ``options``."""

    def build(options=None, **roles):
        columns = {role: (c,) if isinstance(c, str) else tuple(c) for role, c in roles.items()}
        return ColumnMapping(roles=columns, **(options or {}))

    return build


@pytest.fixture
def read():
    """Read a file."""
    return intake.read
