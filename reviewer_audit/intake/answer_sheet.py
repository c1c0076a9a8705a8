"""Read back a sheet of ours that somebody filled in, whatever they and their programs did to it.

Columns are found by their titles wherever they stand; nothing in locked columns is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_audit import intake
from reviewer_audit.domain.intake import RawTable
from reviewer_audit.domain.workbooks import title_key
from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _

MOST_SHEETS = 20  # looked through for one that was renamed


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """A sheet that came back. ``room`` is the first half of the codes of its refusals."""

    file: str
    room: str
    table: RawTable

    @property
    def sha256(self) -> str:
        """The digest of the file."""
        return self.table.sha256

    @property
    def row_numbers(self) -> Sequence[int]:
        """The rows of the sheet, from 1, as its user sees them."""
        return self.table.row_numbers

    def has(self, title: str) -> bool:
        """Say whether there is a column of this title."""
        return title_key(title) in map(title_key, self.table.header)

    def cells(self, title: str) -> list[str]:
        """Return the cells of a column, "" where one is blank or the column is not there.

        Raises:
            IntakeError: two columns have the title, so that nobody can say which is meant.
        """
        known = [title_key(name) for name in self.table.header]
        wanted = title_key(title)
        if f"{wanted} (2)" in known or known.count(wanted) > 1:
            message = _("{file} has two columns {title!r}.").format(file=self.file, title=title)
            hint = _("Nothing was changed. Take the one away that is not to be read.")
            raise IntakeError(message, hint, code=f"{self.room}.column_twice")
        if wanted not in known:
            return [""] * len(self.table)
        return [cell or "" for cell in self.table.columns[known.index(wanted)]]

    def require(self, titles: Sequence[str]) -> None:
        """Refuse a sheet that lacks columns.

        Raises:
            IntakeError: a column is gone or has another title.
        """
        lacking = [title for title in titles if not self.has(title)]
        if lacking:
            message = _("{file} has no columns {repr}.").format(
                file=self.file, repr=" and ".join(map(repr, lacking))
            )
            hint = _(
                "Nothing was changed. Send the workbook that was handed out, with its columns."
            )
            raise IntakeError(message, hint, code=f"{self.room}.not_ours")


def read(path: Path, sheet: str, needed: Sequence[str], *, room: str) -> AnswerTable:
    """Return the filled-in sheet of a workbook.

    Raises:
        IntakeError: the file cannot be read, or no sheet of it has the columns that are needed.
    """
    found = AnswerTable(file=path.name, room=room, table=_table(path, sheet, needed))
    found.require(needed)
    return found


def _table(path: Path, sheet: str, needed: Sequence[str]) -> RawTable:
    """Find the table by its titles: somebody may have renamed the sheet or written above it."""
    try:
        first = intake.read(path, sheets=(sheet,))
    except IntakeError:
        first = intake.read(path)
    if _has_titles(first.header, needed):
        return first
    names = [one.name for one in first.sheets if not one.hidden]
    for name in names[:MOST_SHEETS]:
        table = intake.read(path, sheets=(name,)) if len(names) > 1 else first
        if _has_titles(table.header, needed):
            return table
        for k, row in enumerate(table.head):
            if _has_titles([cell or "" for cell in row], needed):
                return intake.read(path, sheets=(name,), header_row=table.head_first + k)
    return first


def _has_titles(header: Sequence[str], needed: Sequence[str]) -> bool:
    return {title_key(name) for name in needed} <= {title_key(name) for name in header}
