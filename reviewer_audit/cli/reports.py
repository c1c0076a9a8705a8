"""Commands that hand reports over."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath
from reviewer_audit.cli.output import emit, progress, split
from reviewer_audit.cli.results import Interval, chosen_interval
from reviewer_audit.cli.rounds import RoundOption

if TYPE_CHECKING:
    from reviewer_audit.reports.editions import Edition


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("report")(report)
    app.command("evidence")(evidence)


def report(
    project: ProjectPath,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    formats: Annotated[
        list[str] | None, typer.Option("--formats", help="xlsx, html and pdf, with commas.")
    ] = None,
    per: Annotated[
        list[str] | None,
        typer.Option("--per", help="vendor: one report each; reviewer: feedback to each."),
    ] = None,
    edition: Annotated[
        str, typer.Option("--edition", help="internal, vendor-safe, training or regulator.")
    ] = "internal",
    reviewers: Annotated[
        str,
        typer.Option("--reviewers", help="codes, or names in the internal edition."),
    ] = "codes",
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Say what would be written and left out; write nothing."),
    ] = False,
    estimand: Annotated[
        str, typer.Option("--estimand", help="process, batch or other_reviewers.")
    ] = "process",
    interval: Interval = "default",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write the report of a round for its readers, and one for each vendor or reviewer.

    Reviewers stand under codes; `export --table codes` writes the key to them.

    Example: reviewer-audit report q3.audit --out reports --formats xlsx,html,pdf --per vendor

    Example: reviewer-audit report q3.audit --out dsa --edition regulator --formats pdf
    """
    from reviewer_audit.reports.editions import EDITIONS
    from reviewer_audit.services import analysis, codes, projects, reporting

    kinds = split(formats or ("xlsx",))
    if set(kinds) - set(reporting.Format):
        message = f"--formats is {', '.join(reporting.Format)}"
        raise typer.BadParameter(message)
    each = split(per or ())
    if set(each) - {"vendor", "reviewer"}:
        message = "--per is vendor, reviewer"
        raise typer.BadParameter(message)
    if edition not in EDITIONS:
        message = f"--edition is {', '.join(EDITIONS)}"
        raise typer.BadParameter(message)
    if each and not EDITIONS[edition].identified:
        message = f"the {edition} edition names no vendor: leave --per out"
        raise typer.BadParameter(message)
    named = reviewers == "names"
    if reviewers not in {"codes", "names"} or (named and not EDITIONS[edition].named_reviewers):
        message = "--reviewers is codes, or names in the internal edition"
        raise typer.BadParameter(message)

    asked = chosen_interval(interval)
    chosen = [reporting.Format(kind) for kind in kinds]
    store = projects.open_project(project)
    try:
        if preview:
            found = analysis.results(store, round_id=round_id, full=True)
            files_of = reporting.planned(
                found,
                per=each,
                formats=chosen,
                edition=edition,
                codes=codes.of_project(store),
                named=named,
            )
            names = [one.name for one in files_of]
            _foretell(EDITIONS[edition], names, named=named, as_json=as_json)
            return
        with progress("Writing") as shown:
            numbers = None
            if asked:
                numbers = analysis.results(
                    store,
                    round_id=round_id,
                    estimand=estimand,
                    interval=asked,
                    full=True,
                    further=True,
                )
            files = reporting.write_scorecards(
                store,
                out,
                by=projects.seat(store, by),
                round_id=round_id,
                per=each,
                formats=chosen,
                edition=edition,
                named=named,
                estimand=estimand,
                results=numbers,
                progress=shown,
            )
    finally:
        store.close()
    emit(
        {"files": [f.as_json() for f in files]},
        as_json=as_json,
        words=[f"{f.path}  sha256 {f.sha256[:16]}" for f in files],
    )


def evidence(
    project: ProjectPath,
    vendor: Annotated[str, typer.Option("--vendor", help="Whose decisions.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write, ending in .zip.")],
    estimand: Annotated[
        str, typer.Option("--estimand", help="process, batch or other_reviewers.")
    ] = "process",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write all that a third party needs to recompute a vendor's score, with a script in R.

    Example: reviewer-audit evidence q3.audit --vendor Northgate --out northgate.zip
    """
    if estimand not in {"process", "batch", "other_reviewers"}:
        message = "--estimand is process, batch or other_reviewers"
        raise typer.BadParameter(message)
    from reviewer_audit.services import evidence as service
    from reviewer_audit.services import projects

    store = projects.open_project(project)
    try:
        written = service.write_evidence(
            store,
            vendor,
            out,
            by=projects.seat(store, by),
            round_id=round_id,
            estimand=estimand,
        )
    finally:
        store.close()
    emit(
        written.as_json(),
        as_json=as_json,
        words=[
            f"{written.path}: {written.decisions:,} drawn decisions of {written.vendor}",
            f"sha256 {written.sha256}",
        ],
    )


def _foretell(edition: "Edition", names: list[str], *, named: bool, as_json: bool) -> None:
    left_out = edition.leaves_out(named=named)
    emit(
        {
            "edition": edition.key,
            "reader": edition.reader,
            "leaves_out": list(left_out),
            "files": names,
        },
        as_json=as_json,
        words=[
            f"{edition.title} edition, for: {edition.reader}",
            *(f"Left out: {text}" for text in left_out),
            *(f"Would be written: {name}" for name in names),
        ],
    )
