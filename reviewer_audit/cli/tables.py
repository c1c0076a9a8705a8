"""The command that gives tables to other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath
from reviewer_audit.cli.output import emit, progress, split
from reviewer_audit.cli.rounds import RoundOption

if TYPE_CHECKING:
    from reviewer_audit.services.export import Format, WrittenTables


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("export")(export)


def export(
    project: ProjectPath,
    name: Annotated[
        str,
        typer.Option(
            "--table",
            help="all, or one: decisions, items, sample, grades, verdicts, disputes, outcomes, "
            "estimates, slices, targets, confusion, labels, agreement, quarantine, journal, codes "
            "(of reviewers in reports) ...",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            help="A folder for all; for one table a file that ends in .csv, .raw.csv, .jsonl, "
            ".parquet, .sqlite, .xpt (SAS), .sav (SPSS) or .hyper (Tableau).",
        ),
    ],
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--formats",
            help="Of all tables, with commas: csv, raw-csv, jsonl, parquet, sqlite, xpt, sav, "
            "hyper.",
        ),
    ] = None,
    edition: Annotated[
        str,
        typer.Option(
            "--edition", help="Of all tables: internal, vendor-safe, training, regulator."
        ),
    ] = "internal",
    vendor: Annotated[
        str, typer.Option("--vendor", help="Of all tables: what is about this vendor alone.")
    ] = "",
    reviewers: Annotated[
        str,
        typer.Option("--reviewers", help="Of all tables: codes, or names in the internal edition."),
    ] = "codes",
    unblind: Annotated[
        bool,
        typer.Option("--unblind", help="Although a round is graded blind; this is journalled."),
    ] = False,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write tables of the project for other programs, with their data dictionary.

    One table is as it is in the project. All tables are for a reader, as a report is: reviewers
    stand under codes, and what an edition leaves out is in no table.

    Example: reviewer-audit export q3.audit --table grades --out grades.csv

    Example: reviewer-audit export q3.audit --table all --out tables --formats parquet,sqlite,sav
    """
    from reviewer_audit.reports.editions import EDITIONS
    from reviewer_audit.services import export as service
    from reviewer_audit.services import projects

    if name != service.ALL and name not in service.TABLES:
        message = f"--table is one of {service.ALL}, {', '.join(service.TABLES)}"
        raise typer.BadParameter(message)
    kinds = _kinds(formats)
    if edition not in EDITIONS:
        message = f"--edition is {', '.join(EDITIONS)}"
        raise typer.BadParameter(message)
    named = reviewers == "names"
    if reviewers not in {"codes", "names"} or (named and not EDITIONS[edition].named_reviewers):
        message = "--reviewers is codes, or names in the internal edition"
        raise typer.BadParameter(message)
    if name != service.ALL:
        if formats or vendor or named or edition != "internal":
            message = "--formats, --edition, --vendor and --reviewers go with --table all"
            raise typer.BadParameter(message)
        if service.format_of(out) is None:
            message = f"--out ends in {', '.join(service.SUFFIXES)}"
            raise typer.BadParameter(message)
    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        if name == service.ALL:
            with progress("Writing tables") as shown:
                written = service.export_all(
                    store,
                    out,
                    by=who,
                    formats=kinds,
                    edition=edition,
                    vendor=vendor,
                    named=named,
                    unblind=unblind,
                    round_id=round_id,
                    progress=shown,
                )
            _emit_all(written, as_json=as_json)
            return
        rows = service.export(store, name, out, by=who, unblind=unblind, round_id=round_id)
    finally:
        store.close()
    result = {"file": str(out), "table": name, "rows": rows}
    emit(result, as_json=as_json, words=[f"{out}: {rows:,} rows"])


def _kinds(formats: list[str] | None) -> "list[Format]":
    from reviewer_audit.services.export import USUAL, Format

    asked = split(formats or USUAL)
    if set(asked) - set(Format):
        message = f"--formats is {', '.join(Format)}"
        raise typer.BadParameter(message)
    return [Format(kind) for kind in asked]


def _emit_all(written: "WrittenTables", *, as_json: bool) -> None:
    words = [
        *(f"{table}: {rows:,} rows" for table, rows in written.rows.items()),
        *(f"Cut: {one}" for one in written.cut),
        f"{len(written.files)} files in {written.folder}, {written.edition} edition",
        "DICTIONARY.md says what each column means.",
    ]
    if written.left_out:
        words.append(f"Not in this edition: {', '.join(written.left_out)}.")
    emit(written.as_json(), as_json=as_json, words=words)
