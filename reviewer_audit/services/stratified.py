"""How many decisions of each stratum, from a sheet of strata."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from reviewer_audit.errors import IntakeError, SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling import allocation
from reviewer_audit.stats.intervals import quantile

COLUMNS = {
    "name": ("name", "stratum"),
    "population": ("population", "decisions"),
    "expected": ("expected", "expected accuracy", "expected_accuracy", "accuracy"),
    "cost": ("cost",),
    "minimum": ("minimum", "min"),
}
MINIMUM = 30  # of a stratum where the sheet names none
MARGIN = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stratum: how many decisions it holds, how many are expected to be right."""

    name: str
    population: int
    expected: float
    cost: float | None = None
    minimum: int = MINIMUM

    @property
    def spread(self) -> float:
        """The standard deviation of right and wrong in it."""
        inside = self.population / (self.population - 1) if self.population > 1 else 0.0
        return sqrt(self.expected * (1 - self.expected) * inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Decisions of each stratum; ``margin`` is half an interval about exactly these decisions."""

    rows: tuple[Row, ...]
    drawn: tuple[int, ...]
    margin: float
    proportional_margin: float | None  # of as many in proportion to the strata, same minimum
    expected: float
    cost: float | None
    method: str

    @property
    def size(self) -> int:
        """How many are drawn in all."""
        return sum(self.drawn)

    @property
    def population(self) -> int:
        """How many there are in all."""
        return sum(row.population for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {
            "method": self.method,
            "margin": self.margin,
            "proportional_margin": self.proportional_margin,
            "cost": self.cost,
            "strata": [
                {"name": row.name, "population": row.population, "sampled": n}
                for row, n in zip(self.rows, self.drawn, strict=True)
            ],
        }


def read(path: Path) -> tuple[Row, ...]:
    """Read strata from a text file with a header.

    Columns: name, population, expected (accuracy as a share), and where wanted cost and minimum.

    Raises:
        IntakeError: the file cannot be read, or a row is wrong; the message names it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=max(",;\t", key=first.count))
            heads = _columns(reader.fieldnames or ())
            rows = tuple(
                _row({role: (line.get(head) or "").strip() for role, head in heads.items()}, at)
                for at, line in enumerate(reader, start=2)
                if any(value and str(value).strip() for value in line.values())
            )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = _("The file {name} cannot be read as text with commas.").format(name=path.name)
        raise IntakeError(message, _("Nothing was planned. Save it as CSV in UTF-8.")) from error
    if not rows:
        message = _("The file {name} holds no stratum.").format(name=path.name)
        raise IntakeError(message, _("Write one stratum a row."))
    names = [row.name for row in rows]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = _("The stratum {twice} stands there twice.").format(twice=twice)
        raise IntakeError(message, _("Add its rows up."))
    return rows


def _columns(header: Any) -> dict[str, str]:
    known = {str(name).strip().casefold(): str(name) for name in header if name}
    found = {
        role: known[name] for role, names in COLUMNS.items() for name in names if name in known
    }
    missing = [role for role in ("name", "population", "expected") if role not in found]
    if missing:
        message = _("The strata lack the column {missing}.").format(missing=", ".join(missing))
        hint = _("The columns are name, population, expected, and if wanted cost and minimum.")
        raise IntakeError(message, hint)
    return found


def _row(cells: Mapping[str, str], at: int) -> Row:
    def number(role: str, low: float, high: float, why: str) -> float:
        text = cells[role]
        try:
            value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            value = float("nan")
        if not (isfinite(value) and low <= value <= high):
            message = _("Row {at}: the {role} {text!r} {why}.").format(
                at=at, role=role, text=text, why=why
            )
            raise IntakeError(message, _("Nothing was planned. Mend the row."))
        return value

    population = number("population", 1, 1e12, _("is no number of decisions"))
    expected = number("expected", 0, 1, _("is no share between 0 and 1"))
    if not 0 < expected < 1:
        message = _(
            "Row {at}: an expected accuracy of {expected:.0%} leaves nothing to find out."
        ).format(at=at, expected=expected)
        raise IntakeError(message, _("Write what may be, such as 0.99, not what was seen."))
    cost = number("cost", 1e-9, 1e12, _("is no price")) if cells.get("cost") else None
    minimum = (
        number("minimum", 1, 1e12, _("is no number of decisions"))
        if cells.get("minimum")
        else MINIMUM
    )
    return Row(
        name=cells["name"] or "-",
        population=int(population),
        expected=expected,
        cost=cost,
        minimum=int(minimum),
    )


def shared(
    rows: tuple[Row, ...],
    *,
    size: int | None = None,
    budget: float | None = None,
    margin: float | None = None,
    confidence: float = 0.95,
) -> Shares:
    """Share a sample among strata so that the rate of the whole is known best.

    By size (Neyman 1934), by budget, or as few (with costs: as cheap) as reach a margin; whole
    numbers by Wright's priority values, not by rounding. At most one of the three is named; the
    margin is 0.02 where none is.

    Raises:
        SampleError: the strata cannot give it, or costs are needed and missing.
    """
    sizes = np.array([row.population for row in rows])
    spread = np.array([row.spread for row in rows])
    floors = np.array([min(row.minimum, row.population) for row in rows])
    costs = _costs(rows, needed=budget is not None)
    z = quantile(confidence)
    if budget is not None and costs is not None:
        drawn = allocation.within_budget(sizes, spread, costs, budget, floors)
        method = _("cost-optimal within the budget")
    elif size is not None:
        drawn = allocation.neyman(sizes, spread, size, floors)
        method = "Neyman"
    else:
        most = ((MARGIN if margin is None else margin) / z) ** 2
        drawn = allocation.for_variance(sizes, spread, most, cost=costs, floors=floors)
        method = _("Neyman, as few as reach the margin")
        if costs is not None:
            method = _("cost-optimal, as cheap as reaches the margin")
    plain = None
    if costs is None:
        even = allocation.proportional(sizes, int(drawn.sum()), floors)
        plain = z * sqrt(allocation.variance(sizes, spread, even))
    return Shares(
        rows=rows,
        drawn=tuple(int(n) for n in drawn),
        margin=z * sqrt(allocation.variance(sizes, spread, drawn)),
        proportional_margin=plain,
        expected=float((sizes * [row.expected for row in rows]).sum() / sizes.sum()),
        cost=None if costs is None else float(costs @ drawn),
        method=method,
    )


def _costs(rows: tuple[Row, ...], *, needed: bool) -> Any:
    given = [row.cost for row in rows if row.cost is not None]
    if given and len(given) < len(rows):
        bare = next(row.name for row in rows if row.cost is None)
        message = _("The stratum {bare} has no cost, and others have.").format(bare=bare)
        raise SampleError(message, _("Name the cost of every stratum, or of none."))
    if needed and not given:
        message = _("A budget needs to know what a decision of each stratum costs.")
        raise SampleError(message, _("Add a column cost to the strata."))
    return np.array(given) if given else None
