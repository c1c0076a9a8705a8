"""Commands that give numbers out: demo, stats, agreement, doctor."""

from pathlib import Path
from typing import Annotated, TypedDict

import typer

from reviewer_audit.cli.data import Json, ProjectPath
from reviewer_audit.cli.output import emit, progress, split
from reviewer_audit.cli.rounds import RoundOption


class Asked(TypedDict):
    """What decides the intervals of a question."""

    confidence: float
    estimand: str
    match: str


INTERVALS = ("default", "wilson", "clopper-pearson", "agresti-coull", "jeffreys", "mid-p")
Interval = Annotated[
    str,
    typer.Option(
        "--interval",
        help=f"Of the rates of decisions: {', '.join(INTERVALS)}. Verdicts keep their exact bound.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)
    app.command("stats")(stats)
    app.command("agreement")(agreement)
    app.command("doctor")(doctor)


def demo(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("demo-out"),
    as_json: Json = False,
) -> None:
    """Run a whole audit on the bundled sample and leave scorecards.

    Example: reviewer-audit demo --out demo-out
    """
    from reviewer_audit.services import demo as demo_service
    from reviewer_audit.services import summary

    with progress("Auditing the sample") as shown:
        done = demo_service.run(out, progress=shown)
    words = [
        *summary.results_table(done.results),
        "",
        f"Project: {done.project}",
        *(f"Scorecard: {path}" for path in done.files),
    ]
    result = {
        "project": str(done.project),
        "files": [str(path) for path in done.files],
        "stats": done.stats,
    }
    emit(result, as_json=as_json, words=words)


def stats(
    project: ProjectPath,
    by_roles: Annotated[
        list[str] | None,
        typer.Option("--by", help="One table a role; vendor+queue for crossed cells."),
    ] = None,
    confidence: Annotated[float, typer.Option("--confidence", help="Of the intervals.")] = 0.95,
    estimand: Annotated[
        str, typer.Option("--estimand", help="process, batch or other_reviewers.")
    ] = "process",
    match: Annotated[str, typer.Option("--match", help="primary, any or exact.")] = "",
    interval: Interval = "default",
    poststratify: Annotated[
        str,
        typer.Option(
            "--poststratify",
            help="Weigh to the shares that the frame has of this role.",
            metavar="ROLE",
        ),
    ] = "",
    accept_partial: Annotated[
        bool, typer.Option("--accept-partial", help="A verdict in spite of missing grades.")
    ] = False,
    explain: Annotated[
        str, typer.Option("--explain", help="One measure: formula, counts, method, source, caveat.")
    ] = "",
    compare: Annotated[
        str,
        typer.Option(
            "--compare", help="vendor, queue ..., day, week, month or round.", metavar="ROLE"
        ),
    ] = "",
    one: Annotated[
        str, typer.Option("--one", help="The first group or period, or the number of a round.")
    ] = "",
    other: Annotated[str, typer.Option("--other", help="The group compared with it.")] = "",
    over: Annotated[
        str,
        typer.Option("--over", help="Split the difference by this role.", metavar="ROLE"),
    ] = "",
    round_id: RoundOption = None,
    by: Annotated[str, typer.Option("--as", help="Who you are.")] = "",
    as_json: Json = False,
) -> None:
    """Show accuracy, error shares, agreement and verdicts with their uncertainty.

    Example: reviewer-audit stats q3.audit --by vendor,queue,vendor+queue

    Example: reviewer-audit stats q3.audit --interval jeffreys --poststratify language

    Example: reviewer-audit stats q3.audit --explain krippendorff_alpha

    Example: reviewer-audit stats q3.audit --compare week --one 2026-W36 --other 2026-W37
    """
    asked = _asked(confidence=confidence, estimand=estimand, match=match)
    chosen = chosen_interval(interval)
    if (one or other or over) and not compare:
        message = "--one, --other and --over go with --compare"
        raise typer.BadParameter(message)
    from reviewer_audit.services import (
        analysis,
        closing,
        comparing,
        explaining,
        projects,
        rounds,
        summary,
    )

    if explain:
        explaining.require_known(explain)
    store = projects.open_project(project)
    try:
        if accept_partial:
            meant = rounds.resolve(store, round_id)
            rounds.accept_partial(store, meant, by=projects.seat(store, by))
        records = analysis.records_of(store, round_id)
        results = analysis.results(
            store,
            round_id=records.one.id,
            by=split(by_roles or ()),
            further=True,
            records=records,
            interval=chosen,
            poststratify=poststratify,
            **asked,
        )
        standing = closing.standing(store, round_id=results.round_id, records=records)
        comparison = None
        if compare:
            comparison = comparing.compare(
                store,
                compare,
                one,
                other,
                over=over,
                round_id=records.one.id,
                interval=chosen,
                **asked,
            )
    finally:
        store.close()
    if explain:
        told = explaining.explained(results, explain)
        emit(told.as_json(), as_json=as_json, words=told.text().splitlines())
        return
    words = summary.results_table(results)
    if comparison is not None:
        words = summary.comparison_table(comparison)
    elif standing.in_the_way:
        words.append(f"Before it can be closed: {', '.join(standing.in_the_way)}.")
    found = analysis.as_json(results) | {"standing": standing.as_json()}
    if comparison is not None:
        found["comparison"] = comparison.as_json()
    emit(found, as_json=as_json, words=words)


def chosen_interval(name: str) -> str:
    """Check which interval was asked for; "" is the usual one."""
    if name not in INTERVALS:
        message = f"--interval is {', '.join(INTERVALS)}"
        raise typer.BadParameter(message)
    return "" if name == "default" else name


def _asked(*, confidence: float, estimand: str, match: str) -> Asked:
    """Check and gather what decides the intervals."""
    if estimand not in {"process", "batch", "other_reviewers"}:
        message = "--estimand is process, batch or other_reviewers"
        raise typer.BadParameter(message)
    if match not in {"", "primary", "any", "exact"}:
        message = "--match is primary, any or exact"
        raise typer.BadParameter(message)
    if not 0 < confidence < 1:
        message = "--confidence is between 0 and 1"
        raise typer.BadParameter(message)
    return {"confidence": confidence, "estimand": estimand, "match": match}


def agreement(
    file: Annotated[Path, typer.Argument(help="A sheet of judgments.")],
    unit: Annotated[str, typer.Option("--unit", help="Column naming what was judged.")] = "",
    rater: Annotated[str, typer.Option("--rater", help="Column naming who judged.")] = "",
    value: Annotated[str, typer.Option("--value", help="Column of the judgments.")] = "",
    wide: Annotated[
        list[str] | None, typer.Option("--wide", help="A column per rater: C,C,...")
    ] = None,
    categories: Annotated[
        list[str] | None, typer.Option("--categories", help="All categories, in order: a,b,c")
    ] = None,
    level: Annotated[
        str, typer.Option("--level", help="nominal, ordinal, interval or ratio.")
    ] = "nominal",
    duplicates: Annotated[
        str, typer.Option("--duplicates", help="first or last, where a rater judged twice.")
    ] = "",
    interval: Annotated[
        str, typer.Option("--interval", help="dirichlet, analytic or bootstrap.")
    ] = "dirichlet",
    weights: Annotated[
        Path | None,
        typer.Option(
            "--weights",
            help="A square sheet of what two answers count, with the categories as its first row "
            "and column: 1 on the diagonal for agreement, 0 for disagreement.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure how far judgments agree, from any sheet.

    Example: reviewer-audit agreement labels.csv --unit item --rater who --value label

    Example: reviewer-audit agreement labels.csv --wide Ann,Bo --weights costs.csv
    """
    from reviewer_audit.services import agreement as service
    from reviewer_audit.services import summary

    if level not in {"nominal", "ordinal", "interval", "ratio"}:
        message = "--level is nominal, ordinal, interval or ratio"
        raise typer.BadParameter(message)
    if interval not in {"dirichlet", "analytic", "bootstrap"}:
        message = "--interval is dirichlet, analytic or bootstrap"
        raise typer.BadParameter(message)
    columns = split(wide or ())
    if not columns and not (unit and value):
        message = "name --unit and --value, or --wide"
        raise typer.BadParameter(message)
    with progress("Reading") as shown:
        found = service.agreement_of_file(
            file,
            unit=unit,
            rater=rater,
            value=value,
            wide=columns,
            categories=split(categories or ()),
            level=level,
            duplicates=duplicates,
            interval=interval,
            weights=weights or "",
            progress=shown,
        )
    emit(found, as_json=as_json, words=summary.agreement_table(found))


def doctor(as_json: Json = False) -> None:
    """Show versions, libraries, fonts and folders: what a bug report needs, no content.

    Example: reviewer-audit doctor
    """
    from reviewer_audit.services import diagnostics

    found = diagnostics.examine()
    words = [f"{key}: {value}" for key, value in diagnostics.flat(found)]
    emit(found, as_json=as_json, words=words)
