"""The command for a contract period."""

from typing import Annotated

import typer

from reviewer_audit.cli.data import Json, ProjectPath
from reviewer_audit.cli.output import emit


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("period")(period)


def period(
    project: ProjectPath,
    since: Annotated[str, typer.Option("--from", help="First day: 2026-07-01.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day: 2026-09-30.")] = "",
    rounds: Annotated[
        list[int] | None, typer.Option("--round", help="Exactly this round; may repeat.")
    ] = None,
    estimand: Annotated[
        str, typer.Option("--estimand", help="process, batch or other_reviewers.")
    ] = "process",
    confidence: Annotated[float, typer.Option("--confidence", help="Of the intervals.")] = 0.95,
    look: Annotated[
        int | None, typer.Option("--look", help="Which look at the period this is.")
    ] = None,
    looks: Annotated[
        int | None,
        typer.Option("--looks", help="2 where one top-up was planned; as the rounds planned."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge the declared targets over all revealed rounds of a contract period.

    Example: reviewer-audit period q3.audit --from 2026-07-01 --to 2026-09-30
    """
    if estimand not in {"process", "batch", "other_reviewers"}:
        message = "--estimand is process, batch or other_reviewers"
        raise typer.BadParameter(message)
    if not 0 < confidence < 1:
        message = "--confidence is between 0 and 1"
        raise typer.BadParameter(message)
    planned = looks or (1 if look else 2)  # neither: as the rounds planned
    if not 1 <= (look or 1) <= planned <= 2:  # noqa: PLR2004 - one top-up at most
        message = "--looks is 1 or 2, and --look not more than that"
        raise typer.BadParameter(message)
    from reviewer_audit.services import pooling, projects

    store = projects.open_project(project)
    try:
        found = pooling.period_verdicts(
            store,
            rounds or (),
            since=since,
            until=until,
            estimand=estimand,
            confidence=confidence,
            look=look or 0,
            looks=looks or 0,
        )
    finally:
        store.close()
    emit(found.as_json(), as_json=as_json, words=found.in_words())
