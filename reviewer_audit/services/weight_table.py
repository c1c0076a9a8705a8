"""A sheet that says how much two different answers count as agreement, or as disagreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import N_, _, translated

_HINT = N_("Nothing was computed. The first row and the first column name the categories.")
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightTable:
    """Weights of agreement: 1 for the same answer, 0 for what has nothing in common."""

    names: tuple[str, ...]
    kind: str  # what the sheet held: agreement, or disagreement
    rows: tuple[tuple[float, ...], ...]

    def ordered(self, names: Sequence[str]) -> list[list[float]]:
        """Return the weights in another order of the same categories.

        Raises:
            IntakeError: the categories are not the same.
        """
        if set(names) != set(self.names):
            apart = sorted(set(names) ^ set(self.names))
            listed = ", ".join(repr(name) for name in apart[:10])
            message = _(
                "The weights and the declared categories are not the same: {listed}."
            ).format(listed=listed)
            raise _refusal(message, "categories")
        at = [self.names.index(name) for name in names]
        return [[self.rows[i][j] for j in at] for i in at]

    def as_json(self, names: Sequence[str]) -> dict[str, Any]:
        """Return it as an object, in the order of the categories."""
        return {"kind": self.kind, "table": self.ordered(names)}


def read(path: Path | str) -> WeightTable:
    """Read a square sheet of weights with the categories as header row and first column.

    With 1 on the diagonal it says how much two answers agree, 0 to 1; with 0 there how bad it is
    to take one for the other, from 0 up, which is scaled by the worst.

    Raises:
        IntakeError: it cannot be read, or is no such sheet; the sentence names the cell.
    """
    from reviewer_audit import intake

    sheet = intake.read(path, header_row=1)
    names = tuple(name.strip() for name in sheet.header[1:])
    down = tuple((name or "").strip() for name in sheet.columns[0])
    _require_square(names, down)
    cells = [[_number(sheet.columns[j + 1][i], down[i], names[j]) for j in range(len(names))]
             for i in range(len(down))]  # fmt: skip
    order = [down.index(name) for name in names]
    rows = [cells[i] for i in order]
    _require_symmetric(rows, names)
    kind, agreement = _as_agreement(rows)
    return WeightTable(names=names, kind=kind, rows=tuple(tuple(row) for row in agreement))


def _as_agreement(rows: list[list[float]]) -> tuple[str, list[list[float]]]:
    """Return what the sheet held, and it as agreement: 1 on the diagonal, 0 at the least."""
    diagonal = {row[k] for k, row in enumerate(rows)}
    largest, least = max(max(row) for row in rows), min(min(row) for row in rows)
    if diagonal == {1.0} and largest <= 1 and least < 1:
        return "agreement", rows
    if diagonal == {0.0} and largest > 0:
        return "disagreement", [[1 - cell / largest for cell in row] for row in rows]
    message, what = (
        _("The diagonal is neither 1 throughout (agreement) nor 0 (disagreement)."),
        "diagonal",
    )
    if diagonal == {0.0}:
        message, what = _("No disagreement weighs anything: every cell is 0."), "empty"
    elif diagonal == {1.0} and largest > 1:
        message = _(
            "A weight of agreement lies between 0 and 1; the largest here is {largest:g}."
        ).format(largest=largest)
        what = "range"
    elif diagonal == {1.0}:
        message, what = _("Every pair of answers counts as full agreement."), "empty"
    raise _refusal(message, what)


def _require_square(names: Sequence[str], down: Sequence[str]) -> None:
    message, what = "", "square"
    if len(names) != len(down):
        message = _("The weights are not square: {rows} rows, {columns} columns.").format(
            rows=len(down), columns=len(names)
        )
    elif len(names) < 2:  # noqa: PLR2004 - one category cannot be taken for another
        message = _("Weights need two categories or more.")
    elif set(names) != set(down):
        apart = ", ".join(repr(name) for name in sorted(set(names) ^ set(down))[:10])
        message = _(
            "The rows and columns of the weights name different categories: {apart}."
        ).format(apart=apart)
        what = "categories"
    if message:
        raise _refusal(message, what)


def _require_symmetric(rows: Sequence[Sequence[float]], names: Sequence[str]) -> None:
    for i, one in enumerate(names):
        for j in range(i):
            if abs(rows[i][j] - rows[j][i]) > _SAME:
                message = _(
                    "The weights are not symmetric: {one!r} with {other!r} is "
                    "{weight:g}, the other way round {back:g}."
                ).format(one=one, other=names[j], weight=rows[i][j], back=rows[j][i])
                raise _refusal(message, "symmetric")


def _number(cell: str | None, row: str, column: str) -> float:
    try:
        value = float((cell or "").strip())
    except ValueError:
        value = float("nan")
    if not (isfinite(value) and value >= 0):
        message = _(
            "The weight of {row!r} with {column!r} is no number from 0 up: {value!r}."
        ).format(row=row, column=column, value=cell or "")
        raise _refusal(message, "number")
    return value


def _refusal(message: str, what: str) -> IntakeError:
    return IntakeError(message, translated(_HINT), code=f"weights.{what}")
