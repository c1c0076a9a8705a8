"""Agreement over any table of judgments: one judgment a row, or one rater a column."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.intake import RawTable
from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.results import Agreement
from reviewer_audit.services import weight_table
from reviewer_audit.services.weight_table import WeightTable

if TYPE_CHECKING:
    from reviewer_audit.stats.agreement import Options
    from reviewer_audit.stats.coding import Codes

Cells = Sequence[str | None]
MOST_CATEGORIES = 1000
_LEVELS = ("nominal", "ordinal", "interval", "ratio")


def agreement_of_file(
    path: Path | str,
    *,
    unit: str = "",
    rater: str = "",
    value: str = "",
    wide: Sequence[str] = (),
    categories: Sequence[str] = (),
    level: str = "nominal",
    duplicates: str = "",
    confidence: float = 0.95,
    interval: str = "dirichlet",
    weights: Path | str = "",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Return the agreement found in a file.

    Args:
        path: A spreadsheet or text file.
        unit: Column that names what was judged.
        rater: Column that names who judged; without it the judgments of a unit are anonymous.
        value: Column of the judgments.
        wide: Instead of these, the columns of the raters, one row a unit.
        categories: The categories in their order; default: the values found, sorted.
        level: nominal, ordinal, interval or ratio.
        duplicates: ``first`` or ``last`` where a rater judged a unit more than once.
        confidence: Of the intervals.
        interval: How they are made: dirichlet, analytic or bootstrap.
        weights: A sheet of what two different answers count; see ``weight_table.read``. Its
            categories are the declared ones where none are.
        progress: Hears how far reading is.

    Returns:
        ``units``, ``raters``, ``categories``, ``coefficients``, ``reading``, ``left_out`` (the
        rows that name no unit or no rater) and ``more``, see ``agreement_more``.

    Raises:
        IntakeError: the file cannot be read, or not as asked.
    """
    if bool(wide) == bool(unit or value or rater) or bool(unit) != bool(value):
        message = _("Name the columns of unit and value, or the columns of the raters.")
        raise IntakeError(message, code="agreement.columns")
    from reviewer_audit import intake

    own = weight_table.read(weights) if weights else None
    if own is not None and not categories:
        categories = own.names
    table = intake.read(path, progress=progress)
    if wide:
        return agreement_of_wide(
            {name: _column(table, name) for name in wide},
            categories=categories,
            level=level,
            confidence=confidence,
            interval=interval,
            weights=own,
        )
    return agreement_of_columns(
        _column(table, unit),
        _column(table, rater) if rater else None,
        _column(table, value),
        categories=categories,
        level=level,
        duplicates=duplicates,
        confidence=confidence,
        interval=interval,
        weights=own,
    )


def agreement_of_wide(
    columns: dict[str, Cells],
    *,
    categories: Sequence[str] = (),
    level: str = "nominal",
    confidence: float = 0.95,
    interval: str = "dirichlet",
    weights: WeightTable | None = None,
) -> dict[str, Any]:
    """Return the agreement of the raters who have a column each."""
    units: list[str | None] = []
    raters: list[str | None] = []
    values: list[str | None] = []
    for rater, cells in columns.items():
        units += map(str, range(len(cells)))
        raters += [rater] * len(cells)
        values += cells
    return agreement_of_columns(
        units,
        raters,
        values,
        categories=categories,
        level=level,
        confidence=confidence,
        interval=interval,
        weights=weights,
    )


