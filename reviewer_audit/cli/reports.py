"""Commands that hand reports over."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import By, Json, Language, ProjectPath
from reviewer_audit.cli.output import emit, progress, split, warn
from reviewer_audit.cli.results import Interval, chosen_interval
from reviewer_audit.cli.rounds import RoundOption
from reviewer_audit.i18n import speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.reports.editions import Edition
    from reviewer_audit.services.templates import Foretold


template_app = typer.Typer(
    no_args_is_help=True, help="Workbooks of your own that reports fill: report --template."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(template_app, name="template")
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
    sections: Annotated[
        list[str] | None,
        typer.Option("--sections", help="Which sections, with commas; method and edition stay."),
    ] = None,
    since: Annotated[
        str, typer.Option("--from", help="First day of the contract period, judged as a whole.")
    ] = "",
    until: Annotated[str, typer.Option("--to", help="Last day of the contract period.")] = "",
    template: Annotated[
        Path | None,
        typer.Option("--template", help="A workbook of your own, filled for the scorecard."),
    ] = None,
    accept_loss: Annotated[
        bool,
        typer.Option("--accept-loss", help="Fill it in spite of what it keeps of its own."),
    ] = False,
    estimand: Annotated[
        str, typer.Option("--estimand", help="process, batch or other_reviewers.")
    ] = "process",
    language: Language = "en",
    interval: Interval = "default",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write the report of a round for its readers, and one for each vendor or reviewer.

    Reviewers stand under codes; `export --table codes` writes the key to them.

    Example: reviewer-audit report q3.audit --out reports --formats xlsx,html,pdf --per vendor

    Example: reviewer-audit report q3.audit --out dsa --edition regulator --formats pdf

    Example: reviewer-audit report q3.audit --out berichte --formats xlsx,pdf --language de

    Example: reviewer-audit report q3.audit --out q3 --from 2026-07-01 --to 2026-09-30

    Example: reviewer-audit report q3.audit --out filled --template ours.xlsx --preview
    """
    from reviewer_audit.reports.editions import EDITIONS
    from reviewer_audit.services import analysis, codes, projects, reporting, templates

    kinds, each, parts = split(formats or ("xlsx",)), split(per or ()), split(sections or ())
    named = reviewers == "names"
    _require(kinds, each, parts, edition=edition, reviewers=reviewers, filled=template is not None)

    asked = chosen_interval(interval)
    source = templates.open_template(template) if template is not None else None
    chosen = [reporting.Format(kind) for kind in kinds]
    store = projects.open_project(project)
    try:
        if preview:
            with speaking(language):
                found = analysis.results(store, round_id=round_id, full=True)
            known = codes.of_project(store)
            files_of = reporting.planned(
                found,
                per=each,
                formats=chosen,
                edition=edition,
                codes=known,
                named=named,
                sections=parts,
                template=source,
            )
            looks = source and reporting.foretold(
                store, found, source, per=each, edition=edition, codes=known, named=named
            )
            names = [one.name for one in files_of]
            _foretell(EDITIONS[edition], names, looks or (), named=named, as_json=as_json)
            return
        with progress("Writing") as shown:
            numbers = None
            if asked or since or until:
                with speaking(language):
                    numbers = analysis.results(
                        store,
                        round_id=round_id,
                        estimand=estimand,
                        interval=asked,
                        full=True,
                        further=True,
                    )
            if numbers and (since or until):
                numbers = reporting.over_period(store, numbers, since=since, until=until)
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
                language=language,
                results=numbers,
                sections=parts,
                template=source,
                accept_loss=accept_loss,
                progress=shown,
            )
    finally:
        store.close()
    warn(text for one in files for text in one.warnings)
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


