"""Odd, old, encrypted and broken files of other projects' tests: read, or refused in one sentence.

The outcome of each stands in ``spreadsheet_outcomes.csv``. To write it anew after a change that
is meant: python -m tests.unit.intake.test_spreadsheets
"""

import csv
import os
import time
from pathlib import Path

import pytest

from reviewer_audit import intake
from reviewer_audit.errors import IntakeError

TABLE = Path(__file__).with_name("spreadsheet_outcomes.csv")
FOLDER = "data/spreadsheets"
FIELDS = ("file", "outcome", "sheets", "rows", "header")
ALLOWED_SECONDS = 30


def outcome(path):
    """What comes of reading a file, as the table of outcomes says it."""
    try:
        found = intake.inspect(path)
    except IntakeError as error:
        one_sentence = "\n" not in str(error) and path.name in str(error)
        safe = error.hint.startswith("Nothing was imported.")
        said = error.code if one_sentence and safe else f"badly put: {error}"
        return {"outcome": said, "sheets": "", "rows": "", "header": ""}
    sheets = found["sheets"]
    return {
        "outcome": "read",
        "sheets": "|".join(
            f"{sheet['name']}:{sheet['rows']}x{sheet['columns']}"
            f"{' hidden' if sheet['hidden'] else ''}"
            for sheet in sheets
        ),
        "rows": str(sum(sheet["rows"] for sheet in sheets if sheet["read"])),
        "header": "|".join(column["name"][:30] for column in found["columns"][:5]),
    }


def expected():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("file"): row for row in csv.DictReader(file)}


def files(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_that_every_odd_file_is_read_or_refused_as_the_table_says(shared):
    folder = shared / FOLDER
    known = expected()
    assert files(folder) == sorted(known)
    wrong, slow = [], []
    for name, said in known.items():
        start = time.monotonic()
        came = outcome(folder / name)
        if time.monotonic() - start > ALLOWED_SECONDS:
            slow.append(name)
        if came != said:
            wrong.append((name, said, came))
    assert not wrong
    assert not slow


@pytest.mark.parametrize(
    ("name", "password", "cell"),
    [
        ("msoffcrypto/tests/inputs/example_password.xlsx", "Password1234_", "lorem"),
        ("msoffcrypto/tests/inputs/rc4cryptoapi_password.xls", "Password1234_", "lorem ipsum"),
        ("msoffcrypto/tests/inputs/xor_password_123456789012345.xls", "123456789012345", "1"),
    ],
)
def test_that_a_protected_workbook_opens_with_its_password_and_no_other(
    shared, name, password, cell
):
    path = shared / FOLDER / name
    assert intake.read(path, password=password).header[0] == cell
    with pytest.raises(IntakeError, match="password does not open"):
        intake.read(path, password="not this one")


def test_that_numbers_as_text_keep_their_digits(shared):
    folder = shared / FOLDER / "readxl/tests/testthat/sheets"
    for name in ("big-texty-numbers-xls.xls", "big-texty-numbers-xlsx.xlsx"):
        table = intake.read(folder / name)
        texts = table.column("number as text")
        assert all(text is None or "E" not in text for text in texts)


def main():
    """Write the table of outcomes anew."""
    folder = Path(os.environ.get("REVIEWER_AUDIT_SHARED", "../shared")) / FOLDER
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        for name in files(folder):
            writer.writerow({"file": name, **outcome(folder / name)})


if __name__ == "__main__":
    main()