def agreement_of_columns(
    units: Cells,
    raters: Cells | None,
    values: Cells,
    *,
    categories: Sequence[str] = (),
    level: str = "nominal",
    duplicates: str = "",
    confidence: float = 0.95,
    interval: str = "dirichlet",
    weights: WeightTable | None = None,
) -> dict[str, Any]:
    """Return the agreement of judgments that stand one a row; a blank value is no judgment.

    Raises:
        IntakeError: a value is not declared, a rater judged a unit twice, or the level of
            measurement does not fit the values.
    """
    import numpy as np

    from reviewer_audit.services.agreement_more import more
    from reviewer_audit.stats.agreement import sample
    from reviewer_audit.stats.own_weights import own_weights
    from reviewer_audit.stats.panel import described, from_long

    if level not in _LEVELS:
        message = _("The level of measurement is one of {levels}.").format(
            levels=", ".join(_LEVELS)
        )
        raise IntakeError(message, code="agreement.level")
    if duplicates not in {"", "first", "last"}:
        message = _("Of duplicates the first or the last can be kept.")
        raise IntakeError(message, code="agreement.duplicates")
    unit, rater, value = (_trimmed(cells) for cells in (units, raters or units, values))
    judged = [text != "" for text in value]
    whole = [j and u != "" and r != "" for j, u, r in zip(judged, unit, rater, strict=True)]
    unit, rater, value = (
        [text for text, kept in zip(cells, whole, strict=True) if kept]
        for cells in (unit, rater, value)
    )
    names, codes, numbers = _coded(value, categories)
    if level in {"interval", "ratio"} and numbers is None:
        message = _("The level {level} needs values that are numbers.").format(level=level)
        raise IntakeError(message, code="agreement.level")
    if level == "ratio" and numbers and min(numbers) < 0:
        message = _("The level ratio needs values that are not negative.")
        raise IntakeError(message, code="agreement.level")
    try:
        judgments: Codes = from_long(
            _numbered(unit),
            _numbered(rater) if raters is not None else None,
            codes,
            len(names),
            duplicates=duplicates,
        )
    except ValueError as error:
        message = f"{str(error).capitalize()}."
        hint = _("Say whether the first or the last of them counts (--duplicates first|last).")
        raise IntakeError(message, hint, code="agreement.duplicates") from error
    options: Options = {
        "level": level,
        "confidence": confidence,
        "anonymous": raters is None,
        "scores": numbers,
        "ordered": level != "nominal" or bool(categories) or numbers is not None,
        "interval": interval,
    }
    coefficients, sentence = described(judgments, **options)
    if weights is not None:
        table = np.array(weights.ordered(names), np.float64)
        coefficients = coefficients | own_weights(sample(judgments, **options), table)
    people = list(dict.fromkeys(rater)) if raters is not None else []
    found = Agreement(
        units=judgments.units,
        raters=judgments.raters,
        coefficients=coefficients,
        reading=sentence,
    )
    return {
        "units": found.units,
        "raters": found.raters,
        "categories": names,
        "coefficients": found.as_json(),
        "reading": found.reading,
        "left_out": sum(judged) - len(value),
        **({"weights": weights.as_json(names)} if weights is not None else {}),
        "more": more(judgments, people, names, **options),
    }


def _trimmed(cells: Cells) -> list[str]:
    return ["" if cell is None else cell.strip() for cell in cells]


def _numbered(texts: Iterable[str]) -> list[int]:
    """Number texts from 0 in the order they first appear."""
    known: dict[str, int] = {}
    return [known.setdefault(text, len(known)) for text in texts]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    plain = "_" not in text and abs(number) < float("inf")  # neither infinite nor NaN
    return number if plain else None


def _coded(
    values: list[str], categories: Sequence[str]
) -> tuple[list[str], list[int], list[float] | None]:
    """Return the categories, the code of each value, and the numbers the categories are, if so."""
    counts = Counter(values)
    declared = [name.strip() for name in categories if name.strip()]
    numbers = {text: _number(text) for text in (*counts, *declared)}
    numeric = bool(numbers) and None not in numbers.values()
    key: dict[str, Any] = numbers if numeric else {text: text for text in numbers}
    order = declared or sorted(counts, key=lambda text: key[text])
    place: dict[Any, int] = {}
    names: list[str] = []
    for text in order:  # 1 and 1.0 are one category
        if place.setdefault(key[text], len(names)) == len(names):
            names.append(text)
    unknown = {text: n for text, n in counts.items() if key[text] not in place}
    if unknown:
        listed = ", ".join(f"{text!r} ({n})" for text, n in sorted(unknown.items())[:10])
        message = _("{n} values are not among the declared categories: {listed}.").format(
            n=len(unknown), listed=listed
        )
        raise IntakeError(message, code="agreement.undeclared")
    if len(names) > MOST_CATEGORIES:
        message = _("There are {n:,} different values: that is no set of categories.").format(
            n=len(names)
        )
        raise IntakeError(message, _("Is it the right column?"), code="agreement.categories")
    scores = [float(key[name]) for name in names] if numeric else None
    return names, [place[key[text]] for text in values], scores


def _column(table: RawTable, name: str) -> Cells:
    for wanted in (str.__eq__, lambda a, b: a.strip().casefold() == b.strip().casefold()):
        for header, cells in zip(table.header, table.columns, strict=True):
            if wanted(header, name):
                return cells
    known = ", ".join(table.header)
    message = _("There is no column {name!r}.").format(name=name)
    raise IntakeError(
        message, _("The columns are: {known}.").format(known=known), code="agreement.columns"
    )