def _require(
    kinds: tuple[str, ...],
    each: tuple[str, ...],
    parts: tuple[str, ...],
    *,
    edition: str,
    reviewers: str,
    filled: bool,
) -> None:
    """Refuse what cannot be asked for, before anything is opened."""
    from reviewer_audit.reports.editions import EDITIONS
    from reviewer_audit.reports.sections import SECTIONS
    from reviewer_audit.services.reporting import Format

    message = ""
    if set(kinds) - set(Format):
        message = f"--formats is {', '.join(Format)}"
    elif set(each) - {"vendor", "reviewer"}:
        message = "--per is vendor, reviewer"
    elif edition not in EDITIONS:
        message = f"--edition is {', '.join(EDITIONS)}"
    elif each and not EDITIONS[edition].identified:
        message = f"the {edition} edition names no vendor: leave --per out"
    elif reviewers != "codes" and not (reviewers == "names" and EDITIONS[edition].named_reviewers):
        message = "--reviewers is codes, or names in the internal edition"
    elif unknown := sorted(set(parts) - {one.key for one in SECTIONS}):
        message = f"there is no section {', '.join(unknown)}: {', '.join(s.key for s in SECTIONS)}"
    elif filled and "xlsx" not in kinds:
        message = "--template is for a workbook: let --formats hold xlsx"
    if message:
        raise typer.BadParameter(message)


@template_app.command("names")
def template_names(as_json: Json = False) -> None:
    """List the names that cells and tables of a template can have, and the columns of tables.

    Example: reviewer-audit template names
    """
    from reviewer_audit.services import templates

    known = templates.vocabulary()
    words = ["Names of cells:", *(f"  {one['name']}: {one['what']}" for one in known["names"])]
    for one in known["tables"]:
        words += ["", f"Table {one['name']}: {one['what']}; its columns:"]
        words += [f"  {column['heading']}: {column['what']}" for column in one["columns"]]
    emit(known, as_json=as_json, words=words)


@template_app.command("starter")
def template_starter(
    out: Annotated[Path, typer.Argument(help="The workbook to write, ending in .xlsx.")],
    as_json: Json = False,
) -> None:
    """Write a small workbook with names and tables in place, to make your own from.

    Example: reviewer-audit template starter ours.xlsx
    """
    from reviewer_audit.services import templates

    if out.suffix.casefold() != ".xlsx":
        message = "the name ends in .xlsx"
        raise typer.BadParameter(message)
    if out.exists():
        message = f"{out.name} exists already, and may be one that was worked on"
        raise typer.BadParameter(message)
    templates.write_starter(out)
    emit({"file": str(out)}, as_json=as_json, words=[str(out)])


def _foretell(
    edition: "Edition",
    names: list[str],
    looks: "Sequence[Foretold]",
    *,
    named: bool,
    as_json: bool,
) -> None:
    left_out = edition.leaves_out(named=named)
    filled = [one.as_json() for one in looks]
    emit(
        {
            "edition": edition.key,
            "reader": edition.reader,
            "leaves_out": list(left_out),
            "files": names,
            **({"template": filled} if filled else {}),
        },
        as_json=as_json,
        words=[
            f"{edition.title} edition, for: {edition.reader}",
            *(f"Left out: {text}" for text in left_out),
            *(f"Would be written: {name}" for name in names),
            *(line for one in looks for line in _told(one)),
        ],
    )


def _told(one: "Foretold") -> list[str]:
    """Return what filling a template would do, in words."""
    look = one.look
    placed = [
        f"  {fill.name} at {fill.sheet}!{fill.at}"
        + ("" if fill.rows is None else f": {fill.rows:,} rows")
        + ("" if fill.held else ": not in this edition")
        for fill in look.fills
    ]
    return [
        f"Filled for {one.vendor or 'the whole audit'}:",
        *placed,
        f"  Kept as it is: {look.kept}",
        *(f"  Warning: {text}" for text in look.warnings),
        *(f"  Know before (--accept-loss): {text}" for text in look.losses),
        *(f"  Cannot be filled: {text}" for text in look.errors),
    ]
