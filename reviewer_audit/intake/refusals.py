"""Every way a file can be refused: what happened, what is safe, what to do, in one place."""

from typing import NoReturn

from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import N_, translated

SAFE = N_("Nothing was imported.")

# code -> (what happened, what to do); the part in between, what is safe, is always the same
REFUSALS: dict[str, tuple[str, str]] = {
    "missing": (
        N_("There is no file {file}."),
        N_("Check the name and the folder."),
    ),
    "unreadable": (
        N_("The file {file} cannot be opened ({why})."),
        N_("Close it in other programs, or copy it to a folder of your own."),
    ),
    "empty": (
        N_("The file {file} is empty."),
        N_("Export it again."),
    ),
    "no_rows": (
        N_("There is no table in {file}: no sheet holds a header and rows under it."),
        N_("Choose another sheet or file."),
    ),
    "not_a_table": (
        N_("{file} is {what}, not a table."),
        N_("Save the decisions as xlsx, ods, csv or parquet."),
    ),
    "web_page": (
        N_("{file} is a web page or XML text with the ending of a spreadsheet."),
        N_("Open it in a spreadsheet program and save it as xlsx."),
    ),
    "compressed": (
        N_("{file} is compressed."),
        N_("Unpack it first."),
    ),
    "damaged": (
        N_("{file} is damaged or not what its ending says ({why})."),
        N_("Open it in a spreadsheet program and save it again, or ask for a new export."),
    ),
    "needs_password": (
        N_("{file} is protected with a password."),
        N_("Give the password, or save a copy without one."),
    ),
    "wrong_password": (
        N_("The password does not open {file}."),
        N_("Check it with whoever sent the file."),
    ),
    "unsupported_encryption": (
        N_("{file} is protected in a way that cannot be opened here."),
        N_("Save a copy without a password."),
    ),
    "too_many_parts": (
        N_("{file} holds {count} parts; a workbook has a few dozen."),
        N_("It was not made by a spreadsheet program; ask for a new export."),
    ),
    "inflates": (
        N_("{file} would unpack to {size} MB, far more than a table of decisions needs."),
        N_("Ask for a new export, or split it."),
    ),
    "unsafe_part": (
        N_("{file} holds a part with an unsafe name."),
        N_("It was not made by a spreadsheet program; ask for a new export."),
    ),
    "entities": (
        N_("{file} declares XML entities, which workbooks never need and attacks do."),
        N_("Ask for a new export."),
    ),
    "far_cell": (
        N_(
            "A sheet of {file} reaches as far as cell {cell}: too large to be a table of decisions."
        ),
        N_("Delete what stands far away from the table, or copy the table to a new file."),
    ),
    "no_sheet": (
        N_("{file} has no sheet “{sheet}”; its sheets are {sheets}."),
        N_("Choose one of them."),
    ),
    "sheets_differ": (
        N_("The sheets {sheets} have different columns, so they are not one table."),
        N_("Import them one by one."),
    ),
    "encoding": (
        N_("{file} cannot be read as {encoding}."),
        N_("Choose another encoding."),
    ),
    "unknown_encoding": (
        N_("There is no encoding called {encoding}."),
        N_("Names are utf-8, utf-16, cp1252, cp1256 and the like."),
    ),
    "bad_separator": (
        N_("“{separator}” cannot separate columns."),
        N_("Give one character: a comma, semicolon, tab or bar."),
    ),
    "field_too_long": (
        N_(
            "A field of {file} is longer than ten million characters; "
            "a quote is probably not closed."
        ),
        N_("Mend the file or ask for a new export."),
    ),
    "header_row": (
        N_("{file} has no row {row} to be the header."),
        N_("Choose a row that holds the column names."),
    ),
    "memory": (
        N_("{file} needs more memory to read than is allowed."),
        N_("Split it, or save it as csv or parquet."),
    ),
    "reader_died": (
        N_(
            "{file} made its reader stop ({why}); the reader works apart, "
            "so nothing else is touched."
        ),
        N_("Open it in a spreadsheet program, copy the table to a new file and import that."),
    ),
    "too_slow": (
        N_("Reading {file} took longer than {seconds} seconds and was stopped."),
        N_("Split it, or save it as csv or parquet."),
    ),
    "unknown_role": (
        N_("“{role}” is no role of a column."),
        N_("Roles are {roles}."),
    ),
    "unknown_column": (
        N_("There is no column “{column}”; the columns are {columns}."),
        N_("Check the spelling."),
    ),
    "unknown_key": (
        N_("The policy has no label “{key}”."),
        N_("Its keys are {keys}."),
    ),
    "bad_option": (
        N_("“{text}” does not have the form {form}."),
        N_("Write it in that form."),
    ),
    "role_once": (
        N_("Only one column can be {role}."),
        N_("Keep one of {columns}."),
    ),
    "not_mapped": (
        N_("No column is mapped to {role}, and it is needed."),
        N_("Name the column; the columns are {columns}."),
    ),
    "unknown_timezone": (
        N_("There is no time zone “{timezone}”."),
        N_("Names are UTC, Europe/Dublin, Asia/Manila and the like."),
    ),
    "bad_date_order": (
        N_("“{order}” is no order of dates."),
        N_("Orders are dmy, mdy and ymd."),
    ),
    "no_auditor": (
        N_("The sheet does not say who graded."),
        N_("Name the auditor, or map a column to auditor."),
    ),
    "bad_profile": (
        N_("The saved mapping cannot be read ({why})."),
        N_("Map the columns again and save it anew."),
    ),
}


_SAID = frozenset(  # of a file that is no table, or of a reader that stopped
    {
        N_("a PDF document"), N_("a picture"), N_("a text document"), N_("a presentation"),
        N_("a text document or a presentation"), N_("a database"), N_("a folder"),
        N_("a file of bytes"), N_("an archive or a damaged workbook"),
        N_("packed data is broken"), N_("out of memory"), N_("out of time"),
    }
)  # fmt: skip


def refuse(code: str, **values: object) -> NoReturn:
    """Raise the error of a refusal, put into words."""
    what, todo = REFUSALS[code]
    for key, value in values.items():
        if isinstance(value, str) and value in _SAID:
            values[key] = translated(value)
    raise IntakeError(
        translated(what).format(**values),
        f"{translated(SAFE)} {translated(todo).format(**values)}",
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
