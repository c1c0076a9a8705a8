"""Tables of a project for other programs, each with its data dictionary."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError, RoundError, StillBlindError
from reviewer_audit.i18n import _, in_english
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.reports.tidy_tables_more import KEPT_APART, KINDS
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.codes import Codes
from reviewer_audit.services.codes import of_project as codes_of
from reviewer_audit.services.codes import written as codes_written
from reviewer_audit.services.projects import Project
from reviewer_audit.services.reporting import make_folder
from reviewer_audit.services.tidy_rows import Source
from reviewer_audit.store import meta

if TYPE_CHECKING:
    from reviewer_audit.reports.tidy import Tidy

TABLES = tuple(KINDS)
BLIND_UNTIL_REVEALED = frozenset({"decisions", "sample", "quarantine", "codes", "disputes"})
ALL = "all"


class Format(StrEnum):
    """What tables can be written as."""

    CSV = "csv"  # safe for spreadsheets: an apostrophe stands before what could run as a formula
    RAW_CSV = "raw-csv"  # for programs alone: text as it is
    JSONL = "jsonl"
    PARQUET = "parquet"
    SQLITE = "sqlite"  # one database with all tables, views and the dictionary
    XPT = "xpt"  # SAS transport, version 8
    SAV = "sav"  # SPSS
    HYPER = "hyper"  # one Tableau extract with all tables


SUFFIXES = {".raw.csv": Format.RAW_CSV, **{f".{f}": f for f in Format if f is not Format.RAW_CSV}}
USUAL = (Format.CSV, Format.PARQUET, Format.SQLITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTables:
    """What an export left in a folder; ``cut`` names every value that a format could not hold."""

    folder: Path
    rows: dict[str, int]  # table -> rows
    files: dict[str, str]  # name -> SHA-256
    cut: tuple[str, ...]
    edition: str
    left_out: tuple[str, ...]  # tables that this edition does not hold

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        return {
            "folder": str(self.folder),
            "edition": self.edition,
            "tables": self.rows,
            "left_out": list(self.left_out),
            "files": [
                {"path": str(self.folder / name), "sha256": sha256}
                for name, sha256 in self.files.items()
            ],
            "cut": list(self.cut),
        }


def format_of(out: Path) -> Format | None:
    """Return what a file is to be by its name; None where no format ends so."""
    name = out.name.casefold()
    return next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), None)


def available(kind: str) -> bool:
    """Tell whether the library that a format needs is there."""
    from reviewer_audit.render import tidy_files

    return tidy_files.available(kind)


def how_to_get(kind: str) -> str:
    """Say what brings the library that a format needs."""
    from reviewer_audit.render import tidy_files

    return _("Needs reviewer-audit[{extra}], which is not installed.").format(
        extra=tidy_files.extra_of(kind)
    )


@in_english()
def export(
    store: Project,
    name: str,
    out: Path,
    *,
    by: Person,
    unblind: bool = False,
    round_id: int | None = None,
) -> int:
    """Write one table as it is in the project, and its dictionary beside it; returns its rows.

    Raises:
        StillBlindError: the table tells decisions of a round that is graded blind.
        OutputError: the file cannot be written, or its format needs a library that is not
            there; the old one is as it was.
    """
    from reviewer_audit.render import tidy_files

    kind = format_of(out)
    if kind is None:
        message = _("{name} does not end in {suffixes}.").format(
            name=out.name, suffixes=", ".join(SUFFIXES)
        )
        raise OutputError(message, _("Nothing was written."))
    if name in BLIND_UNTIL_REVEALED:
        require_sight(store, by, unblind=unblind)
    table = Source(store, round_id).table(name)
    tidy_files.write_one(out, table, kind)
    return len(table.rows)


@in_english()
def export_all(
    store: Project,
    out: Path,
    *,
    by: Person,
    formats: Sequence[Format] = USUAL,
    edition: str = "internal",
    vendor: str = "",
    named: bool = False,
    unblind: bool = False,
    round_id: int | None = None,
    codes: Codes | None = None,
    results: AuditResults | None = None,
    progress: Progress = SILENT,
) -> WrittenTables:
    """Write every table that an edition holds, in each format, with the data dictionary.

    All files come into the folder together, once every one of them is whole; on any failure
    what was there stays as it was.

    Args:
        store: the project.
        out: the folder; made where it is not there.
        by: who hands them over.
        formats: what to write.
        edition: for whom, a key of ``EDITIONS``.
        vendor: only what is about this vendor; the vendor-safe edition needs one.
        named: reviewers stand under their names, where the edition allows it.
        unblind: although another round is graded blind; this is journalled.
        round_id: which round.
        codes: what reviewers are called; the project's own by default.
        results: the numbers, full and with what is further, where they are known.
        progress: told how far it is.

    Raises:
        StillBlindError: a round is still graded.
        RoundError: the round holds no decision of the vendor, or the edition needs one.
        OutputError: a file cannot be written, or its format needs a library that is not there.
    """
    from reviewer_audit.render import tidy_files

    tidy_files.require(formats)
    chosen = EDITIONS[edition]
    rounds_service.require_revealed(rounds_service.resolve(store, round_id))
    require_sight(store, by, unblind=unblind)
    codes = codes or codes_of(store)
    call = None if named and chosen.named_reviewers else codes
    source = Source(store, round_id, edition=chosen, vendor=vendor, known=call, found=results)
    _require_vendor(source.found, edition, vendor)
    held = [
        key
        for key, one in KINDS.items()
        if one.is_for(chosen, named=call is None)
        and key not in KEPT_APART
        and not (one.shared and vendor and len(source.found.extra.get("vendors", {})) > 1)
    ]
    tables: list[Tidy] = []
    for key in held:
        progress.step(len(tables), len(held) * 2, "Gathering tables")
        tables.append(source.table(key))
    make_folder(out)
    written = tidy_files.write_all(
        out,
        tables,
        formats,
        about={str(fact): value for fact, value in source.table("facts").rows},
        progress=progress,
    )
    files = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in written.names}
    if not store.read_only:
        body = {
            "round": source.one.id,
            "edition": edition,
            "vendor": vendor,
            "named": call is None,
            "files": list(files.values()),
        }
        with store.write("tables.write", by=by, body=body) as tx:
            codes_written(codes, lambda key, value: meta.put(tx, key, value))
    return WrittenTables(
        folder=out,
        rows={one.name: len(one.rows) for one in tables},
        files=files,
        cut=written.cut,
        edition=edition,
        left_out=tuple(key for key in KINDS if key not in held and key not in KEPT_APART),
    )


def _require_vendor(found: AuditResults, edition: str, vendor: str) -> None:
    vendors = sorted(found.extra.get("vendors", {}))
    if vendor and not EDITIONS[edition].identified:
        message = _("The {edition} edition names no vendor.").format(edition=edition)
        raise RoundError(message, _("Nothing was written. Leave the vendor out."))
    if vendor and vendor not in vendors:
        message = _("The round holds no decision of a vendor {vendor}.").format(vendor=vendor)
    elif EDITIONS[edition].one_vendor and not vendor and vendors:
        message = _("The {edition} edition holds one vendor's decisions alone.").format(
            edition=edition
        )
    else:
        return
    hint = (
        _("Nothing was written. Choose one of {vendors}.").format(vendors=", ".join(vendors))
        if vendors
        else ""
    )
    raise RoundError(message, hint)


def require_sight(store: Project, by: Person, *, unblind: bool) -> None:
    """Refuse while a round is graded blind, unless that is wanted, which is journalled."""
    blind = [one for one in rounds_service.every(store) if one.state.is_open]
    graded = [one for one in blind if one.state.value != "draft"]
    if graded and not unblind:
        message = _("{title} is still graded blind.").format(title=graded[0].title)
        raise StillBlindError(
            message, _("Nothing was written. --unblind does it, and is journalled.")
        )
    for one in graded:
        rounds_service.unblind(store, one, by=by)
