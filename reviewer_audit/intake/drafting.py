"""Labels found in a column, for a policy that starts from them."""

from collections import Counter
from dataclasses import dataclass

from reviewer_audit.domain.intake import RawTable
from reviewer_audit.domain.policy import CANNOT_JUDGE
from reviewer_audit.intake.labels import fold, is_cannot_judge, parts_of
from reviewer_audit.intake.mapping import find_column
from reviewer_audit.intake.refusals import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One label found, as most rows spell it, and in how many rows."""

    value: str
    count: int


def labels_found(table: RawTable, column: str, *, separator: str = "") -> tuple[Found, ...]:
    """Return the labels of a column, the most frequent first; the blank is none.

    Lists in a cell are cut up: JSON arrays, semicolons and bars always, commas only where every
    part also stands alone somewhere. Spellings that differ in case or width are one label.
    """
    name = find_column(table, column)
    if name is None:
        names = ", ".join(f"“{known}”" for known in table.header)
        refuse("unknown_column", column=column, columns=names)
    cells = Counter(cell for cell in table.column(name) if cell and cell.strip())
    whole = {fold(cell) for cell in cells}
    spellings: dict[str, Counter[str]] = {}
    for cell, count in cells.items():
        for part in _parts(cell, whole, separator):
            if not is_cannot_judge(part):
                spellings.setdefault(fold(part), Counter())[part.strip()] += count
    found = [
        Found(value=spelled.most_common(1)[0][0], count=spelled.total())
        for key, spelled in spellings.items()
        if key != CANNOT_JUDGE
    ]
    return tuple(sorted(found, key=lambda label: (-label.count, label.value)))


def _parts(cell: str, whole: set[str], separator: str) -> list[str]:
    parts = parts_of(cell, separator)
    if len(parts) == 1 and not separator and "," in cell:
        pieces = [piece.strip() for piece in cell.split(",") if piece.strip()]
        if len(pieces) > 1 and all(fold(piece) in whole for piece in pieces):
            parts = pieces
    return list(dict.fromkeys(parts))
