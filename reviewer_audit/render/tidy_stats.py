"""Write a table for SAS (transport, version 8) and SPSS, by the optional library pyreadstat.

Neither holds text of more than 32,767 bytes, the zero character, blanks at the end of a text, or
the difference between no text and empty text. What is cut says so in its last words and is told.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.render.files import replacing
from reviewer_audit.render.tabular import moment, storable
from reviewer_audit.reports.tidy import Kind, Tidy, Value

if TYPE_CHECKING:
    import pandas as pd

MOST_BYTES = 32_767
MARK = " …[cut, whole text in the other formats]"
LABEL_BYTES = 250  # 256 in either format
RESERVED = frozenset(
    ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]
)  # of SPSS
_FORMATS = {Kind.INTEGER: "F12.0", Kind.NUMBER: "F20.12", Kind.BOOLEAN: "F1.0"}
_SAS_FORMATS = {Kind.INTEGER: "12.", Kind.NUMBER: "BEST16.", Kind.BOOLEAN: "1."}


def write_sav(path: Path, table: Tidy) -> list[str]:
    """Write a table for SPSS with labels of variables and values; returns what was cut.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    import pyreadstat

    cut: list[str] = []
    frame = _frame(table, "SPSS", cut)
    kinds = {spss_name(one.name): one.kind for one in table.fields}
    frame.columns = list(kinds)
    with replacing(path) as temporary:
        _checked(
            path,
            lambda: pyreadstat.write_sav(
                frame,
                temporary,
                file_label=_short(table.kind.row, 60),
                column_labels={spss_name(one.name): _label(one.label) for one in table.fields},
                variable_value_labels={
                    name: {0: "No", 1: "Yes"}
                    for name, kind in kinds.items()
                    if kind is Kind.BOOLEAN
                },
                variable_measure={
                    name: "scale" if kind in {Kind.INTEGER, Kind.NUMBER, Kind.TIME} else "nominal"
                    for name, kind in kinds.items()
                },
                variable_format={n: _FORMATS[k] for n, k in kinds.items() if k in _FORMATS},
            ),
        )
        _checked(path, lambda: _require_whole(path, pyreadstat.read_sav(temporary)[0], table))
    return cut


def write_xpt(path: Path, table: Tidy) -> list[str]:
    """Write a table as SAS transport file, version 8; returns what was cut.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    import pyreadstat

    cut: list[str] = []
    frame = _frame(table, "SAS", cut)
    with replacing(path) as temporary:
        _checked(
            path,
            lambda: pyreadstat.write_xport(
                frame,
                temporary,
                file_label=_short(table.kind.row, 40),
                column_labels={one.name: _label(one.label) for one in table.fields},
                table_name=table.name,
                file_format_version=8,
                variable_format={
                    one.name: _SAS_FORMATS[one.kind]
                    for one in table.fields
                    if one.kind in _SAS_FORMATS
                },
            ),
        )
        _checked(path, lambda: _require_whole(path, pyreadstat.read_xport(temporary)[0], table))
    return cut


def spss_name(name: str) -> str:
    """Return what a column is called in SPSS, which keeps some words to itself."""
    return f"{name}_" if name.upper() in RESERVED else name


def _frame(table: Tidy, program: str, cut: list[str]) -> "pd.DataFrame":
    import pandas as pd

    columns: dict[str, Any] = {}
    for k, one in enumerate(table.fields):
        values = [row[k] for row in table.rows]
        if one.kind is Kind.TEXT:
            texts = [_text(value) for value in values]
            longer = sum(text.endswith(MARK) for text in texts)
            if longer:
                cut.append(
                    f"{table.name}.{one.name}: {longer:,} longer than the {MOST_BYTES:,} bytes "
                    f"that {program} holds, cut with a mark at the end"
                )
            columns[one.name] = pd.Series(texts, dtype=object)
        elif one.kind is Kind.TIME:
            times = [None if v is None else moment(str(v)).replace(tzinfo=None) for v in values]
            columns[one.name] = pd.Series(times, dtype="datetime64[us]")
        else:
            numbers = [None if value is None else float(value) for value in values]
            columns[one.name] = pd.Series(numbers, dtype="float64")
    return pd.DataFrame(columns)


def _text(value: Value) -> str:
    if value is None:
        return ""
    text = storable(value).replace("\0", "\u2400")
    whole = text.encode()
    if len(whole) <= MOST_BYTES:
        return text
    return whole[: MOST_BYTES - len(MARK.encode())].decode(errors="ignore") + MARK


def _short(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


def _label(text: str) -> str:
    return _short(text, LABEL_BYTES)


def _checked(path: Path, work: Callable[[], object]) -> None:
    """Do it; the errors of the library become ours."""
    try:
        work()
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "pyreadstat":
            raise
        raise _not_whole(path) from error


def _require_whole(path: Path, seen: "pd.DataFrame", table: Tidy) -> None:
    """Refuse what was read back where rows are missing: the library notices no full disk."""
    if len(seen) != len(table.rows):
        raise _not_whole(path)


def _not_whole(path: Path) -> OutputError:
    message = _("{name} cannot be written: not all of it arrived on the disk.")
    hint = _("Old files are unchanged. Free some disk space or choose another folder.")
    return OutputError(message.format(name=path.name), hint)
