"""Every way a file can be refused: what happened, what is safe, what to do, in one place."""

from typing import NoReturn

from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _

SAFE = "Nothing was imported."

# code -> (what happened, what to do); the part in between, what is safe, is always the same
REFUSALS: dict[str, tuple[str, str]] = {
    "missing": (
        "There is no file {file}.",
        "Check the name and the folder.",
    ),
    "unreadable": (
        "The file {file} cannot be opened ({why}).",
        "Close it in other programs, or copy it to a folder of your own.",
    ),
    "empty": (
        "The file {file} is empty.",
        "Export it again.",
    ),
    "no_rows": (
        "There is no table in {file}: no sheet holds a header and rows under it.",
        "Choose another sheet or file.",
    ),
    "not_a_table": (
        "{file} is {what}, not a table.",
        "Save the decisions as xlsx, ods, csv or parquet.",
    ),
    "web_page": (
        "{file} is a web page or XML text with the ending of a spreadsheet.",
        "Open it in a spreadsheet program and save it as xlsx.",
    ),
    "compressed": (
        "{file} is compressed.",
        "Unpack it first.",
    ),
    "damaged": (
        "{file} is damaged or not what its ending says ({why}).",
        "Open it in a spreadsheet program and save it again, or ask for a new export.",
    ),
    "needs_password": (
        "{file} is protected with a password.",
        "Give the password, or save a copy without one.",
    ),
    "wrong_password": (
        "The password does not open {file}.",
        "Check it with whoever sent the file.",
    ),
    "unsupported_encryption": (
        "{file} is protected in a way that cannot be opened here.",
        "Save a copy without a password.",
    ),
    "too_many_parts": (
        "{file} holds {count} parts; a workbook has a few dozen.",
        "It was not made by a spreadsheet program; ask for a new export.",
    ),
    "inflates": (
        "{file} would unpack to {size} MB, far more than a table of decisions needs.",
        "Ask for a new export, or split it.",
    ),
    "unsafe_part": (
        "{file} holds a part with an unsafe name.",
        "It was not made by a spreadsheet program; ask for a new export.",
    ),
    "entities": (
        "{file} declares XML entities, which workbooks never need and attacks do.",
        "Ask for a new export.",
    ),
    "far_cell": (
        "A sheet of {file} reaches as far as cell {cell}: too large to be a table of decisions.",
        "Delete what stands far away from the table, or copy the table to a new file.",
    ),
    "no_sheet": (
        "{file} has no sheet “{sheet}”; its sheets are {sheets}.",
        "Choose one of them.",
    ),
    "sheets_differ": (
        "The sheets {sheets} have different columns, so they are not one table.",
        "Import them one by one.",
    ),
    "encoding": (
        "{file} cannot be read as {encoding}.",
        "Choose another encoding.",
    ),
    "unknown_encoding": (
        "There is no encoding called {encoding}.",
        "Names are utf-8, utf-16, cp1252, cp1256 and the like.",
    ),
    "bad_separator": (
        "“{separator}” cannot separate columns.",
        "Give one character: a comma, semicolon, tab or bar.",
    ),
    "field_too_long": (
        "A field of {file} is longer than ten million characters; a quote is probably not closed.",
        "Mend the file or ask for a new export.",
    ),
    "header_row": (
        "{file} has no row {row} to be the header.",
        "Choose a row that holds the column names.",
    ),
    "memory": (
        "{file} needs more memory to read than is allowed.",
        "Split it, or save it as csv or parquet.",
    ),
    "reader_died": (
        "{file} made its reader stop ({why}); the reader works apart, so nothing else is touched.",
        "Open it in a spreadsheet program, copy the table to a new file and import that.",
    ),
    "too_slow": (
        "Reading {file} took longer than {seconds} seconds and was stopped.",
        "Split it, or save it as csv or parquet.",
    ),
    "unknown_role": (
        "“{role}” is no role of a column.",
        "Roles are {roles}.",
    ),
    "unknown_column": (
        "There is no column “{column}”; the columns are {columns}.",
        "Check the spelling.",
    ),
    "unknown_key": (
        "The policy has no label “{key}”.",
        "Its keys are {keys}.",
    ),
    "bad_option": (
        "“{text}” does not have the form {form}.",
        "Write it in that form.",
    ),
    "role_once": (
        "Only one column can be {role}.",
        "Keep one of {columns}.",
    ),
    "not_mapped": (
        "No column is mapped to {role}, and it is needed.",
        "Name the column; the columns are {columns}.",
    ),
    "unknown_timezone": (
        "There is no time zone “{timezone}”.",
        "Names are UTC, Europe/Dublin, Asia/Manila and the like.",
    ),
    "bad_date_order": (
        "“{order}” is no order of dates.",
        "Orders are dmy, mdy and ymd.",
    ),
    "no_auditor": (
        "The sheet does not say who graded.",
        "Name the auditor, or map a column to auditor.",
    ),
    "bad_profile": (
        "The saved mapping cannot be read ({why}).",
        "Map the columns again and save it anew.",
    ),
}


def refuse(code: str, **values: object) -> NoReturn:
    """Raise the error of a refusal, put into words."""
    what, todo = REFUSALS[code]
    raise IntakeError(
        _(what).format(**values),
        f"{_(SAFE)} {_(todo).format(**values)}",
        code=f"intake.{code}",
    )


class ChildRefusal(Exception):  # noqa: N818 - it crosses the process border as data
    """A refusal of a reader in the child process; the parent puts it into words."""

    def __init__(self, code: str, values: dict[str, str | int]) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def give_up(code: str, **values: str | int) -> NoReturn:
    """Raise a refusal in the child process."""
    raise ChildRefusal(code, values)
