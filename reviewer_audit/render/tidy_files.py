"""Write tables with their data dictionary into files of every format, all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.render import tabular, tidy_page
from reviewer_audit.render.files import replacing_all
from reviewer_audit.reports.tidy import Tidy, dictionary

if TYPE_CHECKING:
    from reviewer_audit.reports.tidy import Value

_NEEDS = {  # format -> library, the extra that brings it, what it is for
    "xpt": ("pyreadstat", "sas", "SAS transport files"),
    "sav": ("pyreadstat", "sas", "SPSS files"),
    "hyper": ("pantab", "tableau", "Tableau extracts"),
}
_SUFFIX = {"raw-csv": ".raw.csv"}
WHOLE = "tables"  # the name of a file that holds all of them
PAGE = "DICTIONARY.md"


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and every value that a format could not hold whole."""

    names: tuple[str, ...]
    cut: tuple[str, ...]


def available(kind: str) -> bool:
    """Tell whether the library that a format needs is there."""
    return kind not in _NEEDS or find_spec(_NEEDS[kind][0]) is not None


def extra_of(kind: str) -> str:
    """Return the extra that brings the library of a format."""
    return _NEEDS[kind][1]


def require(kinds: Sequence[str]) -> None:
    """Refuse a format whose library is not there."""
    for kind in kinds:
        if not available(kind):
            library, extra, what = _NEEDS[kind]
            message = _("{what} need the library {library}, which is not installed.").format(
                what=what, library=library
            )
            hint = _(
                "Nothing was written. Install reviewer-audit[{extra}], or leave {kind} out."
            ).format(extra=extra, kind=kind)
            raise OutputError(message, hint, code="output.library_missing")


def write_one(out: Path, table: Tidy, kind: str) -> tuple[str, ...]:
    """Write one table, and its dictionary beside it; returns what was cut."""
    require([kind])
    book = dictionary([(table.name, table.fields)])
    with replacing_all(out.parent) as stage:
        cut = _write(stage / out.name, [table], kind, book)
        beside = out.name.removesuffix(out.suffix) + ".dictionary.csv"
        tabular.write_csv(stage / beside, book.header, book.rows)
    return tuple(cut)


def write_all(
    out: Path,
    tables: Sequence[Tidy],
    kinds: Sequence[str],
    *,
    about: "Mapping[str, Value]",
    progress: Progress = SILENT,
) -> Written:
    """Write tables in each format, with the dictionary as a table and as a page.

    Args:
        out: the folder, which is there.
        tables: what to write.
        kinds: the formats.
        about: what one must know of the figures, for the head of the page.
        progress: told how far it is.

    Raises:
        OutputError: a file cannot be written; no old one has changed.
    """
    from reviewer_audit.render.tidy_sqlite import views_of

    require(kinds)
    views = views_of(tables) if "sqlite" in kinds else []
    described = [(one.name, one.fields) for one in tables]
    book = dictionary([*described, *((one.name, one.fields) for one in views)])
    cut: list[str] = []
    jobs = [(kind, some) for kind in kinds for some in _portions(kind, [*tables, book])]
    with replacing_all(out) as stage:
        for k, (kind, some) in enumerate(jobs):
            progress.step(len(jobs) + k, 2 * len(jobs), "Writing tables")
            name = some[0].name if len(some) == 1 else WHOLE
            cut += _write(stage / f"{name}{_SUFFIX.get(kind, f'.{kind}')}", some, kind, book)
        if "csv" not in kinds:
            tabular.write_csv(stage / "dictionary.csv", book.header, book.rows)
        page = tidy_page.page(tables, views, kinds, about=about, cut=cut)
        (stage / PAGE).write_text(page, encoding="utf-8", newline="\n")
        names = sorted(path.name for path in stage.iterdir())
    return Written(names=tuple(names), cut=tuple(cut))


def _portions(kind: str, tables: Sequence[Tidy]) -> list[Sequence[Tidy]]:
    """Return what goes into one file each: a database holds all, a sheet one."""
    return [tables] if kind in {"sqlite", "hyper"} else [[one] for one in tables]


def _write(path: Path, tables: Sequence[Tidy], kind: str, book: Tidy) -> list[str]:
    one = tables[0]
    if kind in {"sqlite", "hyper"}:
        whole = tables if tables[-1] is book else [*tables, book]
        _write_whole(path, whole, kind)
        return []
    if kind in {"xpt", "sav"}:
        from reviewer_audit.render import tidy_stats

        return (tidy_stats.write_xpt if kind == "xpt" else tidy_stats.write_sav)(path, one)
    if kind == "parquet":
        tabular.write_arrow(path, one)
        return []
    plain: Mapping[str, Callable[..., None]] = {
        "csv": tabular.write_csv,
        "raw-csv": tabular.write_raw_csv,
        "jsonl": tabular.write_jsonl,
    }
    plain[kind](path, one.header, one.rows)
    return []


def _write_whole(path: Path, tables: Sequence[Tidy], kind: str) -> None:
    if kind == "sqlite":
        from reviewer_audit.render.tidy_sqlite import write_sqlite

        write_sqlite(path, tables)
    else:
        from reviewer_audit.render.tidy_hyper import write_hyper

        write_hyper(path, tables)
